"""Exports of the bureau: matched, numbered, never counted twice, written as a whole or not at all."""

import datetime
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from stations.bureau import actions
from stations.bureau.models import BureauImport, ColumnMapping
from stations.catalogue.models import PastCount
from stations.incidents.models import Incident, Party
from stations.incidents.persons import phone_index
from stations.jobs.models import Job
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.numbers.actions import last
from stations.timeline.models import Entry
from tests.factories import make_incident
from tests.stations.bureau.conftest import HEAD, call, export

State = BureauImport.State


@pytest.fixture
def inside(desk, in_one):
    return desk


def upload(desk, file, **fields):
    fields = {"kind": "incidents", "name": f"映射{ColumnMapping.objects.count()}"} | fields
    return actions.upload(file=file, station=desk.cast.station, actor=desk.user, **fields)


def checked(desk, file, **fields):
    return actions.run_check(import_id=upload(desk, file, **fields).pk)


def applied(desk, file, **fields):
    found = checked(desk, file, **fields)
    assert found.state == State.CHECKED, found.report
    return actions.run_apply(import_id=found.pk, actor=desk.user)


def tally(found):
    return {name: found.report[name] for name in ("new", "matched", "known", "bad")}


def test_calls_come_in_numbered_closed_and_marked(inside):
    found = applied(inside, export(call(1), call(2, at="2025-12-31 23:59", 反馈类别="盗窃")))
    assert tally(found) == {"new": 2, "matched": 0, "known": 0, "bad": 0}
    old, new = Incident.objects.order_by("reported_at")
    assert (new.number, old.number) == ("2026-000001", "2025-000001")
    assert (new.state, new.result, new.imported, new.external_number) == ("closed", "mediated", True, "J000001")
    assert (new.community, new.source, new.grade) == (inside.community, "110", inside.dispute.grade)
    assert (old.call_category, old.category, old.grade) == (inside.dispute, inside.theft, 2)
    assert timezone.localtime(new.reported_at).hour == 8
    assert last(station_id=inside.cast.station.pk, series="incident", year=2026) == 1


def test_phones_are_encrypted_and_id_numbers_stay_outside(inside):
    applied(inside, export(call(1)))
    party = Party.objects.get()
    assert (party.phone, party.phone_index) == ("13800000001", phone_index("138 0000 0001"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, id_number FROM stations_party")
        phone, number = cursor.fetchone()
        cursor.execute("SELECT report::text, mapping_id FROM stations_bureauimport")
        report = cursor.fetchone()[0]
    assert "00000001" not in phone
    assert number == ""
    assert not any(word in report for word in ("138000", "李某某", "1101011990"))
    told = str([(entry.verb, entry.data) for entry in Entry.objects.all()])
    assert "李某某" not in told
    assert "13800000001" not in told


def test_taking_the_same_export_over_again_changes_nothing(inside):
    applied(inside, export(call(1), call(2)), name="一")
    before = list(Incident.objects.order_by("pk").values_list("pk", "serial", "changed_at"))
    mapping = ColumnMapping.objects.get()
    again = checked(inside, export(call(1), call(2)), mapping=mapping)
    assert tally(again) == {"new": 0, "matched": 0, "known": 2, "bad": 0}
    with pytest.raises(RuleBroken) as refusal:
        actions.request_apply(found=again, actor=inside.user)
    assert refusal.value.code == "no_changes"
    actions.run_apply(import_id=again.pk, actor=inside.user)
    assert list(Incident.objects.order_by("pk").values_list("pk", "serial", "changed_at")) == before


def test_applying_twice_writes_once(inside):
    found = applied(inside, export(call(1)))
    actions.run_apply(import_id=found.pk, actor=inside.user)
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "place", "phone", "matched"),
    [(9, "前门东大街1号", "", True), (-10, "北京市东城区前门东大街1号", "", True), (5, "别处", "13800000001", True),
     (11, "前门东大街1号", "13800000001", False), (5, "前门东大街10号院", "139", False), (0, "1号", "", False)],
)  # fmt: skip
def test_a_call_of_ours_is_theirs_by_time_and_place_or_phone(inside, minutes, place, phone, matched):
    at = timezone.make_aware(datetime.datetime(2026, 10, 1, 8, 30)) + datetime.timedelta(minutes=minutes)
    own = make_incident(inside.cast.station, at=at, place=place, phone=phone)
    Party.objects.update(phone_index=phone_index(phone))
    found = applied(inside, export(call(1)))
    assert tally(found)["matched"] == int(matched)
    own.refresh_from_db()
    assert own.external_number == ("J000001" if matched else "")
    assert Incident.objects.count() == (1 if matched else 2)
    if matched:
        assert own.imported is False
        assert Entry.objects.about(own).filter(verb="incident.bureau_matched").exists()


def test_one_call_of_ours_is_matched_once_by_the_nearest(inside):
    at = timezone.make_aware(datetime.datetime(2026, 10, 1, 8, 30))
    make_incident(inside.cast.station, at=at, place="前门东大街1号")
    found = applied(inside, export(call(1, at="2026-10-01 08:31"), call(2, at="2026-10-01 08:35")))
    assert tally(found)["matched"] == 1
    assert Incident.objects.filter(imported=True).count() == 1


def test_struck_and_linked_calls_are_not_matched(inside):
    at = timezone.make_aware(datetime.datetime(2026, 10, 1, 8, 30))
    make_incident(inside.cast.station, at=at, place="前门东大街1号", state="struck", struck_reason="误录")
    assert tally(applied(inside, export(call(1))))["matched"] == 0


@pytest.mark.parametrize(
    ("other", "word"),
    [({"报警时间": "昨天"}, ""), ({"报警时间": None}, ""), ({"报警时间": "2099-01-01 08:00"}, ""),
     ({"警情地址": None}, ""), ({"警情编号": None}, ""), ({"警情类别": None}, "")],
)  # fmt: skip
def test_a_row_with_a_mistake_stops_the_whole_with_its_row_and_reason(inside, other, word):
    found = checked(inside, export(call(1), call(2, **other)))
    assert (found.state, tally(found)["bad"]) == (State.REFUSED, 1)
    assert found.report["errors"][0][0] == 3
    assert found.report["errors"][0][2]
    assert not Incident.objects.exists()


def test_rows_with_mistakes_can_be_left_out_on_purpose(inside):
    found = checked(inside, export(call(1), call(2, 报警时间="昨天")))
    actions.recheck(found=found, actor=inside.user, skip=True)
    found = actions.run_check(import_id=found.pk)
    assert (found.state, found.report["new"], found.report["bad"]) == (State.CHECKED, 1, 1)
    actions.run_apply(import_id=found.pk, actor=inside.user)
    assert Incident.objects.count() == 1


def test_the_same_number_twice_in_a_file_is_a_mistake(inside):
    found = checked(inside, export(call(1), call(1)))
    assert found.report["errors"][0][0] == 3


def test_unknown_words_are_asked_once_and_remembered(inside):
    rows = [call(1, 警情类别="口角", 社区="外地", 处理结果="口头警告"), call(2)]
    found = checked(inside, export(*rows))
    assert found.state == State.REFUSED
    assert found.report["unknown"] == {"category": ["口角"], "community": ["外地"], "result": ["口头警告"]}
    assert (found.report["waiting"], found.report["errors"]) == (1, [])
    words = {
        "category": {"口角": inside.dispute.code},
        "community": {"外地": "-"},
        "result": {"口头警告": "dissuaded"},
    }
    mapping = actions.save_words(mapping=found.mapping, words=words, actor=inside.user)
    actions.recheck(found=found, actor=inside.user)
    assert actions.run_check(import_id=found.pk).state == State.CHECKED
    actions.run_apply(import_id=found.pk, actor=inside.user)
    taken = Incident.objects.get(external_number="J000001")
    assert (taken.category, taken.community, taken.result) == (inside.dispute, None, "dissuaded")
    assert checked(inside, export(call(9, 警情类别="口角")), mapping=mapping).state == State.CHECKED


def test_a_word_for_a_category_of_another_kind_is_not_known(inside):
    found = checked(inside, export(call(1, 警情类别="不存在")))
    assert found.report["unknown"]["category"] == ["不存在"]


def test_fed_back_calls_stay_open(inside):
    applied(inside, export(call(1, 状态="已反馈")))
    assert Incident.objects.get().state == "fed_back"


def test_a_call_taken_over_open_is_closed_by_a_later_export(inside):
    applied(inside, export(call(1, 状态="已反馈"), call(2)), name="一")
    mapping = ColumnMapping.objects.get()
    found = applied(inside, export(call(1, 处理结果="其他"), call(2)), mapping=mapping)
    assert tally(found) == {"new": 0, "matched": 1, "known": 1, "bad": 0}
    taken = Incident.objects.get(external_number="J000001")
    assert (taken.state, taken.result) == ("closed", "other")
    again = checked(inside, export(call(1, 处理结果="其他"), call(2)), mapping=mapping)
    assert tally(again) == {"new": 0, "matched": 0, "known": 2, "bad": 0}


@pytest.mark.parametrize(
    "at",
    [datetime.datetime(2026, 10, 1, 8, 30), "2026/10/1 8:30", "2026年10月1日8时30分", "2026-10-01 08:30:00",
     "2026-10-01T08:30", 46296.354166666664],
)  # fmt: skip
def test_times_are_read_as_exports_write_them(inside, at):
    applied(inside, export(call(1, at=at)))
    assert f"{timezone.localtime(Incident.objects.get().reported_at):%Y-%m-%d %H:%M}" == "2026-10-01 08:30"


def test_lines_above_the_titles_are_passed_over(inside):
    found = applied(inside, export(call(1), before=[("东城分局警情导出",), ("2026年10月",)]))
    assert found.report["new"] == 1


def test_a_file_without_a_needed_column_waits_for_its_columns(inside):
    head = tuple("编码" if title == "警情编号" else title for title in HEAD)
    found = upload(inside, export(call(1), head=head))
    assert not Job.objects.exists()
    assert actions.run_check(import_id=found.pk).state == State.REFUSED
    chosen = found.mapping.columns | {"external": "编码"}
    actions.save_columns(mapping=found.mapping, chosen=chosen, actor=inside.user)
    actions.recheck(found=found, actor=inside.user)
    assert actions.run_check(import_id=found.pk).state == State.CHECKED
    with pytest.raises(RuleBroken) as refusal:
        actions.save_columns(mapping=found.mapping, chosen=chosen | {"place": "编码"}, actor=inside.user)
    assert refusal.value.code == "twice"


@pytest.mark.parametrize("content", [b"", b"no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600])
def test_what_is_not_a_workbook_is_refused(inside, content):
    file = export(call(1))
    file.file.seek(0)
    file.file.truncate()
    file.file.write(content)
    file.size = len(content)
    with pytest.raises(RuleBroken):
        upload(inside, file)
    assert not BureauImport.objects.exists()


def test_a_formula_is_data_and_never_run(inside):
    found = checked(inside, export(call(1, 报警人="=cmd|' /C calc'!A0"), call(2, 警情地址="=1+1")))
    assert found.state == State.REFUSED
    assert {error[0] for error in found.report["errors"]} == {2, 3}


def test_only_the_command_room_takes_exports_over(inside):
    for officer in (inside.cast.officer, inside.cast.auxiliary):
        with pytest.raises(NotAllowed):
            actions.upload(kind="incidents", name="x", file=export(call(1)), station=inside.cast.station,
                           actor=officer.user)  # fmt: skip


# -- monthly counts --------------------------------------------------------------------------------------------------

COUNTS = ("月份", "警情类别", "社区", "数量")


def counts(*rows):
    return export(*rows, head=COUNTS, name="月度.xlsx")


def test_past_counts_come_in_once_and_are_corrected(inside):
    rows = [("2025-10", "邻里纠纷", "前东社区", 12), ("2025年11月", "盗窃", None, 3)]
    found = applied(inside, counts(*rows), kind="counts", name="月度")
    assert tally(found)["new"] == 2
    mapping = ColumnMapping.objects.get()
    again = checked(inside, counts(*rows), kind="counts", mapping=mapping)
    assert tally(again) == {"new": 0, "matched": 0, "known": 2, "bad": 0}
    applied(inside, counts(("2025-10", "邻里纠纷", "前东社区", 14)), kind="counts", mapping=mapping)
    kept = PastCount.objects.order_by("month").values_list("month", "category", "community", "count")
    assert list(kept) == [
        (datetime.date(2025, 10, 1), inside.dispute.pk, inside.community.pk, 14),
        (datetime.date(2025, 11, 1), inside.theft.pk, None, 3),
    ]


def test_mistakes_in_counts(inside):
    this_month = f"{timezone.localdate():%Y-%m}"
    rows = [(this_month, "盗窃", None, 1), ("十月", "盗窃", None, 1), ("2025-10", "盗窃", None, "多"),
            ("2025-09", "盗窃", None, 1), ("2025-09", "盗窃", None, 2), ("2025-08", "盗窃", None, -1)]  # fmt: skip
    found = checked(inside, counts(*rows), kind="counts", name="月度")
    assert sorted({error[0] for error in found.report["errors"]}) == [2, 3, 4, 6, 7]


# -- size and races --------------------------------------------------------------------------------------------------


def many(count):
    start = datetime.datetime(2026, 9, 1)
    return [call(n, at=start + datetime.timedelta(minutes=7 * n), place=f"前门东大街{n}号") for n in range(count)]


def test_five_thousand_rows_are_checked_with_a_fixed_number_of_queries(inside, django_assert_max_num_queries):
    found = upload(inside, export(*many(5000)))
    with django_assert_max_num_queries(30):
        found = actions.run_check(import_id=found.pk)
    assert tally(found)["new"] == 5000


def test_a_thousand_rows_are_written_in_blocks(inside, django_assert_max_num_queries):
    found = checked(inside, export(*many(1100)))
    with django_assert_max_num_queries(60):
        actions.run_apply(import_id=found.pk, actor=inside.user)
    assert set(Incident.objects.values_list("serial", flat=True)) == set(range(1, 1101))


@pytest.mark.django_db(transaction=True)
def test_two_exports_at_once_write_each_call_once(desk):
    station = desk.cast.station
    with in_station(station):
        found = [checked(desk, export(*[call(n) for n in range(20)])) for _copy in range(2)]
    failures = []

    def write(one):
        try:
            with in_station(station):
                actions.run_apply(import_id=one.pk, actor=desk.user)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[one]) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_station(station):
        assert failures == []
        assert Incident.objects.count() == 20
        assert last(station_id=station.pk, series="incident", year=2026) == 20
        assert {one.state for one in BureauImport.objects.all()} == {State.APPLIED}


def test_a_year_that_cannot_be_is_a_mistake_of_the_row(inside):
    """A typing error in the year never becomes the station's first month."""
    found = checked(inside, export(call(1, at="0001-01-01 00:00"), call(2, at="1026-01-05 08:03"), call(3)))
    assert found.state == State.REFUSED
    assert tally(found) == {"new": 1, "matched": 0, "known": 0, "bad": 2}


def test_a_word_longer_than_a_line_is_answered_once(inside):
    """What is asked about is shortened; the answer still counts for the whole."""
    long = "行政（治安）类警情/" + "很长的细类名称" * 10
    found = checked(inside, export(call(1, 警情类别=long)))
    (word,) = found.report["unknown"]["category"]
    words = {"category": {word: inside.dispute.code}}
    actions.save_words(mapping=found.mapping, words=words, actor=inside.user)
    found = actions.run_check(import_id=actions.recheck(found=found, actor=inside.user).pk)
    assert found.state == State.CHECKED, found.report
