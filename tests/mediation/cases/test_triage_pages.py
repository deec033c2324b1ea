"""The pages and the API of triage, mediators, ways and help: who gets in, what a tap does, what it costs."""

import pytest
from django.urls import reverse

from mediation.cases.words import State, Track
from mediation.network.words import Group
from tests.factories import client_of
from tests.factories.mediation import make_case, make_case_mediator, make_mediator, make_paper
from tests.mediation.cases.test_triage_rules import DISPUTE, GATE

JSON = {"content_type": "application/json"}
PARTS = ("triage-part", "mediators-part", "similar-part")


@pytest.fixture
def keeper(in_one):
    return make_mediator(in_one, keeper=True, most_open=0).user


@pytest.fixture
def desk(keeper):
    return client_of(keeper)


def fields(answers, **more):
    return {f"q-{code}": value for code, value in answers.items()} | more


def page(name, *numbers):
    return reverse(name, args=numbers)


def test_the_form_asks_what_the_answers_make_necessary(in_one, desk):
    case = make_case(in_one, State.TRIAGE)
    url = page("mediation-triage", case.pk)
    first = desk.get(url).content.decode()
    assert "q-domestic_violence" in first and "q-violation" not in first
    more = desk.post(url, fields({"domestic_violence": "no"}, look="1")).content.decode()
    assert "q-violation" in more and "<html" in more
    part = desk.post(url, fields({"domestic_violence": "no", "violation": "offence"}), headers={"HX-Request": "true"})
    assert "q-decided" in part.content.decode() and "<html" not in part.content.decode()
    case.refresh_from_db()
    assert case.version == 0


def test_a_saved_triage_shows_its_card_and_one_tap_accepts(in_one, desk):
    """ZA-03, RT-14, RT-15."""
    case = make_case(in_one, State.TRIAGE)
    url = page("mediation-triage", case.pk)
    assert desk.post(url, fields(DISPUTE, save="1")).status_code == 302
    card = desk.get(url).content.decode()
    assert "人民调解法第二条" in card and "人民调解法第三十一条" in card
    desk.post(page("mediation-accept", case.pk))
    case.refresh_from_db()
    assert (case.state, case.track) == (State.ACCEPTED, Track.RT)


def test_an_incomplete_or_stale_form_is_shown_again_with_what_was_answered(in_one, desk):
    case = make_case(in_one, State.TRIAGE)
    url = page("mediation-triage", case.pk)
    again = desk.post(url, fields({"domestic_violence": "no"}, save="1"))
    assert again.status_code == 400 and "checked" in again.content.decode()
    stale = desk.post(url, fields(DISPUTE, save="1", **{"q-version": "7"}))
    assert stale.status_code == 400


def test_the_police_officer_in_charge_is_named_on_the_form(in_one, desk, cast):
    """ZA-04."""
    case = make_case(in_one, State.TRIAGE)
    make_paper(case)
    url = page("mediation-triage", case.pk)
    sent = fields(GATE, **{"q-facts": "甲打乙一拳"})
    assert "q-officer" in desk.post(url, sent | {"look": "1"}).content.decode()
    assert desk.post(url, sent | {"save": "1", "q-officer": cast.officer.pk}).status_code == 302
    case.refresh_from_db()
    assert (case.track, case.officer) == (Track.ZA, cast.officer)


@pytest.mark.parametrize("name", ["mediation-triage", "mediation-match", *PARTS])
def test_a_stranger_gets_404(in_one, name):
    case = make_case(in_one, State.TRIAGE)
    assert client_of(make_mediator(in_one).user).get(page(name, case.pk)).status_code == 404


def test_a_mediator_sees_the_decision_but_does_not_triage(in_one, keeper, desk):
    case = make_case(in_one, State.TRIAGE, mediator=(mediator := make_mediator(in_one)))
    mine = client_of(mediator.user)
    assert mine.get(page("mediation-triage", case.pk)).status_code == 403
    desk.post(page("mediation-triage", case.pk), fields(DISPUTE, save="1"))
    assert mine.get(page("mediation-triage", case.pk)).status_code == 200
    assert mine.post(page("mediation-triage", case.pk), fields(DISPUTE, save="1")).status_code == 403


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("many", [1, 3])
def test_the_parts_are_cheap(in_one, desk, name, many, django_assert_max_num_queries):
    case = make_case(in_one, State.MEDIATING)
    for _number in range(many):
        make_case_mediator(case, make_mediator(in_one, Group.ELDER), part="helps")
        make_case(in_one, State.ARCHIVED)
    with django_assert_max_num_queries(15):
        assert desk.get(page(name, case.pk)).status_code == 200


def test_mediators_are_proposed_asked_and_answer_on_the_phone(in_one, desk):
    case = make_case(in_one, State.ACCEPTED)
    elder = make_mediator(in_one, Group.ELDER, name="李建国")
    assert "李建国" in desk.get(page("mediation-match", case.pk)).content.decode()
    assert "李建国" in desk.get(page("mediation-match", case.pk) + "?q=李建").content.decode()
    desk.post(page("mediation-ask", case.pk), {"mediator": elder.pk, "part": "lead"})
    row = case.mediators.get()
    phone = client_of(elder.user)
    asks = phone.get(page("mediation-asks")).content.decode()
    assert case.number in asks and case.parties.first().name not in asks
    phone.post(page("mediation-mediator-verb", case.pk, row.pk, "yes") + "?from=asks")
    row.refresh_from_db()
    assert row.accepted
    assert phone.get(page("mediation-mediator-verb", case.pk, row.pk, "withdraw")).status_code == 200
    assert phone.get(page("mediation-mediator-verb", case.pk, row.pk, "release")).status_code == 403


def test_a_no_on_the_phone_goes_back_to_the_questions(in_one, desk):
    case = make_case(in_one, State.ACCEPTED)
    elder = make_mediator(in_one, Group.ELDER)
    desk.post(page("mediation-ask", case.pk), {"mediator": elder.pk})
    url = page("mediation-mediator-verb", case.pk, case.mediators.get().pk, "no") + "?from=asks"
    answered = client_of(elder.user).post(url, {"reason": "出差", "conflict": ""})
    assert answered.headers["Location"] == page("mediation-asks")
    assert case.mediators.get().accepted is False


@pytest.mark.parametrize("way", ["joint", "micro", "legal", "online", "heart"])
def test_each_way_has_its_form(in_one, desk, way):
    case = make_case(in_one, State.MEDIATING)
    assert desk.get(page("mediation-way", case.pk, way)).status_code == 200
    assert desk.get(page("mediation-way", case.pk, "other")).status_code == 404


def test_ways_and_invitations_over_the_pages(in_one, desk):
    case = make_case(in_one, State.MEDIATING)
    desk.post(page("mediation-way", case.pk, "heart"), {})
    refused = desk.post(page("mediation-invite", case.pk), {"kind": "neighbour", "name": "王大妈"})
    assert refused.status_code == 400 and "RT-04" in refused.content.decode()
    desk.post(page("mediation-invite", case.pk), {"kind": "neighbour", "name": "王大妈", "consent": "on"})
    case.refresh_from_db()
    assert case.ways == ["heart"] and case.invitees.get().consented_at
    desk.post(page("mediation-way-remove", case.pk, "heart"))
    desk.post(page("mediation-uninvite", case.pk, case.invitees.get().pk))
    case.refresh_from_db()
    assert case.ways == [] and case.invitees.get().removed_at


def verb(client, case, name, /, **data):
    return client.post(f"/api/v1/cases/{case.pk}/{name}/", data, **JSON)


def test_the_same_over_the_api(in_one, desk):
    case = make_case(in_one, State.TRIAGE)
    elder = make_mediator(in_one, Group.ELDER)
    codes = [row["code"] for row in desk.get(f"/api/v1/cases/{case.pk}/questions/").json()]
    assert codes[0] == "domestic_violence"
    assert verb(desk, case, "accept").status_code == 409
    assert verb(desk, case, "triage", answers={}).json()["code"] == "unanswered"
    made = verb(desk, case, "triage", answers=DISPUTE)
    assert (made.status_code, made.json()["outcome"]) == (201, "rt")
    assert made.json()["reasons"][0]["article"] == "人民调解法第二条"
    assert verb(desk, case, "accept").json()["state"] == "accepted"
    assert desk.get(f"/api/v1/cases/{case.pk}/proposals/").json()[0]["mediator"] == elder.pk
    assert verb(desk, case, "ask_mediator", mediator=elder.pk).status_code == 200
    row = case.mediators.get().pk
    assert verb(client_of(elder.user), case, "answer_mediator", row=row, yes=True).status_code == 200
    assert verb(desk, case, "answer_mediator", row=row, yes=False).json()["code"] == "answered"
    assert verb(desk, case, "mark_way", way="joint", people=[], consent=True).json()["code"] == "too_few_organs"
    assert verb(desk, case, "mark_way", way="heart").json()["ways"] == ["heart"]
    assert verb(desk, case, "unmark_way", way="heart").json()["ways"] == []
    assert verb(desk, case, "invite", kind="expert", name="专家").json()["code"] == "no_consent"
    assert verb(desk, case, "invite", kind="expert", name="专家", consent=True).status_code == 200
    assert verb(desk, case, "uninvite", invitee=case.invitees.get().pk).status_code == 200
    assert desk.get(f"/api/v1/cases/{case.pk}/help/").json()["articles"]
    assert verb(client_of(elder.user), case, "triage", answers=DISPUTE).status_code == 403
    assert verb(desk, case, "withdraw_mediator", row=row, conflict="亲属").status_code == 200
    assert verb(desk, case, "release_mediator", row=row, reason="x").json()["code"] == "answered"


def test_strange_values_over_the_api_are_400(in_one, desk):
    case = make_case(in_one, State.TRIAGE)
    for answers in ({"domestic_violence": 7}, {"domestic_violence": ["yes"]}, {"domestic_violence": {"a": 1}}):
        assert verb(desk, case, "triage", answers=answers).status_code in {400, 409}
