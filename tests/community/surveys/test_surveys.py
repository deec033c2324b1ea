"""Surveys: entered once, looked at again, ended; tasks with their place; workbook, paper, pages and API."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from community.enterprises.models import Enterprise
from community.surveys import actions, agenda, indicators, papers, readings
from community.surveys.importer import KIND
from community.surveys.models import Survey, SurveyReview
from stations.agenda.registry import due_from
from stations.agenda.standing_in import answered_by
from stations.imports.actions import import_file
from stations.indicators.periods import STATION, Period
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories import client_of, make_community, make_grid, make_spot
from tests.factories.enterprises import make_enterprise
from tests.factories.pictures import jpeg
from tests.factories.surveys import make_levels, make_survey

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(verb):
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def look(row, verb, actor, **told):
    return actions.review(survey=row, verb=verb, actor=actor, client_id=uuid.uuid4(), **told)


@pytest.fixture
def row(beat):
    return make_survey(beat.station, beat.officer.user, grid=beat.grid)


class TestEntering:
    def test_it_has_its_first_review_and_the_day_of_the_next(self, beat, row):
        assert (row.review_on - row.reviewed_on).days == 30
        assert row.reviews.get().finding == "entered" and row.community == beat.community

    def test_who_answers_for_nothing_enters_nothing(self, beat):
        with pytest.raises(NotAllowed):
            make_survey(beat.station, beat.stranger.user)

    def test_sent_again_it_is_the_same_and_the_same_place_is_not_entered_twice(self, beat):
        key = uuid.uuid4()
        rows = {make_survey(beat.station, beat.first.user, client_id=key).pk for _time in range(2)}
        assert len(rows) == 1
        told = {"name": "网吧", "place": "后街1号"}
        make_survey(beat.station, beat.first.user, **told)
        assert refused(lambda: make_survey(beat.station, beat.first.user, **told)) == "twice"

    @pytest.mark.parametrize("column", ["name", "place", "measure", "why", "note"])
    def test_a_number_of_a_person_is_refused_in_every_text(self, beat, column):
        told = {column: "联系人 138 1234 5678"}
        assert refused(lambda: make_survey(beat.station, beat.first.user, **told)) == "person"
        assert not Survey.objects.exists()

    @pytest.mark.parametrize("column", ["name", "place", "measure", "why"])
    def test_the_database_refuses_it_too(self, row, column):
        with pytest.raises(IntegrityError), transaction.atomic():
            Survey.objects.filter(pk=row.pk).update(**{column: "户主110101199003077512"})

    def test_an_event_has_a_span_and_is_looked_at_the_day_after(self, beat):
        now = timezone.now()
        told = {"kind": "event", "starts_at": now + DAY, "ends_at": now + 3 * DAY, "crowd": 500}
        made = make_survey(beat.station, beat.first.user, **told)
        assert made.review_on == timezone.localdate(now + 4 * DAY)
        assert refused(lambda: make_survey(beat.station, beat.first.user, kind="event")) == "span"

    def test_a_level_or_a_place_of_another_station_is_refused(self, beat):
        other = make_levels(beat.cast.station2)[0]
        assert refused(lambda: make_survey(beat.station, beat.first.user, level=other)) == "other_station"
        spot = make_spot(beat.cast.station2)
        assert refused(lambda: make_survey(beat.station, beat.first.user, spot=spot)) == "other_station"


class TestLooking:
    def test_still_so_moves_the_day(self, beat, row):
        later = timezone.now() + 20 * DAY
        made = look(row, "same", beat.officer.user, at=later)
        row.refresh_from_db()
        assert row.review_on == timezone.localdate(later + 30 * DAY) == made.next_on
        assert (made.finding, made.due_on) == ("same", timezone.localdate() + 30 * DAY)

    def test_another_level_says_why_and_counts_its_own_days(self, beat, row):
        high = beat.levels[0]
        assert refused(lambda: look(row, "level", beat.officer.user, level=high)) == "no_note"
        assert refused(lambda: look(row, "level", beat.officer.user, level=row.level, note="x")) == "same_level"
        made = look(row, "level", beat.officer.user, level=high, note="发现隐患")
        row.refresh_from_db()
        assert (row.level, made.level_before.rank, (row.review_on - row.reviewed_on).days) == (high, 2, 7)

    def test_ended_with_a_reason_it_is_no_task_and_may_be_taken_up_again(self, beat, row):
        assert refused(lambda: look(row, "end", beat.officer.user)) == "no_note"
        look(row, "end", beat.officer.user, note="已搬离")
        row.refresh_from_db()
        assert row.ended_on and not Survey.objects.active().exists()
        look(row, "resume", beat.officer.user)
        row.refresh_from_db()
        assert row.state == "active" and row.ended_on is None

    def test_a_form_sent_twice_is_one_review(self, beat, row):
        key = uuid.uuid4()
        for _time in range(2):
            actions.review(survey=row, verb="same", actor=beat.officer.user, client_id=key)
        assert row.reviews.count() == 2

    def test_a_stranger_does_not_look_and_the_a_role_may(self, beat, row):
        with pytest.raises(NotAllowed):
            look(row, "same", beat.stranger.user)
        assert look(row, "same", beat.first.user).by == beat.first.user

    def test_a_photo_is_kept_and_a_number_in_the_note_is_not(self, beat, row):
        made = look(row, "same", beat.officer.user, photo=("门头.jpg", jpeg("red")))
        assert made.photo.purpose == "survey"
        assert refused(lambda: look(row, "same", beat.officer.user, note="13812345678")) == "person"

    def test_a_review_is_never_changed(self, beat, row):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            SurveyReview.objects.filter(survey=row).update(note="改")


class TestWhoIsResponsible:
    def test_the_grid_then_the_a_role_unless_somebody_is_named(self, beat, row):
        plain = make_survey(beat.station, beat.first.user, community=beat.community)
        named = make_survey(beat.station, beat.first.user, grid=beat.grid, officer=beat.stranger)
        keepers = dict(readings.surveys().values_list("pk", "keeper_id"))
        assert [keepers[one.pk] for one in (row, plain, named)] == [
            beat.officer.pk, beat.first.pk, beat.stranger.pk,
        ]  # fmt: skip

    def test_what_is_due_is_a_task_with_its_place_that_passes(self, beat, row):
        Survey.objects.filter(pk=row.pk).update(lat=39.9, lng=116.4)
        tasks = due_from(agenda.due, beat.officer.user, timezone.localdate() + 31 * DAY)
        assert [(task.kind, task.point, task.passes, task.tone) for task in tasks] == [
            ("survey", (39.9, 116.4), True, "danger")
        ]
        assert due_from(agenda.due, beat.first.user, timezone.localdate() + 31 * DAY) == []
        assert due_from(agenda.due, beat.officer.user, timezone.localdate()) == []

    def test_what_is_overdue_is_told_once(self, beat, row):
        late = row.review_on + DAY
        assert [actions.tell_late(station=beat.station, day=late) for _time in range(2)] == [1, 0]
        assert Notice.objects.filter(recipient=beat.officer.user, kind="survey.late").count() == 1


def workbook(rows) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    sheet.title = "要素"
    sheet.append(
        ["类别", "名称", "地点", "等级", "管控措施", "列入原因", "社区", "活动开始日", "活动结束日", "预计人数"]
    )
    for line in rows:
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def read(beat, *rows):
    stream = workbook(rows)
    return import_file(
        kind=KIND, name="摸排.xlsx", stream=stream, size=stream.getbuffer().nbytes, station=beat.station,
        actor=beat.cast.chief.user,
    )  # fmt: skip


class TestTheWorkbook:
    HOTEL = ("场所", "示例宾馆", "主街1号", "二级", "每月检查", "", "雅宝里社区", "", "", "")

    def test_it_enters_and_read_again_it_changes_the_level_by_a_review(self, beat):
        event = ("活动", "年货节", "广场", "一级", "值守", "", "", "2026-12-20", "2026-12-25", 800)
        report = read(beat, self.HOTEL, event)
        assert report.counts["added"] == 2, report.rows
        hotel = Survey.objects.get(name="示例宾馆")
        assert (hotel.community, hotel.reviews.count()) == (beat.community, 1)
        read(beat, (*self.HOTEL[:3], "一级", *self.HOTEL[4:]))
        hotel.refresh_from_db()
        assert hotel.level.rank == 1 and [row.finding for row in hotel.reviews.all()] == ["level", "entered"]

    def test_read_again_an_event_gets_its_new_days_and_the_same_rows_change_nothing(self, beat):
        event = ("活动", "年货节", "广场", "一级", "值守", "", "", "2026-12-20", "2026-12-25", 800)
        read(beat, self.HOTEL, event)
        assert read(beat, self.HOTEL, event).counts["same"] == 2
        assert read(beat, (*event[:7], "2026-12-22", "2026-12-28", 800)).counts["changed"] == 1
        fair = Survey.objects.get(name="年货节")
        assert [timezone.localdate(moment).day for moment in (fair.starts_at, fair.ends_at)] == [22, 28]
        assert read(beat, (*event[:7], "2026-12-29", "", 800)).counts["refused"] == 1

    def test_a_row_with_a_person_is_refused(self, beat):
        report = read(beat, (*self.HOTEL[:4], "店主13812345678", *self.HOTEL[5:]))
        assert [row["action"] for row in report.rows] == ["refused"] and not Survey.objects.exists()


class TestPages:
    def test_the_list_and_its_map_take_the_same_queries_for_one_and_for_three(self, beat):
        client = client_of(beat.officer)
        make_survey(beat.station, beat.officer.user, grid=beat.grid, lat=39.92, lng=116.44)
        client.get(reverse("surveys"))
        counts = []
        for _more in range(2):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(reverse("surveys")).status_code == 200
            counts.append(len(caught))
            for _survey in range(2):
                make_survey(beat.station, beat.officer.user, grid=beat.grid, lat=39.92, lng=116.44)
        assert counts[0] == counts[1]

    def test_police_officers_see_it_others_do_not_and_another_stations_does_not_exist(self, beat, row):
        assert client_of(beat.stranger).get(row.get_absolute_url()).status_code == 200
        assert client_of(beat.cast.auxiliary).get(reverse("surveys")).status_code == 403
        assert client_of(beat.cast.chief2).get(row.get_absolute_url()).status_code == 404
        assert client_of(beat.stranger).get(reverse("survey-verb", args=[row.pk, "same"])).status_code == 403

    def test_by_pages_from_the_form_to_the_end(self, beat):
        client = client_of(beat.officer)
        form = client.get(reverse("survey-new")).content.decode()
        assert "fg-tone-warn" in form
        told = {
            "kind": "premises", "name": "示例网吧", "place": "后街2号", "level": beat.levels[2].pk, "measure": "",
            "grid": beat.grid.pk, "client_id": uuid.uuid4(),
        }  # fmt: skip
        bad = client.post(reverse("survey-new"), told | {"why": "老板13812345678"})
        assert bad.status_code == 400 and not Survey.objects.exists()
        client.post(reverse("survey-new"), told)
        row = Survey.objects.get()
        assert row.measure == beat.levels[2].measure
        photo = SimpleUploadedFile("a.jpg", jpeg("red"), "image/jpeg")
        client.post(
            reverse("survey-verb", args=[row.pk, "level"]),
            {"level": beat.levels[0].pk, "note": "发现隐患", "photo": photo, "client_id": uuid.uuid4()},
        )
        client.post(reverse("survey-edit", args=[row.pk]), told | {"measure": "每周检查"})
        page = client.get(row.get_absolute_url()).content.decode()
        assert "<svg" in page and "发现隐患" in page and "每周检查" in page
        client.post(reverse("survey-verb", args=[row.pk, "end"]), {"note": "停业", "client_id": uuid.uuid4()})
        row.refresh_from_db()
        assert row.state == "ended"

    def test_levels_are_the_offices_to_change(self, beat):
        chief, level = client_of(beat.cast.chief), beat.levels[0]
        told = {"rank": 1, "name": "一级", "review_days": 3, "measure": "每日", "active": "on"}
        chief.post(reverse("survey-level", args=[level.pk]), told)
        level.refresh_from_db()
        assert level.review_days == 3
        assert client_of(beat.officer).get(reverse("survey-level", args=[level.pk])).status_code == 403
        assert chief.post(reverse("survey-levels-install")).status_code == 302

    def test_the_list_of_a_grid_is_printed(self, beat, row):
        client = client_of(beat.officer)
        assert client.get(reverse("survey-paper", args=[beat.grid.pk])).content.startswith(b"%PDF")
        assert client.get(reverse("survey-paper-rest") + "?format=docx").content.startswith(b"PK")
        assert client.get(reverse("survey-papers")).status_code == 200
        made = papers.grid_paper(beat.station, beat.grid, readings.by_grid(beat.grid))
        assert row.name in made.words() and "不涉及居民个人" in made.words()


class TestTheAPI:
    def post(self, client, path, **data):
        told = {"client_id": str(uuid.uuid4())} | data
        return client.post(f"/api/v1/surveys/{path}", told, content_type="application/json")

    def test_it_enters_looks_and_refuses_a_person(self, beat):
        client = client_of(beat.officer)
        told = {"kind": "spot", "name": "地下通道", "place": "主街", "level": beat.levels[1].pk, "measure": "巡逻"}
        assert self.post(client, "", **told, why="联系13812345678").status_code == 409
        made = self.post(client, "", **told, grid=beat.grid.pk).json()
        assert made["verbs"] == ["same", "level", "end"] and made["responsible"] == beat.officer.user.name
        assert self.post(client, f"{made['id']}/resume/").status_code == 409
        told = self.post(client, f"{made['id']}/level/", level=beat.levels[0].pk, note="夜间昏暗").json()
        assert (told["level"]["name"], len(told["reviews"])) == ("一级", 2) and told["timeline"]
        assert self.post(client_of(beat.stranger), f"{made['id']}/same/").status_code == 403
        assert client_of(beat.cast.auxiliary).get("/api/v1/surveys/").status_code == 403

    def test_the_list_takes_the_same_queries(self, beat):
        client, counts = client_of(beat.officer), []
        make_survey(beat.station, beat.officer.user, grid=beat.grid)
        client.get("/api/v1/surveys/")
        for _more in range(2):
            with CaptureQueriesContext(connection) as caught:
                client.get("/api/v1/surveys/")
            counts.append(len(caught))
            make_survey(beat.station, beat.officer.user, grid=beat.grid)
        assert counts[0] == counts[1]


def test_figures_against_a_count_by_hand(beat, row):
    today, past = timezone.localdate(), timezone.localdate() - 5 * DAY
    period = Period(today - 20 * DAY, today + DAY)
    late = make_survey(beat.station, beat.first.user, community=beat.community)
    gone = make_survey(beat.station, beat.first.user, community=beat.community)
    look(gone, "end", beat.first.user, note="停业")
    assert indicators.kept(beat.station, STATION, period) == 2
    # One review in time, one late, one still open past its day.
    for number, due in enumerate((today - DAY, past, past)):
        Survey.objects.filter(pk=row.pk).update(review_on=due)
        row.refresh_from_db()
        if number < 2:
            at = timezone.now() - 2 * DAY
            actions.review(survey=row, verb="same", actor=beat.officer.user, client_id=uuid.uuid4(), at=at)
    Survey.objects.filter(pk=late.pk).update(review_on=today + 9 * DAY)
    assert round(float(indicators.in_time(beat.station, STATION, period)), 1) == 33.3


def test_who_stands_in_for_the_responsible_officer_may_look(beat, row, monkeypatch):
    standing_in = {beat.stranger.user.pk: frozenset({beat.officer.pk})}
    monkeypatch.setattr("community.surveys.rules.stands_in_for", lambda user: standing_in.get(user.pk, frozenset()))
    assert look(row, "same", beat.stranger.user).finding == "same"
    page = client_of(beat.stranger).get(reverse("survey-verb", args=[row.pk, "same"]))
    assert page.status_code == 200


def test_what_moves_to_another_grid_is_that_officers(beat):
    row = make_survey(beat.station, beat.cast.chief.user, grid=beat.grid)
    other = make_grid(make_community(beat.station, "东里社区"), officer=beat.stranger)
    shop = make_enterprise(beat.station, community=other.community)
    Enterprise.objects.filter(pk=shop.pk).update(grid=other)
    shop.refresh_from_db()
    actions.change(survey=row, actor=beat.cast.chief.user, enterprise=shop, grid=beat.grid, community=beat.community)
    row.refresh_from_db()
    assert (row.grid, row.community) == (other, other.community)
    actions.change(survey=row, actor=beat.cast.chief.user, enterprise=shop, grid=beat.grid, community=beat.community)
    row.refresh_from_db()
    assert row.grid == beat.grid


def test_who_stands_in_finds_it_among_the_own(beat, row):
    with answered_by(lambda user: frozenset({beat.officer.pk} if user.pk == beat.stranger.user_id else ())):
        page = client_of(beat.stranger).get(reverse("surveys") + "?which=mine")
    assert row.name in page.content.decode()


def test_the_enterprises_page_shows_what_is_kept_in_sight_there(beat):
    shop = make_enterprise(beat.station, community=beat.community)
    address = reverse("survey-enterprise-part", args=[shop.pk])
    assert reverse("survey-new") in client_of(beat.first).get(address).content.decode()
    row = make_survey(beat.station, beat.cast.chief.user, enterprise=shop)
    assert row.get_absolute_url() in client_of(beat.first).get(address).content.decode()
    assert client_of(beat.cast.chief2).get(address).status_code == 404
