"""Whom the classes reach (触达率): of each part of an audience, who came in the last months; never who did not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stations.training import rules
from stations.training.models import Attendance, Certificate
from stations.training.registry import Audience


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an audience.

    Attributes:
        name: a trade, a group; empty for the whole.
        people: how many belong to it today.
        came: how many of them came to a class at least once.
        holding: how many hold a valid certificate.
    """

    name: str
    people: int
    came: int
    holding: int

    @property
    def percent(self) -> int:
        """The share reached, in whole percent."""
        return round(100 * self.came / self.people) if self.people else 0


def shares(rows: Iterable[tuple[str, int]], came: set[int], holding: set[int]) -> list[Part]:
    """The parts in the order given, from (part, account) of everybody."""
    parts: dict[str, list[int]] = {}
    for name, person in rows:
        parts.setdefault(name, []).append(person)
    return [
        Part(name, len(people), sum(one in came for one in people), sum(one in holding for one in people))
        for name, people in parts.items()
    ]


def of(entry: Audience, split: str, day: date, months: int) -> tuple[Part, list[Part]]:
    """The whole audience and its parts on a day; three queries.

    Args:
        split: code of one of the audience's ways to divide it; an unknown one is the first.
        months: how far back a class counts.
    """
    since = rules.months_after(day, -months)
    there = Attendance.objects.filter(
        attended_at__date__gt=since, attended_at__date__lte=day, sitting__course__audience=entry.code
    )
    came = set(there.order_by().values_list("user_id", flat=True))
    valid = Certificate.objects.valid(day).filter(course__audience=entry.code)
    holding = set(valid.order_by().values_list("user_id", flat=True))
    if not entry.splits:
        people = list(entry.people([], day).values_list("pk", flat=True))
        return shares([("", one) for one in people], came, holding)[0] if people else Part("", 0, 0, 0), []
    chosen = next((one for one in entry.splits if one.code == split), entry.splits[0])
    rows = list(chosen.rows(day))
    whole = shares([("", one) for one in dict.fromkeys(person for _name, person in rows)], came, holding)
    return whole[0] if whole else Part("", 0, 0, 0), shares(rows, came, holding)
