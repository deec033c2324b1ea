"""The office's and the members' pages: who opens them, another station, posters, the ranked list."""

import pytest
from django.urls import reverse

from community.wishes.models import Voice, Wish, WishScene
from stations.kit.scoping import in_station
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(street):
    return make_wish(street.station, street.community, words="夜里常有人撬锁", **street.here)


def test_the_list_is_ranked_and_says_why(street, wish, client_of):
    more = make_wish(street.station, street.community, place="西门口", **street.here)
    Wish.objects.filter(pk=more.pk).update(residents=5)
    page = client_of(street.officer).get(reverse("wishes")).content.decode()
    assert page.index("西门口") < page.index("东门口") and 'data-text="1"' in page


def test_the_officer_of_the_community_accepts_and_others_read_the_reason(street, wish, client_of):
    address = reverse("wish-verb", args=[wish.pk, "accept"])
    form = {"place": "3号楼门口", "point": "39.8990, 116.4000"}
    assert client_of(street.cast.desk).post(address, form).status_code == 403
    assert client_of(street.officer).post(address, form).status_code == 302
    wish.refresh_from_db()
    assert (wish.state, wish.place) == ("accepted", "3号楼门口")
    page = client_of(street.officer).get(wish.get_absolute_url())
    assert page.status_code == 200 and "夜里常有人撬锁" in page.content.decode()


def test_who_stands_in_for_the_officer_accepts_too(street, wish, client_of, monkeypatch):
    colleague, address = street.cast.desk, reverse("wish-verb", args=[wish.pk, "accept"])
    assert client_of(colleague).post(address, {"place": "东门"}).status_code == 403
    owner = frozenset({street.officer.pk})
    monkeypatch.setattr("community.wishes.standing.stands_in_for", lambda user: owner)
    assert client_of(colleague).post(address, {"place": "东门"}).status_code == 302


def test_declining_needs_words(street, wish, client_of):
    address, officer = reverse("wish-verb", args=[wish.pk, "decline"]), client_of(street.officer)
    assert officer.post(address, {"words": ""}).status_code == 400
    officer.post(address, {"words": "小区内部，已转物业"})
    wish.refresh_from_db()
    assert (wish.state, wish.answer) == ("declined", "小区内部，已转物业")


def test_merging_joins_two(street, wish, client_of):
    other = make_wish(street.station, street.community, place="西门口", **street.here)
    address = reverse("wish-verb", args=[other.pk, "merge"])
    assert client_of(street.officer).get(address).status_code == 200
    client_of(street.officer).post(address, {"into": wish.pk})
    assert Wish.objects.get(pk=other.pk).main_id == wish.pk


@pytest.mark.parametrize("name", ["wishes", "wish-list", "wish-scenes", "wish-posters", "wish-poster"])
def test_strangers_and_members_have_no_business_here(street, client_of, name):
    assert client_of(street.member).get(reverse(name)).status_code == 403
    assert client_of(street.officer).get(reverse(name)).status_code == 200


def test_a_wish_of_another_station_does_not_exist(street, wish, client_of):
    other = client_of(street.cast.chief2)
    assert other.get(wish.get_absolute_url()).status_code == 404
    assert other.get(reverse("wish-verb", args=[wish.pk, "accept"])).status_code == 404


def test_weights_and_reasons_are_the_stations(street, client_of):
    chief, officer = client_of(street.cast.chief), client_of(street.officer)
    assert officer.get(reverse("wish-settings")).status_code == 403
    page = chief.get(reverse("wish-settings"))
    assert page.status_code == 200
    assert chief.post(reverse("wish-scenes-install")).status_code == 302 and WishScene.objects.count() > 5
    form = {"code": "dogs", "name": "犬只伤人", "picture": "eye", "order": 9, "active": "on"}
    assert chief.post(reverse("wish-scene-new"), form).status_code == 302
    assert chief.post(reverse("wish-scene-new"), form).status_code == 400


def test_posters_are_pdfs_for_the_station_and_each_community(street, client_of):
    officer = client_of(street.officer)
    for address in (reverse("wish-poster"), reverse("wish-poster-community", args=[street.community.pk])):
        answer = officer.get(address)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_the_list_leaves_the_house_without_residents(street, wish, client_of):
    answer = client_of(street.officer).get(reverse("wish-list"), {"format": "csv", "state": "open"})
    told = b"".join(answer).decode("utf-8-sig")
    assert "东门口" in told and "撬锁" not in told


@pytest.mark.parametrize("which", ["own", "planned", "in_time"])
def test_the_list_opens_what_a_figure_counts(street, wish, client_of, which):
    assert client_of(street.officer).get(reverse("wish-list"), {"which": which}).status_code == 200


def test_a_member_wishes_under_the_own_account_and_follows_it(street, client_of):
    member = client_of(street.member)
    assert street.scene.name in member.get(reverse("my-wishes")).content.decode()
    form = {"place": "南门", "community": street.community.pk, "band": "evening", "days": "any",
            "client_id": "11111111-1111-4111-8111-111111111111"}  # fmt: skip
    answer = member.post(reverse("my-wish-new", args=[street.scene.pk]), form)
    made = Wish.objects.get()
    assert answer.url == reverse("my-wish", args=[made.pk]) and Voice.objects.get().user == street.member
    assert "南门" in member.get(answer.url).content.decode()


def test_somebody_elses_wish_is_not_mine(street, wish, client_of):
    member = client_of(street.member)
    assert member.get(reverse("my-wish", args=[wish.pk])).status_code == 404
    assert member.post(reverse("my-wish-well", args=[wish.pk])).status_code == 404


def test_no_page_of_the_office_shows_who_wished(street, client_of):
    with in_station(street.station):
        made = make_wish(street.station, street.community, phone="13712345678", user=street.member, **street.here)
    chief = client_of(street.cast.chief)
    for address in (reverse("wishes"), reverse("wish-list"), made.get_absolute_url()):
        page = chief.get(address).content.decode()
        assert "13712345678" not in page and street.member.name not in page
