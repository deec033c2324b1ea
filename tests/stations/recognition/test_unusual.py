"""Bookings worth a look: rules without a database, and what somebody does about a finding."""

import datetime

import pytest
from django.utils import timezone

from stations.kit.answer import NotAllowed, RuleBroken
from stations.recognition import actions, reviewing, unusual
from stations.recognition.models import LedgerEntry, Pattern
from stations.recognition.unusual import Booked
from tests.factories.recognition import give_points

NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
MINUTE, MONTH = datetime.timedelta(minutes=1), datetime.date(2026, 11, 1)


def booked(pk, user=1, checker=7, act="help", points=10, month=MONTH, minute=0.0, place=""):
    return Booked(pk, user, checker, act, points, month, NOON + minute * MINUTE, place)


class TestRules:
    def test_one_checker_of_most_points_of_a_month_is_found_from_a_number_of_bookings_on(self):
        rows = [booked(pk) for pk in range(1, 6)] + [booked(9, checker=8)]
        [found] = unusual.one_checker(rows, 80, 5)
        assert (found.user, found.other, found.entries) == (1, 7, (1, 2, 3, 4, 5))
        assert not list(unusual.one_checker(rows, 80, 6)) and not list(unusual.one_checker(rows, 90, 5))

    def test_what_the_house_booked_has_no_checker(self):
        assert not list(unusual.one_checker([booked(pk, checker=None) for pk in range(9)], 1, 2))

    def test_a_burst_begins_at_its_first_act_and_is_found_once(self):
        rows = [booked(pk, minute=minute) for pk, minute in enumerate((0, 3, 9, 30, 31, 100), 1)]
        assert [one.entries for one in unusual.bursts(rows, 3, 10)] == [(1, 2, 3)]
        assert not list(unusual.bursts(rows, 3, 8))

    def test_other_acts_and_other_people_make_no_burst(self):
        rows = [booked(1), booked(2, act="talk"), booked(3, user=2)]
        assert not list(unusual.bursts(rows, 2, 10))

    def test_two_people_at_one_place_within_minutes_are_a_pair(self):
        rows = [
            booked(1, place="雅宝路 8号"),
            booked(2, user=2, minute=4, place="雅宝路8号"),
            booked(3, user=3, minute=4),
        ]
        [found] = unusual.together(rows, 5)
        assert (found.user, found.other, found.entries) == (1, 2, (1, 2))
        assert not list(unusual.together(rows, 3))

    def test_a_cap_reached_in_months_one_after_the_other_is_found_a_gap_is_not(self):
        def full(*months):
            return [booked(n, month=datetime.date(2026, n, 1), points=30) for n in months]

        assert [one.key for one in unusual.caps_reached(full(8, 9, 10), {"help": 30}, 3)] == ["cap:1:help:2026-10"]
        assert not list(unusual.caps_reached(full(7, 9, 10), {"help": 30}, 3))
        assert not list(unusual.caps_reached(full(8, 9, 10), {"help": 31}, 3))

    def test_a_year_ends_and_the_next_month_follows(self):
        rows = [booked(n, month=month, points=30) for n, month in enumerate(
            (datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)))]  # fmt: skip
        assert list(unusual.caps_reached(rows, {"help": 30}, 3))


@pytest.mark.django_db
class TestLooking:
    @pytest.fixture
    def found(self, shop):
        at = timezone.now()
        for number in range(3):
            give_points(shop.person, 5, at=at, done_at=at, checker=shop.chief, source=f"n{number}")
        assert reviewing.look(station=shop.station, at=at) == 1
        return Pattern.objects.get()

    def test_a_finding_is_written_down_once_and_nothing_follows_by_itself(self, shop, found):
        assert reviewing.look(station=shop.station, at=timezone.now()) == 0
        assert (found.kind, actions.balance(shop.person)) == ("burst", 15)

    def test_ordinary_is_an_answer(self, shop, found):
        done = reviewing.review(pattern=found, actor=shop.deputy, ordinary=True, reason="")
        assert (done.state, actions.balance(shop.person)) == ("ordinary", 15)
        with pytest.raises(NotAllowed):
            reviewing.review(pattern=found, actor=shop.deputy, ordinary=False, reason="x")

    def test_booking_back_needs_a_reason_and_may_be_appealed_like_any_other(self, shop, found):
        with pytest.raises(RuleBroken):
            reviewing.review(pattern=found, actor=shop.deputy, ordinary=False, reason=" ")
        reviewing.review(pattern=found, actor=shop.deputy, ordinary=False, reason="同一次活动")
        assert actions.balance(shop.person) == 0
        assert LedgerEntry.objects.filter(kind="reversal", reason="同一次活动").count() == 3

    def test_the_person_and_the_checker_do_not_look_at_themselves(self, shop, found):
        Pattern.objects.filter(pk=found.pk).update(other=shop.chief)
        for actor in (shop.chief, shop.person):
            with pytest.raises(NotAllowed):
                reviewing.review(pattern=found, actor=actor, ordinary=True, reason="")

    def test_what_protected_givers_were_paid_is_left_out(self, shop):
        at = timezone.now()
        for _time in range(5):
            give_points(shop.person, 5, at=at, done_at=at, checker=shop.chief, protected=True)
        assert reviewing.look(station=shop.station, at=at) == 0
