"""Who commends whom, who says what points are worth, checks, decides and hands out; what may be booked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.kit.spans import holds
from stations.kit.ties import ties_of
from stations.organisation.models import Post
from stations.organisation.rules import COMMANDERS, commands, is_person, is_police, is_staff, post_of
from stations.recognition.models import (
    Appeal,
    Commendation,
    Deed,
    LedgerEntry,
    Pattern,
    PointRule,
    RecognitionSettings,
)
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget
from stations.recognition.words import AppealState, Booking, DeedState, PayoutState, Reviewed, Taken

# Who stands at the desk where rewards are handed out.
DESK = COMMANDERS | {Post.DESK, Post.COUNTER, Post.SERGEANT}
POINTS, ANONYMOUS = "recognition.points", "recognition.anonymous"


# Thanks and awards


def may_see(user) -> Answer:
    """Commendations are there to be seen by all staff."""
    return is_staff(user)


def may_commend(user) -> Answer:
    """The station leadership commends."""
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


# Pages of points: there only where the station keeps points


def _kept(user, *switches: str) -> Answer:
    if user.is_authenticated and user.home_station_id and any(one in ties_of(user) for one in switches):
        return YES
    return no(_("This station keeps no points."), code="points_off")


def may_set(user) -> Answer:
    """Whether points are kept, and what an act is worth, is the leadership's to say."""
    return commands(user)


def may_keep_book(user) -> Answer:
    """Ledger, appeals, unusual bookings: the leadership."""
    kept = _kept(user, POINTS)
    return commands(user) if kept else kept


def may_keep_shelf(user) -> Answer:
    """Rewards, stock and budget: the leadership; budgets also where only anonymous givers are paid."""
    kept = _kept(user, POINTS, ANONYMOUS)
    return commands(user) if kept else kept


def may_use_desk(user) -> Answer:
    """Hand out against a code: command room, counter, sergeants, leadership."""
    kept = _kept(user, POINTS, ANONYMOUS)
    return at_desk(user) if kept else kept


def at_desk(user) -> Answer:
    """Whether somebody's post is at the desk."""
    if post_of(user) in DESK:
        return YES
    return no(_("Rewards are handed out by the command room, the counter and the leadership."), code="desk_only")


def may_see_deeds(user) -> Answer:
    """Put acts forward, and see what became of them: police officers."""
    kept = _kept(user, POINTS)
    return is_police(user) if kept else kept


def has_points(user) -> Answer:
    """The own points and the shelf: everybody of a station that keeps points."""
    kept = _kept(user, POINTS)
    if kept and user.admin_role:
        return no(_("Administrators keep the system and earn no points."), code="administrator")
    return is_person(user) if kept else kept


# Earning


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


def earns(said: Iterable[Answer | None], active: bool) -> bool:
    """Whether an account may earn.

    Args:
        said: what each room says of the person; None where the person is none of its own. One yes is enough; where
            rooms only say no, nothing is earned (decision 0026).
        active: whether the account is in use.
    """
    told = [answer for answer in said if answer is not None]
    return active and (any(told) or not told)


def brings(earning: bool, worth: int) -> Answer:
    """Whether an act can bring its person something at all; the month's cap is another matter.

    Args:
        earning: whether the person earns points.
        worth: of the act, without a cap.
    """
    if not earning:
        return no(_("This person earns no points now: not confirmed, or no longer here."), code="earns_none")
    if not worth:
        return no(_("This act is worth nothing now; its rule is not in use."), code="worthless")
    return YES


def may_check(user, deed: Deed) -> Answer:
    """An act is verified by the leadership, by nobody who put it forward or did it."""
    if deed.state != DeedState.PROPOSED:
        return no(_("This act has been checked already."), code="checked")
    if user.pk == deed.user_id:
        return no(_("Nobody checks the own act."), code="own")
    if user.pk == deed.proposed_by_id:
        return no(_("Somebody else checks what you put forward."), code="own_proposal")
    return commands(user)


def may_reverse(entry: LedgerEntry, reversed_already: bool) -> Answer:
    """What was earned is booked back once; a booking back and a decision on an appeal are final."""
    if entry.protected:
        return no(_("What a protected giver was paid was verified by two people and is final."), code="protected")
    if entry.kind == Booking.APPEAL:
        return no(_("The decision on an appeal is final."), code="appeal")
    if entry.kind in {Booking.REDEEM, Booking.RETURN, Booking.EXPIRY}:
        return no(_("Only what was earned is booked back."), code="not_earned")
    if entry.reverses_id:
        return no(_("A booking back is not booked back."), code="reversal")
    if reversed_already:
        return no(_("This entry has been booked back already."), code="reversed")
    return YES


def may_reverse_for(user, entry: LedgerEntry) -> Answer:
    """The leadership books back, nobody for themselves."""
    if user.pk == entry.user_id:
        return no(_("Somebody else books back for you."), code="own")
    return commands(user)


def lapsing(entries: Iterable[tuple[int, datetime]], before: datetime) -> int:
    """Points that lapse: earned before a moment and not used since, the oldest used first.

    Args:
        entries: (points, at) of what stands: pairs of a booking and its booking back are left out.
        before: what was earned earlier lapses.

    Returns:
        How many; never more than the balance.
    """
    rows = list(entries)
    old = sum(points for points, at in rows if points > 0 and at < before)
    used = -sum(points for points, _at in rows if points < 0)
    return max(0, min(old - used, sum(points for points, _at in rows)))


# Appeals


def may_appeal(user, of, days: int, at: datetime, appealed: bool) -> Answer:
    """The person concerned, once, within the days the station allows (7).

    Args:
        of: a ledger entry or a refused act.
        days: as of the settings.
        appealed: whether there is an appeal about it already.
    """
    if of.user_id != user.pk:
        return no(_("Only the person concerned appeals."), code="own_only")
    if isinstance(of, LedgerEntry) and of.kind not in {Booking.CREDIT, Booking.REVERSAL}:
        return no(_("Appeals are about what was earned, refused or booked back."), code="not_appealable")
    if isinstance(of, Deed) and of.state != DeedState.REFUSED:
        return no(_("Appeals are about what was earned, refused or booked back."), code="not_appealable")
    if appealed:
        return no(_("There has been an appeal about this; it is decided once."), code="appealed")
    if at >= moment_of(of) + timedelta(days=days):
        return no(format_lazy(_("Appeals are made within {days} days."), days=days), code="too_late")
    return YES


def moment_of(of) -> datetime:
    """When something was booked or refused."""
    return of.at if isinstance(of, LedgerEntry) else of.checked_at


def may_decide(user, appeal: Appeal) -> Answer:
    """The leadership, but neither the person nor who checked what it is about; once."""
    if appeal.state != AppealState.OPEN:
        return no(_("This appeal has been decided."), code="decided")
    if user.pk == appeal.user_id:
        return no(_("Nobody decides on the own appeal."), code="own")
    if user.pk == appeal.against_id:
        return no(_("Somebody else than the checker decides."), code="own_check")
    return commands(user)


def most_on_appeal(entry: LedgerEntry | None, rule: PointRule | None) -> int:
    """How many points a granted appeal gives at most: what was booked back, else what the act is worth."""
    if entry is not None and entry.kind == Booking.REVERSAL:
        return -entry.points
    return rule.points if rule else 0


# Unusual bookings


def may_review(user, pattern: Pattern) -> Answer:
    """Somebody of the leadership who is not concerned."""
    if pattern.state != Reviewed.OPEN:
        return no(_("Somebody has looked at this already."), code="reviewed")
    if user.pk in {pattern.user_id, pattern.other_id}:
        return no(_("Somebody who is not concerned looks at this."), code="own")
    return commands(user)


# Rewards


def may_exchange(earns: bool) -> Answer:
    """Whoever earns no more (who left, was struck off, let the renewal lapse) takes nothing off the shelf either."""
    if earns:
        return YES
    return no(_("You take part no longer: points are exchanged by those who do."), code="earns_no_more")


def may_redeem(
    settings: RecognitionSettings, reward: Reward, balance: int, taken: int, budget: RewardBudget | None, day: date
) -> Answer:
    """Whether a person may take a reward off the shelf now.

    Args:
        balance: points of the person.
        taken: how many of it the person has taken in the budget's period.
        budget: of the day.
    """
    if not settings.points:
        return no(_("This station keeps no points."), code="points_off")
    if not holds(reward, day):
        return no(_("This reward is not offered now."), code="not_offered")
    if balance < 0:
        return no(_("Your points are below zero, because something was booked back; nothing can be exchanged until "
                    "they are above it again."), code="below_zero")  # fmt: skip
    if balance < reward.points:
        return no(format_lazy(_("You have {have} points; this takes {points}."), have=balance, points=reward.points),
                  code="too_few")  # fmt: skip
    if reward.per_person and taken >= reward.per_person:
        return no(_("You have had as many of this as one person gets in this period."), code="enough")
    if reward.shelf < 1:
        return no(_("The last one has just gone. Your points have not been touched."), code="gone")
    return may_spend(budget, reward.yuan)


def may_spend(budget: RewardBudget | None, yuan) -> Answer:
    """Whether the budget of the day reaches."""
    if budget is None:
        return no(_("There is no budget for rewards at present."), code="no_budget")
    if budget.free < yuan:
        return no(_("The budget of this period is used up."), code="budget")
    return YES


def waits(reservation: Reservation, at: datetime) -> Answer:
    """Whether a reservation still waits at the desk."""
    if reservation.state == Taken.HANDED:
        return no(_("This has been handed out already."), code="handed")
    if reservation.state != Taken.RESERVED or at >= reservation.expires_at:
        return no(_("This reservation has ended; the points went back."), code="ended")
    return YES


def may_hand_out(user, reservation: Reservation, balance: int, at: datetime) -> Answer:
    """At the desk, to somebody else, while it waits and the person's points are not below zero."""
    if user.pk == reservation.user_id:
        return no(_("Somebody else hands out what you reserved."), code="own")
    if not (waiting := waits(reservation, at)):
        return waiting
    if balance < 0:
        return no(_("Points of this person were booked back and are below zero; end the reservation instead."),
                  code="below_zero")  # fmt: skip
    return at_desk(user)


def may_cancel(user, reservation: Reservation) -> Answer:
    """The person, or the desk."""
    return YES if user.pk == reservation.user_id else at_desk(user)


def counts_right(reward: Reward, counted: int) -> Answer:
    """A count takes in what is reserved; less than that cannot be left."""
    if counted < reward.held:
        return no(_("More is reserved than was counted; end reservations first."), code="held")
    if counted == reward.held + reward.shelf:
        return no(_("The count agrees with the book; nothing to write."), code="agrees")
    return YES


# Anonymous rewards


def may_sign(user, payout: Payout) -> Answer:
    """The second signature is another person's."""
    if payout.state != PayoutState.PREPARED:
        return no(_("This reward has been paid or withdrawn."), code="ended")
    if user.pk == payout.prepared_by_id:
        return no(_("Another colleague signs, too."), code="own")
    return at_desk(user)


def may_withdraw(user, payout: Payout) -> Answer:
    """Until it is paid, the desk may take a prepared reward back."""
    if payout.state != PayoutState.PREPARED:
        return no(_("This reward has been paid or withdrawn."), code="ended")
    return at_desk(user)
