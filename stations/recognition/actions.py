"""Commend people and units; pay points into the ledger, once a source, and book mistakes back."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.recognition import rules
from stations.recognition.models import Commendation, Deed, LedgerEntry, PointRule, RecognitionSettings
from stations.recognition.registry import earners, said_of, units
from stations.recognition.words import Booking, DeedState, Refusal
from stations.timeline.actions import lines_last, record

# Namespace of the locks that let two payers of one person wait for each other, so that a cap holds.
LOCK_SPACE = 7205


def settings_of(station: Station) -> RecognitionSettings:
    """What the station has said; points are off until it says otherwise."""
    return RecognitionSettings.objects.filter(station=station).first() or RecognitionSettings(station=station)


@transaction.atomic
def commend(
    *,
    station: Station,
    actor: User,
    kind: str,
    title: str,
    words: str,
    given_on: date,
    user: User | None = None,
    unit: tuple[str, int] | None = None,
    source: str = "",
) -> Commendation:
    """Commend a person or a unit.

    Args:
        station: whose.
        actor: who gives it.
        kind: one of :class:`Commendation.Kind`.
        title, words: what it is called, and what it is for.
        given_on: the day; not in the future.
        user: the person, or
        unit: (code of its kind, id) of a registered unit.
        source: key of the record it is for; the same key, recipient and all, gives the same commendation again.

    Raises:
        NotAllowed: not of the leadership; for oneself; somebody of another station.
        RuleBroken: ``recipient``, ``in_future``, ``no_words``.
    """
    demand(rules.may_commend(actor))
    if (user is None) == (unit is None):
        raise RuleBroken(_("Choose one person or one unit."), code="recipient")
    if given_on > timezone.localdate():
        raise RuleBroken(_("The day lies in the future."), code="in_future")
    if not title.strip() or not words.strip():
        raise RuleBroken(_("Say what it is for."), code="no_words")
    if user:
        demand(rules.may_receive(actor, user))
    unit_type, unit_id = unit or ("", None)
    if source:
        hold_source(station, source)
    known = Commendation.objects.filter(source=source, user=user, unit_type=unit_type, unit_id=unit_id)
    if source and (found := known.first()):
        return found
    made = Commendation.objects.create(
        station=station, kind=kind, title=title.strip(), words=words.strip(), given_on=given_on, given_by=actor,
        user=user, unit_type=unit_type, unit_id=unit_id, unit_name=_name_of(unit), source=source,
    )  # fmt: skip
    record(verb="commendation.given", subject=made, actor=actor, kind=kind)
    if user:
        tell(
            station=station, recipients=[user], kind="commendation", key=f"commendation:{made.pk}",
            url="/me/commendations/",
        )  # fmt: skip
    return made


@transaction.atomic
def strike(*, commendation: Commendation, actor: User, reason: str) -> Commendation:
    """Strike a commendation given by mistake; it stays on record and counts nowhere."""
    row = Commendation.objects.select_for_update(no_key=True).get(pk=commendation.pk)
    demand(rules.may_strike(actor, row))
    if not reason.strip():
        raise RuleBroken(_("Say why it is struck."), code="no_reason")
    row.struck_reason = reason.strip()
    row.save()
    record(verb="commendation.struck", subject=row, actor=actor)
    return row


@transaction.atomic
def set_up(*, station: Station, actor: User, at: datetime | None = None, **values: Any) -> RecognitionSettings:
    """Say whether the station keeps points, pays anonymous givers, and from when on somebody looks.

    Args:
        values: columns of :class:`RecognitionSettings`; what is left out stays.
    """
    demand(rules.may_set(actor))
    row = RecognitionSettings.objects.select_for_update(no_key=True).filter(station=station).first()
    row = row or RecognitionSettings(station=station)
    on_before = row.points
    for name, value in values.items():
        setattr(row, name, value)
    if row.points and not on_before:
        row.points_since = at or timezone.now()
    row.save()
    record(verb="recognition.points_set", subject=row, actor=actor, points=row.points, anonymous=row.anonymous)
    return row


def set_points(*, station: Station, actor: User, points: bool) -> RecognitionSettings:
    """Say whether the station keeps points at all."""
    return set_up(station=station, actor=actor, points=points)


@transaction.atomic
def set_rule(
    *, station: Station, actor: User, act: str, label: str, points: int, monthly_cap: int, active: bool,
    anonymous_yuan: Decimal = Decimal(0),
) -> PointRule:  # fmt: skip
    """Say what an act is worth from now on; what was booked stays."""
    demand(rules.may_set(actor))
    values = {"label": label, "points": points, "monthly_cap": monthly_cap, "active": active,
              "anonymous_yuan": anonymous_yuan}  # fmt: skip
    row, _new = PointRule.objects.update_or_create(station=station, act=act, defaults=values)
    record(verb="recognition.rule_set", subject=row, actor=actor, points=points, cap=monthly_cap, active=active)
    return row


@transaction.atomic
@lines_last()
def credit(
    *, station: Station, user: User, act: str, source: str, checker: User | None = None, at: datetime | None = None,
    protected: bool = False, place: str = "", done_at: datetime | None = None,
) -> LedgerEntry | None:  # fmt: skip
    """Pay points for something verified; called by whoever verified it. The same source pays once.

    Args:
        station: whose ledger.
        user: who gets them.
        act: code of the station's rule.
        source: what for, e.g. ``"finding:12"``.
        checker: who verified it; nobody is paid for what they verified themselves.
        at: when; now by default.
        protected: of a protected giver (SE-31): named in no list, nobody is notified.
        place, done_at: where and when the act was done.

    Returns:
        The entry (the first one when the source was paid already); None where points are off, the person earns none
        (not confirmed: 0026), the act is worth nothing or the month's cap is reached. What a cap refused is kept as a
        refused :class:`Deed`, which can be appealed.
    """
    if not settings_of(station).points or (checker and checker.pk == user.pk):
        return None
    # The source first, so that it pays once; then the person, so that the month's cap holds.
    hold_source(station, source)
    hold_account(user)
    if found := LedgerEntry.objects.filter(source=source).first():
        return found
    if Deed.objects.filter(source=source, state=DeedState.REFUSED).exists():
        return None
    if not earning(user, station):
        return None
    now = at or timezone.now()
    rule = PointRule.objects.filter(act=act).first()
    points = rules.worth(rule, _booked(user, act, now, protected))
    told = {"checker": checker, "protected": protected, "place": place}
    if points == 0:
        if rules.worth(rule, 0):
            _capped(station, user, act, source, now, done_at, told)
        return None
    entry = LedgerEntry.objects.create(
        station=station, user=user, points=points, act=act, source=source, at=now, done_at=done_at, **told
    )
    _booked_line(entry, "points.credited", checker)
    _tell_person(entry, "points.booked", f"points:{entry.pk}")
    return entry


@transaction.atomic
@lines_last()
def reverse(*, entry: LedgerEntry, actor: User, reason: str, at: datetime | None = None) -> LedgerEntry:
    """Book an entry back with a reason: the ledger keeps both.

    What was exchanged meanwhile stays the person's: the account may fall below zero, by this alone, and nothing is
    exchanged or handed out until it is above again.
    """
    # An entry itself never changes: whoever books back for the same person waits here.
    hold_account(entry.user)
    demand(rules.may_reverse_for(actor, entry))
    rules.may_reverse(entry, LedgerEntry.objects.filter(reverses=entry).exists()).or_refuse()
    if not reason.strip():
        raise RuleBroken(_("Say why it is booked back."), code="no_reason")
    back = LedgerEntry.objects.create(
        station=entry.station, user=entry.user, points=-entry.points, act=entry.act, source=f"reversal:{entry.pk}",
        checker=actor, reverses=entry, reason=reason.strip(), at=at or timezone.now(), kind=Booking.REVERSAL,
        protected=entry.protected,
    )  # fmt: skip
    record(verb="points.reversed", subject=back, actor=actor, points=back.points, entry=entry.pk)
    _tell_person(back, "points.reversed", f"points:{back.pk}")
    return back


@transaction.atomic
@lines_last()
def expire(*, user: User, station: Station, before: datetime, at: datetime) -> LedgerEntry | None:
    """Let points lapse that were earned before a moment and not used since; the same day once."""
    hold_account(user)
    source = f"expiry:{user.pk}:{timezone.localdate(before):%Y-%m-%d}"
    if LedgerEntry.objects.filter(source=source).exists():
        return None
    rows = LedgerEntry.objects.filter(user=user, reverses=None, reversed_by=None).values_list("points", "at")
    points = rules.lapsing(list(rows), before)
    if points == 0:
        return None
    entry = LedgerEntry.objects.create(
        station=station, user=user, points=-points, act="expiry", source=source, at=at, kind=Booking.EXPIRY
    )
    _booked_line(entry, "points.expired", None)
    _tell_person(entry, "points.expired", f"points:{entry.pk}")
    return entry


def pay_due(*, station: Station, at: datetime | None = None) -> int:
    """Pay what upper rooms have verified and is not paid yet; each source in a transaction of its own.

    By night and all together, so that the time of a booking does not lead to the verification (SE-31); who is told
    of it is told when the quiet hours are over (``notices.registry.leave_in_peace``).

    Returns:
        How many bookings were new.
    """
    settings, before = settings_of(station), LedgerEntry.objects.count()
    if not settings.points or settings.points_since is None:
        return 0
    for earner in earners():
        earned = {one.source: one for one in earner.due(settings.points_since)}
        paid = set(LedgerEntry.objects.filter(source__in=earned).values_list("source", flat=True))
        # Not in the order of verification, either.
        for source in sorted(earned.keys() - paid):
            one = earned[source]
            credit(
                station=station, user=one.user, act=one.act, source=source, checker=one.checker, at=at,
                protected=one.protected, place=one.place, done_at=one.done_at,
            )  # fmt: skip
    return LedgerEntry.objects.count() - before


def earning(user: User, station: Station) -> bool:
    """Whether a person earns in a station: of its own, in use, and not refused by their room (0026)."""
    return user.home_station_id == station.pk and rules.earns(said_of(user), user.is_active)


def balance(user: User) -> int:
    """The points a person has in the station in scope."""
    return LedgerEntry.objects.filter(user=user).aggregate(sum=Sum("points"))["sum"] or 0


def hold_source(station: Station, source: str) -> None:
    """Whoever books, pays or commends for the same source waits until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{source}"])


def hold_account(user: User) -> None:
    """Bookings of one person wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE + 1, user.pk])


def _booked(user: User, act: str, at: datetime, protected: bool) -> int:
    """Points of the month that count towards the cap of an act.

    What a protected giver was paid counts for the next protected booking alone: an open one that a cap cut short,
    beside open bookings far below it, would say what else the person was paid (SE-31).
    """
    local = timezone.localtime(at)
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = (month + timedelta(days=32)).replace(day=1)
    rows = LedgerEntry.objects.filter(user=user, act=act, at__gte=month, at__lt=after)
    rows = rows if protected else rows.filter(protected=False)
    return rows.aggregate(sum=Sum("points"))["sum"] or 0


def _capped(station: Station, user: User, act: str, source: str, now: datetime, done_at, told: dict) -> None:
    """Write down what the cap refused; an act that was put forward is refused on its own row."""
    if Deed.objects.filter(source=source).exists():
        return
    row = Deed.objects.create(
        station=station, user=user, act=act, source=source, state=DeedState.REFUSED, refusal=Refusal.CAP,
        proposed_at=now, checked_at=now, done_at=done_at or now, **told,
    )  # fmt: skip
    record(verb="points.capped", subject=row, actor=None)


def _booked_line(entry: LedgerEntry, verb: str, actor) -> None:
    """Of a protected giver the day-book has the points alone."""
    if entry.protected:
        record(verb=verb, subject=entry, actor=None, points=entry.points)
    else:
        record(verb=verb, subject=entry, actor=actor, points=entry.points, act=entry.act)


def _tell_person(entry: LedgerEntry, kind: str, key: str) -> None:
    """A line on the person's own phone; a protected giver finds the booking without being called to it."""
    if not entry.protected:
        tell(
            station=entry.station, recipients=[entry.user], kind=kind, key=key, url="/me/points/",
            points=abs(entry.points),
        )  # fmt: skip


def _name_of(unit: tuple[str, int] | None) -> str:
    if unit is None:
        return ""
    for kind in units():
        if kind.code == unit[0]:
            names = dict(kind.rows())
            if unit[1] in names:
                return names[unit[1]]
    raise RuleBroken(_("Choose one person or one unit."), code="recipient")
