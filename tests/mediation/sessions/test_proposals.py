"""Proposed times: every one fits everybody, none earlier would have, for any calendar."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mediation.sessions.proposals import NOON, STEP, RoomFacts, Span, Wish, fits, propose

FIRST = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday
HALF = timedelta(minutes=30)
DAYTIME = ((time(9), time(12)), (time(13, 30), time(18)))


def at(day: int, hour: float, length: float = 1.5) -> Span:
    start = datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour)
    return Span(start, start + timedelta(hours=length))


def wish(**fields) -> Wish:
    values = {
        "length": timedelta(minutes=90), "earliest": FIRST, "last": date(2026, 3, 13), "zone": UTC,
        "rooms": [RoomFacts(1, DAYTIME)], "is_working": lambda day: day.weekday() < 5,
    } | fields  # fmt: skip
    return Wish(**values)


def test_the_first_half_days_are_proposed_in_order():
    slots = propose(wish(), 3)
    assert [(slot.start.day, slot.start.hour, slot.start.minute) for slot in slots] == [
        (2, 9, 0),
        (2, 13, 30),
        (3, 9, 0),
    ]


def test_what_a_party_said_is_kept_to():
    slots = propose(wish(can_come=[[at(4, 14, 3)], [at(4, 15, 4)]]))
    assert [slot.start for slot in slots] == [at(4, 15).start]
    assert "people_can" in slots[0].reasons


def test_the_room_where_the_mediator_sits_goes_first():
    rooms = [RoomFacts(1, DAYTIME), RoomFacts(2, DAYTIME, sittings=(at(2, 13, 5),))]
    slots = propose(wish(rooms=rooms), 2)
    assert [slot.room for slot in slots] == [1, 2]
    assert "sits_there" in slots[1].reasons


def test_a_taken_room_gives_way_to_the_next():
    rooms = [RoomFacts(1, DAYTIME, busy=(at(2, 9, 9),)), RoomFacts(2, DAYTIME)]
    assert propose(wish(rooms=rooms), 1)[0].room == 2


def test_nothing_is_proposed_on_days_off_or_after_the_limit():
    assert propose(wish(is_working=lambda day: False)) == []
    assert propose(wish(last=date(2026, 3, 1))) == []
    assert all(slot.start.date() <= date(2026, 3, 3) for slot in propose(wish(last=date(2026, 3, 3)), 20))


def test_later_than_advised_is_said_za_12():
    slots = propose(wish(advised=date(2026, 3, 2)), 3)
    assert ["late" in slot.reasons for slot in slots] == [False, False, True]


spans = st.builds(
    lambda day, slot, length: Span(*(FIRST + timedelta(days=day) + part * HALF for part in (slot, slot + length))),
    st.integers(0, 6), st.integers(-4, 20), st.integers(1, 16),
)  # fmt: skip
rooms = st.lists(
    st.builds(
        lambda busy, sits, early: (busy, sits, ((time(8) if early else time(9), time(17)),)),
        st.lists(spans, max_size=4), st.lists(spans, max_size=2), st.booleans(),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
wishes = st.builds(
    lambda length, busy, can, rows, off, last: wish(
        length=length * HALF, busy=busy, can_come=can, last=date(2026, 3, 2) + timedelta(days=last),
        rooms=[RoomFacts(pk, hours, tuple(taken), tuple(sits)) for pk, (taken, sits, hours) in enumerate(rows)],
        is_working=lambda day: day.weekday() < 5 and day.day not in off,
    ),
    st.integers(1, 6), st.lists(spans, max_size=4), st.lists(st.lists(spans, min_size=1, max_size=4), max_size=3),
    rooms, st.sets(st.integers(2, 9), max_size=3), st.integers(0, 8),
)  # fmt: skip


def reckoned_again(asked: Wish) -> dict:
    """The first start of every half day by brute force, minute steps of the same grid, rules spelled out anew."""
    found: dict = {}
    opening = min(opens for room in asked.rooms for opens, _closes in room.hours)
    day = asked.earliest.date()
    while day <= asked.last:
        start = datetime.combine(day, opening, UTC)
        while start.date() == day:
            end = start + asked.length
            key = (day, start.time() >= NOON)
            good = (
                asked.is_working(day) and start >= asked.earliest and end.date() == day
                and all(end <= one.start or start >= one.end for one in asked.busy)
                and all(any(one.start <= start and end <= one.end for one in own) for own in asked.can_come)
                and any(
                    any(opens <= start.time() and end.time() <= closes for opens, closes in room.hours)
                    and all(end <= one.start or start >= one.end for one in room.busy)
                    for room in asked.rooms
                )
            )  # fmt: skip
            if good and key not in found:
                found[key] = start
            start += STEP
        day += timedelta(days=1)
    return found


@settings(max_examples=120, deadline=None)
@given(wishes, st.integers(1, 6))
def test_every_proposal_fits_and_none_earlier_was_left_out(asked, most):
    slots = propose(asked, most)
    by_id = {room.pk: room for room in asked.rooms}
    for slot in slots:
        assert fits(asked, Span(slot.start, slot.end), by_id[slot.room])
        assert slot.end - slot.start == asked.length
    assert [slot.start for slot in slots] == sorted(reckoned_again(asked).values())[:most]
