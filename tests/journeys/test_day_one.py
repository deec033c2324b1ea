"""Day one: who is on duty, who is away, who comes in their place; a guard's first login on the phone."""

import datetime
import re

import pytest

from stations.kit.scoping import in_station
from stations.roster import actions
from stations.roster.models import Duty
from tests.factories import make_person
from tests.journeys.conftest import log_in

pytestmark = pytest.mark.browser


def test_the_duty_commander_sees_who_is_on_duty(rotation, new_page):
    with in_station(rotation.station):
        today = actions.running_day()
        commander = Duty.objects.get(date=today, commander=True).officer
        names = set(
            Duty.objects.filter(date=today, role="primary", commander=False).values_list(
                "officer__user__name", flat=True
            )
        )
    page = new_page()
    log_in(page, commander)
    page.wait_for_url("**/duty/")
    told = page.locator("main").inner_text()
    assert commander.user.name in told
    assert [name for name in names if name not in told] == []
    assert all(team.name in told for team in rotation.teams.values() if team.rotates)


def test_an_absence_entered_in_the_browser_changes_the_sheet(rotation, new_page):
    with in_station(rotation.station):
        day = actions.running_day() + datetime.timedelta(days=1)
        away = Duty.objects.filter(date=day, role="primary", team=rotation.teams["case"]).first().officer
        resting = Duty.objects.filter(date=day, role="rest", team=rotation.teams["case"]).first().officer
    page = new_page()
    log_in(page, rotation.chief)
    page.goto("/duty/absences/new/")
    page.locator("select[name=officer]").select_option(str(away.pk))
    page.locator("input[name=first_day]").fill(str(day))
    page.locator("input[name=last_day]").fill(str(day))
    page.locator("select[name=kind]").select_option("leave")
    page.locator("[name=reason]").fill("年休假")
    page.locator("select[name=substitute]").select_option(str(resting.pk))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    page.goto(f"/duty/?date={day}")
    assert resting.user.name in page.locator("main").inner_text()
    with in_station(rotation.station):
        assert Duty.objects.get(officer=resting, date=day).role == "primary"


def test_a_guard_gets_in_with_a_code_from_the_desk_and_stays_in_on_that_phone(rotation, new_page):
    guard = make_person(rotation.station, name="周海涛", username="guard7")
    desk = new_page()
    log_in(desk, rotation.chief)
    desk.goto("/team/accounts/?q=guard7")
    desk.locator(f"a[href*='/people/{guard.pk}/'], form[action*='/people/{guard.pk}/'] button").first.click()
    desk.wait_for_load_state()
    if "/code/" in desk.url and not desk.locator(".fg-code").count():
        desk.locator("main form button[type=submit]").first.click()
        desk.wait_for_load_state()
    shown = desk.locator(".fg-code").first.inner_text()
    code = re.search(r"[A-Z0-9]{4}[ -][A-Z0-9]{4}$", shown.strip()).group()

    phone = new_page("phone")
    phone.goto("/me/code/")
    phone.locator("input[name=username]").fill("guard7")
    phone.locator("input[name=password]").fill(code)
    phone.locator("input[name=password]").press("Enter")
    phone.wait_for_url("**/me/")
    assert "周海涛" in phone.locator("body").inner_text()
    phone.goto("/duty/")
    assert "/login/" in phone.url or "403" in phone.content()
