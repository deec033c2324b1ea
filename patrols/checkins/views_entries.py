"""Pages of entries by hand (补录, PA-10)."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.checkins import readings, reviews, rules
from patrols.checkins.filters import EntryFilter
from patrols.checkins.forms import AnswerForm, EntryForm
from patrols.checkins.models import ManualEntry
from patrols.checkins.tables import TONES
from patrols.schedule.models import PatrolDuty
from patrols.squads.phone import on_phone
from stations.kit.answer import YES, demand
from stations.kit.form_pages import form_page
from stations.kit.tables import Column
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves


@page(rules.may_see_check_ins)
def manual_entries(request):
    """All of them, those that wait first."""
    rows = ManualEntry.objects.select_related(
        "guard__user", "checkpoint", "duty__squad", "asked_by", "decided_by", "check_in"
    ).order_by("-id")
    filterset = EntryFilter(request.GET, rows, request=request)
    columns = [
        Column(_("Time"), lambda row: row.at),
        Column(_("Squad"), lambda row: row.duty.squad.name),
        Column(_("Guard"), lambda row: row.guard.user.name),
        Column(_("Checkpoint"), lambda row: f"{row.checkpoint.code} {row.checkpoint.name}"),
        Column(_("Reason"), lambda row: row.reason),
        Column(_("Asked by"), lambda row: row.asked_by.name),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Decided by"), lambda row: row.decided_by.name if row.decided_by else ""),
        Column(_("Answer"), lambda row: row.answer),
    ]
    return list_page(
        request, "patrols/checkins/entries.html", filterset, title=_("Manual entries"), columns=columns, tones=TONES,
        record_export=leaves(request, "manual-entries"),
        mine=deciding(request.user),
    )  # fmt: skip


def deciding(user) -> set[int]:
    """Ids of the entries that wait for this person."""
    return set(readings.entries_to_decide(user).values_list("pk", flat=True)[:500]) if rules.decides(user) else set()


@page(lambda user: YES)
def entry_new(request, pk: int):
    """Ask for an entry by hand for a duty."""
    return asked(request, pk, "patrol-duty")


@on_phone
def entry_new_on_phone(request, pk: int):
    """The same on the squad leader's phone."""
    return asked(
        request, pk, "phone-squad-duty", template="patrols/checkins/phone/entry.html", tab="squad", leads=True
    )


def asked(request, pk: int, back: str, **context):
    """The form of an entry by hand; ``back`` names the page of the duty one came from."""
    duty = get_object_or_404(PatrolDuty.objects.select_related("station", "squad"), pk=pk)
    demand(rules.may_ask_entry(request.user, duty))
    form = EntryForm(request.POST or None, duty=duty)
    return form_page(
        request, form, lambda **values: reviews.ask_entry(duty=duty, actor=request.user, **values) and None,
        heading=_("Check-in by hand"), done=_("Asked for; somebody else approves it."),
        back=reverse(back, args=[duty.pk]), submit=_("Ask for it"),
        intro=_("Only for a point of this duty that nobody has visited. Somebody else approves it."), **context,
    )  # fmt: skip


@require_POST
@page(rules.decides)
def entry_approve(request, pk: int):
    """One tap makes it a check-in."""
    entry = get_object_or_404(ManualEntry.objects.all(), pk=pk)
    verb = lambda: reviews.approve_entry(entry=entry, actor=request.user)  # noqa: E731
    return act(request, verb, _("Approved: it counts now."), "manual-entries")


@page(rules.decides)
def entry_refuse(request, pk: int):
    """Refused with a reason."""
    entry = get_object_or_404(ManualEntry.objects.select_related("guard", "duty"), pk=pk)
    demand(rules.may_decide_entry(request.user, entry))
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda answer: reviews.refuse_entry(entry=entry, actor=request.user, answer=answer) and None,
        heading=_("Refuse the manual entry"), done=_("Refused."), back=reverse("manual-entries"),
        submit=_("Refuse"), danger=True,
    )  # fmt: skip
