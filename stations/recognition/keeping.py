"""One station's daily round; every part may be repeated."""

from datetime import datetime

from django.utils import timezone

from stations.organisation.models import Station, User
from stations.recognition.actions import expire, pay_due, settings_of
from stations.recognition.models import PointAccount
from stations.recognition.reviewing import look
from stations.recognition.shelf import lapse_overdue


def keep(*, station: Station, at: datetime) -> dict[str, int]:
    """Pay what was verified, end reservations nobody came for, let old points lapse, look for unusual bookings.

    Returns:
        How many of each, by ``paid``, ``lapsed``, ``expired``, ``found``.
    """
    return {
        "paid": pay_due(station=station, at=at),
        "lapsed": lapse_overdue(station=station, at=at),
        "expired": expire_old(station=station, at=at),
        "found": look(station=station, at=at),
    }


def expire_old(*, station: Station, at: datetime) -> int:
    """Let points lapse that are older than the station's months; returns how many accounts."""
    months = settings_of(station).expire_months
    if months == 0:
        return 0
    before = months_before(at, months)
    people = User.objects.filter(pk__in=PointAccount.objects.filter(balance__gt=0).values("user_id")).order_by("pk")
    return sum(expire(user=user, station=station, before=before, at=at) is not None for user in people)


def months_before(at: datetime, months: int) -> datetime:
    """Midnight of the first day of the month so many months before; the whole month lapses together."""
    local = timezone.localtime(at)
    count = local.year * 12 + local.month - 1 - months
    return local.replace(year=count // 12, month=count % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
