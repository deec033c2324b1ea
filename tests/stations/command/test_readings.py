"""What the board counts agrees with the database, in a fixed number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.command import alerts, boards, readings
from stations.dispatch import actions as dispatch
from stations.dispatch.watch import escalate_due
from stations.incidents import actions as incidents
from tests.factories import make_category, make_incident

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
# Effective calls of today and of eight same weekdays, as plain SQL counts them.
PLAIN = """
SELECT count(*) FILTER (WHERE i.reported_at >= %(midnight)s),
       count(*) FILTER (WHERE i.reported_at < %(midnight)s) / 8.0
FROM stations_incident i JOIN stations_category c ON c.id = i.category_id
WHERE i.station_id = %(station)s AND i.kind = 'call' AND i.state NOT IN ('struck', 'linked') AND c.fold <> 'nuisance'
  AND i.reported_at > %(at)s - interval '57 days' AND i.reported_at < %(at)s
  AND extract(isodow FROM i.reported_at AT TIME ZONE 'Asia/Shanghai')
      = extract(isodow FROM %(at)s AT TIME ZONE 'Asia/Shanghai')
  AND (i.reported_at AT TIME ZONE 'Asia/Shanghai')::time < (%(at)s AT TIME ZONE 'Asia/Shanghai')::time
"""


def load(room) -> dict:
    return boards.load(room.station, timezone.now(), "Calls")


def queries(room) -> int:
    with CaptureQueriesContext(connection) as asked:
        load(room)
    return len(asked)


def test_the_board_takes_as_many_queries_for_one_row_as_for_many(room):
    room.send(room.record())
    few = queries(room)
    for number in range(6):
        room.send(room.record(), room.crew(f"车组{number}甲"))
        room.record(kind="clue")
    assert queries(room) == few <= 24


def test_what_has_not_changed_costs_one_query(room, client_of):
    room.record()
    browser = client_of(room.cast.desk)
    at = timezone.now()
    version = readings.version(at)
    with CaptureQueriesContext(connection) as queries:
        assert readings.version(at) == version
    assert len(queries) == 1
    room.record()
    assert readings.version(at) != version
    assert browser.get("/command/").status_code == 200


def test_stages_agree_with_the_table(room):
    incident = room.record()
    sent = room.send(room.record())
    dispatch.accept(assignment=sent, actor=room.desk)
    room.record(kind="hazard")
    room.record(kind="found")
    lines = {line.stage.code: line.count for line in readings.stage_counts(timezone.now())}
    assert lines == {
        "waiting": 1,
        "under_way": 1,
        "scene": 0,
        "to_close": 0,
        "elsewhere": 0,
        "matters": 1,
        "property": 1,
    }
    rows = readings.open_rows()
    assert [row.stage.code for row in rows if row.incident.pk == incident.pk] == ["waiting"]
    assert len(rows) == 3, "lost and found stand in their own list"


def test_the_urgent_one_stands_first_then_what_is_overdue(room):
    room.record(grade=1)
    late = room.record(grade=3, at=timezone.now() - 10 * MINUTE)
    escalate_due()
    urgent = room.record(grade=4, urgent=True)
    order = [row.incident.pk for row in readings.open_rows()]
    assert order[:2] == [urgent.pk, late.pk]
    first = load(room)["lines"][0]
    assert (first.stage.code, first.count, [row.incident.pk for row in first.rows]) == ("urgent", 0, [urgent.pk])
    shown = {row.incident.pk: row for row in readings.open_rows()}
    assert shown[late.pk].overdue and not shown[urgent.pk].overdue


def test_todays_calls_and_the_average_agree_with_plain_sql(room):
    at = timezone.localtime().replace(hour=15, minute=30, second=0, microsecond=0)
    nuisance = make_category(room.station, "骚扰电话", fold="nuisance")
    for week in range(10):
        for hour in (1, 9, 15, 16, 23):
            moment = at.replace(hour=hour, minute=10) - week * 7 * DAY
            for _again in range(1 + (week + hour) % 3):
                make_incident(room.station, category=room.category, at=moment)
        make_incident(room.station, category=nuisance, at=at - week * 7 * DAY - MINUTE)
        make_incident(room.station, category=room.category, at=at - (week * 7 + 1) * DAY)
        make_incident(
            room.station,
            category=room.category,
            state="struck",
            struck_reason="录错",
            at=at - week * 7 * DAY - MINUTE,
        )
        make_incident(room.station, kind="help", category=room.category, at=at - week * 7 * DAY - MINUTE)
    today = readings.today(at)
    with connection.cursor() as cursor:
        midnight = at.replace(hour=0, minute=0)
        cursor.execute(PLAIN, {"station": room.station.pk, "at": at, "midnight": midnight})
        total, average = cursor.fetchone()
    assert today.total == total > 0
    assert today.averages[""] == pytest.approx(float(average)) and average > 0
    assert today.counts["dispute"] == total


def test_a_moment_just_after_midnight_has_nothing_to_compare(room):
    at = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    make_incident(room.station, category=room.category, at=at - 7 * DAY - MINUTE)
    assert readings.today(at).total == 0 and readings.today(at).averages == {}


@pytest.mark.parametrize(("weeks", "average"), [(0, None), (1, 2.0), (2, 1.5), (9, 0.25)])
def test_a_new_station_is_compared_with_the_weeks_it_has(room, weeks, average):
    at = timezone.localtime().replace(hour=15, minute=30, second=0, microsecond=0)
    make_incident(room.station, category=room.category, at=at - weeks * 7 * DAY - MINUTE)
    for _again in range(2 if weeks > 1 else 1 if weeks else 0):
        make_incident(room.station, category=room.category, at=at - 7 * DAY - MINUTE)
    assert readings.today(at).averages.get("") == average
    assert readings.today(at).weeks == min(weeks, 8)


def test_crews_show_their_task_and_their_last_position(room):
    crew = room.crew("前山二级车组")
    sent = room.send(room.record(), crew)
    dispatch.arrive(assignment=sent, actor=room.desk, lat=40.004, lng=116.006)
    line = next(line for line in load(room)["crews"] if line.crew.pk == crew.pk)
    assert (line.now.state, line.point, line.exact) == ("on_scene", (40.004, 116.006), True)
    home = room.crew("后山二级车组")
    line = next(line for line in load(room)["crews"] if line.crew.pk == home.pk)
    assert line.point is not None and not line.exact and line.now.free


# -- alerts ----------------------------------------------------------------------------------------------------


def told(room):
    return {alert.code: alert for alert in load(room)["alerts"]}


def test_quiet_days_raise_nothing_but_the_missing_commander(room):
    assert set(told(room)) == {"commander"}


def test_each_thing_that_must_not_be_overlooked_is_told(room):
    room.record(urgent=True)
    room.record(at=timezone.now() - 10 * MINUTE)
    escalate_due()
    sent = room.send(room.record(), room.crew("甲车组"))
    dispatch.accept(assignment=sent, actor=room.desk)
    dispatch.ask_support(assignment=sent, actor=room.desk)
    room.crew("独行车组", size=3)
    found = told(room)
    assert {"urgent", "overdue", "unassigned", "support", "crew_gaps"} <= set(found)
    assert found["overdue"].count == 1 and found["unassigned"].count == 2
    assert "甲车组" in found["support"].text and "独行车组" in found["crew_gaps"].text
    assert all(alert.url for alert in found.values() if alert.code != "commander")


def test_what_was_late_and_is_closed_alarms_nobody(room):
    late = timezone.now() - 3 * DAY
    make_incident(
        room.station, category=room.category, at=late, state="closed", result="helped", due_at=late,
        overdue_since=late, fed_back_at=late, closed_at=late,
    )  # fmt: skip
    assert "overdue" not in told(room)


def test_support_that_came_is_no_alert_any_more(room):
    incident = room.record()
    sent = room.send(incident)
    dispatch.accept(assignment=sent, actor=room.desk)
    dispatch.ask_support(assignment=sent, actor=room.desk)
    assert "support" in told(room)
    room.send(incident, room.crew("增援车组"))
    assert "support" not in told(room)


def test_nothing_of_another_station_is_counted(room):
    other = room.cast.station2
    make_incident(other, urgent=True)
    assert sum(line.count for line in readings.stage_counts(timezone.now())) == 0
    assert "urgent" not in told(room)


def test_a_closed_incident_leaves_the_board_and_is_counted_as_closed(room):
    incident = room.record()
    incident = incidents.locked(incident.pk)
    incident.result, incident.result_text = "other", "已处理"
    incidents.advance(incident, "feedback", actor=room.desk)
    incidents.advance(incident, "close", actor=room.desk)
    assert readings.open_rows() == [] and readings.today(timezone.now()).closed == 1


def test_alert_texts_name_no_person(room):
    sent = room.send(room.record(urgent=True, reporter="欧阳明月", phone="13812345678"))
    dispatch.accept(assignment=sent, actor=room.desk)
    dispatch.ask_support(assignment=sent, actor=room.desk)
    texts = " ".join(str(alert.text) for alert in load(room)["alerts"])
    names = [row.officer.user.name for row in sent.crew.members.all()]
    assert not any(word in texts for word in [*names, "欧阳明月", "13812345678"])
    assert alerts.address("no-such-page") == ""
