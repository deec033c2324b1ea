"""Pages of cases, mediations, referrals and the table: who sees them, what they say, what a form does."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.casework.models import AllocationRule, CaseTransfer, PoliceCase, Referral, SceneMediation
from stations.incidents.models import Incident
from stations.incidents.words import Result, State
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import client_of, make_incident
from tests.factories.casework import make_case, make_referral

DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(room):
    return client_of(room.cast.desk)


@pytest.fixture
def worker(room):
    return client_of(room.worker)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def fetch(model, **by):
    with scopes_disabled():
        return model.objects.get(**by)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_cases_costs_the_same_however_long(room, desk, many, django_assert_max_num_queries):
    for _number in range(many):
        make_case(make_incident(room.cast.station), "working", team=room.case_team, owner=room.worker)
    with django_assert_max_num_queries(24):
        assert text(desk.get(reverse("police-cases"))).count('<th scope="row"') == many


def test_the_list_filters_what_is_due_and_leaves_the_house_recorded(room, desk):
    late = make_case(room.incident, "working", team=room.case_team, due_on=timezone.localdate() - DAY)
    other = make_case(make_incident(room.cast.station), "working", team=room.case_team)
    page = text(desk.get(reverse("police-cases"), {"which": "overdue"}))
    assert late.number in page
    assert other.number not in page
    sheet = desk.get(reverse("police-cases"), {"which": "overdue", "format": "csv"}).content.decode("utf-8-sig")
    assert late.number in sheet
    assert other.number not in sheet
    assert room.incident.place not in sheet
    assert fetch(Entry, verb="exported").data == {"what": "police_cases", "rows": 1}


@pytest.mark.parametrize("which", ["open", "overdue", "soon", "receipt", "mine", "check"])
def test_every_choice_of_the_list_works(room, desk, which):
    make_case(room.incident, "allocated", team=room.case_team)
    text(desk.get(reverse("police-cases"), {"which": which}))


def test_the_list_behind_a_figure_says_what_it_holds(room, desk):
    late = make_case(room.incident, "working", team=room.case_team, due_on=timezone.localdate() - DAY)
    page = text(desk.get(reverse("police-cases"), {"overdue_on": f"{timezone.localdate()}"}))
    assert late.number in page
    assert f'href="{reverse("police-cases")}"' in page
    page = text(desk.get(reverse("police-cases"), {"closed_from": "2026-01-01", "closed_to": "2026-01-31"}))
    assert late.number not in page


@pytest.mark.parametrize("words", ["2026-0001", "12", "前门", "99999999999-3", "-5", "%", "²", "²-1", "１２"])
def test_the_search_takes_whatever_is_typed(room, desk, words):
    make_case(room.incident)
    text(desk.get(reverse("police-cases"), {"q": words}))


@pytest.mark.parametrize("state", PoliceCase.State.values)
def test_the_page_of_a_case_shows_the_day_and_its_law(room, desk, state):
    case = make_case(
        room.incident, state, team=room.case_team, outcome="punished", concluded_by=room.worker.user,
        concluded_on=timezone.localdate(), checked_by=room.cast.chief.user,
    )  # fmt: skip
    page = text(desk.get(case.get_absolute_url()))
    assert "第一百一十八条" in page
    assert room.incident.number in page


@pytest.mark.parametrize("who", ["guard", "auxiliary"])
@pytest.mark.parametrize("name", ["police-cases", "referrals", "allocation-rules"])
def test_lists_are_for_police_officers(room, who, name):
    assert client_of(getattr(room.cast, who)).get(reverse(name)).status_code == 403


def test_a_stranger_logs_in_first(client, room):
    assert "/login/" in client.get(reverse("police-cases")).url


def test_another_station_gets_404(room):
    case = make_case(room.incident)
    referral = make_referral(room.cast.station)
    other = client_of(room.cast.chief2)
    for address in (
        case.get_absolute_url(), reverse("police-case-allocate", args=[case.pk]),
        reverse("case-new", args=[room.incident.pk]), reverse("scene-mediation", args=[room.incident.pk]),
        reverse("referral-new", args=[room.incident.pk]), reverse("referral-answer", args=[room.incident.pk]),
        reverse("referral-accept", args=[referral.pk]),
    ):  # fmt: skip
        assert other.get(address).status_code == 404
        assert other.post(address, {}).status_code == 404


def test_a_case_goes_its_whole_way_by_the_pages(room, desk, worker):
    today = timezone.localdate()
    sent = desk.post(reverse("case-new", args=[room.incident.pk]), {"kind": "order", "filed_on": f"{today}"})
    case = fetch(PoliceCase)
    assert sent.url == case.get_absolute_url()
    assert desk.get(reverse("case-new", args=[room.incident.pk])).url == case.get_absolute_url()

    def go(client, verb, **fields):
        return client.post(reverse(f"police-case-{verb}", args=[case.pk]), fields)

    page = text(desk.get(reverse("police-case-allocate", args=[case.pk])))
    assert "第一社区警务队" in page
    assert go(desk, "allocate", team=room.case_team.pk).status_code == 400
    assert go(desk, "allocate", team=room.case_team.pk, reason="串案").status_code == 302
    assert go(desk, "receive", owner=room.worker.pk).status_code == 403
    assert go(worker, "receive", owner=room.worker.pk).status_code == 302
    extension = {"approved_by": "东城分局", "approved_on": f"{today}", "reason": "重大"}
    assert go(worker, "extend", **extension).status_code == 302
    assert go(worker, "exclude", days=5, reason="伤情鉴定").status_code == 302
    assert go(worker, "conclude", outcome="punished", outcome_text="罚款").status_code == 302
    assert go(worker, "close", check_text="齐全").status_code == 403
    assert go(desk, "send-back", reason="缺笔录").status_code == 302
    assert go(worker, "conclude", outcome="punished", outcome_text="罚款").status_code == 302
    assert go(desk, "close", check_text="齐全").status_code == 302
    assert fetch(PoliceCase).state == "closed"
    assert "伤情鉴定" in text(desk.get(case.get_absolute_url()))


def test_a_verb_out_of_turn_goes_back_to_the_case_with_the_reason(room, desk):
    case = make_case(room.incident)
    answer = desk.get(reverse("police-case-close", args=[case.pk]), follow=True)
    assert answer.redirect_chain[0][0] == case.get_absolute_url()


def test_the_record_of_a_mediation_by_its_page(room):
    incident = make_incident(
        room.cast.station, state=State.FED_BACK, result=Result.MEDIATED, handlers=(room.cast.officer,)
    )
    address, client = reverse("scene-mediation", args=[incident.pk]), client_of(room.cast.officer)
    text(client.get(address))
    refused = client.post(address, {"violation": "no", "domestic_violence": "on", "note": "已劝和"})
    assert refused.status_code == 400
    assert "已劝和" in refused.content.decode()
    assert client.post(address, {"violation": "yes", "undisputed": "on", "performed": "on"}).status_code == 400
    assert client.post(address, {"violation": "no", "note": "握手言和"}).url == incident.get_absolute_url()
    assert fetch(SceneMediation).note == "握手言和"
    with in_station(room.cast.station):
        Incident.objects.filter(pk=incident.pk).update(state=State.CLOSED)
    assert "握手言和" in text(client.get(address))
    assert client_of(room.cast.auxiliary).get(address).status_code == 403


def test_a_referral_goes_out_and_comes_back_by_the_pages(room, desk):
    address = reverse("referral-new", args=[room.incident.pk])
    assert client_of(room.cast.officer).get(address).status_code == 403
    assert desk.post(address, {"target": "12345", "reason": "噪音"}).status_code == 302
    referral = fetch(Referral)
    assert desk.post(reverse("referral-give-back", args=[referral.pk]), {"answer": "不属职责"}).status_code == 302
    assert "不属职责" in text(desk.get(reverse("referral-answer", args=[room.incident.pk])))
    assert room.incident.number in text(desk.get(reverse("referrals")))
    assert "12345" in text(desk.get(address))
    assert desk.post(reverse("referral-take-up", args=[referral.pk]), {"answer": ""}).status_code == 302
    assert fetch(Incident, pk=room.incident.pk).state == State.RECEIVED
    assert desk.get(reverse("referral-finish", args=[referral.pk])).status_code == 302


def test_the_table_is_filled_and_changed_by_the_leadership(room):
    chief, desk = client_of(room.cast.chief), client_of(room.cast.desk)
    text(desk.get(reverse("allocation-rules")))
    assert desk.post(reverse("allocation-start")).status_code == 403
    assert chief.post(reverse("allocation-start")).status_code == 302
    rule = fetch(AllocationRule)
    address = reverse("allocation-rule", args=[rule.pk])
    text(chief.get(address))
    assert chief.post(address, {"order": 3, "name": "其余", "active": "on"}).status_code == 302
    assert fetch(AllocationRule).order == 3
    assert chief.post(reverse("allocation-rule-new"), {"order": 4, "name": "其余"}).status_code == 400


def test_an_open_transfer_stays_in_sight(room, worker):
    case = make_case(room.incident, "allocated", team=room.case_team)
    assert fetch(CaseTransfer).received_at is None
    assert case.number in text(worker.get(reverse("police-cases"), {"which": "receipt"}))
