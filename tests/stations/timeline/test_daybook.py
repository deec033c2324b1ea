"""The day-book: words at view time, the leadership reads it, nothing in it is ever changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.kit.scoping import in_station
from stations.timeline import sentences
from stations.timeline.actions import looked, record
from stations.timeline.models import Entry
from tests.factories import client_of

pytestmark = pytest.mark.django_db
PATH = "/team/daybook/"


@pytest.fixture
def entries(cast):
    with in_station(cast.station):
        record(verb="access.login", subject=cast.officer.user, actor=cast.officer.user, station=cast.station)
        looked(subject=cast.officer, actor=cast.desk.user, what="phone")
    with in_station(cast.station2):
        record(verb="access.logout", subject=cast.chief2.user, actor=cast.chief2.user, station=cast.station2)


@pytest.mark.parametrize(("who", "status"), [("chief", 200), ("deputy", 200), ("desk", 403), ("guard", 403)])
def test_the_leadership_reads_it(cast, entries, who, status):
    assert client_of(getattr(cast, who)).get(PATH).status_code == status


def test_it_shows_the_own_station_in_words(cast, entries):
    page = client_of(cast.chief).get(PATH)
    text = page.content.decode()
    assert page.context["total"] == 2
    assert cast.desk.user.name in text and cast.chief2.user.name not in text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_any_calendar_is_no_fault(cast, entries, day):
    assert client_of(cast.chief).get(f"{PATH}?date_from={day}&date_to={day}").status_code == 200


def test_it_is_filtered_by_person_verb_and_day(cast, entries):
    client, today = client_of(cast.chief), timezone.localdate()
    count = lambda query: client.get(f"{PATH}?{query}").context["total"]  # noqa: E731
    assert count("q=wxm") == 1 and count(f"q={cast.desk.user.name}") == 1
    assert count("verb=looked") == 1 and count("verb=access.logout") == 0
    assert count(f"date_from={today}&date_to={today}") == 2
    assert count(f"date_to={today - timedelta(days=1)}") == 0
    assert client.get(f"{PATH}?date_from=tomorrow").status_code == 200


def test_taking_it_out_of_the_house_is_recorded(cast, entries):
    text = client_of(cast.chief).get(f"{PATH}?format=csv").content.decode("utf-8-sig")
    assert text.count("\n") == 3
    with in_station(cast.station):
        assert Entry.objects.get(verb="exported").data == {"what": "daybook", "rows": 2}


def test_it_takes_the_same_queries_for_any_number_of_lines(cast, entries):
    client, counts = client_of(cast.chief), []
    client.get(PATH)
    for _more in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        counts.append(len(queries))
        with in_station(cast.station):
            record(verb="access.login", subject=cast.desk.user, actor=cast.chief.user, station=cast.station)
    assert len(set(counts)) == 1


def test_a_line_is_never_changed_nor_removed(cast, entries):
    with in_station(cast.station), pytest.raises(DatabaseError):
        Entry.objects.update(verb="other")


def test_a_sentence_forgives_data_it_does_not_know():
    entry = Entry(verb="exported", data={"what": "x"}, at=timezone.now())
    assert "—" in sentences.lines([entry])[0].sentence


def test_every_verb_has_words_for_the_filter():
    assert {verb for verb, _words in sentences.choices()} == sentences.registered()
    assert not [words for _verb, words in sentences.choices() if "%(" in words]


def test_a_verb_is_registered_once():
    with pytest.raises(ValueError):
        sentences.register("looked", "Other words")


def test_a_look_is_named_by_its_room_and_else_by_its_code(monkeypatch):
    monkeypatch.setattr(sentences, "_looks", {})
    sentences.look("case", "the page")
    sentences.look("party:check", "a party, for a check")
    said = [sentences.looked_at({"what": what}) for what in ("case", "case:why", "party:check", "attic")]
    for words, one in zip(("the page", "the page", "a party, for a check", "attic"), said, strict=True):
        assert words in one
    assert "…" in sentences.looked_at({})
