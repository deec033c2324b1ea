"""The end of the quarter: everybody is answered, numbers go, figures stay; again changes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from community.wishes import actions, clearing, giving, rules, sending
from community.wishes.models import Contact, QuarterList, Voice, Wish
from community.wishes.tasks import keep_house, tell
from stations.errands import actions as errands
from stations.errands.models import Errand
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(street):
    """Two wishes of the quarter before: one only submitted, one taken up."""
    first = rules.quarter_of(timezone.localdate())
    moment = timezone.now() - timedelta(days=(timezone.localdate() - first).days + 10)
    given = [
        make_wish(street.station, street.community, at=moment, place=place, device=place, phone=phone, **street.here)
        for place, phone in (("东门口", "13712345678"), ("西门口", "13712345679"))
    ]
    actions.accept(wish=given[1], actor=street.officer.user)
    return given


def test_open_ones_are_told_why_numbers_go_and_figures_stay(street, old, monkeypatch):
    sent = []
    monkeypatch.setattr(sending, "hand_over", lambda way, message: sent.append(message.recipient.phone))
    fresh = make_wish(street.station, street.community, place="南门口", **street.here)
    done = keep_house()
    rows = {row.place: row for row in Wish.objects.all()}
    assert done["cleared"] == 1 and rows["东门口"].state == rows["西门口"].state == "cleared"
    assert rows["东门口"].answer != rows["西门口"].answer and rows["南门口"].state == fresh.state
    assert sorted(sent) == ["13712345678", "13712345679"] and Contact.objects.count() == 0
    listed = QuarterList.objects.get()
    assert (listed.wishes, listed.residents, listed.cleared, listed.answered) == (2, 2, 2, 0)
    assert Errand.objects.get().state == "lapsed"


@pytest.mark.parametrize("carried", [True, False])
def test_what_was_passed_and_not_confirmed_is_answered_as_walked(street, old, monkeypatch, carried):
    monkeypatch.setattr(sending, "hand_over", lambda way, message: None)
    errand = Errand.objects.get()
    Errand.objects.update(state="planned", carrier="test", carrier_key="thing:1")
    Wish.objects.filter(errand=errand).update(state="planned", planned_at=errand.asked_at)
    errands.passed(errand=errand, key="walk:1", at=timezone.now())
    if not carried:
        errands.release(errand=errand, actor=None, system=True)
    keep_house()
    wish = Wish.objects.get(errand=errand)
    assert wish.state == "answered" and "西门口" in wish.answer
    assert Errand.objects.get().state == "done"


def test_the_patrols_hear_what_a_wish_weighs_today(street):
    wish = make_wish(street.station, street.community, **street.here)
    actions.accept(wish=wish, actor=street.officer.user)
    before = Errand.objects.get()
    giving.join(wish=wish, client_id=uuid.uuid4(), device="phone-2")
    assert keep_house()["weighed"] == 1 and keep_house()["weighed"] == 0
    after = Errand.objects.get()
    assert after.weight == before.weight + 10 and after.grounds != before.grounds


def test_a_second_beat_changes_nothing(street, old, monkeypatch):
    monkeypatch.setattr(sending, "hand_over", lambda way, message: None)
    keep_house()
    before = list(Wish.objects.order_by("pk").values("state", "answer", "closed_at"))
    assert keep_house()["cleared"] == 0 and tell() == 0
    assert clearing.clear(station=street.station, quarter=old[0].quarter, at=timezone.now()) is None
    assert list(Wish.objects.order_by("pk").values("state", "answer", "closed_at")) == before
    assert QuarterList.objects.count() == 1


def test_a_number_that_cannot_be_told_goes_a_day_later_at_the_latest(street, old, monkeypatch):
    def away(way, message):
        raise sending.NotTaken("HTTP 502")

    monkeypatch.setattr(sending, "hand_over", away)
    keep_house()
    assert Contact.objects.count() == 2
    clearing.forget(station=street.station, at=timezone.now() + timedelta(days=2))
    assert Contact.objects.count() == 0 and Voice.objects.count() == 2


def test_codes_still_read_the_answer_for_a_quarter(street, old):
    clearing.clear_missing(station=street.station, at=timezone.now())
    clearing.forget(station=street.station, at=timezone.now())
    assert Voice.objects.filter(wish__in=old).count() == 2
    Wish.objects.filter(pk=old[0].pk).update(words="家住3号楼")
    clearing.forget(station=street.station, at=timezone.now() + timedelta(days=100))
    events = apps.get_model("community", "WishEvent").objects
    assert not events.exclude(words="").exists() and not Wish.objects.exclude(words="").exists()
    assert not Voice.objects.filter(wish__in=old).exists() and Wish.objects.count() == 2


def test_several_missed_quarters_are_all_cleared(street):
    for days in (400, 200, 120):
        make_wish(street.station, street.community, at=timezone.now() - timedelta(days=days), **street.here)
    wanted = Wish.objects.order_by().values("quarter").distinct().count()
    assert len(clearing.clear_missing(station=street.station, at=timezone.now())) == wanted


def test_walked_and_unanswered_the_house_answers_with_the_words_prepared(street):
    wish = make_wish(street.station, street.community, **street.here)
    errand = actions.accept(wish=wish, actor=street.officer.user).errand
    Wish.objects.filter(pk=wish.pk).update(
        state="walked", answer="已巡逻 1 次", walked_at=timezone.now() - timedelta(hours=30), errand=errand
    )
    assert keep_house()["answered"] == 1 and keep_house()["answered"] == 0
    assert Wish.objects.get().state == "answered"
