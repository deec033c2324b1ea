"""The pages of the station's own lists."""

import pytest
from django.urls import reverse

from stations.catalogue.models import Category, Element, Spot
from tests.factories import make_category, make_spot

pytestmark = pytest.mark.usefixtures("in_one")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_empty_tree_offers_the_starting_set_to_who_may_enter_it(cast, client_of):
    assert reverse("categories-defaults") in text(client_of(cast.desk).get(reverse("categories")))
    assert reverse("categories-defaults") not in text(client_of(cast.officer).get(reverse("categories")))
    client_of(cast.desk).post(reverse("categories-defaults"))
    assert Category.objects.filter(level=4).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_costs_the_same_however_large(cast, client_of, django_assert_max_num_queries, count):
    top = make_category(cast.station, "纠纷")
    for number in range(count):
        make_category(cast.station, f"纠纷{number}", parent=top)
    desk = client_of(cast.desk)
    desk.get(reverse("categories"))
    with django_assert_max_num_queries(12):
        assert f"纠纷{count - 1}" in text(desk.get(reverse("categories")))


def test_a_search_shows_what_fits_and_what_lies_above(cast, client_of):
    top = make_category(cast.station, "纠纷")
    make_category(cast.station, "漏水", parent=top)
    make_category(cast.station, "停车", parent=top)
    page = text(client_of(cast.officer).get(reverse("categories"), {"q": "ls"}))
    assert "漏水" in page
    assert "纠纷" in page
    assert "停车" not in page


def test_the_tree_is_exported_as_a_list(cast, client_of):
    make_category(cast.station, "纠纷")
    answer = client_of(cast.desk).get(reverse("categories"), {"format": "csv"})
    assert "纠纷" in answer.content.decode("utf-8-sig")


def test_a_category_is_entered_below_another_changed_and_retired(cast, client_of):
    top, desk = make_category(cast.station, "纠纷", code="D"), client_of(cast.desk)
    text(desk.get(reverse("category-new"), {"parent": top.pk}))
    desk.post(reverse("category-new"), {
        "parent": top.pk, "kind": "", "code": "D01", "name": "漏水", "fold": "dispute", "grade": "3", "order": "",
    })  # fmt: skip
    row = Category.objects.get(code="D01")
    assert row.path == "纠纷 / 漏水"
    desk.post(reverse("category-edit", args=[row.pk]), {
        "code": "D01", "name": "漏水纠纷", "fold": "dispute", "grade": "2", "order": "5",
    })  # fmt: skip
    desk.post(reverse("category-use", args=[row.pk]))
    row.refresh_from_db()
    assert (row.name, row.grade, row.active) == ("漏水纠纷", 2, False)
    assert "漏水纠纷" in text(desk.get(reverse("category", args=[row.pk])))


def test_a_top_category_says_its_kind(cast, client_of):
    sent = {"code": "D", "name": "纠纷", "fold": "dispute", "grade": "3"}
    answer = client_of(cast.desk).post(reverse("category-new"), sent)
    assert answer.status_code == 400
    assert not Category.objects.exists()


def test_elements_are_entered_and_changed(cast, client_of):
    desk = client_of(cast.desk)
    desk.post(reverse("element-new"), {"code": "Y01", "name": "旅店", "order": "", "active": "on"})
    row = Element.objects.get()
    desk.post(reverse("element", args=[row.pk]), {"code": "Y01", "name": "旅馆", "order": "2"})
    row.refresh_from_db()
    assert (row.name, row.order, row.active) == ("旅馆", 2, False)
    assert "旅馆" in text(desk.get(reverse("elements")))


def test_places_are_listed_searched_entered_and_merged(cast, client_of):
    desk = client_of(cast.desk)
    desk.post(reverse("spot-new"), {"name": "大观楼", "address": "大栅栏 36 号", "point": "116.4, 39.9"})
    row = Spot.objects.get()
    assert (row.lat, row.lng) == (39.9, 116.4)
    other = make_spot(cast.station, "大观楼影城")
    assert "大观楼影城" in text(desk.get(reverse("spots"), {"q": "dgl"}))
    assert "大观楼影城" in text(desk.get(reverse("spot-merge", args=[row.pk])))
    desk.post(reverse("spot-merge", args=[row.pk]), {"gone": other.pk})
    assert list(Spot.objects.all()) == [row]
    assert "大观楼" in text(desk.get(reverse("spot", args=[row.pk])))


def test_a_point_from_a_chinese_map_is_moved(cast, client_of):
    client_of(cast.desk).post(reverse("spot-new"), {"name": "商场", "point": "39.9, 116.4", "gcj": "on"})
    row = Spot.objects.get()
    assert 0.0005 < 39.9 - row.lat < 0.005
    assert 0.003 < 116.4 - row.lng < 0.01


@pytest.mark.parametrize("name", ["category", "spot", "element"])
def test_another_stations_rows_are_not_there(cast, client_of, name):
    made = {
        "category": lambda: make_category(cast.station2), "spot": lambda: make_spot(cast.station2),
        "element": lambda: Element.objects.create(station=cast.station2, code="Y", name="旅店"),
    }  # fmt: skip
    assert client_of(cast.desk).get(reverse(name, args=[made[name]().pk])).status_code == 404


@pytest.mark.parametrize("name", ["category-new", "element-new", "spot-new"])
def test_officers_read_the_lists_and_do_not_change_them(cast, client_of, name):
    assert client_of(cast.officer).get(reverse(name)).status_code == 403


def test_choosers_are_answered_in_json(cast, client_of):
    make_category(cast.station, "漏水纠纷")
    make_spot(cast.station, "金店一条街")
    officer = client_of(cast.officer)
    assert officer.get(reverse("categories-find"), {"q": "lsjf"}).json()["results"][0]["name"] == "漏水纠纷"
    assert officer.get(reverse("spots-find"), {"q": "jd"}).json()["results"][0]["name"] == "金店一条街"
    assert client_of(cast.guard).get(reverse("spots-find")).status_code == 403
