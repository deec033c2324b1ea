"""How many were signed, how many in time."""

from stations.handovers import actions
from stations.handovers.indicators import on_time_share, settled_notes, unsigned
from stations.indicators.periods import STATION, Period, Scope


def figures(morning):
    period = Period.month_to_date(morning.today)
    return on_time_share(morning.station, STATION, period), unsigned(morning.station, STATION, period)


def test_no_handover_no_share(morning):
    assert figures(morning) == (None, 0)


def test_signed_in_time_late_and_not_at_all(morning, clock):
    clock(8, 5)
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    assert figures(morning) == (0, 1)
    clock(8, 31)
    actions.take(handover=handover, actor=morning.incoming.user)
    assert figures(morning) == (0, 0)
    actions.set_times(
        station=morning.station, prepare_minutes=60, on_time_minutes=31, actor=morning.rotation.chief.user
    )
    assert figures(morning) == (100, 0)


def test_one_that_is_still_to_come_does_not_count(morning, clock):
    clock(7, 30)
    morning.handover()
    assert figures(morning) == (None, 0)


def test_settled_notes_count_on_the_day_they_were_settled(morning, note):
    actions.settle_note(note=note(), outcome="好", actor=morning.desk.user)
    note()
    assert settled_notes(morning.station, STATION, Period.month_to_date(morning.today)) == 1


def test_a_part_of_the_station_has_no_figure(morning):
    period = Period.month_to_date(morning.today)
    part = Scope(team_id=morning.rotation.teams["case"].pk)
    assert on_time_share(morning.station, part, period) is None
    assert unsigned(morning.station, part, period) is None
