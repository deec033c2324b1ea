"""What a second reader found: what still led to a protected giver (SE-31), reasons that were untrue, repeats."""

import csv
import datetime
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.jobs.models import IdempotencyKey
from stations.kit.answer import NotAllowed, RuleBroken, no
from stations.recognition import actions, agenda, deeds, documents, readings, registry, shelf
from stations.recognition.forms import CommendationForm, DeedForm
from stations.recognition.models import Appeal, Deed, LedgerEntry, PointRule
from stations.recognition.models_rewards import RewardEntry
from stations.timeline.models import Entry
from tests.factories.history import signed_by
from tests.factories.recognition import give_points, make_reservation, make_rule

pytestmark = pytest.mark.django_db
POINTS = "/api/v1/point-entries/"
DAY = datetime.timedelta(days=1)
KEY, ID = {"Idempotency-Key": "the-same"}, uuid.UUID(int=7)


@pytest.fixture
def paid(shop):
    """A protected booking between two open ones of the same month."""
    at = timezone.localtime().replace(day=10, hour=9, minute=0)
    give_points(shop.person, 5, at=at, checker=shop.chief)
    made = give_points(shop.person, 40, at=at + DAY, checker=shop.chief, protected=True, act="clue-person")
    give_points(shop.person, 6, at=at + 2 * DAY, checker=shop.chief)
    return made


class TestAProtectedGiver:
    def test_has_no_day_by_the_neighbours_in_the_list_and_the_export(self, shop, client_of, paid):
        rows = list(readings.ledger())
        assert [row.points for row in rows] == [6, 5, 40]
        file = client_of(shop.cast.chief).get(reverse("points-ledger"), {"format": "csv"}).content.decode("utf-8-sig")
        assert [line[4] for line in csv.reader(io.StringIO(file))][-1] == "40"

    def test_has_no_number_over_the_api(self, shop, client_of, paid):
        chief = client_of(shop.cast.chief)
        last = chief.get(POINTS).json()["results"][-1]
        assert (last["id"], last["person"], last["reason"], last["points"]) == (None, None, "", 40)
        assert chief.get(f"{POINTS}{paid.pk}/").status_code == 404
        assert chief.get(reverse("points-reverse", args=[paid.pk])).status_code == 404

    def test_is_not_given_away_by_the_answer_to_the_appeal(self, shop, client_of, paid):
        make_rule(shop.station, act="clue-person", points=40)
        made = deeds.appeal(actor=shop.person, of=paid, words="应当更多", at=paid.at)
        deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=5, answer="同意王某的申诉")
        page = client_of(shop.cast.chief).get(reverse("points-ledger")).content.decode()
        assert LedgerEntry.objects.get(kind="appeal").protected and "王某" not in page

    def test_is_not_given_away_by_a_cap_that_was_reached_too_early(self, shop):
        for name in "abc":
            actions.credit(station=shop.station, user=shop.person, act="deed", source=name, protected=True)
        assert actions.credit(station=shop.station, user=shop.person, act="deed", source="d").points == 10
        assert not Deed.objects.filter(protected=False).exists()
        assert actions.credit(station=shop.station, user=shop.person, act="deed", source="e", protected=True) is None

    def test_stands_with_the_others_in_what_is_pinned_up(self, shop, paid):
        make_rule(shop.station, act="clue-person", points=40, label="抓获人员")
        first = timezone.localdate(paid.at).replace(day=1)
        month = readings.statement(first, (first + 32 * DAY).replace(day=1))
        assert sorted((count, points) for _name, count, points in month.earned) == [(1, 40), (2, 11)]
        assert "抓获人员" not in [name for name, *_rest in month.earned]
        assert f"{first.year}" in documents.title(month) and first.strftime("%Y-%m") not in documents.title(month)

    def test_signs_neither_appeal_nor_exchange(self, shop, client_of):
        paid = give_points(shop.person, 40, checker=shop.chief, protected=True)
        client = client_of(shop.cast.officer)
        client.post(reverse("my-appeal", args=[paid.pk]), {"words": "应当更多"})
        client.post(reverse("my-reserving", args=[shop.reward.pk]), {"key": str(uuid.uuid4())})
        held = readings.waiting_for(shop.person).get()
        client.post(reverse("my-cancelling", args=[held.pk]))
        held.refresh_from_db()
        assert (Appeal.objects.count(), held.state) == (1, "cancelled")
        lines = Entry.objects.filter(verb__in=["appeal.made", "reward.reserved", "reward.cancelled"])
        assert list(lines.values_list("actor", "request_id")) == [(None, "")] * 3
        assert not signed_by(shop.cast.officer)

    def test_leaves_no_key_of_a_program_and_a_repeat_is_one(self, shop, client_of):
        paid = give_points(shop.person, 40, checker=shop.chief, protected=True)
        phone, sent = client_of(shop.cast.officer), {"content_type": "application/json", "headers": KEY}
        told = {"entry": paid.pk, "words": "应当更多"}
        made = [phone.post("/api/v1/point-appeals/", told, **sent).status_code for _line in "ab"]
        reserve = f"/api/v1/rewards/{shop.reward.pk}/reserve/"
        held = [phone.post(reserve, {"client_id": str(uuid.uuid5(ID, "a"))}, **sent).json()["id"] for _line in "ab"]
        ended = [phone.post(f"/api/v1/reservations/{held[0]}/cancel/", **sent).status_code for _line in "ab"]
        assert (made, held[0], ended) == ([201, 201], held[1], [200, 200])
        assert Appeal.objects.count() == 1 and not IdempotencyKey.objects.exists()
        assert not signed_by(shop.cast.officer)


class TestAnAct:
    @pytest.fixture
    def deed(self, shop):
        return deeds.propose(
            station=shop.station, actor=shop.desk, user=shop.person, rule=shop.rule, words="协助",
            done_at=timezone.now(), key=uuid.uuid4(),
        )  # fmt: skip

    def test_that_brings_nothing_is_not_called_capped(self, shop, deed):
        PointRule.objects.update(active=False)
        with pytest.raises(RuleBroken) as refused:
            deeds.verify(deed=deed, actor=shop.chief)
        deed.refresh_from_db()
        assert (refused.value.code, deed.state) == ("worthless", "proposed")

    def test_of_somebody_who_earns_nothing_is_neither_verified_nor_put_forward(self, shop, deed, monkeypatch):
        monkeypatch.setitem(registry._may_earn, "test", lambda user: no("not confirmed"))
        told = {"station": shop.station, "actor": shop.desk, "user": shop.person, "rule": shop.rule, "words": "再次",
                "done_at": timezone.now(), "key": uuid.uuid4()}  # fmt: skip
        for verb in (lambda: deeds.verify(deed=deed, actor=shop.chief), lambda: deeds.propose(**told)):
            with pytest.raises(RuleBroken) as refused:
                verb()
            assert refused.value.code == "earns_none"
        assert deeds.refuse(deed=deed, actor=shop.chief, reason="尚未确认").state == "refused"


class TestRepeats:
    def test_items_brought_in_twice_with_one_page_are_one_line(self, shop):
        before, key = Entry.objects.filter(verb="reward.stocked").count(), uuid.uuid4()
        made = [shelf.bring_in(reward=shop.reward, actor=shop.chief, items=5, key=key) for _tap in "ab"]
        assert made[0] == made[1]
        assert Entry.objects.filter(verb="reward.stocked").count() == before + 1

    def test_a_rule_keeps_its_act_and_a_new_one_is_made_once(self, shop, client_of):
        chief, values = client_of(shop.cast.chief), {"points": 7, "monthly_cap": 0, "active": "on"}
        form = values | {"label": "反诈宣传", "key": uuid.uuid4()}
        for _tap in "ab":
            assert chief.post(reverse("point-rule-new"), form).status_code == 302
        made = PointRule.objects.get(label="反诈宣传")
        chief.post(reverse("point-rule", args=[made.pk]), form | {"label": "宣传", "act": "clue"})
        made.refresh_from_db()
        assert (made.label, PointRule.objects.count()) == ("宣传", 2)
        taken = chief.post(reverse("point-rule-new"), form | {"act": shop.rule.act, "key": uuid.uuid4()})
        assert taken.status_code == 400 and PointRule.objects.count() == 2


def test_every_movement_can_be_reached(shop, client_of):
    for _time in range(51):
        shelf.bring_in(reward=shop.reward, actor=shop.chief, items=1, key=uuid.uuid4())
    assert RewardEntry.objects.filter(reward=shop.reward).count() == 52
    page = client_of(shop.cast.chief).get(shop.reward.get_absolute_url(), {"page": 2})
    assert len(page.context["page"].object_list) == 2


def test_an_appeal_is_decided_within_as_many_days_as_it_is_made(shop):
    shop.settings.appeal_days = 3
    shop.settings.save()
    deeds.appeal(actor=shop.person, of=give_points(shop.person, 5, checker=shop.chief), words="应当更多")
    today = timezone.localdate()
    [due] = agenda.waiting(shop.deputy, today)
    assert due.due == today + 3 * DAY


def test_the_desk_has_a_scanner_with_its_words(shop, client_of):
    held = make_reservation(shop.person, shop.reward)
    page = client_of(shop.cast.desk).get(reverse("reward-desk")).content.decode()
    assert "data-scan" in page and "zxing_reader.wasm" in page and held.reward.name not in page
    with pytest.raises(NotAllowed):
        shelf.hand_out(reservation=held, actor=shop.person)


def test_namesakes_are_told_apart_where_somebody_is_chosen(shop):
    shop.desk.name = shop.person.name
    shop.desk.save()
    for words in (str(CommendationForm()["recipient"]), str(DeedForm()["user"])):
        assert all(f"{one.name}（{one.username}）" in words for one in (shop.desk, shop.person))
        assert f">{shop.chief.name}<" in words


@pytest.mark.parametrize(
    ("page", "asked"),
    [("points-ledger", {"date_to": "9999-12-31"}), ("points-ledger", {"date_from": "0001-01-01"}),
     ("points-statement", {"month": "9999-12"}), ("points-statement", {"month": "0001-01"})],
)  # fmt: skip
def test_days_beyond_any_calendar_are_no_trouble(shop, client_of, page, asked):
    assert client_of(shop.cast.chief).get(reverse(page), asked).status_code == 200
