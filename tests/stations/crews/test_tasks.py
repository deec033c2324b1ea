"""The hourly run, what is due for the commander, and the figures."""

import datetime

from django.urls import reverse

from stations.crews import actions, agenda, tasks
from stations.crews.models import Crew, CrewMember, Layer, VideoRound
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import get as figure
from stations.jobs.models import PeriodicRun
from stations.kit.scoping import in_station
from stations.roster import actions as roster
from stations.roster.models import Duty
from tests.factories import client_of, make_crew, make_station
from tests.stations.crews.conftest import DAY, crew_of


def test_the_hourly_run_twice_makes_the_crews_once(rotation):
    tasks.prepare(rotation.station.pk)
    first = set(CrewMember.objects.values_list("pk", flat=True))
    tasks.prepare(rotation.station.pk)
    PeriodicRun.objects.all().delete()
    tasks.prepare(rotation.station.pk)
    assert first and set(CrewMember.objects.values_list("pk", flat=True)) == first


def test_a_station_without_roster_or_patterns_gets_no_crews(rotation):
    other = make_station("XX")
    tasks.prepare(other.pk)
    with in_station(other):
        assert not Crew.objects.exists()


def test_the_duty_commander_hears_of_gaps_and_others_do_not(rotation):
    today = roster.running_day()
    commander = Duty.objects.get(date=today, commander=True).officer
    make_crew(rotation.station, layer=Layer.SECOND, date=today)
    found = agenda.crew_gaps(commander.user, today)
    assert [due.tone for due in found] == ["danger"]
    assert found[0].url == f"/duty/crews/?date={today:%Y-%m-%d}"
    assert agenda.crew_gaps(rotation.officers["case", 0][0].user, today) == []
    page = client_of(commander).get(reverse("agenda-part")).content.decode()
    assert found[0].url in page


def period(day) -> Period:
    return Period(day, day + DAY)


def test_the_share_of_manned_crews(rotation, crews, tomorrow):
    def value(code):
        return figure(code).compute(rotation.station, Scope(), period(tomorrow))

    Crew.objects.on(tomorrow).exclude(layer=Layer.FIRST).delete()
    assert (value("crews.planned"), value("crews.manned_share"), value("crews.first")) == (6, 100, 6)
    crew_of(Layer.FIRST, tomorrow).members.all().delete()
    assert round(value("crews.manned_share")) == 83
    crew_of(Layer.FIRST, tomorrow, 1).members.update(leader=False)
    actions.remove(crew=crew_of(Layer.FIRST, tomorrow, 2), actor=rotation.chief.user)
    assert value("crews.planned") == 5
    assert value("crews.second") == 0


def test_two_auxiliaries_do_not_count_as_manned(rotation, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    Crew.objects.on(tomorrow).exclude(pk=crew.pk).delete()
    for member in crew.members.select_related("officer"):
        member.officer.kind = "auxiliary"
        member.officer.save()
    assert figure("crews.manned_share").compute(rotation.station, Scope(), period(tomorrow)) == 0


def test_rounds_and_findings_are_counted(rotation):
    today = roster.running_day()
    officer = rotation.officers["command", 0][0]
    crew = make_crew(rotation.station, officer, layer=Layer.VIDEO, date=today)
    for number, words in enumerate(("", "占道经营")):
        start = crew.starts_at + datetime.timedelta(minutes=number)
        VideoRound.objects.create(
            station=rotation.station, crew=crew, officer=officer, started_at=start, ended_at=start, area="前门大街",
            found=bool(words), findings=words, recorded_by=officer.user,
        )  # fmt: skip
    values = [figure(code).compute(rotation.station, Scope(), period(today)) for code in
              ("video.rounds", "video.findings")]  # fmt: skip
    assert values == [2, 1]
    assert "found=true" in figure("video.findings").drill_down(rotation.station, Scope(), period(today))
