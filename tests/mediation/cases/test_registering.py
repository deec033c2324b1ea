"""Registering a dispute: little is needed, the same thing twice is one case, triage asks for the rest."""

import datetime
import uuid

import pytest
from django.utils import timezone

from mediation.cases import parties, registering
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import Source, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import make_community, make_grid, make_incident, make_officer, make_person, make_spot, make_team
from tests.factories.mediation import make_case, make_mediator, make_party


def register(station, actor, **values):
    values = {"source": Source.APPLICATION, "summary": "楼上漏水，双方为赔偿争执"} | values
    return registering.register(station=station, actor=actor, **values)


def test_little_is_needed_to_register(in_one, cast):
    case = register(in_one, cast.officer.user)
    assert (case.state, case.track, case.registered_by) == (State.REGISTERED, "", cast.officer.user)
    assert case.number == f"{timezone.localdate().year}-T0001"
    assert len(case.code) == 10
    assert Entry.objects.about(case).get().verb == "mediation.register"


def test_numbers_have_no_gap_and_codes_are_not_alike(in_one, cast):
    made = [register(in_one, cast.officer.user) for _turn in range(3)]
    assert [case.serial for case in made] == [1, 2, 3]
    assert len({case.code for case in made}) == 3


def test_the_law_of_the_day_is_kept(in_one, cast):
    old = datetime.datetime(2025, 12, 31, 12, tzinfo=datetime.UTC)
    assert register(in_one, cast.officer.user, at=old).law == "TJ-2019"
    assert register(in_one, cast.officer.user).law == "TJ-2026"


def test_the_same_form_twice_is_one_case_and_other_content_is_refused(in_one, cast):
    key = uuid.uuid4()
    first = register(in_one, cast.officer.user, client_key=key)
    assert register(in_one, cast.officer.user, client_key=key) == first
    with pytest.raises(RuleBroken) as refusal:
        register(in_one, cast.officer.user, client_key=key, summary="另一件事")
    assert refusal.value.code == "idempotency"
    assert Case.objects.count() == 1


def test_an_incident_makes_one_case(in_one, cast):
    incident = make_incident(in_one)
    first = register(in_one, cast.officer.user, source=Source.INCIDENT, incident=incident)
    assert register(in_one, cast.desk.user, source=Source.INCIDENT, incident=incident, summary="又一次") == first


def test_mediators_register_and_guards_do_not(in_one, cast):
    assert register(in_one, make_mediator(in_one).user)
    with pytest.raises(NotAllowed):
        register(in_one, make_person(in_one))


def test_the_place_is_found_from_the_grid_or_from_a_known_place(in_one, cast):
    community = make_community(in_one)
    grid = make_grid(community, make_officer(in_one, team=make_team(in_one)))
    make_spot(in_one, "三里小区", grid=grid)
    assert register(in_one, cast.officer.user, grid=grid).community == community
    by_name = register(in_one, cast.officer.user, place="三里小区")
    assert (by_name.community, by_name.grid) == (community, grid)
    other = make_community(in_one)
    with pytest.raises(RuleBroken) as refusal:
        register(in_one, cast.officer.user, grid=grid, community=other)
    assert refusal.value.code == "grid_elsewhere"


@pytest.mark.parametrize(
    ("values", "code"),
    [({"summary": " "}, "no_summary"), ({"source": "moon"}, "source"), ({"cause": "weather"}, "cause"),
     ({"amount": -1}, "amount")],
)  # fmt: skip
def test_what_is_wrong_is_said(in_one, cast, values, code):
    with pytest.raises(RuleBroken) as refusal:
        register(in_one, cast.officer.user, **values)
    assert refusal.value.code == code


def test_triage_asks_for_both_sides_cause_and_place(in_one, cast):
    case = register(in_one, cast.officer.user, parties=[{"side": "a", "name": "王建国"}])
    for missing in ({"cause": "neighbours"}, {"place": "前门大街1号"}):
        with pytest.raises(RuleBroken) as refusal:
            registering.submit(case=case, actor=cast.officer.user)
        assert refusal.value.code == "incomplete"
        case = registering.correct(case=case, actor=cast.officer.user, **missing)
    with pytest.raises(RuleBroken) as refusal:
        registering.submit(case=case, actor=cast.officer.user)
    assert refusal.value.code == "one_side"
    parties.add_party(case=case, actor=cast.officer.user, side="b", name="李四")
    assert registering.submit(case=case, actor=cast.officer.user).state == State.TRIAGE


def test_one_side_is_enough_where_the_other_is_not_known(in_one, cast):
    case = register(
        in_one, cast.officer.user, parties=[{"side": "a", "name": "王建国"}], cause="damages", place="南街",
        other_side_unknown=True,
    )  # fmt: skip
    assert registering.submit(case=case, actor=cast.officer.user).state == State.TRIAGE


def test_a_stale_edit_is_refused_and_changes_nothing(in_one, cast):
    case = register(in_one, cast.officer.user)
    registering.correct(case=case, actor=cast.officer.user, version=case.version, place="一号楼")
    with pytest.raises(RuleBroken) as refusal:
        registering.correct(case=case, actor=cast.officer.user, version=case.version, place="二号楼")
    assert refusal.value.code == "changed_meanwhile"
    assert Case.objects.get(pk=case.pk).place == "一号楼"


def test_a_settled_case_is_no_longer_changed(in_one, cast):
    case = make_case(in_one, state=State.PERFORMING)
    with pytest.raises(RuleBroken) as refusal:
        registering.correct(case=case, actor=cast.chief.user, place="别处")
    assert refusal.value.code == "settled"


def test_domestic_violence_is_not_noted_away_on_the_police_track(in_one, cast):
    case = make_case(in_one, state=State.ACCEPTED, track="za")
    with pytest.raises(RuleBroken) as refusal:
        registering.correct(case=case, actor=cast.chief.user, domestic_violence=True)
    assert refusal.value.code == "domestic_violence"


def test_the_day_book_holds_no_personal_data(in_one, cast):
    case = register(in_one, cast.officer.user, parties=[{"side": "a", "name": "王建国", "phone": "13812345678"}])
    make_party(case, "b", name="赵丽颖")
    registering.correct(case=case, actor=cast.officer.user, summary="新的说法，涉及王建国")
    told = str(list(Entry.objects.values_list("data", flat=True)))
    assert "王建国" not in told and "13812345678" not in told
    assert CaseParty.objects.filter(name="王建国").get().phone_index
