"""Disputes that come again: reckoned, proposed, decided by a person, cleared by a rule (SE-29)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.detection import agenda, radar, reckoning, rules, tasks
from mediation.detection.words import Attention, RecurrenceKind, RecurrenceState
from mediation.models import Case, Recurrence, RecurrenceItem
from mediation.network.models import MediationSettings
from mediation.network.words import Group
from stations.agenda.registry import due_from
from stations.catalogue.models import Category
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.models import Entry, Party
from tests.factories import client_of, make_category, make_community, make_incident
from tests.factories.mediation import make_case, make_mediator

DAY = timedelta(days=1)
NOW = timezone.now


@pytest.fixture
def place(cast):
    """The community of the cast's officer, with the test inside the station."""
    with in_station(cast.station):
        yield make_community(cast.station, team=cast.community_team)


@pytest.fixture
def keeper(cast):
    return make_mediator(cast.station, keeper=True)


def quarrel(cast, community, days_ago=1, phones=("13800000001", "13800000002"), where="前门大街1号", **fields):
    """A case entered some days ago between the owners of two phones."""
    case = make_case(cast.station, at=NOW() - days_ago * DAY, parties=0, place=where, community=community, **fields)
    for side, phone in zip("ab", phones, strict=False):
        case.parties.create(station=cast.station, side=side, name="某人", phone=phone)
    return case


def look(cast, at=None):
    return radar.look_again(station=cast.station, now=at or NOW())


def test_the_same_two_within_thirty_days_are_proposed_once(cast, place):
    quarrel(cast, place, 20)
    quarrel(cast, place, 2)
    assert look(cast)["proposed"] == 1
    row = Recurrence.objects.get()
    assert (row.kind, row.state, row.times, row.level) == ("pair", "proposed", 2, Attention.WATCH)
    assert row.reasons == [{"code": "times", "times": 2, "days": 30}]
    assert row.community == place
    assert look(cast) == {"proposed": 0, "updated": 0, "cleared": 0}
    assert (Recurrence.objects.count(), RecurrenceItem.objects.count()) == (1, 2)


def test_one_dispute_or_one_long_ago_is_no_recurrence(cast, place):
    quarrel(cast, place, 40)
    quarrel(cast, place, 2)
    assert look(cast)["proposed"] == 0


def test_an_address_and_a_phone_are_grounds_of_their_own(cast, place):
    MediationSettings.objects.create(station=cast.station, repeat_phone=2, repeat_address=2)
    quarrel(cast, place, 3, phones=("13800000001", "13800000002"), where="前门大街 1号")
    quarrel(cast, place, 2, phones=("13800000003", "13800000004"), where="前门大街1号")
    quarrel(cast, place, 1, phones=("13800000003", "13800000005"), where="鲜鱼口9号")
    look(cast)
    assert set(Recurrence.objects.values_list("kind", flat=True)) == {"address", "phone"}


def test_each_ground_has_its_own_number_and_a_big_building_makes_no_noise(cast, place):
    for n in range(3):
        quarrel(cast, place, n + 1, phones=(f"1380000001{n}", f"1380000002{n}"), where="国贸大厦1号")
    assert look(cast)["proposed"] == 0
    quarrel(cast, place, 4, phones=("13800000018", "13800000028"), where="国贸大厦1号")
    assert look(cast)["proposed"] == 1
    assert Recurrence.objects.get().kind == "address"
    for n in range(2):
        quarrel(cast, place, n + 1, phones=("13900000001", f"1390000001{n}"), where="")
    assert look(cast)["proposed"] == 0
    quarrel(cast, place, 3, phones=("13900000001", "13900000019"), where="")
    assert look(cast)["proposed"] == 1
    assert set(Recurrence.objects.values_list("kind", flat=True)) == {"address", "phone"}


def test_the_numbers_are_the_stations_and_have_defaults_by_ground(cast, place):
    assert rules.thresholds(MediationSettings()) == {"pair": 2, "phone": 3, "address": 4}
    MediationSettings.objects.create(station=cast.station, repeat_pair=3)
    quarrel(cast, place, 2)
    quarrel(cast, place, 1)
    assert look(cast)["proposed"] == 0


def test_incidents_count_and_a_case_of_an_incident_counts_once(cast, place):
    category = make_category(cast.station, fold=Category.Fold.DISPUTE)
    incident = make_incident(cast.station, category=category, community=place, place="前门大街1号")
    Party.objects.create(
        station=cast.station, incident=incident, part="party", phone="13800000001", reported_at=incident.reported_at
    )
    quarrel(cast, place, 1, incident=incident)
    assert len(reckoning.gather(NOW() - 30 * DAY, NOW() + DAY)) == 1
    quarrel(cast, place, 1)
    assert look(cast)["proposed"] >= 1
    assert Recurrence.objects.filter(kind=RecurrenceKind.PAIR).exists() or Recurrence.objects.exists()


def test_sealed_cases_are_not_reckoned(cast, place):
    quarrel(cast, place, 3)
    sealed = quarrel(cast, place, 2)
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    assert look(cast)["proposed"] == 0


def test_every_level_spells_its_reasons_out(cast, place):
    quarrel(cast, place, 4, risk="prominent")
    quarrel(cast, place, 3, state="ended")
    look(cast)
    row = Recurrence.objects.get()
    assert row.level == Attention.NOW
    assert [one["code"] for one in row.reasons] == ["times", "failed", "risk"]


def test_nothing_personal_is_stored_in_a_recurrence(cast, place):
    quarrel(cast, place, 4)
    quarrel(cast, place, 3)
    look(cast)
    stored = json.dumps(list(Recurrence.objects.values()), default=str)
    stored += json.dumps(list(Entry.objects.filter(verb__startswith="recurrence").values_list("data", flat=True)))
    assert "某人" not in stored
    assert "1380000000" not in stored


def plan(row, cast, actor, **fields):
    today = timezone.localdate()
    values = {"plan": "约谈双方，每周走访", "plan_from": today, "plan_until": today + 14 * DAY} | fields
    return radar.confirm(recurrence=row, owner=cast.officer, actor=actor, **values)


def proposed(cast, place):
    quarrel(cast, place, 4)
    quarrel(cast, place, 3)
    look(cast)
    return Recurrence.objects.get()


def test_a_person_confirms_with_a_dated_plan(cast, place, keeper):
    row = proposed(cast, place)
    with pytest.raises(RuleBroken) as refusal:
        plan(row, cast, keeper.user, plan=" ")
    assert refusal.value.code == "no_plan"
    with pytest.raises(NotAllowed):
        plan(row, cast, make_mediator(cast.station, Group.ELDER).user)
    row = plan(row, cast, keeper.user)
    assert (row.state, row.decided_by) == (RecurrenceState.CONFIRMED, keeper.user)


def test_it_is_cleared_when_nothing_new_comes_after_the_plan(cast, place, keeper):
    row = plan(proposed(cast, place), cast, keeper.user)
    until = row.plan_until
    assert not rules.is_over(row, until + 30 * DAY, 30)
    assert look(cast, NOW() + (until - timezone.localdate()) + 30 * DAY)["cleared"] == 0
    assert look(cast, NOW() + (until - timezone.localdate()) + 31 * DAY)["cleared"] == 1
    row.refresh_from_db()
    assert (row.state, row.cleared_at is not None) == (RecurrenceState.CLEARED, True)


def test_a_proposal_nobody_took_up_lapses_by_itself(cast, place):
    row = proposed(cast, place)
    look(cast, NOW() + 40 * DAY)
    row.refresh_from_db()
    assert row.state == RecurrenceState.CLEARED


def test_something_new_after_the_plan_began_raises_the_level(cast, place, keeper):
    row = plan(proposed(cast, place), cast, keeper.user, plan_from=timezone.localdate() - 2 * DAY)
    quarrel(cast, place, 0)
    look(cast)
    row.refresh_from_db()
    assert (row.times, row.level) == (3, Attention.SOON)
    assert "after_plan" in [one["code"] for one in row.reasons]


def test_what_was_dismissed_comes_back_only_with_something_new(cast, place, keeper):
    row = proposed(cast, place)
    with pytest.raises(RuleBroken):
        radar.dismiss(recurrence=row, reason="", actor=keeper.user)
    radar.dismiss(recurrence=row, reason="两起无关", actor=keeper.user)
    assert look(cast)["proposed"] == 0
    quarrel(cast, place, 0).refresh_from_db()
    assert look(cast, NOW() + timedelta(minutes=1))["proposed"] == 1


def test_the_task_runs_once_an_hour_and_for_its_station_only(cast, place):
    quarrel(cast, place, 4)
    quarrel(cast, place, 3)
    tasks.look(cast.station.pk)
    tasks.look(cast.station.pk)
    tasks.look(cast.station2.pk)
    assert Recurrence.objects.count() == 1


def test_pages_show_no_names_and_let_the_keeper_decide(cast, place, keeper):
    row = proposed(cast, place)
    client = client_of(keeper)
    listed = client.get(reverse("recurrences")).content.decode()
    shown = client.get(row.get_absolute_url()).content.decode()
    for page in (listed, shown):
        assert "某人" not in page
        assert "13800000001" not in page
    case = Case.objects.first()
    assert case.number in shown
    assert case.number not in client_of(cast.desk).get(row.get_absolute_url()).content.decode()
    today = timezone.localdate()
    form = {"plan": "走访", "plan_from": today, "plan_until": today + DAY, "owner": cast.officer.pk}
    assert client.post(reverse("recurrence-plan", args=[row.pk]), form).status_code == 302
    assert client.post(reverse("recurrence-dismiss", args=[row.pk]), {"reason": "无关"}).status_code == 302
    row.refresh_from_db()
    assert row.state == RecurrenceState.DISMISSED
    assert client.get(reverse("recurrences"), {"state": "dismissed", "format": "csv"}).status_code == 200


def test_who_sees_recurrences(cast, place, keeper):
    row = proposed(cast, place)
    elder = make_mediator(cast.station, Group.ELDER)
    assert client_of(elder).get(row.get_absolute_url()).status_code == 403
    assert client_of(cast.officer).get(row.get_absolute_url()).status_code == 200
    assert client_of(cast.chief2).get(row.get_absolute_url()).status_code == 404
    Recurrence.objects.update(community=make_community(cast.station))
    assert client_of(cast.officer).get(row.get_absolute_url()).status_code == 404


def test_the_agenda_names_proposals_and_plans_that_end(cast, place, keeper):
    today = timezone.localdate()
    row = proposed(cast, place)
    assert len(due_from(agenda.recurrences, keeper.user, today)) == 1
    plan(row, cast, keeper.user, plan_until=today + 2 * DAY)
    assert due_from(agenda.recurrences, keeper.user, today) == []
    assert [one.due for one in due_from(agenda.recurrences, cast.officer.user, today)] == [today + 2 * DAY]
