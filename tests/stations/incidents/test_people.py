"""People of incidents: masked, shown with a reason and a record, protected reporters to two roles only."""

import pytest
from django.utils import timezone

from stations.incidents import people
from stations.incidents.models import Party
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.crypto import blind_index
from stations.timeline.models import Entry
from tests.factories import client_of, make_incident


def with_people(cast, **fields):
    """An incident with a reporter and a witness, handled by an officer."""
    incident = make_incident(
        cast.station, reporter="王建国", phone="13800001234", handlers=(cast.officer, cast.auxiliary), **fields
    )
    Party.objects.create(
        station=cast.station, incident=incident, part="witness", name="李四", phone="13911112222",
        phone_index=blind_index("13911112222"), id_number="110101199001011234",
        id_index=blind_index("110101199001011234"), reported_at=incident.reported_at,
    )  # fmt: skip
    return incident


@pytest.fixture
def incident(cast, in_one):
    return with_people(cast)


def seen_by(person, incident) -> dict[str, bool]:
    shown = people.shown(getattr(person, "user", person), incident, incident.parties.all())
    return {one.party.part: one.may_see for one in shown}


def test_everybody_sees_masks(cast, incident):
    reporter, witness = people.shown(cast.officer.user, incident, incident.parties.all())
    assert (reporter.name, reporter.phone) == ("王**", "138****1234")
    assert (witness.name, witness.id_number) == ("李*", "110101********1234")


def test_the_desk_and_police_who_handle_it_see_people_and_auxiliaries_do_not(cast, incident):
    assert seen_by(cast.desk, incident) == seen_by(cast.officer, incident) == {"reporter": True, "witness": True}
    assert seen_by(cast.auxiliary, incident) == seen_by(cast.guard, incident) == {"reporter": False, "witness": False}


def test_a_protected_reporter_has_no_name_and_two_roles_see_who_it_is(cast, in_one):
    incident = with_people(cast, confidential=True)
    shown = people.shown(cast.officer.user, incident, incident.parties.all())
    assert (shown[0].name, shown[0].phone, shown[0].protected) == ("", "", True)
    assert seen_by(cast.desk, incident)["reporter"] and seen_by(cast.deputy, incident)["reporter"]
    assert not seen_by(cast.chief, incident)["reporter"] and not seen_by(cast.officer, incident)["reporter"]
    assert seen_by(cast.officer, incident)["witness"]


def test_a_look_has_a_reason_and_leaves_a_line(cast, incident):
    party = incident.parties.first()
    assert people.see_person(party=party, actor=cast.officer.user, reason="handling").phone == "13800001234"
    entry = Entry.objects.get(verb="incident.person_seen")
    assert (entry.data, entry.actor) == ({"party": party.pk, "why": "handling"}, cast.officer.user)
    with pytest.raises(NotAllowed):
        people.see_person(party=party, actor=cast.auxiliary.user, reason="handling")


def test_the_page_shows_a_person_once_by_post_with_a_reason(cast, incident):
    party, browser = incident.parties.first(), client_of(cast.desk)
    page = f"/command/incidents/{incident.pk}/"
    assert "13800001234" not in browser.get(page).content.decode()
    assert browser.get(f"{page}people/{party.pk}/").status_code == 405
    assert browser.post(f"{page}people/{party.pk}/", {"reason": "curious"})["Location"] == page
    answer = browser.post(f"{page}people/{party.pk}/", {"reason": "call_back"})
    assert "13800001234" in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert client_of(cast.auxiliary).post(f"{page}people/{party.pk}/", {"reason": "handling"}).status_code == 403
    assert client_of(cast.chief2).post(f"{page}people/{party.pk}/", {"reason": "handling"}).status_code == 404
    other = make_incident(cast.station)
    assert browser.post(f"/command/incidents/{other.pk}/people/{party.pk}/", {"reason": "case"}).status_code == 404


def test_people_are_entered_and_put_right_with_their_search_keys(cast, incident):
    party = people.add_person(
        incident=incident, actor=cast.officer.user, part="victim", name="赵六", phone="139 1111 2222"
    )
    assert (party.phone, party.phone_index) == ("13911112222", blind_index("13911112222"))
    row = people.correct_person(party=party, actor=cast.desk.user, reason="misheard", phone="13700009999")
    assert row.phone_index == blind_index("13700009999") and row.name == "赵六"
    assert "13700009999" not in str(list(Entry.objects.values_list("data", flat=True)))
    with pytest.raises(RuleBroken):
        people.correct_person(party=row, actor=cast.desk.user, reason="misheard", name="赵六")
    with pytest.raises(RuleBroken):
        people.add_person(incident=incident, actor=cast.desk.user, part="party")


def found(cast, actor, **values) -> list[int]:
    return people.search(station=cast.station, actor=actor.user, reason="repeat", **values)


def test_people_are_found_by_phone_id_or_whole_name(cast, incident):
    later = with_people(cast, at=timezone.now())
    assert found(cast, cast.desk, phone="+86 138-0000-1234") == [later.pk, incident.pk]
    assert found(cast, cast.desk, id_number="110101199001011234") == [later.pk, incident.pk]
    assert found(cast, cast.desk, name="王建国") == [later.pk, incident.pk]
    assert found(cast, cast.desk, name="王") == []
    assert found(cast, cast.desk, name="王建国", phone="13911112222") == []


def test_every_search_is_recorded_without_what_was_searched(cast, incident):
    found(cast, cast.desk, phone="13800001234")
    entry = Entry.objects.get(verb="incident.persons_searched")
    assert entry.data == {"by": "phone", "found": 1, "why": "repeat"}


def test_searching_is_for_the_desk_and_needs_something(cast, incident):
    with pytest.raises(NotAllowed):
        found(cast, cast.officer, name="王建国")
    with pytest.raises(RuleBroken):
        found(cast, cast.desk, name="未知")


def test_protected_reporters_are_not_found_by_others_than_the_two_roles(cast, in_one):
    incident = with_people(cast, confidential=True)
    assert found(cast, cast.chief, phone="13800001234") == []
    assert found(cast, cast.deputy, phone="13800001234") == [incident.pk]
    assert found(cast, cast.chief, phone="13911112222") == [incident.pk]


def test_the_search_page_keeps_the_number_out_of_the_address(cast, incident):
    browser = client_of(cast.desk)
    answer = browser.post("/command/incidents/people/", {"phone": "13800001234", "reason": "repeat"})
    assert answer.status_code == 200 and incident.number in answer.content.decode()
    assert browser.post("/command/incidents/people/", {"phone": "13800001234"}).status_code == 400
    assert client_of(cast.officer).get("/command/incidents/people/").status_code == 403
