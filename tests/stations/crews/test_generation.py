"""Making the crews of a day again changes only what must change, and never what people have set."""

import datetime

import pytest
from django.utils import timezone

from stations.crews import actions, members, readings
from stations.crews.models import Crew, CrewMember, CrewPattern, Layer
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import Officer
from stations.roster import absences
from stations.roster import actions as roster
from stations.roster.models import Duty
from stations.timeline.models import Entry
from tests.stations.crews.conftest import DAY, crew_of, people_of


def away(rotation, officer: Officer, day):
    officer = Officer.objects.with_team(day).get(pk=officer.pk)
    return absences.enter(
        station=rotation.station, officer=officer, kind="leave", first_day=day, last_day=day, reason="年休假",
        actor=rotation.chief.user,
    )  # fmt: skip


def again(rotation, day, **fields):
    return actions.prepare(station=rotation.station, first=day, last=day, **fields)


def test_two_first_level_crews_and_one_second_level_crew_a_community(rotation, tomorrow, crews):
    first = {crew.name for crew in crews if crew.layer == Layer.FIRST}
    second = {crew.community.name for crew in crews if crew.layer == Layer.SECOND}
    assert first == {"一级车组1", "一级车组2"}
    assert len(second) == 3
    duties = dict(Duty.objects.on(tomorrow).values_list("officer_id", "role"))
    roles = {crew.layer: {duties[pk] for pk in people_of(crew)} for crew in crews}
    assert roles[Layer.FIRST] == {"secondary"} and roles[Layer.SECOND] == {"primary"}


def test_made_again_nothing_changes(rotation, tomorrow, crews):
    before = list(CrewMember.objects.order_by("pk").values_list("pk", "officer_id", "leader"))
    entries = Entry.objects.count()
    assert not again(rotation, tomorrow)
    assert list(CrewMember.objects.order_by("pk").values_list("pk", "officer_id", "leader")) == before
    assert Entry.objects.count() == entries


def test_who_becomes_absent_is_taken_off_and_the_gap_is_shown(rotation, tomorrow, crews):
    crew = crew_of(Layer.SECOND, tomorrow)
    gone = crew.members.first().officer
    away(rotation, gone, tomorrow)
    again(rotation, tomorrow)
    assert gone.pk not in people_of(crew)
    assert (crew.name, crew.starts_at) in {(row.name, row.starts_at) for row, _gaps in readings.gaps_on(tomorrow)}
    assert not CrewMember.objects.filter(officer=gone, crew__date=tomorrow).exists()


def test_a_crew_left_without_a_leader_gets_another_one(rotation, tomorrow, crews):
    crew = crew_of(Layer.SECOND, tomorrow)
    away(rotation, crew.members.get(leader=True).officer, tomorrow)
    again(rotation, tomorrow)
    assert crew.members.filter(leader=True).count() == 1


def test_free_officers_fill_gaps_when_asked(rotation, tomorrow, crews, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    gone = crew.members.first().officer
    away(rotation, gone, tomorrow)
    again(rotation, tomorrow)
    assert len(people_of(crew)) == 1
    actions.fill_gaps(station=rotation.station, day=tomorrow, actor=chief)
    assert len(people_of(crew)) == 2


def test_what_somebody_set_by_hand_is_left_alone(rotation, tomorrow, crews, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    officer = crew.members.first().officer
    members.remove_member(crew=crew, officer=officer, actor=chief)
    again(rotation, tomorrow)
    actions.fill_gaps(station=rotation.station, day=tomorrow, actor=chief)
    assert len(people_of(crew)) == 1


def test_the_default_comes_back_when_asked(rotation, tomorrow, crews, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    before = people_of(crew)
    members.remove_member(crew=crew, officer=crew.members.first().officer, actor=chief)
    actions.restore(crew=crew, actor=chief)
    crew.refresh_from_db()
    assert len(people_of(crew)) == len(before) and not crew.by_hand


def test_the_whole_day_goes_back_to_the_default(rotation, tomorrow, crews, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    members.remove_member(crew=crew, officer=crew.members.first().officer, actor=chief)
    extra = actions.add(
        station=rotation.station, actor=chief, date=tomorrow, layer=Layer.STREET, name="临时岗", size=1,
        starts_at=crew.starts_at, ends_at=crew.ends_at,
    )  # fmt: skip
    actions.restore_day(station=rotation.station, day=tomorrow, actor=chief)
    assert len(people_of(crew)) == 2
    assert not Crew.objects.filter(pk=extra.pk).exists()


def test_a_pattern_that_ended_makes_no_more_crews(rotation, tomorrow, crews):
    CrewPattern.objects.filter(layer=Layer.VIDEO).update(end=tomorrow)
    again(rotation, tomorrow)
    assert not Crew.objects.filter(date=tomorrow, layer=Layer.VIDEO).exists()


def test_what_has_begun_is_not_planned_again(rotation, tomorrow, crews):
    CrewPattern.objects.filter(layer=Layer.VIDEO).update(end=tomorrow)
    first = crew_of(Layer.VIDEO, tomorrow)
    again(rotation, tomorrow, at=first.starts_at)
    left = Crew.objects.filter(date=tomorrow, layer=Layer.VIDEO)
    assert [crew.pk for crew in left] == [first.pk]


def test_a_band_that_is_over_is_not_invented_afterwards(rotation, tomorrow):
    at = timezone.now() + 3 * DAY
    later = roster.running_day(at)
    evening = datetime.datetime.combine(later, datetime.time(17), timezone.get_current_timezone())
    again(rotation, later, at=evening)
    assert Crew.objects.filter(date=later).exists()
    assert not Crew.objects.filter(date=later, ends_at__lte=evening).exists()


def test_a_new_rotation_plans_the_emptied_crews_anew(rotation, tomorrow, crews):
    """Every member's duty is gone: nobody is there to be disturbed."""
    swap = {"primary": "secondary", "secondary": "primary"}
    for duty in Duty.objects.on(tomorrow).filter(role__in=swap):
        Duty.objects.filter(pk=duty.pk).update(role="rest")
    again(rotation, tomorrow)
    assert CrewMember.objects.filter(crew__date=tomorrow, crew__layer=Layer.FIRST).count() == 0
    resting = Duty.objects.on(tomorrow).filter(role="rest", planned_role="secondary", commander=False)
    resting.update(role="secondary")
    again(rotation, tomorrow)
    assert CrewMember.objects.filter(crew__date=tomorrow, crew__layer=Layer.FIRST).count() > 0


def test_days_that_are_over_stay_as_they_were(rotation, tomorrow):
    with pytest.raises(RuleBroken):
        again(rotation, tomorrow - 3 * DAY)


def test_a_stranger_makes_no_crews(rotation, tomorrow):
    with pytest.raises(NotAllowed):
        again(rotation, tomorrow, actor=rotation.officers["case", 0][0].user)


def test_the_hourly_run_makes_today_and_the_next_three_days(rotation):
    today = roster.running_day()
    actions.keep_ready(station=rotation.station)
    dates = set(Crew.objects.values_list("date", flat=True))
    assert {today + n * DAY for n in (1, 2, 3)} <= dates <= {today + n * DAY for n in range(4)}


def test_nobody_has_every_night(rotation, tomorrow):
    """Nine days of crews: the nights of a community team are shared."""
    roster.generate(station=rotation.station, first=tomorrow, last=tomorrow + 9 * DAY)
    actions.prepare(station=rotation.station, first=tomorrow, last=tomorrow + 8 * DAY)
    nights = readings.nights_before(tomorrow + 9 * DAY)
    for team in ("community1", "community2", "community3"):
        for group in range(3):
            ids = [officer.pk for officer in rotation.officers[team, group]]
            assert max(nights[pk] for pk in ids) < 3 * 2


def test_no_crews_are_made_of_a_day_nobody_has_planned(rotation, tomorrow):
    far = tomorrow + 60 * DAY
    assert not again(rotation, far)
    assert not Crew.objects.filter(date=far).exists()
