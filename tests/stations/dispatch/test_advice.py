"""Which crew is recommended, why, and what never happens whatever the facts are."""

import datetime
from types import SimpleNamespace as Thing

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.dispatch import actions
from stations.dispatch.advice import MANY, Facts, Point, advise, needs_two, recommend
from stations.dispatch.readings import CrewState, crew_states
from tests.factories import (
    make_community,
    make_community_post,
    make_crew,
    make_incident,
    make_officer,
    make_police_room,
)

AT = datetime.datetime(2026, 11, 22, 2, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
HERE = (39.9, 116.4)


def member(number: int, police: bool = True):
    return Thing(officer_id=number, officer=Thing(kind="police" if police else "auxiliary"))


def crew(number: int, layer="second", community=1, starts=-60, ends=600, paused="", police=True, officer=None):
    members = [member(officer or number * 10, police), member(number * 10 + 1, False)]
    return Thing(
        pk=number, layer=layer, community_id=community, starts_at=AT + starts * MINUTE, ends_at=AT + ends * MINUTE,
        paused=paused, members=Thing(all=lambda: members), get_layer_display=lambda: layer, name=f"crew {number}",
    )  # fmt: skip


def on_it(number: int, part="main", support=None, sent=-10):
    return Thing(crew_id=number, part=part, support_wanted_at=support, sent_at=AT + sent * MINUTE)


def busy(found, tasks=1, count=0):
    return CrewState(found, tasks=[Thing(state="sent", pk=n) for n in range(tasks)], count=count)


def incident(grade=3, community=1, urgent=False):
    return Thing(grade=grade, urgent=urgent, community_id=community, lat=HERE[0], lng=HERE[1])


def told(states, found=None, **facts):
    return advise(Facts(found or incident(), AT, states, **facts))


def chosen(advice):
    return [(one.crew.pk, one.part, one.code) for one in advice if one.recommended]


def said(one):
    with translation.override("en"):
        return "; ".join(str(reason) for reason in one.reasons)


FIRST, FIRST2 = crew(1, "first", None), crew(2, "first", None)
OWN, NEIGHBOUR, POST = crew(3), crew(4, community=2), crew(5, "street")


def test_the_crew_of_the_community_goes_first():
    advice = told([CrewState(FIRST), CrewState(NEIGHBOUR), CrewState(OWN)], points={3: Point(39.9036, 116.4, "here")})
    assert chosen(advice) == [(3, "main", "second_free")]
    assert [one.crew.pk for one in advice] == [3, 1, 4]
    assert "400 m away" in said(advice[0])


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (busy(OWN), "handling another incident"),
        (CrewState(crew(3, paused="加油")), "out of action"),
        (CrewState(crew(3, ends=-1)), "no second-level crew out"),
        (CrewState(crew(3, starts=10)), "no second-level crew out"),
    ],
)
def test_the_first_level_goes_when_the_community_has_no_free_crew(second, why):
    advice = told([CrewState(NEIGHBOUR), second, CrewState(FIRST)])
    assert chosen(advice) == [(1, "main", "first_instead")]
    assert why in said(advice[0])


def test_grades_one_and_two_are_reinforced_at_once():
    advice = told([CrewState(OWN), CrewState(FIRST), CrewState(FIRST2)], incident(grade=2))
    assert chosen(advice) == [(3, "main", "second_free"), (1, "reinforce", "first_reinforce")]


def test_who_went_out_three_times_is_to_be_relieved():
    advice = told([CrewState(crew(3), count=MANY), CrewState(crew(6))])
    assert [one.crew.pk for one in advice] == [6, 3]
    assert "better relieve" in said(advice[1])


def test_a_post_near_by_is_told():
    advice = told([CrewState(OWN), CrewState(POST)], points={5: Point(39.9036, 116.4, "here")})
    assert (advice[-1].part, advice[-1].code) == ("informed", "post_near")
    assert told([CrewState(POST)], points={5: Point(39.99, 116.4, "far")})[0].code == "post_far"


def test_when_every_crew_is_out_the_one_with_the_least_to_do_is_named():
    advice = told([busy(OWN, 2), busy(FIRST, 1)])
    assert chosen(advice) == [(1, "main", "least_busy")]


def test_who_is_on_it_gets_help_when_it_asks():
    states = [CrewState(FIRST), CrewState(NEIGHBOUR)]
    assert chosen(told(states, on_it=[on_it(3)])) == []
    assert chosen(told(states, on_it=[on_it(3, support=AT)])) == [(1, "reinforce", "support")]
    helped = [on_it(3, support=AT - 5 * MINUTE), on_it(9, sent=-1)]
    assert chosen(told(states, on_it=helped)) == []


def test_a_full_time_community_officer_stays_in_the_own_community():
    advice = told([CrewState(NEIGHBOUR), CrewState(crew(6, community=2))], full_time=frozenset({40}))
    assert [one.crew.pk for one in advice] == [6, 4]
    assert "DU-08" in said(advice[1])
    assert "DU-08" not in said(told([CrewState(OWN)], full_time=frozenset({30}))[0])


LAYERS = ["first", "second", "street", "patrol_post", "room", "video"]
crews = st.builds(
    crew, number=st.integers(1, 40), layer=st.sampled_from(LAYERS),
    community=st.sampled_from([None, 1, 2]), starts=st.integers(-300, 60), ends=st.integers(61, 300),
    paused=st.sampled_from(["", "", "加油"]), police=st.sampled_from([True, True, False]),
)  # fmt: skip
states = st.builds(
    lambda found, tasks, count, shift: busy(
        Thing(**(vars(found) | {"ends_at": found.ends_at - shift * MINUTE})), tasks, count
    ),
    crews, st.sampled_from([0, 0, 0, 1, 2]), st.integers(0, 5), st.sampled_from([0, 0, 320]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    states=st.lists(states, max_size=12, unique_by=lambda one: one.crew.pk),
    grade=st.integers(1, 4), community=st.sampled_from([None, 1, 2]),
    going=st.lists(st.integers(1, 40), max_size=2, unique=True),
)  # fmt: skip
def test_the_order_holds_whatever_the_facts_are(states, grade, community, going):
    found = incident(grade, community)
    advice = told(states, found, on_it=[on_it(number) for number in going])
    by_id = {state.crew.pk: state for state in states}
    assert len({one.crew.pk for one in advice}) == len(advice)
    for one in advice:
        assert one.crew.pk not in going
        assert one.crew.ends_at > AT
        assert any(row.officer.kind == "police" for row in one.crew.members.all())
        assert one.reasons
        assert one.crew.layer != "video"
        assert not (one.recommended and (one.crew.paused or one.part == "informed"))
    first = [one for one in advice if one.recommended and one.part == "main"]
    assert len(first) == (1 if not going and any(o.part != "informed" and not o.crew.paused for o in advice) else 0)
    own = [o for o in advice if o.code == "second_free"]
    if first and own:
        assert first[0].code == "second_free"
    elif first and any(o.crew.layer == "first" and by_id[o.crew.pk].free and o.crew.starts_at <= AT for o in advice):
        assert first[0].crew.layer == "first"
    assert sum(one.recommended for one in advice) <= (2 if needs_two(found) else 1)


def test_the_loader_asks_a_fixed_number_of_questions(cast, in_one, django_assert_max_num_queries):
    community = make_community(cast.station)
    room = make_police_room(cast.station, community=community, lat=39.9, lng=116.4)
    far = make_officer(cast.station)
    make_community_post(community, far)
    found = make_incident(cast.station, community=community, lat=39.9018, lng=116.4)
    own = make_crew(cast.station, cast.officer, cast.auxiliary, community=community, room=room)
    make_crew(cast.station, far, community=make_community(cast.station))
    with django_assert_max_num_queries(8):
        advice = recommend(found, timezone.now())
    assert (advice[0].crew, advice[0].distance) == (own, 200)
    for number in range(4):
        make_crew(cast.station, make_officer(cast.station), layer="first", name=f"一级{number}")
    with django_assert_max_num_queries(8):
        recommend(found, timezone.now())


def test_the_board_reads_what_each_crew_does(cast, in_one):
    own = make_crew(cast.station, cast.officer, cast.auxiliary)
    make_crew(cast.station, make_officer(cast.station), paused="加油")
    row = actions.send(incident=make_incident(cast.station), crew=own, actor=cast.desk.user)
    actions.arrive(assignment=row, actor=cast.officer.user, lat=39.9, lng=116.4)
    one, two = crew_states(cast.station, timezone.now())
    assert (one.state, one.task.pk, one.count, one.fix.lat) == ("on_scene", row.pk, 1, 39.9)
    assert (two.state, two.free, two.count) == ("paused", False, 0)


def test_a_crew_with_work_stays_on_the_board_after_its_hours(cast, in_one):
    over = make_crew(cast.station, cast.officer, cast.auxiliary)
    actions.arrive(
        assignment=actions.send(incident=make_incident(cast.station), crew=over, actor=cast.desk.user),
        actor=cast.officer.user,
    )
    make_crew(cast.station, make_officer(cast.station), name="已下岗", hours=2)
    later = over.ends_at + datetime.timedelta(minutes=10)
    assert [(state.crew, state.state) for state in crew_states(cast.station, later)] == [(over, "on_scene")]


def test_only_a_first_level_crew_reinforces_at_the_first_level():
    first = told([busy(OWN), CrewState(FIRST)])[0]
    assert "first-level reinforcement: the community's second-level crew" in said(first)
    alone = told([CrewState(OWN), CrewState(NEIGHBOUR)], incident(grade=1))
    assert chosen(alone) == [(3, "main", "second_free"), (4, "reinforce", "first_reinforce")]
    assert "get a second crew at once" in said(alone[1])
    assert all("first-level" not in said(one) for one in [*alone, told([busy(OWN), CrewState(NEIGHBOUR)])[0]])
