"""A step table answers, advances and draws itself."""

from types import SimpleNamespace

import pytest

from stations.kit.answer import YES, NotAllowed, RuleBroken, no
from stations.kit.workflow import Step, Workflow

BOSS, CLERK = object(), object()


def only_boss(user, obj):
    return YES if user is BOSS else no("boss only")


DOOR = Workflow(
    "door",
    [
        Step("shut", "open", "ajar", "Open", who=only_boss),
        Step("ajar", "shut", "shut", "Shut", who=lambda user, obj: YES, guard=lambda obj, at: no("stuck", "stuck")),
        Step("ajar", "rot", "gone", "Rot", who=None),
    ],
)


def door(state="shut"):
    return SimpleNamespace(state=state)


def test_the_one_gate_changes_the_state():
    thing = door()
    step = DOOR.advance(thing, "open", BOSS)
    assert (thing.state, step.verb) == ("ajar", "open")


def test_a_stranger_is_not_allowed_and_hears_why():
    thing = door()
    with pytest.raises(NotAllowed, match="boss only"):
        DOOR.advance(thing, "open", CLERK)
    assert thing.state == "shut"


def test_a_guard_refuses_with_its_code():
    with pytest.raises(RuleBroken) as refusal:
        DOOR.advance(door("ajar"), "shut", CLERK)
    assert refusal.value.code == "stuck"


def test_an_impossible_verb_is_refused():
    assert DOOR.check(door(), "shut", BOSS).code == "wrong_state"


def test_only_the_system_takes_its_own_steps():
    assert not DOOR.check(door("ajar"), "rot", BOSS)
    assert DOOR.check(door("ajar"), "rot", None)


def test_buttons_are_the_verbs_a_person_may_take_now():
    assert [step.verb for step in DOOR.verbs(door(), BOSS)] == ["open"]
    assert DOOR.verbs(door(), CLERK) == []


def test_the_same_verb_twice_from_one_state_is_a_mistake():
    step = Step("a", "go", "b", "Go", who=None)
    with pytest.raises(ValueError, match="twice"):
        Workflow("bad", [step, step])


def test_the_table_draws_its_diagram():
    assert "shut --> ajar: open" in DOOR.diagram()
