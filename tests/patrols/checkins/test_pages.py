"""The pages of staff: list, doubts, one check-in, entries by hand, parts for other pages."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from patrols.checkins import odd, readings, reviews
from patrols.checkins.due import doubts as due_doubts
from patrols.models import CheckIn, CheckInReview, ManualEntry
from patrols.schedule.reckoning import Seen
from stations.access import tokens
from stations.agenda.registry import due_from
from stations.timeline.models import Entry
from tests.factories import make_station
from tests.factories.patrols import make_patrols
from tests.patrols.checkins.conftest import MINUTE, Phone

HTML = "<script>alert(1)</script>"


@pytest.fixture
def patrols(in_one):
    """A squad with a duty that runs now."""
    return make_patrols(in_one)


@pytest.fixture
def now():
    """The moment of the test."""
    return timezone.now()


def far(patrols, point, at, count=1):
    """Check-ins in doubt, a minute apart."""
    phone = Phone(patrols.guard)
    return [phone.scan(point, at - (count - n) * MINUTE, lat=point.lat + 0.01) for n in range(count)]


@pytest.fixture
def office(patrols, client_of):
    """Somebody of the office, at the desk."""
    return client_of(patrols.office)


def body(client, name, *args, query="") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_is_odd_in_words(office, patrols, points, now):
    far(patrols, points[0], now)
    page = body(office, "check-ins")
    assert points[0].name in page
    assert "1112" in page


@pytest.mark.parametrize(
    ("count", "query"), [(1, ""), (3, ""), (3, "?doubt=open"), (3, "?offline=false&counted=true")]
)
def test_the_list_costs_the_same_however_long(
    office, patrols, points, now, count, query, django_assert_max_num_queries
):
    far(patrols, points[0], now, count)
    office.get(reverse("check-ins"))
    with django_assert_max_num_queries(16):
        body(office, "check-ins", query=query)


def test_pages_by_position_show_each_row_once(in_one, patrols, points, now):
    far(patrols, points[0], now, 12)
    seen, older = [], ""
    while True:
        leaf = readings.leaf(CheckIn.objects.all(), older=older, size=5)
        seen += [row.pk for row in leaf]
        if not leaf.older:
            break
        older = leaf.older
    assert len(seen) == len(set(seen)) == 12
    back = readings.leaf(CheckIn.objects.all(), newer=readings.place_of(leaf.rows[0]), size=5)
    assert [row.pk for row in back] == seen[5:10]
    assert (leaf.total, leaf.more) == (12, False)


@pytest.mark.parametrize(
    "odd_place", ["x", "1-", "-1", "nan-1", "1e400-1", "9" * 30 + "-1", "1-99999999999999999999"]
)
def test_a_position_nobody_wrote_does_no_harm(office, patrols, odd_place):
    assert office.get(reverse("check-ins"), {"older": odd_place, "newer": odd_place}).status_code == 200


def test_an_export_is_recorded(office, patrols, points, now):
    far(patrols, points[0], now, 2)
    answer = office.get(reverse("check-ins"), {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert Entry.objects.get(verb="exported").data == {"what": "check-ins", "rows": 2}


def test_who_sees_the_pages(patrols, cast, client_of):
    assert client_of(cast.chief).get(reverse("check-ins")).status_code == 200
    assert client_of(patrols.guard.user).get(reverse("check-ins")).status_code == 403
    assert client_of(patrols.leader.user).get(reverse("check-in-doubts")).status_code == 403


def test_another_stations_check_in_is_404(patrols, points, now, client_of, office):
    far(patrols, points[0], now)
    theirs = make_patrols(make_station("S9", name="另一所"))
    pk = CheckIn.objects.get().pk
    stranger = client_of(theirs.office)
    for name in ("check-in", "check-in-photo"):
        assert stranger.get(reverse(name, args=[pk])).status_code == 404
    assert stranger.post(reverse("check-in-decide", args=[pk])).status_code == 404
    assert stranger.get(reverse("check-ins-at", args=[points[0].pk])).status_code == 404
    assert stranger.get(reverse("check-ins-of", args=[patrols.duty.pk])).status_code == 404


def test_one_tap_and_a_reason_decide(office, patrols, points, now):
    far(patrols, points[0], now)
    row = CheckIn.objects.get()
    assert points[0].name in body(office, "check-in-doubts")
    assert len(due_from(due_doubts, patrols.office, now.date())) == 1
    place = reverse("check-in-decide", args=[row.pk])
    office.post(place, {"verdict": "counts", "reason": ""})
    assert not CheckInReview.objects.exists()
    office.post(place, {"verdict": "discounted", "reason": HTML, "next": "//evil.example"})
    row.refresh_from_db()
    assert (row.counted, row.review.reason) == (False, HTML)
    page = body(office, "check-in", row.pk)
    assert HTML not in page
    assert "&lt;script&gt;" in page
    assert due_from(due_doubts, patrols.office, now.date()) == []


def test_what_the_rule_settles_itself_waits_for_nobody(patrols, points, now):
    phone = Phone(patrols.guard)
    for minute in (3, 2):
        phone.scan(points[0], now - minute * MINUTE, lat=None, lng=None, accuracy=None)
    assert [row.flags for row in readings.to_decide(patrols.office, now)] == [["nowhere"]]


def test_the_office_does_not_decide_about_itself(patrols, points, now):
    far(patrols, points[0], now)
    assert not readings.to_decide(patrols.guard.user, now).exists()


def test_doubts_tell_who_used_the_phone_and_how_fast(patrols, points, now):
    first = Phone(patrols.guard)
    first.scan(points[0], now - 3 * MINUTE)
    Phone(patrols.leader, phone=first.phone).scan(points[0], now - 2 * MINUTE)
    first.scan(points[2], now - 2.9 * MINUTE)
    rows = list(readings.with_neighbours(CheckIn.objects.exclude(flags=[]).order_by("id")))
    told = [one.sentence for row in rows for one in odd.told(row, readings.points_before(rows))]
    assert any(patrols.guard.user.name in sentence for sentence in told)
    assert any(points[0].name in sentence and "222" in sentence for sentence in told)


def test_conflicts_show_both(office, patrols, points, now):
    phone, known = Phone(patrols.guard), uuid.uuid4()
    phone.scan(points[0], now - 2 * MINUTE, client_id=known)
    phone.scan(points[1], now - MINUTE, client_id=known)
    page = body(office, "check-in-conflicts")
    assert points[0].name in page
    assert points[1].name in page


def test_conflicts_are_filtered_paged_and_exported(office, patrols, points, now, django_assert_max_num_queries):
    phone, other, known = Phone(patrols.guard), Phone(patrols.leader), uuid.uuid4()
    phone.scan(points[0], now - 5 * MINUTE, client_id=known)
    for number in range(60):
        phone.scan(points[1], now - MINUTE, client_id=known, lat=points[1].lat + number / 1e6)
    twice = uuid.uuid4()
    other.scan(points[0], now - 5 * MINUTE, client_id=twice)
    other.scan(points[2], now - MINUTE, client_id=twice)
    with django_assert_max_num_queries(30):
        first = body(office, "check-in-conflicts")
    assert first.count("<tr>") == 51 and "page=2" in first  # the head and fifty rows
    assert body(office, "check-in-conflicts", query="?page=2").count("<tr>") == 12
    name, squad = patrols.leader.user.name, patrols.squad.pk
    assert body(office, "check-in-conflicts", query=f"?q={name}").count("<tr>") == 2
    assert body(office, "check-in-conflicts", query=f"?squad={squad}&page=2").count("<tr>") == 12
    later = (now + 2 * 24 * 60 * MINUTE).date()
    assert points[1].name not in body(office, "check-in-conflicts", query=f"?date_from={later}")
    sheet = office.get(reverse("check-in-conflicts") + "?format=csv").content.decode("utf-8-sig")
    assert len(sheet.splitlines()) == 62 and points[2].name in sheet
    assert Entry.objects.filter(data__what="check-in-conflicts").exists()


def test_parts_for_the_point_and_the_duty(office, patrols, points, now, client_of):
    far(patrols, points[0], now)
    assert patrols.guard.user.name in body(office, "check-ins-at", points[0].pk)
    assert points[0].name in body(office, "check-ins-of", patrols.duty.pk)


def test_entries_by_hand_are_asked_for_and_decided_on_pages(office, patrols, points, now, client_of):
    place = reverse("manual-entry-new", args=[patrols.duty.pk])
    leader = client_of(patrols.leader.user)
    assert leader.get(place).status_code == 200
    at = timezone.localtime(now - 3 * MINUTE).strftime("%Y-%m-%dT%H:%M")
    said = {"checkpoint": points[0].pk, "guard": patrols.guard.pk, "at": at, "reason": "手机没电"}
    assert leader.post(place, said).status_code == 302
    entry = ManualEntry.objects.get()
    assert "手机没电" in body(office, "manual-entries")
    office.post(reverse("manual-entry-approve", args=[entry.pk]))
    entry.refresh_from_db()
    assert (entry.state, entry.check_in.method) == ("approved", "manual")
    assert client_of(patrols.guard.user).get(place).status_code == 403


def test_an_entry_is_refused_with_a_reason(office, patrols, points, now):
    entry = reviews.ask_entry(
        duty=patrols.duty, guard=patrols.guard, checkpoint=points[0], at=now - MINUTE, reason="标识丢失",
        actor=patrols.leader.user,
    )  # fmt: skip
    place = reverse("manual-entry-refuse", args=[entry.pk])
    assert office.post(place, {"answer": ""}).status_code == 400
    office.post(place, {"answer": "当时不在点位"})
    entry.refresh_from_db()
    assert (entry.state, entry.answer) == ("refused", "当时不在点位")


def test_reckoning_reads_counted_check_ins_in_order(patrols, points, now):
    phone = Phone(patrols.guard)
    for minute, point in ((5, points[0]), (3, points[1]), (1, points[1])):
        phone.scan(point, now - minute * MINUTE)
    found = readings.counted_of([patrols.duty.pk])[patrols.duty.pk]
    assert [Seen(*row).checkpoint_id for row in found] == [points[0].pk, points[1].pk]


# API


def test_the_api_lists_shows_and_decides(patrols, points, now, office):
    for place, point in enumerate(points):
        far(patrols, point, now - place * 2 * MINUTE)
    found = office.get("/api/v1/check-ins/", {"page_size": 2, "doubt": "open"}).json()
    assert (found["count"], len(found["results"]), found["previous"]) == (3, 2, None)
    rest = office.get(found["next"]).json()
    assert (len(rest["results"]), rest["next"]) == (1, None)
    pk = found["results"][0]["id"]
    shown = office.get(f"/api/v1/check-ins/{pk}/").json()
    assert (shown["state"], shown["verbs"], shown["flags"]) == ("in_doubt", ["review"], ["far"])
    said = {"verdict": "discounted", "reason": "监控未见到人"}
    answer = office.post(f"/api/v1/check-ins/{pk}/review/", said, "application/json")
    assert (answer.status_code, answer.json()["state"], answer.json()["counted"]) == (200, "decided", False)
    assert len(answer.json()["timeline"]) == 1
    assert office.post(f"/api/v1/check-ins/{pk}/review/", said, "application/json").status_code == 409


def test_a_guard_sees_the_own_ones_alone(client, patrols, points, now):
    far(patrols, points[0], now)
    Phone(patrols.leader).scan(points[1], now)
    token, _row = tokens.issue(user=patrols.guard.user, label="测试", at=now)
    mine = {"HTTP_AUTHORIZATION": f"Token {token}"}
    found = client.get("/api/v1/check-ins/", **mine).json()["results"]
    assert [row["guard"]["id"] for row in found] == [patrols.guard.pk]
    other = CheckIn.objects.get(guard=patrols.leader).pk
    assert client.get(f"/api/v1/check-ins/{other}/", **mine).status_code == 404
    said = {"verdict": "counts", "reason": "我在"}
    answer = client.post(f"/api/v1/check-ins/{found[0]['id']}/review/", said, "application/json", **mine)
    assert (answer.status_code, answer.json()["code"]) == (403, "own")


def test_the_squad_leader_asks_for_an_entry_on_the_phone(client_of, patrols, points, now):
    leader, guard = client_of(patrols.leader.user), client_of(patrols.guard.user)
    url = reverse("phone-entry-new", args=[patrols.duty.pk])
    assert guard.get(url).status_code == 403
    form = {"checkpoint": points[0].pk, "guard": patrols.guard.pk, "reason": "二维码破损",
            "at": timezone.localtime(now - 3 * MINUTE).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
    leader.post(url, form)
    assert ManualEntry.objects.get().asked_by == patrols.leader.user
