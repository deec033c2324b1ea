"""What passes there at that time, why it fits, and check-ins that prove it."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from patrols.checkins.models import CheckIn
from patrols.errands import actions, carrier
from patrols.errands.tasks import look
from patrols.routes.models import RoutePoint
from patrols.schedule.models import PatrolDuty, PlanSlot
from stations.errands import actions as errands
from stations.errands.models import Errand, ErrandPass
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.patrols import LAT, LNG, make_checkpoint, make_guard, make_patrols, make_plan, make_route
from tests.factories.wishes import make_errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def patrols(cast, in_one):
    return make_patrols(cast.station)


@pytest.fixture
def errand(cast, patrols):
    now = timezone.localtime()
    band = {"starts": (now - datetime.timedelta(hours=1)).time().replace(second=0, microsecond=0),
            "ends": (now + datetime.timedelta(hours=1)).time().replace(second=0, microsecond=0)}  # fmt: skip
    return make_errand(cast.station, lat=LAT + 0.0003, lng=LNG, first=timezone.localdate() - datetime.timedelta(1),
                       **band)  # fmt: skip


def plan_of(patrols, starts, minutes=180):
    plan = make_plan(patrols.squad, patrols.route, guards=[patrols.guard])
    PlanSlot.objects.filter(plan=plan).update(starts=starts, minutes=minutes)
    return plan


def check_in(duty, guard, point, at=None, closing=""):
    at = at or timezone.now()
    return CheckIn.objects.create(
        station=duty.station, client_id=uuid.uuid4(), mark="m", guard=guard, checkpoint=point, duty=duty,
        date=duty.date, at=at, received_at=at, claimed_at=at, method="scan", flags=[], counted=True, closing=closing,
    )  # fmt: skip


def test_a_plan_that_passes_near_by_at_that_time_is_offered_with_its_reasons(patrols, errand):
    plan = plan_of(patrols, errand.starts)
    with translation.override("en"):
        offer = carrier.offers(errand, timezone.now())[0]
    assert offer.key == f"plan:{plan.pk}" and offer.metres == 33
    assert "33 m" in offer.reasons[0] and "every day" in offer.reasons[1]


def test_what_passes_at_another_time_or_elsewhere_is_not_offered(cast, patrols, errand):
    away = (timezone.localtime() + datetime.timedelta(hours=6)).time()
    plan_of(patrols, away, minutes=60)
    far = make_route(patrols.route.area, points=0)
    point = make_checkpoint(patrols.route.area, north=40)
    RoutePoint.objects.create(station=cast.station, route=far, checkpoint=point, seq=1)
    PlanSlot.objects.filter(plan=make_plan(patrols.squad, far)).update(starts=errand.starts, minutes=60)
    assert carrier.offers(errand, timezone.now()) == []


def test_offers_take_a_fixed_number_of_questions(patrols, errand, django_assert_max_num_queries):
    for _more in range(4):
        plan_of(patrols, errand.starts)
    with django_assert_max_num_queries(7):
        carrier.offers(errand, timezone.now())


def put_on(patrols, errand, key=None):
    return errands.plan(errand=errand, carrier="patrols", key=key or f"duty:{patrols.duty.pk}", actor=patrols.office)


def near_point(patrols):
    return patrols.route.points.order_by("seq").first().checkpoint


def test_a_check_in_near_by_whose_card_is_closed_counts_as_passed(patrols, errand):
    put_on(patrols, errand)
    row = check_in(patrols.duty, patrols.guard, near_point(patrols))
    assert look() == 0
    CheckIn.objects.filter(pk=row.pk).update(closing="found")
    assert look() == 1 and look() == 0
    assert ErrandPass.objects.get().result == "found" and Errand.objects.get().passes == 1


def test_when_the_duty_is_closed_a_bare_check_in_counts(patrols, errand):
    put_on(patrols, errand)
    check_in(patrols.duty, patrols.guard, near_point(patrols))
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(closed_at=timezone.now())
    assert look() == 1


def test_check_ins_far_away_or_that_do_not_count_prove_nothing(patrols, errand):
    put_on(patrols, errand)
    far = patrols.route.points.order_by("seq").last().checkpoint
    check_in(patrols.duty, patrols.guard, far, closing="nothing")
    row = check_in(patrols.duty, patrols.guard, near_point(patrols), closing="nothing")
    CheckIn.objects.filter(pk=row.pk).update(counted=False)
    assert look() == 0


def test_a_guard_of_the_duty_taps_once_and_others_not_at_all(patrols, errand):
    put_on(patrols, errand)
    errand.refresh_from_db()
    tap = {"errand": errand, "duty": patrols.duty, "result": "nothing"}
    assert actions.guard_passed(guard=patrols.guard, **tap) and not actions.guard_passed(guard=patrols.guard, **tap)
    with pytest.raises(NotAllowed):
        actions.guard_passed(guard=make_guard(patrols.squad), **tap)
    late = timezone.now() + datetime.timedelta(hours=3)
    with pytest.raises(RuleBroken):
        actions.guard_passed(guard=patrols.guard, at=late, **tap)


def test_a_plan_that_ends_gives_its_errand_back(patrols, errand):
    plan = plan_of(patrols, errand.starts)
    put_on(patrols, errand, f"plan:{plan.pk}")
    look()
    assert Errand.objects.get().state == "planned"
    type(plan).objects.filter(pk=plan.pk).update(end=timezone.localdate())
    look()
    errand.refresh_from_db()
    assert (errand.state, errand.carrier_label) == ("asked", "")


def test_the_key_of_nothing_carries_nothing(errand):
    for key in ("plan:0", "duty:99999999", "plan:x", "", "plan:" + "9" * 30):
        assert carrier.chosen(errand, key) is None
