"""The door of the phone's queue: kept once, never lost, and a clear answer for everything else."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from patrols.checkins.actions import check_in
from patrols.findings.models import Finding, FindingKind
from patrols.findings.words import Act, State
from patrols.routes import signs
from patrols.squads.phone import owner_key
from stations.access.actions import pair_phone
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.kit.scoping import in_station
from tests.factories import make_category, make_officer
from tests.factories.patrols import make_guard
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db
DOOR = "/c/findings/"


@pytest.fixture
def phone(patrols):
    """The guard's paired phone."""
    client = Client()
    client.cookies["fg_device"] = pair_phone(user=patrols.guard.user, label="测试手机", at=timezone.now())
    return client


def told(kind, /, **said) -> dict:
    """What the phone sends, made ten minutes ago without a network."""
    now = timezone.now()
    fields = {
        "client_id": str(uuid.uuid4()), "kind": kind.pk, "act": Act.REPORTED, "words": "纸箱堵住通道",
        "place": "鲜鱼口街3号", "offline": "1", "found_at": (now - timedelta(minutes=10)).isoformat(),
        "sent_at": now.isoformat(), **said,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def picture(name="photo.jpg"):
    file = io.BytesIO(jpeg())
    file.name = name
    return file


def send(client, content, **headers):
    """As the phone's queue does."""
    return client.post(DOOR, content, **({"HTTP_X_CHECK_IN": "1"} | headers))


def test_a_finding_from_the_queue_is_recorded_and_marked(phone, make_kind):
    answer = send(phone, told(make_kind(), photos=[picture(), picture()]))
    assert (answer.status_code, answer.json()["status"]) == (201, "recorded")
    made = Finding.objects.get(pk=answer.json()["id"])
    assert made.offline and made.files.count() == 2
    assert timedelta(minutes=9) < made.reported_at - made.found_at < timedelta(minutes=11)
    assert "no-store" in answer["Cache-Control"]


def test_the_same_again_is_the_same_finding_and_other_content_a_conflict(phone, make_kind):
    kind = make_kind()
    first = told(kind)
    answers = [send(phone, first | {"photos": [picture()]}) for _time in range(3)]
    assert [(one.status_code, one.json()["status"]) for one in answers] == [
        (201, "recorded"), (200, "repeated"), (200, "repeated"),
    ]  # fmt: skip
    other = send(phone, first | {"words": "别的内容", "photos": [picture()]})
    assert (other.status_code, other.json()["status"]) == (409, "conflict")
    assert Finding.objects.get().words == "纸箱堵住通道"


def test_a_later_try_that_says_offline_is_still_the_same(phone, make_kind):
    first = told(make_kind(), offline="")
    assert send(phone, first).status_code == 201
    assert send(phone, first | {"offline": "1"}).json()["status"] == "repeated"
    assert not Finding.objects.get().offline


def test_danger_goes_to_the_command_room_on_arrival(phone, make_kind):
    send(phone, told(make_kind(direct=True)))
    assert Finding.objects.get().state == State.FORWARDED
    assert Incident.objects.count() == 1


def test_the_check_in_is_named_by_the_id_of_the_phone(phone, patrols, make_kind):
    client_id = uuid.uuid4()
    point = patrols.route.points.select_related("checkpoint").first().checkpoint
    check_in(
        guard=patrols.guard, client_id=client_id, claimed_at=timezone.now(), token=signs.printed(point), method="scan"
    )
    send(phone, told(make_kind(), check_in=str(client_id), place=""))
    assert not Finding.objects.exists()  # the place is asked for
    send(phone, told(make_kind(), check_in=str(client_id)))
    made = Finding.objects.get()
    assert made.check_in.client_id == client_id and made.checkpoint == point


def test_a_clock_ten_years_off_says_how_long_ago_all_the_same(phone, make_kind):
    then = timezone.now() - timedelta(days=3650)
    sent = {"found_at": then.isoformat(), "sent_at": (then + timedelta(minutes=5)).isoformat()}
    assert send(phone, told(make_kind(), **sent)).status_code == 201
    made = Finding.objects.get()
    assert timedelta(minutes=4) < made.reported_at - made.found_at < timedelta(minutes=6)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"client_id": "x"}, 400, "invalid"),
        ({"act": "arrested"}, 400, "invalid"),
        ({"words": "长" * 501}, 400, "invalid"),
        ({"kind": "999999999"}, 409, "kind_closed"),
        ({"kind": "²"}, 409, "kind_closed"),
        ({"words": None}, 409, "empty"),
        ({"same_as": "999999999"}, 409, "same"),
        ({"found_at": "2020-01-01T00:00:00+08:00"}, 409, "too_old"),
        ({"settled": "1", "act": Act.REMOVED}, 409, "photos"),
    ],
)
def test_each_wrong_report_gets_a_clear_answer_and_records_nothing(phone, make_kind, said, status, code):
    answer = send(phone, told(make_kind(), **said))
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, "refused", code)
    assert answer.json()["message"] and not Finding.objects.exists()


def test_a_file_that_is_no_photo_is_refused(phone, make_kind):
    bad = io.BytesIO(b"<html><script>alert(1)</script></html>")
    bad.name = "photo.jpg"
    answer = send(phone, told(make_kind(), photos=[bad]))
    assert (answer.status_code, answer.json()["code"]) == (409, "file.type")
    assert not Finding.objects.exists()


def test_a_photo_over_the_limit_is_refused(phone, make_kind):
    big = io.BytesIO(b"\xff\xd8\xff" + b"0" * (16 * 1024 * 1024))
    big.name = "photo.jpg"
    answer = send(phone, told(make_kind(), photos=[big]))
    assert (answer.status_code, answer.json()["code"]) == (409, "file.too_large")


def test_html_stays_words(phone, make_kind):
    answer = send(phone, told(make_kind(), words="<script>alert(1)</script>", place="<b>街</b>"))
    page = phone.get(f"/c/finding/{answer.json()['id']}/").content.decode()
    assert "<script>alert(1)" not in page and "&lt;b&gt;街" in page


def test_a_stranger_and_a_phone_of_somebody_else_keep_their_queue(phone, patrols, make_kind):
    kind = make_kind()
    assert send(Client(), told(kind)).status_code == 401
    other = make_guard(patrols.squad)
    assert send(phone, told(kind), HTTP_X_PHONE_OWNER=owner_key(other.user)).status_code == 401
    assert send(phone, told(kind), HTTP_X_PHONE_OWNER=owner_key(patrols.guard.user)).status_code == 201


def test_an_officer_reports_elsewhere(cast, client_of, make_kind):
    client = client_of(make_officer(cast.station).user)
    assert send(client, told(make_kind())).status_code == 403


def test_another_site_cannot_send_for_a_login(patrols, make_kind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(patrols.guard.user)
    assert client.post(DOOR, told(make_kind())).status_code == 403
    assert not Finding.objects.exists()


def test_a_kind_of_another_station_is_not_there(phone, cast):
    with in_station(cast.station2):
        category = make_category(cast.station2, kind=Kind.HAZARD)
        kind = FindingKind.objects.create(
            station=cast.station2, category=category, acts=[Act.REPORTED], code="x", name="别处的"
        )
    answer = send(phone, told(kind))
    assert (answer.status_code, answer.json()["code"]) == (409, "kind_closed")


def test_lists_and_pages_say_that_it_came_later(phone, patrols, make_kind, client_of, cast):
    made = send(phone, told(make_kind())).json()["id"]
    assert "离线补传" in phone.get("/c/finding/").content.decode()
    office = client_of(cast.chief)
    assert "离线补传" in office.get("/patrols/findings/?offline=true").content.decode()
    assert "离线补传" in office.get(f"/patrols/findings/{made}/").content.decode()
    assert office.get(f"/api/v1/findings/{made}/").json()["offline"] is True
    assert office.get("/api/v1/findings/?offline=false").json()["count"] == 0


def test_the_page_of_today_keeps_the_kinds_for_the_time_without_a_network(phone, make_kind):
    make_kind(kind=Kind.HAZARD, name="飞线充电", card="先劝离\n拍照", direct=True)
    make_kind(name="停用的", active=False)
    page = phone.get("/c/").content.decode()
    facts = json.loads(page.partition('id="phone-data" type="application/json">')[2].partition("</script>")[0])
    [kind] = facts["kinds"]
    assert (kind["name"], kind["card"], kind["direct"], kind["hazard"]) == (
        "飞线充电",
        ["先劝离", "拍照"],
        True,
        True,
    )
    assert {act for act, _label in kind["acts"]} == {Act.REPORTED, Act.DISSUADED, Act.REMOVED}
    assert kind["spot"] and "ph-mould-report" in page
