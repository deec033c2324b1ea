"""Signing up for a sitting: a seat, the waiting list, giving up; who moves up and who is told when."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record
from stations.training import rules
from stations.training.locking import locked
from stations.training.models import Attendance, Sitting
from stations.training.registry import audience, belongs

Standing = Attendance.Standing
# A row that keeps a seat from somebody else: signed up for one, or sitting on it.
TAKES_A_SEAT = Q(standing=Standing.SEAT) | Q(attended_at__isnull=False)


@transaction.atomic
@lines_last()
def enrol(*, sitting: Sitting, user: User, at: datetime) -> Attendance:
    """Sign up: a seat while there is one, else a place on the waiting list. Twice is once.

    Raises:
        RuleBroken: ``by_invitation``, ``closed``, ``over``, ``course_closed``, ``not_for_you``.
    """
    row = locked(sitting.pk)
    known = Attendance.objects.filter(sitting=row, user=user).first()
    if known and (known.attended_at or known.standing in {Standing.SEAT, Standing.WAITING}):
        return known
    rules.may_enrol(row, at).or_refuse()
    entry = audience(row.course.audience)
    if entry is None or not row.course.active:
        raise RuleBroken(_("This course is no longer in use."), code="course_closed")
    if not belongs(entry, user, row.parts, timezone.localdate(at)):
        raise RuleBroken(_("This training is for others."), code="not_for_you")
    found = known or Attendance(station_id=row.station_id, sitting=row, user=user)
    found.standing, found.standing_at, found.promoted_at = rules.standing_for(row.seats, taken(row)), at, None
    found.save()
    record(verb="sitting.enrolled", subject=row, actor=user, standing=found.standing)
    return found


@transaction.atomic
@lines_last()
def give_up(*, sitting: Sitting, user: User, at: datetime) -> Attendance:
    """Cancel the own place; the first of the waiting list moves up. Twice is once.

    Raises:
        RuleBroken: ``attended``, ``not_enrolled``, ``over``.
    """
    row = locked(sitting.pk)
    known = Attendance.objects.select_related("sitting").filter(sitting=row, user=user).first()
    if known is None:
        raise RuleBroken(_("You are not signed up."), code="not_enrolled")
    if known.standing == Standing.GONE:
        return known
    rules.may_give_up(known, at).or_refuse()
    known.standing, known.standing_at, known.promoted_at = Standing.GONE, at, None
    known.save()
    record(verb="sitting.given_up", subject=row, actor=user)
    promote(row, at)
    return known


@transaction.atomic
@lines_last()
def let_go(*, user: User, at: datetime) -> int:
    """Places of trainings to come that are for the person no longer (who left a group); returns how many."""
    rows = Attendance.objects.filter(
        Q(invited=True) | Q(standing__in=[Standing.SEAT, Standing.WAITING]), user=user, attended_at=None,
        sitting__ends_at__gt=at, sitting__state__in=[Sitting.State.PLANNED, Sitting.State.OPEN],
    ).exclude(standing=Standing.GONE).select_related("sitting__course")  # fmt: skip
    gone = 0
    for row in rows.order_by("sitting_id"):
        entry = audience(row.sitting.course.audience)
        if entry and belongs(entry, user, row.sitting.parts, timezone.localdate(at)):
            continue
        sitting = locked(row.sitting_id)
        row.standing, row.standing_at, row.promoted_at = Standing.GONE, at, None
        row.save()
        record(verb="sitting.given_up", subject=sitting, actor=None)
        promote(sitting, at)
        gone += 1
    return gone


def taken(sitting: Sitting) -> int:
    """Seats that are held or sat on."""
    return Attendance.objects.filter(TAKES_A_SEAT, sitting=sitting).count()


def promote(sitting: Sitting, at: datetime) -> int:
    """Whoever waits longest gets a free seat; the caller holds the sitting's lock. Returns how many moved up."""
    if at >= sitting.starts_at:
        return 0
    waiting = Attendance.objects.filter(sitting=sitting, standing=Standing.WAITING).order_by("standing_at", "id")
    free = None if sitting.seats is None else max(sitting.seats - taken(sitting), 0)
    rows = list(waiting if free is None else waiting[:free])
    for row in rows:
        row.standing, row.standing_at, row.promoted_at = Standing.SEAT, at, at
        row.save()
    if rows:
        record(verb="sitting.promoted", subject=sitting, count=len(rows))
        _tell_promoted(sitting, at)
    return len(rows)


# Telling: at once where nobody is disturbed by it, else by the next round (``keep_house``). Twice is once.


def _tell_promoted(sitting: Sitting, at: datetime) -> int:
    rows = Attendance.objects.filter(sitting=sitting, standing=Standing.SEAT, promoted_at__isnull=False)
    people = list(User.objects.filter(pk__in=rows.values("user_id")))
    return _tell(sitting, people, at, kind="sitting.seat", key=f"sitting.seat:{sitting.pk}")


def announce(*, sitting: Sitting, at: datetime) -> int:
    """Tell who is on the list, or of an open sitting the audience that they can sign up; returns how many were told.

    Whoever may not be disturbed now (quiet hours, enough messages this week) is not told later, either: the class
    stands on their page. Only a moment at which nobody may be disturbed is put off to the next round.
    """
    with transaction.atomic():
        row = locked(sitting.pk)
        entry = audience(row.course.audience)
        if row.announced_at or entry is None or at >= row.ends_at or not rules.may_change(row):
            return 0
        known = Attendance.objects.filter(sitting=row)
        if row.open_enrolment:
            kind, key = "sitting.announced", f"sitting.announced:{row.pk}"
            already = known.exclude(standing=Standing.NONE).values("user_id")
            people = entry.people(row.parts, timezone.localdate(row.starts_at)).exclude(pk__in=already)
        else:
            kind, key = "sitting.planned", f"sitting:{row.pk}"
            people = User.objects.filter(pk__in=known.filter(invited=True).values("user_id"))
        told = entry.tellable(row.station, list(people), at, kind)
        if not told and people.exists():
            return 0
        Sitting.objects.filter(pk=row.pk).update(announced_at=at)
        return tell(
            station=row.station, recipients=told, kind=kind, key=key, url=f"/me/training/{row.pk}/"
        )  # fmt: skip


def remind(*, sitting: Sitting, at: datetime) -> int:
    """Remind who has a seat or was invited, once, within a day before the beginning."""
    rows = Attendance.objects.filter(sitting=sitting, attended_at=None)
    rows = rows.filter(Q(standing=Standing.SEAT) | Q(standing=Standing.NONE, invited=True))
    people = list(User.objects.filter(pk__in=rows.values("user_id")))
    return _tell(sitting, people, at, kind="sitting.soon", key=f"sitting.soon:{sitting.pk}")


def _tell(sitting: Sitting, people: list, at: datetime, *, kind: str, key: str) -> int:
    entry = audience(sitting.course.audience)
    calm = entry.tellable(sitting.station, people, at, kind) if entry else people
    return tell(
        station=sitting.station, recipients=calm, kind=kind, key=key, url=f"/me/training/{sitting.pk}/"
    )  # fmt: skip


def keep_house(*, station: Station, at: datetime) -> dict[str, int]:
    """The round of a station: announce, tell who moved up, remind; safe to run twice.

    Args:
        station: its sittings.
        at: now.
    """
    done = {"announced": 0, "promoted": 0, "reminded": 0}
    coming = Sitting.objects.filter(state__in=["planned", "open"], ends_at__gt=at).select_related("course", "station")
    for sitting in coming.order_by("starts_at", "id"):
        if sitting.announced_at is None:
            done["announced"] += announce(sitting=sitting, at=at)
        if sitting.open_enrolment and sitting.starts_at > at:
            done["promoted"] += _tell_promoted(sitting, at)
        if at < sitting.starts_at <= at + timezone.timedelta(hours=24):
            done["reminded"] += remind(sitting=sitting, at=at)
    return done
