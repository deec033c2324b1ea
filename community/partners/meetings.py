"""Verbs of joint meetings: series, planned, invited, proposed, held, minuted, closed; nothing open is lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import rules
from community.partners.models import AgendaItem, Carried, Invitee, JointMeeting, MeetingSeries, Resolution
from community.partners.words import ItemState, MeetingState, Outcome
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record

PLANNED, PROPOSED = "joint_meeting.planned", "joint_meeting.proposed"


# -- series --------------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def keep_series(*, station, actor, series: MeetingSeries | None = None, **values) -> MeetingSeries:
    """Set up or change a series; the community of its building is its own where none is named.

    Args:
        values: title, community, building, place, chair, every_months, active.

    Raises:
        NotAllowed: neither office, leadership nor a community officer; of another community.
        RuleBroken: ``title_taken``, ``other_station``.
    """
    row = series or MeetingSeries(station=station)
    demand(rules.may_lead_series(actor, series) if series else rules.may_start_series(actor))
    for end in (values.get("community"), values.get("building"), values.get("chair")):
        if end is not None:
            same_station(row, end).or_refuse()
    free(MeetingSeries, station, but=row.pk, title=values["title"])
    if values.get("building") is not None and values.get("community") is None:
        values["community"] = values["building"].community
    if row.pk is None:
        for name, value in values.items():
            setattr(row, name, value)
        demand(rules.may_lead_series(actor, row))
        row.save()
        record(verb="meeting_series.set_up", subject=row, actor=actor)
    elif changed := write(row, values):
        record(verb="meeting_series.changed", subject=row, actor=actor, fields=changed)
    return row


# -- before the meeting --------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def plan(
    *, series: MeetingSeries, starts_at: datetime, minutes: int, actor, place: str = "", title: str = "",
    chair: Officer | None = None, at: datetime | None = None,
) -> JointMeeting:  # fmt: skip
    """Plan the next meeting of a series: who came last is invited, what waits comes on the agenda, what is open is
    carried over.

    Args:
        minutes: how long.
        place: the usual one where it is empty.

    Raises:
        NotAllowed: does not lead the series.
        RuleBroken: ``planned_already``, ``past``, ``no_place``, ``series_closed``, ``other_station``.
    """
    found = MeetingSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    demand(rules.may_lead_series(actor, found))
    place = place.strip() or found.place
    _may_be_planned(found, starts_at, place, at or timezone.now())
    ordinal = (found.meetings.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    meeting = JointMeeting(
        station_id=found.station_id, series=found, ordinal=ordinal, starts_at=starts_at, place=place,
        ends_at=starts_at + timedelta(minutes=minutes), chair=chair or found.chair, planned_by=actor,
        title=title.strip() or _numbered(found, ordinal),
    )  # fmt: skip
    if meeting.chair is not None:
        same_station(meeting, meeting.chair).or_refuse()
    meeting.save()
    _invite_as_before(meeting)
    for order, item in enumerate(found.items.exclude(state=ItemState.DECLINED).filter(meeting=None), 1):
        item.meeting, item.order = meeting, order
        item.save(update_fields=["meeting", "order"])
    carry_over(meeting)
    record(verb="joint_meeting.plan", subject=meeting, actor=actor, starts=starts_at.isoformat())
    _tell_chair(meeting, actor)
    return meeting


def _numbered(series: MeetingSeries, ordinal: int) -> str:
    return (_("%(series)s, meeting %(number)s") % {"series": series.title, "number": ordinal})[:80]


def _may_be_planned(series: MeetingSeries, starts_at: datetime, place: str, now: datetime) -> None:
    if not series.active:
        raise RuleBroken(_("This series is no longer in use."), code="series_closed")
    if series.meetings.planned().exists():
        raise RuleBroken(_("The next meeting of this series is planned already."), code="planned_already")
    if starts_at <= now:
        raise RuleBroken(_("The meeting lies in the past."), code="past")
    if not place:
        raise RuleBroken(_("Say where the meeting is."), code="no_place")


def _invite_as_before(meeting: JointMeeting) -> None:
    before = meeting.series.meetings.exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED)
    last = before.order_by("-ordinal").first()
    Invitee.objects.bulk_create(
        Invitee(
            station_id=meeting.station_id, meeting=meeting, officer_id=row.officer_id, unit=row.unit,
            enterprise_id=row.enterprise_id, person=row.person,
        )
        for row in (last.invitees.all() if last else ())
    )  # fmt: skip


def carry_over(meeting: JointMeeting) -> int:
    """Take over what earlier meetings of the series left open; returns how much. Safe to do twice."""
    earlier = Resolution.objects.open().filter(
        meeting__series=meeting.series_id, meeting__ordinal__lt=meeting.ordinal
    )  # fmt: skip
    known = meeting.carried.values_list("resolution_id", flat=True)
    rows = rules.to_carry(earlier, known)
    Carried.objects.bulk_create(
        [Carried(station_id=meeting.station_id, meeting=meeting, resolution=row) for row in rows],
        ignore_conflicts=True,
    )
    return len(rows)


def _tell_chair(meeting: JointMeeting, actor) -> None:
    if meeting.chair is not None and meeting.chair.user_id != actor.pk:
        tell(
            station=meeting.station, recipients=[meeting.chair], kind=PLANNED, key=f"{PLANNED}:{meeting.pk}",
            url=meeting.get_absolute_url(), meeting=meeting.pk,
        )  # fmt: skip


def locked(meeting_id: int) -> JointMeeting:
    """The meeting, locked until the transaction ends; its series comes before it where both are locked."""
    return JointMeeting.objects.select_for_update(no_key=True).prefetch_related("series", "chair").get(pk=meeting_id)


def _changing(meeting: JointMeeting, actor, version: int | None = None) -> JointMeeting:
    found = locked(meeting.pk)
    demand(rules.may_lead(actor, found))
    if version is not None and version != found.version:
        raise RuleBroken(_("Somebody else has changed this meeting meanwhile; load it again."), "changed_meanwhile")
    return found


def _saved(meeting: JointMeeting, verb: str, actor, **data) -> JointMeeting:
    meeting.version += 1
    meeting.save()
    record(verb=f"joint_meeting.{verb}", subject=meeting, actor=actor, **data)
    return meeting


@transaction.atomic
@lines_last()
def change(
    *, meeting: JointMeeting, title: str, starts_at: datetime, minutes: int, place: str, actor,
    chair: Officer | None = None, version: int | None = None, at: datetime | None = None,
) -> JointMeeting:  # fmt: skip
    """Another time, place, title or chair before the meeting.

    Raises:
        NotAllowed, RuleBroken: ``not_planned``, ``past``, ``no_place``, ``changed_meanwhile``, ``other_station``.
    """
    found = _changing(meeting, actor, version)
    rules.is_planned(found).or_refuse()
    if starts_at != found.starts_at and starts_at <= (at or timezone.now()):
        raise RuleBroken(_("The meeting lies in the past."), code="past")
    if not place.strip():
        raise RuleBroken(_("Say where the meeting is."), code="no_place")
    if chair is not None:
        same_station(found, chair).or_refuse()
    found.title, found.place, found.chair = title.strip() or found.title, place.strip(), chair
    found.starts_at, found.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    return _saved(found, "change", actor, starts=starts_at.isoformat())


@transaction.atomic
@lines_last()
def invite(
    *, meeting: JointMeeting, actor, officers: Sequence[Officer] = (), enterprises: Sequence = (),
    units: Iterable[tuple[str, str]] = (),
) -> JointMeeting:  # fmt: skip
    """Who is invited, as a whole: who is no longer named is taken off.

    Args:
        units: (unit from outside, who comes); the second may be empty.

    Raises:
        NotAllowed, RuleBroken: ``not_planned``, ``other_station``.
    """
    found = _changing(meeting, actor)
    rules.is_planned(found).or_refuse()
    wanted = {("officer", row.pk) for row in officers} | {("enterprise", row.pk) for row in enterprises}
    for row in (*officers, *enterprises):
        same_station(found, row).or_refuse()
    wanted |= {("unit", (unit.strip()[:80], person.strip()[:60])) for unit, person in units if unit.strip()}
    there = {_key(row): row.pk for row in found.invitees.all()}
    found.invitees.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    for kind, what in sorted(wanted - there.keys(), key=str):
        told = {"unit": what[0], "person": what[1]} if kind == "unit" else {f"{kind}_id": what}
        Invitee.objects.create(station_id=found.station_id, meeting=found, **told)
    return _saved(found, "invite", actor, invited=len(wanted))


def _key(row: Invitee) -> tuple:
    if row.officer_id:
        return "officer", row.officer_id
    return ("enterprise", row.enterprise_id) if row.enterprise_id else ("unit", (row.unit, row.person))


# -- the agenda ----------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def propose(
    *, series: MeetingSeries, topic: str, actor=None, why: str = "", enterprise=None, wish=None
) -> AgendaItem:
    """Propose something to speak about; it comes on the next planned meeting, or waits for it.

    Args:
        actor: who proposes; None is an enterprise by the code of its building.
        enterprise: for which one.
        wish: the demand it is about; once on an agenda.

    Raises:
        NotAllowed: not of the police.
        RuleBroken: ``no_topic``, ``on_agenda``, ``other_station``, ``series_closed``.
    """
    found = MeetingSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    if actor is not None:
        demand(rules.may_propose(actor))
    if not topic.strip():
        raise RuleBroken(_("Name the topic."), code="no_topic")
    if not found.active:
        raise RuleBroken(_("This series is no longer in use."), code="series_closed")
    for end in (enterprise, wish):
        if end is not None:
            same_station(found, end).or_refuse()
    if wish is not None and found.items.filter(demand=wish, outcome="").exclude(state=ItemState.DECLINED).exists():
        raise RuleBroken(_("This is on the agenda already."), code="on_agenda")
    leads = actor is not None and bool(rules.may_lead_series(actor, found))
    item = _put(
        found, topic=topic.strip()[:80], why=why.strip(), enterprise=enterprise, demand=wish, proposed_by=actor,
        state=ItemState.ON if leads else ItemState.PROPOSED,
    )  # fmt: skip
    record(verb="joint_meeting.propose", subject=item.meeting or found, actor=actor, item=item.pk)
    if not leads and found.chair is not None:
        tell(
            station=found.station, recipients=[found.chair], kind=PROPOSED, key=f"{PROPOSED}:{item.pk}",
            url=(item.meeting or found).get_absolute_url(), item=item.pk,
        )  # fmt: skip
    return item


def _put(series: MeetingSeries, **columns) -> AgendaItem:
    meeting = series.meetings.planned().first()
    order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1 if meeting else 0
    return AgendaItem.objects.create(
        station_id=series.station_id, series=series, meeting=meeting, order=order, **columns
    )


def _locked_item(item: AgendaItem) -> AgendaItem:
    rows = AgendaItem.objects.select_for_update(no_key=True).prefetch_related("series", "meeting")
    return rows.get(pk=item.pk)


@transaction.atomic
@lines_last()
def judge(*, item: AgendaItem, take_on: bool, actor, reason: str = "") -> AgendaItem:
    """Put a proposal on the agenda, or say why not; what is on it is taken off the same way.

    Raises:
        NotAllowed: does not lead the series.
        RuleBroken: ``has_outcome``, ``not_planned``, ``no_reason``.
    """
    found = _locked_item(item)
    demand(rules.may_judge(actor, found))
    if found.outcome:
        raise RuleBroken(_("This item has an outcome already."), code="has_outcome")
    if found.meeting is not None:
        rules.is_planned(found.meeting).or_refuse()
    if not take_on and not reason.strip():
        raise RuleBroken(_("Say why it is not taken on; who proposed it reads it."), code="no_reason")
    found.state = ItemState.ON if take_on else ItemState.DECLINED
    found.decline_reason = "" if take_on else reason.strip()
    found.save()
    verb = "joint_meeting.take_on" if take_on else "joint_meeting.decline"
    record(verb=verb, subject=found.meeting or found.series, actor=actor, item=found.pk)
    return found


# -- the meeting and after -----------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def hold(
    *, meeting: JointMeeting, actor, came: Sequence[Invitee] = (), minutes: str = "", at: datetime | None = None
) -> JointMeeting:  # fmt: skip
    """Record that it took place: who came, what was said. What nobody took on waits for the next meeting.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``; ``nobody``.
    """
    now = at or timezone.now()
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "hold", actor, now)
    present = {row.pk for row in came}
    there = list(found.invitees.all())
    if not present & {row.pk for row in there}:
        raise RuleBroken(_("Say who came."), code="nobody")
    for row in there:
        row.attended = row.pk in present
    Invitee.objects.bulk_update(there, ["attended"])
    found.items.filter(state=ItemState.PROPOSED).update(meeting=None, order=0)
    carry_over(found)
    found.minutes, found.held_at = minutes.strip(), now
    return _saved(found, "hold", actor, came=len(present))


@transaction.atomic
@lines_last()
def write_minutes(*, meeting: JointMeeting, minutes: str, actor, version: int | None = None) -> JointMeeting:
    """Write or correct the minutes until they are final.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``, ``changed_meanwhile``.
    """
    found = _changing(meeting, actor, version)
    rules.is_being_minuted(found).or_refuse()
    found.minutes = minutes.strip()
    return _saved(found, "minutes", actor)


@transaction.atomic
@lines_last()
def settle(*, item: AgendaItem, outcome: str, actor, outcome_words: str = "") -> AgendaItem:
    """Write down what the meeting made of an item; "at the next meeting" puts it there by itself, once.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``, ``not_on``, ``no_words``.
    """
    series = MeetingSeries.objects.select_for_update(no_key=True).get(pk=item.series_id)
    found = _locked_item(item)
    if found.meeting is None or found.state != ItemState.ON:
        raise RuleBroken(_("This is not on the agenda of a meeting."), code="not_on")
    demand(rules.may_lead(actor, found.meeting))
    rules.is_being_minuted(found.meeting).or_refuse()
    if outcome != Outcome.LATER and not outcome_words.strip():
        raise RuleBroken(_("Write down what was said and settled."), code="no_words")
    found.outcome, found.outcome_words = outcome, outcome_words.strip()
    found.save()
    if outcome == Outcome.LATER and not hasattr(found, "later"):
        _put(
            series, topic=found.topic, why=found.why, enterprise_id=found.enterprise_id, demand_id=found.demand_id,
            proposed_by_id=found.proposed_by_id, state=ItemState.ON, again=found,
        )  # fmt: skip
    record(verb="joint_meeting.settle", subject=found.meeting, actor=actor, item=found.pk, outcome=outcome)
    return found


@transaction.atomic
@lines_last()
def hear(*, carried: Carried, told: str, actor) -> Carried:
    """Write down what the meeting heard about a resolution it took over.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``.
    """
    found = _changing(carried.meeting, actor)
    rules.is_being_minuted(found).or_refuse()
    carried.told = told.strip()
    carried.save(update_fields=["told"])
    record(verb="joint_meeting.hear", subject=found, actor=actor, resolution=carried.resolution_id)
    return carried


@transaction.atomic
@lines_last()
def close(*, meeting: JointMeeting, actor, at: datetime | None = None) -> JointMeeting:
    """Make the minutes final: every item has its outcome. Open resolutions go on to the next meeting.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``.
    """
    now = at or timezone.now()
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "close", actor, now)
    found.closed_at = now
    return _saved(found, "close", actor)


@transaction.atomic
@lines_last()
def reopen(*, meeting: JointMeeting, actor, at: datetime | None = None) -> JointMeeting:
    """Correct final minutes: the leadership only."""
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "reopen", actor, at or timezone.now())
    found.closed_at = None
    return _saved(found, "reopen", actor)


@transaction.atomic
@lines_last()
def cancel(*, meeting: JointMeeting, reason: str, actor, at: datetime | None = None) -> JointMeeting:
    """Call a meeting off; its agenda waits for the next one, and so does what it had taken over.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``; ``no_reason``.
    """
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "cancel", actor, at or timezone.now())
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    found.cancel_reason = reason.strip()
    found.items.exclude(state=ItemState.DECLINED).update(meeting=None, order=0)
    found.carried.all().delete()
    return _saved(found, "cancel", actor)
