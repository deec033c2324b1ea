"""The pages of cases."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.cases import agenda, agenda_matching, hooks
from mediation.cases.models import Case
from mediation.cases.words import State
from stations.agenda.registry import due_from
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediator

pytestmark = pytest.mark.django_db


def test_the_list_and_a_case_open(in_one, cast, client_of):
    case = make_case(in_one, mediator=make_mediator(in_one))
    for person in (cast.chief, case.mediators.get().mediator):
        browser = client_of(person)
        assert browser.get("/mediation/cases/").context["total"] == 1
        assert case.summary in browser.get(case.get_absolute_url()).content.decode()


def test_a_case_one_may_not_see_does_not_exist(in_one, cast, client_of):
    case = make_case(in_one)
    assert client_of(make_mediator(in_one)).get(case.get_absolute_url()).status_code == 404
    assert client_of(cast.chief2).get(case.get_absolute_url()).status_code == 404
    assert client_of(cast.guard).get("/mediation/cases/").status_code == 403


def test_a_tap_gives_a_case_to_triage(in_one, cast, client_of):
    case = make_case(in_one)
    client_of(cast.chief).post(f"/mediation/cases/{case.pk}/verbs/submit/")
    case.refresh_from_db()
    assert case.state == State.TRIAGE
    assert client_of(cast.chief).post(f"/mediation/cases/{case.pk}/verbs/agree/").status_code == 404


def test_a_dispute_is_registered_on_one_short_form(in_one, cast, client_of):
    browser = client_of(cast.chief)
    form = browser.get("/mediation/cases/new/").context["form"]
    sent = {
        "client_key": form["client_key"].value(), "source": "grid", "summary": "楼上漏水", "cause": "neighbours",
        "place": "南街3号", "risk": "normal", "a_name": "王建国", "a_phone": "138 1234 5678", "b_name": "李四",
        "go_on": "on",
    }  # fmt: skip
    answer = browser.post("/mediation/cases/new/", sent)
    case = Case.objects.get()
    assert answer.url == f"/mediation/cases/{case.pk}/code/"
    assert (case.state, case.source) == (State.TRIAGE, "grid")
    assert case.parties.get(side="a").phone == "13812345678"
    assert browser.post("/mediation/cases/new/", sent).url == answer.url and Case.objects.count() == 1
    assert case.code[:5] in browser.get(answer.url).content.decode()
    slip = browser.get(f"/mediation/cases/{case.pk}/slip/")
    assert slip.content.startswith(b"%PDF")


def test_what_lacks_is_said_and_the_case_stays_registered(in_one, cast, client_of):
    browser = client_of(cast.chief)
    key = browser.get("/mediation/cases/new/").context["form"]["client_key"].value()
    answer = browser.post(
        "/mediation/cases/new/",
        {
            "client_key": key,
            "source": "application",
            "summary": "争执",
            "risk": "normal",
            "a_name": "王",
            "go_on": "on",
        },
        follow=True,
    )
    assert Case.objects.get().state == State.REGISTERED
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_a_stale_edit_keeps_what_was_typed_and_shows_what_is_saved(in_one, cast, client_of):
    case, browser = make_case(in_one), client_of(cast.chief)
    url = f"/mediation/cases/{case.pk}/edit/"
    sent = {
        "version": 0,
        "source": "application",
        "summary": "争执",
        "cause": "labour",
        "place": "甲地",
        "risk": "normal",
    }
    assert browser.post(url, sent).status_code == 302
    stale = browser.post(url, sent | {"place": "乙地"})
    assert stale.status_code == 409
    assert stale.context["form"]["place"].value() == "乙地"
    assert "甲地" in dict(stale.context["saved_now"]).values()
    again = {name: stale.context["form"][name].value() or "" for name in sent}
    assert browser.post(url, again).status_code == 302
    case.refresh_from_db()
    assert case.place == "乙地"


def test_parties_are_entered_answer_and_are_shown_on_the_page(in_one, cast, client_of):
    case, browser = make_case(in_one), client_of(cast.chief)
    base = f"/mediation/cases/{case.pk}/parties/"
    sent = {"version": 0, "side": "third", "kind": "person", "name": "欧阳明月", "phone": "13912345678"}
    assert browser.post(f"{base}new/", sent).status_code == 302
    party = case.parties.get(side="third")
    text = browser.get(case.get_absolute_url()).content.decode()
    assert "欧***" in text and "欧阳明月" not in text and "13912345678" not in text
    shown = browser.post(f"{base}{party.pk}/show/", {"reason": "handling"}).content.decode()
    assert "欧阳明月" in shown and "13912345678" in shown
    browser.post(f"{base}{party.pk}/refuse/")
    case.refresh_from_db()
    assert case.refused_by == "third"
    edit = browser.get(f"{base}{party.pk}/edit/")
    assert edit.context["form"].initial["name"] == "欧阳明月"
    browser.post(f"{base}{party.pk}/remove/")
    assert browser.get(f"{base}{party.pk}/edit/").status_code == 404


def test_reading_a_page_is_recorded_once_a_day(in_one, cast, client_of):
    case, browser = make_case(in_one), client_of(cast.chief)
    for _turn in range(3):
        browser.get(case.get_absolute_url())
    assert Entry.objects.about(case).filter(verb="looked", actor=cast.chief.user).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_work_with_any_number_of_rows(in_one, cast, client_of, rows, django_assert_max_num_queries):
    for state in [State.TRIAGE, State.MEDIATING, State.PERFORMING][:rows]:
        make_case(in_one, state=state, mediator=make_mediator(in_one))
    browser = client_of(cast.chief)
    with django_assert_max_num_queries(32):
        assert browser.get("/mediation/cases/").context["total"] == rows
    with django_assert_max_num_queries(40):
        assert browser.get("/mediation/").context["total"] == rows
    answer = browser.get("/mediation/cases/?format=csv")
    assert answer.status_code == 200
    assert Entry.objects.filter(verb="exported", data__what="mediation_cases").exists()


def test_the_filters_find_cases(in_one, cast, client_of):
    mine = make_case(in_one, summary="门前占道堆物争执", cause="neighbours", risk="prominent")
    late = make_case(in_one, state=State.MEDIATING, track="rt", due_on=datetime.date(2020, 1, 1))
    browser = client_of(cast.chief)

    def found(**asked):
        return {row.pk for row in browser.get("/mediation/cases/", asked).context["page"].object_list}

    assert found(q="占道堆物") == {mine.pk}
    assert found(q=late.number) == {late.pk}
    assert found(q=mine.code) == {mine.pk}
    assert found(which="overdue") == {late.pk}
    assert found(track="rt") == {late.pk}
    assert found(state="registered", cause="neighbours") == {mine.pk}
    assert found(which="open") == {mine.pk, late.pk}
    assert found(risk="prominent") == {mine.pk}


def test_what_waits_and_runs_out_is_due_and_in_the_handover(in_one, cast):
    old = timezone.now() - datetime.timedelta(days=3)
    waits = make_case(in_one, state=State.TRIAGE, at=old)
    late = make_case(in_one, state=State.MEDIATING, due_on=timezone.localdate(), officer=cast.chief, risk="prominent")
    today = timezone.localdate()
    triage = reverse("mediation-triage", args=[waits.pk])
    assert [due.url for due in due_from(agenda_matching.waiting, cast.chief.user, today)] == [triage]
    assert [due.tone for due in due_from(agenda.due_days, cast.chief.user, today)] == ["danger"]
    lines = agenda.dispute_lines(in_one, timezone.now())
    assert [line.url for line in lines if line.tone == "danger"] == [late.get_absolute_url()]


def test_all_parts_of_a_case_come_in_one_answer_the_person_read_once(
    in_one, cast, client_of, django_assert_max_num_queries
):
    case = make_case(in_one, mediator=make_mediator(in_one))
    browser, address = client_of(cast.chief), f"/mediation/cases/{case.pk}/parts/"
    assert address in browser.get(case.get_absolute_url()).content.decode()
    browser.get(address, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(60):
        drawn = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    for name in hooks.parts():
        assert drawn.count(f'id="{name}"') == 1, name
    assert "<html" not in drawn
    assert "<html" in browser.get(address).content.decode()
    assert client_of(make_mediator(in_one)).get(address).status_code == 404
    assert client_of(cast.chief2).get(address).status_code == 404
