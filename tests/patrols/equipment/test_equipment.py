"""Gear is numbered, handed out, confirmed and taken back; no piece is ever out twice."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from patrols.equipment import actions, readings, rules
from patrols.equipment.models import Gear, GearIssue, GearKind
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from tests.factories import client_of
from tests.factories.organisation import make_station
from tests.factories.patrols import make_guard, make_patrols, make_squad

pytestmark = pytest.mark.django_db


@pytest.fixture
def patrols(cast):
    """A squad, its office, and the test inside their station."""
    with in_station(cast.station):
        yield make_patrols(cast.station)


@pytest.fixture
def vest(patrols):
    """One vest in store."""
    kind = GearKind.objects.create(station=patrols.squad.station, name="反光衣")
    return Gear.objects.create(station=patrols.squad.station, kind=kind, code="FGY-001")


class TestThePiece:
    def test_it_goes_out_is_confirmed_and_comes_back(self, patrols, vest):
        out = actions.issue(gear=vest, guard=patrols.guard, actor=patrols.office)
        first = actions.confirm(issue=out, actor=patrols.guard.user).received_at
        assert actions.confirm(issue=out, actor=patrols.guard.user).received_at == first
        assert actions.take_back(gear=vest, actor=patrols.office, condition="good").state == Gear.State.STORED
        assert readings.mine(patrols.guard) == []

    def test_it_is_never_out_twice(self, patrols, vest):
        actions.issue(gear=vest, guard=patrols.guard, actor=patrols.office)
        with pytest.raises(RuleBroken):
            actions.issue(gear=vest, guard=patrols.leader, actor=patrols.office)
        with pytest.raises(IntegrityError), transaction.atomic():
            GearIssue.objects.create(
                station=vest.station,
                gear=vest,
                guard=patrols.leader,
                issued_at=timezone.now(),
                issued_by=patrols.office,
            )

    def test_damage_and_loss_ask_for_a_word(self, patrols, vest):
        actions.issue(gear=vest, guard=patrols.guard, actor=patrols.office)
        with pytest.raises(RuleBroken):
            actions.take_back(gear=vest, actor=patrols.office, condition="lost")
        row = actions.take_back(gear=vest, actor=patrols.office, condition="damaged", note="拉链坏")
        assert row.state == Gear.State.DAMAGED
        assert actions.move(gear=row, verb="repair", actor=patrols.office).state == Gear.State.STORED

    def test_only_the_guard_confirms_and_only_the_office_hands_out(self, patrols, vest, cast):
        with pytest.raises(NotAllowed):
            actions.issue(gear=vest, guard=patrols.guard, actor=patrols.leader.user)
        out = actions.issue(gear=vest, guard=patrols.guard, actor=patrols.office)
        with pytest.raises(NotAllowed):
            actions.confirm(issue=out, actor=patrols.leader.user)

    def test_neither_who_left_nor_another_stations_guard_gets_it(self, patrols, vest, cast):
        gone = make_guard(patrols.squad, left_on=timezone.localdate())
        with pytest.raises(RuleBroken):
            actions.issue(gear=vest, guard=gone, actor=patrols.office)
        with pytest.raises(RuleBroken):
            actions.issue(gear=vest, guard=make_guard(make_squad(cast.station2)), actor=patrols.office)

    def test_the_step_table_is_walked_whole(self, patrols, vest, cast):
        for state in Gear.State.values:
            for verb in {step.verb for step in rules.STEPS.steps}:
                vest.state = state
                known = rules.STEPS.step(state, verb) is not None
                assert bool(rules.STEPS.check(vest, verb, patrols.office)) == known
                assert not rules.STEPS.check(vest, verb, patrols.leader.user)
                assert not rules.STEPS.check(vest, verb, cast.officer.user)


class TestTheStore:
    def test_pieces_are_numbered_on_and_numbers_are_used_once(self, patrols, vest):
        told = {"station": vest.station, "actor": patrols.office, "kind": vest.kind, "prefix": "FGY-"}
        with pytest.raises(RuleBroken):
            actions.stock(**told, first=1, count=3)
        assert [row.code for row in actions.stock(**told, first=2, count=2)] == ["FGY-002", "FGY-003"]
        with pytest.raises(RuleBroken):
            actions.stock(**told, first=100, count=501)

    def test_it_says_how_many_guards_are_short(self, patrols, vest):
        assert readings.shelves()[0].short == 2
        actions.issue(gear=vest, guard=patrols.guard, actor=patrols.office)
        shelf = readings.shelves()[0]
        assert (shelf.stored, shelf.issued, shelf.short) == (0, 1, 1)

    def test_the_usual_kinds_are_there_once(self, patrols):
        assert actions.install(station=patrols.squad.station, actor=patrols.office) == len(actions.KINDS)
        assert actions.install(station=patrols.squad.station, actor=patrols.office) == 0


class TestPages:
    def test_the_office_hands_out_and_the_guard_confirms(self, patrols, vest):
        office, phone = client_of(patrols.office), client_of(patrols.guard)
        office.post(reverse("gear-issue", args=[vest.pk]), {"guard": patrols.guard.pk})
        assert "FGY-001" in phone.get(reverse("phone-gear")).content.decode()
        phone.post(reverse("phone-gear-confirm", args=[GearIssue.objects.get().pk]))
        assert GearIssue.objects.get().received_at
        assert "FGY-001" in client_of(patrols.leader).get(reverse("phone-squad-equipment")).content.decode()
        page = office.get(reverse("gear-list"), {"squad": patrols.squad.pk})
        assert "FGY-001" in page.content.decode()
        assert office.get(reverse("gear-list"), {"format": "xlsx"}).status_code == 200
        office.post(reverse("gear-take-back", args=[vest.pk]), {"condition": "good"})
        assert "FGY-001" in office.get(vest.get_absolute_url()).content.decode()

    def test_strangers_stay_outside(self, patrols, vest, cast):
        assert client_of(cast.chief2).get(vest.get_absolute_url()).status_code == 404
        assert client_of(cast.officer).get(reverse("gear-issue", args=[vest.pk])).status_code == 403
        assert client_of(patrols.guard).get(reverse("gear-list")).status_code == 403
        assert client_of(patrols.guard).get(reverse("phone-squad-equipment")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_hand_it_out_once():
    station = make_station("QM")
    with in_station(station):
        made = make_patrols(station)
        kind = GearKind.objects.create(station=station, name="对讲机")
        piece = Gear.objects.create(station=station, kind=kind, code="DJJ-001")
    told = []

    def hand_out(guard):
        with in_station(station):
            try:
                actions.issue(gear=piece, guard=guard, actor=made.office)
                told.append("issued")
            except RuleBroken:
                told.append("refused")
        connection.close()

    threads = [threading.Thread(target=hand_out, args=[guard]) for guard in (made.guard, made.leader)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["issued", "refused"]
