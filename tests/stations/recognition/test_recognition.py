"""Thanks for everybody to see; points only where a station wants them, in a ledger that always balances."""

import datetime
import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.recognition import actions, registry, rules
from stations.recognition.models import Commendation, LedgerEntry, PointRule

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)
NUMBERS = {
    "appeal_days": 7, "reserve_days": 7, "expire_months": 0, "share_percent": 80, "share_least": 5, "burst_count": 3,
    "burst_minutes": 10, "together_minutes": 5, "cap_months": 3,
}  # fmt: skip
RULE = {"act": "clue", "label": "线索", "points": 3, "monthly_cap": 0, "active": "on"}


@pytest.fixture
def commend(cast, in_one):
    """``commend()``: the chief thanks the officer; arguments as of the action."""

    def give(**fields):
        fields = {
            "actor": cast.chief.user, "user": cast.officer.user, "kind": Commendation.Kind.THANKS,
            "title": "热心服务", "words": "帮助游客找回手机", "given_on": TODAY,
        } | fields  # fmt: skip
        return actions.commend(station=cast.station, **fields)

    return give


@pytest.fixture
def points(cast, in_one):
    """Station one keeps points; a clue brings 5, at most 12 a month."""
    actions.set_points(station=cast.station, actor=cast.chief.user, points=True)
    return PointRule.objects.create(station=cast.station, act="clue", label="线索", points=5, monthly_cap=12)


class TestCommendations:
    def test_the_person_is_told(self, commend, cast):
        commend()
        assert Notice.objects.get().recipient == cast.officer.user

    def test_nobody_commends_themselves(self, commend, cast):
        with pytest.raises(NotAllowed):
            commend(user=cast.chief.user)

    def test_only_the_leadership_commends(self, commend, cast):
        with pytest.raises(NotAllowed):
            commend(actor=cast.officer.user, user=cast.chief.user)

    def test_somebody_of_another_station_is_not_commended_here(self, commend, cast):
        with pytest.raises(NotAllowed):
            commend(user=cast.chief2.user)

    def test_the_same_source_makes_one(self, commend):
        assert commend(source="finding:7") == commend(source="finding:7", words="再次")
        assert Commendation.objects.count() == 1

    def test_two_people_are_commended_for_one_thing(self, commend, cast):
        commend(source="finding:7")
        commend(source="finding:7", user=cast.desk.user)
        assert Commendation.objects.count() == 2

    def test_a_unit_is_commended_by_its_registered_name(self, commend):
        registry.register_unit(registry.UnitKind("test", "测试单位", lambda: [(3, "前门大街物业")]))
        assert commend(user=None, unit=("test", 3)).unit_name == "前门大街物业"
        with pytest.raises(RuleBroken):
            commend(user=None, unit=("test", 4))

    @pytest.mark.parametrize("fields", [{"user": None}, {"title": " "}, {"given_on": datetime.date(2999, 1, 1)}])
    def test_what_is_missing_is_refused(self, commend, fields):
        with pytest.raises(RuleBroken):
            commend(**fields)

    def test_a_struck_one_stays_and_counts_nowhere(self, commend, cast, client_of):
        row = commend()
        actions.strike(commendation=row, actor=cast.chief.user, reason="写错人")
        with pytest.raises(NotAllowed):
            actions.strike(commendation=row, actor=cast.chief.user, reason="再来")
        page = client_of(cast.officer).get(reverse("commendations"))
        assert "热心服务" not in page.content.decode()


class TestPages:
    def test_the_chief_commends_on_the_page_and_everybody_reads_it(self, cast, client_of):
        form = {"recipient": f"person:{cast.officer.user_id}", "kind": "award", "title": "嘉奖",
                "words": "抓获嫌疑人", "given_on": "2026-11-20", "key": uuid.uuid4()}  # fmt: skip
        answer = client_of(cast.chief).post(reverse("commendation-new"), form, follow=True)
        client_of(cast.chief).post(reverse("commendation-new"), form)
        with in_station(cast.station):
            assert Commendation.objects.count() == 1
        assert "嘉奖" in answer.content.decode()
        assert "嘉奖" in client_of(cast.officer).get(reverse("commendations")).content.decode()
        assert "抓获嫌疑人" in client_of(cast.officer).get(reverse("my-commendations")).content.decode()

    def test_a_stranger_sees_nothing(self, cast, client_of, commend):
        row = commend()
        assert client_of(cast.chief2).get(row.get_absolute_url()).status_code == 404
        assert client_of(cast.officer).get(reverse("commendation-new")).status_code == 403
        assert client_of(cast.officer).get(reverse("points-ledger")).status_code == 403

    def test_points_are_switched_on_valued_and_booked_back(self, cast, client_of):
        chief = client_of(cast.chief)
        assert chief.get(reverse("points-ledger")).status_code == 403
        chief.post(reverse("points"), {"points": "on"} | NUMBERS)
        chief.post(
            reverse("point-rule-new"),
            {"act": "clue", "label": "线索", "points": 3, "monthly_cap": 0, "active": "on", "key": uuid.uuid4()},
        )
        with in_station(cast.station):
            entry = actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="a")
        assert "线索" in chief.get(reverse("points")).content.decode()
        chief.post(reverse("points-reverse", args=[entry.pk]), {"reason": "核实有误"})
        with in_station(cast.station):
            assert actions.balance(cast.officer.user) == 0
        assert chief.get(reverse("points-ledger"), {"format": "csv"}).status_code == 200


class TestPoints:
    def test_they_are_off_unless_the_station_wants_them(self, cast, in_one):
        assert actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="a") is None

    def test_a_source_pays_once(self, cast, points):
        first = actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="finding:1")
        assert actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="finding:1") == first
        assert actions.balance(cast.officer.user) == 5

    def test_the_cap_of_the_month_holds(self, cast, points):
        for number in range(4):
            actions.credit(station=cast.station, user=cast.officer.user, act="clue", source=f"finding:{number}")
        assert actions.balance(cast.officer.user) == 12

    def test_a_booking_back_is_final(self, cast, points):
        entry = actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="finding:1")
        back = actions.reverse(entry=entry, actor=cast.chief.user, reason="核实有误")
        for row in (entry, back):
            with pytest.raises(RuleBroken):
                actions.reverse(entry=row, actor=cast.chief.user, reason="再来")
        assert actions.balance(cast.officer.user) == 0

    def test_the_database_keeps_every_booking(self, cast, points):
        entry = actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="finding:1")
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            LedgerEntry.objects.filter(pk=entry.pk).update(points=500)


def test_worth_never_passes_the_cap():
    rule = PointRule(points=5, monthly_cap=12, active=True)
    assert [rules.worth(rule, booked) for booked in (0, 8, 12, 40)] == [5, 4, 0, 0]
    assert rules.worth(None, 0) == rules.worth(PointRule(points=5, active=False), 0) == 0


STEPS = st.lists(st.tuples(st.sampled_from(["pay", "again", "back"]), st.integers(0, 5)), max_size=25)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_balances_whatever_is_done(cast, points, steps):
    """Paid once a source, never over the cap, and the balance is the sum of what stands."""
    person, chief, run = cast.officer.user, cast.chief.user, uuid.uuid4().hex
    with scopes_disabled():
        points.monthly_cap = 0
        points.save()
    with in_station(cast.station):
        before, standing, last = actions.balance(person), 0, {}
        for verb, number in steps:
            source = f"{run}:{number}"
            if verb in {"pay", "again"}:
                entry = actions.credit(station=cast.station, user=person, act="clue", source=source)
                standing += 5 if number not in last else 0
                last.setdefault(number, entry)
            elif number in last and not LedgerEntry.objects.filter(reverses=last[number]).exists():
                actions.reverse(entry=last[number], actor=chief, reason="更正")
                standing -= 5
        assert actions.balance(person) - before == standing
