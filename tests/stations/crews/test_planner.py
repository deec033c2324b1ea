"""The planner never breaks a rule; what it cannot man it reports."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from stations.crews import planner, rules
from stations.crews.models import CrewPattern, Layer
from stations.crews.planner import Facts, Pattern, Place, Room
from stations.crews.rules import Person
from stations.organisation.models import Team
from stations.roster.models import Role
from stations.roster.planner import local

DAY = datetime.date(2026, 11, 23)
EIGHT = datetime.time(8)
THIRDS = ((datetime.time(8), 8.0), (datetime.time(16), 8.0), (datetime.time(0), 8.0))
PLACES = [Place(n, f"社区{n}", n, (Room(10 + n, f"警务室{n}", "每日 09:00-18:00"),)) for n in (1, 2, 3)]
PER, KIND = CrewPattern.Per, Team.Kind
PATTERNS = [
    Pattern(1, "一级车组", Layer.FIRST, PER.STATION, 2, Role.SECONDARY, KIND.COMMUNITY, 2, True, 10, THIRDS),
    Pattern(2, "二级车组", Layer.SECOND, PER.COMMUNITY, 1, Role.PRIMARY, KIND.COMMUNITY, 2, True, 20, THIRDS),
    Pattern(3, "街面岗", Layer.STREET, PER.STATION, 1, Role.FIXED, KIND.STREET, 1, False, 40,
            ((datetime.time(7), 8.0),)),
    Pattern(4, "警务室", Layer.ROOM, PER.COMMUNITY, 1, Role.SECONDARY, KIND.COMMUNITY, 1, False, 50,
            ((datetime.time(9), 9.0),)),
    Pattern(5, "视频巡控", Layer.VIDEO, PER.STATION, 1, Role.PRIMARY, KIND.COMMAND, 1, False, 60, THIRDS),
]  # fmt: skip


def facts(people, day=DAY, vehicles=(1, 2, 3, 4, 5), patterns=PATTERNS) -> Facts:
    return Facts(day, EIGHT, EIGHT, people, patterns, PLACES, vehicles=list(vehicles))


def person(number: int, role=Role.PRIMARY, team=1, kind=KIND.COMMUNITY, day=DAY, **fields) -> Person:
    begins = local(day, EIGHT if role != Role.FIXED else datetime.time(7))
    length = datetime.timedelta(hours=24 if role != Role.FIXED else 8)
    fields = {"starts_at": begins, "ends_at": begins + length, "rank": (5, f"{number:06d}")} | fields
    return Person(number, role=role, team_id=team, team_kind=kind, **fields)


def station(day=DAY, each: int = 4) -> list[Person]:
    """Four officers of each community team on each duty, two in the command room, two in the street."""
    people = [
        person(100 * team + 10 * (role == Role.PRIMARY) + n, role, team, day=day)
        for team in (1, 2, 3)
        for role in (Role.PRIMARY, Role.SECONDARY)
        for n in range(each)
    ]
    people += [person(900 + n, Role.PRIMARY, 9, KIND.COMMAND, day=day) for n in range(2)]
    return people + [person(950 + n, Role.FIXED, 8, KIND.STREET, day=day, place=f"路口{n}") for n in range(2)]


@st.composite
def anybody(draw, number: int) -> Person:
    role = draw(st.sampled_from([Role.PRIMARY, Role.SECONDARY, Role.FIXED]))
    kind = KIND.STREET if role == Role.FIXED else draw(st.sampled_from([KIND.COMMUNITY, KIND.COMMAND, KIND.CASE]))
    away = draw(st.integers(0, 9)) == 0
    made = person(
        number, role, draw(st.integers(1, 4)), kind, police=draw(st.integers(0, 3)) > 0,
        full_time=draw(st.integers(0, 4)) == 0, commander=draw(st.integers(0, 12)) == 0, away=away,
        community_id=draw(st.sampled_from([None, 1, 2, 3])), nights=draw(st.integers(0, 5)),
        place=draw(st.sampled_from(["", "路口1", "路口2", "警务室1"])),
    )  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        made.ends_at = made.starts_at + datetime.timedelta(hours=draw(st.integers(4, 24)))
    if away:
        made.starts_at = made.ends_at = None
    return made


@st.composite
def days(draw) -> Facts:
    people = [draw(anybody(number)) for number in range(1, draw(st.integers(0, 22)) + 1)]
    return facts(people, vehicles=range(1, draw(st.integers(0, 6)) + 1))


@settings(max_examples=80, deadline=None)
@given(days())
def test_no_rule_is_ever_broken(day):
    by_id = {p.officer_id: p for p in day.people}
    slots = planner.plan(day)
    seen: dict[int, list] = {}
    for slot in slots:
        for officer_id in slot.members:
            who = by_id[officer_id]
            assert not who.away and not who.commander
            assert who.starts_at <= slot.starts_at and slot.ends_at <= who.ends_at
            assert not (who.full_time and slot.layer not in rules.COMMUNITY_WORK), "DU-08"
            assert who.role == slot.role and who.team_kind == slot.team_kind
            assert not any(rules.overlaps(slot.span, other) for other in seen.get(officer_id, [])), "DU-06"
            seen.setdefault(officer_id, []).append(slot.span)
        assert len(set(slot.members)) == len(slot.members)
        assert (slot.leader in slot.members) == bool(slot.members)


@settings(max_examples=80, deadline=None)
@given(days())
def test_every_crew_is_manned_or_reported_as_a_gap(day):
    by_id = {p.officer_id: p for p in day.people}
    for slot in planner.plan(day):
        police = [by_id[pk].police for pk in slot.members]
        enough = len(police) >= rules.wanted(slot.layer, slot.size)
        if slot.layer in rules.CREWS:
            enough = enough and len(police) >= 2 and any(police)
        codes = {gap.code for gap in planner.gaps_of(day, slot)}
        assert enough == (not codes & {"members", "police"})


@settings(max_examples=60, deadline=None)
@given(days())
def test_no_vehicle_is_out_twice(day):
    out: dict[int, list] = {}
    for slot in planner.plan(day):
        if slot.vehicle_id:
            assert slot.vehicle
            assert not any(rules.overlaps(slot.span, other) for other in out.get(slot.vehicle_id, []))
            out.setdefault(slot.vehicle_id, []).append(slot.span)


def names(slots, layer) -> dict:
    return {slot.name: len(slot.members) for slot in slots if slot.layer == layer}


def test_a_full_station_has_no_gap():
    day = facts(station())
    slots = planner.plan(day)
    assert [gap for slot in slots for gap in planner.gaps_of(day, slot)] == []
    assert names(slots, Layer.FIRST) == {"一级车组1": 2, "一级车组2": 2}
    assert names(slots, Layer.SECOND) == {f"社区{n}二级车组": 2 for n in (1, 2, 3)}


def test_the_same_facts_give_the_same_crews():
    shown = [[(slot.key, slot.members, slot.leader, slot.vehicle_id) for slot in planner.plan(facts(station()))]
             for _turn in range(2)]  # fmt: skip
    assert shown[0] == shown[1]


def test_nights_go_round():
    """Over many primary days nobody of a team has more than one night more than another."""
    nights = dict.fromkeys((p.officer_id for p in station()), 0)
    for offset in range(12):
        day = DAY + datetime.timedelta(days=offset)
        people = station(day)
        for each in people:
            each.nights = nights[each.officer_id]
        for slot in planner.plan(facts(people, day)):
            if slot.night and slot.layer == Layer.SECOND:
                for officer_id in slot.members:
                    nights[officer_id] += 1
    for team in (1, 2, 3):
        counts = [n for officer_id, n in nights.items() if officer_id // 10 == 10 * team + 1]
        assert max(counts) - min(counts) <= 1


def test_an_a_role_stays_with_the_community():
    people = station()
    for each in people:
        each.full_time = each.role == Role.SECONDARY
    day = facts(people)
    slots = planner.plan(day)
    assert set(names(slots, Layer.FIRST).values()) == {0}
    assert set(names(slots, Layer.ROOM).values()) == {1}


def test_the_a_role_of_the_community_sits_in_its_police_room():
    people = station()
    chosen = next(p for p in people if p.role == Role.SECONDARY and p.team_id == 2)
    chosen.full_time, chosen.community_id = True, 2
    room = next(slot for slot in planner.plan(facts(people)) if slot.name == "警务室2")
    assert room.members == [chosen.officer_id]


def test_two_auxiliaries_alone_are_a_gap():
    people = [person(n, police=False) for n in (1, 2)]
    day = facts(people, patterns=PATTERNS[1:2])
    crew = next(slot for slot in planner.plan(day) if slot.name == "社区1二级车组")
    assert [gap.code for gap in planner.gaps_of(day, crew)] == ["police"]


def test_the_duty_commander_is_on_no_crew():
    people = station(each=1)
    for each in people:
        each.commander = True
    assert all(not slot.members for slot in planner.plan(facts(people)))


def test_opening_hours_are_those_of_the_police_room():
    room = next(slot for slot in planner.slots_of(facts([])) if slot.layer == Layer.ROOM)
    assert (room.starts_at, room.ends_at) == (local(DAY, datetime.time(9)), local(DAY, datetime.time(18)))


def test_a_band_after_midnight_belongs_to_the_night_after():
    night = next(slot for slot in planner.slots_of(facts([])) if slot.layer == Layer.FIRST and slot.night)
    assert night.starts_at == local(DAY + datetime.timedelta(days=1), datetime.time(0))


def test_a_street_post_begins_before_the_handover_on_its_own_day():
    street = [slot for slot in planner.slots_of(facts(station())) if slot.layer == Layer.STREET]
    assert {slot.name for slot in street} == {"路口0街面岗", "路口1街面岗"}
    assert {slot.starts_at for slot in street} == {local(DAY, datetime.time(7))}


def test_without_street_officers_the_number_of_the_pattern_is_a_gap():
    day = facts([])
    street = [slot for slot in planner.plan(day) if slot.layer == Layer.STREET]
    assert [planner.gaps_of(day, slot)[0].code for slot in street] == ["members"]


def test_a_crew_keeps_its_vehicle_over_the_day():
    slots = planner.plan(facts(station()))
    assert len({slot.vehicle_id for slot in slots if slot.name == "一级车组1"}) == 1
    assert planner.gaps_of(facts(station(), vehicles=()), slots[0]) == []


def test_words_without_hours_are_no_opening_hours():
    assert planner.opening_span(DAY, "全天") is None
    assert planner.opening_span(DAY, "25:00-26:00") is None
    assert planner.opening_span(DAY, "每日 9：00至17：30") is not None
