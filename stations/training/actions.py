"""Plan courses and sittings, invite their audience, let people sign in."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.timeline.actions import record
from stations.training import codes, rules
from stations.training.models import Attendance, Course, Sitting
from stations.training.registry import audience

TRIES, TRY_SECONDS = 10, 300


@transaction.atomic
def save_course(*, station: Station, actor: User, course: Course | None = None, **values) -> Course:
    """Make or change a course.

    Raises:
        NotAllowed: neither the leadership nor a teacher of the audience.
        RuleBroken: ``title_taken``, ``audience``.
    """
    if audience(values["audience"]) is None:
        raise RuleBroken(_("Choose an audience."), code="audience")
    demand(rules.may_teach(actor, values["audience"]))
    if course:
        demand(rules.may_teach(actor, course.audience))
    taken = Course.objects.filter(title=values["title"])
    if (taken.exclude(pk=course.pk) if course else taken).exists():
        raise RuleBroken(_("A course of this title is there already."), code="title_taken")
    row = course or Course(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="course.saved", subject=row, actor=actor)
    return row


@transaction.atomic
def plan(
    *, course: Course, actor: User, starts_at: datetime, ends_at: datetime, place: str = "", online: str = "",
    parts: tuple[str, ...] | list[str] = (), teacher: User | None = None, seats: int | None = None, note: str = "",
) -> Sitting:  # fmt: skip
    """Plan a sitting and invite whom it is for; everybody invited is told once.

    Raises:
        NotAllowed: not for this audience.
        RuleBroken: ``span``, ``place``, ``course_closed``, ``parts``, ``other_station``.
    """
    demand(rules.may_teach(actor, course.audience))
    rules.may_plan(starts_at, ends_at).or_refuse()
    entry = audience(course.audience)
    if not course.active or entry is None:
        raise RuleBroken(_("This course is no longer in use."), code="course_closed")
    if not (place.strip() or online.strip()):
        raise RuleBroken(_("Say where it is held, or the online address."), code="place")
    if unknown := set(parts) - {code for code, _name in entry.parts()}:
        raise RuleBroken(_("Unknown parts of the audience: %s") % ", ".join(sorted(unknown)), code="parts")
    if teacher and teacher.home_station_id != course.station_id:
        raise RuleBroken(_("This person belongs to another station."), code="other_station")
    made = Sitting.objects.create(
        station_id=course.station_id, course=course, starts_at=starts_at, ends_at=ends_at, place=place.strip(),
        online=online.strip(), parts=list(parts), teacher=teacher or actor, seats=seats, note=note.strip(),
        created_by=actor,
    )  # fmt: skip
    people = list(entry.people(made.parts, timezone.localdate(starts_at)))
    Attendance.objects.bulk_create(
        Attendance(station_id=made.station_id, sitting=made, user=person, invited=True) for person in people
    )
    record(verb="sitting.planned", subject=made, actor=actor, invited=len(people))
    tell(
        station=course.station, recipients=people, kind="sitting.planned", key=f"sitting:{made.pk}",
        url=f"/me/training/{made.pk}/",
    )  # fmt: skip
    return made


@transaction.atomic
def move(*, sitting: Sitting, verb: str, actor: User) -> Sitting:
    """Open, hold, cancel or re-open a sitting; who was invited hears of a cancellation."""
    row = locked(sitting.pk)
    rules.STEPS.advance(row, verb, actor)
    row.save()
    record(verb=f"sitting.{verb}", subject=row, actor=actor)
    if verb == "cancel":
        people = User.objects.filter(attendances__sitting=row)
        tell(station=row.station, recipients=people, kind="sitting.cancelled", key=f"sitting.cancelled:{row.pk}")
    return row


@transaction.atomic
def sign_in(*, sitting: Sitting, user: User, code: str, at: datetime | None = None) -> Attendance:
    """Somebody types the digits of the screen. Twice is once.

    Raises:
        RuleBroken: ``not_open``, ``not_now``, ``tries``, ``code``, ``not_invited``, ``full``.
    """
    now = at or timezone.now()
    row = locked(sitting.pk)
    rules.may_sign_in(row, now).or_refuse()
    _few_tries(row, user)
    if not codes.fits(row.pk, code, now):
        raise RuleBroken(_("These are not the digits of the screen; they change every 20 seconds."), code="code")
    known = Attendance.objects.filter(sitting=row, user=user).first()
    if known is None:
        raise RuleBroken(_("You are not on the list; ask the teacher to add you."), code="not_invited")
    if known.attended_at is None:
        if row.seats and Attendance.objects.filter(sitting=row, attended_at__isnull=False).count() >= row.seats:
            raise RuleBroken(_("All seats are taken."), code="full")
        known.attended_at, known.method, known.marked_by = now, Attendance.Method.ROTATING, user
        known.save()
        record(verb="sitting.signed_in", subject=row, actor=user)
    return known


@transaction.atomic
def mark(*, sitting: Sitting, actor: User, present: list[User], at: datetime | None = None) -> int:
    """The teacher ticks who is there, and adds whoever came without an invitation; returns how many were new."""
    now, row, new = at or timezone.now(), locked(sitting.pk), 0
    demand(rules.may_teach(actor, row.course.audience))
    if row.state in {Sitting.State.PLANNED, Sitting.State.CANCELLED}:
        raise RuleBroken(_("Open the sitting first."), code="not_open")
    known = {one.user_id: one for one in Attendance.objects.filter(sitting=row)}
    for person in present:
        if person.home_station_id != row.station_id:
            raise RuleBroken(_("This person belongs to another station."), code="other_station")
        one = known.get(person.pk) or Attendance(station_id=row.station_id, sitting=row, user=person)
        if one.attended_at is None:
            one.attended_at, one.method, one.marked_by = now, Attendance.Method.DESK, actor
            one.save()
            new += 1
    record(verb="sitting.marked", subject=row, actor=actor, count=new)
    return new


def _few_tries(sitting: Sitting, user: User) -> None:
    """Six digits are not found by trying: ten tries in five minutes. Without the cache nobody is kept out."""
    key = f"sitting-tries:{sitting.pk}:{user.pk}"
    try:
        cache.add(key, 0, TRY_SECONDS)
        tries = cache.incr(key)
    except (RedisError, OSError, ValueError):
        return
    if tries > TRIES:
        raise RuleBroken(_("Too many wrong tries. Wait five minutes, or ask the teacher to note you."), code="tries")


def locked(sitting_id: int) -> Sitting:
    """The sitting, locked until the transaction ends."""
    return Sitting.objects.select_for_update(no_key=True).prefetch_related("course", "station").get(pk=sitting_id)
