"""Pages of points: hidden where a station keeps none, each role its own, the month without anybody's name."""

import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from stations.kit.navigation import menu_for
from stations.kit.scoping import in_station
from stations.kit.signed import grouped
from stations.recognition import actions, agenda, codes, deeds, reviewing, shelf
from stations.recognition.models import Deed, Pattern
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget
from tests.factories.recognition import give_points, keep_points, make_reservation

pytestmark = pytest.mark.django_db
STAFF = ["points-ledger", "deeds", "point-appeals", "point-patterns", "rewards", "reward-budgets", "reward-desk",
         "payouts", "points-statement"]  # fmt: skip
OWN = ["my-points", "my-shelf"]


def text(client, name, *args, **asked):
    return client.get(reverse(name, args=args), asked).content.decode()


class TestOff:
    def test_every_page_is_closed_and_in_no_menu(self, cast, client_of, in_one):
        client = client_of(cast.chief)
        for name in STAFF + OWN:
            assert client.get(reverse(name)).status_code == 403, name
        shown = {link.url for section in menu_for(cast.chief.user) for link in section.items}
        assert not shown & {reverse(name) for name in STAFF + OWN}
        assert reverse("commendations") in shown and reverse("points") in shown

    def test_only_the_desk_and_the_budget_are_there_where_only_anonymous_givers_are_paid(
        self, cast, client_of, in_one
    ):
        keep_points(cast.station, points=False)
        client = client_of(cast.chief)
        there = [name for name in STAFF + OWN if client.get(reverse(name)).status_code == 200]
        assert there == ["rewards", "reward-budgets", "reward-desk", "payouts", "points-statement"]


class TestRoles:
    def test_commendations_come_first(self, shop):
        [section] = [section for section in menu_for(shop.chief) if section.key == "team"]
        names = [link.url for link in section.items]
        assert all(names.index(reverse("commendations")) < names.index(reverse(name)) for name in STAFF)

    @pytest.mark.parametrize(
        ("who", "open_"),
        [("chief", STAFF), ("desk", ["deeds", "reward-desk", "payouts"]), ("officer", ["deeds"])],
    )
    def test_each_role_opens_its_own(self, shop, client_of, who, open_):
        client = client_of(getattr(shop.cast, who))
        assert [name for name in STAFF if client.get(reverse(name)).status_code == 200] == open_
        assert all(client.get(reverse(name)).status_code == 200 for name in OWN)

    def test_another_station_finds_nothing(self, shop, client_of):
        keep_points(shop.cast.station2)
        client = client_of(shop.cast.chief2)
        held = make_reservation(shop.person, shop.reward)
        for address in (shop.reward.get_absolute_url(), shop.budget.get_absolute_url(), held.get_absolute_url()):
            assert client.get(address).status_code == 404
        page = text(client, "reward-desk", code=codes.code_of(held.pk))
        assert shop.person.name not in page
        client.post(reverse("reward-hand-out"), {"code": codes.code_of(held.pk)})
        held.refresh_from_db()
        assert held.state == "reserved"

    def test_a_colleagues_reservation_is_not_mine(self, shop, client_of):
        held = make_reservation(shop.person, shop.reward)
        assert client_of(shop.cast.desk).get(held.get_absolute_url()).status_code == 404


class TestShopping:
    def test_from_the_shelf_to_the_desk(self, shop, client_of):
        give_points(shop.person, 25)
        phone, desk = client_of(shop.person), client_of(shop.cast.desk)
        assert shop.reward.name in text(phone, "my-shelf")
        key = {"key": uuid.uuid4()}
        first = phone.post(reverse("my-reserving", args=[shop.reward.pk]), key)
        again = phone.post(reverse("my-reserving", args=[shop.reward.pk]), key)
        assert first["Location"] == again["Location"]
        held = Reservation.objects.get()
        code = codes.code_of(held.pk)
        assert grouped(code) in text(phone, "my-reservation", held.pk)
        assert shop.person.name in text(desk, "reward-desk", code=code.lower())
        assert shop.person.name not in text(desk, "reward-desk", code=code[:-1] + ("2" if code[-1] != "2" else "3"))
        desk.post(reverse("reward-hand-out"), {"code": code})
        held.refresh_from_db()
        assert (held.state, held.handed_by) == ("handed", shop.desk)
        assert "已" in text(desk, "reward-desk", code=code) or "already" in text(desk, "reward-desk", code=code)

    def test_what_has_gone_is_said_in_a_sentence(self, shop, client_of):
        give_points(shop.person, 25)
        shelf.count(reward=shop.reward, actor=shop.chief, counted=0, reason="x", key=uuid.uuid4())
        answer = client_of(shop.person).post(
            reverse("my-reserving", args=[shop.reward.pk]), {"key": uuid.uuid4()}, follow=True
        )
        assert answer.status_code == 200 and not Reservation.objects.exists()

    def test_a_page_without_its_key_does_nothing(self, shop, client_of):
        give_points(shop.person, 25)
        client_of(shop.person).post(reverse("my-reserving", args=[shop.reward.pk]), {"key": "x"})
        assert not Reservation.objects.exists()

    def test_a_reservation_is_given_back_on_the_phone(self, shop, client_of):
        held = make_reservation(shop.person, shop.reward)
        client_of(shop.person).post(reverse("my-cancelling", args=[held.pk]))
        assert actions.balance(shop.person) == 20


class TestKeeping:
    def test_reward_stock_count_and_budget_by_pages(self, shop, client_of):
        chief = client_of(shop.cast.chief)
        told = {"name": "头盔", "points": 60, "yuan": "80", "per_person": 1, "start": "2026-01-01"}
        chief.post(reverse("reward-new"), told)
        made = Reward.objects.get(name="头盔")
        key = {"key": uuid.uuid4(), "items": 5}
        for _twice in range(2):
            chief.post(reverse("reward-stock", args=[made.pk]), key)
        chief.post(reverse("reward-count", args=[made.pk]), {"key": uuid.uuid4(), "counted": 4, "reason": "破损"})
        chief.post(reverse("reward-edit", args=[made.pk]), told | {"points": 50})
        made.refresh_from_db()
        assert (made.points, made.shelf) == (50, 4)
        chief.post(reverse("reward-budget-grant", args=[shop.budget.pk]),
                   {"key": uuid.uuid4(), "yuan": "-100", "reason": "调减"})  # fmt: skip
        assert RewardBudget.objects.get().granted == 900
        assert "破损" in text(chief, "reward", made.pk) and "调减" in text(chief, "reward-budget", shop.budget.pk)
        far = {"name": "后年", "start": "2031-01-01", "end": "2032-01-01", "yuan": 5, "key": uuid.uuid4()}
        chief.post(reverse("reward-budget-new"), far)
        assert RewardBudget.objects.count() == 2

    def test_an_act_goes_from_proposal_to_appeal_and_decision(self, shop, client_of):
        officer, chief, deputy = (client_of(getattr(shop.cast, who)) for who in ("desk", "chief", "deputy"))
        told = {"user": shop.person.pk, "rule": shop.rule.pk, "words": "劝阻打架", "place": "雅宝路",
                "key": uuid.uuid4(), "done_at": "2026-01-02T10:00"}  # fmt: skip
        officer.post(reverse("deed-new"), told)
        deed = Deed.objects.get()
        chief.post(reverse("deed-refuse", args=[deed.pk]), {"reason": "无记录"})
        phone = client_of(shop.person)
        assert "无记录" in text(phone, "my-points")
        phone.post(reverse("my-refusal-appeal", args=[deed.pk]), {"words": "同事在场"})
        deed.refresh_from_db()
        page = deed.appeal.get_absolute_url()
        assert chief.get(page).status_code == 200
        assert chief.post(page, {"granted": "yes", "points": 10, "answer": "x"}).status_code == 403
        deputy.post(page, {"granted": "yes", "points": 10, "answer": "属实"})
        assert actions.balance(shop.person) == 10 and "属实" in text(phone, "my-points")

    def test_unusual_bookings_are_looked_at_by_page(self, shop, client_of):
        now = timezone.now()
        for number in range(3):
            give_points(shop.person, 5, done_at=now, checker=shop.deputy, source=f"n{number}")
        reviewing.look(station=shop.station, at=now)
        found = Pattern.objects.get()
        chief = client_of(shop.cast.chief)
        assert chief.post(found.get_absolute_url(), {"ordinary": "no", "reason": ""}).status_code == 400
        chief.post(found.get_absolute_url(), {"ordinary": "no", "reason": "同一次"})
        assert actions.balance(shop.person) == 0

    def test_the_month_is_pinned_up_without_a_name(self, shop, client_of):
        entry = actions.credit(station=shop.station, user=shop.person, act="deed", source="a", checker=shop.deputy)
        give_points(shop.person, 20)
        held = make_reservation(shop.person, shop.reward)
        shelf.hand_out(reservation=held, actor=shop.desk)
        client, month = client_of(shop.cast.chief), timezone.localtime(entry.at).strftime("%Y-%m")
        page = text(client, "points-statement", month=month)
        assert shop.rule.label in page and shop.reward.name in page and shop.person.name not in page
        pdf = client.get(reverse("points-statement"), {"month": month, "format": "pdf"}).content
        assert pdf.startswith(b"%PDF")
        book = load_workbook(io.BytesIO(
            client.get(reverse("points-statement"), {"month": month, "format": "xlsx"}).content
        ))  # fmt: skip
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell is not None]
        assert shop.reward.name in cells and "30" in cells and not [one for one in cells if shop.person.name in one]


class TestDue:
    def test_who_may_decide_is_asked_and_nobody_else(self, shop):
        entry = actions.credit(station=shop.station, user=shop.person, act="deed", source="a", checker=shop.chief)
        made = deeds.appeal(actor=shop.person, of=entry, words="x")
        deeds.propose(
            station=shop.station, actor=shop.deputy, user=shop.person, rule=shop.rule, words="x",
            done_at=timezone.now(), key=uuid.uuid4(),
        )  # fmt: skip
        Payout.objects.create(
            station=shop.station, source="d", act="deed", yuan=5, budget=shop.budget, prepared_by=shop.desk,
            prepared_at=timezone.now(),
        )  # fmt: skip

        def asked(user):
            with in_station(shop.station):
                return [due.url for due in agenda.waiting(user, timezone.localdate())]

        about, acts, sign = made.get_absolute_url(), f"{reverse('deeds')}?state=proposed", reverse("payouts")
        assert about in asked(shop.deputy) and about not in asked(shop.chief)
        assert acts in asked(shop.chief) and acts not in asked(shop.deputy)
        assert sign in asked(shop.chief) and sign not in asked(shop.desk)


def test_a_list_takes_as_many_queries_for_many_rows(shop, client_of, django_assert_max_num_queries):
    for number in range(5):
        give_points(shop.person, 2, checker=shop.chief, source=f"q{number}")
        deeds.propose(
            station=shop.station, actor=shop.desk, user=shop.person, rule=shop.rule, words="x",
            done_at=timezone.now(), key=uuid.uuid4(),
        )  # fmt: skip
    client, phone = client_of(shop.cast.chief), client_of(shop.person)
    for name in STAFF:
        client.get(reverse(name))
        with django_assert_max_num_queries(32):
            client.get(reverse(name))
    with django_assert_max_num_queries(24):
        phone.get(reverse("my-points"))
