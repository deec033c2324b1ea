"""Rules of working with enterprises: deadlines, carrying over, what is in time, and every step table walked whole."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.partners import rules
from community.partners.models import Resolution
from community.partners.models_demands import Demand
from community.partners.words import DemandState, LossState, MeetingState, ResolutionState
from stations.calendar.rules import is_working, mark_of
from stations.kit.answer import NotAllowed, RuleBroken, no

DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 1))


def marks(day):
    return {day + timedelta(days=n): mark_of(day + timedelta(days=n)) for n in range(300)}


class TestDeadlines:
    @given(day=DAYS, accept=st.integers(1, 30), days=st.integers(1, 60))
    def test_both_days_are_working_days_and_accepting_never_comes_later(self, day, accept, days):
        known = marks(day)
        accept_by, due = rules.accept_and_answer_by(day, accept, days, known)
        assert day < accept_by <= due
        assert is_working(accept_by, known) and is_working(due, known)

    @given(day=DAYS, days=st.integers(1, 60))
    def test_as_many_working_days_lie_between_as_the_kind_says(self, day, days):
        known = marks(day)
        _accept, due = rules.accept_and_answer_by(day, 1, days, known)
        between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
        assert sum(is_working(one, known) for one in between) == days

    @given(day=DAYS, days=st.integers(1, 180))
    def test_it_lapses_so_many_days_after_the_answer(self, day, days):
        assert (rules.lapses_on(day, days) - day).days == days

    def test_the_spring_festival_is_left_out(self):
        # 2026-02-14 is worked (调休), 15 to 23 are off.
        assert rules.accept_and_answer_by(date(2026, 2, 13), 1, 2, marks(date(2026, 2, 13)))[1] == date(2026, 2, 24)


def resolution(pk, state="open", done_on=None, first=date(2026, 5, 10)):
    return Resolution(pk=pk, state=state, done_on=done_on, first_due=first, due_on=first)


class TestResolutions:
    @given(states=st.lists(st.sampled_from(ResolutionState.values), max_size=12), known=st.sets(st.integers(0, 12)))
    def test_what_is_carried_is_open_and_new(self, states, known):
        rows = [resolution(pk, state) for pk, state in enumerate(states)]
        carried = rules.to_carry(rows, known)
        assert all(row.state == "open" and row.pk not in known for row in carried)
        again = rules.to_carry(rows, known | {row.pk for row in carried})
        assert again == []


class TestDemands:
    @pytest.mark.parametrize(
        ("state", "late"),
        [("received", True), ("accepted", False), ("passed", False), ("returned", False), ("answered", False)],
    )
    def test_only_what_is_not_accepted_is_late_by_the_first_day(self, state, late):
        row = Demand(state=state, accept_by=date(2026, 5, 6), due_on=date(2026, 5, 11))
        assert rules.is_late(row, date(2026, 5, 8)) is late


WALKS = [
    (rules.MEETING, MeetingState, {
        ("planned", "hold"): "held", ("planned", "cancel"): "cancelled", ("held", "close"): "closed",
        ("closed", "reopen"): "held",
    }),
    (rules.RESOLUTION, ResolutionState, {
        ("open", "finish"): "done", ("open", "put_off"): "open", ("open", "drop"): "dropped",
        ("done", "not_done"): "open", ("dropped", "not_done"): "open",
    }),
    (rules.DEMAND, DemandState, {
        ("received", "accept"): "accepted", ("received", "decline"): "declined", ("accepted", "answer"): "answered",
        ("accepted", "pass_on"): "passed", ("passed", "come_back"): "accepted", ("answered", "confirm"): "confirmed",
        ("answered", "send_back"): "returned", ("answered", "lapse"): "lapsed", ("lapsed", "confirm"): "confirmed",
        ("lapsed", "send_back"): "returned", ("returned", "answer"): "answered", ("returned", "pass_on"): "passed",
    }),
    (rules.LOSS, LossState, {
        ("recorded", "give_back"): "given_back", ("recorded", "withdraw"): "withdrawn",
        ("given_back", "verify"): "verified", ("given_back", "send_back"): "recorded",
        ("verified", "unverify"): "given_back",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("table", "states", "steps"), WALKS, ids=lambda part: getattr(part, "name", ""))
def test_every_state_and_verb_leads_where_the_table_says_and_nowhere_else(table, states, steps):
    verbs = {step.verb for step in table.steps}
    for state in states.values:
        for verb in verbs:
            thing = SimpleNamespace(state=state)
            step = table.step(state, verb)
            if (state, verb) not in steps:
                with pytest.raises(RuleBroken):
                    table.advance(thing, verb, None)
                continue
            assert step.target == steps[(state, verb)]


@pytest.mark.parametrize("table", [walk[0] for walk in WALKS], ids=lambda table: table.name)
def test_who_is_refused_changes_nothing(table):
    for step in table.steps:
        thing = SimpleNamespace(state=step.source)
        with pytest.raises((NotAllowed, RuleBroken)):
            _gate(table, step).advance(thing, step.verb, SimpleNamespace())
        assert thing.state == step.source


def _gate(table, step):
    """The same table whose every person is refused."""
    closed = [
        type(step)(one.source, one.verb, one.target, one.label, lambda user, obj: no("nobody"), one.guard, one.tone)
        for one in table.steps
    ]
    return type(table)(table.name, closed)
