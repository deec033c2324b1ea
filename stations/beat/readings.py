"""Whose work a person does today, and the one list of it. In a station's scope."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from stations.agenda.registry import Due, due_for, due_with, kinds
from stations.beat import rules
from stations.beat.rules import Cover, Worker
from stations.kit.compiled import Compiled
from stations.kit.spans import in_force
from stations.kit.ties import fill_areas
from stations.organisation.models import Officer, User
from stations.organisation.rules import is_police, officer_of, post_of
from stations.places.models import CommunityPost, Grid, IndustryOfficer
from stations.roster.models import Absence, Duty, RotationPlan
from stations.roster.models import Cover as Substitute
from stations.roster.planner import duty_day, plan_on

DAY = timedelta(days=1)


@dataclass(slots=True)
class BeatDay:
    """A duty day of the station: who works, who answers for an area, and who is whose partner.

    Attributes:
        date: the duty day; at 03:00 still yesterday's.
        workers: officer id → the officer on that day.
        partners: officer with area work → those who take it first.
        grids, communities: officer → the grids held, the communities of a post.
        substitutes: absent officer → the one named by the roster.
    """

    date: date
    workers: dict[int, Worker] = field(default_factory=dict)
    partners: dict[int, list[int]] = field(default_factory=dict)
    grids: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    communities: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    substitutes: dict[int, int] = field(default_factory=dict)

    def cover_of(self, officer_id: int) -> Cover:
        """Who does the area work of an officer that day."""
        owner = self.workers.get(officer_id) or Worker(officer_id, away=True)
        pair = [self.workers[pk] for pk in self.partners.get(officer_id, ()) if pk in self.workers]
        team = [one for one in self.workers.values() if owner.team_id and one.team_id == owner.team_id]
        named = self.substitutes.get(officer_id)
        return rules.cover(owner, pair, self.workers.get(named) if named else None, team)

    def passed_to(self, officer_id: int) -> list[int]:
        """Whose area work the officer does that day beside the own, by number."""
        return sorted(
            owner for owner in self.partners if owner != officer_id and officer_id in self.cover_of(owner).by
        )

    def name(self, officer_id: int) -> str:
        """The name of an officer."""
        worker = self.workers.get(officer_id)
        return worker.name if worker else ""


def _running(at: datetime) -> date:
    """The duty day of a moment; as ``roster.actions.running_day``, without a room of verbs below the rules."""
    today = timezone.localtime(at).date()
    plan = plan_on(list(RotationPlan.objects.order_by("effective_from")), today)
    return duty_day(at, plan.handover) if plan else today


def day_of(at: datetime) -> BeatDay:
    """The duty day that runs at a moment; two queries."""
    day = _running(at)
    made, facts = BeatDay(day), defaultdict(list)
    for what, *told in FACTS.ask(day=day):
        facts[what].append(told)
    roles = {officer: (role, absence) for officer, absence, role, *_rest in facts["duty"]}
    gone = {officer for officer, *_rest in facts["away"]}
    for pk, team, name, kind, standing in facts["officer"]:
        role, absence = roles.get(pk, ("", None))
        away = bool(absence) or pk in gone or standing != Officer.Standing.ON_POST
        made.workers[pk] = Worker(pk, name, team, role, away, kind == Officer.Kind.POLICE)
    made.partners = _partners(facts)
    for officer, _community, _code, grid, _rest in facts["grid"]:
        made.grids[officer].add(int(grid))
    for community, officer, *_rest in facts["post"]:
        made.communities[officer].add(community)
    made.substitutes = {absent: officer for absent, officer, *_rest in facts["substitute"]}
    return made


def _facts(day: date) -> QuerySet:
    """All that the duty day is made of, as rows of two numbers and three words."""
    covers = Substitute.objects.filter(date=day, absence__state=Absence.State.ENTERED)
    parts = (
        ("duty", Duty.objects.on(day), "officer_id", "absence_id", "role"),
        ("away", Absence.objects.standing().touching(day, day), "officer_id"),
        ("officer", Officer.objects.with_team(day), "pk", "team_id", "user__name", "kind", "standing"),
        ("post", CommunityPost.objects.filter(in_force(day)), "community_id", "officer_id", "role"),
        ("grid", Grid.objects.all(), "officer_id", "community_id", "code", "pk"),
        ("trade", IndustryOfficer.objects.filter(in_force(day)), "officer_id"),
        ("substitute", covers, "absence__officer_id", "officer_id"),
    )
    first, *others = (_columns(*part) for part in parts)
    return first.union(*others, all=True)


def _columns(what: str, rows: QuerySet, *names: str) -> QuerySet:
    numbers = [Cast(F(name), BigIntegerField()) for name in names[:2]]
    words = [Cast(F(name), CharField()) for name in names[2:]]
    numbers += [Cast(Value(None), BigIntegerField())] * (2 - len(numbers))
    return rows.order_by().values_list(
        Value(what, CharField()), *numbers, *words, *[Value("", CharField())] * (3 - len(words))
    )


FACTS = Compiled(_facts, day=date)


def _partners(facts: dict[str, list]) -> dict[int, list[int]]:
    """Officer with area work → who takes it first (the pair; for a grid the A角, the B角)."""
    pairs: dict[int, dict[str, int]] = {}
    for community, officer, role, *_rest in facts["post"]:
        pairs.setdefault(community, {})[role] = officer
    found: dict[int, list[int]] = {}
    for pair in pairs.values():
        for officer in pair.values():
            found[officer] = [other for other in pair.values() if other != officer]
    held = set(found)
    for officer, community, *_rest in sorted(facts["grid"], key=lambda grid: grid[2]):
        if officer is not None and officer not in held:
            known = found.setdefault(officer, [])
            pair = pairs.get(community, {})
            known += [pair[role] for role in CommunityPost.Role.values if role in pair and pair[role] not in known]
    for officer, *_rest in facts["trade"]:
        found.setdefault(officer, [])
    return found


# -- one person --------------------------------------------------------------------------------------------------


def day_for(user, at: datetime | None = None) -> BeatDay | None:
    """The running duty day for a police officer on post, read once a request; None for everybody else."""
    if officer_of(user) is None or not post_of(user) or not is_police(user):
        return None
    known = getattr(user, "_beat_day", None)
    if known is None or at is not None:
        known = user._beat_day = day_of(at or timezone.now())
    return known


def stands_in_for(user, at: datetime | None = None) -> frozenset[int]:
    """Officers whose area work a person does today; empty for most. Two queries, once a request.

    Rooms whose rules name the officer in charge of area work let a stand-in do the same:
    ``row.officer_id in stands_in_for(user)``.
    """
    own, here = officer_of(user), day_for(user, at)
    return frozenset(here.passed_to(own.pk)) if own and here else frozenset()


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom somebody stands in: ``off`` says rest or away, never why somebody is away (SE-17)."""

    officer_id: int
    name: str
    off: str


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list.

    Attributes:
        due: what, when and where.
        day: today.
        owner: whose it is, where somebody stands in; None for the own.
        doers: names of those who do it while its owner, the reader, is off.
        here: whether it lies in the reader's own grid (a task without a point does unless it is another's).
    """

    due: Due
    day: date
    owner: Owner | None = None
    doers: tuple[str, ...] = ()
    here: bool = True

    @property
    def urgency(self) -> str:
        """The heading it stands under."""
        return rules.urgency(self.due, self.day)

    @property
    def late(self) -> int:
        """Days overdue."""
        return rules.days_late(self.due, self.day)

    @property
    def tone(self) -> str:
        """How loudly it is drawn."""
        if self.doers:
            return "muted"
        return {rules.OVERDUE: "danger", rules.TODAY: "warn"}.get(self.urgency, self.due.tone)

    @property
    def kind(self) -> str:
        """The sort of task; ``other`` for what names none."""
        return self.due.kind if self.due.kind in kinds() else "other"

    @property
    def about(self) -> Any:
        """Name and icon of its sort."""
        return kinds().get(self.kind)


def tasks_of(user, at: datetime | None = None) -> list[Task]:
    """All that a person has to do today, the own and what passes to them, the most pressing first.

    Args:
        user: the person, as the request filled it.
        at: now by default.

    The number of queries depends on the sources, never on the tasks nor on how many people one stands in for.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    own, here = officer_of(user), day_for(user, at)
    if own is None or here is None:
        return [Task(due, today) for due in sorted(due_for(user, today), key=lambda due: rules.rank(due, today))]
    people = _people(here, here.passed_to(own.pk))
    dues, *passed = due_with(user, people, today)
    mine = here.cover_of(own.pk) if own.pk in here.partners else Cover((own.pk,), rules.OWN)
    found = [Task(due, today, doers=_names(here, rules.doers(due, own.pk, mine), own.pk)) for due in dues]
    seen = {(due.url, str(due.title)) for due in dues}
    for person, theirs in zip(people, passed, strict=True):
        owner = Owner(person.officer.pk, person.name, here.workers[person.officer.pk].off)
        # What is on the own list already, or on that of another, is not listed twice.
        found += [Task(due, today, owner) for due in theirs if (due.url, str(due.title)) not in seen]
        seen |= {(due.url, str(due.title)) for due in theirs}
    return sorted(found, key=lambda task: rules.rank(task.due, today))


def _names(here: BeatDay, officers: Iterable[int], own: int) -> tuple[str, ...]:
    return tuple(here.name(pk) for pk in officers if pk != own)


def _people(here: BeatDay, officers: Iterable[int]) -> list[User]:
    """Accounts as the sources ask them: on post, with their areas, without what belongs to the person alone.

    Two queries, none for nobody.
    """
    ids = list(officers)
    if not ids:
        return []
    found = list(User.objects.filter(officer__in=ids).select_related("officer", "home_station").order_by("pk"))
    for person in found:
        # Only here, never saved: whoever is seconded or on long leave still has tasks that somebody must do.
        person.officer.standing = Officer.Standing.ON_POST
        person.rights = person.leads = frozenset()
        person._beat_day = here
    fill_areas(found)
    return found
