"""Visits: the first one, check lists and their versions, findings that come of them, sent twice, struck."""

import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from community.enterprises import actions, check_lists, first_visits, visiting
from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import EnterpriseVisit, SafetyFinding
from community.enterprises.readings import current_version, listed, unvisited, versions_for
from community.enterprises.visiting import Given, Photo, Said
from community.enterprises.words import FindingState, FirstState, Told, VisitKind
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.words import Source
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories import make_category
from tests.factories.enterprises import make_check_list, make_enterprise, make_visit
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


class TestTheFirstVisit:
    def test_moving_in_opens_one_within_seven_days(self, mall):
        first = mall.shop.first_visit
        assert first.state == FirstState.OPEN and first.due_on == timezone.localdate() + timedelta(7)

    def test_the_visit_does_it(self, mall):
        visit = make_visit(mall.shop, mall.liaison, VisitKind.FIRST, check_list=mall.list)
        first = FirstVisit.objects.get(enterprise=mall.shop)
        assert (first.state, first.visit, first.done_on) == (FirstState.DONE, visit, timezone.localdate())
        assert Enterprise.objects.get(pk=mall.shop.pk).visited_at == visit.at

    def test_a_second_one_is_told_what_to_do(self, mall):
        make_visit(mall.shop, mall.liaison, VisitKind.FIRST)
        with pytest.raises(RuleBroken) as refusal:
            make_visit(mall.shop, mall.post, VisitKind.FIRST)
        assert refusal.value.code == "first_done"
        assert make_visit(mall.shop, mall.post, VisitKind.VISIT)

    def test_moving_out_drops_it(self, mall):
        actions.move_out(enterprise=mall.shop, actor=mall.liaison.user)
        assert FirstVisit.objects.get(enterprise=mall.shop).state == FirstState.DROPPED

    def test_struck_it_is_due_again(self, mall):
        visit = make_visit(mall.shop, mall.liaison, VisitKind.FIRST)
        visiting.strike(visit=visit, actor=mall.liaison.user, reason="登记错商户")
        first = FirstVisit.objects.get(enterprise=mall.shop)
        assert (first.state, first.visit_id, first.done_on) == (FirstState.OPEN, None, None)
        assert Enterprise.objects.get(pk=mall.shop.pk).visited_at is None
        assert make_visit(mall.shop, mall.liaison, VisitKind.FIRST)

    def test_only_who_made_it_or_the_leadership_strikes(self, mall):
        visit = make_visit(mall.shop, mall.liaison)
        with pytest.raises(NotAllowed):
            visiting.strike(visit=visit, actor=mall.stranger.user, reason="x")

    def test_overdue_the_officer_is_told_then_the_team_leader_once_each(self, mall):
        FirstVisit.objects.filter(enterprise=mall.shop).update(due_on=timezone.localdate() - timedelta(1))
        FirstVisit.objects.exclude(enterprise=mall.shop).update(state=FirstState.DROPPED)
        now = timezone.now()
        assert first_visits.remind(station=mall.station, at=now) == 1
        assert list(Notice.objects.values_list("recipient", flat=True)) == [mall.liaison.user_id]
        assert first_visits.remind(station=mall.station, at=now) == 0
        assert first_visits.remind(station=mall.station, at=now + timedelta(2)) == 1
        leaders = set(Notice.objects.filter(kind=first_visits.LATE).values_list("recipient", flat=True))
        assert leaders == {mall.leader.user_id}
        assert first_visits.remind(station=mall.station, at=now + timedelta(3)) == 0


class TestAVisit:
    def test_sent_again_it_is_the_same(self, mall):
        key = uuid.uuid4()
        one = make_visit(mall.shop, mall.liaison, client_id=key, note="一切正常")
        two = make_visit(mall.shop, mall.liaison, client_id=key, note="一切正常")
        assert one == two and EnterpriseVisit.objects.count() == 1
        with pytest.raises(RuleBroken) as refusal:
            make_visit(mall.shop, mall.liaison, client_id=key, note="别的内容")
        assert refusal.value.code == "idempotency"

    def test_every_police_officer_may_stand_in(self, mall):
        assert make_visit(mall.shop, mall.stranger)
        with pytest.raises(NotAllowed):
            make_visit(mall.shop, mall.cast.auxiliary)

    @pytest.mark.parametrize(("days", "code"), [(-1, "in_future"), (40, "too_old"), (3, "not_here_yet")])
    def test_when_it_can_have_been(self, mall, days, code):
        with pytest.raises(RuleBroken) as refusal:
            make_visit(mall.shop, mall.liaison, at=timezone.now() - timedelta(days))
        assert refusal.value.code == code

    def test_what_must_be_answered(self, mall):
        version = current_version(mall.list)
        with pytest.raises(RuleBroken) as refusal:
            make_visit(mall.shop, mall.liaison, version=version, answers={})
        assert refusal.value.code == "missing_answer"

    def test_who_has_not_been_visited_for_long(self, mall):
        Enterprise.objects.update(moved_in_on=timezone.localdate() - timedelta(200))
        today = timezone.localdate()
        assert set(unvisited(90, today)) == {mall.shop, mall.hotel}
        make_visit(mall.shop, mall.liaison)
        assert set(unvisited(90, today)) == {mall.hotel}

    def test_the_next_one_is_due_by_the_interval_of_the_kind(self, mall):
        make_visit(mall.shop, mall.liaison)
        assert listed(timezone.localdate()).get(pk=mall.shop.pk).next_on == timezone.localdate() + timedelta(90)


class TestFindingsOfAVisit:
    def test_a_no_opens_a_finding_with_its_photo_and_deadline(self, mall):
        version = current_version(mall.list)
        door, fire, _staff = version.items.order_by("order")
        answers = {door.pk: Given("no", text="二楼东侧堆放纸箱"), fire.pk: Given("yes")}
        visit = make_visit(
            mall.shop,
            mall.liaison,
            version=version,
            answers=answers,
            photos=[Photo(jpeg(), door.pk), Photo(jpeg("blue"))],
        )
        finding = SafetyFinding.objects.get()
        assert (finding.visit, finding.item, finding.grade, finding.state) == (visit, door, 2, FindingState.TOLD)
        assert finding.what == "不符合“疏散通道畅通”：二楼东侧堆放纸箱"
        assert finding.due_on == timezone.localdate() + timedelta(7)
        assert finding.files.count() == 1 and visit.files.count() == 1

    def test_with_nobody_there_it_is_found_and_not_told(self, mall):
        make_visit(mall.shop, mall.liaison, check_list=mall.list, no=("灭火器在位",), told=Told.ABSENT)
        assert SafetyFinding.objects.get().state == FindingState.FOUND

    def test_a_major_one_goes_to_the_command_room_at_once(self, mall):
        make_category(mall.station, "消防隐患", kind=Kind.HAZARD)
        grave = make_check_list(mall.station, ("燃气报警装置正常", "yes_no", 3))
        make_visit(mall.shop, mall.liaison, check_list=grave, no=("燃气报警装置正常",))
        finding, incident = SafetyFinding.objects.get(), Incident.objects.get()
        assert finding.state == FindingState.COMMAND and finding.incident == incident
        assert (incident.kind, incident.source) == (Kind.HAZARD, Source.BEAT)
        assert incident.lat == mall.building.lat and "雅宝商城" in incident.place


class TestCheckLists:
    def test_other_items_make_a_new_version_and_old_answers_keep_theirs(self, mall):
        visit = make_visit(mall.shop, mall.liaison, check_list=mall.list)
        check_lists.keep_list(station=mall.station, actor=mall.chief.user, check_list=mall.list, name="通用检查",
                              items=[check_lists.Line("新的一条")])  # fmt: skip
        assert current_version(mall.list).version == 2
        visit.refresh_from_db()
        assert visit.version.version == 1 and visit.version.items.count() == 3

    def test_the_same_items_make_none(self, mall):
        lines = check_lists.lines_of(current_version(mall.list))
        check_lists.keep_list(
            station=mall.station, actor=mall.chief.user, check_list=mall.list, name="改名", items=lines
        )
        assert current_version(mall.list).version == 1

    def test_a_version_is_frozen_by_the_database(self, mall):
        item = current_version(mall.list).items.first()
        item.text = "改写"
        with pytest.raises(ProgrammingError), transaction.atomic():
            item.save()

    def test_examples_are_marked_until_the_station_writes_its_own(self, mall):
        made = check_lists.keep_list(
            station=mall.station, actor=None, name="示例", items=[check_lists.Line("一")], is_default=True
        )
        assert current_version(made).is_default
        check_lists.keep_list(
            station=mall.station, actor=mall.chief.user, check_list=made, name="示例", items=[check_lists.Line("一")]
        )
        assert not current_version(made).is_default

    def test_the_list_of_the_trade_comes_first(self, mall):
        own = make_check_list(mall.station, ("登记制度上墙", "yes_no", 2), kind=mall.hotel_kind)
        assert [row.check_list for row in versions_for(mall.hotel_kind)] == [own, mall.list]
        assert [row.check_list for row in versions_for(mall.kind)] == [mall.list]

    def test_defaults_come_once(self, mall):
        check_lists.install_defaults(station=mall.station)
        before = mall.station.pk
        check_lists.install_defaults(station=mall.station)
        assert before and current_version(mall.list).version == 1

    def test_nobody_else_writes_them(self, mall):
        with pytest.raises(NotAllowed):
            check_lists.keep_list(
                station=mall.station, actor=mall.liaison.user, name="x", items=[check_lists.Line("一")]
            )

    def test_answers_of_another_stations_list_are_refused(self, mall, cast):
        make_enterprise(mall.station)
        with pytest.raises(RuleBroken) as refusal:
            visiting.record_visit(
                enterprise=mall.shop, actor=mall.liaison.user, client_id=uuid.uuid4(),
                said=Said(kind="visit", answers={999999: Given("yes")}),
            )  # fmt: skip
        assert refusal.value.code == "other_list"
