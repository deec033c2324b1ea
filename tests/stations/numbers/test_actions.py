"""Numbers are gap-free per station, series and year, also when transactions fail or run side by side."""

import threading

import pytest
from django.db import connection, transaction

from stations.kit.scoping import in_station
from stations.numbers import actions
from tests.factories import make_station


def take(station, series="incident", year=2026) -> int:
    with transaction.atomic():
        return actions.take(station_id=station.pk, series=series, year=year)


@pytest.mark.django_db
def test_each_station_series_and_year_counts_for_itself():
    one, two = make_station("QM"), make_station("CW")
    assert [take(one), take(one), take(two), take(one, "case"), take(one, year=2027)] == [1, 2, 1, 1, 1]
    with in_station(one):
        assert actions.last(station_id=one.pk, series="incident", year=2026) == 2
        assert actions.last(station_id=one.pk, series="nothing", year=2026) == 0


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_gives_its_number_back():
    station = make_station("QM")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.take(station_id=station.pk, series="incident", year=2026)
        1 / 0  # noqa: B018 (whatever fails)
    assert take(station) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        actions.take(station_id=make_station("QM").pk, series="incident", year=2026)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_each_number_once():
    station, got, lock = make_station("QM"), [], threading.Lock()

    def desk():
        try:
            for _turn in range(10):
                number = take(station)
                with lock:
                    got.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=desk) for _desk in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(got) == list(range(1, 81))


@pytest.mark.django_db
def test_a_block_of_numbers_follows_the_last_one_and_is_followed_by_the_next():
    station = make_station("QM")
    take(station)
    with transaction.atomic():
        block = actions.take_block(station_id=station.pk, series="incident", year=2026, count=3)
    assert list(block) == [2, 3, 4]
    assert take(station) == 5
    with pytest.raises(ValueError, match="at least one"):
        actions.take_block(station_id=station.pk, series="incident", year=2026, count=0)
