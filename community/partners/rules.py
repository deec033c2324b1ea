"""Who leads joint meetings, who answers demands, who verifies losses; deadlines and the four step tables. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from community.enterprises.standing import standing
from community.partners.models import AgendaItem, JointMeeting, MeetingSeries, Resolution
from community.partners.models_demands import Demand, PreventionTalk, RecoveredLoss
from community.partners.words import DemandState, ItemState, LossState, MeetingState, ResolutionState
from stations.agenda.standing_in import stands_in_for
from stations.calendar.rules import Marks, working_day_after
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands, is_police, officer_of, post_of

# A typing error is asked for again.
MOST_YUAN = Decimal(10) ** 9
# How far back a talk or a loss is still entered (days).
LOOK_BACK = 400


def may_see_partners(user) -> Answer:
    """Meetings, demands, talks and losses: the police officers of the station."""
    return is_police(user)


def may_set_partners(user) -> Answer:
    """Kinds of demands and numbers of days: the crime-watch office and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the crime-watch office or the station leadership."), code="office_only")


def _own_id(user) -> int | None:
    own = officer_of(user)
    return own.pk if own and post_of(user) else None


def covers(user, officer_id: int | None) -> bool:
    """Whether work of an officer's area is the person's today: the own, or that of whom one stands in for."""
    if officer_id is None:
        return False
    return officer_id == _own_id(user) or officer_id in stands_in_for(user)


# -- joint meetings ----------------------------------------------------------------------------------------------


def may_lead_series(user, series: MeetingSeries) -> Answer:
    """Meetings are led by the office, the leadership, the chair, and who answers for the community."""
    who = standing(user)
    if who.sees_all or series.community_id in who.communities or series.building_id in who.buildings:
        return YES
    if series.chair_id is not None and covers(user, series.chair_id):
        return YES
    return no(_("Ask the chair of the meeting or the crime-watch office."), code="chair_only")


def may_lead(user, meeting: JointMeeting) -> Answer:
    """The same of one meeting, whose chair may be another."""
    if meeting.chair_id is not None and covers(user, meeting.chair_id):
        return YES
    return may_lead_series(user, meeting.series)


def may_start_series(user) -> Answer:
    """A new series is set up by who keeps groups or answers for a community."""
    who = standing(user)
    if who.sees_all or who.communities or who.buildings:
        return YES
    return no(_("Ask the crime-watch office or a community officer."), code="office_only")


def may_propose(user) -> Answer:
    """Anybody of the station's police proposes an item; an enterprise does by the code of its building."""
    return may_see_partners(user)


def is_planned(meeting: JointMeeting) -> Answer:
    """Time, place, invitations and agenda change before the meeting only."""
    if meeting.state == MeetingState.PLANNED:
        return YES
    return no(_("The meeting is no longer to come."), code="not_planned")


def is_being_minuted(meeting: JointMeeting) -> Answer:
    """Outcomes and resolutions are written between the meeting and its final minutes."""
    if meeting.state == MeetingState.HELD:
        return YES
    if meeting.state == MeetingState.PLANNED:
        return no(_("Record the joint meeting first."), code="not_held")
    return no(_("The minutes are final."), code="final")


def _begun(meeting: JointMeeting, at: datetime | None) -> Answer:
    if at is not None and at < meeting.starts_at:
        return no(_("The joint meeting has not begun yet."), code="too_early")
    return YES


def _complete(meeting: JointMeeting, at: datetime | None) -> Answer:
    if not meeting.minutes:
        return no(_("Write the minutes first."), code="no_minutes")
    undecided = getattr(meeting, "undecided", None)
    if undecided is None:
        undecided = meeting.items.filter(state=ItemState.ON, outcome="").count()
    if undecided:
        return no(_("An item of the agenda has no outcome yet."), code="no_outcome")
    return YES


def _commands(user, meeting: JointMeeting) -> Answer:
    return commands(user)


MEETING = Workflow("joint_meeting", [
    Step(MeetingState.PLANNED, "hold", MeetingState.HELD, _("Record the joint meeting"), may_lead, _begun),
    Step(MeetingState.PLANNED, "cancel", MeetingState.CANCELLED, _("Cancel the joint meeting"), may_lead,
         tone="danger"),
    Step(MeetingState.HELD, "close", MeetingState.CLOSED, _("Make the minutes final"), may_lead, _complete),
    Step(MeetingState.CLOSED, "reopen", MeetingState.HELD, _("Correct the minutes"), _commands, tone="outline"),
])  # fmt: skip


def may_judge(user, item: AgendaItem) -> Answer:
    """Whether a proposal comes on the agenda is said by who leads the meetings of the series."""
    return may_lead_series(user, item.series)


# -- resolutions -------------------------------------------------------------------------------------------------


def may_follow(user, resolution: Resolution) -> Answer:
    """Done, or put off: said by whose it is; for enterprises and units from outside by who leads the meeting."""
    if covers(user, resolution.officer_id) or may_lead(user, resolution.meeting):
        return YES
    return no(_("This is for whose resolution it is, or for the chair of the meeting."), code="not_yours")


def leads_of(user, resolution: Resolution) -> Answer:
    """Given out, dropped, opened again by who leads the meeting."""
    return may_lead(user, resolution.meeting)


RESOLUTION = Workflow("resolution", [
    Step(ResolutionState.OPEN, "finish", ResolutionState.DONE, _("Mark as done"), may_follow),
    Step(ResolutionState.OPEN, "put_off", ResolutionState.OPEN, _("Put off"), leads_of, tone="outline"),
    Step(ResolutionState.OPEN, "drop", ResolutionState.DROPPED, _("Drop"), leads_of, tone="danger"),
    Step(ResolutionState.DONE, "not_done", ResolutionState.OPEN, _("Not done after all"), leads_of, tone="warning"),
    Step(ResolutionState.DROPPED, "not_done", ResolutionState.OPEN, _("Take it up again"), leads_of, tone="outline"),
])  # fmt: skip


def to_carry(resolutions: Iterable[Resolution], known: Iterable[int]) -> list[Resolution]:
    """Which resolutions a meeting takes over: open ones it does not have yet.

    Args:
        resolutions: those of the earlier meetings of the series.
        known: ids the meeting has taken over already.
    """
    there = set(known)
    return [row for row in resolutions if row.state == ResolutionState.OPEN and row.pk not in there]


# -- demands -----------------------------------------------------------------------------------------------------


def may_handle(user, demand: Demand) -> Answer:
    """The officer in charge or who stands in, who answers for the community, the office and the leadership."""
    who = standing(user)
    if who.sees_all or covers(user, demand.officer_id):
        return YES
    if demand.community_id in who.communities or demand.building_id in who.buildings:
        return YES
    if demand.enterprise_id in who.enterprises:
        return YES
    return no(_("This is for the officer in charge of the demand."), code="in_charge_only")


def may_see_phone(user, demand: Demand) -> Answer:
    """The telephone of who asked: who handles the demand, against a reason."""
    return may_handle(user, demand)


def may_speak_for(user, demand: Demand) -> Answer:
    """What the enterprise says by telephone is noted by somebody else than who gave the answer."""
    own = _own_id(user)
    if own is not None and own == demand.answered_by_id:
        return no(_("Somebody else than who answered notes what the enterprise says."), code="own_answer")
    return may_handle(user, demand)


def accept_and_answer_by(day: date, accept_days: int, days: int, marks: Marks) -> tuple[date, date]:
    """By which day a demand is accepted, and by which it is answered; accepting never comes later.

    Args:
        day: when it came in; not counted.
        accept_days, days: working days.
        marks: from ``calendar.rules.marks_for_limit``.
    """
    due = working_day_after(day, days, marks).day
    return min(working_day_after(day, accept_days, marks).day, due), due


def lapses_on(answered: date, confirm_days: int) -> date:
    """The day on which an answered demand is closed without a word of the enterprise."""
    return answered + timedelta(days=confirm_days)


def is_late(demand: Demand, day: date) -> bool:
    """The acceptance or the answer is overdue on a day."""
    if demand.state == DemandState.RECEIVED and demand.accept_by < day:
        return True
    waiting = {DemandState.RECEIVED, DemandState.ACCEPTED, DemandState.PASSED, DemandState.RETURNED}
    return demand.state in waiting and demand.due_on < day


def said(text: str, reason, code: str) -> Answer:
    """Whether what a verb has to say is there.

    Args:
        text: what was written.
        reason: what to tell who wrote nothing.
        code: stable word.
    """
    return YES if text.strip() else no(reason, code=code)


DEMAND = Workflow("demand", [
    Step(DemandState.RECEIVED, "accept", DemandState.ACCEPTED, _("Accept the demand"), may_handle),
    Step(DemandState.RECEIVED, "decline", DemandState.DECLINED, _("Not to be accepted"), may_handle,
         tone="danger"),
    Step(DemandState.ACCEPTED, "answer", DemandState.ANSWERED, _("Answer"), may_handle),
    Step(DemandState.ACCEPTED, "pass_on", DemandState.PASSED, _("Pass on"), may_handle, tone="outline"),
    Step(DemandState.PASSED, "come_back", DemandState.ACCEPTED, _("Note the reply"), may_handle),
    Step(DemandState.ANSWERED, "confirm", DemandState.CONFIRMED, _("The enterprise confirms"), may_speak_for),
    Step(DemandState.ANSWERED, "send_back", DemandState.RETURNED, _("The enterprise returns it"), may_speak_for,
         tone="outline"),
    Step(DemandState.ANSWERED, "lapse", DemandState.LAPSED, _("No word of the enterprise"), None),
    Step(DemandState.LAPSED, "confirm", DemandState.CONFIRMED, _("The enterprise confirms"), may_speak_for,
         tone="outline"),
    Step(DemandState.LAPSED, "send_back", DemandState.RETURNED, _("The enterprise returns it"), may_speak_for,
         tone="outline"),
    Step(DemandState.RETURNED, "answer", DemandState.ANSWERED, _("Answer it again"), may_handle),
    Step(DemandState.RETURNED, "pass_on", DemandState.PASSED, _("Pass on"), may_handle, tone="outline"),
])  # fmt: skip
# What the merchant does with the receipt code.
MERCHANTS = frozenset({"confirm", "send_back"})


# -- talks and recovered losses ----------------------------------------------------------------------------------


def may_talk(user) -> Answer:
    """A talk is put on record by any police officer."""
    return may_see_partners(user)


def may_strike(user, talk: PreventionTalk) -> Answer:
    """Struck out by who recorded it, the office or the leadership; never deleted."""
    if talk.struck_at:
        return no(_("It is struck out already."), code="struck")
    if standing(user).sees_all or user.pk == talk.recorded_by_id:
        return YES
    return no(_("Ask who recorded the talk, or the crime-watch office."), code="not_yours")


def happened(day: date, today: date) -> Answer:
    """What is put on record has happened, and not long ago."""
    if day > today:
        return no(_("The day lies ahead."), code="ahead")
    if (today - day).days > LOOK_BACK:
        return no(_("The day lies too far back."), code="long_ago")
    return YES


def may_record_loss(user, loss: RecoveredLoss | None = None) -> Answer:
    """Recorded by police officers; corrected until it is given back, by who recorded it, as another verifies it."""
    if loss is not None and loss.state != LossState.RECORDED:
        return no(_("It has been given back; have it sent back to correct it."), code="given_back")
    if loss is not None and loss.recorded_by_id != user.pk:
        words = _("Who recorded the loss corrects it. Where nobody can, withdraw it and record it anew.")
        return no(words, code="not_yours")
    return may_see_partners(user)


def is_amount(amount: Decimal) -> Answer:
    """More than nothing, and no typing error."""
    if 0 < amount <= MOST_YUAN:
        return YES
    return no(_("Check the amount."), code="amount")


def _records(user, loss: RecoveredLoss) -> Answer:
    if user.pk == loss.recorded_by_id or standing(user).sees_all:
        return YES
    return no(_("This is for who recorded the loss, or for the leadership."), code="not_yours")


def may_verify(user, loss: RecoveredLoss) -> Answer:
    """It counts when somebody of the leadership or the office who neither recorded nor gave it back verified it."""
    if user.pk in {loss.recorded_by_id, loss.given_back_by_id}:
        return no(_("Somebody else verifies what you recorded or gave back."), code="own")
    return may_set_partners(user)


LOSS = Workflow("recovered_loss", [
    Step(LossState.RECORDED, "give_back", LossState.GIVEN_BACK, _("Given back"), _records),
    Step(LossState.RECORDED, "withdraw", LossState.WITHDRAWN, _("Withdraw the record"), _records, tone="danger"),
    Step(LossState.GIVEN_BACK, "verify", LossState.VERIFIED, _("Verify"), may_verify),
    Step(LossState.GIVEN_BACK, "send_back", LossState.RECORDED, _("Send back to correct"), may_verify,
         tone="outline"),
    Step(LossState.VERIFIED, "unverify", LossState.GIVEN_BACK, _("Take the verification back"),
         lambda user, loss: commands(user), tone="danger"),
])  # fmt: skip
