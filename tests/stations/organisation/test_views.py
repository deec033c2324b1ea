"""Pages of people, teams and duty lists, as those who use them."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from stations.kit.scoping import in_station
from stations.organisation import actions, tables
from stations.organisation.models import DutyList, Officer, Post, Team
from stations.timeline.models import Entry
from tests.factories import grant, make_officer, make_station, make_team

PAGES = ["structure", "officers", "duty-lists", "my-duty-list"]
KEEPER_PAGES = ["officer-new", "team-new", "duty-list-new"]
DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def duty_list(cast):
    with in_station(cast.station):
        return actions.publish_duty_list(
            station=cast.station, post=Post.OFFICER, items=["走访", "巡防"], in_force_from=DAY, actor=None
        )


def of_officer(name, officer):
    return reverse(name, args=[officer.pk])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["chief", "deputy", "desk", "officer", "auxiliary"])
def test_staff_read_every_page(cast, client_of, duty_list, name, who):
    assert client_of(getattr(cast, who)).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, *KEEPER_PAGES, "strength"])
def test_a_guard_reads_none_and_an_anonymous_visitor_logs_in(cast, client, client_of, name):
    assert client_of(cast.guard).get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", KEEPER_PAGES)
def test_only_keepers_open_the_forms(cast, client_of, name):
    assert client_of(cast.chief).get(reverse(name)).status_code == 200
    for who in ("deputy", "officer", "auxiliary"):
        assert client_of(getattr(cast, who)).get(reverse(name)).status_code == 403
    grant(cast.desk.user, "personnel")
    assert client_of(cast.desk).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["officer", "officer-edit", "officer-move", "officer-standing"])
def test_a_stranger_gets_404(cast, client_of, name):
    assert client_of(cast.chief).get(of_officer(name, cast.officer2)).status_code == 404
    assert client_of(cast.chief).get(of_officer(name, cast.officer)).status_code == 200


def test_a_stranger_finds_no_team_and_no_duty_list(cast, client_of, duty_list):
    client = client_of(cast.chief2)
    for name, row in [("team", cast.community_team), ("team-edit", cast.community_team), ("duty-list", duty_list)]:
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.post(of_officer("officer-phone", cast.officer)).status_code == 404


def test_buttons_are_shown_to_those_who_may(cast, client_of):
    edit = of_officer("officer-edit", cast.officer)
    page = of_officer("officer", cast.officer)
    assert edit in client_of(cast.chief).get(page).content.decode()
    assert edit not in client_of(cast.deputy).get(page).content.decode()


def test_birth_year_and_phone_are_private(cast, client_of):
    with in_station(cast.station):
        Officer.objects.filter(pk=cast.officer.pk).update(birth_year=1987)
    page, phone = of_officer("officer", cast.officer), of_officer("officer-phone", cast.officer)
    for who in ("chief", "deputy", "officer"):
        assert "1987" in client_of(getattr(cast, who)).get(page).content.decode()
    for who in ("desk", "auxiliary"):
        client = client_of(getattr(cast, who))
        content = client.get(page).content.decode()
        assert not re.search(r"(?<![/\d])1987", content)
        assert "138****5678" in content and "13812345678" not in content
        assert client.post(phone).status_code == 403


def test_showing_a_phone_number_is_recorded_and_never_cached(cast, client_of):
    response = client_of(cast.chief).post(of_officer("officer-phone", cast.officer))
    assert "13812345678" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    with in_station(cast.station):
        assert Entry.objects.about(cast.officer).get().verb == "officer.phone_looked"
    assert client_of(cast.chief).get(of_officer("officer-phone", cast.officer)).status_code == 405


@pytest.mark.parametrize("text", ["王小明", "小明", "wxm", "wang", "wangxiao", "010004"])
def test_officers_are_found_by_name_pinyin_initials_and_number(cast, client_of, text):
    content = client_of(cast.desk).get(reverse("officers"), {"q": text}).content.decode()
    assert of_officer("officer", cast.officer) in content
    assert of_officer("officer", cast.chief) not in content


def test_filters_stand_in_the_address(cast, client_of):
    client = client_of(cast.desk)

    def found(**query):
        return {row.pk for row in client.get(reverse("officers"), query).context["page"].object_list}

    lost = make_officer(cast.station)
    assert found(team=cast.command.pk) == {cast.desk.pk}
    assert found(team="null") == {lost.pk}
    assert found(post="chief") == {cast.chief.pk}
    assert found(kind="auxiliary") == {cast.auxiliary.pk}
    assert found(team=cast.community_team2.pk) == set()
    with in_station(cast.station):
        actions.change_standing(officer=lost, actor=None, standing="left", day=DAY)
    assert lost.pk not in found()
    assert found(standing="left") == {lost.pk}


def test_the_team_of_a_past_day_can_be_asked_for(cast, client_of):
    with in_station(cast.station):
        actions.move_to_team(officer=cast.officer, team=cast.command, start=DAY, actor=None)
    client = client_of(cast.desk)
    before = client.get(reverse("officers"), {"team": cast.community_team.pk, "date": "2026-02-28"})
    assert cast.officer in before.context["page"].object_list
    assert (
        cast.officer
        not in client.get(reverse("officers"), {"team": cast.community_team.pk, "date": "2026-03-01"})
        .context["page"]
        .object_list
    )


def test_sorting_follows_number_post_or_name(cast, client_of):
    client = client_of(cast.desk)

    def order(sort):
        return [row.pk for row in client.get(reverse("officers"), {"sort": sort}).context["page"].object_list]

    assert order("")[:4] == [cast.chief.pk, cast.deputy.pk, cast.desk.pk, cast.officer.pk]
    assert order("post")[0] == cast.chief.pk and order("post")[-1] == cast.auxiliary.pk
    assert order("name")[0] == cast.deputy.pk


def test_an_export_is_masked_and_recorded(cast, client_of, tmp_path):
    response = client_of(cast.desk).get(reverse("officers"), {"format": "xlsx", "q": "王小明"})
    (tmp_path / "list.xlsx").write_bytes(response.content)
    rows = list(load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True))
    assert "010004" in rows[3] and "138****5678" in rows[3] and len(rows) == 4
    with in_station(cast.station):
        assert Entry.objects.get(verb="exported").data == {"what": "officers", "rows": 1}


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["structure", "officers", "strength", "duty-lists"])
def test_lists_take_the_same_number_of_queries_for_few_and_many(cast, client_of, duty_list, name):
    client = client_of(cast.chief)
    before = queries(client, reverse(name))
    for post in (Post.OFFICER, Post.SERGEANT, Post.DEPUTY):
        team = make_team(cast.station, Team.Kind.COMMUNITY)
        make_officer(cast.station, post=post, team=team, specialities=["调解"], birth_year=1990)
    assert queries(client, reverse(name)) == before


def test_team_and_officer_pages_take_the_same_number_of_queries(cast, client_of):
    client = client_of(cast.chief)
    urls = [cast.community_team.get_absolute_url(), cast.officer.get_absolute_url()]
    before = [queries(client, url) for url in urls]
    with in_station(cast.station):
        for number in range(3):
            make_officer(cast.station, team=cast.community_team)
            team = make_team(cast.station, Team.Kind.COMMUNITY)
            day = DAY + datetime.timedelta(days=number)
            actions.move_to_team(officer=cast.officer, team=team, start=day, actor=None)
    client = client_of(cast.chief)
    assert [queries(client, url) for url in urls] == before


def test_the_share_of_community_officers_is_reckoned_not_written(client_of, db):
    """Trap 1 of the domain: 36 of 62 is 58.1 %, whatever the article says."""
    station = make_station("S2")
    community = make_team(station, Team.Kind.COMMUNITY, "社区警务队")
    street = make_team(station, Team.Kind.STREET, "街面巡控队")
    for team, number in ((community, 36), (street, 26)):
        for _each in range(number):
            officer = make_officer(station, team=team)
    make_officer(station, team=community, post=Post.AUXILIARY)
    make_officer(station, team=community, standing="seconded")
    content = client_of(officer).get(reverse("structure")).content.decode()
    assert "36 / 62 = 58.1" in content
    assert str(tables.share(36, 62)) == "58.1" and tables.share(0, 0) is None


def test_a_new_officer_is_entered_through_the_form(cast, client_of):
    values = {"name": "买买提·艾力·托合提·阿卜杜拉", "police_no": " 01 8888", "kind": "police", "post": "officer"}
    values |= {"birth_year": 1990, "service_from": 2012, "specialities": "调解，无人机 调解"}
    values |= {"team": cast.community_team.pk, "start": "2026-03-01"}
    response = client_of(cast.chief).post(reverse("officer-new"), values)
    with in_station(cast.station):
        officer = Officer.objects.get(police_no="018888")
        assert response["Location"] == officer.get_absolute_url()
        assert officer.specialities == ["调解", "无人机"]
        assert officer.memberships.get().start == DAY


def test_a_refusal_keeps_what_was_typed(cast, client_of):
    values = {"name": "某某", "police_no": cast.officer.police_no, "kind": "police", "post": "officer"}
    response = client_of(cast.chief).post(reverse("officer-new"), values)
    assert response.status_code == 400
    assert 'value="某某"' in response.content.decode()
    young = values | {"police_no": "1", "birth_year": 2000, "service_from": 2010}
    assert "service_from" in client_of(cast.chief).post(reverse("officer-new"), young).context["form"].errors


def test_an_officer_of_another_station_cannot_be_chosen_as_leader(cast, client_of):
    values = {"role": "deputy", "officer": cast.officer2.pk, "start": "2026-03-01"}
    response = client_of(cast.chief).post(reverse("team-lead", args=[cast.community_team.pk]), values)
    assert "officer" in response.context["form"].errors


def test_moving_standing_and_leading_through_their_forms(cast, client_of):
    client = client_of(cast.chief)
    client.post(of_officer("officer-move", cast.officer), {"team": cast.command.pk, "start": "2026-03-01"})
    client.post(of_officer("officer-standing", cast.desk), {"standing": "seconded", "day": "2026-03-01"})
    lead_url = reverse("team-lead", args=[cast.command.pk])
    client.post(lead_url, {"role": "deputy", "officer": cast.officer.pk, "start": "2026-03-01"})
    content = client.get(cast.command.get_absolute_url()).content.decode()
    assert content.count(of_officer("officer", cast.officer)) >= 2
    with in_station(cast.station):
        assert Officer.objects.get(pk=cast.desk.pk).standing == "seconded"


def test_one_tap_confirms_the_own_duty_list(cast, client_of, duty_list):
    client = client_of(cast.officer)
    assert "走访" in client.get(reverse("my-duty-list")).content.decode()
    assert client.post(reverse("my-duty-list")).status_code == 302
    assert client.get(reverse("my-duty-list")).context["confirmation"]
    detail = client_of(cast.chief).get(reverse("duty-list", args=[duty_list.pk])).content.decode()
    assert of_officer("officer", cast.officer) in detail
    assert (
        of_officer("officer", cast.officer)
        not in client_of(cast.desk).get(reverse("duty-list", args=[duty_list.pk])).content.decode()
    )


def test_a_district_viewer_without_a_post_has_no_duty_list(cast, client_of):
    grant(cast.guard, "view")
    assert client_of(cast.guard).get(reverse("structure")).status_code == 200
    assert client_of(cast.guard).get(reverse("my-duty-list")).status_code == 403


def test_publishing_drops_the_numbers_typed_in_front(cast, client_of, duty_list):
    values = {"post": "desk", "in_force_from": "2026-03-01", "items": "1. 接处警\n（2）调度\n\n· 研判"}
    client_of(cast.chief).post(reverse("duty-list-new"), values)
    with in_station(cast.station):
        assert DutyList.objects.get(post="desk").items == ["接处警", "调度", "研判"]
    start = client_of(cast.chief).get(reverse("duty-list-new"), {"post": "officer"}).content.decode()
    assert re.search("走访\n巡防", start)


def test_the_strength_view_is_for_leaders(cast, client_of):
    url = reverse("strength")
    assert client_of(cast.deputy).get(url).status_code == 200
    for who in ("desk", "officer", "auxiliary"):
        assert client_of(getattr(cast, who)).get(url).status_code == 403


def test_bands_count_everybody_once():
    ages = [29, 30, 39, 40, 60, None]
    assert tables.bands(ages, tables.AGE_BANDS) == [1, 2, 1, 1]
    assert tables.band_labels(tables.AGE_BANDS) == ["≤29", "30–39", "40–49", "≥50"]
