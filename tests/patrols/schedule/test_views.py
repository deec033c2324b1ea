"""Pages of the schedule: who may open them, what they show, how many queries they take."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from patrols.schedule import actions
from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.readings import month_totals
from patrols.schedule.words import State
from patrols.squads.models import PatrolSettings
from stations.kit.scoping import in_station
from tests.factories import client_of, make_officer, make_station
from tests.factories.patrols import make_guard, make_patrol_duty, make_patrols, make_plan, make_route, make_squad

DAY = datetime.timedelta(days=1)
PAGES = ["patrol-duties", "patrol-duty-list", "patrol-plans", "month-sheet"]


@pytest.fixture
def officer(station):
    """A police officer who looks."""
    return client_of(make_officer(station).user)


@pytest.fixture
def keeper(office):
    """Somebody of the office."""
    return client_of(office)


@pytest.mark.parametrize("name", PAGES)
def test_police_and_office_see_all_squads_and_guards_do_not(patrols, officer, keeper, name):
    assert officer.get(reverse(name)).status_code == keeper.get(reverse(name)).status_code == 200
    assert client_of(patrols.leader.user).get(reverse(name)).status_code == 403


def test_another_stations_duty_is_404(patrols, officer):
    other = make_patrols(make_station("CW"))
    assert officer.get(reverse("patrol-duty", args=[other.duty.pk])).status_code == 404
    assert officer.get(reverse("patrol-duties")).content.decode().count(f"/duties/{other.duty.pk}/") == 0


def test_the_day_shows_every_duty_with_its_state_in_words(patrols, officer):
    text = officer.get(reverse("patrol-duties"), {"date": f"{patrols.duty.date:%Y-%m-%d}"}).content.decode()
    assert patrols.squad.name in text and "0/3" in text and f"/patrols/duties/{patrols.duty.pk}/" in text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_queries_for_any_number_of_squads(patrols, officer, station, name):
    counts = []
    for _round in range(2):
        for _number in range(2):
            squad = make_squad(station)
            guard, route = make_guard(squad), make_route(patrols.route.area)
            make_plan(squad, route, [guard])
            make_patrol_duty(squad, route, [guard], state=State.DONE, visited=2, closed_at=timezone.now())
        officer.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert officer.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_is_filtered_and_exported_in_full(patrols, officer, station):
    make_patrol_duty(patrols.squad, patrols.route, [], state=State.MISSED, closed_at=timezone.now())
    page = officer.get(reverse("patrol-duty-list"), {"state": "missed"})
    assert page.context["total"] == 1
    book = load_workbook(io.BytesIO(officer.get(reverse("patrol-duty-list"), {"format": "xlsx"}).content))
    assert book.active.max_row == 3 + 2


def test_a_duty_shows_its_points_one_by_one(patrols, officer):
    now = timezone.now()
    first = patrols.duty.targets.order_by("seq").first()
    first.visits, first.first_at = 1, now
    first.save()
    page = officer.get(patrols.duty.get_absolute_url())
    assert [stand.state for stand in page.context["stands"]] == ["visited", "due", "due"]
    assert all(point.checkpoint.name in page.content.decode() for point in patrols.route.points.all())


def test_the_office_changes_guards_and_cancels_on_the_desk(patrols, keeper):
    third = make_guard(patrols.squad)
    url = reverse("patrol-duty-guards", args=[patrols.duty.pk])
    keeper.post(url, {"verb": "seat", "out": patrols.guard.pk, "guard": third.pk, "reason": "ill"})
    assert patrols.duty.guards.filter(guard=third).exists()
    keeper.post(url, {"verb": "remove", "guard": third.pk, "reason": "work"})
    assert not patrols.duty.guards.filter(guard=third).exists()
    keeper.post(reverse("patrol-duty-cancel", args=[patrols.duty.pk]), {"reason": "暴雨"})
    assert PatrolDuty.objects.get(pk=patrols.duty.pk).state == State.CANCELLED


def test_an_officer_without_the_squad_changes_nothing(patrols, officer):
    third = make_guard(patrols.squad)
    url = reverse("patrol-duty-guards", args=[patrols.duty.pk])
    data = {"verb": "seat", "guard": third.pk, "reason": "ill"}
    assert officer.post(url, data).status_code == officer.post(url, {}).status_code == 403
    assert officer.get(reverse("patrol-duty-cancel", args=[patrols.duty.pk])).status_code == 403
    assert not patrols.duty.guards.filter(guard=third).exists()


# -- plans ---------------------------------------------------------------------------------------------------------


def form_of(patrols, **values) -> dict:
    """A plan as the browser sends it."""
    area = patrols.route.area
    return {
        "name": "早巡", "squad": patrols.squad.pk, "area": area.pk, "grid": area.grid_id, "task": "巡查门前秩序",
        "mode": "slots", "route": patrols.route.pk, "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "slots": "07:00-09:00、22:00-02:00", "people": 1, "guards": [patrols.guard.pk],
        "start": f"{timezone.localdate() + DAY:%Y-%m-%d}",
    } | values  # fmt: skip


def test_a_plan_is_written_and_its_duties_are_made(patrols, keeper, tomorrow):
    keeper.post(reverse("patrol-plan-new"), form_of(patrols))
    plan = Plan.objects.get(name="早巡")
    assert [(f"{slot.starts:%H:%M}", slot.minutes) for slot in plan.slots.all()] == [("07:00", 120), ("22:00", 240)]
    assert PatrolDuty.objects.filter(plan=plan, date=tomorrow).count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"slots": "七点"}, {"slots": "07:00-09:00、08:00-10:00"}, {"task": ""}, {"grid": ""}, {"weekdays": []},
        {"mode": "window", "route": ""}, {"mode": "random", "draw": 99, "quota": 1}, {"slots": "25:00-26:00"},
    ],
)  # fmt: skip
def test_a_plan_that_is_not_whole_comes_back_with_its_reasons(patrols, keeper, values):
    page = keeper.post(reverse("patrol-plan-new"), form_of(patrols, **values))
    assert page.status_code == 400 and page.context["form"].errors
    assert not Plan.objects.filter(name="早巡").exists()


def test_a_plan_is_changed_copied_and_ended(patrols, keeper, plan):
    data = form_of(patrols, name=plan.name, task="查消防通道")
    keeper.post(reverse("patrol-plan-change", args=[plan.pk]), data)
    plan.refresh_from_db()
    assert plan.task == "查消防通道"
    copy = keeper.get(reverse("patrol-plan-new"), {"copy": plan.pk})
    assert copy.context["form"].initial["task"] == "查消防通道"
    keeper.post(reverse("patrol-plan-end", args=[plan.pk]), {"end": f"{timezone.localdate() + 2 * DAY:%Y-%m-%d}"})
    plan.refresh_from_db()
    assert plan.end == timezone.localdate() + 2 * DAY


def test_the_plans_page_warns(patrols, officer, plan):
    Plan.objects.filter(pk=plan.pk).update(people=9)
    assert "alert-octagon" in officer.get(reverse("patrol-plans")).content.decode()


def test_the_squads_page_gets_its_plans(patrols, officer, plan):
    assert plan.name in officer.get(reverse("squad-plans-part", args=[patrols.squad.pk])).content.decode()


# -- the month -----------------------------------------------------------------------------------------------------


@pytest.fixture
def month(patrols, station):
    """A squad with two duties this month, and one without any."""
    now = timezone.now()
    made = {"first_at": now - 3 * HOUR, "last_at": now - HOUR, "closed_at": now, "metres": 1500}
    make_patrol_duty(patrols.squad, patrols.route, [], state=State.DONE, visited=3, on_time=3, offline=1, **made)
    make_patrol_duty(patrols.squad, patrols.route, [], state=State.PARTIAL, visited=1, on_time=0, **made)
    make_patrol_duty(patrols.squad, patrols.route, [], state=State.CANCELLED, reason="暴雨", closed_at=now)
    return make_squad(station, name="闲置小队")


HOUR = datetime.timedelta(hours=1)


def test_the_month_adds_up_what_is_over(patrols, officer, month):
    sheet = officer.get(reverse("month-sheet")).context["sheet"]
    line = next(line for line in sheet.lines if line.name == patrols.squad.name)
    total = line.total
    assert (total.duties, total.done, total.cancelled, total.planned, total.visited) == (2, 1, 1, 6, 4)
    assert (total.share, total.punctual, total.offline_share) == (66.7, 75.0, 25.0)
    assert (total.km, total.hours) == (3.0, 4.0)


def test_a_squad_without_tasks_has_no_share_and_not_0(officer, month):
    sheet = officer.get(reverse("month-sheet")).context["sheet"]
    line = next(line for line in sheet.lines if line.name == "闲置小队")
    assert line.total.share is None
    rows = officer.get(reverse("month-sheet")).context["rows"]
    row = next([cell for _label, cell in cells] for one, cells in rows if one.name == "闲置小队")
    assert row[6] in {"no tasks", "无任务"}


def test_more_than_the_quota_never_lifts_a_share_above_100(patrols, station):
    make_patrol_duty(
        patrols.squad, patrols.route, [], state=State.DONE, planned=2, visited=3, closed_at=timezone.now()
    )
    today = timezone.localdate()
    assert month_totals(station, today - DAY, today + DAY).share == 100.0


@pytest.mark.parametrize("by", ["squad", "company"])
@pytest.mark.parametrize("form,head", [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_the_sheet_leaves_as_excel_and_pdf(officer, month, by, form, head):
    answer = officer.get(reverse("month-sheet"), {"by": by, "format": form})
    assert answer.status_code == 200 and answer.content.startswith(head)


def test_rankings_are_off_until_the_station_wants_them_and_stay_inside_a_group(patrols, station, officer, month):
    assert not officer.get(reverse("month-sheet")).context["ranked"]
    PatrolSettings.objects.create(station=station, ranking=True)
    better = make_squad(station, group=patrols.squad.group)
    made = {"state": State.DONE, "visited": 3, "closed_at": timezone.now()}
    make_patrol_duty(better, patrols.route, [], **made)
    make_patrol_duty(make_squad(station), patrols.route, [], **made)
    ranks = {line.name: line.rank for line in officer.get(reverse("month-sheet")).context["sheet"].lines}
    assert (ranks[better.name], ranks[patrols.squad.name], ranks["闲置小队"]) == (1, 2, None)


def test_companies_are_added_up(patrols, officer, month):
    sheet = officer.get(reverse("month-sheet"), {"by": "company"}).context["sheet"]
    line = next(line for line in sheet.lines if line.name == patrols.squad.company.name)
    assert line.total.planned == 6


# -- the squad leader's phone --------------------------------------------------------------------------------------


def test_the_leader_sees_and_changes_the_own_squad_on_the_phone(patrols):
    phone, third = client_of(patrols.leader.user), make_guard(patrols.squad)
    assert patrols.guard.user.name in phone.get(reverse("phone-squad-duties")).content.decode()
    url = reverse("phone-squad-duty", args=[patrols.duty.pk])
    assert phone.get(url).status_code == 200
    phone.post(url, {"verb": "seat", "out": patrols.guard.pk, "guard": third.pk, "reason": "absent"})
    assert patrols.duty.guards.filter(guard=third).exists()


def test_a_guard_who_does_not_lead_has_no_such_page(patrols):
    phone = client_of(patrols.guard.user)
    assert phone.get(reverse("phone-squad-duties")).status_code == 404
    assert phone.get(reverse("phone-squad-duty", args=[patrols.duty.pk])).status_code == 404


def test_another_squads_duty_is_404_on_the_phone(patrols, station):
    other = make_guard(make_squad(station), leads=True)
    assert client_of(other.user).get(reverse("phone-squad-duty", args=[patrols.duty.pk])).status_code == 404


def test_the_leader_cancels_on_the_phone_with_a_reason(patrols):
    phone, url = client_of(patrols.leader.user), reverse("phone-squad-duty-cancel", args=[patrols.duty.pk])
    phone.post(url, {"reason": ""})
    assert PatrolDuty.objects.get(pk=patrols.duty.pk).state == State.PLANNED
    phone.post(url, {"reason": "暴雨"})
    assert PatrolDuty.objects.get(pk=patrols.duty.pk).state == State.CANCELLED


def test_generating_keeps_the_month_of_another_station_apart(patrols, plan, tomorrow, station):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    other = make_station("CW")
    with in_station(other):
        assert not PatrolDuty.objects.exists()
