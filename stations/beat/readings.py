"""Whose work a person does today, and the one list of it. In a station's scope."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from stations.agenda.registry import Due, due_for, kinds, passing_from
from stations.beat import rules
from stations.beat.rules import Cover, Worker
from stations.kit.spans import in_force
from stations.kit.ties import ties_of
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
        substitutes: absent officer → the one named by the roster.
    """

    date: date
    workers: dict[int, Worker] = field(default_factory=dict)
    partners: dict[int, list[int]] = field(default_factory=dict)
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
    """The duty day that runs at a moment; eight queries."""
    day = _running(at)
    made = BeatDay(day)
    roles = {
        officer: (role, absence)
        for officer, role, absence in Duty.objects.on(day).order_by().values_list("officer_id", "role", "absence_id")
    }
    gone = set(
        Absence.objects.standing().touching(day, day).order_by().values_list("officer_id", flat=True)
    )  # fmt: skip
    people = Officer.objects.with_team(day).order_by().values_list("pk", "user__name", "team_id", "kind", "standing")
    for pk, name, team, kind, standing in people:
        role, absence = roles.get(pk, ("", None))
        away = bool(absence) or pk in gone or standing != Officer.Standing.ON_POST
        made.workers[pk] = Worker(pk, name, team, role, away, kind == Officer.Kind.POLICE)
    made.partners = _partners(day)
    covers = Substitute.objects.filter(date=day, absence__state=Absence.State.ENTERED).order_by()
    made.substitutes = dict(covers.values_list("absence__officer_id", "officer_id"))
    return made


def _partners(day: date) -> dict[int, list[int]]:
    """Officer with area work → who takes it first (the pair; for a grid the A角, the B角); three queries."""
    pairs: dict[int, dict[str, int]] = {}
    posts = CommunityPost.objects.filter(in_force(day)).order_by()
    for community, officer, role in posts.values_list("community_id", "officer_id", "role"):
        pairs.setdefault(community, {})[role] = officer
    found: dict[int, list[int]] = {}
    for pair in pairs.values():
        for officer in pair.values():
            found[officer] = [other for other in pair.values() if other != officer]
    held = set(found)
    for officer, community in Grid.objects.order_by("code", "pk").values_list("officer_id", "community_id"):
        if officer not in held:
            known = found.setdefault(officer, [])
            pair = pairs.get(community, {})
            known += [pair[role] for role in CommunityPost.Role.values if role in pair and pair[role] not in known]
    trades = IndustryOfficer.objects.filter(in_force(day)).order_by()
    for officer in trades.values_list("officer_id", flat=True):
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
    """Officers whose area work a person does today; empty for most. Eight queries, once a request.

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

    The number of queries depends on the sources and on how many people one stands in for, never on the tasks.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    own, here = officer_of(user), day_for(user, at)
    dues = due_for(user, today)
    found = [Task(due, today) for due in dues]
    if own and here:
        mine = here.cover_of(own.pk) if own.pk in here.partners else Cover((own.pk,), rules.OWN)
        found = [Task(due, today, doers=_names(here, rules.doers(due, own.pk, mine), own.pk)) for due in dues]
        found += _passed(own, here, today, seen={(due.url, str(due.title)) for due in dues})
    return sorted(found, key=lambda task: rules.rank(task.due, today))


def _names(here: BeatDay, officers: Iterable[int], own: int) -> tuple[str, ...]:
    return tuple(here.name(pk) for pk in officers if pk != own)


def _passed(own: Officer, here: BeatDay, today: date, seen: set) -> list[Task]:
    """Tasks of those for whom the officer stands in; what is on the own list already is not listed twice."""
    owners = here.passed_to(own.pk)
    found = []
    for person in _people(owners):
        officer_id = person.officer.pk
        owner = Owner(officer_id, person.name, here.workers[officer_id].off)
        for due in passing_from(person, today):
            key = (due.url, str(due.title))
            if key not in seen:
                seen.add(key)
                found.append(Task(due, today, owner))
    return found


def _people(officers: Iterable[int]) -> list[User]:
    """Accounts as the sources ask them: on post, without rights that belong to the person alone."""
    ids = list(officers)
    if not ids:
        return []
    found = list(User.objects.filter(officer__in=ids).select_related("officer", "home_station").order_by("pk"))
    for person in found:
        # Only here, never saved: whoever is seconded or on long leave still has tasks that somebody must do.
        person.officer.standing = Officer.Standing.ON_POST
        person.rights = person.leads = frozenset()
        ties_of(person)
    return found
