"""Resolutions of joint meetings: given out with owner and day, done, put off, dropped; carried over until the end."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import planning, rules
from community.partners.models import AgendaItem, JointMeeting, Resolution
from community.partners.words import MeetingState
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record

GIVEN = "resolution.given"


@transaction.atomic
@lines_last()
def give(
    *, meeting: JointMeeting, words: str, due_on: date, actor, officer: Officer | None = None, enterprise=None,
    unit: str = "", item: AgendaItem | None = None, at: datetime | None = None,
) -> Resolution:  # fmt: skip
    """Write down what was resolved, with its one owner and its day.

    Args:
        officer, enterprise, unit: exactly one: of the station, of the list, or from outside.
        item: the point of the agenda it belongs to.

    Raises:
        NotAllowed: does not lead the meeting.
        RuleBroken: ``not_held``, ``final``, ``no_words``, ``no_owner``, ``past``, ``other_meeting``,
            ``other_station``.
    """
    found = planning.locked(meeting.pk)
    demand(rules.may_lead(actor, found))
    rules.is_being_minuted(found).or_refuse()
    if not words.strip():
        raise RuleBroken(_("Say what is to be done."), code="no_words")
    owners = [end for end in (officer, enterprise, unit.strip()) if end]
    if len(owners) != 1:
        raise RuleBroken(_("Name one who does it: an officer, an enterprise, or a unit from outside."), "no_owner")
    for end in (officer, enterprise):
        if end is not None:
            same_station(found, end).or_refuse()
    if due_on < timezone.localdate(at):
        raise RuleBroken(_("The day lies in the past."), code="past")
    if item is not None and item.meeting_id != found.pk:
        raise RuleBroken(_("This item belongs to another meeting."), code="other_meeting")
    row = Resolution.objects.create(
        station_id=found.station_id, meeting=found, item=item, words=words.strip(), due_on=due_on, first_due=due_on,
        officer=officer, enterprise=enterprise, unit=unit.strip(), given_by=actor,
    )  # fmt: skip
    _carry_on(row)
    record(verb="resolution.give", subject=found, actor=actor, resolution=row.pk, due=str(due_on))
    if officer is not None and officer.user_id != actor.pk:
        tell(
            station=found.station, recipients=[officer], kind=GIVEN, key=f"{GIVEN}:{row.pk}",
            url=row.get_absolute_url(), day=str(due_on),
        )  # fmt: skip
    return row


def _carry_on(row: Resolution) -> None:
    """A later meeting that is planned already takes an open resolution over at once."""
    later = JointMeeting.objects.filter(
        series=row.meeting.series_id, state=MeetingState.PLANNED, ordinal__gt=row.meeting.ordinal
    )
    for meeting in later:
        planning.carry_over(meeting)


def _locked(resolution: Resolution) -> Resolution:
    rows = Resolution.objects.select_for_update(no_key=True).prefetch_related("meeting__series")
    return rows.get(pk=resolution.pk)


def _saved(row: Resolution, verb: str, actor, **data) -> Resolution:
    row.save()
    record(verb=f"resolution.{verb}", subject=row.meeting, actor=actor, resolution=row.pk, **data)
    return row


@transaction.atomic
@lines_last()
def finish(
    *, resolution: Resolution, result: str, actor, done_on: date | None = None, at: datetime | None = None
) -> Resolution:  # fmt: skip
    """Done, and what came of it.

    Args:
        done_on: when it was done, where that is not today.

    Raises:
        NotAllowed, RuleBroken: see ``rules.RESOLUTION``; ``no_result``, ``ahead``, ``before``.
    """
    now, row = at or timezone.now(), _locked(resolution)
    rules.RESOLUTION.advance(row, "finish", actor, now)
    today = timezone.localdate(now)
    if not result.strip():
        raise RuleBroken(_("Say what was done about the resolution."), code="no_result")
    day = done_on or today
    rules.happened(day, today).or_refuse()
    if day < timezone.localdate(row.meeting.starts_at):
        raise RuleBroken(_("It was resolved later than that day."), code="before")
    row.result, row.done_on = result.strip(), day
    return _saved(row, "finish", actor)


@transaction.atomic
@lines_last()
def put_off(*, resolution: Resolution, due_on: date, actor, at: datetime | None = None) -> Resolution:
    """Another day; the first one stays what "in time" is measured by.

    Raises:
        NotAllowed, RuleBroken: see ``rules.RESOLUTION``; ``past``, ``not_later``.
    """
    now, row = at or timezone.now(), _locked(resolution)
    rules.RESOLUTION.advance(row, "put_off", actor, now)
    if due_on < timezone.localdate(now):
        raise RuleBroken(_("The day lies in the past."), code="past")
    if due_on <= row.due_on:
        raise RuleBroken(_("Choose a later day."), code="not_later")
    row.due_on = due_on
    row.times_put_off += 1
    return _saved(row, "put_off", actor, due=str(due_on))


@transaction.atomic
@lines_last()
def drop(*, resolution: Resolution, reason: str, actor, at: datetime | None = None) -> Resolution:
    """The meeting no longer wants it done.

    Raises:
        NotAllowed, RuleBroken: see ``rules.RESOLUTION``; ``no_reason``.
    """
    row = _locked(resolution)
    rules.RESOLUTION.advance(row, "drop", actor, at or timezone.now())
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    row.drop_reason = reason.strip()
    return _saved(row, "drop", actor)


@transaction.atomic
@lines_last()
def not_done(*, resolution: Resolution, actor, at: datetime | None = None) -> Resolution:
    """It is open again, and the next meeting looks at it.

    Raises:
        NotAllowed, RuleBroken: see ``rules.RESOLUTION``.
    """
    row = _locked(resolution)
    rules.RESOLUTION.advance(row, "not_done", actor, at or timezone.now())
    row.done_on, row.drop_reason = None, ""
    saved = _saved(row, "not_done", actor)
    _carry_on(saved)
    return saved
