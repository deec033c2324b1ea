"""What check-ins ask of people: doubts to decide, entries by hand to approve."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from patrols.checkins import readings
from patrols.checkins.models import CheckIn
from patrols.checkins.rules import decides
from stations.agenda.words import Due, Tally

MOST = 200


def doubts(user, day) -> list[Tally]:
    """Check-ins in doubt that wait for this person's decision."""
    if not decides(user):
        return []
    some = readings.to_decide(user, timezone.now()).order_by()[:MOST]
    return [Tally(CheckIn.objects.filter(pk__in=some.values("pk")), _doubts)]


def _doubts(count: int) -> Due:
    words = ngettext("%(count)s check-in in doubt", "%(count)s check-ins in doubt", count) % {"count": count}
    return Due(words, None, reverse("check-in-doubts"), "warn", "patrol")


def entries(user, day) -> list[Tally]:
    """Entries by hand that wait for this person's answer."""
    return [Tally(readings.entries_to_decide(user), _entries)] if decides(user) else []


def _entries(count: int) -> Due:
    words = ngettext("%(count)s manual entry to approve", "%(count)s manual entries to approve", count)
    return Due(words % {"count": count}, None, reverse("manual-entries") + "?state=asked", "info", "patrol")
