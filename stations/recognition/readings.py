"""What pages and figures ask about commendations, points, rewards and the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from stations.kit.spans import in_days
from stations.organisation.models import Officer, User
from stations.organisation.rules import told_apart
from stations.recognition.models import Appeal, Commendation, Deed, LedgerEntry, Pattern, PointAccount, PointRule
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget, RewardEntry
from stations.recognition.registry import earners, people, units
from stations.recognition.rules import moment_of
from stations.recognition.words import AppealState, Booking, DeedState, PayoutState, Reviewed, Taken

PERSON = "person"
# What a list of the station names a person with: nobody can reckon from it what a protected giver was paid (SE-31).
NAMED = Q(protected=False, kind__in=(Booking.CREDIT, Booking.APPEAL, Booking.REVERSAL))


def recipients() -> list[tuple[str, list[tuple[str, str]]]]:
    """Who can be commended, as grouped choices: officers, people of upper apps, units; a query a group."""
    columns = ("pk", "name", "username")
    serving = User.objects.filter(officer__in=Officer.objects.serving()).order_by("pinyin", "id")
    officers = list(serving.values_list(*columns))
    known = {pk for pk, *_rest in officers}
    others = {row[0]: row for accounts in people() for row in accounts.values_list(*columns) if row[0] not in known}
    rest = sorted(others.values(), key=lambda row: (row[1], row[0]))
    groups = [
        (label, [(f"{PERSON}:{pk}", name) for pk, name in told_apart(rows)])
        for label, rows in ((_("Officers"), officers), (_("Other people"), rest)) if rows
    ]  # fmt: skip
    for kind in units():
        groups.append((str(kind.label), [(f"{kind.code}:{pk}", name) for pk, name in kind.rows()]))
    return groups


def commendations():
    """Commendations that stand, with what a list shows."""
    return Commendation.objects.filter(struck_reason="").select_related("user", "given_by")


# -- points ------------------------------------------------------------------------------------------------------


def earners_of_points():
    """Accounts that an act can be put forward for: people of upper apps and officers of the station."""
    wanted = Q(officer__in=Officer.objects.serving())
    for accounts in people():
        wanted |= Q(pk__in=accounts.values("pk"))
    return User.objects.filter(wanted, is_active=True).order_by("pinyin", "id")


def ledger():
    """Every booking, the newest first, with what a list shows.

    What protected givers were paid stands at the end of its month: a neighbour would give it a day (SE-31).
    """
    rows = LedgerEntry.objects.select_related("user", "checker", "reversed_by")
    shown_at = Case(When(protected=True, then=TruncMonth("at")), default=F("at"))
    return rows.order_by(shown_at.desc(), "-id")


def is_named(entry: LedgerEntry) -> bool:
    """Whether lists of the station name the person; the same as :data:`NAMED`."""
    return not entry.protected and entry.kind in {Booking.CREDIT, Booking.APPEAL, Booking.REVERSAL}


def acts() -> dict[str, str]:
    """Code of an act → what it is called."""
    return {
        **{code: str(label) for earner in earners() for code, label in earner.acts},
        **dict(PointRule.objects.values_list("act", "label")),
        "reward": _("Reward"), "expiry": _("Lapsed points"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the own account: what it was, and what can still be said about it."""

    at: datetime
    act: str
    kind: str
    points: int
    reason: str
    entry: LedgerEntry | None
    deed: Deed | None
    appeal: Appeal | None
    may_appeal: bool


def own_lines(user: User, days: int, now: datetime) -> Sequence[Line]:
    """A person's bookings and refusals, the newest first; five queries at most."""
    names = acts()
    entries = LedgerEntry.objects.filter(user=user).select_related("appeal", "reservation__reward", "reversed_by")
    deeds = Deed.objects.filter(user=user, state=DeedState.REFUSED).select_related("appeal")
    lines = [_entry_line(row, names, days, now) for row in entries]
    lines += [_deed_line(row, names, days, now) for row in deeds]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _entry_line(row: LedgerEntry, names: dict[str, str], days: int, now: datetime) -> Line:
    told = getattr(row, "reservation", None)
    name = told.reward.name if told else names.get(row.act, row.act)
    appeal = getattr(row, "appeal", None)
    open_ = appeal is None and row.kind in {Booking.CREDIT, Booking.REVERSAL} and (now - moment_of(row)).days < days
    return Line(row.at, name, row.get_kind_display(), row.points, row.reason, row, None, appeal, open_)


def _deed_line(row: Deed, names: dict[str, str], days: int, now: datetime) -> Line:
    appeal = getattr(row, "appeal", None)
    open_ = appeal is None and (now - moment_of(row)).days < days
    kind, reason = row.get_refusal_display(), row.reason or row.words
    return Line(row.checked_at, names.get(row.act, row.act), kind, 0, reason, None, row, appeal, open_)


# -- rewards -----------------------------------------------------------------------------------------------------


def offered(day: date):
    """Rewards of a day, the cheapest first."""
    return Reward.objects.filter(Q(end=None) | Q(end__gt=day), start__lte=day)


def waiting_for(user: User):
    """A person's reservations, the newest first."""
    return Reservation.objects.filter(user=user).select_related("reward")


# -- the book ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Balance:
    """The book in one line, each side reckoned from the entries; ``holds``: it agrees with what is kept beside it.

    Points: issued = held by people + exchanged + lapsed. Items: brought in = shelf + reserved + handed out.
    Yuan: granted = free + reserved + spent.
    """

    issued: int
    people: int
    exchanged: int
    lapsed: int
    items_in: int
    shelf: int
    held: int
    given: int
    granted: Decimal
    free: Decimal
    reserved: Decimal
    spent: Decimal
    holds: bool


def balance_line() -> Balance:
    """The balance of the station in scope; five queries."""
    kinds = dict(LedgerEntry.objects.order_by().values_list("kind").annotate(sum=Sum("points")))
    issued = sum(kinds.get(kind, 0) for kind in (Booking.CREDIT, Booking.APPEAL, Booking.REVERSAL))
    exchanged = -(kinds.get(Booking.REDEEM, 0) + kinds.get(Booking.RETURN, 0))
    lapsed = -kinds.get(Booking.EXPIRY, 0)
    moved = _sums(RewardEntry.objects, "items_in", "shelf", "held", "given", "yuan_in", "free", "reserved", "spent")
    waiting = _sums(RewardEntry.objects.filter(reservation__isnull=False), "points")["points"]
    kept = _sums(Reward.objects, "shelf", "held", "given")
    purse = _sums(RewardBudget.objects, "granted", "free", "reserved", "spent")
    people_have = _sums(PointAccount.objects, "balance")["balance"]
    holds = (
        issued - exchanged - lapsed == people_have and waiting == exchanged
        and all(moved[name] == kept[name] for name in kept)
        and moved["yuan_in"] == purse["granted"]
        and all(moved[one] == purse[one] for one in ("free", "reserved", "spent"))
        and moved["items_in"] == moved["shelf"] + moved["held"] + moved["given"]
        and moved["yuan_in"] == moved["free"] + moved["reserved"] + moved["spent"]
    )  # fmt: skip
    return Balance(
        issued, people_have, exchanged, lapsed, moved["items_in"], moved["shelf"], moved["held"], moved["given"],
        moved["yuan_in"], moved["free"], moved["reserved"], moved["spent"], holds,
    )  # fmt: skip


def _sums(rows, *columns: str) -> dict[str, Any]:
    found = rows.aggregate(**{f"sum_{column}": Sum(column) for column in columns})
    return {column: found[f"sum_{column}"] or 0 for column in columns}


# -- the month, without names ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """What is pinned up of a month: counts and sums, nobody's name."""

    first: date
    earned: list[tuple[str, int, int]]
    back: int
    exchanged: list[tuple[str, int, Decimal]]
    payouts: int
    paid: Decimal
    budget: RewardBudget | None
    thanked: int


def statement(first: date, end: date) -> Statement:
    """The month from ``first`` up to, not including, ``end``, on the station's clock; six queries."""
    span = in_days("at", first, end)
    names, booked = acts() | {"": _("Protected givers")}, LedgerEntry.objects.filter(**span).order_by()
    # What protected givers told stands together: on a wall, an act of which there was one says that somebody told it.
    shown = Case(When(protected=True, then=Value("")), default=F("act"))
    earned = booked.filter(kind__in=(Booking.CREDIT, Booking.APPEAL)).values(shown=shown).annotate(
        n=Count("pk"), sum=Sum("points")
    )  # fmt: skip
    handed = RewardEntry.objects.filter(kind="hand_out", **span).order_by().values(name=F("reward__name")).annotate(
        n=Sum("given"), yuan=Sum("spent")
    )  # fmt: skip
    paid = RewardEntry.objects.filter(kind="pay", **span).aggregate(n=Count("pk"), yuan=Sum("spent"))
    return Statement(
        first=first,
        earned=sorted((names.get(row["shown"], row["shown"]), row["n"], row["sum"]) for row in earned),
        back=-(booked.filter(kind=Booking.REVERSAL).aggregate(sum=Sum("points"))["sum"] or 0),
        exchanged=sorted((row["name"], row["n"], row["yuan"]) for row in handed),
        payouts=paid["n"], paid=paid["yuan"] or Decimal(0),
        budget=RewardBudget.objects.filter(start__lt=end, end__gt=first).first(),
        thanked=commendations().filter(given_on__gte=first, given_on__lt=end).count(),
    )  # fmt: skip


# -- what waits for somebody -------------------------------------------------------------------------------------


def deeds_to_check(user: User):
    """Acts that somebody of the leadership may check."""
    return Deed.objects.filter(state=DeedState.PROPOSED).exclude(user=user).exclude(proposed_by=user)


def appeals_to_decide(user: User):
    """Appeals that somebody of the leadership may decide."""
    return Appeal.objects.filter(state=AppealState.OPEN).exclude(user=user).exclude(against=user)


def patterns_to_review(user: User):
    """Unusual bookings that somebody of the leadership may look at."""
    return Pattern.objects.filter(state=Reviewed.OPEN).exclude(user=user).exclude(other=user)


def payouts_to_sign(user: User):
    """Anonymous rewards that somebody at the desk may sign."""
    return Payout.objects.filter(state=PayoutState.PREPARED).exclude(prepared_by=user)


def still_waiting():
    """Reservations that wait at the desk."""
    return Reservation.objects.filter(state=Taken.RESERVED)
