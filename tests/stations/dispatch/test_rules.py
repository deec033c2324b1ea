"""The step table of assignments walked whole, and the decisions beside it."""

import datetime
from pathlib import Path
from types import SimpleNamespace as Thing

import pytest
from django.conf import settings

from stations.catalogue.words import Grade, Kind
from stations.dispatch import rules
from stations.dispatch.models import Assignment, ResponseCircle
from stations.incidents.models import Incident
from stations.incidents.rules import STEPS
from stations.incidents.words import State
from stations.kit.answer import RuleBroken

AT = datetime.datetime(2026, 11, 22, 2, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def person(pk: int, post: str, standing: str = "on_post"):
    return Thing(pk=100 + pk, officer=Thing(pk=pk, post=post, standing=standing), rights=frozenset())


PEOPLE = {
    "crew officer": person(1, "officer"),
    "crew auxiliary": person(2, "auxiliary"),
    "stranger": person(3, "officer"),
    "other auxiliary": person(4, "auxiliary"),
    "desk": person(5, "desk"),
    "deputy": person(6, "deputy"),
    "chief": person(7, "chief"),
    "crew officer on leave": person(1, "officer", "long_leave"),
    "guard": Thing(pk=9, rights=frozenset()),
}
COMMAND = {"desk", "deputy", "chief"}
CREW = {"crew officer", "crew auxiliary"} | COMMAND
POLICE = {"crew officer"} | COMMAND
# verb → states it is possible in, the state it leads to, who may
TABLE = {
    "accept": ({"sent"}, "accepted", CREW),
    "depart": ({"accepted"}, "en_route", CREW),
    "arrive": ({"sent", "accepted", "en_route"}, "arrived", CREW),
    "done": ({"arrived"}, "done", POLICE),
    "ask_support": ({"accepted", "en_route", "arrived"}, None, CREW),
    "pass_on": ({"sent", "accepted", "en_route", "arrived"}, "passed_on", POLICE),
    "recall": ({"sent", "accepted", "en_route"}, "recalled", COMMAND),
}


def crew(starts=-1, ends=11, members=(1, 2), police=True, community=None, station=1):
    kinds = {1: "police" if police else "auxiliary", 2: "auxiliary"}
    rows = [Thing(officer_id=pk, officer=Thing(kind=kinds.get(pk, "police"))) for pk in members]
    return Thing(
        pk=1, station_id=station, community_id=community, starts_at=AT + starts * HOUR, ends_at=AT + ends * HOUR,
        members=Thing(all=lambda: rows),
    )  # fmt: skip


def assignment(state: str, **fields):
    return Thing(state=state, crew=fields.pop("crew", None) or crew(), accepted_at=None, departed_at=None,
                 arrived_at=None, **fields)  # fmt: skip


def test_the_table_in_the_test_knows_every_verb():
    assert {step.verb for step in rules.ASSIGNMENT_STEPS.steps} == set(TABLE)


@pytest.mark.parametrize("verb", TABLE)
def test_every_verb_in_every_state_for_every_role(verb):
    for state in Assignment.State.values:
        for who in PEOPLE:
            _walk(verb, state, who)


def _walk(verb, state, who):
    states, target, may = TABLE[verb]
    row = assignment(state)
    answer = rules.ASSIGNMENT_STEPS.check(row, verb, PEOPLE[who], AT)
    if state not in states:
        assert answer.code == "wrong_state"
    elif who not in may:
        assert answer.code == "not_allowed"
    else:
        assert answer
        assert rules.ASSIGNMENT_STEPS.advance(row, verb, PEOPLE[who], AT).target == (target or state)
    assert bool(rules.who_may(PEOPLE[who], row, verb)) == (who in may)


@pytest.mark.parametrize("verb", ["accept", "arrive"])
def test_a_crew_off_duty_takes_on_nothing_new_but_ends_what_it_has(verb):
    late = crew(ends=-1)
    answer = rules.ASSIGNMENT_STEPS.check(assignment("sent", crew=late), verb, PEOPLE["crew officer"], AT)
    assert answer.code == "crew_ended"
    assert rules.ASSIGNMENT_STEPS.check(assignment("en_route", crew=late), "arrive", PEOPLE["crew officer"], AT)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (crew(), ""), (crew(starts=0.2), ""), (crew(starts=0.3), "crew_not_out"), (crew(ends=0), "crew_ended"),
        (crew(police=False), "no_police"), (crew(members=()), "no_police"),
    ],
)  # fmt: skip
def test_who_can_be_sent(row, code):
    assert rules.may_go(row, AT).code == code


def incident(kind=Kind.CALL, state=State.RECEIVED, **fields):
    return Incident(station_id=1, kind=kind, state=state, received_at=AT, reported_at=AT, **fields)


@pytest.mark.parametrize("kind", Kind.values)
def test_a_crew_is_sent_only_where_the_kind_has_a_step_for_it(kind):
    for state in State.values:
        row = incident(kind, state)
        step = STEPS[kind].step(state, "dispatch") or STEPS[kind].step(state, "assign")
        assert bool(rules.may_be_sent(row, crew(), AT)) == bool(step)
        assert rules.may_be_sent(row, crew(station=2), AT).code == "other_station"


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("verb", ["accept", "depart", "arrive", "done"])
def test_the_incident_follows_its_first_crew_and_never_goes_back(kind, verb):
    for state in State.values:
        _follow(kind, state, verb)


def _follow(kind, state, verb):
    row, way = incident(kind, state), []
    while step := rules.next_step(row, verb):
        STEPS[kind].advance(row, step, None, AT)
        way.append(row.state)
        assert len(way) < 5
    calls = ["received", "dispatched", "accepted", "en_route", "arrived"]
    wanted = {"accept": "accepted", "depart": "en_route", "arrive": "arrived"}.get(verb)
    if kind in {Kind.CALL, Kind.HELP} and state in calls and wanted and calls.index(state) < calls.index(wanted):
        assert row.state == wanted
        assert [calls.index(one) for one in way] == sorted(calls.index(one) for one in way)
    else:
        assert way == []


def test_a_repeated_tap_is_known_by_its_time():
    assert not rules.is_repeated(assignment("arrived"), "accept")
    row = assignment("en_route")
    row.accepted_at = AT
    assert rules.is_repeated(row, "accept")
    row.state = "recalled"
    assert not rules.is_repeated(row, "accept")
    assert rules.is_repeated(row, "recall")


@pytest.mark.parametrize(("lat", "lng"), [(91, 0), (0, 181), (None, 116.4), (39.9, None), (float("nan"), 1)])
def test_half_a_position_and_one_off_the_earth_are_refused(lat, lng):
    with pytest.raises(RuleBroken):
        rules.fix_of(lat, lng)


def test_no_position_is_no_position():
    assert rules.fix_of(None, None) is None
    assert rules.fix_of(39.9, 116.4) == (39.9, 116.4)


def test_the_defaults_follow_one_three_five():
    found = [rules.default_circle(grade).arrive_seconds for grade in Grade.values]
    assert found == [180, 300, 600, None]


def test_the_community_comes_before_the_station_and_the_station_before_the_default():
    rows = [ResponseCircle(grade=2, assign_seconds=90), ResponseCircle(grade=2, community_id=7, assign_seconds=30)]
    assert rules.circle_for(rows, 2, 7).assign_seconds == 30
    assert rules.circle_for(rows, 2, 8).assign_seconds == 90
    assert rules.circle_for(rows, 2, None).assign_seconds == 90
    assert rules.circle_for(rows, 1, 7).assign_seconds == 60


def test_an_a_officer_of_another_community_is_a_reason_to_think_twice():
    own, other = incident(community_id=7), incident(community_id=8)
    assert not rules.outside_community(crew(community=7), own, {1})
    assert rules.outside_community(crew(community=7), other, {1})
    assert not rules.outside_community(crew(community=7), other, {99})


def test_the_drawing_in_the_docs_is_current():
    page = (Path(settings.BASE_DIR) / "docs" / "steps-crews.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{rules.ASSIGNMENT_STEPS.diagram()}\n```" in page
