"""Joint meetings: planned, proposed, held, settled; what is open goes on by itself; papers say it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.partners import meetings, papers, planning, resolutions
from community.partners.models import AgendaItem, Carried, JointMeeting, Resolution
from community.partners.words import ItemState, MeetingState, Outcome, ResolutionState
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.word import to_docx, to_pdf
from stations.notices.models import Notice
from tests.factories import client_of, make_officer
from tests.factories.enterprises import make_enterprise
from tests.factories.partners import hold, make_demand, make_joint_meeting, make_resolution, make_series

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(verb):
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


@pytest.fixture
def leader(mall):
    return mall.liaison.user


@pytest.fixture
def held(mall, leader):
    """The first meeting, held."""
    return hold(make_joint_meeting(mall.series, leader), leader)


class TestPlanning:
    def test_the_liaison_officer_of_the_building_plans_and_a_stranger_does_not(self, mall):
        with pytest.raises(NotAllowed):
            make_joint_meeting(mall.series, mall.stranger.user)
        assert make_joint_meeting(mall.series, mall.liaison.user).ordinal == 1
        assert mall.series.community == mall.community

    def test_one_meeting_of_a_series_is_planned_at_a_time(self, mall, leader):
        make_joint_meeting(mall.series, leader)
        assert refused(lambda: make_joint_meeting(mall.series, leader)) == "planned_already"

    def test_it_lies_ahead_and_has_a_place(self, mall, leader):
        past = timezone.now() - DAY
        assert refused(lambda: make_joint_meeting(mall.series, leader, starts_at=past)) == "past"

    def test_who_was_invited_last_is_invited_again(self, mall, leader):
        first = make_joint_meeting(mall.series, leader)
        planning.invite(
            meeting=first, actor=leader, officers=[mall.liaison], enterprises=[mall.shop],
            units=[("街道办", "城管科")],
        )  # fmt: skip
        hold(first, leader)
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 2 * DAY)
        assert sorted(filter(None, (row.unit for row in second.invitees.all()))) == ["街道办"]
        assert second.invitees.count() == 3 and not second.invitees.exclude(attended=None).exists()

    def test_an_enterprise_of_another_station_is_refused(self, mall, leader):
        other = make_enterprise(mall.cast.station2)
        meeting = make_joint_meeting(mall.series, leader)
        assert refused(
            lambda: planning.invite(meeting=meeting, actor=leader, enterprises=[other])
        ) == "other_station"  # fmt: skip

    def test_two_forms_of_one_meeting_do_not_overwrite_each_other(self, mall, leader):
        meeting = make_joint_meeting(mall.series, leader)
        told = {"title": "x", "starts_at": meeting.starts_at, "minutes": 60, "place": "大厅", "actor": leader}
        planning.change(meeting=meeting, version=meeting.version, **told)
        assert refused(
            lambda: planning.change(meeting=meeting, version=meeting.version, **told)
        ) == "changed_meanwhile"  # fmt: skip


class TestTheAgenda:
    def test_anybody_proposes_and_the_chair_takes_on_or_says_why_not(self, mall, leader):
        meeting = make_joint_meeting(mall.series, leader)
        item = meetings.propose(series=mall.series, topic="夜间照明", actor=mall.stranger.user)
        assert (item.state, item.meeting) == (ItemState.PROPOSED, meeting)
        assert Notice.objects.filter(recipient=leader, kind="joint_meeting.proposed").exists()
        with pytest.raises(NotAllowed):
            meetings.judge(item=item, take_on=True, actor=mall.stranger.user)
        assert refused(lambda: meetings.judge(item=item, take_on=False, actor=leader)) == "no_reason"
        assert meetings.judge(item=item, take_on=True, actor=leader).state == ItemState.ON

    def test_without_a_planned_meeting_it_waits_for_the_next(self, mall, leader):
        item = meetings.propose(series=mall.series, topic="停车", actor=mall.stranger.user)
        assert item.meeting is None
        meeting = make_joint_meeting(mall.series, leader)
        assert list(meeting.items.all()) == [item]

    def test_what_nobody_took_on_waits_on_after_the_meeting(self, mall, leader):
        item = meetings.propose(series=mall.series, topic="停车", actor=mall.stranger.user)
        hold(make_joint_meeting(mall.series, leader), leader)
        item.refresh_from_db()
        assert (item.state, item.meeting) == (ItemState.PROPOSED, None)

    def test_a_merchants_demand_comes_on_once(self, mall):
        row = make_demand(mall.station, mall.kind, mall.building, for_meeting=True)
        item = AgendaItem.objects.get()
        assert (item.demand, item.enterprise, item.proposed_by) == (row, mall.shop, None)
        told = {"series": mall.series, "topic": "再提", "wish": row, "actor": mall.liaison.user}
        assert refused(lambda: meetings.propose(**told)) == "on_agenda"

    def test_at_the_next_meeting_puts_it_there_by_itself_and_once(self, mall, leader):
        meetings.propose(series=mall.series, topic="垃圾清运", actor=leader)
        meeting = hold(make_joint_meeting(mall.series, leader), leader)
        for _time in range(2):
            meetings.settle(item=meeting.items.get(), outcome=Outcome.LATER, actor=leader)
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        assert [row.topic for row in second.items.all()] == ["垃圾清运"]

    def test_put_off_by_mistake_it_leaves_the_next_agenda_unless_that_meeting_dealt_with_it(self, mall, leader):
        meetings.propose(series=mall.series, topic="垃圾清运", actor=leader)
        item = hold(make_joint_meeting(mall.series, leader), leader).items.get()
        meetings.settle(item=item, outcome=Outcome.LATER, actor=leader)
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        settled = {"item": item, "outcome": Outcome.SETTLED, "outcome_words": "每日两次", "actor": leader}
        meetings.settle(**settled)
        assert not second.items.exists()
        meetings.settle(item=item, outcome=Outcome.LATER, actor=leader)
        hold(second, leader)
        assert refused(lambda: meetings.settle(**settled)) == "dealt_with"

    def test_the_chair_of_one_meeting_writes_its_outcomes_on_the_page(self, mall, leader):
        chair = make_officer(mall.station, "代主持丁")
        meetings.propose(series=mall.series, topic="照明", actor=leader)
        meeting = hold(make_joint_meeting(mall.series, leader, chair=chair), leader)
        address = reverse("agenda-item-settle", args=[meeting.items.get().pk])
        assert client_of(mall.stranger).get(address).status_code == 403
        client_of(chair).post(address, {"outcome": "settled", "outcome_words": "加装"})
        assert meeting.items.get().outcome == "settled"


class TestTheMeeting:
    def test_it_is_recorded_after_it_began_with_who_came(self, mall, leader):
        meeting = make_joint_meeting(mall.series, leader)
        with pytest.raises(RuleBroken):
            meetings.hold(meeting=meeting, actor=leader, came=list(meeting.invitees.all()), at=timezone.now())
        late = meeting.starts_at + DAY
        assert refused(lambda: meetings.hold(meeting=meeting, actor=leader, came=[], at=late)) == "nobody"
        assert hold(meeting, leader).state == MeetingState.HELD

    def test_it_closes_with_minutes_and_every_item_settled(self, mall, leader):
        meetings.propose(series=mall.series, topic="照明", actor=leader)
        meeting = hold(make_joint_meeting(mall.series, leader), leader, minutes="")
        assert refused(lambda: meetings.close(meeting=meeting, actor=leader)) == "no_minutes"
        meetings.write_minutes(meeting=meeting, minutes="讨论照明。", actor=leader)
        assert refused(lambda: meetings.close(meeting=meeting, actor=leader)) == "no_outcome"
        meetings.settle(item=meeting.items.get(), outcome=Outcome.SETTLED, outcome_words="加装", actor=leader)
        assert meetings.close(meeting=meeting, actor=leader).state == MeetingState.CLOSED
        with pytest.raises(NotAllowed):
            meetings.reopen(meeting=meeting, actor=leader)
        assert meetings.reopen(meeting=meeting, actor=mall.cast.chief.user).state == MeetingState.HELD

    def test_called_off_its_agenda_and_what_it_took_over_wait_for_the_next(self, mall, leader, held):
        make_resolution(held, leader, mall.liaison)
        meetings.propose(series=mall.series, topic="照明", actor=leader)
        meeting = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        assert meeting.carried.count() == 1
        meetings.cancel(meeting=meeting, reason="改期", actor=leader)
        third = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 4 * DAY)
        assert (third.ordinal, third.carried.count(), third.items.count()) == (3, 1, 1)


class TestResolutions:
    def test_it_has_one_owner_who_is_told(self, mall, leader, held):
        told = {"words": "加灯", "due_on": timezone.localdate() + DAY, "meeting": held, "actor": leader}
        assert refused(lambda: resolutions.give(**told)) == "no_owner"
        assert refused(lambda: resolutions.give(officer=mall.beat, unit="物业", **told)) == "no_owner"
        resolutions.give(officer=mall.beat, **told)
        assert Notice.objects.filter(recipient=mall.beat.user, kind="resolution.given").exists()

    def test_open_ones_are_carried_over_and_done_ones_are_not(self, mall, leader, held):
        left, done = make_resolution(held, leader, mall.beat), make_resolution(held, leader, mall.beat, words="清理")
        later = held.starts_at + DAY
        resolutions.finish(
            resolution=done, result="已清理", actor=mall.beat.user, done_on=timezone.localdate(later), at=later
        )  # fmt: skip
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        assert [row.resolution for row in second.carried.all()] == [left]
        hold(second, leader)
        assert second.carried.count() == 1
        third = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 6 * DAY)
        assert [row.resolution for row in third.carried.all()] == [left]

    def test_one_given_while_the_next_is_planned_is_on_it_at_once(self, mall, leader, held):
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        row = make_resolution(held, leader, mall.beat)
        assert Carried.objects.get(meeting=second).resolution == row
        assert planning.carry_over(second) == 0

    def test_the_owner_finishes_and_only_the_chair_puts_off_or_drops(self, mall, leader, held):
        row = make_resolution(held, leader, mall.stranger)
        with pytest.raises(NotAllowed):
            resolutions.put_off(resolution=row, due_on=row.due_on + DAY, actor=mall.stranger.user)
        row = resolutions.put_off(resolution=row, due_on=row.due_on + DAY, actor=leader)
        assert (row.times_put_off, row.due_on - row.first_due) == (1, DAY)
        assert refused(lambda: resolutions.drop(resolution=row, reason=" ", actor=leader)) == "no_reason"
        later = held.starts_at + DAY
        row = resolutions.finish(resolution=row, result="办妥", actor=mall.stranger.user, at=later)
        assert row.state == ResolutionState.DONE
        assert resolutions.not_done(resolution=row, actor=leader).state == ResolutionState.OPEN


class TestPapers:
    def test_the_minutes_hold_what_was_resolved_and_what_was_carried(self, mall, leader, held):
        make_resolution(held, leader, mall.beat, words="加装夜间照明")
        second = hold(make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY), leader)
        carried = Carried.objects.get()
        meetings.hear(carried=carried, told="灯已采购", actor=leader)
        make_resolution(
            second, leader, None, unit="物业公司", words="修复门禁", due_on=timezone.localdate() + 9 * DAY
        )
        meeting = JointMeeting.objects.select_related("station", "chair__user").get(pk=second.pk)
        words = papers.minutes_paper(meeting).words()
        assert all(part in words for part in ("加装夜间照明", "灯已采购", "修复门禁", "物业公司", "企业代表"))
        assert to_pdf(papers.minutes_paper(meeting)).startswith(b"%PDF")
        assert to_docx(papers.minutes_paper(meeting)).startswith(b"PK")

    def test_the_invitation_names_what_is_still_open(self, mall, leader, held):
        make_resolution(held, leader, mall.beat, words="加装夜间照明")
        second = make_joint_meeting(mall.series, leader, starts_at=timezone.now() + 3 * DAY)
        meetings.propose(series=mall.series, topic="照明", actor=leader)
        meetings.propose(series=mall.series, topic="停车", actor=leader, enterprise=mall.shop)
        words = papers.agenda_paper(second).words()
        assert "加装夜间照明" in words and "派出所" in words and str(mall.shop) in words


def test_a_series_of_another_community_is_not_led_by_its_officer(mall):
    row = make_series(mall.station, mall.cast.deputy, mall.cast.chief.user)
    with pytest.raises(NotAllowed):
        planning.keep_series(station=mall.station, actor=mall.beat.user, series=row, title="改名")
    assert not Resolution.objects.exists()
