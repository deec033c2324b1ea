"""Pages of places and the search, as those who use them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from stations.kit.scoping import in_station
from stations.organisation.models import Officer
from stations.places import actions
from stations.places.models import Community, CommunityPost, Grid, PoliceRoom
from stations.timeline.models import Entry
from tests.factories import (
    make_community,
    make_community_post,
    make_contact,
    make_grid,
    make_industry_officer,
    make_officer,
    make_police_room,
)

LISTS = ["communities", "grids", "police-rooms", "trades", "search"]
KEEPER_PAGES = ["community-new", "grid-new", "police-room-new"]


@pytest.fixture
def places(cast):
    """A community with one of everything."""
    community = make_community(cast.station, "前东社区", cast.community_team, code="QD")
    mate = make_officer(cast.station, "冯涛", team=cast.community_team)
    with in_station(cast.station):
        day = datetime.date(2024, 3, 1)
        actions.assign_posts(community=community, a=cast.officer, b=mate, start=day, actor=None)
    room = make_police_room(cast.station, "前东警务室", community)
    return {
        "community": community,
        "grid": make_grid(community, cast.officer, "第一网格", code="G01"),
        "police-room": room,
        "contact": make_contact(room, phone="13911112222"),
        "mate": mate,
    }


def address(places, name):
    return reverse(name, args=[places[name].pk])


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_the_staff(cast, client, client_of, places, name):
    for who in ("chief", "deputy", "desk", "officer", "auxiliary"):
        assert client_of(getattr(cast, who)).get(reverse(name)).status_code == 200
    assert client_of(cast.guard).get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", KEEPER_PAGES)
def test_forms_are_for_keepers(cast, client_of, name):
    assert client_of(cast.chief).get(reverse(name)).status_code == 200
    for who in (cast.deputy, cast.auxiliary, cast.guard):
        assert client_of(who).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["community", "grid", "police-room"])
def test_details_are_read_by_staff_and_hidden_from_strangers(cast, client_of, places, name):
    assert client_of(cast.auxiliary).get(address(places, name)).status_code == 200
    assert client_of(cast.guard).get(address(places, name)).status_code == 403
    assert client_of(cast.chief2).get(address(places, name)).status_code == 404


def test_a_stranger_changes_nothing(cast, client_of, places):
    stranger = client_of(cast.chief2)
    community, grid, room, contact = (places[key].pk for key in ("community", "grid", "police-room", "contact"))
    for name, args in [
        ("community-edit", [community]), ("community-posts", [community]), ("grid-edit", [grid]),
        ("grid-hand-over", [grid]), ("police-room-edit", [room]), ("contact-new", [room]),
        ("contact-edit", [room, contact]), ("officer-places", [cast.officer.pk]),
    ]:  # fmt: skip
        assert stranger.get(reverse(name, args=args)).status_code == 404
    for name in ("contact-remove", "contact-phone"):
        assert stranger.post(reverse(name, args=[contact])).status_code == 404


def test_the_community_page_names_everybody(cast, client_of, places):
    content = client_of(cast.auxiliary).get(address(places, "community")).content.decode()
    for words in ("王小明", "冯涛", "第一网格", "前东警务室", "陈主任", "第一社区警务队"):
        assert words in content
    assert reverse("community-posts", args=[places["community"].pk]) not in content
    chief = client_of(cast.chief).get(address(places, "community")).content.decode()
    assert reverse("community-posts", args=[places["community"].pk]) in chief


def test_a_grid_whose_officer_has_left_calls_for_a_successor(cast, client_of, places):
    with in_station(cast.station):
        Officer.objects.filter(pk=cast.officer.pk).update(standing="left")
    client = client_of(cast.chief)
    assert client.get(address(places, "community")).context["gaps"] == [places["grid"]]
    assert client.get(address(places, "grid")).context["gap"]


def test_contact_phones_are_masked_until_somebody_looks(cast, client_of, places):
    client = client_of(cast.auxiliary)
    content = client.get(address(places, "police-room")).content.decode()
    assert "139****2222" in content and "13911112222" not in content
    response = client.post(reverse("contact-phone", args=[places["contact"].pk]))
    assert "13911112222" in response.content.decode() and "no-store" in response["Cache-Control"]
    with in_station(cast.station):
        assert Entry.objects.about(places["police-room"]).get().verb == "police_room.phone_looked"


def test_the_officer_page_gets_its_part_of_places(cast, client_of, places):
    make_industry_officer(cast.officer, "hotel")
    content = client_of(cast.auxiliary).get(reverse("officer-places", args=[cast.officer.pk])).content.decode()
    for words in ('id="officer-places"', "前东社区", "第一网格", "冯涛", reverse("trades")):
        assert words in content
    page = client_of(cast.auxiliary).get(cast.officer.get_absolute_url()).content.decode()
    assert reverse("officer-places", args=[cast.officer.pk]) in page


def test_forms_of_places_do_what_they_say(cast, client_of, places):
    client = client_of(cast.chief)
    community, other = places["community"], make_officer(cast.station)
    client.post(reverse("community-new"), {"code": "CC", "name": "草厂社区"})
    client.post(reverse("community-edit", args=[community.pk]), {"code": "QD", "name": "前东里"})
    posts = {"a": other.pk, "b": places["mate"].pk, "start": "2026-03-01"}
    client.post(reverse("community-posts", args=[community.pk]), posts)
    grid = {"code": "G2", "name": "二", "community": community.pk, "officer": other.pk}
    client.post(reverse("grid-new"), grid)
    client.post(
        reverse("grid-edit", args=[places["grid"].pk]), {"code": "G9", "name": "九", "community": community.pk}
    )
    client.post(reverse("grid-hand-over", args=[places["grid"].pk]), {"officer": other.pk})
    client.post(reverse("trade-edit", args=["school"]), {"officer": other.pk, "start": "2026-03-01"})
    room = {"code": "P1", "name": "巡逻站", "kind": "patrol_post", "services": "户籍、调解"}
    client.post(reverse("police-room-new"), room)
    client.post(reverse("contact-edit", args=[places["police-room"].pk, places["contact"].pk]), {"name": "刘主任"})
    with in_station(cast.station):
        assert set(Community.objects.values_list("name", flat=True)) == {"前东里", "草厂社区"}
        assert CommunityPost.objects.get(role="A", end=None).officer == other
        assert Grid.objects.get(code="G9").officer == other and Grid.objects.count() == 2
        assert PoliceRoom.objects.get(code="P1").services == ["户籍", "调解"]
        assert other.industries.get().industry == "school"
        assert places["police-room"].contacts.get().name == "刘主任"
    client.post(reverse("contact-remove", args=[places["contact"].pk]))
    with in_station(cast.station):
        assert not places["police-room"].contacts.exists()
    assert client.get(reverse("trade-edit", args=["casino"])).status_code == 404


def test_a_refusal_is_shown_in_the_form(cast, client_of, places):
    values = {"a": cast.officer.pk, "b": cast.officer.pk, "start": "2026-03-01"}
    response = client_of(cast.chief).post(reverse("community-posts", args=[places["community"].pk]), values)
    assert response.status_code == 400 and response.context["form"].non_field_errors()


def test_officers_of_another_station_are_no_choice(cast, client_of, places):
    response = client_of(cast.chief).post(
        reverse("grid-hand-over", args=[places["grid"].pk]), {"officer": cast.officer2.pk}
    )
    assert "officer" in response.context["form"].errors


def test_filters_narrow_the_lists(cast, client_of, places):
    other = make_community(cast.station, "大江社区")
    make_police_room(cast.station, "巡逻警务站", kind="patrol_post")
    client = client_of(cast.desk)

    def found(name, **query):
        return [row.name for row in client.get(reverse(name), query).context["page"].object_list]

    assert found("communities", q="大江") == ["大江社区"]
    assert found("communities", team=cast.community_team.pk) == ["前东社区"]
    assert found("grids", community=other.pk) == []
    assert found("grids", q="wxm") == found("grids", q="王小明") == ["第一网格"]
    assert found("police-rooms", kind="patrol_post") == ["巡逻警务站"]


def test_exports_are_recorded(cast, client_of, places, tmp_path):
    for name, value in [("communities", "冯涛"), ("grids", "王小明"), ("police-rooms", "陈主任")]:
        response = client_of(cast.desk).get(reverse(name), {"format": "xlsx"})
        (tmp_path / "list.xlsx").write_bytes(response.content)
        rows = list(load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True))
        assert value in rows[3]
    with in_station(cast.station):
        assert Entry.objects.filter(verb="exported").count() == 3


def queries(client, url, **query):
    client.get(url, query)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, query).status_code == 200
    return len(captured)


def crowd(cast, community):
    """Two more of everything."""
    for _each in range(2):
        new = make_community(cast.station, team=cast.community_team)
        for role in ("A", "B"):
            make_community_post(new, make_officer(cast.station), role)
        make_grid(community, make_officer(cast.station))
        make_contact(make_police_room(cast.station, community=community))
    make_industry_officer(cast.officer, "hotel")
    make_industry_officer(cast.officer, "school")


def test_pages_take_the_same_number_of_queries_for_one_and_three(cast, client_of, places):
    make_industry_officer(cast.officer, "catering")
    client = client_of(cast.chief)
    urls = [reverse(name) for name in LISTS] + [address(places, name) for name in ("community", "police-room")]
    urls.append(reverse("officer-places", args=[cast.officer.pk]))
    before = [queries(client, url) for url in urls]
    crowd(cast, places["community"])
    assert [queries(client, url) for url in urls] == before


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("王小明", "officer"), ("wxm", "officer"), ("wangxiaoming", "officer"), ("010004", "officer"),
        ("qiandongshequ", "community"), ("qdsq", "community"), ("第一网格", "grid"), ("g01", "grid"),
        ("前东警务室", "police-room"), ("qdjws", "police-room"), ("zhzhs", "team"),
    ],
)  # fmt: skip
def test_a_single_hit_is_opened_at_once(cast, client_of, places, text, where):
    target = {"officer": cast.officer.get_absolute_url(), "team": cast.command.get_absolute_url()}
    expected = target.get(where) or address(places, where)
    assert client_of(cast.auxiliary).get(reverse("search"), {"q": text})["Location"] == expected


def test_several_hits_are_grouped_with_few_queries(cast, client_of, places):
    make_officer(cast.station, "王芳")
    client = client_of(cast.auxiliary)
    content = client.get(reverse("search"), {"q": "wang"}).content.decode()
    assert "王小明" in content and "王芳" in content
    everything = client.get(reverse("search"), {"q": "前东"})
    assert [group.icon for group in everything.context["groups"]] == ["building-community", "building"]
    idle = queries(client, reverse("search"))
    assert queries(client, reverse("search"), q="前东") - idle <= 6


def test_the_search_stays_in_the_station(cast, client_of, places):
    for text in ("王小明", "前东", "G01"):
        assert client_of(cast.chief2).get(reverse("search"), {"q": text}).context["total"] == 0
