"""Upload, check, write as a whole or not at all, and the second time nothing changes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from stations.imports import actions
from stations.imports.models import WorkbookImport
from stations.imports.rules import IMPORT
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.importer import KIND
from stations.organisation.models import Officer, Team, TeamMembership, User
from stations.timeline.models import Entry
from tests.factories import grant, make_officer, make_station, make_team
from tests.stations.imports.books import PEOPLE, TEAMS, book, judged, outcome, person

State = WorkbookImport.State
TWO = {"队室": [TEAMS, ("前东队", "社区警务队", 1)], "人员": [PEOPLE, person("A1", "李一"), person("A2", "李二")]}


def uploaded(content: bytes, station, actor, name="人员.xlsx") -> WorkbookImport:
    file = SimpleUploadedFile(name, content)
    return actions.upload(kind=KIND, file=file, station=station, actor=actor)


def checked(content: bytes, station, actor) -> WorkbookImport:
    return actions.run_check(import_id=uploaded(content, station, actor).pk)


def written(content: bytes, station, actor) -> WorkbookImport:
    found = actions.request_apply(found=checked(content, station, actor), actor=actor)
    return actions.run_apply(import_id=found.pk)


@pytest.fixture
def chief(cast):
    return cast.chief.user


def test_a_good_workbook_is_previewed_then_written(in_one, chief):
    found = checked(book(**TWO), in_one, chief)
    assert found.state == State.CHECKED
    assert found.counts["added"] == 3 and found.counts["refused"] == 0
    assert not Officer.objects.filter(police_no="A1").exists()
    done = actions.run_apply(import_id=actions.request_apply(found=found, actor=chief).pk)
    assert done.state == State.APPLIED
    officer = Officer.objects.select_related("user").get(police_no="A1")
    membership = TeamMembership.objects.get(officer=officer)
    assert (membership.team.name, membership.start, membership.end) == ("前东队", date(2024, 1, 1), None)
    assert officer.user.username == "A1" and officer.user.initials and officer.user.must_change_password
    assert not officer.user.has_usable_password() and officer.user.home_station == in_one


def test_the_same_workbook_again_changes_nothing(in_one, chief):
    written(book(**TWO), in_one, chief)
    before = Entry.objects.count()
    history = Officer.pgh_event_model.objects.count() if hasattr(Officer, "pgh_event_model") else 0
    found = checked(book(**TWO), in_one, chief)
    assert found.counts["same"] == 3 and not found.counts["added"] and not found.counts["changed"]
    with pytest.raises(RuleBroken) as refusal:
        actions.request_apply(found=found, actor=chief)
    assert refusal.value.code == "no_changes"
    assert not Entry.objects.filter(verb="import.applied", subject_id=found.pk).exists()
    assert Entry.objects.count() - before == 2  # the file was stored, the import uploaded
    assert history == (Officer.pgh_event_model.objects.count() if hasattr(Officer, "pgh_event_model") else 0)


def test_a_change_is_shown_old_and_new_and_closes_the_old_membership(in_one, chief):
    written(book(**TWO), in_one, chief)
    rows = [PEOPLE, person("A1", "李一", team="办案队", 入队日期=None, 手机号="13800000009")]
    report, _plan = judged(book(队室=[TEAMS, ("办案队", "打击办案队", 2)], 人员=rows), in_one)
    changed = next(row for row in report.rows if row["sheet"] == "人员")
    today = timezone.localdate()
    assert changed["changes"] == [
        ["手机号", "", "138****0009"],
        ["队室", "前东队", "办案队"],
        ["入队日期", "2024-01-01", str(today)],
    ]
    written(book(队室=[TEAMS, ("办案队", "打击办案队", 2)], 人员=rows), in_one, chief)
    first, second = TeamMembership.objects.filter(officer__police_no="A1").order_by("start")
    assert first.end == second.start == today and second.team.name == "办案队"
    user = User.objects.get(officer__police_no="A1")
    assert user.phone == "13800000009" and user.phone_index


def test_moving_somebody_with_the_old_date_is_refused(in_one, chief):
    written(book(**TWO), in_one, chief)
    rows = [PEOPLE, person("A1", "李一", team="办案队")]
    report, _plan = judged(book(队室=[TEAMS, ("办案队", "打击办案队", 2)], 人员=rows), in_one)
    assert outcome(report)["人员", 2] == ["no_new_date"]


def test_who_is_not_in_the_sheet_stays_and_leaving_is_a_standing(in_one, chief):
    written(book(**TWO), in_one, chief)
    leaving = book(人员=[("警号", "在岗状态"), ("A1", "调离")])
    written(leaving, in_one, chief)
    gone, there = Officer.objects.filter(police_no__in=["A1", "A2"]).order_by("police_no")
    assert (gone.standing, there.standing) == (Officer.Standing.LEFT, Officer.Standing.ON_POST)
    assert gone.memberships.get().end == timezone.localdate() and there.memberships.get().end is None
    again = checked(leaving, in_one, chief)
    assert again.counts["same"] == 1


def test_blank_cells_leave_values_and_the_word_clears_them(in_one, chief):
    written(
        book(人员=[PEOPLE, person("A1", 手机号="13800000001", 特长="外语")], **{"队室": TWO["队室"]}), in_one, chief
    )
    written(book(人员=[("警号", "手机号", "特长", "姓名"), ("A1", None, "清空", "改名")]), in_one, chief)
    officer = Officer.objects.select_related("user").get(police_no="A1")
    assert (officer.user.phone, officer.specialities, officer.user.name) == ("13800000001", [], "改名")


def test_a_taken_user_name_gets_the_station_behind_it(in_one, chief):
    make_officer(make_station("XX"), username="A1", police_no="A1")
    written(book(**TWO), in_one, chief)
    assert Officer.objects.get(police_no="A1").user.username == f"A1@{in_one.code}"


def test_refused_rows_keep_everything_out(in_one, chief):
    found = checked(book(队室=TWO["队室"], 人员=[PEOPLE, person("A1"), person("A1")]), in_one, chief)
    assert found.state == State.REFUSED
    with pytest.raises(RuleBroken):
        actions.request_apply(found=found, actor=chief)
    assert not Team.objects.filter(name="前东队").exists()


def test_what_changed_since_the_check_stops_the_writing(in_one, chief):
    found = checked(book(**TWO), in_one, chief)
    actions.request_apply(found=found, actor=chief)
    make_team(in_one, Team.Kind.COMMUNITY, "前东队", order=1)
    done = actions.run_apply(import_id=found.pk)
    assert done.state == State.FAILED and done.preview[0]["problems"][0]["code"] == "changed_meanwhile"
    assert not Officer.objects.filter(police_no="A1").exists()
    again = actions.run_check(import_id=actions.recheck(found=done, actor=chief).pk)
    assert again.state == State.CHECKED and again.counts["same"] == 1


def test_new_refusals_since_the_check_name_the_row(in_one, chief):
    team = make_team(in_one, Team.Kind.CASE, "老队")
    written(book(**TWO), in_one, chief)
    officer = Officer.objects.get(police_no="A1")
    rows = [PEOPLE, person("A1", "李一", team="老队", 入队日期="2024-06-01")]
    found = actions.request_apply(found=checked(book(人员=rows), in_one, chief), actor=chief)
    officer.memberships.update(end=date(2024, 9, 1))
    TeamMembership.objects.create(station=in_one, officer=officer, team=make_team(in_one), start=date(2024, 9, 1))
    done = actions.run_apply(import_id=found.pk)
    assert done.state == State.FAILED and done.preview[0]["problems"][0]["code"] == "refused_meanwhile"
    assert not officer.memberships.filter(team=team).exists()


def test_running_twice_writes_once(in_one, chief):
    found = written(book(**TWO), in_one, chief)
    assert actions.run_apply(import_id=found.pk).state == State.APPLIED
    assert actions.run_check(import_id=found.pk).state == State.APPLIED
    assert Entry.objects.filter(verb="import.applied").count() == 1


def test_an_unreadable_file_is_one_sentence(in_one, chief):
    with pytest.raises(RuleBroken):
        uploaded(b"no workbook", in_one, chief)


def test_a_workbook_without_known_sheets_says_so(in_one, chief):
    found = checked(book(食谱=[("菜",), ("面",)]), in_one, chief)
    assert found.state == State.REFUSED and found.preview[0]["problems"][0]["code"] == "no_sheet"


def test_sheets_are_found_by_their_columns_and_columns_in_any_order(in_one, chief):
    head = ["备注", "部门", "姓 名*", "警号（必填）", "职务", "类别", "入队日期"]
    rows = [("花名册",), head, ("x", "前东队", "李　一", "００1", "民警", "民警", 45292)]
    report, plan = judged(book(Sheet1=rows, 队室=TWO["队室"]), in_one)
    assert outcome(report)["人员", 3] == "added" and len(report.notes) == 2
    membership = plan._new[TeamMembership][0]
    assert membership.officer.police_no == "001" and membership.start == date(2024, 1, 1)


def test_only_keepers_import(in_one, cast):
    with pytest.raises(NotAllowed):
        uploaded(book(**TWO), in_one, cast.officer.user)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["accept", "refuse", "fail", "apply", "recheck", "discard", "finish"])
def test_every_step_of_an_import(state, verb, in_one, chief):
    """The step table walked whole: a verb works where the table has it, and only for whom it names."""
    found = WorkbookImport(station=in_one, kind=KIND, state=state, counts={"added": 1})
    step = IMPORT.step(state, verb)
    assert bool(IMPORT.check(found, verb, chief)) == bool(step and step.who)
    assert bool(IMPORT.check(found, verb, None)) == bool(step)


def test_a_later_start_of_the_same_place_corrects_the_row(in_one, chief):
    written(book(**TWO), in_one, chief)
    report, plan = judged(book(人员=[PEOPLE, person("A1", "李一", 入队日期="2023-05-01")]), in_one)
    assert report.rows[0]["changes"] == [["入队日期", "2024-01-01", "2023-05-01"]]
    assert not plan._new


def test_a_clerk_does_not_import_their_own_promotion(cast, in_one):
    clerk = cast.officer
    grant(clerk.user, "personnel")
    clerk.user.rights = frozenset({"personnel"})
    promoted = [PEOPLE, person(clerk.police_no, clerk.user.name, "第一社区警务队", 职务="所长")]
    found = checked(book(人员=promoted), in_one, clerk.user)
    assert found.state == State.REFUSED
    assert "own_post" in str(found.preview)


def test_a_cell_of_infinity_is_a_mistake_not_a_crash(in_one, chief):
    odd = [PEOPLE, person("A1", "李一", 出生年份="Infinity")]
    assert checked(book(队室=[TEAMS, ("前东队", "社区警务队", 1)], 人员=odd), in_one, chief).state == State.REFUSED
