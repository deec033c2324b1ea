"""Who commends whom, and what may be booked in the ledger of points."""

from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.organisation.rules import commands, is_staff
from stations.recognition.models import Commendation, LedgerEntry, PointRule


def may_see(user) -> Answer:
    """Commendations are there to be seen by all staff."""
    return is_staff(user)


def may_commend(user) -> Answer:
    """The station leadership commends."""
    return commands(user)


def may_set(user) -> Answer:
    """Whether points are kept, and what an act is worth, is the leadership's to say."""
    return commands(user)


def may_receive(user, recipient) -> Answer:
    """Nobody commends themselves, and only people of the own station."""
    if recipient.pk == user.pk:
        return no(_("Nobody commends themselves."), code="own")
    if recipient.home_station_id != user.home_station_id:
        return no(_("This person belongs to another station."), code="other_station")
    return YES


def may_strike(user, commendation: Commendation) -> Answer:
    """A mistake is struck by the leadership, never deleted."""
    if commendation.struck_reason:
        return no(_("This commendation has been struck already."), code="struck")
    return commands(user)


def worth(rule: PointRule | None, booked: int) -> int:
    """Points an act brings now.

    Args:
        rule: the station's rule for the act; None or not in use: nothing.
        booked: points the person has for this act in the month so far.
    """
    if rule is None or not rule.active:
        return 0
    if rule.monthly_cap == 0:
        return rule.points
    return max(0, min(rule.points, rule.monthly_cap - booked))


def may_reverse(entry: LedgerEntry, reversed_already: bool) -> Answer:
    """An entry is booked back once; a booking back is final."""
    if entry.reverses_id:
        return no(_("A booking back is not booked back."), code="reversal")
    if reversed_already:
        return no(_("This entry has been booked back already."), code="reversed")
    return YES
