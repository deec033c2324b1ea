"""Figures of duty: officer-days by role, hours, gaps, absences, substitutes, commanders."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.organisation.models import TeamMembership
from stations.roster.gaps import gaps_between
from stations.roster.models import Absence, Duty, Role

DUTY, GAPS, AWAY = _("Duty"), _("Gaps and substitutes"), _("Absences")
HOUR = timedelta(hours=1)


# -- duties ----------------------------------------------------------------------------------------------------


def _duties(station: Any, period: Period, wanted: Q):
    """Rows by duty date: the stored date decides, never a timestamp."""
    return Duty.objects.filter(wanted, station=station, date__gte=period.first, date__lt=period.end).order_by()


def _counting(wanted: Q, **filters) -> dict[str, Callable]:
    """The three functions of a figure that counts duty rows."""

    def compute(station, scope, period):
        rows = _duties(station, period, wanted)
        return (rows.filter(team_id=scope.team_id) if scope.team_id else rows).count()

    def by_team(station, period):
        found = _duties(station, period, wanted).values("team_id").annotate(n=Count("id"))
        return {row["team_id"]: row["n"] for row in found}

    def drill_down(station, scope, period):
        return address("duties", period, team=scope.team_id, **filters)

    return {"compute": compute, "by_team": by_team, "drill_down": drill_down}


def _adding_hours(length, wanted: Q, **filters) -> dict[str, Callable]:
    """The three functions of a figure that adds up a length of time, in hours."""

    def by_team(station, period):
        found = _duties(station, period, wanted).values("team_id").annotate(sum=Sum(length))
        return {row["team_id"]: (row["sum"] or timedelta()) / HOUR for row in found}

    def compute(station, scope, period):
        hours = by_team(station, period)
        return hours.get(scope.team_id, 0) if scope.team_id else sum(hours.values())

    def drill_down(station, scope, period):
        return address("duties", period, team=scope.team_id, **filters)

    return {"compute": compute, "by_team": by_team, "drill_down": drill_down, "counts_records": False, "digits": 1}


WORKING = ~Q(role=Role.REST)
STANDBY = WORKING & Q(standby_from__isnull=False, standby_to__isnull=False)


def _duty_hours() -> dict[str, Callable]:
    """All hours on duty less those of standby, which are counted apart (DU-12)."""
    whole = _adding_hours(F("ends_at") - F("starts_at"), WORKING)
    standby = _adding_hours(F("standby_to") - F("standby_from"), STANDBY)

    def compute(station, scope, period):
        return whole["compute"](station, scope, period) - standby["compute"](station, scope, period)

    def by_team(station, period):
        away = standby["by_team"](station, period)
        return {team: hours - away.get(team, 0) for team, hours in whole["by_team"](station, period).items()}

    return whole | {"compute": compute, "by_team": by_team}


# -- gaps ------------------------------------------------------------------------------------------------------


def _counting_gaps(weight: Callable) -> dict[str, Callable]:
    """The three functions of a figure over gaps; those of the whole station belong to no team."""

    def found(station, period):
        total = Counter()
        for gap in gaps_between(station, period.first, period.last):
            total[gap.team_id] += weight(gap)
        return total

    def compute(station, scope, period):
        total = found(station, period)
        return total[scope.team_id] if scope.team_id else total.total()

    def by_team(station, period):
        return {team: number for team, number in found(station, period).items() if team}

    def drill_down(station, scope, period):
        return address("gaps", period, team=scope.team_id)

    return {"compute": compute, "by_team": by_team, "drill_down": drill_down}


# -- absences --------------------------------------------------------------------------------------------------


def _absences(station: Any, period: Period, kind: str = ""):
    """Standing absences that touch the period."""
    rows = Absence.objects.filter(station=station).standing().touching(period.first, period.last)
    return rows.filter(kind=kind) if kind else rows


def _absence_list(station: Any, scope: Scope, period: Period, kind: str = "") -> str:
    return address("absences", period, kind=kind, team=scope.team_id, state=Absence.State.ENTERED.value)


def _absences_by_team(station: Any, period: Period) -> dict[int, int]:
    """An absence counts for each team the officer belongs to on some day of it, as in the list of absences."""
    away = list(_absences(station, period).values_list("officer_id", "first_day", "last_day"))
    memberships = defaultdict(list)
    for row in TeamMembership.objects.filter(station=station, officer__in={officer for officer, *_days in away}):
        memberships[row.officer_id].append(row)
    return Counter(
        team
        for officer, first, last in away
        for team in {
            row.team_id for row in memberships[officer] if row.start <= last and (row.end is None or row.end > first)
        }
    )


def absences(station: Any, scope: Scope, period: Period) -> int:
    """Absences of the station or of a team."""
    if scope.team_id:
        return _absences_by_team(station, period).get(scope.team_id, 0)
    return _absences(station, period).count()


def _adding_absent_days(kind: str) -> dict[str, Callable]:
    """Officer-days of one kind, for the station only: in a team the kind would point at a person (SE-17)."""

    def compute(station, scope, period):
        if not scope.whole:
            return None
        rows = _absences(station, period, kind).values_list("first_day", "last_day")
        return sum((min(last, period.last) - max(first, period.first)).days + 1 for first, last in rows)

    def drill_down(station, scope, period):
        return _absence_list(station, scope, period, kind)

    return {"compute": compute, "drill_down": drill_down, "counts_records": False}


# -- the list --------------------------------------------------------------------------------------------------


def _register_duties() -> None:
    definition = _("Duty rows of this role by duty date; absent officers are not counted, substitutes are.")
    names = {
        Role.PRIMARY: _("Officer-days on primary duty"),
        Role.SECONDARY: _("Officer-days on secondary duty"),
        Role.FIXED: _("Officer-days on fixed posts"),
    }
    for order, (role, name) in enumerate(names.items(), 1):
        register(Figure(
            f"duties.{role.value}", name, _("officer-days"), definition, group=DUTY, order=order,
            headline=role != Role.FIXED, **_counting(Q(role=role), role=role.value),
        ))  # fmt: skip
    register(Figure(
        "hours.duty", _("Duty hours"), _("hours"),
        _("Hours of all duties from start to end, without standby."), group=DUTY, order=4, headline=True,
        **_duty_hours(),
    ))  # fmt: skip
    register(Figure(
        "hours.standby", _("Standby hours"), _("hours"),
        _("Hours of standby inside secondary duty, counted apart from duty hours."), group=DUTY, order=5,
        **_adding_hours(F("standby_to") - F("standby_from"), STANDBY, role=Role.SECONDARY.value),
    ))  # fmt: skip
    commanded = _counting(Q(commander=True), commander="true") | {"by_team": None}
    register(Figure(
        "commanders", _("Days with a duty commander"), _("days"),
        _("Duty days on which one duty commander is named."), group=DUTY, order=6, higher_is_better=True, **commanded,
    ))  # fmt: skip


def _register_gaps() -> None:
    register(Figure(
        "gaps", _("Strength gaps"), _("gaps"),
        _("Days on which a team has fewer officers on a role than its minimum, counted by team and role; also days "
          "without a duty commander and days nobody planned."),
        group=GAPS, order=1, higher_is_better=False, headline=True, **_counting_gaps(lambda gap: 1),
    ))  # fmt: skip
    register(Figure(
        "gaps.places", _("Places not filled"), _("officer-days"),
        _("Officers missing below the minimum, added up over all gaps."),
        group=GAPS, order=2, higher_is_better=False, counts_records=False, **_counting_gaps(lambda gap: gap.missing),
    ))  # fmt: skip
    register(Figure(
        "substitutions", _("Substitutions"), _("officer-days"),
        _("Duties worked by a named substitute."),
        group=GAPS, order=3, **_counting(Q(cover__isnull=False), cover="true"),
    ))  # fmt: skip
    register(Figure(
        "rest_breaches", _("Breaches of the rest rule"), _("officer-days"),
        _("Duties of substitutes that began less than 24 hours after a primary duty of 24 hours."),
        group=GAPS, order=4, higher_is_better=False, headline=True,
        **_counting(Q(cover__breaks_rest=True), breaks_rest="true"),
    ))  # fmt: skip


def _register_absences() -> None:
    register(Figure(
        "absences", _("Absences"), _("entries"),
        _("Absences that touch the period; cancelled ones are not counted."),
        absences, AWAY, _absence_list, _absences_by_team, order=1, headline=True,
    ))  # fmt: skip
    definition = _("Days of absence inside the period, added up over all officers; cancelled ones are not counted.")
    names = {
        Absence.Kind.LEAVE: _("Days of leave"),
        Absence.Kind.SICK: _("Days of sick leave"),
        Absence.Kind.TRAINING: _("Days of training"),
        Absence.Kind.SECONDMENT: _("Days of secondment"),
        Absence.Kind.OTHER: _("Days of other duty"),
    }
    for order, (kind, name) in enumerate(names.items(), 2):
        register(Figure(
            f"absences.{kind.value}", name, _("person-days"), definition, group=AWAY, order=order,
            **_adding_absent_days(kind.value),
        ))  # fmt: skip


def register_figures() -> None:
    """Declare the figures of this feature."""
    _register_duties()
    _register_gaps()
    _register_absences()
