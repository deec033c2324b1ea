"""The month grid on screen and in Excel."""

import io

import openpyxl
import pytest
from django.urls import reverse

from stations.roster.models import Duty
from tests.factories import client_of
from tests.stations.roster.conftest import planned
from tests.stations.roster.test_views_today import queries


@pytest.mark.parametrize("view", ["officers", "groups", "teams"])
def test_every_view_opens(chief, view):
    page = chief.get(reverse("duty-month"), {"view": view})
    assert page.status_code == 200 and page.context["grid"].rows


def test_my_row_and_today_are_marked(rotation, running, officer):
    page = client_of(officer).get(reverse("duty-month"))
    assert [row.label for row in page.context["grid"].rows if row.me] == [officer.user.name]
    text = page.content.decode()
    assert 'id="me"' in text and 'id="today"' in text and "ro-mine" in text


def test_a_row_says_what_the_duties_say(rotation, running, officer, chief):
    grid = chief.get(reverse("duty-month")).context["grid"]
    row = next(row for row in grid.rows if row.url_id == officer.pk)
    roles = dict(Duty.objects.filter(officer=officer).values_list("date", "role"))
    shown = [cell.css.split()[1] for cell in row.cells]
    assert shown == [f"ro-c-{roles[head.day]}" for head in grid.heads]


def test_one_team_only(rotation, chief):
    team = rotation.teams["case"]
    grid = chief.get(reverse("duty-month"), {"team": team.pk}).context["grid"]
    assert [block.heading for block in grid.blocks] == [team.name]
    assert len(chief.get(reverse("duty-month"), {"team": "x"}).context["grid"].blocks) > 1


def test_nonsense_months_show_this_month(rotation, running, chief):
    for text in ("2026-13", "0000-01", "x", "9999-12"):
        assert chief.get(reverse("duty-month"), {"month": text}).context["month"].first == running.replace(day=1)


def test_a_month_without_duties_says_so(chief):
    assert not chief.get(reverse("duty-month"), {"month": "2040-01"}).context["grid"].rows


@pytest.mark.django_db
def test_the_number_of_queries_is_the_same_for_3_and_30_officers_a_team():
    small, large = planned(code="S1", per_section=1), planned(code="S2", per_section=10)
    for view in ("officers", "groups", "teams"):
        url = f"{reverse('duty-month')}?view={view}"
        few, many = queries(client_of(small.chief), url), queries(client_of(large.chief), url)
        assert few == many <= 16


def test_the_workbook_is_what_gets_pinned_to_the_wall(rotation, running, chief):
    answer = chief.get(reverse("duty-month"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert rotation.station.name in sheet["A1"].value
    assert rotation.chief.user.name in sheet["A2"].value
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    names = {sheet.cell(row, 2).value for row in range(5, sheet.max_row)}
    assert {o.user.name for o in rotation.officers["case", 0]} <= names
    assert [sheet.cell(3, column).value for column in range(3, 6)] == [1, 2, 3]
