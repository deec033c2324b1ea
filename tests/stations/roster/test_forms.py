"""What the forms of the roster take and refuse."""

import datetime

from stations.organisation.models import Post
from stations.roster.forms import AbsenceForm, PlanForm, enterable
from tests.factories import lead, make_officer

DAY = datetime.timedelta(days=1)


def person(officer, leads=()):
    officer.user.leads, officer.user.rights = frozenset(leads), frozenset()
    return officer.user


def test_planners_and_the_desk_enter_for_everybody_leaders_for_their_team(rotation, running):
    desk = make_officer(rotation.station, post=Post.DESK, team=rotation.teams["command"])
    leader, team = rotation.officers["case", 1][0], rotation.teams["case"]
    lead(team, leader)
    everybody = enterable(person(rotation.chief), running).count()
    assert enterable(person(desk), running).count() == everybody
    assert {o.team_id for o in enterable(person(leader, [team.pk]), running)} == {team.pk}
    assert not enterable(person(rotation.officers["case", 2][0]), running).exists()


def test_somebody_elses_officer_cannot_be_slipped_in(rotation, running):
    team = rotation.teams["case"]
    values = {
        "officer": rotation.chief.pk,
        "kind": "leave",
        "first_day": running,
        "last_day": running,
        "reason": "事",
    }
    form = AbsenceForm(values, user=person(rotation.officers["case", 1][0], [team.pk]), day=running)
    assert not form.is_valid() and "officer" in form.errors


def test_the_select_can_be_narrowed_by_initials(rotation, running):
    form = AbsenceForm(user=person(rotation.chief), day=running)
    assert "data-key" in str(form["officer"])


def plan(running, **fields):
    values = {
        "name": "新方案", "effective_from": running + 5 * DAY, "anchor": running, "handover": "08:00",
        "primary_hours": "24", "secondary_hours": "12", "day_1": "secondary", "day_2": "primary", "day_3": "rest",
    }  # fmt: skip
    return PlanForm(values | fields, groups=3, day=running)


def test_a_plan_form_makes_a_cycle(running):
    form = plan(running)
    assert form.is_valid(), form.errors
    assert form.values()["cycle"] == ["secondary", "primary", "rest"]


def test_standby_has_two_ends_or_none(running):
    assert not plan(running, standby_from="22:00").is_valid()
    assert plan(running, standby_from="22:00", standby_to="08:00").is_valid()
