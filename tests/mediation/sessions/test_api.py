"""Sessions over the API: the same refusals as the pages, with their articles."""

import pytest

from mediation.cases.words import State as CaseState
from mediation.sessions.models import Session
from tests.factories import client_of as log_in
from tests.factories.mediation import make_mediator
from tests.mediation.sessions.conftest import HOUR, soon

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/sessions/"


def send(person, url, body=None, **headers):
    return log_in(person).post(url, body or {}, content_type="application/json", headers=headers)


def asked(case, **more) -> dict:
    return {
        "case": case.pk, "starts_at": soon().isoformat(), "ends_at": (soon() + HOUR).isoformat(), "venue": "居委会",
    } | more  # fmt: skip


def test_fix_run_and_end_a_session(rt, cast, mediator):
    made = send(mediator, SESSIONS, asked(rt), **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    assert send(mediator, SESSIONS, asked(rt), **{"Idempotency-Key": "one"}).json()["id"] == made.json()["id"]
    url, shown = made.headers["Location"], made.json()
    assert shown["state"] == "confirmed" and set(shown["verbs"]) == {"move", "miss", "cancel"}
    assert {"code": "present", "ok": False} in [{"code": one["code"], "ok": one["ok"]} for one in shown["conditions"]]
    assert shown["timeline"]
    early = send(mediator, f"{url}start/")
    assert (early.status_code, early.json()["code"]) == (409, "no_lead")
    for seat in shown["attendances"]:
        assert send(mediator, f"{url}present/", {"attendance": seat["id"]}).status_code == 200
    assert send(mediator, f"{url}start/").json()["state"] == "running"
    assert send(mediator, f"{url}talk/", {"side": "a", "words": "话"}).status_code == 200
    assert send(mediator, f"{url}write/", {"minutes": "经过"}).json()["minutes"] == "经过"
    missing = send(mediator, f"{url}finish/")
    assert (missing.status_code, missing.json()["code"]) == (409, "no_outcome")
    assert send(mediator, f"{url}finish/", {"outcome": "adjourned"}).json()["state"] == "held"
    seat = shown["attendances"][0]["id"]
    assert send(mediator, f"{url}sign/", {"attendance": seat, "how": "paper"}).status_code == 200
    assert send(mediator, f"{url}sign/", {"attendance": 987654, "how": "paper"}).status_code == 400
    assert log_in(cast.chief).get(SESSIONS).json()["count"] == 1


def test_a_third_session_is_refused_with_the_article_za_10(make_za, cast):
    case = make_za()
    case.state, case.sessions_held, case.due_on = CaseState.MEDIATING, 2, soon().date()
    case.save()
    answer = send(cast.chief, SESSIONS, asked(case, public=True))
    assert (answer.status_code, answer.json()["code"]) == (409, "two_sessions")
    assert "第一百八十三条" in answer.content.decode() or "\\u7b2c" in answer.content.decode()
    assert not Session.objects.exists()


def test_who_may_not_is_told_so(in_one, rt, cast, fix):
    made = fix(rt)
    assert send(make_mediator(in_one), SESSIONS, asked(rt)).status_code == 400
    assert log_in(make_mediator(in_one)).get(f"{SESSIONS}{made.pk}/").status_code == 404
    assert log_in(cast.chief2).get(f"{SESSIONS}{made.pk}/").status_code == 404
    assert log_in(cast.guard).get(SESSIONS).status_code == 403
    for verb in (
        "start",
        "finish",
        "cancel",
        "move",
        "confirm",
        "miss",
        "present",
        "talk",
        "write",
        "recording",
        "sign",
    ):
        assert send(cast.chief2, f"{SESSIONS}{made.pk}/{verb}/").status_code == 404, verb


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("confirm", {}, "wrong_state"),
        ("finish", {"minutes": "x", "outcome": "failed"}, "wrong_state"),
        ("miss", {"reason": "x"}, "too_early"),
        ("sign", None, "not_begun"),
    ],
)
def test_steps_the_state_does_not_allow_are_refused(rt, fix, cast, verb, body, code):
    made = fix(rt)
    body = body if body is not None else {"attendance": made.attendances.first().pk, "how": "paper"}
    answer = send(cast.chief, f"{SESSIONS}{made.pk}/{verb}/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
