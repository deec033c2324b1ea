"""Plan courses and sittings, invite their audience or announce them, let people sign in."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record
from stations.training import certificates, codes, enrolling, rules
from stations.training.locking import locked
from stations.training.models import Attendance, Course, Sitting, TrainingSettings
from stations.training.registry import audience, belongs

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
@lines_last()
def plan(
    *, course: Course, actor: User, starts_at: datetime, ends_at: datetime, place: str = "", online: str = "",
    parts: tuple[str, ...] | list[str] = (), teacher: User | None = None, seats: int | None = None, note: str = "",
    open_enrolment: bool | None = None, community=None, at: datetime | None = None,
) -> Sitting:  # fmt: skip
    """Plan a sitting: its people are put on the list and told, or, where they sign up themselves, it is announced.

    The same course for the same people at the same time and place is the same sitting: nobody is invited twice.

    Args:
        open_enrolment: people sign up themselves; None is what the audience does.
        community: where it is held, for "near you".

    Raises:
        NotAllowed: not for this audience.
        RuleBroken: ``span``, ``place``, ``course_closed``, ``parts``, ``other_station``.
    """
    demand(rules.may_teach(actor, course.audience))
    rules.may_plan(starts_at, ends_at).or_refuse()
    entry = audience(course.audience)
    if not course.active or entry is None:
        raise RuleBroken(_("This course is no longer in use."), code="course_closed")
    _says_where(place, online)
    if unknown := set(parts) - {code for code, _name in entry.parts()}:
        raise RuleBroken(_("Unknown parts of the audience: %s") % ", ".join(sorted(unknown)), code="parts")
    _same_station(course.station_id, teacher, community)
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    same = {"starts_at": starts_at, "place": place.strip(), "online": online.strip(), "parts": list(parts)}
    if known := course.sittings.filter(**same).exclude(state=Sitting.State.CANCELLED).first():
        return known
    made = Sitting.objects.create(
        station_id=course.station_id, course=course, starts_at=starts_at, ends_at=ends_at, place=place.strip(),
        online=online.strip(), parts=list(parts), teacher=teacher or actor, seats=seats, note=note.strip(),
        open_enrolment=entry.signs_up if open_enrolment is None else open_enrolment, community=community,
        created_by=actor,
    )  # fmt: skip
    if made.open_enrolment:
        record(verb="sitting.opened_to", subject=made, actor=actor)
    else:
        people = list(entry.people(made.parts, timezone.localdate(starts_at)))
        Attendance.objects.bulk_create(
            Attendance(station_id=made.station_id, sitting=made, user=person, invited=True) for person in people
        )
        record(verb="sitting.planned", subject=made, actor=actor, invited=len(people))
    enrolling.announce(sitting=made, at=at or timezone.now())
    return made


def _says_where(place: str, online: str) -> None:
    if not (place.strip() or online.strip()):
        raise RuleBroken(_("Say where it is held, or the online address."), code="place")


def _same_station(station_id: int, teacher: User | None, community) -> None:
    if teacher and teacher.home_station_id != station_id:
        raise RuleBroken(_("This person belongs to another station."), code="other_station")
    if community and community.station_id != station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")


@transaction.atomic
@lines_last()
def change(*, sitting: Sitting, actor: User, at: datetime, **values) -> Sitting:
    """Change time, place, seats, teacher or note; whoever is expected hears of another time or place.

    Args:
        values: starts_at, ends_at, place, online, teacher, seats, note, community.

    Raises:
        NotAllowed: not for this audience.
        RuleBroken: ``wrong_state``, ``span``, ``place``, ``other_station``.
    """
    row = locked(sitting.pk)
    demand(rules.may_teach(actor, row.course.audience))
    rules.may_change(row).or_refuse()
    rules.may_plan(values["starts_at"], values["ends_at"]).or_refuse()
    _says_where(values["place"], values["online"])
    _same_station(row.station_id, values.get("teacher"), values.get("community"))
    matters = ("starts_at", "ends_at", "place", "online")
    before = [getattr(row, name) for name in matters]
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="sitting.changed", subject=row, actor=actor)
    if [getattr(row, name) for name in matters] != before:
        stamp = int(at.timestamp())
        tell(
            station=row.station, recipients=_expected(row), kind="sitting.changed",
            key=f"sitting.changed:{row.pk}:{stamp}", url=f"/me/training/{row.pk}/",
        )  # fmt: skip
    if row.open_enrolment:
        enrolling.promote(row, at)
    return row


def _expected(sitting: Sitting) -> list[User]:
    """Who is invited, has a seat or waits for one: who cancelled hears nothing more."""
    rows = Attendance.objects.filter(sitting=sitting).exclude(standing=Attendance.Standing.GONE)
    return list(User.objects.filter(pk__in=rows.values("user_id")))


@transaction.atomic
@lines_last()
def move(*, sitting: Sitting, verb: str, actor: User, at: datetime | None = None) -> Sitting:
    """Open, hold, cancel or re-open a sitting; who is expected hears of a cancellation.

    Where the course gives a certificate without a quiz, whoever came gets it when the sitting is held.
    """
    row = locked(sitting.pk)
    row.came = Attendance.objects.filter(sitting=row, attended_at__isnull=False).count()
    rules.STEPS.advance(row, verb, actor)
    row.save()
    record(verb=f"sitting.{verb}", subject=row, actor=actor)
    if verb == "cancel":
        tell(
            station=row.station, recipients=_expected(row), kind="sitting.cancelled",
            key=f"sitting.cancelled:{row.pk}", url=f"/me/training/{row.pk}/",
        )  # fmt: skip
    _certify(row, at or timezone.now())
    return row


def _certify(sitting: Sitting, at: datetime) -> None:
    """Where the course gives a certificate without a quiz: to whoever came to a sitting that was held, once each."""
    if sitting.state != Sitting.State.HELD or not sitting.course.certificate or sitting.course.quiz:
        return
    rows = Attendance.objects.filter(sitting=sitting, attended_at__isnull=False, certificate=None)
    for one in rows.select_related("user").order_by("pk"):
        one.sitting = sitting
        certificates.issue(attendance=one, at=at)


@transaction.atomic
@lines_last()
def sign_in(*, sitting: Sitting, user: User, code: str, at: datetime | None = None) -> Attendance:
    """Somebody types the digits of the screen, or the word of an online class. Twice is once.

    Where people sign up themselves, somebody of the audience who simply came is let in while there is room.

    Raises:
        RuleBroken: ``not_open``, ``not_now``, ``tries``, ``code``, ``not_invited``, ``full``.
    """
    now = at or timezone.now()
    row = locked(sitting.pk)
    rules.may_sign_in(row, now).or_refuse()
    _few_tries(row, user)
    method = _proved(row, code, now)
    known = Attendance.objects.filter(sitting=row, user=user).first()
    if known is not None and known.attended_at:
        return known
    found = known or _walked_in(row, user, now)
    _has_room(row, found, now)
    found.attended_at, found.method, found.marked_by = now, method, user
    found.save()
    record(verb="sitting.signed_in", subject=row, actor=user)
    return found


def _proved(sitting: Sitting, code: str, at: datetime) -> str:
    """How the code proves that somebody is there."""
    if codes.fits(sitting.pk, code, at):
        return Attendance.Method.ROTATING
    if sitting.online and codes.is_word(sitting.pk, code):
        return Attendance.Method.TYPED
    if sitting.online:
        raise RuleBroken(_("This is not the word of the class; the teacher says it at the end."), code="code")
    raise RuleBroken(_("These are not the digits of the screen; they change every 20 seconds."), code="code")


def _walked_in(sitting: Sitting, user: User, at: datetime) -> Attendance:
    entry = audience(sitting.course.audience)
    if not (sitting.open_enrolment and entry and belongs(entry, user, sitting.parts, timezone.localdate(at))):
        raise RuleBroken(_("You are not on the list; ask the teacher to add you."), code="not_invited")
    return Attendance(station_id=sitting.station_id, sitting=sitting, user=user)


def _has_room(sitting: Sitting, row: Attendance, at: datetime) -> None:
    came = Attendance.objects.filter(sitting=sitting, attended_at__isnull=False).count()
    if not sitting.open_enrolment:
        if sitting.seats and came >= sitting.seats:
            raise RuleBroken(_("All seats are taken."), code="full")
    elif row.standing != Attendance.Standing.SEAT:
        rules.may_walk_in(sitting, reserved=enrolling.taken(sitting), came=came, at=at).or_refuse()


@transaction.atomic
@lines_last()
def mark(*, sitting: Sitting, actor: User, present: list[User], at: datetime | None = None) -> int:
    """The teacher ticks who is there, and adds whoever of the audience came without an invitation.

    Returns:
        How many were new; twice is once.

    Raises:
        NotAllowed: not for this audience.
        RuleBroken: ``not_open``, ``other_station``, ``not_for_them``.
    """
    now, row, new = at or timezone.now(), locked(sitting.pk), 0
    demand(rules.may_teach(actor, row.course.audience))
    if row.state in {Sitting.State.PLANNED, Sitting.State.CANCELLED}:
        raise RuleBroken(_("Open the sitting first."), code="not_open")
    known = {one.user_id: one for one in Attendance.objects.filter(sitting=row)}
    _all_of_audience(row, [person for person in present if person.pk not in known])
    for person in present:
        one = known.get(person.pk) or Attendance(station_id=row.station_id, sitting=row, user=person)
        if one.attended_at is None:
            one.attended_at, one.method, one.marked_by = now, Attendance.Method.DESK, actor
            one.save()
            new += 1
    if new:
        record(verb="sitting.marked", subject=row, actor=actor, count=new)
        _certify(row, now)
    return new


def _all_of_audience(sitting: Sitting, added: list[User]) -> None:
    """Whoever is added belongs to the audience: nobody unconfirmed is noted anywhere (0026)."""
    if any(person.home_station_id != sitting.station_id for person in added):
        raise RuleBroken(_("This person belongs to another station."), code="other_station")
    entry = audience(sitting.course.audience)
    day, wanted = timezone.localdate(sitting.starts_at), {person.pk for person in added}
    if wanted and (entry is None or entry.people([], day).filter(pk__in=wanted).count() != len(wanted)):
        raise RuleBroken(_("Only people of the audience are noted as present."), code="not_for_them")


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


@transaction.atomic
def set_numbers(*, station: Station, actor: User, **values) -> TrainingSettings:
    """Change the settings of training.

    Raises:
        NotAllowed: not the leadership.
        RuleBroken: ``pass_mark``: more right answers than questions.
    """
    demand(rules.may_set(actor))
    if values["pass_mark"] > values["questions"]:
        raise RuleBroken(_("Nobody can have more right answers than there are questions."), code="pass_mark")
    row = TrainingSettings.objects.select_for_update(no_key=True).filter(station=station).first()
    row = row or TrainingSettings(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="training.settings_changed", subject=row, actor=actor)
    return row
