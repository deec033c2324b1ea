"""Decisions about enterprises: who sees and does what, the way of an enterprise and of a finding, days that run."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Enterprise, EnterpriseSettings
from community.enterprises.models_visits import EnterpriseVisit, SafetyFinding
from community.enterprises.readings import inspector_of, keeper_of
from community.enterprises.standing import Standing, standing
from community.enterprises.words import FindingState, FirstState, Grade, Stage, State, VisitKind, YesNo
from stations.agenda.standing_in import stands_in_for
from stations.calendar.rules import Marks, is_working, working_day_after
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

# A visit is written down while it is remembered.
OLDEST = timedelta(days=31)
MOST_PHOTOS = 12


# Who


def may_look_up(user) -> Answer:
    """Look enterprises up: the police officers of the station, the crime-watch office."""
    who = standing(user)
    if who.police or who.office:
        return YES
    return no(_("This page is for the police officers of the station."), code="police_only")


def may_work(user) -> Answer:
    """Lists of visits, findings and first visits: who answers for some enterprise, or stands in for who does."""
    answer = may_enter(user)
    return YES if not answer and stands_in_for(user) else answer


def may_enter(user) -> Answer:
    """Enter an enterprise that moved in: who answers for some. The menu asks this too, as it costs no query."""
    if standing(user).tends:
        return YES
    return no(
        _("This page is for community officers, liaison officers, trade officers and the leadership."),
        code="enterprises_only",
    )


def may_visit(user) -> Answer:
    """Record a visit: every police officer on post, as a colleague stands in for the one at rest."""
    if standing(user).officer:
        return YES
    return no(_("Visits are recorded by the police officers who made them."), code="officers_only")


def may_keep(user) -> Answer:
    """Buildings, kinds, check lists, tips, settings, the import: leadership and crime-watch office."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the crime-watch office or the station leadership."), code="enterprise_office_only")


def may_assign(user) -> Answer:
    """Name liaison officers: the leadership and the leaders of teams."""
    who = standing(user)
    if who.commands or (who.leads and who.tends):
        return YES
    return no(_("Liaison officers are named by the leadership and the team leaders."), code="leaders_only")


def answers_for(who: Standing, enterprise: Enterprise) -> bool:
    """Whether somebody answers for an enterprise (kind and building loaded)."""
    cluster = enterprise.cluster_id or (enterprise.building.cluster_id if enterprise.building else None)
    return bool(
        who.sees_all
        or enterprise.community_id in who.communities
        or enterprise.building_id in who.buildings
        or cluster in who.clusters
        or enterprise.cluster_id in who.clusters
        or enterprise.pk in who.enterprises
        or (enterprise.kind.industry and enterprise.kind.industry in who.industries)
    )


def may_tend(user, enterprise: Enterprise) -> Answer:
    """Change an enterprise, read its contacts, visits and findings; also for who stands in today."""
    if answers_for(standing(user), enterprise) or _stands_in(user, enterprise):
        return YES
    return no(_("This enterprise is looked after by others."), code="other_enterprise")


def _stands_in(user, enterprise: Enterprise) -> bool:
    """Whether the one who looks after it, or inspects it, is off today and this person does the work."""
    others = stands_in_for(user)
    if not others or enterprise.pk is None:
        return False
    today = timezone.localdate()
    keepers = (keeper_of(enterprise, today), inspector_of(enterprise, today))
    return any(officer is not None and officer.pk in others for officer in keepers)


def may_see_visit(user, visit: EnterpriseVisit) -> Answer:
    """Who answers for the enterprise, and who was there."""
    who = standing(user)
    mine = who.officer is not None and (
        visit.officer_id == who.officer.pk or any(row.officer_id == who.officer.pk for row in visit.others.all())
    )
    return YES if mine else may_tend(user, visit.enterprise)


def may_strike(user, visit: EnterpriseVisit) -> Answer:
    """Strike a visit entered by mistake: who made it, and the office."""
    who = standing(user)
    if visit.struck_at:
        return no(_("This visit has been struck already."), code="struck")
    if who.sees_all or (who.officer and who.officer.pk == visit.officer_id):
        return YES
    return no(_("A visit is struck by who made it, or by the leadership."), code="other_officer")


def may_see_finding(user, finding: SafetyFinding) -> Answer:
    """Who answers for the enterprise, and who found it."""
    return YES if finding.found_by_id == user.pk else may_tend(user, finding.enterprise)


# The enterprise


def _keeps(user, enterprise: Enterprise) -> Answer:
    """Who answers for it; a stand-in visits and follows findings, but moves nobody out. No query, for lists."""
    if answers_for(standing(user), enterprise):
        return YES
    return no(_("This enterprise is looked after by others."), code="other_enterprise")


ENTERPRISE = Workflow(
    "enterprise",
    [
        Step(State.OPEN, "close", State.CLOSED, _("Closed for now"), _keeps, tone="outline"),
        Step(State.CLOSED, "reopen", State.OPEN, pgettext_lazy("enterprise", "Open again"), _keeps),
        Step(State.OPEN, "move_out", State.MOVED_OUT, _("Moved out"), _keeps, tone="danger"),
        Step(State.CLOSED, "move_out", State.MOVED_OUT, _("Moved out"), _keeps, tone="danger"),
    ],
)

FIRST_VISIT = Workflow(
    "first_visit",
    [
        Step(FirstState.OPEN, "done", FirstState.DONE, _("Done"), None),
        Step(FirstState.OPEN, "drop", FirstState.DROPPED, _("No longer needed"), None),
        Step(FirstState.DONE, "undo", FirstState.OPEN, _("The visit was struck"), None),
    ],
)


def key_of(name: str, building: str | None, floor: str, unit: str, address: str) -> str:
    """Name and place of an enterprise in one spelling: equal for what is the same shop."""
    place = f"{building}/{floor}/{unit}" if building else address
    plain = "".join(f"{name}@{place}".split()).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()


# First visits


def first_due(start: date, settings: EnterpriseSettings, marks: Marks) -> date:
    """The last day of a first visit: n days after moving in, or n working days where the station counts those.

    Args:
        start: the day on which the enterprise moved in, not counted.
        marks: of ``marks_for_limit(start, settings.first_visit_days)``.
    """
    if settings.working_days:
        return working_day_after(start, settings.first_visit_days, marks).day
    return start + timedelta(days=settings.first_visit_days)


def waves(
    keepers: Sequence[int | None], taken: Counter, first: date, per_day: int, marks: Marks
) -> list[date]:  # fmt: skip
    """Days on which the first visits of an import are due, so that nobody gets more than ``per_day`` on one.

    Args:
        keepers: who looks after each enterprise, in the order of the list; None counts as one person.
        taken: first visits already due by (keeper, day); filled further.
        first: the earliest day.
        per_day: most first visits of one keeper on one working day.
        marks: of the days ahead.
    """
    days: list[date] = []
    reached: dict[int | None, date] = {}
    for keeper in keepers:
        day = reached.get(keeper, first)
        while taken[(keeper, day)] >= per_day or not is_working(day, marks):
            day += timedelta(days=1)
        taken[(keeper, day)] += 1
        reached[keeper] = day
        days.append(day)
    return days


# Visits


def may_be_recorded(enterprise: Enterprise, at: datetime, now: datetime) -> Answer:
    """A visit was made to an enterprise that is here, neither in the future nor too long ago."""
    if at > now:
        return no(_("The time lies in the future."), code="in_future")
    if at < now - OLDEST:
        return no(_("This was too long ago; its month has been counted."), code="too_old")
    if timezone.localdate(at) < enterprise.moved_in_on:
        return no(_("The enterprise had not moved in by then."), code="not_here_yet")
    if enterprise.moved_out_on and timezone.localdate(at) > enterprise.moved_out_on:
        return no(_("The enterprise had moved out by then."), code="moved_out")
    return YES


def may_be_first(kind: str, first_state: str | None) -> Answer:
    """The first visit is recorded once; whoever comes second records a visit."""
    if kind == VisitKind.FIRST and first_state != FirstState.OPEN:
        return no(
            _("The first visit has been recorded already. Choose “visit” and send again: nothing is lost."),
            code="first_done",
        )
    return YES


def answers_hold(items: Sequence, answers: dict) -> Answer:
    """Whether every item that must be answered is, and nothing else was answered.

    Args:
        items: of the version.
        answers: item id → an object with ``choice``, ``number``, ``text``.
    """
    known = {item.pk for item in items}
    if set(answers) - known:
        return no(_("These answers belong to another check list."), code="other_list")
    for item in items:
        given = answers.get(item.pk)
        value = getattr(given, {"yes_no": "choice", "number": "number", "text": "text"}[item.answer], None)
        if item.required and (value is None or value == ""):
            return no(_("Answer every item of the check list that must be answered."), code="missing_answer")
    return YES


def opens_finding(item, choice: str) -> bool:
    """Whether an answer opens a finding."""
    return choice == YesNo.NO and item.grade is not None


# Findings


def days_for(grade: int, settings: EnterpriseSettings) -> int:
    """Days to put a finding right."""
    by_grade = {
        Grade.MINOR: settings.days_minor, Grade.SERIOUS: settings.days_serious, Grade.MAJOR: settings.days_major,
    }  # fmt: skip
    return by_grade[Grade(grade)]


def needs_photo(finding: SafetyFinding) -> bool:
    """What is more than minor is reported as put right with a photo of after; one there is enough."""
    return finding.grade > Grade.MINOR and not finding.files.filter(stage=Stage.AFTER).exists()


def goes_to_command(grade: int, settings: EnterpriseSettings) -> bool:
    """Whether the command room gets it at once."""
    return grade >= settings.command_from


def _sees(user, finding: SafetyFinding) -> Answer:
    return may_see_finding(user, finding) if standing(user).police else may_visit(user)


def _rechecks(user, finding: SafetyFinding) -> Answer:
    """A police officer other than who reported it as put right (four eyes)."""
    if finding.rectified_by_id == user.pk:
        return no(_("Somebody else re-checks than who reported it as put right."), code="own")
    return may_visit(user) and _sees(user, finding)


def _closes(user, finding: SafetyFinding) -> Answer:
    """What was more than minor is closed by a leader."""
    who = standing(user)
    if who.commands or (who.leads and answers_for(who, finding.enterprise)):
        return YES
    return no(_("Serious and major findings are closed by a team leader or the leadership."), code="leaders_only")


def _in_time(finding: SafetyFinding, at: datetime | None) -> Answer:
    if finding.incident_id is not None:
        return no(_("The command room has had this one already."), code="has_incident")
    return YES


F = FindingState
FINDING = Workflow(
    "safety_finding",
    [
        Step(F.FOUND, "tell", F.TOLD, _("Told the enterprise"), _sees),
        Step(F.FOUND, "rectify", F.RECTIFIED, _("Reported as put right"), _sees, tone="outline"),
        Step(F.TOLD, "rectify", F.RECTIFIED, _("Reported as put right"), _sees),
        Step(F.RECTIFIED, "recheck", F.RECHECKED, _("Re-checked: it is right"), _rechecks),
        Step(F.RECTIFIED, "reject", F.TOLD, _("Re-checked: not right yet"), _rechecks, tone="warning"),
        Step(F.RECHECKED, "close", F.CLOSED, pgettext_lazy("safety finding", "Close"), _closes),
        Step(F.RECHECKED, "reject", F.TOLD, _("Not right yet"), _closes, tone="warning"),
        Step(F.RECHECKED, "settle", F.CLOSED, _("Closed with the re-check"), None),
        Step(F.FOUND, "hand_over", F.HANDED, _("To the competent department"), _sees, tone="outline"),
        Step(F.TOLD, "hand_over", F.HANDED, _("To the competent department"), _sees, tone="outline"),
        Step(F.HANDED, "answered", F.RECTIFIED, _("The department answered: put right"), _sees),
        Step(F.HANDED, "sent_back", F.TOLD, _("Sent back by the department"), _sees, tone="outline"),
        Step(F.FOUND, "alarm", F.COMMAND, _("To the command room"), _sees, _in_time, tone="outline"),
        Step(F.TOLD, "alarm", F.COMMAND, _("To the command room"), _sees, _in_time, tone="outline"),
        Step(F.COMMAND, "handled", F.RECTIFIED, _("Handled by the command room"), None),
        Step(F.RECTIFIED, "resumed", F.COMMAND, _("Taken up again"), None),
        *[
            Step(state, "lapse", F.LAPSED, _("No longer applies"), None)
            for state in (F.FOUND, F.TOLD, F.RECTIFIED, F.RECHECKED, F.HANDED)
        ],
    ],
)


def may_defer(finding: SafetyFinding, due_on: date, today: date) -> Answer:
    """A deadline lies ahead."""
    if due_on < today:
        return no(_("The deadline lies in the past."), code="past")
    if due_on > today + timedelta(days=365):
        return no(_("The deadline lies too far ahead."), code="too_far")
    return YES
