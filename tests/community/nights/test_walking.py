"""On the way: setting out, ticking, reporting; hours and points count after an officer has confirmed, once."""

from decimal import Decimal

import pytest
from django.utils import timezone

from community.groups import own_data
from community.nights import joining, tasks, walking
from community.nights.models import NightChoice, NightPlace, NightRequest, NightSeat
from community.nights.words import How, State
from stations.handovers.registry import sections
from stations.kit.answer import NotAllowed, RuleBroken
from stations.management.demo.clock import at as at_moment
from stations.notices.models import Notice
from stations.recognition.models import LedgerEntry, PointRule, RecognitionSettings
from stations.timeline.models import Entry
from tests.factories.nights import (
    DAY,
    HOUR,
    make_choice,
    make_key_place,
    make_night,
    make_request,
    make_seat,
)
from tests.lock_order import locked_after_the_day_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(night):
    """A patrol on the way: led by the first member, two helpers there, two key places."""
    places = [make_key_place(night.station, name) for name in ("小学门口", "酒吧街")]
    patrol = make_night(night.community, night.beat, places=places, leader=night.members[0].user)
    for member in night.members[1:3]:
        make_seat(patrol, member, present=True)
    with at_moment(patrol.starts_at):
        walking.begin(patrol=patrol, actor=night.members[0].user, at=patrol.starts_at)
    patrol.refresh_from_db()
    night.out = patrol
    return night


def report(night, **more):
    told = {"hours": Decimal("2"), "findings": 1, "missed": {}} | more
    return walking.finish(
        patrol=night.out, actor=night.members[0].user, at=night.out.starts_at + 2 * HOUR, **told
    )  # fmt: skip


def test_a_leader_who_is_a_member_is_there_as_one(out):
    seat = NightSeat.objects.get(patrol=out.out, member=out.members[0])
    assert (seat.extra, seat.present_how, out.out.state) == (True, How.LEADS, State.WALKING)


def test_an_officer_leads_without_a_place(night):
    patrol = make_night(night.community, night.beat, leader=night.beat.user)
    for member in night.members[:2]:
        make_seat(patrol, member, present=True)
    walking.begin(patrol=patrol, actor=night.beat.user, at=patrol.starts_at)
    assert NightSeat.objects.filter(patrol=patrol).count() == 2


def test_nobody_else_sets_out(night):
    patrol = make_night(night.community, night.beat, leader=night.members[0].user)
    with pytest.raises(NotAllowed):
        walking.begin(patrol=patrol, actor=night.members[1].user, at=patrol.starts_at)


def test_a_place_is_ticked_once_with_the_position_of_that_moment(out):
    place = out.out.places.first()
    at = out.out.starts_at + HOUR
    first = walking.touch(place=place, actor=out.members[0].user, at=at, lat=39.9, lng=116.4)
    again = walking.touch(place=place, actor=out.members[0].user, at=at + HOUR)
    assert (first.touched_at, again.touched_at, again.lat) == (at, at, 39.9)
    assert walking.untouch(place=place, actor=out.members[0].user).touched_at is None
    assert Entry.objects.filter(verb="night.touched").count() == 1


def test_a_position_elsewhere_is_left_out(out):
    place = walking.touch(
        place=out.out.places.first(), actor=out.members[0].user, at=timezone.now(), lat=0.0, lng=0.0
    )
    assert (place.lat, bool(place.touched_at)) == (None, True)


def test_a_helper_does_not_tick_and_nobody_ticks_before_the_start(out):
    with pytest.raises(NotAllowed):
        walking.touch(place=out.out.places.first(), actor=out.members[1].user, at=timezone.now())
    other = make_night(out.community, out.beat, places=[make_key_place(out.station)], leader=out.members[3].user)
    with pytest.raises(RuleBroken) as refusal:
        walking.touch(place=other.places.first(), actor=out.members[3].user, at=timezone.now())
    assert refusal.value.code == "not_walking"


def test_a_missed_place_needs_a_reason(out):
    first, second = out.out.places.order_by("seq")
    walking.touch(place=first, actor=out.members[0].user, at=timezone.now())
    with pytest.raises(RuleBroken) as refusal:
        report(out)
    assert refusal.value.code == "missed_reason"
    done = report(out, missed={second.pk: "施工封路"})
    assert (done.state, NightPlace.objects.get(pk=second.pk).missed_reason) == (State.FINISHED, "施工封路")
    assert Notice.objects.filter(kind="night.reported", recipient=out.beat.user).exists()


def all_missed(night) -> dict:
    return {place.pk: "下雨" for place in night.out.places.all()}


def test_hours_and_points_count_after_confirming_and_only_once(out):
    RecognitionSettings.objects.create(station=out.station, points=True)
    PointRule.objects.create(station=out.station, act="night_patrol", label="夜巡", points=5)
    report(out, missed=all_missed(out))
    assert not NightSeat.objects.filter(hours__isnull=False).exists() and not LedgerEntry.objects.exists()
    with pytest.raises(NotAllowed):
        walking.confirm(patrol=out.out, actor=out.members[0].user, at=timezone.now())
    walking.confirm(patrol=out.out, actor=out.beat.user, at=timezone.now())
    assert list(NightSeat.objects.values_list("hours", flat=True)) == [Decimal("2.0")] * 3
    sources = {row.source for row in LedgerEntry.objects.all()}
    assert sources == {f"night:{out.out.pk}:{member.user_id}" for member in out.members[:3]}
    with pytest.raises(RuleBroken):
        walking.confirm(patrol=out.out, actor=out.beat.user, at=timezone.now())
    assert LedgerEntry.objects.count() == 3
    assert walking.hours_of(out.members[1]) == Decimal("2.0")


def test_a_report_is_sent_back_and_reported_again(out):
    report(out, missed=all_missed(out))
    walking.send_back(patrol=out.out, actor=out.beat.user, words="请核对时长", at=timezone.now())
    assert Notice.objects.filter(kind="night.sent_back", recipient=out.members[0].user).exists()
    assert report(out, hours=Decimal("1.5"), missed=all_missed(out)).hours == Decimal("1.5")


def test_thanks_wait_for_the_morning_and_come_once(out):
    report(out, missed=all_missed(out))
    walking.confirm(patrol=out.out, actor=out.beat.user, at=timezone.now())
    morning = timezone.localtime().replace(hour=9, minute=0) + DAY
    with at_moment(morning.replace(hour=23)):
        assert tasks.keep_house()["thanked"] == 0
    for _time in range(2):
        with at_moment(morning):
            tasks.keep_house()
    assert Notice.objects.filter(kind="night.thanks").count() == 3


def test_a_patrol_that_never_began_is_not_held(night):
    with at_moment(night.patrol.ends_at + 3 * HOUR):
        assert tasks.keep_house()["lapsed"] == 1
        assert tasks.keep_house()["lapsed"] == 0
    night.patrol.refresh_from_db()
    assert night.patrol.state == State.NOT_HELD


def test_the_handover_tells_of_tonight_without_names(out):
    source = next(section.source for section in sections() if section.code == "night_patrols")
    lines = source(out.station, out.out.starts_at + HOUR)
    assert [line.url for line in lines] == [out.patrol.get_absolute_url(), out.out.get_absolute_url()]
    assert "3" in str(lines[1].text)
    assert not any(member.user.name in str(line.text) for member in out.members for line in lines)


def test_my_data_hold_the_places_and_forget_requests_and_choices(out):
    member = out.members[3]
    make_request(out.patrol, member)
    make_choice(member, never=True)
    joining.accept(patrol=out.patrol, member=member, actor=member.user, at=timezone.now())
    part = next(part for part in own_data.parts() if part.code == "nights")
    assert len(part.rows(member)) == 3
    part.erase(member)
    assert not NightRequest.objects.filter(member=member).exists()
    assert not NightChoice.objects.filter(member=member).exists()
    assert NightSeat.objects.get(patrol=out.patrol, member=member).state == "back"


def test_confirming_locks_nothing_after_the_day_book(out):
    report(out, missed=all_missed(out))
    assert locked_after_the_day_book(
        lambda: walking.confirm(patrol=out.out, actor=out.beat.user, at=timezone.now())
    ) == []  # fmt: skip
