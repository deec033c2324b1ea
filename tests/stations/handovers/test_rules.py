"""Who signs, in which state, with which reason; who writes and reads; what is late."""

import datetime
from types import SimpleNamespace

import pytest

from stations.handovers import rules
from stations.handovers.models import Handover, HandoverSettings
from stations.organisation.models import Officer, Post

AT = datetime.datetime(2026, 11, 22, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TIMES = rules.times_of(None)


def person(pk: int, post: str = Post.DEPUTY):
    return SimpleNamespace(pk=pk, rights=frozenset(), officer=SimpleNamespace(pk=pk, post=post, standing="on_post"))


OUT, IN, LEADER, PLAIN, CIVILIAN = person(1), person(2), person(3, Post.CHIEF), person(4, Post.OFFICER), None
CIVILIAN = SimpleNamespace(pk=5, rights=frozenset())
PEOPLE = {"outgoing": OUT, "incoming": IN, "leader": LEADER, "officer": PLAIN, "civilian": CIVILIAN}
ALLOWED = {
    ("open", "give"): {"outgoing", "incoming", "leader"},
    ("given", "take"): {"incoming", "leader"},
    ("given", "take_back"): {"outgoing"},
}


def handover(state: str, given_by: int | None = 1) -> Handover:
    given = given_by if state != "open" else None
    return Handover(
        state=state, at=AT, date=AT.date(), outgoing_commander_id=1, incoming_commander_id=2, given_by_id=given
    )


@pytest.mark.parametrize("state", Handover.State.values)
@pytest.mark.parametrize("verb", ["give", "take", "take_back"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_verb_in_every_state_for_everybody(state, verb, who):
    allowed = who in ALLOWED.get((state, verb), set())
    assert bool(rules.STEPS.check(handover(state), verb, PEOPLE[who], AT)) is allowed


def test_a_leader_who_gave_does_not_take_and_may_take_back():
    given = handover("given", given_by=LEADER.pk)
    assert rules.STEPS.check(given, "take", LEADER, AT).code == "not_allowed"
    assert rules.STEPS.check(given, "take_back", LEADER, AT)
    assert rules.STEPS.check(given, "take", IN, AT)


def test_the_incoming_commander_who_gave_in_place_of_the_other_does_not_take():
    assert not rules.STEPS.check(handover("given", given_by=IN.pk), "take", IN, AT)


def test_who_commands_both_days_signs_both_sides():
    given = handover("given", given_by=OUT.pk)
    given.incoming_commander_id = OUT.pk
    assert rules.STEPS.check(given, "take", OUT, AT)


def test_a_commander_who_has_left_no_longer_signs():
    gone = person(1)
    gone.officer.standing = Officer.Standing.LEFT
    assert not rules.STEPS.check(handover("open"), "give", gone, AT)


def test_lines_are_signed_in_their_day_and_taken_over_at_any_time():
    late = AT + 24 * HOUR
    assert rules.STEPS.check(handover("open"), "give", OUT, late).code == "handover.over"
    assert rules.STEPS.check(handover("open"), "give", OUT, late - HOUR)
    assert rules.STEPS.check(handover("given"), "take", IN, late)


def test_only_who_stands_in_says_why():
    assert rules.check_reason(OUT, handover("open"), rules.OUTGOING, "")
    assert rules.check_reason(LEADER, handover("open"), rules.OUTGOING, "  ").code == "handover.reason"
    assert rules.check_reason(LEADER, handover("open"), rules.OUTGOING, "出差")


def test_things_are_counted_for_the_open_handover_of_now():
    assert rules.check_open(handover("open"), AT.date())
    assert rules.check_open(handover("given"), AT.date()).code == "handover.signed"
    assert rules.check_open(handover("open"), AT.date() + datetime.timedelta(days=1)).code == "handover.over"


@pytest.mark.parametrize(
    ("post", "on_duty", "writes", "reads_people", "reads_rest"),
    [
        (Post.DESK, False, True, True, True),
        (Post.CHIEF, False, True, True, True),
        (Post.OFFICER, True, True, True, True),
        (Post.OFFICER, False, False, False, True),
        (Post.AUXILIARY, True, False, False, False),
    ],
)
def test_notes_are_written_and_read_by_post_and_duty(post, on_duty, writes, reads_people, reads_rest):
    user = person(9, post)
    assert bool(rules.may_write(user, on_duty)) is writes
    for kind in ("person", "call_back"):
        assert bool(rules.may_read_note(user, kind, on_duty)) is reads_people
    for kind in ("deadline", "note"):
        assert bool(rules.may_read_note(user, kind, on_duty)) is reads_rest


def test_a_viewer_from_the_district_sees_handovers_but_no_words():
    viewer = SimpleNamespace(pk=8, rights=frozenset({"view"}))
    assert rules.may_see(viewer)
    assert not rules.may_read_note(viewer, "note", False)
    assert not rules.may_write(viewer, False)


def test_due_from_the_handover_on_and_late_after_the_time_allowed():
    minute = datetime.timedelta(minutes=1)
    waiting = handover("given")
    assert not rules.is_due(waiting, AT - minute)
    assert rules.is_due(waiting, AT)
    assert not rules.is_late(waiting, AT + 29 * minute, TIMES)
    assert rules.is_late(waiting, AT + 30 * minute, TIMES)
    assert not rules.is_due(handover("taken"), AT + HOUR)


def test_late_is_what_the_station_says():
    waiting, at = handover("given"), AT + datetime.timedelta(minutes=40)
    assert rules.is_late(waiting, at, TIMES)
    assert not rules.is_late(waiting, at, rules.times_of(HandoverSettings(on_time_minutes=45)))


def test_the_diagram_shows_the_way_back():
    assert "given --> open: take_back" in rules.STEPS.diagram()
