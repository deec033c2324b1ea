"""What the room's own sections say."""

from django.utils import timezone

from stations.handovers import sources
from stations.roster import absences
from stations.roster.models import Duty
from tests.factories import make_crew


def test_crews_with_gaps_are_named_and_complete_ones_counted(morning, on_duty):
    morning.handover()
    other = Duty.objects.on(morning.today).filter(role="primary").exclude(officer=on_duty).first().officer
    made = {"date": morning.today, "size": 2}
    make_crew(morning.station, on_duty, other, name="一级车组1", **made)
    make_crew(morning.station, name="二级车组1", **made)
    gap, complete = sources.crews(morning.station, timezone.now())
    assert ("二级车组1" in str(gap.text), gap.tone, complete.tone) == (True, "danger", "ok")
    assert not [line for line in (gap, complete) if on_duty.user.name in str(line.text)]


def test_a_complete_day_says_so_and_absences_are_counted_without_names(morning, on_duty):
    morning.handover()
    before = sources.strength(morning.station, timezone.now())
    assert [line.tone for line in before] == ["ok"]
    on_duty.team_id = on_duty.memberships.get().team_id
    absences.enter(
        station=morning.station, officer=on_duty, kind="sick", first_day=morning.today, last_day=morning.today,
        reason="发热", actor=morning.rotation.chief.user,
    )  # fmt: skip
    away = sources.strength(morning.station, timezone.now())[-1]
    assert away.tone == "warn"
    assert on_duty.user.name not in str(away.text)


def test_before_the_first_handover_there_is_nothing_to_say(morning):
    assert sources.crews(morning.station, timezone.now()) == []
    assert sources.strength(morning.station, timezone.now()) == []


def test_more_than_expected_is_told_as_well(morning, things):
    handover = morning.handover()
    handover.checks.create(station=morning.station, asset=things[2], counted=21)
    tones = [line.tone for line in sources.assets(morning.station, timezone.now())]
    assert tones == ["warn", "warn"], "one too many; two not counted"
