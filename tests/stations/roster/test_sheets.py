"""The sheet of a day says who commands, who works where, and where somebody is missing."""

import datetime

import pytest
from django.utils import timezone

from stations.organisation.models import Officer
from stations.roster import absences, readings, sheets
from stations.roster.models import Duty

DAY = datetime.timedelta(days=1)


@pytest.fixture
def sheet(rotation, running):
    return sheets.build(readings.day_facts(running), timezone.now())


def away(rotation, officer, day, **fields):
    person = Officer.objects.with_team(day).get(pk=officer.pk)
    values = {"kind": "sick", "reason": "感冒", "actor": rotation.chief.user, "first_day": day, "last_day": day}
    return absences.enter(station=rotation.station, officer=person, **(values | fields))[0]


def on(rotation, team, role, day):
    return list(Duty.objects.filter(team=rotation.teams[team], role=role, date=day).select_related("officer"))


def test_one_commander_three_groups_and_every_unit(sheet, rotation):
    assert sheet.commander.duty.officer_id in {deputy.pk for deputy in rotation.deputies}
    assert [line.turn.role for line in sheet.groups] == ["primary", "secondary", "rest"]
    assert [unit.team.name for unit in sheet.units] == [
        "综合指挥室", "社区警务1队", "社区警务2队", "社区警务3队", "打击办案队",
    ]  # fmt: skip
    assert not sheet.gaps and sheet.tone == "ok"


def test_strength_counts_who_works(sheet):
    assert {(unit.primary.strength, unit.secondary.strength) for unit in sheet.units} == {(2, 2)}
    assert (sheet.primary_total, sheet.secondary_total) == (10, 10)


def test_community_officers_sit_at_their_police_room(sheet):
    for line in sheet.communities:
        assert {chip.duty.place for chip in line.primary + line.secondary} == {line.rooms[0].name}
        assert {chip.duty.team.name + "社区" for chip in line.secondary} == {line.community.name}


def test_the_clock_lies_inside_the_day(sheet):
    assert 0 <= sheet.elapsed <= 1440
    assert sheet.standby_at == (14 * 60, 10 * 60)


def test_who_is_on_now_tells_standby_apart(rotation, running):
    facts = readings.day_facts(running)
    sheet = sheets.build(facts)
    noon, night = sheet.starts + 4 * datetime.timedelta(hours=1), sheet.starts + datetime.timedelta(hours=16)
    assert sheets.standing(facts.duties, noon).secondary == 10
    by_night = sheets.standing(facts.duties, night)
    assert (by_night.primary, by_night.secondary, by_night.standby) == (10, 0, 10)


def test_an_absent_officer_stays_on_the_side_and_the_gap_leads_to_the_absence(rotation, running):
    both = on(rotation, "case", "primary", running)
    first = [away(rotation, duty.officer, running) for duty in both][0]
    sheet = sheets.build(readings.day_facts(running))
    side = next(unit for unit in sheet.units if unit.team.kind == "case").primary
    assert (side.strength, side.tone, [chip.absent for chip in side.chips]) == (0, "danger", [True, True])
    assert [line.absence_id for line in sheet.gaps] == [first.pk]
    assert sheet.uncovered == 2


def test_a_substitute_stands_beside_the_absent_officer(rotation, running):
    gone = on(rotation, "case", "primary", running)[0]
    resting = on(rotation, "case", "rest", running)[0].officer
    away(rotation, gone.officer, running, substitute=resting)
    sheet = sheets.build(readings.day_facts(running))
    side = next(unit for unit in sheet.units if unit.team.kind == "case").primary
    chips = {chip.name: chip for chip in side.chips}
    assert chips[gone.officer.user.name].substitute == resting.user.name
    assert chips[resting.user.name].stands_in_for == gone.officer.user.name
    assert side.strength == 2 and sheet.uncovered == 0


def test_without_a_commander_the_day_is_red(rotation, running):
    sheet = sheets.build(readings.day_facts(running))
    absence = away(rotation, sheet.commander.duty.officer, running)
    sheet = sheets.build(readings.day_facts(running))
    assert sheet.commander is None and sheet.tone == "danger"
    assert [(line.gap.code, line.absence_id) for line in sheet.gaps] == [("commander", absence.pk)]


def test_a_day_far_ahead_is_not_planned(rotation, running):
    sheet = sheets.build(readings.day_facts(running + 900 * DAY))
    assert not sheet.planned and [line.gap.code for line in sheet.gaps] == ["unplanned"]
