"""Absences and substitutes: the day sheet stays true."""

import datetime

import pytest

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.organisation.models import Officer
from stations.roster import absences, actions, rules
from stations.roster.gaps import gaps_between
from stations.roster.models import Absence, Duty
from stations.timeline.models import Entry
from tests.factories import make_rotation

DAY = datetime.timedelta(days=1)


@pytest.fixture
def inside(db):
    rotation = make_rotation()
    with in_station(rotation.station):
        today = actions.running_day()
        actions.generate(station=rotation.station, first=today - 3 * DAY, last=today + 20 * DAY)
        yield rotation


@pytest.fixture
def today(inside):
    return actions.running_day()


def with_team(officer: Officer) -> Officer:
    return Officer.objects.with_team(actions.running_day()).get(pk=officer.pk)


def day_of(officer: Officer, role: str, after) -> datetime.date:
    return Duty.objects.filter(officer=officer, role=role, date__gt=after).earliest("date").date


def enter(inside, officer, first, last=None, **fields):
    values = {"kind": "leave", "reason": "年休假", "actor": inside.chief.user, "officer": with_team(officer)}
    return absences.enter(station=inside.station, first_day=first, last_day=last or first, **(values | fields))


def test_an_absent_officer_rests_and_the_unit_shows_the_gap(inside, today):
    one, other = inside.officers["case", 0]
    day = day_of(one, "primary", today)
    absence, _covered = enter(inside, one, day)
    enter(inside, other, day)
    duty = Duty.objects.get(officer=one, date=day)
    assert (duty.role, duty.planned_role, duty.absence_id, duty.label) == ("rest", "primary", absence.pk, "absent")
    assert [gap.team_name for gap in gaps_between(inside.station, day, day)] == ["打击办案队"]


def test_a_substitute_takes_role_unit_and_post(inside, today):
    away, day = inside.officers["case", 0][0], None
    day = day_of(away, "secondary", today)
    resting = next(o for n in range(3) for o in inside.officers["case", n]
                   if Duty.objects.get(officer=o, date=day).role == "rest")  # fmt: skip
    _absence, covered = enter(inside, away, day, substitute=resting)
    duty = Duty.objects.get(officer=resting, date=day)
    assert (duty.role, duty.planned_role, duty.team_id) == ("secondary", "rest", inside.teams["case"].pk)
    assert [cover.date for cover in covered.covered] == [day]
    assert gaps_between(inside.station, day, day) == []


def test_du_09_a_substitute_who_comes_from_primary_is_marked(inside, today):
    away = inside.officers["case", 0][0]
    day = day_of(away, "primary", today)
    resting = next(o for n in range(3) for o in inside.officers["case", n]
                   if Duty.objects.get(officer=o, date=day).role == "rest")  # fmt: skip
    _absence, covered = enter(inside, away, day, substitute=resting)
    assert covered.covered[0].breaks_rest


def test_days_the_substitute_cannot_take_stay_open_with_their_reason(inside, today):
    away, colleague = inside.officers["case", 0][0], inside.officers["case", 1][0]
    first = today + 2 * DAY
    _absence, covered = enter(inside, away, first, first + 2 * DAY, substitute=colleague)
    assert len(covered.covered) + len(covered.open) == 2
    assert covered.open and all(reason for _day, reason in covered.open)


def test_du_04_when_the_deputy_is_away_nobody_commands_until_a_leader_stands_in(inside, today):
    deputy = inside.deputies[0]
    day = day_of(deputy, "primary", today)
    absence, _covered = enter(inside, deputy, day)
    assert [gap.code for gap in gaps_between(inside.station, day, day)] == ["commander"]
    refused = absences.name_substitute(
        absence=absence, substitute=inside.street[0], days=[day], actor=inside.chief.user
    )
    assert refused.open
    done = absences.name_substitute(absence=absence, substitute=inside.chief, days=[day], actor=inside.chief.user)
    assert done.covered
    assert Duty.objects.get(date=day, commander=True).officer_id == inside.chief.pk


def test_du_08_a_full_time_officer_does_not_stand_in_for_the_case_team(inside, today):
    away, full_time = inside.officers["case", 1][0], inside.officers["community1", 0][-1]
    day = next(d.date for d in Duty.objects.filter(officer=away, date__gt=today).exclude(role="rest")
               if Duty.objects.get(officer=full_time, date=d.date).role == "rest")  # fmt: skip
    _absence, covered = enter(inside, away, day, substitute=full_time)
    assert [str(reason) for _day, reason in covered.open]
    assert not covered.covered


def test_a_cancelled_absence_leaves_no_trace_in_the_duties(inside, today):
    away = inside.officers["case", 0][0]
    before = list(Duty.objects.order_by("pk").values())
    absence, _covered = enter(inside, away, today - DAY, today + 9 * DAY, substitute=inside.officers["case", 1][0])
    assert list(Duty.objects.order_by("pk").values()) != before
    absences.cancel(absence=absence, actor=inside.chief.user)
    assert list(Duty.objects.order_by("pk").values()) == before
    with pytest.raises(RuleBroken):
        absences.cancel(absence=absence, actor=inside.chief.user)


def test_a_cancelled_absence_can_be_entered_again_with_the_same_substitute(inside, today):
    away = inside.officers["case", 0][0]
    day = day_of(away, "secondary", today)
    resting = next(o for n in range(3) for o in inside.officers["case", n]
                   if Duty.objects.get(officer=o, date=day).role == "rest")  # fmt: skip
    absence, _covered = enter(inside, away, day, substitute=resting)
    absences.cancel(absence=absence, actor=inside.chief.user)
    _absence, covered = enter(inside, away, day, substitute=resting)
    assert [cover.officer_id for cover in covered.covered] == [resting.pk]


def test_coming_back_early_frees_the_later_days(inside, today):
    away = inside.officers["case", 0][0]
    absence, _covered = enter(inside, away, today + DAY, today + 9 * DAY, substitute=inside.officers["case", 1][0])
    absences.end_early(absence=absence, last_day=today + 3 * DAY, actor=inside.chief.user)
    assert not Duty.objects.filter(absence=absence, date__gt=today + 3 * DAY).exists()
    assert not Duty.objects.filter(cover__isnull=False, date__gt=today + 3 * DAY).exists()


def test_a_substitute_who_falls_ill_leaves_the_post_open(inside, today):
    away = inside.officers["case", 0][0]
    day = day_of(away, "secondary", today)
    resting = next(o for n in range(3) for o in inside.officers["case", n]
                   if Duty.objects.get(officer=o, date=day).role == "rest")  # fmt: skip
    enter(inside, away, day, substitute=resting)
    enter(inside, resting, day, kind="sick", reason="发烧")
    assert Duty.objects.get(officer=resting, date=day).role == "rest"
    assert not Absence.objects.get(officer=away).covers.exists()


def test_the_nightly_extension_keeps_absences_and_substitutes(inside, today):
    away = inside.officers["case", 0][0]
    enter(inside, away, today + DAY, today + 9 * DAY, substitute=inside.officers["case", 1][0])
    before = list(Duty.objects.filter(date__lte=today + 20 * DAY).order_by("pk").values())
    actions.extend(station=inside.station)
    assert list(Duty.objects.filter(date__lte=today + 20 * DAY).order_by("pk").values()) == before


def test_two_absences_of_one_officer_never_overlap(inside, today):
    away = inside.officers["case", 0][0]
    enter(inside, away, today, today + 3 * DAY)
    with pytest.raises(RuleBroken) as refusal:
        enter(inside, away, today + 3 * DAY, today + 5 * DAY)
    assert refusal.value.code == "absence.overlap"
    assert Absence.objects.count() == 1


def test_an_ordinary_officer_enters_no_absences(inside, today):
    stranger = inside.officers["case", 0][0].user
    with pytest.raises(NotAllowed):
        enter(inside, inside.officers["case", 1][0], today, actor=stranger)


def test_the_team_leader_enters_absences_of_the_own_team_only(inside, today):
    leader = inside.deputies[0]
    leader.post = "officer"
    leader.save()
    user = leader.user
    user.leads = frozenset({inside.teams["community1"].pk})
    enter(inside, inside.officers["community1", 1][0], today, actor=user)
    with pytest.raises(NotAllowed):
        enter(inside, inside.officers["case", 1][0], today, actor=user)


def test_the_day_book_holds_ids_and_days_only(inside, today):
    enter(inside, inside.officers["case", 0][0], today, reason="腰椎手术")
    entry = Entry.objects.filter(verb="absence.entered").first()
    assert set(entry.data) == {"officer", "first", "last"}


def test_every_step_of_an_absence_is_walked():
    for state in Absence.State.values:
        step = rules.ABSENCE_STEPS.step(state, "cancel")
        assert (step is not None) == (state == "entered")
