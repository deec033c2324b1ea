"""Entering an absence, naming a substitute, ending and cancelling it from the pages."""

import datetime

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from stations.organisation.models import Officer
from stations.roster import standins
from stations.roster.models import Absence, Cover, Duty
from tests.factories import client_of, lead, make_officer, make_rotation

DAY = datetime.timedelta(days=1)


@pytest.fixture
def away(rotation, running, officer, chief):
    """An absence of three days from the officer's next 正 on, entered through the page."""
    first = Duty.objects.filter(officer=officer, role="primary", date__gt=running).earliest("date").date
    values = {
        "officer": officer.pk, "kind": "sick", "first_day": first, "last_day": first + 2 * DAY, "reason": "感冒发热",
    }  # fmt: skip
    answer = chief.post(reverse("absence-new"), values)
    assert answer.status_code == 302, answer.context["form"].errors
    return Absence.objects.get()


def test_the_page_shows_each_duty_day_with_its_state(away, chief):
    page = chief.get(reverse("absence", args=[away.pk]))
    days = page.context["days"].object_list
    assert [day.duty.date for day in days] == [away.first_day, away.first_day + 2 * DAY]
    assert all(day.open for day in days) and page.context["open"] == 2


def test_the_reason_is_private(away, rotation, chief, officer):
    url = reverse("absence", args=[away.pk])
    other = client_of(rotation.officers["case", 1][0])
    assert "感冒发热" in chief.get(url).content.decode()
    assert "感冒发热" in client_of(officer).get(url).content.decode()
    for page in (url, reverse("absences"), reverse("absences") + "?format=csv"):
        text = other.get(page).content.decode()
        assert "感冒发热" not in text and "病假" not in text and "sick leave" not in text


def test_nobody_finds_out_the_kind_by_filtering(away, rotation):
    other = client_of(rotation.officers["case", 1][0])
    assert other.get(reverse("absences"), {"kind": "leave"}).context["total"] == 1


def test_a_leader_sees_the_reasons_of_the_own_team_only(away, rotation, officer):
    with scopes_disabled():
        own = officer.memberships.get().team
        other = next(team for team in rotation.teams.values() if team != own)
    own_leader, other_leader = (make_officer(rotation.station, team=team) for team in (own, other))
    lead(own, own_leader, role="deputy")
    lead(other, other_leader, role="deputy")
    for page in (reverse("absence", args=[away.pk]), reverse("absences"), "/api/v1/absences/"):
        assert "感冒发热" in client_of(own_leader).get(page).content.decode()
        assert "感冒发热" not in client_of(other_leader).get(page).content.decode()
    assert client_of(other_leader).get(reverse("absences"), {"kind": "leave"}).context["total"] == 1


def test_candidates_are_those_the_rule_allows(away, rotation):
    found = standins.candidates(away, away.first_day)
    able = [one for one in found if one.answer]
    assert able and all(one.own.role in {"rest", "fixed"} for one in able)
    assert able[0].same_team and able[0].own.role == "rest"
    assert away.officer_id not in {one.officer.pk for one in found}


def test_naming_a_substitute_for_one_day(away, rotation, chief):
    best = next(one for one in standins.candidates(away, away.first_day) if one.answer).officer
    url = f"{reverse('absence-cover', args=[away.pk])}?day={away.first_day}"
    assert chief.get(url).status_code == 200
    assert chief.post(url, {"officer": best.pk}).status_code == 302
    assert Cover.objects.get().officer_id == best.pk
    assert Duty.objects.get(officer=best, date=away.first_day).role == "primary"


def test_naming_one_for_all_open_days_leaves_the_others_with_a_reason(away, chief):
    best = next(one for one in standins.candidates(away, away.first_day) if one.answer).officer
    url = f"{reverse('absence-cover', args=[away.pk])}?day={away.first_day}"
    page = chief.post(url, {"officer": best.pk, "all_days": "on"}, follow=True)
    assert page.context["covered"] + page.context["open"] == 2
    assert len(page.context["messages"]) >= 1 + page.context["open"]


def test_who_cannot_stand_in_is_refused(away, rotation, chief):
    working = Duty.objects.filter(date=away.first_day, role="primary").exclude(officer=away.officer_id).first()
    url = f"{reverse('absence-cover', args=[away.pk])}?day={away.first_day}"
    assert chief.post(url, {"officer": working.officer_id}).status_code == 200
    assert not Cover.objects.exists()


def test_ending_early_and_cancelling(away, chief, officer):
    chief.post(reverse("absence-end", args=[away.pk]), {"last_day": away.first_day})
    assert Absence.objects.get().last_day == away.first_day
    chief.post(reverse("absence-cancel", args=[away.pk]))
    assert Absence.objects.get().state == "cancelled"
    assert Duty.objects.get(officer=officer, date=away.first_day).role == "primary"


def test_a_refused_absence_says_why_in_the_form(away, chief):
    values = {
        "officer": away.officer_id, "kind": "leave", "first_day": away.first_day, "last_day": away.first_day,
        "reason": "重复",
    }  # fmt: skip
    answer = chief.post(reverse("absence-new"), values)
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()


def test_ordinary_officers_enter_nothing(away, rotation):
    other = client_of(rotation.officers["case", 1][0])
    assert other.get(reverse("absence-new")).status_code == 403
    assert other.post(reverse("absence-cancel", args=[away.pk])).status_code == 403
    assert other.get(reverse("absence-cover", args=[away.pk])).status_code == 403


def test_a_leader_of_another_team_neither(away, rotation):
    deputy = rotation.deputies[0]
    Officer.objects.filter(pk=deputy.pk).update(post="sergeant")
    other = client_of(deputy)
    assert other.get(reverse("absence-new")).status_code == 200
    assert other.post(reverse("absence-cancel", args=[away.pk])).status_code == 403
    assert other.get(reverse("absence-cover", args=[away.pk])).status_code == 403


def test_another_station_finds_nothing(away):
    stranger = client_of(make_rotation(code="CW").chief)
    for name in ("absence", "absence-cover"):
        assert stranger.get(reverse(name, args=[away.pk])).status_code == 404
