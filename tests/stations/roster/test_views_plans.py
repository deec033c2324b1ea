"""Rotation plans, least strengths, generation and gaps from the pages."""

import datetime

import pytest
from django.urls import reverse

from stations.jobs.models import Job
from stations.roster import agenda, plans
from stations.roster.models import RotationPlan, StrengthFloor
from tests.factories import client_of
from tests.stations.roster.test_views_absences import away as away

DAY = datetime.timedelta(days=1)


@pytest.fixture
def values(running):
    return {
        "name": "正副休", "effective_from": running + 10 * DAY, "anchor": running + 10 * DAY, "handover": "08:00",
        "primary_hours": "24", "secondary_hours": "24", "standby_from": "22:00", "standby_to": "08:00",
        "day_1": "primary", "day_2": "secondary", "day_3": "rest",
    }  # fmt: skip


def test_the_plan_in_force_is_shown_with_its_hours(chief):
    item = chief.get(reverse("rotation-plans")).context["plans"][0]
    assert item.in_force and str(item.hours.total) == "112.0" and not item.breaks_rest and item.rest_hours == 24


def test_a_plan_is_looked_at_before_it_is_saved(chief, values):
    page = chief.post(reverse("rotation-plan-new"), values | {"preview": "1"})
    preview = page.context["preview"]
    assert preview.described.breaks_rest and len(preview.days) == 9 and len(preview.rows) == 3
    assert RotationPlan.objects.count() == 1
    chief.post(reverse("rotation-plan-new"), values | {"save": "1"})
    assert RotationPlan.objects.count() == 2


def test_a_cycle_without_primary_is_refused(chief, values):
    page = chief.post(reverse("rotation-plan-new"), values | {"day_1": "rest", "save": "1"})
    assert page.context["form"].non_field_errors() and RotationPlan.objects.count() == 1


def test_a_plan_for_tomorrow_is_refused(chief, values, running):
    page = chief.post(reverse("rotation-plan-new"), values | {"effective_from": running + DAY, "save": "1"})
    assert page.context["form"].non_field_errors() and RotationPlan.objects.count() == 1


def test_a_sound_structure_gives_no_warning(rotation, running):
    assert [warned.code for warned in plans.structure(running)] == []


def test_least_strengths_are_saved_and_make_gaps(rotation, running, chief):
    form = chief.get(reverse("rotation-plans")).context["floors"]
    data = {name: 1 for name in form.fields} | {f"floor_{rotation.teams['case'].pk}_primary": 3}
    chief.post(reverse("floors"), data)
    assert StrengthFloor.objects.get(team=rotation.teams["case"], role="primary").minimum == 3
    page = chief.get(reverse("gaps"), {"date_from": running, "date_to": running + 2 * DAY})
    assert page.context["total"] == 3
    other = chief.get(reverse("gaps"), {"team": rotation.teams["command"].pk})
    assert other.context["total"] == 0


def test_a_span_is_generated_in_the_background(chief, running):
    answer = chief.post(reverse("generate"), {"first": running, "last": running + 5 * DAY})
    assert answer.status_code == 302 and answer.url == Job.objects.get().get_absolute_url()
    page = chief.post(reverse("generate"), {"first": "1999-01-01", "last": "1999-01-02"})
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize("name", ["rotation-plan-new", "generate"])
def test_only_planners_plan(officer, name):
    assert client_of(officer).get(reverse(name)).status_code == 403
    assert client_of(officer).post(reverse("floors")).status_code == 403
    assert client_of(officer).get(reverse("rotation-plans")).status_code == 200


def test_open_absences_of_my_team_are_due(away, rotation, running):
    user = rotation.chief.user
    user.leads = frozenset([rotation.teams["case"].pk])
    due = agenda.open_absences(user, away.first_day - DAY)
    assert [item.due for item in due] == [away.first_day, away.first_day + 2 * DAY]
    user.leads = frozenset()
    assert not agenda.open_absences(user, away.first_day)
