"""Look for unusual bookings, and write down what somebody found when looking at them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station, User
from stations.recognition import rules, unusual
from stations.recognition.actions import reverse, settings_of
from stations.recognition.models import LedgerEntry, Pattern, PointRule
from stations.recognition.words import Booking, Reviewed
from stations.timeline.actions import lines_last, record


def look(*, station: Station, at: datetime) -> int:
    """Write down unusual bookings that nobody has seen yet; returns how many. Safe to run twice.

    What protected givers were paid is left out: a finding would name them (SE-31).
    """
    settings = settings_of(station)
    if not settings.points:
        return 0
    since = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _month in range(max(settings.cap_months, 1)):
        since = (since - timedelta(days=1)).replace(day=1)
    rows = [_booked(row) for row in _standing().filter(at__gte=since).order_by("pk")]
    caps = dict(PointRule.objects.filter(monthly_cap__gt=0).values_list("act", "monthly_cap"))
    found = unusual.all_of(rows, settings, caps)
    known = set(Pattern.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    fresh = [one for one in found if one.key not in known]
    for one in fresh:
        _write_down(station, one, at)
    return len(fresh)


@transaction.atomic
@lines_last()
def review(*, pattern: Pattern, actor: User, ordinary: bool, reason: str, at: datetime | None = None) -> Pattern:
    """Say what looking at it found: ordinary, or its bookings are booked back with the reason.

    Raises:
        NotAllowed: concerned, not of the leadership, or looked at already.
        RuleBroken: ``no_reason``; nothing is booked back without one.
    """
    now = at or timezone.now()
    row = Pattern.objects.select_for_update(no_key=True).get(pk=pattern.pk)
    demand(rules.may_review(actor, row))
    if not ordinary and not reason.strip():
        raise RuleBroken(_("Say why it is booked back."), code="no_reason")
    row.state = Reviewed.ORDINARY if ordinary else Reviewed.BACK
    row.reason, row.reviewed_by, row.reviewed_at = reason.strip(), actor, now
    row.save()
    if not ordinary:
        # In the order of persons, as everybody who books for several does.
        for entry in row.entries.filter(reversed_by=None).select_related("user", "station").order_by("user_id", "pk"):
            reverse(entry=entry, actor=actor, reason=reason, at=now)
    record(verb=f"pattern.{row.state}", subject=row, actor=actor, kind=row.kind)
    return row


def _standing():
    return LedgerEntry.objects.filter(kind=Booking.CREDIT, reverses=None, reversed_by=None, protected=False)


def _booked(row: LedgerEntry) -> unusual.Booked:
    month = timezone.localtime(row.at).date().replace(day=1)
    return unusual.Booked(
        row.pk, row.user_id, row.checker_id, row.act, row.points, month, row.done_at or row.at, row.place
    )


@transaction.atomic
@lines_last()
def _write_down(station: Station, found: unusual.Found, at: datetime) -> None:
    row, made = Pattern.objects.get_or_create(
        station=station, key=found.key,
        defaults={"kind": found.kind, "user_id": found.user, "other_id": found.other, "found_at": at},
    )  # fmt: skip
    if made:
        row.entries.set(found.entries)
        record(verb="pattern.found", subject=row, actor=None, kind=row.kind)
