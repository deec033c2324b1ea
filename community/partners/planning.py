"""Joint meetings before they begin: series, planned, changed, invited; what is open is carried over by itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import rules
from community.partners.models import Carried, Invitee, JointMeeting, MeetingSeries, Resolution
from community.partners.words import ItemState, MeetingState
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record

PLANNED = "joint_meeting.planned"


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
    """Kept with the meeting, so Chinese whatever language the planner reads."""
    return f"{series.title[:70]}第{ordinal}次会议"


def _may_be_planned(series: MeetingSeries, starts_at: datetime, place: str, now: datetime) -> None:
    if not series.active:
        raise RuleBroken(_("This series is no longer in use."), code="series_closed")
    if series.meetings.planned().exists():
        raise RuleBroken(_("The next meeting of this series is planned already."), code="planned_already")
    if starts_at <= now:
        raise RuleBroken(_("The joint meeting lies in the past."), code="past")
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


def changing(meeting: JointMeeting, actor, version: int | None = None) -> JointMeeting:
    """The meeting, locked, for who leads it; refused where the form is older than the meeting."""
    found = locked(meeting.pk)
    demand(rules.may_lead(actor, found))
    if version is not None and version != found.version:
        raise RuleBroken(
            _("Somebody else has changed this joint meeting meanwhile; load it again."), "changed_meanwhile"
        )
    return found


def saved(meeting: JointMeeting, verb: str, actor, **data) -> JointMeeting:
    """Written as a new version, with its line of the day-book."""
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
    found = changing(meeting, actor, version)
    rules.is_planned(found).or_refuse()
    if starts_at != found.starts_at and starts_at <= (at or timezone.now()):
        raise RuleBroken(_("The joint meeting lies in the past."), code="past")
    if not place.strip():
        raise RuleBroken(_("Say where the meeting is."), code="no_place")
    if chair is not None:
        same_station(found, chair).or_refuse()
    found.title, found.place, found.chair = title.strip() or found.title, place.strip(), chair
    found.starts_at, found.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    return saved(found, "change", actor, starts=starts_at.isoformat())


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
    found = changing(meeting, actor)
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
    return saved(found, "invite", actor, invited=len(wanted))


def _key(row: Invitee) -> tuple:
    if row.officer_id:
        return "officer", row.officer_id
    return ("enterprise", row.enterprise_id) if row.enterprise_id else ("unit", (row.unit, row.person))
