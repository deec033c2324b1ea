"""A world written again is the world that was made."""

import pytest
from django.apps import apps
from django.db import transaction
from django_scopes import scopes_disabled

from stations.organisation.models import Officer, Station, User
from tests.factories import make_cast, make_officer, make_rotation
from tests.factories.kept import kept

pytestmark = pytest.mark.django_db
MODELS = ("User", "Officer", "OfficerEvent", "Team", "Duty", "SectionMembership", "Community")


def rows() -> dict[str, list]:
    with scopes_disabled():
        return {name: list(apps.get_model("stations", name).objects.order_by("pk").values()) for name in MODELS}


def and_undone(make):
    """What somebody makes in a transaction that is rolled back, and the rows it left there."""
    with transaction.atomic():
        made, left = make(), rows()
        transaction.set_rollback(True)
    return made, left


@pytest.mark.parametrize("make", [make_cast, make_rotation])
def test_the_same_rows_stand_in_the_database_with_their_history(make):
    (first, left), (again, left_again) = and_undone(make), and_undone(make)
    assert left == left_again
    assert left["User"] and left["OfficerEvent"]
    assert first.chief == again.chief and first.chief is not again.chief


def test_what_one_test_does_to_an_object_no_other_sees():
    made, _left = and_undone(make_cast)
    made.chief.user.name = "改名"
    again, _left = and_undone(make_cast)
    assert again.chief.user.name == "赵志远"
    assert again.officer.station is again.station


def test_beside_another_world_one_is_made_anew():
    one = make_cast()
    other = make_rotation("XX")
    with scopes_disabled():
        assert {one.station, other.station} <= set(Station.objects.all())
        assert len(set(Officer.objects.values_list("pk", flat=True))) == 7 + 34


def test_a_world_goes_on_as_any_other():
    and_undone(make_cast)
    cast = make_cast()
    newcomer = make_officer(cast.station)
    with scopes_disabled():
        assert newcomer.pk > cast.officer2.pk
        cast.deputy.refresh_from_db()
        assert User.objects.filter(home_station=cast.station).count() == 7


def test_arguments_make_worlds_of_their_own():
    made = kept(lambda number: [make_officer(Station.objects.create(code=f"K{number}"))])
    (first, _), (second, left) = (and_undone(lambda number=number: made(number)) for number in (1, 2))
    assert first != second
    assert [row["id"] for row in left["Officer"]] == [second[0].pk]
