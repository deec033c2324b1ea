"""Wish, or join: once a form, one voice a phone, a number, a member."""

import uuid

import pytest
from django.apps import apps
from django.utils import timezone

from community.wishes import giving
from community.wishes.models import Contact, Voice, Wish
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.wishes import make_wish, make_wish_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(street):
    return make_wish(street.station, street.community, device="phone-1", **street.here)


def join(wish, **fields):
    return giving.join(wish=wish, **({"client_id": uuid.uuid4()} | fields))


def residents(wish):
    return Wish.objects.values_list("residents", flat=True).get(pk=wish.pk)


def test_the_community_is_found_from_the_point(street, wish):
    assert wish.community == street.community and wish.state == "submitted"


def test_the_same_form_is_the_same_wish_with_the_same_code(street):
    key, told = uuid.uuid4(), {"scene": street.scene, "community": street.community, "place": "东门", "band": "night"}
    given = [giving.wish(station=street.station, client_id=key, **told) for _time in range(3)]
    assert len({one.receipt for one in given}) == 1 and Wish.objects.count() == 1
    with pytest.raises(RuleBroken):
        giving.wish(station=street.station, client_id=key, **told | {"place": "西门"})


def test_a_phone_that_joins_twice_counts_once_and_sees_its_code_again(wish):
    first = join(wish, device="phone-2")
    again = join(wish, device="phone-2")
    assert (first.counted, again.counted) == (True, False) and first.receipt == again.receipt
    assert (first.wish.residents, again.wish.residents) == (2, 2)
    assert residents(wish) == 2
    assert join(wish, device="phone-1").counted is False


def test_a_number_counts_once_and_nobody_learns_that_it_had_joined(wish):
    join(wish, device="phone-2", phone="13712345678")
    other = join(wish, device="phone-3", phone="13712345678")
    assert residents(wish) == 2 and Contact.objects.count() == 1
    assert other.joined and len(other.receipt) == 12


def test_a_member_counts_once(street, wish):
    assert join(wish, user=street.member).counted
    assert not join(wish, user=street.member).counted
    assert residents(wish) == 2


def test_somebody_who_has_not_agreed_wishes_on_the_public_page(street, wish):
    with pytest.raises(NotAllowed):
        join(wish, user=street.cast.guard)


def test_marks_of_one_phone_at_two_wishes_cannot_be_put_together(street, wish):
    make_wish(street.station, street.community, device="phone-1", place="西门口", **street.here)
    marks = list(Voice.objects.values_list("mark", flat=True))
    assert len(marks) == len(set(marks)) == 2 and not any("phone" in mark for mark in marks)


def test_the_same_wish_near_by_is_offered_in_the_same_band_only(street, wish):
    ask = {"station": street.station, "community": street.community, "place": "别处", "at": timezone.now()}
    lat, lng = street.here.values()
    assert [row for row, _away in giving.near_same(band="night", lat=lat + 0.0005, lng=lng, **ask)] == [wish]
    assert giving.near_same(band="day", lat=lat, lng=lng, **ask) == []
    assert giving.near_same(band="night", lat=lat + 0.003, lng=lng, **ask) == []


def test_without_points_the_same_words_in_the_same_community_are_the_same(street):
    wish = make_wish(street.station, street.community, place="3 号楼")
    ask = {"station": street.station, "community": street.community, "at": timezone.now(), "lat": None, "lng": None}
    assert giving.near_same(band="night", place="3号楼", **ask) == [(wish, None)]
    more = make_wish(street.station, street.community, place="3号楼")
    join(more, device="phone-2")
    assert giving.near_same(band="night", place="3号楼", **ask) == [(more, None), (wish, None)]


def test_a_closed_reason_and_a_closed_door(street):
    scene = make_wish_scene(street.station, "old", active=False)
    with pytest.raises(RuleBroken):
        make_wish(street.station, street.community, scene=scene)


def test_no_history_row_of_a_wish_holds_form_number_or_mark(wish):
    names = {field.name for field in apps.get_model("community", "WishEvent")._meta.get_fields()}
    assert not names & {"client_id", "mark", "phone", "receipt_digest"}
    models = {model.__name__ for model in apps.get_app_config("community").get_models()}
    assert not models & {"VoiceEvent", "ContactEvent"}
