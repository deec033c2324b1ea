"""Decisions of the roster: who may plan, what a plan must look like, who may stand in for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Grant, Officer, Post, Team
from stations.organisation.rules import COMMANDERS, has_right, is_staff, leads_team, officer_of, post_of
from stations.roster.models import Absence, Role, RotationPlan

DAY = timedelta(days=1)
REST_AFTER_PRIMARY = timedelta(hours=24)
LONGEST_SPAN = 1100
LONGEST_ABSENCE = 400


_PRIVATE = no(_("Why somebody is away is shown to the person and to their leaders."), code="private")


# -- who may ---------------------------------------------------------------------------------------------------


def may_plan(user) -> Answer:
    """Plan the rotation and generate duties: the leadership, or who was granted 排班员."""
    if post_of(user) in COMMANDERS or has_right(user, Grant.Right.ROSTER):
        return YES
    return no(_("Only the station leadership or the roster clerk plans the roster."), code="planners_only")


def may_enter_absence(user, officer: Officer) -> Answer:
    """Enter an absence: planners, the command room desk, and the leader or deputy of the officer's team."""
    if may_plan(user) or post_of(user) == Post.DESK or leads_team(user, getattr(officer, "team_id", None)):
        return YES
    return no(_("Ask your team leader or the command room to enter an absence."), code="leaders_only")


def may_enter_absences(user) -> Answer:
    """Whether the person may enter absences for anybody at all (shows the button)."""
    if may_plan(user) or post_of(user) == Post.DESK or getattr(user, "leads", None):
        return YES
    return no(_("Ask your team leader or the command room to enter an absence."), code="leaders_only")


def may_see_reasons(user) -> Answer:
    """Kinds and reasons of everybody's absences, also as a filter: planners and the command room desk."""
    return YES if may_plan(user) or post_of(user) == Post.DESK else _PRIVATE


def may_see_absence_reason(user, absence: Absence, team_id: int | None = None) -> Answer:
    """Kind and reason may tell about health (SE-17): the person, the leaders of the own team, planners, the desk.

    Args:
        absence: with ``officer_team`` annotated (``Absence.objects.with_team``).
        team_id: the officer's team where it is known otherwise.
    """
    own = officer_of(user)
    team = team_id or getattr(absence, "officer_team", None)
    if (own and own.pk == absence.officer_id) or may_see_reasons(user) or leads_team(user, team):
        return YES
    return _PRIVATE


def may_see_roster(user) -> Answer:
    """The roster is seen by all staff of the station."""
    return is_staff(user)


def has_duties(user) -> Answer:
    """Whoever serves in this station has a page of own duties; a viewer from the district has none."""
    if post_of(user):
        return YES
    return no(_("You are not on the roster of this station."), code="not_rostered")


def _may_cancel(user, absence: Absence) -> Answer:
    return may_enter_absence(user, absence.officer)


ABSENCE_STEPS = Workflow(
    "absence",
    [
        Step(
            Absence.State.ENTERED,
            "cancel",
            Absence.State.CANCELLED,
            _("Cancel absence"),
            who=_may_cancel,
            tone="danger",
        ),
    ],
)


# -- the plan --------------------------------------------------------------------------------------------------


def check_cycle(cycle: Sequence[str], groups: int) -> Answer:
    """DU-01: every day has exactly one group on 正 and one on 副, every group exactly one role.

    Args:
        cycle: roles in the order in which a group passes through them.
        groups: number of shift groups.
    """
    if groups and len(cycle) != groups:
        return no(
            _("The cycle has %(cycle)s days but there are %(groups)s shift groups.")
            % {"cycle": len(cycle), "groups": groups},
            code="plan.length",
        )
    if list(cycle).count(Role.PRIMARY) != 1 or list(cycle).count(Role.SECONDARY) != 1:
        return no(_("The cycle needs exactly one primary and one secondary duty."), code="plan.roles")
    if any(role not in {Role.PRIMARY, Role.SECONDARY, Role.REST} for role in cycle):
        return no(_("Only primary, secondary and rest can stand in the cycle."), code="plan.roles")
    return YES


def check_effective(effective_from: date, today: date, plans: Iterable[RotationPlan]) -> Answer:
    """A later plan never rewrites past days (DU-02); only the very first plan may begin in the past.

    Args:
        effective_from: first day of the new plan.
        today: the running duty day.
        plans: the plans that exist.
    """
    plans = list(plans)
    if any(plan.effective_from == effective_from for plan in plans):
        return no(_("Another plan already starts on that day."), code="plan.same_day")
    if plans and effective_from <= today + DAY:
        return no(_("A new plan starts the day after tomorrow at the earliest."), code="plan.past")
    return YES


def rest_after_primary(plan: RotationPlan) -> timedelta:
    """Time from the end of 正 to the start of the next duty of the same group."""
    n = len(plan.cycle)
    at = plan.cycle.index(Role.PRIMARY)
    days = next(step for step in range(1, n + 1) if plan.cycle[(at + step) % n] != Role.REST)
    hours = min(Decimal(plan.primary_hours), Decimal(24))
    return timedelta(days=days) - timedelta(hours=float(hours))


def breaks_rest_rule(plan: RotationPlan) -> bool:
    """DU-09: after a 正 of 24 hours the next start is at least 24 hours later."""
    return Decimal(plan.primary_hours) >= 24 and rest_after_primary(plan) < REST_AFTER_PRIMARY


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Average hours a week over the cycle: shown openly, not hidden (DU-21)."""

    total: Decimal
    standby: Decimal

    @property
    def duty(self) -> Decimal:
        """Without 备勤 (DU-12)."""
        return self.total - self.standby


def weekly_hours(plan: RotationPlan) -> WeeklyHours:
    """DU-21: 正24+副24 → 112 h a week, 正24+副12 → 84, 正24+副8 → 74.7."""
    days = Decimal(len(plan.cycle))
    total = (Decimal(plan.primary_hours) + Decimal(plan.secondary_hours)) * 7 / days
    standby = Decimal(0)
    if plan.standby_from and plan.standby_to:
        minutes = (plan.standby_to.hour * 60 + plan.standby_to.minute) - (
            plan.standby_from.hour * 60 + plan.standby_from.minute
        )
        standby = Decimal(minutes % 1440) / 60 * 7 / days
    return WeeklyHours(total.quantize(Decimal("0.1")), min(standby, total).quantize(Decimal("0.1")))


# -- substitutes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoverCase:
    """What the rule needs to know about one day.

    Attributes:
        absent, substitute: the two officers' rows of that day (role, planned_role, team, starts_at, ends_at, …).
        absent_officer, substitute_officer: their profiles.
        commands: whether the absent officer would have been the duty commander.
        substitute_is_a: the substitute holds an A角 post.
        starts_at, ends_at: hours the substitute would work.
        neighbours: the substitute's working rows of the days around.
    """

    absent_officer: Officer
    substitute_officer: Officer
    absent: object
    substitute: object | None
    team: Team
    commands: bool
    substitute_is_a: bool
    starts_at: object
    ends_at: object
    neighbours: tuple


def may_cover(case: CoverCase) -> Answer:
    """Whether the substitute can stand in on that day (DU-04, DU-06, DU-07, DU-08)."""
    own = case.substitute
    if case.absent_officer.pk == case.substitute_officer.pk:
        return no(_("Nobody stands in for themselves."), code="cover.self")
    if own is None:
        return no(_("The substitute does not belong to a team on that day."), code="cover.no_team")
    if own.absence_id:
        return no(_("The substitute is away on that day."), code="cover.away")
    if own.role in {Role.PRIMARY, Role.SECONDARY} or own.cover_id:
        return no(_("The substitute is on duty on that day."), code="cover.on_duty")
    if case.commands and case.substitute_officer.post not in COMMANDERS:
        return no(_("Only a member of the leadership can command in place of a deputy chief."), code="cover.command")
    if case.absent_officer.kind == Officer.Kind.POLICE and case.substitute_officer.kind != Officer.Kind.POLICE:
        return no(_("An auxiliary cannot stand in for a police officer."), code="cover.qualification")
    if case.substitute_is_a and case.team.kind != Team.Kind.COMMUNITY:
        return no(_("A full-time community officer only takes community work."), code="cover.full_time")
    if any(row.starts_at < case.ends_at and case.starts_at < row.ends_at for row in case.neighbours):
        return no(_("The substitute is on duty elsewhere at that time."), code="cover.overlap")
    return YES


def cover_breaks_rest(case: CoverCase, primary: bool) -> bool:
    """DU-09 for the substitute: a breach is possible but is marked and counted.

    Args:
        primary: the covered duty is a 正 of 24 hours.
    """
    for row in case.neighbours:
        before = row.role == Role.PRIMARY and row.ends_at <= case.starts_at
        if before and case.starts_at - row.ends_at < REST_AFTER_PRIMARY and _is_long(row):
            return True
        if primary and row.starts_at >= case.ends_at and row.starts_at - case.ends_at < REST_AFTER_PRIMARY:
            return True
    return False


def _is_long(row) -> bool:
    return row.ends_at - row.starts_at >= REST_AFTER_PRIMARY


def check_absence(first_day: date, last_day: date, today: date) -> Answer:
    """An absence covers at least a day, at most 400, and reaches back a month at most.

    Args:
        first_day, last_day: both included.
        today: the running duty day.
    """
    if last_day < first_day:
        return no(_("The last day lies before the first."), code="absence.span")
    if (last_day - first_day).days >= LONGEST_ABSENCE:
        return no(_("Enter an absence of more than a year as a change of standing."), code="absence.long")
    if first_day < today - timedelta(days=31):
        return no(_("Absences can be entered up to 31 days back."), code="absence.old")
    return YES


def check_generation(first: date, last: date, first_plan: date | None) -> Answer:
    """Which span can be generated.

    Args:
        first, last: both included.
        first_plan: first day of the earliest rotation plan, None without a plan.
    """
    if first > last:
        return no(_("The first day lies after the last."), code="generate.span")
    if (last - first).days >= LONGEST_SPAN:
        return no(_("At most %(days)s days at a time.") % {"days": LONGEST_SPAN}, code="generate.long")
    if first_plan is None:
        return no(_("There is no rotation plan yet. Make one first."), code="generate.no_plan")
    if first < first_plan:
        return no(
            _("The first rotation plan starts on %(day)s; nothing can be generated before it.") % {"day": first_plan},
            code="generate.before_plan",
        )
    return YES
