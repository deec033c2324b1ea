"""Many phones at once: each form once, each phone once; two offices at once; clearing against planning."""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from community.wishes import actions, clearing, giving
from community.wishes.models import QuarterList, Voice, Wish
from stations.errands import actions as errands
from stations.kit.again import again
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_community
from tests.factories.patrols import make_patrols, make_plan
from tests.factories.wishes import make_wish, make_wish_scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run some functions side by side; what they raised beside refusals."""
    failed = []

    def run(work):
        try:
            again(work)
        except RuleBroken:
            pass
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_forms_sent_at_once_and_again_are_each_counted_once():
    cast = make_cast()
    with in_station(cast.station):
        community, scene = make_community(cast.station), make_wish_scene(cast.station)
    keys = [uuid.uuid4() for _form in range(5)]

    def send(key):
        def work():
            with in_station(cast.station):
                giving.wish(station=cast.station, scene=scene, client_id=key, community=community, place="东门口",
                            band="night")  # fmt: skip

        return work

    assert at_once(*[send(key) for key in keys for _retry in range(2)]) == []
    with in_station(cast.station):
        assert Wish.objects.count() == Voice.objects.count() == 5
        wish = Wish.objects.first()

    def join(phone):
        def work():
            with in_station(cast.station):
                giving.join(wish=wish, client_id=uuid.uuid4(), device=phone)

        return work

    assert at_once(*[join(f"phone-{number}") for number in range(4) for _retry in range(2)]) == []
    with in_station(cast.station):
        assert Wish.objects.get(pk=wish.pk).residents == 5


def test_two_offices_plan_at_once_while_the_quarter_is_cleared():
    cast = make_cast()
    with in_station(cast.station):
        community, patrols = make_community(cast.station), make_patrols(cast.station)
        plans = [make_plan(patrols.squad, patrols.route) for _n in range(2)]
        wish = make_wish(cast.station, community)
        errand = actions.accept(wish=wish, actor=cast.chief.user).errand

    def plan(row):
        def work():
            with in_station(cast.station):
                errands.plan(errand=errand, carrier="patrols", key=f"plan:{row.pk}", seen="", actor=patrols.office)

        return work

    def clear():
        with in_station(cast.station):
            clearing.clear(station=cast.station, quarter=wish.quarter, at=timezone.now())

    assert at_once(plan(plans[0]), plan(plans[1]), clear, clear) == []
    with in_station(cast.station):
        ended = Wish.objects.select_related("errand").get(pk=wish.pk)
        assert ended.state == "cleared" and ended.errand.state == "lapsed"
        assert QuarterList.objects.count() == 1
