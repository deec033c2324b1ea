"""Every verb of cases and referrals in every state for every role; allocation; badges; the on-the-spot record."""

import datetime

import pytest

from stations.casework import readings, rules
from stations.casework.models import AllocationRule, PoliceCase, Referral, SceneMediation
from stations.incidents.words import Result, State
from stations.kit.scoping import in_station
from tests.factories import make_category, make_incident
from tests.factories.casework import make_case, make_referral

S, R = PoliceCase.State, Referral.State
TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)
NOBODY = frozenset()

# Who may, per state and verb; "worker" is the case officer, "leader" leads the case team, which has the case.
HEADS = frozenset({"chief", "deputy"})
DESK = HEADS | {"desk"}
WORK = HEADS | {"leader", "worker"}
CASE = {
    (S.FILED, "allocate"): DESK,
    (S.ALLOCATED, "allocate"): DESK,
    (S.ALLOCATED, "receive"): {"leader", "worker"},
    (S.WORKING, "transfer"): WORK | DESK,
    (S.WORKING, "assign"): HEADS | {"leader"},
    (S.WORKING, "extend"): WORK,
    (S.WORKING, "exclude"): WORK,
    (S.WORKING, "restart"): WORK,
    (S.WORKING, "reschedule"): NOBODY,  # the law gives its day
    (S.WORKING, "conclude"): WORK,
    (S.CONCLUDED, "close"): DESK | {"leader"},
    (S.CONCLUDED, "send_back"): DESK | {"leader"},
}
REFERRAL = {
    (R.SENT, "accept"): DESK, (R.SENT, "give_back"): DESK, (R.SENT, "take_up"): DESK, (R.SENT, "finish"): DESK,
    (R.ACCEPTED, "give_back"): DESK, (R.ACCEPTED, "take_up"): DESK, (R.ACCEPTED, "finish"): DESK,
    (R.RETURNED, "take_up"): DESK,
}  # fmt: skip


@pytest.mark.parametrize("state", S.values)
def test_every_verb_of_a_case_in_every_state_for_every_role(room, people, state):
    with in_station(room.cast.station):
        case = make_case(
            room.incident, state, team=room.case_team, owner=room.worker,
            concluded_by=people["worker"], checked_by=people["chief"],
            outcome="punished" if state == "closed" else "",
        )  # fmt: skip
        for user in people.values():
            readings.with_team(user, TODAY)
        for verb in {step.verb for step in rules.CASE_STEPS.steps}:
            may = {name for name, user in people.items() if rules.CASE_STEPS.check(case, verb, user)}
            assert may == set(CASE.get((state, verb), ())), (state, verb)


@pytest.mark.parametrize("state", R.values)
def test_every_verb_of_a_referral_in_every_state_for_every_role(room, people, state):
    with in_station(room.cast.station):
        found = make_referral(room.cast.station, state)
        for verb in {step.verb for step in rules.REFERRAL_STEPS.steps}:
            may = {name for name, user in people.items() if rules.REFERRAL_STEPS.check(found, verb, user)}
            assert may == set(REFERRAL.get((state, verb), ())), (state, verb)


def test_what_came_back_can_only_be_taken_up_again():
    assert [step.verb for step in rules.REFERRAL_STEPS.steps if step.source == R.RETURNED] == ["take_up"]


def test_every_state_but_the_last_leads_on():
    for table, ends in ((rules.CASE_STEPS, {S.CLOSED}), (rules.REFERRAL_STEPS, {R.TAKEN_BACK, R.DONE})):
        sources = {step.source for step in table.steps}
        assert {step.target for step in table.steps} - sources == ends


def test_who_concluded_a_case_does_not_check_it(room, people):
    with in_station(room.cast.station):
        case = make_case(room.incident, S.CONCLUDED, team=room.case_team, concluded_by=people["leader"])
        answer = rules.CASE_STEPS.check(case, "close", people["leader"])
        assert not answer
        assert rules.CASE_STEPS.check(case, "close", people["chief"])


def test_a_criminal_case_is_given_check_days_instead_of_extensions(room, people):
    with in_station(room.cast.station):
        case = make_case(room.incident, S.WORKING, team=room.case_team, owner=room.worker, law="", kind="criminal")
        readings.with_team(people["worker"], TODAY)
        verbs = {step.verb for step in rules.CASE_STEPS.verbs(case, people["worker"])}
        assert verbs == {"transfer", "reschedule", "conclude"}


@pytest.mark.parametrize(("law", "most"), [("ZA-2005", 1), ("ZA-2025", 2)])
def test_extensions_are_counted_by_the_law_of_the_case(law, most):
    case = PoliceCase(law=law, extensions=most - 1)
    assert rules.may_extend(case)
    case.extensions = most
    assert rules.may_extend(case).code == "extensions_used"


@pytest.mark.parametrize(
    ("approved", "code"),
    [(TODAY + DAY, "future"), (TODAY - 31 * DAY, "too_early"), (TODAY, "run_out"), (TODAY - 5 * DAY, "")],
)
def test_an_extension_is_approved_while_the_limit_runs(approved, code):
    case = PoliceCase(clock_from=TODAY - 30 * DAY, due_on=TODAY - 5 * DAY)
    assert rules.extension_day(case, approved, TODAY).code == code


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [(-1, "1 ", "danger"), (0, "", "danger"), (3, "3 ", "danger"), (4, "4 ", "warn"), (10, "10", "warn"),
     (11, "11", "info")],
)  # fmt: skip
def test_the_badge_turns_as_the_day_comes_near(due, text, tone):
    badge = rules.due_badge(PoliceCase(state=S.WORKING, due_on=TODAY + due * DAY), TODAY)
    assert (badge.tone, text.strip() in str(badge.text)) == (tone, True)


@pytest.mark.parametrize(("late", "tone"), [(0, "ok"), (1, "warn")])
def test_the_badge_of_a_closed_case_says_whether_it_was_in_time(late, tone):
    case = PoliceCase(state=S.CLOSED, due_on=TODAY, concluded_on=TODAY + late * DAY)
    assert rules.due_badge(case, TODAY + 99 * DAY).tone == tone


# -- allocation --------------------------------------------------------------------------------------------------


def row(order, team=None, elements=(), category=None, active=True):
    made = AllocationRule(order=order, name=f"规则{order}", elements=list(elements), active=active)
    made.team, made.category = team, category
    return made


@pytest.fixture
def teams(room):
    return room.case_team, room.cast.community_team


def test_the_first_row_that_fits_decides(teams):
    case_team, place = teams
    table = [row(1, case_team, ["E1"]), row(2, None, ["E2"]), row(3, case_team)]
    assert rules.propose(table, ["E2"], "纠纷", place, {}).rule is table[1]
    assert rules.propose(table, ["E2", "E1"], "纠纷", place, {}).team == case_team
    assert rules.propose(table, [], "纠纷", place, {}).rule is table[2]


def test_a_row_without_team_means_the_community_team_of_the_place(teams):
    _case, place = teams
    assert rules.propose([row(1)], [], "纠纷", place, {}).team == place
    assert rules.propose([row(1)], [], "纠纷", None, {}).team is None


def test_a_category_holds_for_everything_below_it_and_for_nothing_that_only_begins_alike(room):
    with in_station(room.cast.station):
        top = make_category(room.cast.station, "刑事")
        make_category(room.cast.station, "盗窃", parent=top)
    table = [row(1, room.case_team, category=top)]
    assert rules.propose(table, [], "刑事 / 盗窃", None, {}).team == room.case_team
    assert rules.propose(table, [], "刑事", None, {}).team == room.case_team
    assert rules.propose(table, [], "刑事类 / 盗窃", None, {}).team is None


def test_a_row_out_of_use_is_passed_over(teams):
    case_team, place = teams
    assert rules.propose([row(1, case_team, active=False)], [], "纠纷", place, {}).team == place


def test_the_proposal_says_why(teams):
    case_team, place = teams
    words = str(rules.propose([row(7, case_team, ["E1"])], ["E1"], "纠纷", place, {"E1": "出租房屋"}).reason)
    assert "7" in words
    assert "规则7" in words
    assert "出租房屋" in words


# -- mediation on the spot -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"violation": False, "note": "双方握手言和"}, ""),
        ({"violation": False}, "no_note"),
        ({"violation": True, "undisputed": True, "performed": True, "recording": "ZF-1"}, ""),
        ({"violation": True, "undisputed": True, "performed": True, "document_id": 5}, ""),
        ({"violation": True, "undisputed": True, "performed": True}, "not_on_record"),
        ({"violation": True, "undisputed": True, "recording": "ZF-1"}, "not_performed"),
        ({"violation": True, "performed": True, "recording": "ZF-1"}, "disputed"),
        ({"violation": False, "note": "已劝和", "domestic_violence": True}, "domestic_violence"),
        ({"violation": True, "undisputed": True, "performed": True, "recording": "1", "domestic_violence": True},
         "domestic_violence"),
    ],
)  # fmt: skip
def test_what_a_mediation_on_the_spot_needs(fields, code):
    assert rules.scene_on_record(SceneMediation(**fields)).code == code


@pytest.mark.parametrize(
    ("state", "result", "offered"),
    [
        (State.RECEIVED, "", False), (State.DISPATCHED, "", False), (State.ARRIVED, "", True),
        (State.CONTROLLED, "", True), (State.FED_BACK, Result.CASE, True), (State.FED_BACK, Result.HELPED, False),
        (State.CLOSED, Result.CASE, True), (State.CLOSED, Result.HELPED, False), (State.STRUCK, Result.CASE, False),
    ],
)  # fmt: skip
def test_when_the_page_of_an_incident_offers_a_case(room, people, state, result, offered):
    fields = {"struck_reason": "误录"} if state == State.STRUCK else {}
    incident = make_incident(room.cast.station, state=state, result=result, handlers=(room.cast.officer,), **fields)
    assert bool(rules.offers_case(people["desk"], incident)) is offered
    with in_station(room.cast.station):
        assert bool(rules.offers_case(people["officer"], incident)) is offered
        assert not rules.offers_case(people["outsider"], incident)
        assert not rules.offers_case(people["guard"], incident)


@pytest.mark.parametrize(
    ("state", "result", "offered"),
    [(State.ARRIVED, Result.MEDIATED, True), (State.FED_BACK, Result.MEDIATED, True),
     (State.FED_BACK, Result.HELPED, False), (State.CLOSED, Result.MEDIATED, False)],
)  # fmt: skip
def test_when_the_page_of_an_incident_offers_the_record_of_a_mediation(room, people, state, result, offered):
    incident = make_incident(room.cast.station, state=state, result=result)
    assert bool(rules.offers_scene(people["desk"], incident)) is offered


def test_hazards_are_not_made_cases(room, people):
    hazard = make_incident(room.cast.station, kind="hazard", state=State.ASSIGNED)
    assert rules.can_become_case(hazard).code == "kind"
