"""What check-ins ask of people: doubts to decide, entries by hand to approve."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from patrols.checkins import readings
from patrols.checkins.rules import decides
from stations.agenda.registry import Due

MOST = 200


def doubts(user, day) -> list[Due]:
    """Check-ins in doubt that wait for this person's decision."""
    if not decides(user):
        return []
    count = readings.to_decide(user, timezone.now()).order_by().values("pk")[:MOST].count()
    if not count:
        return []
    words = ngettext("%(count)s check-in in doubt", "%(count)s check-ins in doubt", count) % {"count": count}
    return [Due(words, None, reverse("check-in-doubts"), "warn", "patrol")]


def entries(user, day) -> list[Due]:
    """Entries by hand that wait for this person's answer."""
    if not decides(user):
        return []
    count = readings.entries_to_decide(user).count()
    if not count:
        return []
    words = ngettext("%(count)s manual entry to approve", "%(count)s manual entries to approve", count)
    return [Due(words % {"count": count}, None, reverse("manual-entries") + "?state=asked", "info", "patrol")]
