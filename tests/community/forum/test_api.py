"""The API of questions and suggestions: members their own, officers all, nowhere who wrote."""

import uuid
from datetime import timedelta

import pytest

from community.forum.models import ForumPost
from tests.factories import client_of, make_person
from tests.factories.forum import make_official_answer, make_question, make_suggestion

pytestmark = pytest.mark.django_db
QUESTIONS, SUGGESTIONS = "/api/v1/questions/", "/api/v1/suggestions/"


def post(client, path, **data):
    return client.post(path, data, content_type="application/json")


def test_a_member_asks_reads_and_takes_back(street):
    phone, told = (
        client_of(street.member),
        {"client_id": str(uuid.uuid4()), "text": "能办吗", "topic": street.topic.pk},
    )
    first, again = post(phone, QUESTIONS, **told), post(phone, QUESTIONS, **told)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"]) and ForumPost.objects.count() == 1
    pk = first.json()["id"]
    assert first.json()["verbs"] == ["withdraw"] and first.json()["timeline"] == []
    assert post(phone, f"{QUESTIONS}{pk}/withdraw/").json()["state"] == "withdrawn"
    assert post(phone, f"{QUESTIONS}{pk}/withdraw/").status_code == 409


def test_others_see_nothing_of_it_and_strangers_are_told_why(street):
    row = make_question(street.station, street.member, street.topic)
    assert client_of(street.other).get(f"{QUESTIONS}{row.pk}/").status_code == 404
    assert client_of(street.cast.chief2).get(f"{QUESTIONS}{row.pk}/").status_code == 404
    assert client_of(make_person(street.station)).get(QUESTIONS).status_code == 403
    assert client_of(street.officer).get(f"{SUGGESTIONS}{row.pk}/").status_code == 404


def test_an_officer_answers_passes_on_and_reuses(street):
    row = make_question(street.station, street.member, street.topic)
    officer, colleague = client_of(street.officer), client_of(street.colleague)
    shown = officer.get(f"{QUESTIONS}{row.pk}/").json()
    assert shown["verbs"] == ["answer", "pass_on", "refuse"] and len(shown["timeline"]) == 1
    answer = {"text": "不能", "basis": "消防法", "valid_until": str(street.today + timedelta(days=30))}
    refused = post(colleague, f"{QUESTIONS}{row.pk}/answer/", **answer)
    assert refused.status_code == 403 and refused.json()["detail"]
    passed = post(officer, f"{QUESTIONS}{row.pk}/pass_on/", officer=street.colleague.pk, reason="归口")
    assert passed.json()["officer"]["id"] == street.colleague.pk
    assert post(colleague, f"{QUESTIONS}{row.pk}/answer/", **answer | {"basis": ""}).status_code == 400
    done = post(colleague, f"{QUESTIONS}{row.pk}/answer/", **answer).json()
    assert (done["state"], done["answer"]["basis"], done["answer"]["valid"]) == ("answered", "消防法", True)
    other = make_question(street.station, street.member, street.topic, text="另一个")
    given = make_official_answer(street.officer)
    assert post(officer, f"{QUESTIONS}{other.pk}/reuse/", answer=given.pk).json()["answer"]["id"] == given.pk
    again = post(client_of(street.member), f"{QUESTIONS}{other.pk}/not_answered/", words="没说清")
    assert again.json()["state"] == "asked"


def test_a_suggestion_through_its_steps(street):
    row, twin = (make_suggestion(street.station, street.member, street.topic) for _n in range(2))
    officer, url = client_of(street.officer), f"{SUGGESTIONS}{row.pk}/"
    assert post(officer, f"{url}reply/", text="好", adoption="adopted").status_code == 409
    assert post(officer, f"{url}accept/").json()["state"] == "accepted"
    assert post(officer, f"{SUGGESTIONS}{twin.pk}/merge/", other=row.pk).json()["duplicate_of"] == row.number
    assert post(officer, f"{url}reply/", text="好", adoption="adopted").json()["adoption"] == "adopted"
    assert post(officer, f"{url}publish/").json()["state"] == "published"
    assert post(officer, f"{url}unpublish/", reason="有误").json()["verbs"] == ["correct", "publish"]
    assert post(officer, f"{url}refuse/", reason="x").status_code == 409


def test_lists_are_filtered(street):
    make_question(street.station, street.member, street.topic)
    make_suggestion(street.station, None, street.topic)
    officer = client_of(street.officer)
    assert officer.get(QUESTIONS, {"state": "open", "which": "mine"}).json()["count"] == 1
    assert officer.get(SUGGESTIONS, {"which": "nobody"}).json()["count"] == 1
    assert officer.get(SUGGESTIONS, {"q": "没有这句话"}).json()["count"] == 0
