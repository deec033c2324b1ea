"""The pages of cases."""

import pytest

from mediation.cases.words import State
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
