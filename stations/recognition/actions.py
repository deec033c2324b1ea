"""Commend people and units; pay points into the ledger, once a source, and book mistakes back."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.recognition import rules
from stations.recognition.models import Commendation, LedgerEntry, PointRule, RecognitionSettings
from stations.recognition.registry import units
from stations.timeline.actions import record

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
def set_points(*, station: Station, actor: User, points: bool) -> RecognitionSettings:
    """Say whether the station keeps points at all."""
    demand(rules.may_set(actor))
    row, _new = RecognitionSettings.objects.update_or_create(station=station, defaults={"points": points})
    record(verb="recognition.points_set", subject=row, actor=actor, points=points)
    return row


@transaction.atomic
def set_rule(
    *, station: Station, actor: User, act: str, label: str, points: int, monthly_cap: int, active: bool
) -> PointRule:
    """Say what an act is worth from now on; what was booked stays."""
    demand(rules.may_set(actor))
    values = {"label": label, "points": points, "monthly_cap": monthly_cap, "active": active}
    row, _new = PointRule.objects.update_or_create(station=station, act=act, defaults=values)
    record(verb="recognition.rule_set", subject=row, actor=actor, points=points, cap=monthly_cap, active=active)
    return row


@transaction.atomic
def credit(
    *, station: Station, user: User, act: str, source: str, checker: User | None = None, at: datetime | None = None
) -> LedgerEntry | None:
    """Pay points for something verified; called by whoever verified it. The same source pays once.

    Args:
        station: whose ledger.
        user: who gets them.
        act: code of the station's rule.
        source: what for, e.g. ``"finding:12"``.
        checker: who verified it.
        at: when; now by default.

    Returns:
        The entry (the first one when the source was paid already); None where points are off, the act is worth
        nothing or the month's cap is reached.
    """
    if not settings_of(station).points:
        return None
    with connection.cursor() as cursor:
        # The source first, so that it pays once; then the person, so that the month's cap holds.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{source}"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE + 1, user.pk])
    if found := LedgerEntry.objects.filter(source=source).first():
        return found
    now = at or timezone.now()
    points = rules.worth(PointRule.objects.filter(act=act).first(), _booked(user, act, now))
    if points == 0:
        return None
    entry = LedgerEntry.objects.create(
        station=station, user=user, points=points, act=act, source=source, checker=checker, at=now
    )
    record(verb="points.credited", subject=entry, actor=checker, points=points, act=act)
    return entry


@transaction.atomic
def reverse(*, entry: LedgerEntry, actor: User, reason: str, at: datetime | None = None) -> LedgerEntry:
    """Book an entry back with a reason: the ledger keeps both."""
    demand(rules.may_set(actor))
    row = LedgerEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    rules.may_reverse(row, LedgerEntry.objects.filter(reverses=row).exists()).or_refuse()
    if not reason.strip():
        raise RuleBroken(_("Say why it is booked back."), code="no_reason")
    back = LedgerEntry.objects.create(
        station_id=row.station_id, user_id=row.user_id, points=-row.points, act=row.act, source=f"reversal:{row.pk}",
        checker=actor, reverses=row, reason=reason.strip(), at=at or timezone.now(),
    )  # fmt: skip
    record(verb="points.reversed", subject=back, actor=actor, points=back.points, entry=row.pk)
    return back


def balance(user: User) -> int:
    """The points a person has in the station in scope."""
    return LedgerEntry.objects.filter(user=user).aggregate(sum=Sum("points"))["sum"] or 0


def _booked(user: User, act: str, at: datetime) -> int:
    local = timezone.localtime(at)
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = (month + timedelta(days=32)).replace(day=1)
    rows = LedgerEntry.objects.filter(user=user, act=act, at__gte=month, at__lt=after)
    return rows.aggregate(sum=Sum("points"))["sum"] or 0


def _name_of(unit: tuple[str, int] | None) -> str:
    if unit is None:
        return ""
    for kind in units():
        if kind.code == unit[0]:
            names = dict(kind.rows())
            if unit[1] in names:
                return names[unit[1]]
    raise RuleBroken(_("Choose one person or one unit."), code="recipient")
