"""Cases over the API."""

import pytest

from mediation.cases.models import Case
from mediation.cases.words import State
from tests.factories import client_of as log_in
from tests.factories.mediation import make_case, make_mediator

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases/"
JSON = "application/json"


def send(person, url, body=None, verb="post", **headers):
    return getattr(log_in(person), verb)(url, body or {}, content_type=JSON, headers=headers)


def test_register_edit_and_submit(in_one, cast):
    body = {
        "source": "application", "summary": "门前占道争执", "cause": "neighbours", "place": "南街",
        "parties": [{"side": "a", "name": "王建国", "phone": "13812345678"}, {"side": "b", "name": "李四"}],
    }  # fmt: skip
    made = send(cast.chief, CASES, body, **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    again = send(cast.chief, CASES, body, **{"Idempotency-Key": "one"})
    assert again.json()["id"] == made.json()["id"] and Case.objects.count() == 1
    url = made.headers["Location"]
    shown = log_in(cast.chief).get(url).json()
    assert shown["state"] == "registered" and shown["verbs"] == ["submit"]
    assert [party["name"] for party in shown["parties"]] == ["王**", "李*"]
    assert shown["parties"][0]["phone"] == "138****5678"
    assert shown["timeline"]
    edited = send(cast.chief, url, {"version": shown["version"], "place": "北街"}, "patch")
    assert edited.json()["place"] == "北街"
    stale = send(cast.chief, url, {"version": shown["version"], "place": "东街"}, "patch")
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    assert send(cast.chief, url, {"place": "东街"}, "patch").status_code == 400
    assert send(cast.chief, f"{url}submit/").json()["state"] == State.TRIAGE


def test_another_mediators_case_is_404_and_a_list_shows_ones_own(in_one, cast):
    mediator = make_mediator(in_one)
    mine, other = make_case(in_one, mediator=mediator), make_case(in_one)
    assert [row["id"] for row in log_in(mediator).get(CASES).json()["results"]] == [mine.pk]
    assert log_in(mediator).get(f"{CASES}{other.pk}/").status_code == 404
    assert log_in(cast.guard).get(CASES).status_code == 403
