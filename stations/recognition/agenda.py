"""What waits for somebody about points: acts to check, appeals, unusual bookings, anonymous rewards to sign."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.organisation.rules import commands
from stations.recognition import readings
from stations.recognition.actions import settings_of
from stations.recognition.rules import may_keep_book, may_use_desk


def waiting(user, day: date) -> list[Due]:
    """One line a sort of work; five queries at most, none where the station keeps no points."""
    found = []
    if may_keep_book(user):
        found += _to_decide(user, day)
    if may_use_desk(user) and (count := readings.payouts_to_sign(user).count()):
        words = _("%(count)s anonymous rewards to sign") % {"count": count}
        found.append(Due(words, day, reverse("payouts"), "warn", kind="paper"))
    return found


def _to_decide(user, day: date) -> list[Due]:
    found = []
    # Whoever decides has as many days as whoever appealed.
    days = timedelta(days=settings_of(user.home_station).appeal_days)
    appeals = readings.appeals_to_decide(user).order_by("made_at").values_list("pk", "made_at")
    for pk, made_at in appeals[:20]:
        due = timezone.localdate(made_at) + days
        tone = "danger" if due < day else "info"
        found.append(Due(_("Decide an appeal about points"), due, reverse("point-appeal", args=[pk]), tone, "check"))
    if count := readings.deeds_to_check(user).count():
        words = _("%(count)s acts for points to check") % {"count": count}
        found.append(Due(words, None, f"{reverse('deeds')}?state=proposed", kind="check"))
    if commands(user) and (count := readings.patterns_to_review(user).count()):
        words = _("%(count)s unusual bookings to look at") % {"count": count}
        found.append(Due(words, None, f"{reverse('point-patterns')}?state=open", kind="check"))
    return found
