"""Verified outcomes pay whoever gave the clue, and nothing anywhere leads from the points to the clue (SE-31)."""

import datetime
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from community.clues import actions, giving, rewards
from community.clues.models import Clue
from community.clues.words import Protection
from community.groups.models import Member
from community.groups.own_data import parts
from community.groups.words import State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.recognition import actions as recognition
from stations.recognition import anonymous, deeds, keeping, readings, shelf
from stations.recognition.models import LedgerEntry
from stations.recognition.models_rewards import Payout, RewardEntry
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.clues import make_clue
from tests.factories.recognition import keep_points, make_budget, make_reservation, make_reward, make_rule

pytestmark = pytest.mark.django_db
NAME, PHONE = "保密的骑手", "13712345678"


@pytest.fixture
def shop(street):
    """The station keeps points: persons caught bring 40, and an anonymous giver 500 yuan."""
    keep_points(street.station)
    make_rule(street.station, "clue-person", 40, anonymous_yuan=Decimal(500), label="抓获人员")
    make_rule(street.station, "clue-hazard", 15, label="消除隐患")
    street.budget = make_budget(street.station, street.cast.chief.user)
    return street


def verified(street, clue, **outcome):
    outcome = outcome or {"persons_caught": 1}
    actions.record_outcome(clue=clue, actor=street.cast.deputy.user, **outcome)
    return actions.verify(clue=Clue.objects.get(pk=clue.pk), actor=street.cast.chief.user)


def given(street, protection=Protection.PROTECTED):
    return make_clue(street.station, street.giver, street.scene, protection=protection)


def night(street):
    return keeping.keep(station=street.station, at=timezone.now())


class TestPaying:
    def test_only_a_verified_outcome_pays_and_it_pays_once(self, shop):
        clue = given(shop)
        actions.record_outcome(clue=clue, actor=shop.cast.deputy.user, persons_caught=1)
        assert night(shop)["paid"] == 0
        actions.verify(clue=Clue.objects.get(), actor=shop.cast.chief.user)
        assert (night(shop)["paid"], night(shop)["paid"], recognition.balance(shop.giver)) == (1, 0, 40)

    def test_nothing_came_of_it_nothing_is_paid(self, shop):
        clue = given(shop)
        Clue.objects.update(finding="nothing")
        clue = verified(shop, clue, hazards_removed=0)
        assert rewards.act_of(clue) == "" and night(shop)["paid"] == 0

    def test_each_outcome_has_its_act(self, shop):
        assert [rewards.act_of(Clue(**told)) for told in (
            {"persons_caught": 1, "loss_prevented": 5}, {"loss_prevented": 5}, {"hazards_removed": 2},
            {"finding": "confirmed"}, {"finding": "nothing"},
        )] == ["clue-person", "clue-loss", "clue-hazard", "clue", ""]  # fmt: skip

    def test_what_was_verified_before_points_were_kept_is_thanked_not_paid(self, shop):
        verified(shop, given(shop))
        keep_points(shop.station, points_since=timezone.now() + datetime.timedelta(hours=1))
        assert night(shop)["paid"] == 0

    @pytest.mark.parametrize("state", [State.LAPSED, State.LEFT, State.STRUCK])
    def test_whose_membership_has_ended_earns_nothing(self, shop, state):
        verified(shop, given(shop))
        ended = {"ended_on": timezone.localdate()} if state != State.LAPSED else {}
        Member.objects.filter(user=shop.giver).update(state=state, **ended)
        assert night(shop)["paid"] == 0

    def test_an_anonymous_clue_pays_nobody(self, shop):
        verified(shop, given(shop, Protection.ANONYMOUS))
        assert night(shop)["paid"] == 0


class TestProtection:
    @pytest.fixture
    def paid(self, shop):
        clue = verified(shop, given(shop))
        night(shop)
        return clue

    def test_the_ledger_holds_a_digest_that_leads_nowhere(self, shop, paid):
        entry = LedgerEntry.objects.get()
        assert entry.protected and str(paid.pk) not in entry.source.split(":")
        assert (entry.place, entry.done_at, len(entry.source)) == ("", None, 69)

    def test_a_clue_under_the_own_name_is_booked_in_the_open(self, shop):
        verified(shop, given(shop, Protection.NAMED))
        night(shop)
        assert not LedgerEntry.objects.get().protected

    def test_no_page_export_or_answer_names_the_giver_or_leads_to_the_clue(self, shop, paid):
        make_reservation(shop.giver, make_reward(shop.station, shop.cast.chief.user, points=30))
        entry = LedgerEntry.objects.get(kind="credit", protected=True)
        told = {"of": entry, "actor": shop.giver, "words": "我觉得应更多"}
        appeal = deeds.appeal(**told)
        month = timezone.localdate().strftime("%Y-%m")
        addresses = [
            reverse("points-ledger"), f"{reverse('points-ledger')}?format=csv",
            f"{reverse('points-ledger')}?user={shop.giver.pk}", reverse("deeds"), reverse("deed-new"),
            reverse("point-appeals"), f"{reverse('point-appeals')}?format=csv", appeal.get_absolute_url(),
            reverse("point-patterns"), reverse("rewards"), reverse("reward-budgets"), shop.budget.get_absolute_url(),
            reverse("reward-desk"), reverse("payouts"), f"{reverse('points-statement')}?month={month}",
            "/api/v1/point-entries/", f"/api/v1/point-entries/?user={shop.giver.pk}", "/api/v1/point-appeals/",
            f"/api/v1/point-appeals/{appeal.pk}/", "/api/v1/rewards/", "/api/v1/reservations/",
            paid.get_absolute_url(),
        ]  # fmt: skip
        for person in (shop.cast.chief, shop.cast.deputy, shop.officer):
            client = client_of(person)
            for address in addresses:
                answer = client.get(address)
                text = answer.content.decode(errors="ignore")
                assert PHONE not in text, address
                # Acts are put forward for members by name; that says nothing about clues.
                assert NAME not in text or address == reverse("deed-new"), address
                assert entry.source not in text, address

    def test_a_protected_booking_tells_the_month_alone(self, shop, paid):
        client = client_of(shop.cast.chief)
        row = client.get("/api/v1/point-entries/").json()["results"][0]
        assert (row["person"], row["checker"], row["source"], row["act"]) == (None, None, "", "")
        assert row["at"].startswith(timezone.localdate().strftime("%Y-%m-01T00:00"))
        page = client.get(reverse("points-ledger")).content.decode()
        assert timezone.localtime(LedgerEntry.objects.get().at).strftime("%Y-%m-%d %H:%M") not in page
        assert "抓获人员" not in page.split("<tbody>")[1]

    def test_a_day_of_the_ledger_does_not_say_on_which_it_was_paid(self, shop, paid):
        client, first = client_of(shop.cast.chief), timezone.localdate().replace(day=1)
        for day in (first, timezone.localdate(), first + datetime.timedelta(days=27)):
            asked = {"date_from": day.isoformat(), "date_to": day.isoformat()}
            assert client.get("/api/v1/point-entries/", asked).json()["count"] == 1

    def test_the_day_book_has_neither_name_nor_clue(self, shop, paid):
        line = Entry.objects.get(verb="points.credited")
        assert line.actor is None and line.data == {"points": 40}

    def test_no_notice_calls_the_giver(self, shop, paid):
        assert not Notice.objects.filter(kind="points.booked").exists()

    def test_the_giver_sees_it_on_the_own_phone(self, shop, paid):
        assert "+40" in client_of(shop.giver).get(reverse("my-points")).content.decode()

    def test_it_is_final(self, shop, paid):
        with pytest.raises(RuleBroken) as refusal:
            recognition.reverse(entry=LedgerEntry.objects.get(), actor=shop.cast.deputy.user, reason="x")
        assert refusal.value.code == "protected"

    def test_bookings_of_a_night_are_not_in_the_order_of_verification(self, shop):
        clues = [verified(shop, given(shop)) for _clue in range(6)]
        night(shop)
        paid = list(LedgerEntry.objects.order_by("pk").values_list("source", flat=True))
        assert paid == sorted(rewards.source_of(clue) for clue in clues)


class TestAnonymous:
    @pytest.fixture
    def told(self, shop):
        clue = given(shop, Protection.ANONYMOUS)
        return clue, giving.receipt_of(shop.station, clue.client_id)

    def test_a_code_is_paid_once_signed_by_two_and_nobody_is_named(self, shop, told):
        clue, code = told
        verified(shop, clue)
        spaced = f"{code[:4]} {code[4:8].lower()}-{code[8:]}"
        made = anonymous.prepare(station=shop.station, code=spaced, actor=shop.cast.desk.user)
        with pytest.raises(NotAllowed) as own:
            anonymous.sign(payout=made, actor=shop.cast.desk.user)
        assert own.value.code == "own"
        anonymous.sign(payout=made, actor=shop.cast.chief.user)
        with pytest.raises(RuleBroken) as again:
            anonymous.prepare(station=shop.station, code=code, actor=shop.cast.desk.user)
        assert again.value.code == "paid"
        moved = RewardEntry.objects.get(kind="pay")
        assert (moved.spent, moved.by, moved.second) == (500, shop.cast.desk.user, shop.cast.chief.user)
        assert readings.balance_line().holds and not LedgerEntry.objects.exists()
        kept = json.dumps([list(Payout.objects.values()), list(RewardEntry.objects.values())], default=str)
        assert code not in kept and clue.receipt_digest not in kept

    def test_what_was_taken_back_can_be_presented_again(self, shop, told):
        verified(shop, told[0])
        made = anonymous.prepare(station=shop.station, code=told[1], actor=shop.cast.desk.user)
        anonymous.withdraw(payout=made, actor=shop.cast.desk.user)
        anonymous.prepare(station=shop.station, code=told[1], actor=shop.cast.desk.user)
        shop.budget.refresh_from_db()
        assert shop.budget.reserved == 500

    @pytest.mark.parametrize("what", ["not_verified", "unknown", "worthless", "anonymous_off", "budget"])
    def test_what_is_not_paid_says_why(self, shop, told, what):
        clue, code = told
        if what != "not_verified":
            verified(shop, clue, **({"hazards_removed": 1} if what == "worthless" else {"persons_caught": 1}))
        if what == "anonymous_off":
            keep_points(shop.station, anonymous=False)
        if what == "budget":
            shelf.grant(
                budget=shop.budget, actor=shop.cast.chief.user, yuan=Decimal(-600), reason="x", key=clue.client_id
            )
        with pytest.raises(RuleBroken) as refusal:
            anonymous.prepare(
                station=shop.station, code="ABCDEFGH2345" if what == "unknown" else code, actor=shop.cast.desk.user
            )
        assert refusal.value.code == what

    def test_the_desk_reads_the_sum_and_nothing_of_the_clue(self, shop, told):
        verified(shop, told[0])
        page = client_of(shop.cast.desk).post(reverse("payouts"), {"code": told[1]}).content.decode()
        assert "500.00" in page and told[0].words not in page and told[0].place not in page
        assert told[0].incident.number not in page

    def test_another_stations_desk_finds_nothing(self, shop, told):
        verified(shop, told[0])
        keep_points(shop.cast.station2)
        answer = client_of(shop.cast.chief2).post(reverse("payouts"), {"code": told[1]})
        assert answer.status_code == 400 and not Payout.objects.exists()


class TestOwnData:
    def test_points_are_mine_to_read_and_words_about_me_are_forgotten(self, shop):
        verified(shop, given(shop))
        night(shop)
        part = next(part for part in parts() if part.code == "points")
        member = Member.objects.get(user=shop.giver)
        assert len(part.rows(member)) == 1
        held = make_reservation(shop.giver, make_reward(shop.station, shop.cast.chief.user, points=30))
        deeds.appeal(actor=shop.giver, of=LedgerEntry.objects.get(protected=True), words="是我亲眼看到的")
        part.erase(member)
        held.refresh_from_db()
        assert held.state == "cancelled" and readings.balance_line().holds
        assert "亲眼" not in str([list(map(str, row.values())) for row in part.rows(member)])
