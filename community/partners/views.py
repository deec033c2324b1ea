"""Joint meetings: series, the list, one meeting with agenda and resolutions, its papers, a page for each verb."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from community.partners import forms, meetings, papers, planning, readings, resolutions, rules, tables
from community.partners.filters import MeetingFilter, ResolutionFilter
from community.partners.models import AgendaItem, Carried, JointMeeting, MeetingSeries, Resolution
from community.partners.words import MEETING_TONES, RESOLUTION_TONES, ItemState
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import exported, leaves
from stations.timeline.sentences import story

see = rules.may_see_partners
FORM, LINES = "community/partners/form.html", 40


@page(see)
def joint_meetings(request):
    """All meetings, the newest first, below the series with what is next."""
    return list_page(
        request, "community/partners/meetings.html",
        MeetingFilter(request.GET, readings.meetings(), request=request), title=_("Joint meetings"),
        columns=tables.MEETINGS, record_export=leaves(request, "joint-meetings"), tones=MEETING_TONES,
        series=readings.series().filter(active=True), may_start=bool(rules.may_start_series(request.user)),
        today=timezone.localdate(),
    )  # fmt: skip


@page(see)
def one_series(request, pk: int):
    """A series: its meetings, what waits for the next one, what is open."""
    row = get_object_or_404(readings.series(), pk=pk)
    waiting = row.items.filter(meeting=None).select_related("enterprise", "demand", "proposed_by")
    context = {
        "heading": row.title, "series": row, "may_lead": bool(rules.may_lead_series(request.user, row)),
        "meetings": readings.meetings().filter(series=row), "tones": MEETING_TONES,
        "waiting": waiting.exclude(state=ItemState.DECLINED),
        "declined": row.items.filter(state=ItemState.DECLINED).select_related("enterprise")[:10],
        "left": readings.resolutions().open().filter(meeting__series=row), "today": timezone.localdate(),
        "next_day": readings.proposed_day(row, row.last_at), "timeline": story(row, LINES),
    }  # fmt: skip
    return render(request, "community/partners/series.html", context)


@page(see)
def series_form(request, pk: int | None = None):
    """Set up a series, or change one."""
    row = get_object_or_404(MeetingSeries.objects.all(), pk=pk) if pk else None
    demand(rules.may_lead_series(request.user, row) if row else rules.may_start_series(request.user))
    names = ("title", "building", "community", "place", "chair", "every_months", "active")
    initial = {name: getattr(row, name) for name in names} if row else {"building": request.GET.get("building")}
    return form_page(
        request, forms.SeriesForm(request.POST or None, initial=initial),
        lambda **told: planning.keep_series(station=request.station, actor=request.user, series=row, **told),
        heading=row.title if row else _("New series of joint meetings"), done=_("Saved."), template=FORM,
        back=row.get_absolute_url() if row else reverse("joint-meetings"),
    )  # fmt: skip


@page(see)
def meeting_new(request, pk: int):
    """Plan the next meeting of a series."""
    row = get_object_or_404(readings.series(), pk=pk)
    demand(rules.may_lead_series(request.user, row))
    initial = {"place": row.place, "chair": row.chair_id}
    return form_page(
        request, forms.MeetingForm(request.POST or None, initial=initial),
        lambda version=None, **told: planning.plan(series=row, actor=request.user, **told),
        heading=_("Plan the next meeting · %(title)s") % {"title": row.title}, back=row.get_absolute_url(),
        done=_("The meeting is planned; what waited and what is open is on it."), submit=_("Plan"), template=FORM,
        intro=_("Who was invited last is invited again; open resolutions are carried over by themselves."),
    )  # fmt: skip


def reached(pk: int) -> JointMeeting:
    """A meeting of the station."""
    return get_object_or_404(readings.meetings(), pk=pk)


def _led(request, pk: int) -> JointMeeting:
    meeting = reached(pk)
    demand(rules.may_lead(request.user, meeting))
    return meeting


@page(see)
def joint_meeting(request, pk: int):
    """One meeting: who, what about, what was settled, who does what."""
    meeting, now, user = reached(pk), timezone.now(), request.user
    items = readings.items_of(meeting)
    own = readings.resolutions().filter(meeting=meeting)
    context = {
        "heading": meeting.title, "meeting": meeting, "tone": MEETING_TONES[meeting.state],
        "may_lead": bool(rules.may_lead(user, meeting)), "may_propose": bool(rules.may_propose(user)),
        "steps": {step.verb: step for step in rules.MEETING.verbs(meeting, user, now)},
        "closing": rules.MEETING.check(meeting, "close", user, now) if meeting.state == "held" else None,
        "people": [(row, readings.name_of(row)) for row in readings.invitees(meeting)],
        "items": [row for row in items if row.state == ItemState.ON],
        "proposals": [row for row in items if row.state == ItemState.PROPOSED],
        "carried": [(row, _verbs(user, row.resolution)) for row in readings.carried_of(meeting)],
        "resolved": [(row, _verbs(user, row)) for row in own], "tones": RESOLUTION_TONES,
        "today": timezone.localdate(now), "timeline": story(meeting, 60),
    }  # fmt: skip
    return render(request, "community/partners/meeting.html", context)


def _verbs(user, resolution: Resolution) -> list:
    return rules.RESOLUTION.verbs(resolution, user)


def _form(request, meeting, form, verb, heading, done, submit, **more):
    """The page of a verb of one meeting."""
    return form_page(
        request, form, verb, heading=f"{heading} · {meeting.title}", done=done, back=meeting.get_absolute_url(),
        submit=submit, template=FORM, **more,
    )  # fmt: skip


@page(see)
def change(request, pk: int):
    """Another time, place, title or chair."""
    meeting = _led(request, pk)
    form = forms.MeetingForm(request.POST or None, initial=forms.MeetingForm.values_of(meeting))
    return _form(
        request, meeting, form, lambda **told: planning.change(meeting=meeting, actor=request.user, **told),
        _("Change the joint meeting"), _("The joint meeting is changed."), _("Save"),
    )  # fmt: skip


@page(see)
def invite(request, pk: int):
    """Who is invited."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, forms.InviteForm(request.POST or None, meeting=meeting),
        lambda **told: planning.invite(meeting=meeting, actor=request.user, **told), _("Invite"),
        _("Who is invited is noted."), _("Save"),
    )  # fmt: skip


@page(see)
def propose(request, pk: int):
    """Propose something to speak about, for the next meeting of a series."""
    row = get_object_or_404(MeetingSeries.objects.all(), pk=pk)
    return form_page(
        request, forms.ItemForm(request.POST or None),
        lambda **told: meetings.propose(series=row, actor=request.user, **told) and None,
        heading=_("Propose an item · %(title)s") % {"title": row.title}, done=_("It is proposed."), template=FORM,
        back=row.get_absolute_url(), submit=_("Propose"),
    )  # fmt: skip


@page(see)
def hold(request, pk: int):
    """Record that it took place."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, forms.HoldForm(request.POST or None, meeting=meeting),
        lambda **told: meetings.hold(meeting=meeting, actor=request.user, **told), _("Record the joint meeting"),
        _("The meeting is on record; write down what was settled now."), _("Put on record"),
    )  # fmt: skip


@page(see)
def minutes(request, pk: int):
    """Write or correct the minutes."""
    meeting = _led(request, pk)
    initial = {"minutes": meeting.minutes, "version": meeting.version}
    return _form(
        request, meeting, forms.MinutesForm(request.POST or None, initial=initial),
        lambda **told: meetings.write_minutes(meeting=meeting, actor=request.user, **told),
        pgettext("joint meeting", "Minutes"), _("The minutes are saved."), _("Save"),
    )  # fmt: skip


@page(see)
def cancel(request, pk: int):
    """Call a planned meeting off."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, forms.ReasonForm(request.POST or None),
        lambda **told: meetings.cancel(meeting=meeting, actor=request.user, **told), _("Cancel the joint meeting"),
        _("The joint meeting is cancelled."), _("Cancel the joint meeting"),
        intro=_("Its agenda and what it had taken over go to the next meeting."),
    )  # fmt: skip


@require_POST
@page(see)
def close(request, pk: int):
    """Make the minutes final."""
    meeting = reached(pk)
    return act(
        request, lambda: meetings.close(meeting=meeting, actor=request.user), _("The minutes are final."), meeting
    )


@require_POST
@page(see)
def reopen(request, pk: int):
    """Correct final minutes."""
    meeting = reached(pk)
    return act(
        request, lambda: meetings.reopen(meeting=meeting, actor=request.user),
        _("The minutes can be corrected."), meeting,
    )  # fmt: skip


@page(see)
def paper(request, pk: int, sheet: str):
    """The invitation or the minutes as PDF or Word; that it left the house is recorded."""
    meeting = reached(pk)
    if sheet == "minutes" and meeting.held_at is None:
        messages.error(request, _("Record the joint meeting first."))
        return redirect(meeting)
    made = papers.minutes_paper(meeting) if sheet == "minutes" else papers.agenda_paper(meeting)
    exported(what=f"joint-meeting-{sheet}", rows=1, actor=request.user, station=request.station)
    return paper_file(made, f"{sheet}-{meeting.pk}", request.GET.get("format", "pdf"))


# -- items of the agenda -------------------------------------------------------------------------------------------


def _item(pk: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("series", "meeting__series", "meeting__chair"), pk=pk)


def _where(item: AgendaItem) -> str:
    return (item.meeting or item.series).get_absolute_url()


@require_POST
@page(see)
def item_take_on(request, pk: int):
    """Put a proposal on the agenda."""
    item = _item(pk)
    return act(
        request, lambda: meetings.judge(item=item, take_on=True, actor=request.user), _("It is on the agenda."),
        _where(item),
    )  # fmt: skip


@page(see)
def item_decline(request, pk: int):
    """Say why a proposal is not taken on."""
    item = _item(pk)
    demand(rules.may_judge(request.user, item))
    return form_page(
        request, forms.JudgeForm(request.POST or None),
        lambda **told: meetings.judge(item=item, take_on=False, actor=request.user, **told) and None,
        heading=_("Not taken on · %(topic)s") % {"topic": item.topic}, done=_("It is not on the agenda."),
        back=_where(item), submit=_("Not taken on"), template=FORM,
    )  # fmt: skip


@page(see)
def item_settle(request, pk: int):
    """Write down what the meeting made of an item."""
    item = _item(pk)
    demand(rules.may_lead(request.user, item.meeting) if item.meeting else rules.may_judge(request.user, item))
    initial = {"outcome": item.outcome, "outcome_words": item.outcome_words}
    return form_page(
        request, forms.SettleForm(request.POST or None, initial=initial),
        lambda **told: meetings.settle(item=item, actor=request.user, **told) and None,
        heading=_("Outcome · %(topic)s") % {"topic": item.topic}, done=_("The outcome is on record."),
        back=_where(item), submit=_("Put on record"), intro=item.why, template=FORM,
    )  # fmt: skip


@page(see)
def hear(request, pk: int):
    """Write down what the meeting heard about a resolution it took over."""
    row = get_object_or_404(Carried.objects.select_related("meeting__series", "resolution"), pk=pk)
    demand(rules.may_lead(request.user, row.meeting))
    return form_page(
        request, forms.HearForm(request.POST or None, initial={"told": row.told}),
        lambda **told: meetings.hear(carried=row, actor=request.user, **told) and None,
        heading=_("What the meeting heard"), done=_("Saved."), back=row.meeting.get_absolute_url(),
        intro=row.resolution.words, template=FORM,
    )  # fmt: skip


# -- resolutions ---------------------------------------------------------------------------------------------------

VERBS = {
    "finish": (forms.FinishForm, resolutions.finish, gettext_lazy("The resolution is done.")),
    "put_off": (forms.PutOffForm, resolutions.put_off, gettext_lazy("The resolution is put off.")),
    "drop": (forms.ReasonForm, resolutions.drop, gettext_lazy("The resolution is dropped.")),
}


@page(see)
def resolution_list(request):
    """Resolutions of all meetings, what is due first."""
    return list_page(
        request, "community/partners/resolutions.html",
        ResolutionFilter(request.GET, readings.resolutions().order_by("state", "due_on", "id"), request=request),
        title=_("Resolutions of joint meetings"), columns=tables.RESOLUTIONS,
        record_export=leaves(request, "resolutions"), tones=RESOLUTION_TONES, today=timezone.localdate(),
    )  # fmt: skip


@page(see)
def resolution_new(request, pk: int):
    """Write down what was resolved."""
    meeting = _led(request, pk)
    return _form(
        request, meeting, forms.ResolutionForm(request.POST or None, meeting=meeting),
        lambda **told: resolutions.give(meeting=meeting, actor=request.user, **told) and None,
        _("Resolution"), _("The resolution is on record."), _("Put on record"),
    )  # fmt: skip


def _resolution(pk: int) -> Resolution:
    return get_object_or_404(Resolution.objects.select_related("meeting__series", "meeting__chair"), pk=pk)


def resolution_page(verb: str):
    """The page of one verb of a resolution."""
    form, action, done = VERBS[verb]

    @page(see)
    def view(request, pk: int):
        row = _resolution(pk)
        step = rules.RESOLUTION.step(row.state, verb)
        if step is None:
            messages.error(request, _("This is no longer possible in the present state."))
            return redirect(row)
        demand(step.who(request.user, row))
        return form_page(
            request, form(request.POST or None),
            lambda **told: action(resolution=row, actor=request.user, **told) and None,
            heading=step.label, done=done, back=row.get_absolute_url(), intro=row.words, template=FORM,
        )  # fmt: skip

    view.__name__ = verb
    return view


@require_POST
@page(see)
def resolution_not_done(request, pk: int):
    """Open again."""
    row = _resolution(pk)
    return act(
        request, lambda: resolutions.not_done(resolution=row, actor=request.user), _("The resolution is open again."),
        row.get_absolute_url(),
    )  # fmt: skip
