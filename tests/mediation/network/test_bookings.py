"""Rooms taken for a time: half-open, never twice, released by whoever booked."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mediation.models import RoomBooking, RoomSitting
from mediation.network import bookings, people, weeks
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from tests.factories import client_of, make_cast
from tests.factories.mediation import make_mediation_room, make_mediator

HOUR = timedelta(hours=1)


def start():
    return timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)


def book(net, room=None, at=None, hours=1, actor=None):
    at = at or start()
    return bookings.book_room(
        room=room or net.room, starts_at=at, ends_at=at + hours * HOUR, purpose="2026-T0001",
        actor=actor or net.elder.user,
    )  # fmt: skip


def test_the_next_booking_may_begin_when_the_last_one_ends(net):
    book(net)
    book(net, at=start() + HOUR)
    book(net, room=net.other_room)
    assert RoomBooking.objects.count() == 3


def test_a_clash_names_the_time_that_is_taken(net):
    book(net)
    with pytest.raises(RuleBroken) as refusal:
        book(net, at=start() + HOUR / 2)
    assert refusal.value.code == "room_taken"
    assert f"{start():%Y-%m-%d} 09:00–10:00" in str(refusal.value.reason)


@pytest.mark.parametrize(("at", "hours", "code"), [(-3, 1, "past"), (24, 13, "too_long"), (24, 0, "span")])
def test_what_is_no_booking(net, at, hours, code):
    with pytest.raises(RuleBroken) as refusal:
        book(net, at=timezone.now() + at * HOUR, hours=hours)
    assert refusal.value.code == code


def test_a_closed_room_is_not_booked(net):
    net.room.active = False
    net.room.save()
    with pytest.raises(RuleBroken) as refusal:
        book(net)
    assert refusal.value.code == "room_closed"


def test_released_by_its_booker_or_the_keeper_and_free_again(net):
    booking = book(net)
    with pytest.raises(NotAllowed):
        bookings.release_room(booking=booking, actor=net.cast.officer.user)
    bookings.release_room(booking=booking, actor=net.keeper.user)
    bookings.release_room(booking=booking, actor=net.keeper.user)
    book(net)


def test_a_booking_moves_to_another_room_and_time(net):
    booking = book(net)
    moved = bookings.move_booking(
        booking=booking, room=net.other_room, starts_at=start() + HOUR, ends_at=start() + 2 * HOUR,
        actor=net.elder.user,
    )  # fmt: skip
    assert (moved.room, moved.starts_at) == (net.other_room, start() + HOUR)
    book(net)


def test_the_api_books_and_releases_and_names_the_clash(net):
    client, url = client_of(net.elder), reverse("api-room-detail", args=[net.room.pk])
    body = {
        "starts_at": start().isoformat(), "ends_at": (start() + HOUR).isoformat(), "purpose": "2026-T0002",
    }  # fmt: skip
    made = client.post(f"{url}book/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    refused = client.post(f"{url}book/", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "room_taken")
    assert [row["id"] for row in client.get(url).json()["bookings"]] == [made.json()["id"]]
    data = {"booking": made.json()["id"]}
    assert client.post(f"{url}release/", data, content_type="application/json").status_code == 200
    assert client.get(url).json()["bookings"] == []


def test_pages_book_release_and_show_the_week(net):
    client = client_of(net.elder)
    form = {
        "room": net.room.pk, "day": f"{start():%Y-%m-%d}", "begins": "09:00", "ends": "10:30",
        "purpose": "联合调解会",
    }  # fmt: skip
    assert client.post(reverse("room-book", args=[net.room.pk]), form).status_code == 302
    assert client.post(reverse("room-book", args=[net.room.pk]), form).status_code == 400
    week = reverse("mediation-calendar") + f"?date={start():%Y-%m-%d}"
    for address in (week, f"{week}&room={net.room.pk}", net.room.get_absolute_url()):
        assert "联合调解会" in client.get(address).content.decode(), address
    booking = RoomBooking.objects.get()
    client.post(reverse("booking-release", args=[booking.pk]))
    assert "联合调解会" not in client.get(week).content.decode()


def test_a_week_shows_sitting_hours_and_who_is_away(net):
    day = timezone.localdate()
    RoomSitting.objects.create(
        station=net.station, room=net.room, mediator=net.elder, weekday=day.weekday(), begins="09:00", ends="11:30",
        start=day,
    )  # fmt: skip
    people.enter_absence(mediator=net.elder, first_day=day, last_day=day, actor=net.elder.user)
    cells = weeks.week(weeks.monday(day), [net.room])[0].cells
    block = cells[day.weekday()].sittings[0]
    assert (block.away, block.row, block.length) == (True, 3, 5)
    later = weeks.week(weeks.monday(day) + timedelta(days=7), [net.room])[0].cells
    assert not later[day.weekday()].sittings[0].away


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told():
    cast = make_cast()
    room, keeper = make_mediation_room(cast.station), make_mediator(cast.station, keeper=True)
    at, gate, outcomes = start(), threading.Barrier(4), []

    def take():
        try:
            with in_station(cast.station):
                gate.wait()
                bookings.book_room(room=room, starts_at=at, ends_at=at + HOUR, purpose="同时", actor=keeper.user)
            outcomes.append("booked")
        except RuleBroken as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", "room_taken", "room_taken", "room_taken"]
