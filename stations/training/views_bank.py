"""Pages of the question bank: list, one question with how it is answered, write, check."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story
from stations.training import bank as verbs
from stations.training import quiz_readings, quiz_rules, rules, tables
from stations.training.filters import BankFilter
from stations.training.forms import BankForm, shown_again
from stations.training.models import BankQuestion

TONES = {"draft": "warn", "approved": "ok", "retired": "muted"}


@page(rules.teaches_any)
def bank(request):
    """All questions, the newest month first."""
    filterset = BankFilter(request.GET, quiz_readings.bank().order_by("-month", "id"), request=request)
    return list_page(
        request, "training/bank.html", filterset, title=_("Question bank"), columns=tables.BANK, tones=TONES,
        record_export=leaves(request, "bank"),
    )  # fmt: skip


@page(rules.teaches_any)
def bank_question(request, pk: int):
    """One question: its options, why, how it is answered, who checked it."""
    found = get_object_or_404(quiz_readings.bank(), pk=pk)
    found.asked = bool(found.answered)
    context = {
        "question": found, "tone": TONES[found.state], "steps": quiz_rules.BANK.verbs(found, request.user),
        "options": [("ABCD"[place], words, place == found.right) for place, words in enumerate(found.options)],
        "may_write": bool(quiz_rules.may_write(request.user, found)),
        "own": found.author_id == request.user.pk,
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "training/bank_question.html", context)


@page(rules.teaches_any)
def bank_form(request, pk: int | None = None):
    """Write a question, or change one nobody has checked yet."""
    found = get_object_or_404(BankQuestion.objects.all(), pk=pk) if pk else None
    month = timezone.localdate().replace(day=1)
    initial = shown_again(found) if found else {"month": month}
    return form_page(
        request, BankForm(request.POST or None, initial=initial),
        lambda **told: verbs.save_question(
            station=request.station, actor=request.user, question=found, **told
        ),
        heading=_("Change the question") if found else _("New question"), done=_("Saved; somebody else checks it."),
        back=found.get_absolute_url() if found else reverse("bank"),
    )  # fmt: skip


@page(rules.teaches_any)
@require_POST
def bank_verb(request, pk: int, verb: str):
    """Check it, give it back, take it out of use."""
    found = get_object_or_404(BankQuestion.objects.all(), pk=pk)
    return act(
        request, lambda: verbs.move_question(question=found, verb=verb, actor=request.user, at=timezone.now()),
        _("Done."), found,
    )  # fmt: skip
