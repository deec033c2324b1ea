"""Who may do what with cases, mediations on the spot and referrals, and how they go from state to state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.casework.law import limit_of
from stations.casework.models import AllocationRule, PoliceCase, Referral, SceneMediation
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.rules import at_the_desk, handles
from stations.incidents.words import Result, State
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import COMMANDERS, is_police, leads_team, officer_of, post_of

CASE_KINDS = frozenset({Kind.CALL, Kind.HELP, Kind.CLUE})
MEDIATED_KINDS = frozenset({Kind.CALL, Kind.HELP})
# Police work on it or has just reported: a case can be made of it.
CASE_STATES = frozenset({State.ARRIVED, State.CONTROLLED, State.FED_BACK, State.CLOSED})
SCENE_STATES = frozenset({State.ARRIVED, State.CONTROLLED, State.FED_BACK})
# Days left from which a due badge turns; a way of showing, not a limit.
SOON, VERY_SOON = 10, 3


# -- who may ---------------------------------------------------------------------------------------------------


def may_see_cases(user) -> Answer:
    """Cases and referrals are for the police officers of the station."""
    return is_police(user)


def serves_in(user, team_id: int | None) -> bool:
    """Whether a police officer on post belongs to a team today (``readings.with_team`` was asked before)."""
    own = officer_of(user)
    return bool(own and team_id and post_of(user) and is_police(user) and getattr(own, "team_id", None) == team_id)


def may_file(user, incident: Incident) -> Answer:
    """File a case: the command room, and the police officers who handle the incident."""
    if at_the_desk(user) or (is_police(user) and handles(user, incident)):
        return YES
    return no(_("Cases are filed by the command room or by who handles the incident."), code="handlers_only")


def may_keep_rules(user) -> Answer:
    """The allocation table is the leadership's."""
    if post_of(user) in COMMANDERS:
        return YES
    return no(_("The allocation table is kept by the station leadership."), code="leaders_only")


def may_refer(user) -> Answer:
    """Referrals go out and come back through the command room (IN-04)."""
    return at_the_desk(user)


def _desk(user, case) -> Answer:
    return at_the_desk(user)


def _receiver(user, case: PoliceCase) -> Answer:
    if serves_in(user, case.team_id) or leads_team(user, case.team_id):
        return YES
    return no(_("The receipt is given by an officer of the receiving team."), code="receiving_team_only")


def _leader(user, case: PoliceCase) -> Answer:
    if leads_team(user, case.team_id) or post_of(user) in COMMANDERS:
        return YES
    return no(_("The leader of the team or the station leadership does this."), code="leaders_only")


def _worker(user, case: PoliceCase) -> Answer:
    own = officer_of(user)
    if own and post_of(user) and own.pk == case.owner_id:
        return YES
    if _leader(user, case):
        return YES
    return no(_("The case officer or the leader of the team does this."), code="case_officer_only")


def _giver(user, case: PoliceCase) -> Answer:
    """Hand on: the case officer, the team's leader, the leadership, the command room."""
    return YES if at_the_desk(user) else _worker(user, case)


def _checker(user, case: PoliceCase) -> Answer:
    """The quality check is done by somebody else than who concluded the case."""
    if not (at_the_desk(user) or leads_team(user, case.team_id)):
        return no(_("The quality check is done by the team's leader or the command room."), code="leaders_only")
    if case.concluded_by_id == user.pk:
        return no(_("Who concluded the case does not check it."), code="own_work")
    return YES


# -- guards ----------------------------------------------------------------------------------------------------


def may_extend(case: PoliceCase, at=None) -> Answer:
    """ZA-21: at most two extensions (one before 2026-01-01), each approved by the parent organ."""
    limit = limit_of(case.law)
    if limit is None:
        return no(_("A criminal case is not under this limit; set its next check day."), code="no_limit")
    if case.extensions >= limit.most_extensions:
        words = _("The law allows {most} extensions; this case has used them.")
        return no(format_lazy(words, most=limit.most_extensions), code="extensions_used")
    return YES


def has_limit(case: PoliceCase, at=None) -> Answer:
    """Whether the case is under ZA-21."""
    if limit_of(case.law) is None:
        return no(_("A criminal case is not under this limit; set its next check day."), code="no_limit")
    return YES


def has_no_limit(case: PoliceCase, at=None) -> Answer:
    """Only a case without a legal limit has a check day of the station."""
    if limit_of(case.law) is None:
        return YES
    return no(_("The day of this case follows from the law; it can only be extended."), code="limit")


def extension_day(case: PoliceCase, approved_on: date, today: date) -> Answer:
    """An extension is approved before the limit has run out, and entered afterwards."""
    if approved_on > today:
        return no(_("The approval lies in the future."), code="future")
    if approved_on < case.clock_from:
        return no(_("The approval lies before the clock began to run."), code="too_early")
    if approved_on > case.due_on:
        return no(_("The limit had run out on that day; an extension is approved before."), code="run_out")
    return YES


def restart_day(case: PoliceCase, day: date, today: date) -> Answer:
    """ZA-20: the clock starts anew on the day mediation failed or the agreement was not performed."""
    if not case.clock_from <= day <= today:
        return no(_("The day lies between the start of the clock and today."), code="outside")
    return YES


def filing_day(incident: Incident, filed_on: date, reported_on: date, today: date) -> Answer:
    """A case is filed on the day of the report or later, and not in the future."""
    if filed_on > today:
        return no(_("The day of filing lies in the future."), code="future")
    if filed_on < reported_on:
        return no(_("The day of filing lies before the report."), code="too_early")
    return YES


def can_become_case(incident: Incident) -> Answer:
    """Whether a police call is far enough to become a case."""
    if incident.kind not in CASE_KINDS:
        return no(_("Cases are made of police calls, requests for help and clues."), code="kind")
    if incident.state not in CASE_STATES and not (incident.result == Result.CASE and incident.is_open):
        return no(_("A case is filed once the police are at the scene."), code="wrong_state")
    return YES


def offers_case(user, incident: Incident) -> Answer:
    """Whether the incident's page offers 立案: the result says so, or the police are still at the scene."""
    fits = can_become_case(incident)
    if not fits:
        return fits
    if incident.result != Result.CASE and incident.state not in {State.ARRIVED, State.CONTROLLED}:
        return no(_("The result is another one."), code="other_result")
    return may_file(user, incident)


# -- cases -----------------------------------------------------------------------------------------------------

S = PoliceCase.State
W = S.WORKING

CASE_STEPS = Workflow(
    "police_case",
    [
        Step(S.FILED, "allocate", S.ALLOCATED, _("Allocate"), who=_desk),
        Step(S.ALLOCATED, "allocate", S.ALLOCATED, _("Give to another team"), who=_desk, tone="outline"),
        Step(S.ALLOCATED, "receive", S.WORKING, _("Give receipt"), who=_receiver),
        Step(S.WORKING, "transfer", S.ALLOCATED, _("Hand to another team"), who=_giver, tone="outline"),
        Step(W, "assign", W, _("Name the case officer"), who=_leader, tone="outline"),
        Step(W, "extend", W, _("Extend"), who=_worker, guard=may_extend, tone="outline"),
        Step(W, "exclude", W, _("Appraisal or hearing"), who=_worker, guard=has_limit, tone="outline"),
        Step(W, "restart", W, _("Restart the clock"), who=_worker, guard=has_limit, tone="outline"),
        Step(W, "reschedule", W, _("Next check day"), who=_worker, guard=has_no_limit, tone="outline"),
        Step(S.WORKING, "conclude", S.CONCLUDED, _("Conclude"), who=_worker),
        Step(S.CONCLUDED, "close", S.CLOSED, _("Quality check passed"), who=_checker),
        Step(S.CONCLUDED, "send_back", S.WORKING, _("Return for correction"), who=_checker, tone="warning"),
    ],
)

# What a verb of a case is called, for the table of steps with their reasons.
VERBS = {step.verb: step.label for step in CASE_STEPS.steps}


@dataclass(frozen=True, slots=True)
class DueBadge:
    """How the day of a case is shown: words, and a look that repeats them."""

    text: Any
    tone: str
    days: int


def due_badge(case: PoliceCase, today: date) -> DueBadge:
    """Days left until the day of a case; of a closed one whether it was concluded in time."""
    if case.state in {S.CONCLUDED, S.CLOSED}:
        late = bool(case.concluded_on and case.concluded_on > case.due_on)
        return DueBadge(_("late") if late else _("in time"), "warn" if late else "ok", 0)
    left = (case.due_on - today).days
    if left < 0:
        return DueBadge(format_lazy(_("{days} days overdue"), days=-left), "danger", left)
    if left == 0:
        return DueBadge(_("due today"), "danger", left)
    tone = "danger" if left <= VERY_SOON else "warn" if left <= SOON else "info"
    return DueBadge(format_lazy(_("{days} days left"), days=left), tone, left)


# -- allocation ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which team should have a case, by which row, and why; without a team the command room chooses."""

    team: Any
    rule: AllocationRule | None
    reason: Any


def _fits(rule: AllocationRule, elements: frozenset[str], path: str) -> bool:
    if not rule.active or (rule.elements and not elements & set(rule.elements)):
        return False
    return rule.category is None or path == rule.category.path or path.startswith(f"{rule.category.path} / ")


def _why(rule: AllocationRule, elements: frozenset[str], names: dict[str, str]) -> Any:
    ticked = "、".join(names.get(code, code) for code in rule.elements if code in elements)
    parts = [format_lazy(_("row {order} “{name}” of the table"), order=rule.order, name=rule.name)]
    if ticked:
        parts.append(format_lazy(_("ticked: {elements}"), elements=ticked))
    if rule.category:
        parts.append(format_lazy(_("category: {category}"), category=rule.category.name))
    return format_lazy("{}" + "；{}" * (len(parts) - 1), *parts)


def propose(
    rules: Sequence[AllocationRule], elements: Iterable[str], path: str, community_team, names: dict[str, str]
) -> Proposal:
    """The first row of the table that fits says which team; without a row it is the community team of the place.

    Args:
        rules: the table in its order, ``category`` and ``team`` joined.
        elements: codes of the control elements (管控要素) ticked at feedback.
        path: path of the incident's category.
        community_team: the team of the community where it happened, or None.
        names: names of the elements by code.
    """
    ticked = frozenset(elements)
    for rule in rules:
        if _fits(rule, ticked, path) and (rule.team or community_team):
            return Proposal(rule.team or community_team, rule, _why(rule, ticked, names))
    if community_team:
        return Proposal(community_team, None, _("no row of the table fits; the community team of the place"))
    return Proposal(None, None, _("no row of the table fits and the place has no community; choose a team"))


# -- mediation on the spot -------------------------------------------------------------------------------------


def may_record_scene(user, incident: Incident) -> Answer:
    """Record a mediation on the spot: the police officers who handled it, and the command room."""
    if at_the_desk(user) or (is_police(user) and handles(user, incident)):
        return YES
    return no(_("Mediation is recorded by who handles the incident or by the command room."), code="handlers_only")


def can_be_mediated(incident: Incident) -> Answer:
    """Whether the police are at the scene or have just reported."""
    if incident.kind not in MEDIATED_KINDS:
        return no(_("Mediation on the spot belongs to police calls."), code="kind")
    if incident.state not in SCENE_STATES:
        return no(_("Mediation is recorded from arrival until the incident is closed."), code="wrong_state")
    return YES


def offers_scene(user, incident: Incident) -> Answer:
    """Whether the incident's page offers the record: result 现场调解 and not closed yet."""
    fits = can_be_mediated(incident)
    if not fits:
        return fits
    if incident.result != Result.MEDIATED:
        return no(_("The result is another one."), code="other_result")
    return may_record_scene(user, incident)


_DOMESTIC = no(
    _("Domestic violence is not closed by mediation: criticise and educate or issue a written warning "
      "(告诫书), tell the residents' committee, file a case where there is an offence; then report that "
      "result (ZA-28)."),
    code="domestic_violence",
)  # fmt: skip
# How a category says it; the tree of categories is the station's own.
_DOMESTIC_WORDS = ("家庭暴力", "家暴")


def may_be_mediated_as(path: str) -> Answer:
    """Whether what a category path calls it may be mediated on the spot (ZA-28)."""
    return _DOMESTIC if any(word in path for word in _DOMESTIC_WORDS) else YES


def scene_on_record(found: SceneMediation) -> Answer:
    """What an on-the-spot mediation needs: ZA-13 and ZA-14 with an offence, a work note without; never ZA-28."""
    if found.domestic_violence:
        return _DOMESTIC
    if not found.violation:
        return YES if found.note else no(_("Write the work note."), code="no_note")
    if not found.undisputed:
        return no(
            _("Costs or losses are in dispute, so it is not mediated on the spot (ZA-13): take it to the station."),
            code="disputed",
        )
    if not found.performed:
        return no(
            _("What was agreed is not performed yet, so it is not mediated on the spot (ZA-13): file a case."),
            code="not_performed",
        )
    if not (found.document_id or found.recording):
        return no(_("Attach the agreement or name the recording that shows it (ZA-14)."), code="not_on_record")
    return YES


# -- referrals -------------------------------------------------------------------------------------------------

R = Referral.State
OPEN_REFERRALS = (R.SENT, R.ACCEPTED, R.RETURNED)


def _refers(user, referral) -> Answer:
    return may_refer(user)


REFERRAL_STEPS = Workflow(
    "referral",
    [
        Step(R.SENT, "accept", R.ACCEPTED, _("They took it"), who=_refers),
        Step(R.SENT, "give_back", R.RETURNED, _("They sent it back"), who=_refers, tone="warning"),
        Step(R.ACCEPTED, "give_back", R.RETURNED, _("They sent it back"), who=_refers, tone="warning"),
        Step(R.RETURNED, "take_up", R.TAKEN_BACK, _("Take up again"), who=_refers),
        Step(R.SENT, "take_up", R.TAKEN_BACK, _("Take back"), who=_refers, tone="outline"),
        Step(R.ACCEPTED, "take_up", R.TAKEN_BACK, _("Take back"), who=_refers, tone="outline"),
        Step(R.SENT, "finish", R.DONE, _("Settled there"), who=_refers),
        Step(R.ACCEPTED, "finish", R.DONE, _("Settled there"), who=_refers),
    ],
)
