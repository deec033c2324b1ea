"""Pages of incidents: who opens what, filters in the address, tabs, export, verbs by form."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from stations.catalogue.words import Kind
from stations.incidents import paging
from stations.incidents.models import InboxSettings, Incident
from stations.incidents.tables import to_road
from stations.incidents.words import State
from stations.timeline.models import Entry
from tests.factories import client_of, make_category, make_community, make_incident, make_spot, make_station

LIST = "/command/incidents/"
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def page(incident, *parts) -> str:
    return "/".join([f"{LIST}{incident.pk}", *parts, ""])


def listed(browser, query="") -> set[int]:
    answer = browser.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return {row.pk for row in answer.context["page"].object_list}


def test_the_inbox_is_for_police_and_an_incident_for_who_handles_or_entered_it(cast, ready):
    mine, entered = ready(handlers=(cast.auxiliary,)), ready(recorded_by=cast.auxiliary.user)
    others = ready(handlers=(cast.officer,))
    assert client_of(cast.officer).get(LIST).status_code == 200
    assert client_of(cast.auxiliary).get(LIST).status_code == 403
    browser = client_of(cast.auxiliary)
    assert [browser.get(page(row)).status_code for row in (mine, entered, others)] == [200, 200, 404]
    assert client_of(cast.guard).get(page(mine)).status_code == 403


def test_another_station_does_not_have_it(cast, ready):
    incident, stranger = ready(), client_of(cast.chief2)
    assert stranger.get(page(incident)).status_code == 404
    assert stranger.post(page(incident, "do", "close")).status_code == 404
    assert stranger.get(page(incident, "do", "strike")).status_code == 404
    assert listed(stranger) == set()


def test_list_and_page_take_a_fixed_number_of_queries(cast, ready):
    def count(address):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    browser = client_of(cast.desk)
    first = ready(handlers=(cast.officer,))
    count(LIST)
    few, small = count(LIST), count(page(first))
    for _number in range(3):
        ready(handlers=(cast.officer, cast.auxiliary))
        make_incident(cast.station, main=first, state=State.LINKED, category=first.category)
    assert (count(LIST), count(page(first))) == (few, small)


def test_every_filter_stands_in_the_address(cast, ready):
    browser, now = client_of(cast.desk), timezone.now()
    top = make_category(cast.station, name="纠纷")
    below = make_category(cast.station, name="邻里纠纷", parent=top)
    community, spot = make_community(cast.station, team=cast.community_team), make_spot(cast.station)
    one = make_incident(
        cast.station, category=below, community=community, spot=spot, grade=1, urgent=True, source="walk_in",
        summary="张家与李家因噪音争吵", place="西打磨厂街7号", at=now - 40 * DAY, reopened=1,
    )  # fmt: skip
    two = ready(Kind.HAZARD, State.CLOSED)
    three = ready(Kind.CALL, State.STRUCK)
    expected = {
        f"category={top.pk}": {one}, f"category={below.pk}": {one}, f"community={community.pk}": {one},
        f"spot={spot.pk}": {one}, "grade=1": {one}, "urgent=true": {one}, "source=walk_in": {one}, "q=噪音": {one},
        "q=磨厂": {one}, f"q={one.number}": {one}, "place=打磨厂": {one}, "kind=hazard": {two},
        "state=struck": {three},
        "kind=hazard&kind=call": {one, two, three}, "standing=open": {one}, "standing=closed": {two, three},
        "counting=counted": {one, two}, "counting=effective": {one}, "reopened=true": {one}, "tab=open": {one},
        "tab=unassigned": {one}, "q=没有的": set(), f"fold={top.fold}&kind=call": {one, three},
    }  # fmt: skip
    for query, rows in expected.items():
        assert listed(browser, query) == {row.pk for row in rows}, query


def test_a_period_counts_whole_days_of_the_stations_own_time(cast, ready):
    local = timezone.get_current_timezone()
    midnight = datetime.datetime(2026, 10, 31, tzinfo=local)
    before, first = ready(at=midnight - datetime.timedelta(seconds=1)), ready(at=midnight)
    last, after = ready(at=midnight + DAY - datetime.timedelta(seconds=1)), ready(at=midnight + DAY)
    found = listed(client_of(cast.desk), "date_from=2026-10-31&date_to=2026-10-31")
    assert found == {first.pk, last.pk} and not found & {before.pk, after.pk}


def test_a_search_for_words_looks_back_a_year_unless_a_period_is_given(cast, ready):
    old = ready(summary="旧案线索", at=timezone.now() - 500 * DAY)
    browser = client_of(cast.desk)
    assert listed(browser, "q=旧案") == set()
    assert listed(browser, "q=旧案&date_from=2020-01-01") == {old.pk}
    assert browser.get(f"{LIST}?q=旧").context["filter"].form.errors


def test_tabs_hold_what_they_say_and_count_it(cast, ready):
    now = timezone.now()
    mine = ready(handlers=(cast.desk,))
    late = ready(Kind.CALL, State.ARRIVED, overdue_since=now, handlers=(cast.officer,))
    hazard_late = ready(Kind.HAZARD, State.ASSIGNED, due_at=now - HOUR, handlers=(cast.officer,))
    fresh = ready()
    fed_back, rectified = ready(Kind.CALL, State.FED_BACK), ready(Kind.HAZARD, State.RECTIFIED)
    wanted = ready(Kind.CALL, State.CLOSED, follow_up_wanted=True)
    promised = ready(Kind.CALL, State.CLOSED, call_back_at=now + HOUR)
    expected = {
        "mine": {mine}, "overdue": {late, hazard_late}, "unassigned": {fresh}, "check": {fed_back, rectified},
        "follow_up": {wanted}, "call_back": {promised},
        "open": {mine, late, hazard_late, fresh, fed_back, rectified},
    }  # fmt: skip
    browser = client_of(cast.desk)
    counts = {tab.code: number for tab, number in browser.get(LIST).context["tabs"]}
    for tab, rows in expected.items():
        assert listed(browser, f"tab={tab}") == {row.pk for row in rows}, tab
        assert counts[tab] == len(rows), tab
    assert listed(client_of(cast.officer), "tab=check") == {fed_back.pk}


def test_what_is_urgent_stands_first_among_the_open(cast, ready):
    rows = [ready(grade=3), ready(grade=1), ready(grade=4, urgent=True)]
    found = client_of(cast.desk).get(f"{LIST}?tab=open").context["page"].object_list
    assert [row.pk for row in found] == [rows[2].pk, rows[1].pk, rows[0].pk]


def test_a_count_stops_where_nobody_pages_any_more(cast, ready, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 3)
    for _number in range(5):
        ready()
    answer = client_of(cast.desk).get(LIST)
    assert answer.context["total"] == 3 and answer.context["capped"]
    assert len(answer.context["page"].object_list) == 3


def test_the_sheet_is_masked_marked_counted_and_recorded(cast, ready):
    ready(place="前门大街12号3单元", summary="王建国报警", handlers=(cast.officer,))
    answer = client_of(cast.desk).get(f"{LIST}?format=xlsx&kind=call")
    rows = [[str(cell.value or "") for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active]
    words = " ".join(cell for row in rows for cell in row)
    assert "前门大街" in words and "12号" not in words and "王建国" not in words
    assert cast.desk.police_no in rows[1][0] and cast.desk.user.name in rows[1][0]
    assert Entry.objects.get(verb="exported").data == {"what": "incidents", "rows": 1}
    assert cast.desk.police_no in client_of(cast.desk).get(f"{LIST}?format=csv").content.decode("utf-8-sig")


def test_a_sheet_has_a_limit_that_the_station_sets(cast, ready):
    InboxSettings.objects.create(station=cast.station, export_rows=1)
    ready(), ready()
    answer = client_of(cast.desk).get(f"{LIST}?format=xlsx")
    assert answer["Content-Type"].startswith("text/html")
    assert not Entry.objects.filter(verb="exported").exists()


@pytest.mark.parametrize(
    ("place", "road"),
    [("前门大街12号3单元", "前门大街"), ("鲜鱼口街3号院", "鲜鱼口街"), ("草厂三条8号", "草厂三条"), ("", ""),
     ("东城区前门街道草厂社区5号楼", "东城区前门街道草厂社区")],
)  # fmt: skip
def test_an_address_ends_at_its_road(place, road):
    assert to_road(place) == road


def test_a_tap_moves_it_and_a_refusal_says_why(cast, ready):
    incident, browser = ready(Kind.CALL, State.FED_BACK), client_of(cast.desk)
    assert browser.get(page(incident, "do", "close"))["Location"] == page(incident)
    browser.post(page(incident, "do", "close"))
    incident.refresh_from_db()
    assert incident.state == State.CLOSED
    answer = browser.post(page(incident, "do", "close"), follow=True)
    assert "fg-tone-danger" in answer.content.decode()


def test_a_form_keeps_what_was_typed_when_a_rule_refuses(cast, ready):
    incident, browser = ready(Kind.CALL, State.ARRIVED), client_of(cast.desk)
    address = page(incident, "do", "feedback")
    assert browser.get(address).status_code == 200
    values = {"category": incident.category_id, "result": "mediated", "text": "已经调解", "violation": ""}
    answer = browser.post(address, values)
    assert answer.status_code == 400 and "已经调解" in answer.content.decode()
    assert browser.post(address, values | {"violation": "no"})["Location"] == page(incident)
    incident.refresh_from_db()
    assert (incident.state, incident.violation) == (State.FED_BACK, False)


def test_the_verbs_of_others_are_refused_before_their_form_is_shown(cast, ready):
    incident = ready(Kind.HAZARD, State.VERIFIED)
    assert client_of(cast.officer).get(page(incident, "do", "assign")).status_code == 403
    assert client_of(cast.officer).get(page(incident, "do", "correct")).status_code == 403
    assert client_of(cast.desk).get(page(incident, "do", "fly")).status_code == 404


def test_every_verb_with_a_form_opens_where_it_is_allowed(cast, ready):
    browser = client_of(cast.desk)
    for kind, state, verb in [
        (Kind.CALL, State.RECEIVED, "link"), (Kind.CALL, State.CLOSED, "follow_up"),
        (Kind.CALL, State.RECEIVED, "strike"),
        (Kind.HAZARD, State.VERIFIED, "assign"), (Kind.HAZARD, State.ASSIGNED, "rectify"),
        (Kind.HAZARD, State.RECEIVED, "dismiss"), (Kind.CLUE, State.VERIFIED, "act_on"),
        (Kind.FOUND, State.RECEIVED, "match"), (Kind.FOUND, State.MATCHED, "hand_back"),
        (Kind.LOSS, State.RECEIVED, "give_up"), (Kind.CALL, State.RECEIVED, "promise"),
        (Kind.CALL, State.RECEIVED, "correct"),
    ]:  # fmt: skip
        assert browser.get(page(ready(kind, state), "do", verb)).status_code == 200, verb


def test_a_report_is_linked_by_its_number(cast, ready):
    main, again = ready(), ready()
    browser = client_of(cast.desk)
    assert browser.post(page(again, "do", "link"), {"number": "2026-999999"}).status_code == 400
    browser.post(page(again, "do", "link"), {"number": main.number})
    again.refresh_from_db()
    assert again.main == main


def test_property_is_matched_by_suggestion_and_returned(cast, ready):
    found, loss = ready(Kind.FOUND, summary="黑色双肩包"), ready(Kind.LOSS, summary="黑色双肩包")
    browser = client_of(cast.desk)
    browser.post(page(found, "do", "match"), {"loss": loss.pk})
    browser.post(page(found, "do", "hand_back"), {"receiver": "王五"})
    found.refresh_from_db(), loss.refresh_from_db()
    assert (found.state, loss.state) == (State.RETURNED, State.RETURNED)


def test_the_numbers_of_the_inbox_are_set_by_the_leadership(cast, in_one):
    address = "/command/settings/inbox/"
    assert client_of(cast.desk).get(address).status_code == 403
    values = {
        "nearby_metres": 150, "nearby_minutes": 90, "repeats": 4, "repeat_days": 20, "follow_up_percent": 5,
        "reopen_days": 15, "export_rows": 2000,
    }  # fmt: skip
    browser = client_of(cast.chief)
    assert browser.post(address, values).status_code == 400
    browser.post(address, values | {"follow_up_percent": 20})
    assert InboxSettings.objects.get(station=cast.station).follow_up_percent == 20
    assert InboxSettings.objects.filter(station=make_station("CW")).count() == 0


def test_the_page_shows_no_full_phone_and_moves_live(cast, ready):
    incident = ready(reporter="王建国", phone="13800001234")
    words = client_of(cast.desk).get(page(incident)).content.decode()
    assert "13800001234" not in words and "王建国" not in words
    assert f'data-live="incident:{incident.pk}"' in words
    assert Incident.objects.get(pk=incident.pk).number in words
