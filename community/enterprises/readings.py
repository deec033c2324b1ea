"""What others ask of enterprises: who answers for them on a day, what is due, what each person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from community.enterprises.models import (
    Building,
    Cluster,
    Enterprise,
    EnterpriseKind,
    EnterpriseSettings,
    FirstVisit,
    LiaisonAssignment,
)
from community.enterprises.models_visits import (
    CheckList,
    CheckListVersion,
    EnterpriseVisit,
    SafetyFinding,
    Tip,
)
from community.enterprises.standing import standing
from community.enterprises.words import OVER, FirstState, State, VisitKind
from stations.agenda.standing_in import stands_in_for
from stations.kit.spans import in_force, midnight
from stations.organisation.models import Officer
from stations.places.models import CommunityPost, IndustryOfficer


def settings_of(station) -> EnterpriseSettings:
    """The station's settings, with the defaults where it has set none."""
    known = EnterpriseSettings.objects.filter(station=station).select_related("category").first()
    return known or EnterpriseSettings(station=station)


# Who answers for an enterprise


def liaison_expression(day: date, column: str, at: str = "") -> Coalesce:
    """A column of the liaison officer of a day, the nearest assignment first: enterprise, building, cluster.

    Args:
        day: the day asked about.
        column: of the assignment, e.g. ``"officer_id"``.
        at: lookup prefix from the row to its enterprise, e.g. ``"enterprise__"``; empty for enterprises.
    """
    held = LiaisonAssignment.objects.filter(in_force(day))
    its_id = f"{at.removesuffix('__')}_id" if at else "pk"
    cluster = Coalesce(OuterRef(f"{at}cluster_id"), OuterRef(f"{at}building__cluster_id"))
    return Coalesce(
        Subquery(held.filter(enterprise=OuterRef(its_id)).values(column)[:1]),
        Subquery(held.filter(building=OuterRef(f"{at}building_id")).values(column)[:1]),
        Subquery(held.filter(cluster=cluster).values(column)[:1]),
    )


def keeper_expression(day: date, column: str = "officer_id", at: str = "") -> Coalesce:
    """Who looks after an enterprise: the liaison officer, else the A角 of its community."""
    posts = CommunityPost.objects.filter(
        in_force(day), role=CommunityPost.Role.A, community=OuterRef(f"{at}community_id")
    )
    return Coalesce(liaison_expression(day, column, at), Subquery(posts.values(column)[:1]))


def inspector_expression(day: date, column: str = "officer_id", at: str = "") -> Coalesce:
    """Who inspects it: the trade officer of a regulated trade, else who looks after it."""
    seats = IndustryOfficer.objects.filter(in_force(day), industry=OuterRef(f"{at}kind__industry"))
    return Coalesce(Subquery(seats.values(column)[:1]), keeper_expression(day, column, at))


def liaison_of(enterprise: Enterprise, day: date) -> Officer | None:
    """The enterprise liaison officer (企业警长) of a day; the nearest assignment holds. One query."""
    return liaisons_of([enterprise], day).get(enterprise.pk)


def liaisons_of(enterprises: Iterable[Enterprise], day: date) -> dict[int, Officer]:
    """Liaison officers of several enterprises on a day, by the enterprise's id; two queries."""
    return _officers(enterprises, liaison_expression(day, "officer_id"))


def keeper_of(enterprise: Enterprise, day: date) -> Officer | None:
    """The liaison officer of a day, else the A角 of the community."""
    return _officers([enterprise], keeper_expression(day)).get(enterprise.pk)


def inspector_of(enterprise: Enterprise, day: date) -> Officer | None:
    """Whose inspections and findings these are: the trade officer, else the liaison officer, else the A角."""
    return _officers([enterprise], inspector_expression(day)).get(enterprise.pk)


def _officers(enterprises: Iterable[Enterprise], expression) -> dict[int, Officer]:
    rows = Enterprise.objects.filter(pk__in=[row.pk for row in enterprises]).order_by()
    found = dict(rows.annotate(who=expression).exclude(who=None).values_list("pk", "who"))
    officers = Officer.objects.select_related("user").in_bulk(set(found.values()))
    return {pk: officers[who] for pk, who in found.items()}


# Lists


def due_expression() -> ExpressionWrapper:
    """The day on which the next visit of an enterprise is due by the interval of its kind; None without interval."""
    since = Coalesce(TruncDate("visited_at"), F("moved_in_on"))
    return ExpressionWrapper(since + F("kind__interval_days"), output_field=DateField())


def listed(day: date, rows: QuerySet[Enterprise] | None = None) -> QuerySet[Enterprise]:
    """Enterprises with all that lists show: related rows, ``liaison_id``, ``liaison_name``, ``next_on``."""
    rows = Enterprise.objects.all() if rows is None else rows
    return rows.select_related("kind", "building", "community", "grid", "cluster", "first_visit").annotate(
        liaison_id=liaison_expression(day, "officer_id"),
        liaison_name=liaison_expression(day, "officer__user__name"),
        next_on=due_expression(),
    )


def inspections_due(day: date, rows: QuerySet[Enterprise] | None = None) -> QuerySet[Enterprise]:
    """Enterprises in business whose regular visit is due on or before a day, with ``next_on`` and ``who``."""
    rows = Enterprise.objects.all() if rows is None else rows
    found = rows.filter(state=State.OPEN, kind__interval_days__isnull=False).annotate(next_on=due_expression())
    return found.filter(next_on__lte=day).exclude(first_visit__state=FirstState.OPEN)


def inspections_since(day: date | None) -> QuerySet[EnterpriseVisit]:
    """Inspections of the enterprise of the outer row from a day on, struck ones aside; of any day without one."""
    rows = EnterpriseVisit.objects.valid().filter(enterprise=OuterRef("pk"), kind=VisitKind.CHECK)
    return rows.filter(at__gte=midnight(day)) if day else rows


@dataclass(frozen=True, slots=True)
class Campaign:
    """How far an inspection campaign is: a choice of enterprises, inspected from a day on or not yet."""

    since: date
    total: int
    done: int
    findings: int
    left_open: int

    @property
    def left(self) -> int:
        """Not inspected yet."""
        return self.total - self.done


def campaign(user, chosen: QuerySet[Enterprise], since: date) -> Campaign:
    """Progress over the enterprises of a filter (with ``checked``), and what the person may see of what was found."""
    counted = chosen.order_by().aggregate(total=Count("pk"), done=Count("pk", filter=Q(checked=True)))
    found = findings_seen_by(user).filter(
        enterprise__in=chosen.order_by().values("pk"), visit__kind=VisitKind.CHECK, found_at__gte=midnight(since)
    )
    counted |= found.order_by().aggregate(findings=Count("pk"), left_open=Count("pk", filter=~Q(state__in=OVER)))
    return Campaign(since, **counted)


def unvisited(days: int, day: date, rows: QuerySet[Enterprise] | None = None) -> QuerySet[Enterprise]:
    """Present enterprises that nobody has visited for so many days."""
    rows = Enterprise.objects.all() if rows is None else rows
    since = day - timezone.timedelta(days=days)
    never = Q(visited_at=None, moved_in_on__lt=since)
    return rows.exclude(state=State.MOVED_OUT).filter(never | Q(visited_at__date__lt=since))


def doing_for(user) -> frozenset[int]:
    """Officers whose work around enterprises a person does today: the own, and of whom one stands in for."""
    own = standing(user).officer
    return stands_in_for(user) | ({own.pk} if own else frozenset())


def work_of(officers: Iterable[int], day: date, rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Those the officers look after on a day (liaison officer, else A角) or inspect as trade officers."""
    rows = rows.annotate(keeper=keeper_expression(day), inspector=inspector_expression(day))
    return rows.filter(Q(keeper__in=officers) | Q(inspector__in=officers))


def my_enterprises(user, day: date) -> QuerySet[Enterprise]:
    """Those that are a person's work on a day, with what lists show."""
    return work_of(doing_for(user), day, listed(day, Enterprise.objects.present()))


def tended_by(user) -> QuerySet[Enterprise]:
    """Those a person answers for today: the own, and those of officers one stands in for."""
    own, others = Enterprise.objects.tended_by(user), stands_in_for(user)
    if standing(user).sees_all or not others:
        return own
    passed = work_of(others, timezone.localdate(), Enterprise.objects.all())
    ids = [rows.order_by().values("pk") for rows in (own, passed)]
    return Enterprise.objects.filter(Q(pk__in=ids[0]) | Q(pk__in=ids[1]))


def visits_seen_by(user) -> QuerySet[EnterpriseVisit]:
    """Visits to enterprises the person answers for, and the own ones."""
    rows = EnterpriseVisit.objects.select_related("enterprise__building", "enterprise__kind", "officer__user")
    who = standing(user)
    if who.sees_all:
        return rows
    mine = Q(enterprise__in=tended_by(user).order_by().values("pk"))
    if who.officer:
        mine |= Q(officer=who.officer) | Q(others__officer=who.officer)
    return rows.filter(pk__in=EnterpriseVisit.objects.filter(mine).order_by().values("pk"))


def findings_seen_by(user) -> QuerySet[SafetyFinding]:
    """Findings at enterprises the person answers for, and those the person found."""
    rows = SafetyFinding.objects.select_related(
        "enterprise__building", "enterprise__kind", "enterprise__community", "found_by", "incident", "station"
    )
    if standing(user).sees_all:
        return rows
    mine = Q(enterprise__in=tended_by(user).order_by().values("pk")) | Q(found_by=user)
    return rows.filter(mine)


def first_visits_seen_by(user) -> QuerySet[FirstVisit]:
    """First visits of enterprises the person answers for."""
    rows = FirstVisit.objects.select_related("enterprise__building", "enterprise__kind")
    if standing(user).sees_all:
        return rows
    return rows.filter(enterprise__in=tended_by(user).order_by().values("pk"))


# Check lists and tips


def current_version(check_list: CheckList) -> CheckListVersion | None:
    """The newest version of a check list."""
    return CheckListVersion.objects.filter(check_list=check_list).order_by("-version").first()


def versions_for(kind: EnterpriseKind) -> list[CheckListVersion]:
    """The newest versions of the check lists in use for a kind: its own first, then those for all."""
    newest = CheckListVersion.objects.filter(check_list=OuterRef("check_list")).order_by("-version")
    rows = (
        CheckListVersion.objects.filter(
            Q(check_list__kind=kind) | Q(check_list__kind=None),
            check_list__active=True,
            pk=Subquery(newest.values("pk")[:1]),
        )
        .select_related("check_list")
        .prefetch_related("items")
    )
    own_first = sorted(rows, key=lambda row: (row.check_list.kind_id is None, row.check_list.order, row.pk))
    return own_first


def tips_on(day: date) -> QuerySet[Tip]:
    """Tips that may be given on a day."""
    return Tip.objects.on(day).order_by("subject", "title")


# Choices


def kinds():
    """Kinds in use, for a choice."""
    return EnterpriseKind.objects.filter(active=True)


def buildings():
    """Buildings in use, for a choice."""
    return Building.objects.filter(active=True)


def clusters():
    """Clusters in use, for a choice."""
    return Cluster.objects.filter(active=True)


def liaison_officers(day: date) -> QuerySet[Officer]:
    """Police officers on post, for a choice."""
    rows = Officer.objects.filter(standing=Officer.Standing.ON_POST, kind=Officer.Kind.POLICE)
    return rows.select_related("user").order_by("police_no")


def leaders_over(enterprise: Enterprise, day: date) -> list[Officer]:
    """Who leads the team of the enterprise's community: told of what stays undone."""
    if enterprise.community_id is None:
        return []
    rows = Officer.objects.filter(in_force(day, "leads__"), leads__team__communities=enterprise.community_id)
    return list(rows.select_related("user").distinct())
