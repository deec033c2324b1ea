"""A receipt code typed on another room's page is not "unknown": the page says where it belongs and opens it there."""

import pytest
from django.test import Client
from django.urls import reverse

from stations.kit import receipts
from stations.kit.scoping import in_station
from tests.factories import make_community
from tests.factories.clues import make_clue
from tests.factories.enterprises import make_building
from tests.factories.forum import make_question
from tests.factories.partners import make_demand
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db

CODE = "ABCDEFGH2345"
PAGES = ("clue-receipt", "forum-receipt", "wish-receipt", "demand-receipt")


def given(room: str, cast, kept: str):
    """Something given without a login in a room, followed by the code."""
    station = cast.station
    with in_station(station):
        community = make_community(station, "雅宝里社区")
        if room == "clue-receipt":
            row = make_clue(station)
        elif room == "forum-receipt":
            row = make_question(station)
        elif room == "wish-receipt":
            row = make_wish(station, community).voices.get()
        else:
            row = make_demand(station, building=make_building(station))
        type(row).objects.filter(pk=row.pk).update(receipt_digest=kept)


def look(page: str, code: str = CODE):
    return Client(enforce_csrf_checks=True).post(reverse(page), {"receipt": code})


@pytest.mark.parametrize("room", PAGES)
def test_every_page_names_the_room_of_a_code_and_opens_it_there(cast, room):
    given(room, cast, receipts.digest(CODE))
    for page in PAGES:
        shown = look(page).content.decode()
        leads = f'<form method="post" action="{reverse(room)}"><input type="hidden" name="receipt" value="{CODE}">'
        leads += '<button class="btn btn-primary mt-2"'
        assert (leads in shown) is (page != room), page
        assert 'role="alert"' in shown or page == room
        assert "雅宝路8号" not in shown or page == room


@pytest.mark.parametrize("page", PAGES)
def test_a_code_of_nobody_is_unknown_everywhere(cast, page):
    shown = look(page).content.decode()
    assert "fg-tone-danger" in shown and shown.count("<form") == 1


def test_looking_is_counted_once_for_all_pages(cast, monkeypatch):
    monkeypatch.setattr("stations.access.public.CODES_PER_ADDRESS", 3)
    assert [look(page, f"ABCDEFGH234{n}").status_code for n, page in enumerate(PAGES, 2)] == [200, 200, 200, 429]


def test_one_code_is_asked_so_often_within_the_hour_on_whatever_page(cast, monkeypatch):
    monkeypatch.setattr("stations.access.public.TIMES_PER_CODE", 2)
    assert [look(page).status_code for page in PAGES] == [200, 200, 429, 429]


@pytest.mark.parametrize("page", PAGES)
def test_a_code_of_nobody_costs_as_many_questions_as_one_of_another_room(cast, page, django_assert_num_queries):
    given(PAGES[PAGES.index(page) - 1], cast, receipts.digest(CODE))
    with django_assert_num_queries(5):
        look(page)
    with django_assert_num_queries(5):
        look(page, "ABCDEFGH2346")
