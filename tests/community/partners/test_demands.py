"""Demands: come in once, answered by a day, passed on, confirmed or returned; telephones kept apart and forgotten."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.partners import demands
from community.partners.models_demands import Demand, DemandContact
from community.partners.words import DemandState, PassedState
from stations.calendar.rules import marks_for_limit, working_day_after
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories.enterprises import make_enterprise
from tests.factories.partners import make_demand, make_kind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(verb):
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


@pytest.fixture
def demand(mall):
    return make_demand(mall.station, mall.kind, mall.building, phone="13912345678")


class TestReceiving:
    def test_building_and_name_of_the_shop_find_enterprise_and_liaison_officer(self, mall, demand):
        assert (demand.enterprise, demand.officer, demand.community) == (mall.shop, mall.liaison, mall.community)
        assert Notice.objects.filter(recipient=mall.liaison.user, kind="demand.given").exists()

    def test_the_name_on_the_sign_finds_it_and_a_name_two_have_finds_none(self, mall):
        one = make_enterprise(mall.station, "远洋服饰公司", short_name="小远家", building=mall.building, unit="B1")
        assert make_demand(mall.station, mall.kind, mall.building, shop="小远家").enterprise == one
        make_enterprise(mall.station, "另一家公司", short_name="小远家", building=mall.building, unit="B2")
        assert make_demand(mall.station, mall.kind, mall.building, shop="小远家").enterprise is None

    def test_without_a_liaison_officer_the_a_role_of_the_community_has_it(self, mall):
        shop = make_enterprise(mall.station, community=mall.community)
        row = make_demand(mall.station, mall.kind, enterprise=shop, actor=mall.stranger.user)
        assert row.officer == mall.beat

    def test_its_days_are_those_of_its_kind(self, mall, demand):
        today = timezone.localdate()
        wanted = working_day_after(today, 5, marks_for_limit(today, 5)).day
        assert (demand.due_on, demand.first_due) == (wanted, wanted) and demand.accept_by <= wanted

    def test_numbers_have_no_gaps(self, mall):
        rows = [make_demand(mall.station, mall.kind, mall.building) for _demand in range(3)]
        assert [row.serial for row in rows] == [1, 2, 3]

    def test_sent_again_it_is_the_same_demand_with_the_same_receipt(self, mall):
        key = uuid.uuid4()
        rows = {make_demand(mall.station, mall.kind, mall.building, client_id=key).pk for _time in range(2)}
        assert len(rows) == 1 == Demand.objects.count()
        other = {"client_id": key, "words": "别的"}
        assert refused(lambda: make_demand(mall.station, mall.kind, mall.building, **other)) == "idempotency"

    @pytest.mark.parametrize(
        ("told", "code"), [({"words": " "}, "no_words"), ({"shop": ""}, "no_shop")]
    )  # fmt: skip
    def test_what_is_missing_is_refused(self, mall, told, code):
        assert refused(lambda: make_demand(mall.station, mall.kind, mall.building, **told)) == code
        assert not Demand.objects.exists()

    def test_a_kind_of_another_station_is_refused(self, mall):
        kind = make_kind(mall.cast.station2)
        assert refused(lambda: make_demand(mall.station, kind, mall.building)) == "other_station"

    def test_nothing_in_the_day_book_names_the_shop_or_the_telephone(self, demand):
        told = str(list(Entry.objects.filter(verb__startswith="demand").values_list("data", flat=True)))
        assert "示例服装店" not in told and "139" not in told


class TestTheWay:
    def test_from_receipt_to_confirmation(self, mall, demand):
        row = demands.accept(demand=demand, actor=mall.liaison.user)
        assert refused(lambda: demands.answer(demand=row, words=" ", actor=mall.liaison.user)) == "no_answer"
        row = demands.answer(demand=row, words="已加灯", actor=mall.liaison.user)
        row = demands.confirm(demand=row)
        assert (row.state, row.confirmed_by) == (DemandState.CONFIRMED, None) and row.over_at

    def test_a_stranger_does_nothing_and_a_colleague_of_the_community_may(self, mall, demand):
        with pytest.raises(NotAllowed):
            demands.accept(demand=demand, actor=mall.stranger.user)
        assert demands.accept(demand=demand, actor=mall.beat.user).state == DemandState.ACCEPTED

    def test_who_answered_does_not_confirm_for_the_enterprise(self, mall, demand):
        row = demands.accept(demand=demand, actor=mall.liaison.user)
        row = demands.answer(demand=row, words="已加灯", actor=mall.liaison.user)
        with pytest.raises(NotAllowed):
            demands.confirm(demand=row, actor=mall.liaison.user)
        assert demands.confirm(demand=row, actor=mall.beat.user).confirmed_by == mall.beat.user

    def test_returned_it_gets_a_day_of_its_own_and_the_first_one_still_counts(self, mall, demand):
        row = demands.accept(demand=demand, actor=mall.liaison.user)
        row = demands.answer(demand=row, words="已加灯", actor=mall.liaison.user)
        first, later = row.first_answered_at, timezone.now() + 30 * DAY
        assert refused(lambda: demands.send_back(demand=row, reason="")) == "no_reason"
        row = demands.send_back(demand=row, reason="灯不亮", at=later)
        assert (row.state, row.times_returned) == (DemandState.RETURNED, 1) and row.due_on > row.first_due
        row = demands.answer(demand=row, words="已换", actor=mall.liaison.user, at=later + DAY)
        assert row.first_answered_at == first

    def test_passed_on_it_comes_back_before_it_is_answered(self, mall, demand):
        row = demands.accept(demand=demand, actor=mall.liaison.user)
        demands.pass_on(demand=row, department="城管", days=3, actor=mall.liaison.user)
        row.refresh_from_db()
        with pytest.raises(RuleBroken):
            demands.answer(demand=row, words="x", actor=mall.liaison.user)
        row = demands.come_back(demand=row, theirs=False, reply="不属本部门", actor=mall.liaison.user)
        assert (row.state, row.passed.get().state) == (DemandState.ACCEPTED, PassedState.NOT_THEIRS)

    def test_not_accepted_the_enterprise_reads_why(self, mall, demand):
        assert refused(lambda: demands.decline(demand=demand, reason=" ", actor=mall.liaison.user)) == "no_reason"
        row = demands.decline(demand=demand, reason="属消防部门", actor=mall.liaison.user)
        assert row.state == DemandState.DECLINED and row.over_at


class TestByItself:
    def test_a_late_one_is_told_once_a_deadline(self, mall, demand):
        after = demand.accept_by + DAY
        assert [demands.tell_late(after) for _time in range(2)] == [1, 0]
        assert demands.tell_late(demand.due_on + DAY) == 1
        kinds = Notice.objects.filter(kind="demand.late")
        assert kinds.filter(recipient=mall.liaison.user).count() == 2
        assert kinds.filter(recipient=mall.cast.chief.user).count() == 1

    def test_without_a_word_it_closes_and_can_still_be_returned(self, mall, demand):
        row = demands.accept(demand=demand, actor=mall.liaison.user)
        row = demands.answer(demand=row, words="已加灯", actor=mall.liaison.user)
        early, late = timezone.now() + 14 * DAY, timezone.now() + 15 * DAY
        assert demands.keep_house(station=mall.station, at=early)["lapsed"] == 0
        assert [demands.keep_house(station=mall.station, at=late)["lapsed"] for _time in range(2)] == [1, 0]
        row.refresh_from_db()
        assert row.state == DemandState.LAPSED
        assert demands.send_back(demand=row, reason="灯又坏了").over_at is None

    def test_the_telephone_is_deleted_some_days_after_the_end(self, mall, demand):
        row = demands.decline(demand=demand, reason="属消防", actor=mall.liaison.user)
        assert demands.keep_house(station=mall.station, at=row.over_at + 29 * DAY)["phones"] == 0
        assert demands.keep_house(station=mall.station, at=row.over_at + 31 * DAY)["phones"] == 1
        assert not DemandContact.objects.exists()


class TestTheTelephone:
    def test_it_is_shown_against_a_reason_and_the_look_is_recorded(self, mall, demand):
        with pytest.raises(NotAllowed):
            demands.show_phone(demand=demand, reason="看看", actor=mall.stranger.user)
        assert refused(lambda: demands.show_phone(demand=demand, reason=" ", actor=mall.liaison.user)) == "no_reason"
        assert demands.show_phone(demand=demand, reason="回电", actor=mall.liaison.user) == "13912345678"
        assert Entry.objects.filter(verb="looked", actor=mall.liaison.user).count() == 1
