"""Liaison officers over time: the nearest assignment holds, nobody overlaps, work follows, history stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.enterprises import agenda, liaison
from community.enterprises.models import Cluster, LiaisonAssignment
from community.enterprises.readings import keeper_of, liaison_of, liaisons_of, my_enterprises
from community.enterprises.standing import standing
from stations.agenda.registry import due_from
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.spans import holds
from stations.notices.models import Notice
from tests.factories import make_officer
from tests.factories.enterprises import make_enterprise, make_liaison, make_safety_finding

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)


def fresh(officer):
    """The account as the next request loads it."""
    return type(officer.user).objects.select_related("officer").get(pk=officer.user_id)


class TestWhoItIs:
    def test_the_building_counts_for_the_shop(self, mall):
        assert liaison_of(mall.shop, timezone.localdate()) == mall.liaison

    def test_the_nearest_holds(self, mall):
        cluster = Cluster.objects.create(station=mall.station, name="雅宝路商圈")
        wide, near = make_officer(mall.station, "片区警长"), make_officer(mall.station, "专人")
        mall.building.cluster = cluster
        mall.building.save()
        make_liaison(wide, cluster)
        today = timezone.localdate()
        assert liaison_of(mall.shop, today) == mall.liaison
        make_liaison(near, mall.shop)
        assert liaison_of(mall.shop, today) == near
        LiaisonAssignment.objects.exclude(cluster=cluster).delete()
        assert liaison_of(mall.shop, today) == wide

    def test_without_one_the_community_officer_looks_after_it(self, mall):
        assert liaison_of(mall.hotel, timezone.localdate()) is None
        assert keeper_of(mall.hotel, timezone.localdate()) == mall.post

    def test_another_day_another_officer(self, mall):
        later = make_officer(mall.station, "后任")
        liaison.assign(subject=mall.building, officer=later, start=date(2026, 1, 1), actor=mall.chief.user)
        assert liaison_of(mall.shop, date(2025, 12, 31)) == mall.liaison
        assert liaison_of(mall.shop, date(2026, 1, 1)) == later
        assert [row.officer for row in liaison.history_of(mall.building)] == [later, mall.liaison]

    def test_many_at_once_in_two_queries(self, mall, django_assert_num_queries):
        rows = [make_enterprise(mall.station, building=mall.building, unit=str(n)) for n in range(5)]
        with django_assert_num_queries(2):
            found = liaisons_of(rows, timezone.localdate())
        assert set(found.values()) == {mall.liaison} and len(found) == 5


class TestHandingOver:
    def test_open_work_passes_and_both_numbers_are_told(self, mall):
        make_safety_finding(mall.shop, mall.post)
        later, today = make_officer(mall.station, "后任"), timezone.localdate()
        # The first visits that are due are shown to the first officer, then to the successor.
        assert len(due_from(agenda.first_visits, fresh(mall.liaison), mall.shop.first_visit.due_on)) == 1
        liaison.assign(subject=mall.building, officer=later, start=today, actor=mall.chief.user)
        assert due_from(agenda.first_visits, fresh(mall.liaison), mall.shop.first_visit.due_on) == []
        assert len(due_from(agenda.first_visits, fresh(later), mall.shop.first_visit.due_on)) == 1
        notice = Notice.objects.get(kind=liaison.NAMED)
        assert notice.recipient == later.user
        assert (notice.data["first_visits"], notice.data["findings"]) == (1, 1)
        assert list(my_enterprises(fresh(later), today)) == [mall.shop]

    def test_rights_follow_the_day(self, mall):
        assert standing(fresh(mall.liaison)).buildings == {mall.building.pk}
        liaison.assign(subject=mall.building, officer=None, start=timezone.localdate(), actor=mall.chief.user)
        assert standing(fresh(mall.liaison)).buildings == frozenset()

    def test_only_leaders_name(self, mall):
        with pytest.raises(NotAllowed):
            liaison.assign(subject=mall.shop, officer=mall.post, start=TODAY, actor=mall.liaison.user)

    def test_nobody_twice_and_no_auxiliary(self, mall):
        with pytest.raises(RuleBroken) as refusal:
            liaison.assign(subject=mall.building, officer=mall.liaison, start=TODAY, actor=mall.chief.user)
        assert refusal.value.code == "unchanged"
        with pytest.raises(RuleBroken):
            liaison.assign(subject=mall.building, officer=mall.cast.auxiliary, start=TODAY, actor=mall.chief.user)

    def test_another_stations_officer_is_refused(self, mall):
        with pytest.raises(RuleBroken) as refusal:
            liaison.assign(subject=mall.building, officer=mall.cast.officer2, start=TODAY, actor=mall.chief.user)
        assert refusal.value.code == "other_station"


class TestTheDatabase:
    def test_two_at_one_time_are_refused(self, mall):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_liaison(mall.post, mall.building, date(2025, 1, 1))

    def test_an_assignment_is_of_one_thing(self, mall):
        with pytest.raises(IntegrityError), transaction.atomic():
            LiaisonAssignment.objects.create(
                station=mall.station, officer=mall.post, start=TODAY, building=mall.building, enterprise=mall.shop
            )

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(changes=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60)), max_size=8))
    def test_whatever_is_named_in_whatever_order_there_is_at_most_one_a_day(self, mall, changes):
        officers, held = (
            [mall.liaison, mall.post, mall.stranger],
            LiaisonAssignment.objects.filter(enterprise=mall.hotel),
        )
        held.delete()
        for who, day in changes:
            try:
                with transaction.atomic():
                    liaison.assign(
                        subject=mall.hotel, officer=officers[who], start=TODAY + timedelta(day), actor=None
                    )
            except RuleBroken:
                continue
        rows = list(held)
        for day in range(-1, 62):
            here = [row for row in rows if holds(row, TODAY + timedelta(day))]
            assert len(here) <= 1
            found = liaison_of(mall.hotel, TODAY + timedelta(day))
            assert (found and found.pk) == (here[0].officer_id if here else None)
