"""When a delivery is tried again, when it is given up, how long notices are kept."""

from datetime import timedelta

from stations.kit.answer import YES, Answer, no

# Waiting after the first, second, … try that failed; after the last of them the delivery is given up (nine hours).
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 120, 360))
MOST_ATTEMPTS = len(BACK_OFF) + 1
# Whoever tries has the delivery to itself for this long; longer than any adapter waits. A killed worker's try is
# taken up again afterwards.
LEASE = timedelta(minutes=2)
# Read notices are deleted after this; what they told is in the day-book (SE-14).
KEPT = timedelta(days=183)
# An urgent notice that nobody confirmed alarms for this long; then it is an unread notice like others.
ALARMS_FOR = timedelta(hours=24)


def next_try(attempts: int, at):
    """When a delivery is tried again after ``attempts`` failed ones; None: never."""
    return at + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def has_notices(user) -> Answer:
    """Whoever is logged in has a bell."""
    if user.is_authenticated:
        return YES
    return no("", code="not_logged_in")
