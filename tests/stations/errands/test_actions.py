"""One room asks, another carries out; this one keeps the loop."""

import pytest
from django.utils import timezone

from stations.errands import actions, registry
from stations.errands.models import Errand, ErrandPass
from stations.errands.registry import Carrier, Offer
from stations.errands.tasks import keep_house
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.rules import is_police
from stations.timeline.models import Entry
from tests.factories.wishes import DAY, make_errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(cast, in_one, told):
    return make_errand(cast.station)


def test_asking_with_the_same_key_is_the_same_errand_with_its_words_renewed(cast, errand):
    again = make_errand(cast.station, grounds="3 位居民", weight=40, first=errand.first + 3 * DAY)
    assert again.pk == errand.pk and Errand.objects.count() == 1
    assert (again.grounds, again.weight, again.first) == ("3 位居民", 40, errand.first)


def test_from_asked_to_done_and_everybody_is_told(cast, errand, told):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    assert actions.passed(errand=errand, key="walk:1", at=timezone.now(), by="一小队")
    done = actions.finish(errand=errand, actor=cast.chief.user)
    assert (done.state, done.passes, done.carrier_label) == ("done", 1, "31号路线")
    assert told.moves == ["plan", "pass", "finish"] and told.dropped == []


def test_the_same_pass_told_twice_is_one(cast, errand):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    now = timezone.now()
    assert [actions.passed(errand=errand, key="walk:1", at=now) for _time in range(3)] == [True, False, False]
    errand.refresh_from_db()
    assert errand.passes == 1 and ErrandPass.objects.count() == 1


def test_another_route_takes_it_from_the_first(cast, errand, told):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    moved = actions.plan(errand=errand, carrier="test", key="thing:2", actor=cast.chief.user, seen="thing:1")
    assert moved.carrier_label == "32号路线" and told.dropped == ["thing:1"]


def test_whoever_plans_from_a_stale_page_is_told_that_somebody_was_faster(cast, errand):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user, seen="")
    with pytest.raises(RuleBroken, match="31号路线"):
        actions.plan(errand=errand, carrier="test", key="thing:2", actor=cast.chief.user, seen="")


def test_who_may_not_use_the_carrier_puts_nothing_on_it(cast, errand):
    with pytest.raises(NotAllowed):
        actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.officer.user)
    with pytest.raises(NotAllowed):
        actions.plan(errand=errand, carrier="nobody", key="thing:1", actor=cast.chief.user)


def test_nobody_takes_it_from_a_carrier_they_may_not_use(cast, errand, told):
    registry.register_carrier(
        Carrier("own", "另一家", "moon", is_police, lambda errand, at: [], lambda errand, key: Offer(key, "夜巡"))
    )
    actions.plan(errand=errand, carrier="own", key="n:1", actor=cast.officer.user)
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    with pytest.raises(NotAllowed):
        actions.plan(errand=errand, carrier="own", key="n:1", actor=cast.officer.user)
    errand.refresh_from_db()
    assert errand.carrier_label == "31号路线"


def test_what_was_passed_can_be_confirmed_when_the_route_is_gone(cast, errand):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    actions.passed(errand=errand, key="walk:1", at=timezone.now())
    freed = actions.release(errand=errand, actor=None, system=True)
    assert actions.finish(errand=freed, actor=cast.chief.user).state == "done"


def test_what_does_not_exist_carries_nothing(cast, errand):
    with pytest.raises(RuleBroken):
        actions.plan(errand=errand, carrier="test", key="thing:9", actor=cast.chief.user)


def test_declined_with_a_reason_it_can_be_asked_for_again(cast, errand, told):
    with pytest.raises(RuleBroken):
        actions.decline(errand=errand, actor=cast.chief.user, reason=" ")
    actions.decline(errand=errand, actor=cast.chief.user, reason="路段封闭")
    again = make_errand(cast.station, end=errand.end + DAY)
    assert (again.state, again.reason, again.end) == ("asked", "", errand.end + DAY)
    assert told.moves == ["decline", "ask_again"]


def test_a_done_errand_stays_done(cast, errand):
    actions.plan(errand=errand, carrier="test", key="thing:1", actor=cast.chief.user)
    actions.passed(errand=errand, key="walk:1", at=timezone.now())
    actions.finish(errand=errand, actor=cast.chief.user)
    assert make_errand(cast.station).state == "done"


def test_what_is_over_without_a_pass_lapses_once_and_what_was_passed_waits_for_the_office(cast, errand, told):
    walked = make_errand(cast.station, "test:2")
    actions.plan(errand=walked, carrier="test", key="thing:1", actor=cast.chief.user)
    actions.passed(errand=walked, key="walk:1", at=timezone.now())
    Errand.objects.update(first=errand.first - 30 * DAY, end=errand.first - DAY)
    assert keep_house() == 1 and keep_house() == 0
    errand.refresh_from_db()
    walked.refresh_from_db()
    assert (errand.state, walked.state) == ("lapsed", "planned")


def test_history_and_day_book_hold_no_words_of_the_asker(cast, errand):
    told = str(list(Entry.objects.filter(verb__startswith="errand.").values_list("data", flat=True)))
    assert "东门口" not in told and "电动车" not in told
