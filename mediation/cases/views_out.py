"""Pages of notices and of the ways out of a mediation; each way out is one form and one action."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.cases import appraising, ending, extending, notices, readings_out, rules, transferring
from mediation.cases import forms_out as forms
from mediation.cases.actions import ask, void_number
from mediation.cases.filters_out import TransferFilter
from mediation.cases.looks import opened
from mediation.cases.models import BodyNumber, Case
from mediation.cases.models_papers import CaseNotice, Transfer
from mediation.cases.notice_papers import notice_paper
from mediation.cases.notice_words import words_of
from mediation.cases.tables_out import TRANSFERS
from mediation.cases.words import State
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import leaves, looked

INTRO = {
    "decline": gettext_lazy("The notice “not accepted” is given in this step; the case is filed with it."),
    "end": gettext_lazy("The parties are told of what remains in this step (RT-07; ZA-19 in public order cases)."),
    "by_law": gettext_lazy(
        "The offence is handled by law; the parties are told of civil action (ZA-19); the clock starts anew (ZA-20)."
    ),
    "litigate": gettext_lazy("A dispute about performance or content of the agreement goes to court (RT-15)."),
    "enforce": gettext_lazy("The court has confirmed the agreement; it can be enforced (SF-06)."),
    "reopen": gettext_lazy("The case is triaged anew, and the parties are asked again whether they agree."),
    "take_back": gettext_lazy("What was sent back is triaged anew."),
    "transfer": gettext_lazy("The case stays in sight until the receipt is entered; without it, it is not closed."),
}
DONE = {
    "decline": gettext_lazy("The case is not accepted; the parties have been told."),
    "end": gettext_lazy("The mediation has ended; the parties have been told."),
    "by_law": gettext_lazy("The case is handled by law; the parties have been told."),
    "litigate": gettext_lazy("The parties have been told of litigation."),
    "enforce": gettext_lazy("The parties have been told of enforcement."),
    "reopen": gettext_lazy("The case is taken up again; triage follows."),
    "take_back": gettext_lazy("The case is taken up again; triage follows."),
    "transfer": gettext_lazy("The case is transferred; its receipt is waited for."),
}
VERBS = {
    "decline": (forms.DeclineForm, ending.decline), "end": (forms.EndForm, ending.end),
    "by_law": (forms.ToldForm, ending.by_law), "litigate": (forms.ToldForm, ending.litigate),
    "enforce": (forms.ToldForm, ending.enforce), "reopen": (forms.WhyForm, ending.reopen),
    "take_back": (forms.BareForm, transferring.take_back), "transfer": (forms.TransferForm, transferring.transfer),
}  # fmt: skip


def reached(request, pk: int) -> Case:
    """A case the person may see; any other does not exist."""
    return opened(request, pk)


def verb_page(verb: str):
    """The page of one way out: its form, its action; what the law forbids is refused with its article."""
    form, action = VERBS[verb]

    @page(rules.may_see_mediation)
    def view(request, pk: int):
        found = reached(request, pk)
        try:
            ask(found, verb, request.user)
        except RuleBroken as refusal:
            messages.error(request, refusal.reason)
            return redirect(found)
        step = rules.STEPS.step(found.state, verb)

        def done(**values):
            action(case=found, actor=request.user, **values)

        return form_page(
            request, form(request.POST or None, case=found), done, heading=f"{step.label} · {found.number}",
            done=DONE[verb], back=found.get_absolute_url(), submit=step.label, intro=INTRO.get(verb, ""),
            template="mediation/cases/out_form.html", law=_law(found, verb),
        )  # fmt: skip

    view.__name__ = f"case_{verb}"
    view.__doc__ = f"The verb {verb} of a case."
    return view


def _law(case: Case, verb: str):
    """The words of the notice that a way out gives, to be read before it is given."""
    kind = {
        "decline": "dismissal", "end": "civil" if case.is_police else "remedy", "by_law": "civil",
        "litigate": "litigation", "enforce": "enforcement",
    }.get(verb)  # fmt: skip
    return words_of(kind, police=case.is_police) if kind else None


@page(rules.may_see_mediation)
def notices_part(request, pk: int):
    """What the parties were told, on the case's page."""
    found = reached(request, pk)
    rows = [
        (row, readings_out.how(row), words_of(row.kind, police=found.is_police).article)
        for row in found.notices.select_related("by", "party")
    ]
    may = bool(rules.may_edit(request.user, found)) and found.state != State.ARCHIVED
    wanted = found.rights_notice_at is None and found.state in {State.TRIAGE, State.ACCEPTED, State.MEDIATING}
    context = {"case": found, "rows": rows, "may_edit": may, "wanted": wanted,
               "may_print": bool(rules.may_edit(request.user, found))}  # fmt: skip
    return render(request, "mediation/cases/parts/notices.html", context)


@page(rules.may_see_mediation)
def notice_new(request, pk: int):
    """Give a notice; the words of the law are on the page."""
    found = reached(request, pk)
    demand(rules.may_edit(request.user, found))
    if found.state == State.ARCHIVED:
        messages.error(request, rules.is_editable(found).reason)
        return redirect(found)
    initial = {"kind": request.GET.get("kind", "rights" if found.rights_notice_at is None else "")}

    def give(on, **values):
        notices.give(case=found, actor=request.user, at=on, **values)

    return form_page(
        request, forms.NoticeForm(request.POST or None, case=found, initial=initial), give,
        heading=_("Give a notice · %(number)s") % {"number": found.number}, done=_("The notice is on file."),
        back=found.get_absolute_url(), submit=_("Put on file"), template="mediation/cases/notice_form.html",
        kinds=[(kind, words_of(kind, police=found.is_police)) for kind in notices.kinds_for(found)],
    )  # fmt: skip


@page(rules.may_see_mediation)
def notice_print(request, pk: int):
    """A notice as Word or PDF, with full names: only for who works on the case, each look recorded (SE-24)."""
    rows = CaseNotice.objects.filter(case__in=Case.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("party", "case__station"), pk=pk)
    found, form = row.case, "docx" if request.GET.get("format") == "docx" else "pdf"
    demand(rules.may_edit(request.user, found))
    looked(subject=found, actor=request.user, what="paper:notice")
    paper = notice_paper(found, row)
    return paper_file(paper, f"{paper.title}-{found.number}", form)


@page(rules.may_see_mediation)
def transfers_part(request, pk: int):
    """To whom the case was given and what came back, on the case's page."""
    found = reached(request, pk)
    rows = [(row, readings_out.TONES[row.state]) for row in found.transfers.select_related("sent_by")]
    may = bool(rules.may_edit(request.user, found))
    context = {"case": found, "rows": rows, "may_edit": may, "today": timezone.localdate()}
    return render(request, "mediation/cases/parts/transfers.html", context)


@page(rules.may_see_mediation)
def limits_part(request, pk: int):
    """The limit and its extensions, numbers of documents, on the case's page."""
    found = reached(request, pk)
    context = {
        "case": found, "today": timezone.localdate(), "extensions": found.extensions.select_related("by"),
        "numbers": found.numbers.all(), "waits": appraising.waits(found),
        "may_appraise": bool(appraising.may_appraise(found) and rules.may_lead(request.user, found)),
        "may_extend": bool(extending.may_extend(found) and rules.may_lead(request.user, found)),
        "may_note": found.state == State.ARCHIVED and bool(rules.may_edit(request.user, found)),
        "may_void": bool(rules.may_keep(request.user)),
    }  # fmt: skip
    return render(request, "mediation/cases/parts/limits.html", context)


@page(rules.may_see_mediation)
def extend(request, pk: int):
    """A longer limit with both sides' consent (RT-16)."""
    found = reached(request, pk)
    demand(rules.may_lead(request.user, found))
    answer = extending.may_extend(found)
    if not answer:
        messages.error(request, answer.reason)
        return redirect(found)
    return form_page(
        request, forms.ExtendForm(request.POST or None, case=found),
        lambda **values: extending.extend(case=found, actor=request.user, **values) and None,
        heading=_("Extend the limit · %(number)s") % {"number": found.number}, done=_("The limit is extended."),
        back=found.get_absolute_url(), submit=_("Extend"),
        intro=_("Present limit: %(day)s. An end on a day off moves to the next working day.") % {"day": found.due_on},
    )  # fmt: skip


@page(rules.may_see_mediation)
def appraisal(request, pk: int):
    """An appraisal and its result, from which the first session counts (ZA-12)."""
    found = reached(request, pk)
    demand(rules.may_lead(request.user, found))
    answer = appraising.may_appraise(found)
    if not answer:
        messages.error(request, answer.reason)
        return redirect(found)
    return form_page(
        request, forms.AppraisalForm(request.POST or None, case=found),
        lambda **values: appraising.appraise(case=found, actor=request.user, **values) and None,
        heading=_("Appraisal · %(number)s") % {"number": found.number}, done=_("The appraisal is noted."),
        back=found.get_absolute_url(), submit=_("Save"),
        intro=_("The first session is advised within three working days of acceptance, or of the appraisal's result "
                "where one is needed (ZA-12)."),
    )  # fmt: skip


@page(rules.may_see_mediation)
def note(request, pk: int):
    """A signed note, the only correction of an archived case."""
    found = reached(request, pk)
    demand(rules.may_edit(request.user, found))
    return form_page(
        request, forms.NoteForm(request.POST or None, case=found),
        lambda **values: ending.add_note(case=found, actor=request.user, **values) and None,
        heading=_("Add a signed note · %(number)s") % {"number": found.number}, done=_("The note is added."),
        back=found.get_absolute_url(), submit=_("Sign and add"),
        intro=_("The note is signed with your name and the time; it stays with the file for good."),
    )  # fmt: skip


@require_POST
@page(rules.may_see_mediation)
def number_void(request, pk: int):
    """Void the number of a document (DT-03)."""
    rows = BodyNumber.objects.filter(case__in=Case.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("case"), pk=pk)
    demand(rules.may_keep(request.user))
    reason = request.POST.get("reason", "")[:200]
    return act(
        request, lambda: void_number(number=row, reason=reason, actor=request.user),
        _("The number is void and is never used again."), row.case,
    )  # fmt: skip


@page(rules.may_see_mediation)
def transfers(request):
    """Every transfer of the visible cases; what waits for a receipt or came back stands in the filter."""
    found = TransferFilter(request.GET, readings_out.transfers(request.user), request=request)

    return list_page(
        request, "mediation/cases/transfers.html", found, title=_("Transfers of cases"), columns=TRANSFERS,
        record_export=leaves(request, "mediation_transfers"), today=timezone.localdate(), tones=readings_out.TONES,
    )  # fmt: skip


def _transfer(request, pk: int) -> Transfer:
    row = get_object_or_404(readings_out.transfers(request.user), pk=pk)
    demand(rules.may_edit(request.user, row.case))
    return row


@page(rules.may_see_mediation)
def transfer_receipt(request, pk: int):
    """Enter the receipt of a transfer."""
    row = _transfer(request, pk)
    return form_page(
        request, forms.ReceiptForm(request.POST or None, transfer=row),
        lambda **values: transferring.receive(transfer=row, actor=request.user, **values) and None,
        heading=_("Receipt of %(target)s · %(number)s") % {"target": row.target, "number": row.case.number},
        done=_("The receipt is on file."), back=row.case.get_absolute_url(), submit=_("Enter the receipt"),
    )  # fmt: skip


@page(rules.may_see_mediation)
def transfer_return(request, pk: int):
    """A transfer was sent back."""
    row = _transfer(request, pk)
    return form_page(
        request, forms.ReturnForm(request.POST or None, transfer=row),
        lambda **values: transferring.give_back(transfer=row, actor=request.user, **values) and None,
        heading=_("Sent back by %(target)s · %(number)s") % {"target": row.target, "number": row.case.number},
        done=_("It is noted; the case waits to be taken up again."), back=row.case.get_absolute_url(),
        submit=_("Note that it came back"),
    )  # fmt: skip
