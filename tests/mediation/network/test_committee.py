"""RT-17: three to nine members, a woman among them, three years."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.models import CommitteeTerm
from mediation.network import agenda, committee, rules
from mediation.network.rules import Seat
from mediation.network.words import Group
from stations.kit.answer import RuleBroken
from tests.factories import client_of
from tests.factories.mediation import make_mediator

START = datetime.date(2026, 1, 10)
END = datetime.date(2029, 1, 10)


def seats(net, number=3, woman=True, chair=True):
    people = [make_mediator(net.station) for _one in range(number)]
    return [
        Seat(person, "chair" if chair and not place else "member", woman and not place)
        for place, person in enumerate(people)
    ]


def codes(*args):
    return {fault.code for fault in rules.committee_faults(*args)}


@pytest.mark.parametrize(
    ("number", "woman", "chair", "end", "expected"),
    [
        (3, True, True, END, set()),
        (9, True, True, END, set()),
        (2, True, True, END, {"committee_size"}),
        (10, True, True, END, {"committee_size"}),
        (5, False, True, END, {"no_woman"}),
        (5, True, False, END, {"no_chair"}),
        (5, True, True, END + datetime.timedelta(days=1), {"term_too_long"}),
        (5, True, True, None, {"term_too_long"}),
    ],
)
def test_what_a_committee_must_be(net, number, woman, chair, end, expected):
    assert codes(seats(net, number, woman, chair), START, end) == expected


def test_police_and_people_named_twice_are_no_members(net):
    made = seats(net)
    police = make_mediator(net.station, Group.POLICE)
    assert codes([*made, Seat(police)], START, END) == {"not_of_committee"}
    assert "named_twice" in codes([*made, made[1]], START, END)


def test_three_years_from_a_leap_day():
    assert rules.term_end(datetime.date(2028, 2, 29)) == datetime.date(2031, 3, 1)


def confirm(net, made, **fields):
    values = {"name": "第三届", "start": START, "end": END} | fields
    return committee.confirm_term(station=net.station, actor=net.keeper.user, seats=made, **values)


def test_an_unlawful_term_is_not_confirmed_and_two_do_not_overlap(net):
    with pytest.raises(RuleBroken) as refusal:
        confirm(net, seats(net, woman=False))
    assert refusal.value.code == "no_woman"
    made = seats(net)
    term = confirm(net, made)
    with pytest.raises(RuleBroken) as refusal:
        confirm(net, made, name="第四届", start=START + datetime.timedelta(days=9))
    assert refusal.value.code == "terms_overlap"
    confirm(net, made, name="第三届（更正）", term=term)
    assert CommitteeTerm.objects.get().name == "第三届（更正）"


def test_the_page_refuses_with_the_article_and_takes_a_lawful_term(net):
    client, made = client_of(net.keeper), seats(net)
    form = {"name": "第三届", "start": "2026-01-10"}
    form |= {f"mediator{place}": seat.mediator.pk for place, seat in enumerate(made)}
    form |= {"role0": "chair", "role1": "member", "role2": "member"}
    refused = client.post(reverse("committee-new"), form)
    assert refused.status_code == 400
    assert "RT-17" in refused.content.decode()
    assert client.post(reverse("committee-new"), form | {"woman1": "on"}).status_code == 302
    assert CommitteeTerm.objects.get().end == END
    assert client.get(reverse("committee")).status_code == 200
    assert client_of(net.elder).get(reverse("committee-new")).status_code == 403


def test_the_keeper_is_reminded_sixty_days_before_and_when_members_leave(net):
    made = seats(net)
    confirm(net, made)
    assert agenda.committee(net.keeper.user, END - datetime.timedelta(days=62)) == []
    due = agenda.committee(net.keeper.user, END - datetime.timedelta(days=60))
    assert [one.due for one in due] == [END - datetime.timedelta(days=1)]
    assert agenda.committee(net.elder.user, END) == []
    made[2].mediator.left_on = timezone.localdate()
    made[2].mediator.save()
    told = agenda.committee(net.keeper.user, timezone.localdate() + datetime.timedelta(days=1))
    assert any("RT-17" in str(one.title) for one in told)
