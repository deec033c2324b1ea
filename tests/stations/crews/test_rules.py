"""Who may set crews, who may stand where, what a crew lacks."""

import datetime
from types import SimpleNamespace

import pytest

from stations.crews import rules
from stations.crews.models import Layer
from stations.crews.rules import Person
from stations.organisation.models import Post
from tests.factories import lead, make_community, make_crew, make_officer

AT = datetime.datetime(2026, 11, 23, 8, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def test_the_commander_and_the_desk_set_crews_and_others_do_not(cast):
    assert all(rules.may_set_crews(who.user) for who in (cast.chief, cast.deputy, cast.desk))
    assert not any(rules.may_set_crews(who) for who in (cast.officer.user, cast.auxiliary.user, cast.guard))


def test_a_team_leader_sets_the_crew_of_the_own_community_only(cast, in_one):
    sergeant = make_officer(cast.station, post=Post.SERGEANT, team=cast.community_team)
    lead(cast.community_team, sergeant, role="deputy")
    sergeant.user.leads = frozenset({cast.community_team.pk})
    mine = make_crew(cast.station, community=make_community(cast.station, team=cast.community_team))
    other = make_crew(cast.station, community=make_community(cast.station))
    first = make_crew(cast.station, layer=Layer.FIRST, community=mine.community)
    assert [bool(rules.may_set_crew(sergeant.user, crew)) for crew in (mine, other, first)] == [True, False, False]


def on_duty(**fields) -> Person:
    return Person(1, **({"starts_at": AT, "ends_at": AT + 24 * HOUR} | fields))


@pytest.mark.parametrize(
    ("person", "layer", "code"),
    [
        (None, Layer.SECOND, "crew.off_duty"),
        (Person(1), Layer.SECOND, "crew.off_duty"),
        (Person(1, away=True), Layer.SECOND, "crew.away"),
        (on_duty(ends_at=AT + HOUR), Layer.SECOND, "crew.hours"),
        (on_duty(full_time=True), Layer.FIRST, "crew.full_time"),
        (on_duty(full_time=True), Layer.STREET, "crew.full_time"),
        (on_duty(busy=[(AT + 7 * HOUR, AT + 9 * HOUR)]), Layer.SECOND, "crew.overlap"),
        (on_duty(busy=[(AT + 8 * HOUR, AT + 9 * HOUR)]), Layer.SECOND, ""),
        (on_duty(full_time=True), Layer.SECOND, ""),
    ],
)
def test_who_may_stand_on_a_crew(person, layer, code):
    assert rules.check_member(person, layer, AT, AT + 8 * HOUR).code == code


@pytest.mark.parametrize(
    ("layer", "size", "police", "code"),
    [
        (Layer.FIRST, 2, [True, False], ""),
        (Layer.FIRST, 1, [True], "crew.members"),
        (Layer.SECOND, 2, [False, False], "crew.police"),
        (Layer.SECOND, 3, [True, True], "crew.members"),
        (Layer.STREET, 1, [False], ""),
        (Layer.VIDEO, 1, [], "crew.members"),
        (Layer.FIRST, 0, [], ""),
    ],
)
def test_what_a_crew_needs(layer, size, police, code):
    assert rules.check_crew(layer, size, police).code == code


def test_a_crew_that_cannot_go_out_is_red_and_a_weak_one_amber():
    assert rules.worst(rules.gaps_of(Layer.SECOND, 2, [True])) == "danger"
    assert rules.worst(rules.gaps_of(Layer.SECOND, 3, [True, True])) == "warn"
    assert rules.worst(rules.gaps_of(Layer.SECOND, 2, [True, True], lacks_vehicle=True)) == "warn"
    assert rules.worst([]) == "ok"


def test_bands_of_a_rotating_duty_end_at_the_next_handover():
    assert rules.check_bands([(0, 8), (8, 8), (16, 8)], whole_day=True)
    assert rules.check_bands([(16, 9)], whole_day=True).code == "pattern.band_long"
    assert rules.check_bands([(0, 8), (0, 4)], whole_day=True).code == "pattern.band_twice"
    assert rules.check_bands([], whole_day=False).code == "pattern.no_band"
    assert rules.check_bands([(23, 8)], whole_day=False)


@pytest.mark.parametrize(
    ("at", "paused", "size", "state"),
    [(-1, "", 2, "planned"), (1, "", 2, "out"), (1, "加油", 2, "paused"), (1, "", 0, "off"), (9, "加油", 2, "over")],
)
def test_the_state_follows_the_clock(at, paused, size, state):
    crew = SimpleNamespace(starts_at=AT, ends_at=AT + 8 * HOUR, paused=paused, size=size)
    assert rules.state_of(crew, AT + at * HOUR) == state


def test_a_round_lies_inside_its_patrol_and_in_the_past():
    span, at = (AT, AT + 8 * HOUR), AT + 4 * HOUR
    assert rules.check_round(AT, AT + HOUR, span, at)
    assert rules.check_round(AT + HOUR, AT, span, at).code == "round.span"
    assert rules.check_round(AT - HOUR, AT, span, at).code == "round.outside"
    assert rules.check_round(AT, AT + 5 * HOUR, span, at).code == "round.future"
