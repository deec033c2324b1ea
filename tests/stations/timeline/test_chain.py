"""SE-09: the day-book shows it when somebody changed it behind the application's back."""

import threading

import pgtrigger
import pytest
from django.db import DatabaseError, connection

from stations.kit.scoping import in_station
from stations.timeline.actions import broken_links, record
from stations.timeline.models import Entry
from stations.timeline.tasks import verify
from tests.factories import make_station


def write(station, count=3):
    with in_station(station):
        return [record(verb="roster.generated", station=station, first=str(n)) for n in range(count)]


def numbers(station):
    with in_station(station):
        return list(Entry.objects.order_by("number").values_list("number", flat=True))


@pytest.fixture
def book(db):
    station = make_station("QM")
    write(station, 5)
    return station


def test_entries_are_numbered_without_gaps_for_each_station(book):
    other = make_station("CW")
    write(other, 2)
    assert (numbers(book), numbers(other)) == ([1, 2, 3, 4, 5], [1, 2])
    assert broken_links(station_id=book.pk) == []


def test_entries_cannot_be_changed_or_removed(book):
    for words in ("UPDATE stations_entry SET verb = 'x'", "DELETE FROM stations_entry"):
        with pytest.raises(DatabaseError, match="Cannot"), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT here")
            try:
                cursor.execute(words)
            finally:
                cursor.execute("ROLLBACK TO here")


@pytest.mark.parametrize(
    "words",
    [
        'UPDATE stations_entry SET data = \'{"first": "9"}\' WHERE number = 3',
        "UPDATE stations_entry SET actor_id = NULL, at = at + interval '1 hour' WHERE number = 3",
        "DELETE FROM stations_entry WHERE number = 3",
    ],
)
def test_tampering_breaks_the_chain(book, words):
    with pgtrigger.ignore("stations.Entry:append_only"), connection.cursor() as cursor:
        cursor.execute(words)
    assert broken_links(station_id=book.pk)


def test_many_entries_in_one_statement_are_chained(book):
    with in_station(book):
        Entry.objects.bulk_create([Entry(station=book, verb="x") for _n in range(3)])
    assert numbers(book)[-1] == 8
    assert broken_links(station_id=book.pk) == []


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_leave_one_chain():
    station = make_station("QM")

    def writer():
        write(station, 10)
        connection.close()

    threads = [threading.Thread(target=writer) for _n in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert numbers(station) == list(range(1, 41))
    assert broken_links(station_id=station.pk) == []


def test_the_nightly_check_raises_the_alarm(book, caplog):
    verify()
    assert not caplog.records
    with pgtrigger.ignore("stations.Entry:append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE stations_entry SET verb = 'x' WHERE number = 2")
    verify()
    assert [record.message for record in caplog.records] == ["day-book chain broken"]
