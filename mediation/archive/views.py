"""Pages of follow-up visits, of what parties say, and of complaints."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mediation.archive import actions, filters, forms, papers, readings, rules, tables, visiting
from mediation.archive.dossier import load
from mediation.archive.models import FollowUp, MediatorComplaint
from mediation.archive.words import RESULT_TONES, Result
from mediation.cases import hooks
from mediation.cases.looks import opened
from mediation.cases.models import Case
from mediation.cases.rules import may_see_mediation, may_triage
from stations.kit.answer import NotAllowed, RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.qr import drawn
from stations.kit.views import list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import exported, looked


def reached(request, pk: int) -> Case:
    """A case the person may see; any other does not exist."""
    return opened(request, pk)


def counted(request, what: str):
    """Record that a list leaves the house (SE-25)."""
    return lambda count: exported(what=what, rows=count, actor=request.user, station=request.station)


@page(may_see_mediation)
def follow_ups(request):
    """All visits, what is due first."""
    found = filters.FollowUpFilter(request.GET, readings.follow_ups(request.user), request=request)
    return list_page(
        request, "mediation/archive/follow_ups.html", found, title=_("Follow-up visits"), columns=tables.FOLLOW_UPS,
        record_export=counted(request, "follow_ups"), today=timezone.localdate(), tones=RESULT_TONES,
    )  # fmt: skip


def _visit(request, pk: int) -> FollowUp:
    rows = FollowUp.objects.filter(case__in=Case.objects.visible_to(request.user), dropped_at=None)
    return get_object_or_404(rows.select_related("case__station", "case__officer__user", "party", "by"), pk=pk)


@page(may_see_mediation)
def follow_up(request, pk: int):
    """A visit: the form while it is due, the record afterwards."""
    row = _visit(request, pk)
    if row.visited_at:
        context = {
            "heading": _("Follow-up visit of %(number)s") % {"number": row.case.number}, "row": row,
            "asked": readings.asked(row), "tone": RESULT_TONES[Result(row.result)],
            "may_print": bool(rules.may_visit(request.user, row.case)), "reopen": _reopen(request.user, row),
        }  # fmt: skip
        return render(request, "mediation/archive/follow_up.html", context)
    demand(rules.may_visit(request.user, row.case))
    # The form offers the parties by name.
    if request.method == "GET":
        looked(subject=row.case, actor=request.user, what="party_names")
    return form_page(
        request, forms.VisitForm(request.POST or None, follow_up=row),
        lambda **values: visiting.record(follow_up=row, actor=request.user, **values),
        heading=_("Follow-up visit of %(number)s") % {"number": row.case.number}, done=_("The visit is on record."),
        back=row.case.get_absolute_url(), submit=_("Put on record"),
        intro=_("%(reason)s, due on %(day)s.") % {"reason": row.reason, "day": row.due_on},
    )  # fmt: skip


def _reopen(user, row: FollowUp) -> str:
    """Where the case is re-opened, if this visit says that the dispute is back."""
    if row.result == Result.REOPEN and row.case.state == "visit" and may_triage(user, row.case):
        name = hooks.page_of("reopen")
        return reverse(name, args=[row.case_id]) if name else row.case.get_absolute_url()
    return ""


@page(may_see_mediation)
def follow_up_start(request, pk: int):
    """From the case: to the visit that is due, or to a new one."""
    case = reached(request, pk)
    row = readings.open_follow_up(case)
    return redirect(row) if row else redirect("follow-up-plan", case.pk)


@page(may_see_mediation)
def follow_up_plan(request, pk: int):
    """One more visit."""
    case = reached(request, pk)
    demand(rules.may_visit(request.user, case))
    return form_page(
        request, forms.PlanForm(request.POST or None),
        lambda **values: visiting.plan(case=case, actor=request.user, **values) and case,
        heading=_("Plan a visit"), done=_("The visit is planned."), back=case.get_absolute_url(),
        intro=_("Case %(number)s") % {"number": case.number},
    )  # fmt: skip


@page(may_see_mediation)
def follow_up_print(request, pk: int):
    """The prescribed record as PDF; it names the parties, so the look is recorded."""
    row = _visit(request, pk)
    demand(rules.may_visit(request.user, row.case))
    looked(subject=row.case, actor=request.user, what="follow_up_record")
    with translation.override("zh-hans"):
        made = papers.follow_up(load(row.case), row)
    return paper_file(made, f"回访记录-{row.case.number}", "pdf")


@never_cache
@page(may_see_mediation)
def satisfaction_ask(request, pk: int):
    """Ask a party: the answer at the desk, or a link that is shown this once, with its code to scan."""
    case = reached(request, pk)
    demand(rules.may_ask(request.user, case))
    form = forms.AskForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if values["where"] == "link":
                return _link(request, case, values["party"])
            actions.ask_at_desk(
                case=case, party=values["party"], score=values["score"], words=values["words"], actor=request.user
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect(case)
    context = {
        "form": form, "heading": _("Ask a party how it was"), "back": case.get_absolute_url(), "submit": _("Ask"),
        "intro": _("Each party is asked once; a new link makes the old one invalid."),
    }  # fmt: skip
    return render(request, "components/form.html", context, status=400 if form.errors else 200)


def _link(request, case: Case, party):
    row, token = actions.make_link(case=case, party=party, actor=request.user)
    # By the door that the party's own phone reaches.
    address = settings.PHONE_URL + reverse("satisfaction", args=[token])
    context = {
        "heading": _("Link for the party"), "case": case, "address": address, "qr": drawn(address, 5), "row": row,
        "station": case.station,
    }  # fmt: skip
    return render(request, "mediation/archive/link.html", context)


@page(rules.may_read_complaints)
def complaints(request):
    """Complaints of mediators, open ones first (RT-18)."""
    found = filters.ComplaintFilter(request.GET, readings.complaints(request.user), request=request)
    return list_page(
        request, "mediation/archive/complaints.html", found, title=_("Complaints of mediators"),
        columns=tables.COMPLAINTS, record_export=counted(request, "mediator_complaints"),
    )  # fmt: skip


@page(rules.may_read_complaints)
def complaint(request, pk: int):
    """One complaint and its outcome."""
    row = get_object_or_404(readings.complaints(request.user), pk=pk)
    form = None if row.handled_at else forms.VerdictForm(request.POST or None)
    if form and request.method == "POST":
        return form_page(
            request, form, lambda **values: actions.handle(complaint=row, actor=request.user, **values),
            heading=_("Complaint of a mediator"), done=_("The complaint is closed."), back=row.get_absolute_url(),
            template="mediation/archive/complaint.html", row=row,
        )  # fmt: skip
    looked(subject=row, actor=request.user, what="complaint")
    context = {"heading": _("Complaint of a mediator"), "row": row, "form": form}
    return render(request, "mediation/archive/complaint.html", context)


@page(may_see_mediation)
def complaint_new(request, pk: int | None = None):
    """Enter a complaint somebody brought; with a case, about its mediators."""
    case = reached(request, pk) if pk else None
    back = case.get_absolute_url() if case else reverse("follow-ups")

    def enter(**values) -> MediatorComplaint | Case | None:
        row = actions.complain(case=case, actor=request.user, **values)
        try:
            demand(rules.may_read_complaint(request.user, row))
        except NotAllowed:
            return case
        return row

    return form_page(
        request, forms.ComplaintForm(request.POST or None, case=case), enter,
        heading=_("Complaint of a mediator"), done=_("The complaint is with the leadership."), back=back,
        submit=_("Enter"), intro=_("Only the leadership and the keeper of the mediation room read it (RT-18)."),
    )  # fmt: skip
