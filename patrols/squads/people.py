"""Who is in the squads on a day: annotated rows of lists, the members of one squad, the three levels of command."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from patrols.squads.models import (
    CommandPost,
    Company,
    Guard,
    GuardDutyList,
    GuardDutyListConfirmation,
    Liaison,
    PatrolGroup,
    Squad,
    SquadLead,
    SquadMembership,
)
from stations.access.models import DeviceToken
from stations.kit import masks
from stations.kit.spans import in_force


def current_lists(day: date) -> dict[int | None, GuardDutyList]:
    """The duty list in force by group; None is the one of all groups. One query."""
    found: dict[int | None, GuardDutyList] = {}
    rows = GuardDutyList.objects.filter(in_force_from__lte=day).select_related("group")
    for row in rows.order_by("-version"):
        found.setdefault(row.group_id, row)
    return found


def _list_of(group: str, day: date) -> Case | Value:
    """The id of the duty list that holds for the group in a column."""
    lists = current_lists(day)
    general = lists.pop(None, None)
    default = Value(general.pk if general else None, BigIntegerField())
    whens = [When(Q(**{group: pk}), then=Value(row.pk)) for pk, row in lists.items()]
    return Case(*whens, default=default, output_field=BigIntegerField()) if whens else default


def _first(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.order_by("start").values(column)[:1], output_field=CharField())


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def squads_on(day: date, rows: QuerySet | None = None) -> QuerySet:
    """Squads with ``leader``, ``liaison`` (names or None), ``guards_now`` and ``confirmed`` of a day.

    Args:
        day: the day asked about.
        rows: squads to start from; all of the station by default.
    """
    rows = Squad.objects.all() if rows is None else rows
    leads = SquadLead.objects.filter(in_force(day), squad=OuterRef("pk"), role=SquadLead.Role.LEADER)
    liaisons = Liaison.objects.filter(in_force(day), squad=OuterRef("pk"))
    members = SquadMembership.objects.filter(in_force(day), squad=OuterRef("pk"))
    confirmed = GuardDutyListConfirmation.objects.filter(
        in_force(day, "guard__memberships__"),
        guard__memberships__squad=OuterRef("pk"),
        duty_list_id=OuterRef("current_list"),
    ).annotate(squad_of=F("guard__memberships__squad"))
    return rows.select_related("company", "group").annotate(
        leader=_first(leads, "guard__user__name"),
        liaison=_first(liaisons, "officer__user__name"),
        guards_now=_count(members, "squad"),
        current_list=_list_of("group", day),
        confirmed=_count(confirmed, "squad_of"),
    )


def guards_on(day: date, rows: QuerySet | None = None) -> QuerySet:
    """Guards with ``squad_id``, ``squad_name``, ``lead_role``, ``current_list``, ``confirmed`` and ``paired``."""
    rows = Guard.objects.all() if rows is None else rows
    here = SquadMembership.objects.filter(in_force(day), guard=OuterRef("pk"))
    leads = SquadLead.objects.filter(in_force(day), guard=OuterRef("pk")).order_by("-role")
    confirmed = GuardDutyListConfirmation.objects.filter(guard=OuterRef("pk"), duty_list_id=OuterRef("current_list"))
    phones = DeviceToken.objects.filter(user=OuterRef("user_id"), revoked_at=None, expires_at__gt=timezone.now())
    rows = rows.with_squad(day).select_related("user", "company")
    rows = rows.annotate(
        group_id=Subquery(here.values("squad__group_id")[:1]),
        lead_role=Subquery(leads.values("role")[:1]),
    )
    rows = rows.annotate(current_list=_list_of("group_id", day))
    return rows.annotate(confirmed=Exists(confirmed), paired=Exists(phones))


def members_of(squad: Squad, day: date) -> list[Guard]:
    """The guards of a squad on a day: leader, deputy, then by number; two queries."""
    order = {SquadLead.Role.LEADER: 0, SquadLead.Role.DEPUTY: 1}
    rows = guards_on(day).filter(in_force(day, "memberships__"), memberships__squad=squad)
    return sorted(rows, key=lambda row: (order.get(row.lead_role, 2), row.guard_no, row.pk))


def companies_on(day: date) -> QuerySet:
    """Companies with ``squads_now`` and ``guards_now``."""
    squads = Squad.objects.active().filter(company=OuterRef("pk"))
    guards = Guard.objects.serving().filter(company=OuterRef("pk"))
    return Company.objects.annotate(squads_now=_count(squads, "company"), guards_now=_count(guards, "company"))


@dataclass(slots=True)
class GroupOfSquads:
    """A functional group with its squads, as the tree of command draws it."""

    group: PatrolGroup
    squads: list[Squad] = field(default_factory=list)

    @property
    def guards(self) -> int:
        """Guards of all its squads."""
        return sum(squad.guards_now for squad in self.squads)


@dataclass(slots=True)
class Command:
    """The three levels of command on a day (领导小组 → 办公室 → 小队)."""

    leading_group: list[CommandPost]
    office: list[CommandPost]
    groups: list[GroupOfSquads]

    @property
    def squads(self) -> int:
        """Number of squads."""
        return sum(len(group.squads) for group in self.groups)

    @property
    def guards(self) -> int:
        """Number of guards in squads."""
        return sum(group.guards for group in self.groups)


def command(day: date) -> Command:
    """Who commands on a day; four queries."""
    posts = CommandPost.objects.filter(in_force(day)).select_related("user__officer").order_by("-heads", "id")
    levels: dict[str, list[CommandPost]] = {level: [] for level in CommandPost.Level.values}
    for post in posts:
        post.masked_phone = masks.phone(post.user.phone)
        levels[post.level].append(post)
    groups = {group.pk: GroupOfSquads(group) for group in PatrolGroup.objects.all()}
    for squad in squads_on(day, Squad.objects.active()):
        groups[squad.group_id].squads.append(squad)
    return Command(
        leading_group=levels[CommandPost.Level.LEADING_GROUP],
        office=levels[CommandPost.Level.OFFICE],
        groups=[group for group in groups.values() if group.squads],
    )
