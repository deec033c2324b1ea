"""The inbox over the API: the same actions, masks and refusals as the pages."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from zeal import zeal_ignore

from stations.catalogue.words import Kind
from stations.incidents.api import ASKS
from stations.incidents.api_shown import IncidentSerializer
from stations.incidents.models import Incident
from stations.incidents.verbs import VERBS
from stations.incidents.words import Result, State
from stations.timeline.models import Entry
from tests.factories import client_of, make_category, make_community, make_incident, make_spot

BASE = "/api/v1/incidents/"


@pytest.fixture
def ask():
    """``ask(person, "close", incident, **body)`` → status and body."""

    def call(actor, verb, incident, key="", /, **body):
        headers = {"Idempotency-Key": key} if key else {}
        answer = client_of(actor).post(
            f"{BASE}{incident.pk}/{verb}/", json.dumps(body, default=str), "application/json", headers=headers
        )
        return answer.status_code, answer.json()

    return call


def record(person, category, **values):
    body = {"source": "110", "category": category.pk, "summary": "邻里争吵", "place": "前门大街9号", "injuries": "no",
            "weapons": "unknown", "persons": [{"name": "李四", "phone": "13911112222"}]} | values  # fmt: skip
    return client_of(person).post(BASE, json.dumps(body), "application/json")


def test_a_call_goes_from_report_to_close_and_tells_its_story(cast, in_one, ask):
    answer = record(cast.desk, make_category(cast.station))
    made = answer.json()
    assert answer.status_code == 201 and answer["Location"] == f"{BASE}{made['id']}/"
    assert made["persons"][0]["name"] == "李*" and "feedback" in made["verbs"]
    incident = Incident.objects.get(pk=made["id"])
    report = {"category": incident.category_id, "result": "helped", "text": "已劝和"}
    assert ask(cast.desk, "feedback", incident, **report)[1]["state"] == State.FED_BACK
    status, closed = ask(cast.desk, "close", incident)
    assert (status, closed["state"]) == (200, State.CLOSED)
    verbs = list(Entry.objects.about(incident).values_list("verb", flat=True))
    assert verbs == ["incident.close", "incident.feedback", "incident.record"]
    assert len(closed["timeline"]) == 3


def test_the_same_form_and_the_same_key_make_one_incident(cast, in_one, ask):
    category, key = make_category(cast.station), str(uuid.uuid4())
    first, second = (record(cast.desk, category, client_key=key).json()["id"] for _time in range(2))
    assert first == second
    incident = make_incident(cast.station, state=State.FED_BACK, result=Result.HELPED)
    assert ask(cast.desk, "close", incident, "k1")[0] == ask(cast.desk, "close", incident, "k1")[0] == 200
    assert Entry.objects.about(incident).filter(verb="incident.close").count() == 1
    assert ask(cast.desk, "strike", incident, "k1", reason="录错")[1]["code"] == "idempotency_mismatch"


def test_refusals_have_their_status_and_code(cast, ready, ask):
    incident = ready(Kind.CALL, State.ARRIVED)
    report = {"category": incident.category_id, "result": "mediated", "text": "调解"}
    assert ask(cast.desk, "feedback", incident, **report)[1]["code"] == "violation_missing"
    assert ask(cast.desk, "close", incident)[0] == 409
    assert ask(cast.officer, "feedback", incident, **report)[0] == 403
    assert ask(cast.chief2, "close", incident)[0] == 404
    assert ask(cast.auxiliary, "close", incident)[0] == 404
    status, body = ask(cast.desk, "feedback", incident, category=10**12, result="fly", text="")
    assert status == 400 and set(body["errors"]) == {"category", "result", "text"}
    assert ask(cast.desk, "feedback", incident, category=True, result="helped", text="x")[0] == 400


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_door_and_takes_no_nonsense(cast, ready, ask, verb):
    incident = ready(Kind.CALL, State.STRUCK)
    status, body = ask(cast.desk, verb, incident)
    assert status == (400 if verb in ASKS and verb != "hand_back" else 409), body
    assert client_of(cast.desk).get(f"{BASE}{incident.pk}/{verb}/").status_code == 405
    assert ask(cast.guard, verb, incident)[0] == 403


def test_every_asking_verb_works_over_the_api(cast, ready, ask):
    main, loss = ready(), ready(Kind.LOSS)
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    for kind, state, verb, body, target in [
        (Kind.HAZARD, State.VERIFIED, "assign", {"officers": [cast.officer.pk]}, State.ASSIGNED),
        (Kind.HAZARD, State.ASSIGNED, "rectify", {"text": "已清理", "fixer": cast.officer.pk}, State.RECTIFIED),
        (Kind.HAZARD, State.RECEIVED, "dismiss", {"text": "无隐患"}, State.SETTLED),
        (Kind.CLUE, State.VERIFIED, "act_on", {"result": "used", "text": "已核查"}, State.ACTED_ON),
        (Kind.CALL, State.RECEIVED, "link", {"main": main.pk}, State.LINKED),
        (Kind.FOUND, State.RECEIVED, "match", {"loss": loss.pk}, State.MATCHED),
        (Kind.FOUND, State.RECEIVED, "hand_back", {"receiver": "王五"}, None),
        (Kind.LOSS, State.RECEIVED, "give_up", {"result": "nothing", "text": "未找到"}, State.CLOSED),
        (Kind.CALL, State.CLOSED, "follow_up", {"satisfaction": "satisfied"}, State.FOLLOWED_UP),
        (Kind.CALL, State.CLOSED, "promise", {"call_back_at": tomorrow}, State.CLOSED),
        (Kind.CALL, State.RECEIVED, "correct", {"reason": "misheard", "place": "鲜鱼口"}, State.RECEIVED),
        (Kind.CALL, State.RECEIVED, "strike", {"reason": "录错"}, State.STRUCK),
    ]:  # fmt: skip
        status, answer = ask(cast.desk, verb, ready(kind, state), **body)
        if target:
            assert (status, answer.get("state")) == (200, target), (verb, answer)
        else:
            assert status in {200, 409}, (verb, answer)


def test_people_are_masked_and_unmasked_with_a_reason(cast, ready, ask):
    incident = ready(reporter="王建国", phone="13800001234", handlers=(cast.officer,))
    shown = client_of(cast.officer).get(f"{BASE}{incident.pk}/").json()
    assert shown["persons"][0] | {"id": 0} == {
        "id": 0, "part": "reporter", "name": "王**", "phone": "138****1234", "id_number": "", "protected": False,
        "may_unmask": True,
    }  # fmt: skip
    person = shown["persons"][0]["id"]
    assert ask(cast.officer, "unmask", incident, person=person, reason="handling")[1]["phone"] == "13800001234"
    assert ask(cast.officer, "unmask", incident, person=person)[0] == 400
    assert ask(cast.desk, "unmask", ready(), person=person, reason="handling")[0] == 404
    assert Entry.objects.filter(verb="incident.person_seen").count() == 1
    assert "13800001234" not in client_of(cast.desk).get(BASE).content.decode()


def test_lists_take_the_filters_of_the_page_and_a_fixed_number_of_queries(cast, ready):
    def count():
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(f"{BASE}?kind=call")
        return len(seen), answer.json()["count"]

    client = client_of(cast.desk)
    ready(handlers=(cast.officer,)), ready(Kind.HAZARD)
    count()
    few, one = count()
    ready(handlers=(cast.officer, cast.auxiliary)), ready()
    many, three = count()
    assert (one, three) == (1, 3) and few == many
    assert client_of(cast.auxiliary).get(BASE).json()["count"] == 1
    assert client_of(cast.guard).get(BASE).status_code == 403


def test_a_photo_is_attached_over_the_api(cast, ready):
    stream = io.BytesIO()
    Image.new("RGB", (20, 20)).save(stream, "JPEG")
    stream.seek(0)
    stream.name = "a.jpg"
    incident = ready(handlers=(cast.officer,))
    answer = client_of(cast.officer).post(f"{BASE}{incident.pk}/attach/", {"file": stream, "stage": "before"})
    assert answer.status_code == 201 and answer.json()["media"] == "image"
    assert client_of(cast.officer).get(answer.json()["url"]).status_code == 200


def test_a_person_is_added_over_the_api(cast, ready, ask):
    status, body = ask(cast.desk, "add-person", ready(), name="赵六", part="witness")
    assert status == 200 and body["persons"][0]["name"] == "赵*"


def test_categories_and_places_are_read(cast, in_one):
    category, spot = make_category(cast.station, name="盗窃"), make_spot(cast.station, name="前门地铁站")
    client = client_of(cast.officer)
    assert client.get("/api/v1/categories/?kind=call").json()["results"][0]["id"] == category.pk
    assert client.get("/api/v1/spots/?q=地铁").json()["results"][0]["id"] == spot.pk
    assert client_of(cast.chief2).get(f"/api/v1/spots/{spot.pk}/").status_code == 404


def test_a_row_of_the_list_is_what_the_fields_of_its_serializer_say(cast, in_one, rf):
    category, at = make_category(cast.station), timezone.now()
    make_incident(cast.station, category=category, handlers=(cast.officer,), lat=39.9, lng=116.4, due_at=at)
    make_incident(
        cast.station, state=State.CLOSED, result=Result.HELPED, closed_at=at, community=make_community(cast.station)
    )
    request = rf.get("/")
    request.user = cast.desk.user
    rows, context = list(Incident.objects.prefetch_related("handlers__officer__user")), {"request": request}
    with zeal_ignore():
        slowly = [IncidentSerializer(row, context=context).data for row in rows]
        assert IncidentSerializer(rows, many=True, context=context).data == slowly
    assert [list(row) for row in slowly] == [IncidentSerializer.Meta.fields] * 2
