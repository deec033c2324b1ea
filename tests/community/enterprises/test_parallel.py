"""Two officers at once: the same first visit, the same form from two tablets, the same shop entered twice."""

import threading
import uuid

import pytest
from django.db import connection

from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import EnterpriseVisit
from community.enterprises.words import VisitKind
from stations.kit.again import again
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_officer
from tests.factories.enterprises import make_building, make_enterprise, make_enterprise_kind, make_visit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run at the same time; what each gave back or was refused with."""
    found, ready = [], threading.Barrier(len(works))

    def run(work):
        try:
            ready.wait()
            found.append(again(work))
        except RuleBroken as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_first_visit_by_two_officers_is_one():
    cast = make_cast()
    shop, other = make_enterprise(cast.station), make_officer(cast.station)
    found = at_once(
        *[lambda who=who: make_visit(shop, who, VisitKind.FIRST) for who in (cast.officer, other, cast.chief)]
    )
    assert sorted(map(str, found)).count("first_done") == 2
    with in_station(cast.station):
        assert EnterpriseVisit.objects.count() == 1
        first = FirstVisit.objects.get()
        assert first.visit == EnterpriseVisit.objects.get()


def test_the_same_form_sent_twice_at_once_counts_once():
    cast, key = make_cast(), uuid.uuid4()
    shop = make_enterprise(cast.station)
    found = at_once(*[lambda: make_visit(shop, cast.officer, client_id=key) for _time in range(4)])
    assert len(set(found)) == 1
    with in_station(cast.station):
        assert EnterpriseVisit.objects.count() == 1


def test_the_same_shop_entered_twice_at_once_is_one():
    cast = make_cast()
    building, kind = make_building(cast.station, "商城"), make_enterprise_kind(cast.station)
    found = at_once(*[
        lambda: make_enterprise(cast.station, "甲店", building=building, unit="1", kind=kind) for _time in range(3)
    ])  # fmt: skip
    assert found.count("on_the_list") == 2
    with in_station(cast.station):
        assert Enterprise.objects.count() == 1
