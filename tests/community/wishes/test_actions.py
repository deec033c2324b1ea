"""From the wish to the answer; the step table walked whole."""

import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.wishes import actions, giving, own, rules, sending
from community.wishes.models import Contact, Voice, Wish
from community.wishes.words import Band, State
from stations.errands import actions as errands
from stations.errands import registry
from stations.errands.models import Errand
from stations.errands.registry import Carrier, Offer
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.adapters import NotTaken
from stations.organisation.rules import commands
from tests.factories.wishes import make_wish

VERBS = sorted({step.verb for step in rules.STEPS.steps})
TABLE = {(step.source, step.verb) for step in rules.STEPS.steps}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_step_of_the_table(state, verb):
    wish = SimpleNamespace(state=state, errand=None, community_id=1)
    assert bool(rules.STEPS.check(wish, verb, None, timezone.now())) == ((state, verb) in TABLE)


@given(st.datetimes())
def test_every_moment_lies_in_exactly_one_band(moment):
    assert sum(rules.in_band(band, moment) for band in Band) == 1


@given(st.dates())
def test_a_quarter_begins_on_its_first_day_and_ends_before_the_next(day):
    if day.year > 9990:
        return
    first = rules.quarter_of(day)
    assert first <= day < rules.quarter_end(first) and rules.quarter_of(first) == first


db = pytest.mark.django_db


@pytest.fixture
def carrier(monkeypatch):
    """Something that carries, for whoever commands."""
    monkeypatch.setattr(registry, "_carriers", dict(registry._carriers))
    offer = Offer("thing:1", "31号路线")
    registry.register_carrier(
        Carrier("test", "测试", "route", commands, lambda errand, at: [offer], lambda errand, key: offer)
    )


@pytest.fixture
def wish(street):
    return make_wish(street.station, street.community, device="phone-1", phone="13712345678", **street.here)


def walked(street, wish) -> Wish:
    chief = street.cast.chief.user
    accepted = actions.accept(wish=wish, actor=street.officer.user)
    errands.plan(errand=accepted.errand, carrier="test", key="thing:1", actor=chief)
    errands.passed(errand=accepted.errand, key="walk:1", at=timezone.now())
    errands.finish(errand=accepted.errand, actor=chief)
    return Wish.objects.get(pk=wish.pk)


@db
def test_accepting_asks_the_patrols_without_the_residents_words(street):
    wish = make_wish(street.station, street.community, words="王建国家门口", place="王建国家门口", **street.here)
    accepted = actions.accept(wish=wish, actor=street.officer.user, place="3号楼门口")
    errand = accepted.errand
    assert (accepted.state, errand.state, errand.place) == ("accepted", "asked", "3号楼门口")
    assert "王建国" not in f"{errand.title}{errand.why}{errand.place}{errand.grounds}"
    assert (errand.starts.hour, errand.ends.hour, errand.source) == (21, 0, f"wish:{wish.pk}")


@db
def test_from_the_wish_to_the_answer(street, wish, carrier):
    done = walked(street, wish)
    assert done.state == "walked" and done.planned_at and done.answer
    told = actions.answer(wish=done, words="已巡逻两次", actor=street.officer.user)
    assert (told.state, told.answer) == ("answered", "已巡逻两次") and Contact.objects.get().due_at


@db
def test_off_the_route_it_is_accepted_again_and_a_refusal_is_seen(street, wish, carrier):
    chief = street.cast.chief.user
    accepted = actions.accept(wish=wish, actor=street.officer.user)
    errands.plan(errand=accepted.errand, carrier="test", key="thing:1", actor=chief)
    errands.decline(errand=accepted.errand, actor=chief, reason="道路施工")
    back = Wish.objects.select_related("errand").get(pk=wish.pk)
    assert back.state == "accepted" and rules.refused_by_patrols(back)
    again = actions.accept(wish=back, actor=street.officer.user)
    assert again.errand.state == "asked" and Errand.objects.count() == 1


@db
def test_what_is_asked_for_is_not_asked_again(street, wish):
    accepted = actions.accept(wish=wish, actor=street.officer.user)
    with pytest.raises(RuleBroken):
        actions.accept(wish=accepted, actor=street.officer.user)


@db
def test_officers_of_other_communities_do_not_decide(street, wish):
    with pytest.raises(NotAllowed):
        actions.accept(wish=wish, actor=street.cast.auxiliary.user)


@db
def test_declined_with_words_the_errand_is_called_off(street, wish):
    accepted = actions.accept(wish=wish, actor=street.officer.user)
    with pytest.raises(RuleBroken):
        actions.decline(wish=accepted, actor=street.officer.user, words=" ")
    declined = actions.decline(wish=accepted, actor=street.officer.user, words="该处属小区内部，已转物业")
    assert declined.state == "declined" and Errand.objects.get().state == "lapsed"


@db
def test_merged_its_residents_count_there_and_read_that_answer(street, wish, carrier):
    other = make_wish(street.station, street.community, device="phone-2", place="西门口", **street.here)
    actions.merge(wish=other, into=wish, actor=street.officer.user)
    wish.refresh_from_db()
    assert wish.residents == 2 and Wish.objects.get(pk=other.pk).main_id == wish.pk
    done = walked(street, wish)
    actions.answer(wish=done, words="已巡逻", actor=street.officer.user)
    voice = Voice.objects.get(wish=other)
    assert actions.say_well(voice=voice, well=True) and not actions.say_well(voice=voice, well=False)
    done.refresh_from_db()
    assert (done.done_well, done.not_well) == (1, 0)
    with pytest.raises(RuleBroken):
        actions.merge(wish=wish, into=wish, actor=street.officer.user)


@db
def test_the_number_is_told_once_and_goes(street, wish, carrier, monkeypatch):
    sent = []
    monkeypatch.setattr(sending, "hand_over", lambda way, message: sent.append((way, message)))
    done = walked(street, wish)
    assert sending.send_due(station=street.station, at=timezone.now()) == 0
    actions.answer(wish=done, words="已巡逻", actor=street.officer.user)
    assert [sending.send_due(station=street.station, at=timezone.now()) for _time in range(2)] == [1, 0]
    way, message = sent[0]
    assert way == "sms" and message.recipient.phone == "13712345678" and "东门口" not in message.body
    assert Contact.objects.get().phone == ""


@db
def test_a_gateway_that_is_away_is_tried_again(street, wish, carrier, monkeypatch):
    def away(way, message):
        raise NotTaken("HTTP 502")

    monkeypatch.setattr(sending, "hand_over", away)
    actions.decline(wish=wish, actor=street.officer.user, words="不属于巡逻事项")
    for _time in range(sending.MOST_TRIES):
        sending.send_due(station=street.station, at=timezone.now())
    row = Contact.objects.get()
    assert (row.tries, row.failed, row.phone) == (sending.MOST_TRIES, "not_taken", "")


@db
def test_my_data_lists_my_wishes_and_forgets_that_they_were_mine(street, wish):
    giving.join(wish=wish, client_id=uuid.uuid4(), user=street.member)
    assert len(own._rows(street.member.member)) == 1
    own._erase(street.member.member)
    assert own._rows(street.member.member) == [] and Wish.objects.get().residents == 2
