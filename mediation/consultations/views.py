"""Consultations: the list, one meeting with its agenda and tasks, its papers, and a page for each verb."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from mediation.cases import rules as case_rules
from mediation.cases.looks import opened
from mediation.cases.models import Case
from mediation.cases.words import Risk
from mediation.cases.words import State as CaseState
from mediation.consultations import actions, forms, planning, readings, rules, tables
from mediation.consultations.filters import ConsultationFilter
from mediation.consultations.models import Consultation, ConsultationItem, ConsultationRule
from mediation.consultations.papers import agenda_paper, minutes_paper
from mediation.consultations.words import TONES, State
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import leaves, looked
from stations.timeline.sentences import story

see = case_rules.may_see_mediation
DONE = {
    "change": gettext_lazy("The meeting is changed."),
    "invite": gettext_lazy("The invitations are noted."),
    "hold": gettext_lazy("The meeting is on record; write down the decisions now."),
    "minutes": gettext_lazy("The minutes are saved."),
    "cancel": gettext_lazy("The meeting is cancelled."),
}


def reached(pk: int) -> Consultation:
    """A meeting of the station."""
    return get_object_or_404(readings.meetings(), pk=pk)


@page(see)
def consultations(request):
    """Every meeting, newest first."""
    found = ConsultationFilter(request.GET, readings.meetings(), request=request)

    return list_page(
        request, "mediation/consultations/list.html", found, title=_("Consultations"), columns=tables.MEETINGS,
        record_export=leaves(request, "consultations"), tones=TONES, may_plan=bool(rules.may_plan(request.user)),
        next=readings.next_workday(timezone.now()),
    )  # fmt: skip


@page(see)
def consultation(request, pk: int):
    """One meeting: who, what about, what was decided, who does what."""
    meeting, now = reached(pk), timezone.now()
    may = bool(rules.may_plan(request.user, meeting))
    context = {
        "heading": meeting.title, "meeting": meeting, "tone": TONES[meeting.state], "may_plan": may,
        "members": [(row, readings.name_of(row)) for row in readings.members(meeting)],
        "points": readings.points(meeting, request.user),
        "tasks": [
            (shown, bool(rules.may_answer(request.user, shown.row)))
            for shown in readings.tasks_of(meeting.tasks.all(), request.user)
        ],
        "is_open": bool(rules.is_open(meeting)), "planned": meeting.state == State.PLANNED,
        "closing": rules.STEPS.check(meeting, "close", request.user, now) if meeting.state == State.HELD else None,
        "today": timezone.localdate(now), "place": readings.place_of(meeting), "begun": meeting.starts_at <= now,
        "timeline": story(meeting, 60),
    }  # fmt: skip
    return render(request, "mediation/consultations/detail.html", context)


@page(see)
def new(request):
    """Plan a meeting."""
    demand(rules.may_plan(request.user))
    kind = request.GET.get("kind", "workday")
    return form_page(
        request, forms.MeetingForm(request.POST or None, initial={"kind": kind}),
        lambda version=None, **values: actions.plan(station=request.station, actor=request.user, **values),
        heading=_("Plan a consultation"), done=_("The meeting is planned."), back=reverse("consultations"),
        submit=_("Plan"),
    )  # fmt: skip


def _form(request, meeting: Consultation, verb: str, form, act_on, heading, submit, intro=""):
    """The page of a verb of one meeting."""
    return form_page(
        request, form, act_on, heading=f"{heading} · {meeting.title}", done=DONE[verb],
        back=meeting.get_absolute_url(), submit=submit, intro=intro,
    )  # fmt: skip


def _led(request, pk: int) -> Consultation:
    meeting = reached(pk)
    demand(rules.may_plan(request.user, meeting))
    return meeting


@page(see)
def change(request, pk: int):
    """Another time, place or chair."""
    meeting = _led(request, pk)
    form = forms.MeetingForm(request.POST or None, initial=forms.MeetingForm.values_of(meeting))
    form.fields.pop("kind")
    return _form(
        request, meeting, "change", form,
        lambda **values: actions.change(meeting=meeting, actor=request.user, **values),
        _("Change the meeting"), _("Save"),
    )  # fmt: skip


@page(see)
def invite(request, pk: int):
    """Who is invited."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, "invite", forms.InviteForm(request.POST or None, meeting=meeting),
        lambda **values: actions.invite(meeting=meeting, actor=request.user, **values), _("Invite"), _("Save"),
        _("Several are chosen with Ctrl or by dragging."),
    )  # fmt: skip


@page(see)
def hold(request, pk: int):
    """Record that it took place."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, "hold", forms.HoldForm(request.POST or None, meeting=meeting),
        lambda **values: actions.hold(meeting=meeting, actor=request.user, **values), _("Record the meeting"),
        _("Put on record"),
    )  # fmt: skip


@page(see)
def minutes(request, pk: int):
    """Correct the minutes."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, "minutes",
        forms.MinutesForm(request.POST or None, initial={"minutes": meeting.minutes, "version": meeting.version}),
        lambda **values: actions.write_minutes(meeting=meeting, actor=request.user, **values),
        pgettext("consultation", "Minutes"), _("Save"),
    )  # fmt: skip


@page(see)
def cancel(request, pk: int):
    """Cancel a planned meeting."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, "cancel", forms.ReasonForm(request.POST or None),
        lambda **values: actions.cancel(meeting=meeting, actor=request.user, **values), _("Cancel the meeting"),
        _("Cancel the meeting"),
    )  # fmt: skip


@require_POST
@page(see)
def close(request, pk: int):
    """Close it: every point decided, every task done."""
    meeting = _led(request, pk)
    return act(
        request, lambda: actions.close(meeting=meeting, actor=request.user), _("The meeting is closed."), meeting
    )


@page(see)
def point_new(request, pk: int):
    """Put a case or a topic on the agenda."""
    meeting = reached(pk)
    form = forms.PointForm(request.POST or None, meeting=meeting, user=request.user)
    return form_page(
        request, form, lambda **values: actions.put_on(meeting=meeting, actor=request.user, **values) and None,
        heading=_("Put on the agenda · %(title)s") % {"title": meeting.title}, done=_("It is on the agenda."),
        back=meeting.get_absolute_url(), submit=_("Put on the agenda"),
    )  # fmt: skip


def _item(pk: int) -> ConsultationItem:
    return get_object_or_404(ConsultationItem.objects.select_related("consultation__chair", "case"), pk=pk)


def _named(item: ConsultationItem) -> str:
    return item.case.number if item.case_id else item.topic


@page(see)
def point_decide(request, pk: int):
    """Write down what was decided."""
    item = _item(pk)
    demand(rules.may_plan(request.user, item.consultation))
    initial = {"decision": item.decision, "decision_text": item.decision_text}
    return form_page(
        request, forms.DecideForm(request.POST or None, initial=initial),
        lambda **values: actions.decide(item=item, actor=request.user, **values) and None,
        heading=_("Decision · %(what)s") % {"what": _named(item)}, done=_("The decision is on record."),
        back=item.consultation.get_absolute_url(), submit=_("Put on record"), intro=_seen(request, item),
    )  # fmt: skip


def _seen(request, item: ConsultationItem) -> str:
    """Why it is on the agenda, for who sees the case."""
    open_to = not item.case_id or readings.visible_ids(request.user, [item.case_id])
    return item.why if open_to else ""


@page(see)
def point_move(request, pk: int):
    """Move a point to another meeting, or take it off."""
    item = _item(pk)
    demand(rules.may_plan(request.user, item.consultation))
    meeting = item.consultation
    return form_page(
        request, forms.MoveForm(request.POST or None, meeting=meeting),
        lambda **values: actions.take_off(item=item, actor=request.user, **values),
        heading=_("Move · %(what)s") % {"what": _named(item)}, done=_("The agenda is changed."),
        back=meeting.get_absolute_url(), submit=_("Move"),
    )  # fmt: skip


@page(see)
def paper(request, pk: int, sheet: str):
    """The agenda or the minutes as PDF or Word; the look is recorded, as cases are named in it."""
    meeting = reached(pk)
    if sheet == "minutes" and meeting.held_at is None:
        messages.error(request, _("Record the meeting first."))
        return redirect(meeting)
    looked(subject=meeting, actor=request.user, what=f"paper:{sheet}")
    made = (minutes_paper if sheet == "minutes" else agenda_paper)(meeting, request.user)
    form = "docx" if request.GET.get("format") == "docx" else "pdf"
    return paper_file(made, f"{made.title}-{meeting.pk}", form)


@page(see)
def case_part(request, pk: int):
    """Meetings and tasks about a case, on the case's page."""
    case = opened(request, pk)
    items = case.consultations.select_related("consultation").order_by("-consultation__starts_at")
    context = {
        "case": case, "items": items, "tasks": readings.tasks_of(case.consultation_tasks.all(), request.user),
        "may_put": bool(case_rules.may_edit(request.user, case)) and case.state != CaseState.ARCHIVED,
        "prominent": case.risk == Risk.PROMINENT,
    }  # fmt: skip
    return render(request, "mediation/consultations/case_part.html", context)


@page(see)
def put_on_next(request, pk: int):
    """Put a case on the next 政法工作日."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    demand(case_rules.may_edit(request.user, case))
    following = readings.next_workday(timezone.now())
    intro = ""
    if following:
        words = {"title": following.title, "at": timezone.localtime(following.starts_at).strftime("%Y-%m-%d %H:%M")}
        intro = _("Next work day: %(title)s, %(at)s.") % words
    return form_page(
        request, forms.WhyForm(request.POST or None),
        lambda **values: actions.put_on_next(case=case, actor=request.user, **values) and None,
        heading=_("Put on the next work day · %(number)s") % {"number": case.number}, done=_("It is on the agenda."),
        back=case.get_absolute_url(), submit=_("Put on the agenda"), intro=intro,
    )  # fmt: skip


@page(see)
def standing_day(request):
    """The standing day of the 政法工作日."""
    demand(rules.may_plan(request.user))
    rule = ConsultationRule.objects.order_by("id").first()
    initial = forms.RuleForm.values_of(rule) if rule else {"title": _("Political-legal work day")}
    given = {"station": request.station, "rule": rule, "actor": request.user}
    return form_page(
        request, forms.RuleForm(request.POST or None, initial=initial),
        lambda **values: planning.keep_rule(**given, **values) and None,
        heading=_("Standing day of the political-legal work day"), done=_("The standing day is set."),
        back=reverse("consultations"), submit=_("Save"),
        intro=_("A day off moves to the next working day; meetings planned already stay as they are."),
    )  # fmt: skip
