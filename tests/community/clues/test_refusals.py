"""What clues refuse, each by its code, and nothing is kept of what was refused."""

import uuid
from decimal import Decimal

import pytest

from community.clues import actions, defaults, giving, rules
from community.clues.models import Clue, Message, Scene
from stations.incidents.models import Incident
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.clues import make_clue, make_scene
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


def refused(do) -> str:
    """The code of the refusal."""
    with pytest.raises((RuleBroken, NotAllowed)) as refusal:
        do()
    return refusal.value.code


def test_what_is_given_names_a_scene_in_use_and_a_place_here(street):
    Scene.objects.filter(pk=street.scene.pk).update(active=False)
    closed = Scene.objects.get(pk=street.scene.pk)
    give = lambda **told: make_clue(street.station, street.giver, told.pop("scene", None), **told)  # noqa: E731
    assert refused(lambda: give(scene=closed)) == "scene_closed"
    assert refused(lambda: give(place="")) == "no_place"
    assert refused(lambda: give(place="", lat=1.0, lng=1.0)) == "position"
    pictures = [("a.jpg", jpeg())] * (giving.MOST_FILES + 1)
    assert refused(lambda: give(files=pictures)) == "file.too_many"
    assert not Clue.objects.exists() and not Incident.objects.exists()


def test_a_giver_who_gives_without_end_is_asked_to_call(street, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    for _one in range(2):
        make_clue(street.station, street.giver, street.scene)
    assert refused(lambda: make_clue(street.station, street.giver, street.scene)) == "too_many"
    assert Clue.objects.count() == 2


def test_a_word_says_something(street):
    clue = make_clue(street.station, street.giver, street.scene)
    assert refused(lambda: actions.write(clue=clue, words="  ", client_id=uuid.uuid4())) == "empty"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "numbers", [{"hazards_removed": -1}, {"persons_caught": 201}, {"loss_prevented": Decimal(10) ** 9 + 1}]
)
def test_numbers_of_an_outcome_are_believable(street, numbers):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    assert refused(lambda: actions.record_outcome(clue=clue, actor=street.officer.user, **numbers)) == "numbers"


def test_an_outcome_that_says_nothing_is_neither_recorded_nor_verified(street):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    nothing = lambda: actions.record_outcome(clue=clue, actor=street.officer.user)  # noqa: E731
    assert refused(nothing) == "says_nothing"
    assert Clue.objects.get().recorded_by is None
    Clue.objects.update(recorded_by=street.officer.user)
    assert refused(lambda: actions.verify(clue=clue, actor=street.cast.chief.user)) == "says_nothing"
    Clue.objects.update(finding="confirmed", recorded_by=None)
    nothing()
    assert actions.verify(clue=clue, actor=street.cast.chief.user).verified_at


def test_an_outcome_goes_back_by_who_may_verify_it_and_with_a_reason(street):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    back = lambda who, reason="proof": actions.object_to(clue=clue, actor=who.user, reason=reason)  # noqa: E731
    assert refused(lambda: back(street.cast.chief)) == "no_outcome"
    actions.record_outcome(clue=clue, actor=street.cast.deputy.user, persons_caught=1)
    assert refused(lambda: back(street.cast.deputy)) == "own"
    refused(lambda: back(street.cast.officer))
    assert refused(lambda: back(street.cast.chief, "")) == "no_reason"
    assert Clue.objects.get().recorded_by == street.cast.deputy.user


def test_two_scenes_never_share_a_code(street):
    other = make_scene(street.station)
    values = {
        "code": street.scene.code, "name": "又一个", "picture": "eye", "category": other.category, "urgent": False,
        "card": "", "order": 1, "active": True,
    }  # fmt: skip
    save = lambda: defaults.save_scene(station=street.station, actor=street.cast.chief.user, scene=other, **values)  # noqa: E731
    assert refused(save) == "code_taken"


def test_a_clue_is_dealt_with_by_who_is_in_charge(street):
    clue = make_clue(street.station, street.giver, street.scene, protection="named", **street.here)
    assert refused(lambda: actions.write(
        clue=clue, words="您好", client_id=uuid.uuid4(), actor=street.cast.officer.user
    )) == "in_charge_only"  # fmt: skip
    assert refused(lambda: actions.assign(
        clue=clue, officer=street.cast.officer, actor=street.officer.user
    )) == "desk_only"  # fmt: skip
