"""Many phones, bad reception: nothing is lost, nothing is doubled."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrols.checkins import actions, engine
from patrols.models import CheckIn, DutyTarget
from patrols.routes import signs
from stations.kit.scoping import in_station
from tests.factories import make_station
from tests.factories.patrols import make_patrols
from tests.patrols.checkins.conftest import MINUTE, clock

THREADS = 20


def cleaned(point, client_id, at, **said) -> dict:
    """An item as the function takes it."""
    raw = {"client_id": str(client_id), "token": signs.printed(point), "claimed_at": at.isoformat()} | said
    return actions.prepared([raw])[0][0]


def together(work, count: int) -> list:
    """Run something in so many threads at the same moment, each with its own connection."""
    start, found = threading.Barrier(count), []

    def one(number):
        try:
            start.wait(10)
            found.append(work(number))
        except Exception as error:  # told below
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.fixture
def at_work(transactional_db):
    """A squad whose rows other connections see."""
    station = make_station("QM")
    with in_station(station):
        made = make_patrols(station)
        yield made, [row.checkpoint for row in made.route.points.select_related("checkpoint").order_by("seq")]


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_of_one_id_at_the_same_moment_make_one_row(at_work):
    patrols, points = at_work
    item = cleaned(points[0], uuid.uuid4(), patrols.duty.starts_at + 5 * MINUTE)
    told = together(lambda _n: engine.run(door="guard", secret=str(patrols.guard.pk), items=[item])[1][0], THREADS)
    assert sorted(row.status for row in told) == ["recorded"] + ["repeated"] * (THREADS - 1)
    assert len({row.id for row in told}) == 1
    assert CheckIn.objects.count() == 1
    assert DutyTarget.objects.filter(visits__gt=0).values_list("visits", flat=True).get() == 1


@pytest.mark.django_db(transaction=True)
def test_long_uploads_of_one_duty_in_opposite_order_both_arrive(at_work):
    patrols, points = at_work

    def upload(number):
        guard, order = (patrols.guard, points) if number % 2 else (patrols.leader, points[::-1])
        at = patrols.duty.starts_at
        items = [
            cleaned(point, uuid.uuid4(), at + (20 * number + place) * timedelta(seconds=1), offline=True)
            for place, point in enumerate(order)
        ]
        return [row.status for row in engine.run(door="guard", secret=str(guard.pk), items=items)[1]]

    assert together(upload, 8) == [["recorded"] * 3] * 8
    assert CheckIn.objects.count() == 24


@pytest.mark.django_db(transaction=True, databases=["default", "checkins"])
def test_prepared_statements_on_a_connection_of_their_own_give_the_same(at_work):
    patrols, points = at_work
    with override_settings(CHECK_IN_DATABASE="checkins"):
        for number in range(8):
            item = cleaned(points[0], uuid.uuid4(), patrols.duty.starts_at + number * MINUTE)
            found = together(
                lambda _n, item=item: engine.run(door="guard", secret=str(patrols.guard.pk), items=[item]), 1
            )
            assert found[0][1][0].status == "recorded"


# What a phone may do with what it has scanned: send at once, keep it, send what it kept, send something again.
STEPS = st.lists(st.sampled_from(["online", "keep", "flush", "again", "lost"]), min_size=1, max_size=25)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, batch=st.integers(1, 5))
def test_any_order_of_uploads_ends_with_exactly_the_distinct_ids(patrols, points, steps, batch):
    before, made, queue, sent, now = set(CheckIn.objects.values_list("client_id", flat=True)), [], [], [], 0
    phone = str(uuid.uuid4())

    def send(items, **more):
        outcomes = actions.whole_upload(
            raw=items, guard=patrols.guard, phone=phone, sent_at=clock(now), at=clock(now), **more
        )
        assert {one.status for one in outcomes} <= {"recorded", "repeated"}
        sent.extend(items)

    for step in steps:
        now += 3
        if step in ("online", "keep", "lost"):
            point = points[len(made) % 3]
            item = {
                "client_id": str(uuid.uuid4()), "token": signs.printed(point), "claimed_at": clock(now).isoformat(),
                "offline": False, "counter": len(made) + 1, "lat": point.lat, "lng": point.lng, "accuracy": 5,
            }  # fmt: skip
            made.append(item)
            if step == "online" and not queue:
                send([item])
            else:
                if step == "lost" and not queue:
                    send([item])  # it arrived, the answer did not
                queue.append(item | {"offline": True})
        elif step == "flush":
            if queue:
                send(queue[:batch])
            del queue[:batch]
        elif sent:
            send([sent[len(sent) // 2] | {"offline": True}])
    while queue:
        now += 1
        send(queue[:batch])
        del queue[:batch]
    rows = CheckIn.objects.exclude(client_id__in=before).order_by("at", "id")
    assert [str(pk) for pk in rows.values_list("client_id", flat=True)] == [item["client_id"] for item in made]
    assert not any({"clock", "counter"} & set(row.flags) for row in rows)
