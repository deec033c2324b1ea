"""The pages of intake."""

import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from stations.catalogue.words import Kind
from stations.crews.models import Layer, VideoRound
from stations.incidents.models import Incident, Party
from stations.incidents.words import Result, State
from stations.timeline.models import Entry
from tests.factories import make_category, make_crew, make_incident, make_spot

pytestmark = pytest.mark.usefixtures("in_one")
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def category(cast):
    return make_category(cast.station, "打架斗殴", grade=2)


@pytest.fixture
def told(category):
    """``told(place="…")``: what the form sends, with what differs."""

    def values(**given):
        return {
            "client_key": str(uuid.uuid4()), "opened_at": timezone.now().isoformat(), "place": "前门大街1号",
            "category": category.pk, "source": "110", "summary": "两人争吵", "injuries": "no", "weapons": "unknown",
            "name": "张三", "phone": "138 1234 5678", "reported_at": "",
        } | given  # fmt: skip

    return values


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG")
    stream.seek(0)
    stream.name = "现场.jpg"
    return stream


def test_a_plain_form_leads_to_the_number(cast, client_of, told):
    answer = client_of(cast.desk).post(reverse("intake"), told())
    row = Incident.objects.get()
    assert answer.headers["Location"] == reverse("intake-done", args=[row.pk])
    page = client_of(cast.desk).get(answer.headers["Location"]).content.decode()
    assert row.number in page
    assert row.get_absolute_url() in page
    assert reverse("intake") in page


def test_the_script_is_told_where_to_go_and_may_send_twice(cast, client_of, told):
    desk, values = client_of(cast.desk), told()
    first = desk.post(reverse("intake"), values, **JSON).json()
    assert desk.post(reverse("intake"), values, **JSON).json() == first
    assert Incident.objects.count() == 1


def test_the_same_key_with_other_words_is_a_conflict(cast, client_of, told):
    desk, values = client_of(cast.desk), told()
    desk.post(reverse("intake"), values, **JSON)
    answer = desk.post(reverse("intake"), values | {"summary": "另一件事"}, **JSON)
    assert answer.status_code == 409
    assert "__all__" in answer.json()["errors"]


@pytest.mark.parametrize("name", ["place", "summary", "name", "phone", "injuries", "weapons"])
def test_a_question_without_answer_is_marked_and_unknown_is_taken(cast, client_of, told, name):
    desk = client_of(cast.desk)
    answer = desk.post(reverse("intake"), told(**{name: ""}), **JSON)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
    unknown = "unknown" if name in {"injuries", "weapons"} else "?"
    assert desk.post(reverse("intake"), told(**{name: unknown}), **JSON).status_code == 200


def test_kind_and_grade_follow_the_category(cast, client_of, told):
    hazard = make_category(cast.station, "飞线充电", kind=Kind.HAZARD, grade=4)
    answer = client_of(cast.desk).post(
        reverse("intake"),
        told(category=hazard.pk, source="patrol", name="", phone="", injuries="", weapons=""), **JSON,
    )  # fmt: skip
    assert answer.status_code == 200
    row = Incident.objects.get()
    assert (row.kind, row.grade) == (Kind.HAZARD, 4)


def test_a_suggested_place_counts_only_while_its_words_stand(cast, client_of, told):
    spot = make_spot(cast.station, "大观楼", lat=39.9, lng=116.4)
    desk = client_of(cast.desk)
    desk.post(reverse("intake"), told(place="大观楼", spot=spot.pk))
    desk.post(reverse("intake"), told(place="大观楼对面", spot=spot.pk))
    first, second = Incident.objects.order_by("pk")
    assert first.spot == spot
    assert (second.spot.name, second.lat) == ("大观楼对面", None)


def test_further_persons_come_along(cast, client_of, told):
    client_of(cast.desk).post(reverse("intake"), told(part1="victim", name1="李四", phone1="?", note1="左臂受伤"))
    assert list(Party.objects.values_list("part", "name", "note")) == [
        ("reporter", "张三", ""), ("victim", "李四", "左臂受伤"),
    ]  # fmt: skip


def test_reports_near_by_are_offered_and_linked(cast, client_of, told):
    main = make_incident(cast.station, place="前门大街1号")
    desk = client_of(cast.desk)
    part = desk.post(reverse("intake-near"), {"place": "前门大街1号"}).content.decode()
    assert main.number in part
    desk.post(reverse("intake"), told(main=main.pk))
    assert Incident.objects.get(main=main).state == State.LINKED


def test_half_a_point_is_no_error_while_typing(cast, client_of):
    assert client_of(cast.desk).post(reverse("intake-near"), {"point": "39.9, 11"}).status_code == 200


def test_earlier_incidents_name_nobody_and_the_look_is_recorded(cast, client_of):
    row = make_incident(cast.station, reporter="张三", phone="13812345678", place="别处")
    page = client_of(cast.desk).post(reverse("intake-earlier"), {"phone": "138-1234-5678"}).content.decode()
    assert row.number in page
    assert "张" not in page.replace("张贴", "")
    entry = Entry.objects.get(verb="incident.history_seen")
    assert entry.data == {"by": "phone", "found": 1}


def test_a_protected_reporter_is_not_found_by_the_phone_except_by_the_two_roles(cast, client_of):
    row = make_incident(cast.station, reporter="张三", phone="13812345678", confidential=True, place="别处")
    ask = {"phone": "13812345678"}
    assert row.number not in client_of(cast.chief).post(reverse("intake-earlier"), ask).content.decode()
    assert row.number in client_of(cast.deputy).post(reverse("intake-earlier"), ask).content.decode()


@pytest.mark.parametrize("person", ["officer", "auxiliary", "guard", "officer2"])
def test_earlier_incidents_are_for_the_command_room(cast, client_of, person):
    answer = client_of(getattr(cast, person)).post(reverse("intake-earlier"), {"phone": "13812345678"})
    assert answer.status_code == 403


def test_a_guard_takes_no_reports_and_a_stranger_logs_in(cast, client_of, client):
    assert client_of(cast.guard).get(reverse("intake")).status_code == 403
    assert client.get(reverse("intake")).status_code == 302


def test_the_page_of_another_stations_number_is_not_there(cast, client_of):
    row = make_incident(cast.station)
    assert client_of(cast.officer2).get(reverse("intake-done", args=[row.pk])).status_code == 404


def test_a_category_of_another_station_is_no_choice(cast, client_of, told):
    other = make_category(cast.station2)
    answer = client_of(cast.desk).post(reverse("intake"), told(category=other.pk), **JSON)
    assert list(answer.json()["errors"]) == ["category"]


def test_a_hazard_removed_by_its_finder_is_recorded_outside_the_queue(cast, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    hazard = make_category(cast.station, kind=Kind.HAZARD)
    values = {
        "client_key": str(uuid.uuid4()), "place": "3号楼", "category": hazard.pk, "summary": "楼道堆物",
        "result": Result.REMOVED, "result_text": "当场清走",
    }  # fmt: skip
    officer = client_of(cast.officer)
    refused = officer.post(reverse("intake-settled"), values | {"before": picture()})
    assert refused.status_code == 400
    officer.post(reverse("intake-settled"), values | {"before": picture(), "after": picture()})
    row = Incident.objects.get()
    assert (row.state, row.on_the_spot, row.result, row.fixer) == (State.SETTLED, True, "removed", cast.officer.user)
    assert sorted(row.attachments.values_list("stage", flat=True)) == ["after", "before"]
    assert not row.is_open


def test_somebody_shown_the_way_needs_no_photo(cast, client_of, category):
    values = {
        "client_key": str(uuid.uuid4()), "place": "前门大街", "category": category.pk, "summary": "问路",
        "result": Result.GUIDED, "result_text": "已指路",
    }  # fmt: skip
    assert client_of(cast.auxiliary).post(reverse("intake-settled"), values).status_code == 302
    assert Incident.objects.get().state == State.SETTLED


def test_a_finding_of_the_video_patrol_comes_with_its_words_and_its_round(cast, client_of, told):
    crew = make_crew(cast.station, cast.officer, layer=Layer.VIDEO)
    now = timezone.now()
    seen = VideoRound.objects.create(
        station=cast.station, crew=crew, officer=cast.officer, started_at=now, ended_at=now, area="前门大街",
        found=True, findings="有人晕倒", recorded_by=cast.desk.user,
    )  # fmt: skip
    desk = client_of(cast.desk)
    assert "有人晕倒" in desk.get(reverse("intake"), {"source": "video", "round": seen.pk}).content.decode()
    desk.post(reverse("intake"), told(source="video", name="", phone="", video_round=seen.pk))
    assert Incident.objects.get().video_round == seen


def test_an_officer_on_the_scene_begins_there_and_a_hazard_has_no_scene(cast, client_of, told):
    officer, hazard = client_of(cast.officer), make_category(cast.station, kind=Kind.HAZARD)
    officer.post(reverse("intake"), told(source="patrol", on_the_scene="on"))
    officer.post(reverse("intake"), told(source="patrol", on_the_scene="on", category=hazard.pk))
    assert list(Incident.objects.order_by("pk").values_list("state", flat=True)) == [State.ARRIVED, State.RECEIVED]
