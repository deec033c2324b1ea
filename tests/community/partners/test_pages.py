"""Pages, the public page and the API: each as owner and as stranger; lists in a fixed number of queries."""

import uuid
from datetime import timedelta

import pytest
from django.core.validators import RegexValidator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.partners import actions, codes, demands
from community.partners.models import JointMeeting, Resolution
from community.partners.models_demands import Demand, DemandContact, DemandKind, RecoveredLoss
from stations.agenda.standing_in import answered_by
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.enterprises import make_enterprise
from tests.factories.partners import (
    give_back,
    hold,
    make_demand,
    make_joint_meeting,
    make_kind,
    make_loss,
    make_resolution,
    make_talk,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LISTS = ("joint-meetings", "resolutions", "demands", "prevention-talks", "recovered-losses")


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def furnish(mall, number: int) -> None:
    """One more of everything."""
    leader = mall.liaison.user
    meeting = hold(make_joint_meeting(mall.series, leader, starts_at=timezone.now() + number * DAY), leader)
    make_resolution(meeting, leader, mall.beat)
    make_demand(mall.station, mall.kind, mall.building, words=f"诉求{number}")
    make_talk(mall.station, mall.beat)
    give_back(make_loss(mall.station, mall.beat.user, enterprise=mall.shop, unit=""), mall.beat.user)


class TestDoors:
    def test_police_officers_see_the_lists_and_auxiliaries_do_not(self, mall):
        furnish(mall, 1)
        for name in LISTS:
            assert client_of(mall.stranger).get(reverse(name)).status_code == 200
            assert client_of(mall.cast.auxiliary).get(reverse(name)).status_code == 403

    def test_another_stations_rows_do_not_exist(self, mall):
        furnish(mall, 1)
        stranger = client_of(mall.cast.chief2)
        for row in (JointMeeting.objects.get(), Demand.objects.get(), RecoveredLoss.objects.get(), mall.series):
            assert stranger.get(row.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("name", LISTS)
    def test_a_list_takes_the_same_queries_for_one_and_for_three(self, mall, name):
        furnish(mall, 1)
        client = client_of(mall.cast.chief)
        client.get(reverse(name))
        one = queries(client, reverse(name))
        for number in (2, 3):
            furnish(mall, number)
        assert queries(client, reverse(name)) == one

    def test_a_page_of_each_takes_the_same_queries_whatever_lies_on_it(self, mall):
        furnish(mall, 1)
        client, meeting = client_of(mall.liaison), JointMeeting.objects.get()
        client.get(meeting.get_absolute_url())
        one = queries(client, meeting.get_absolute_url())
        for _more in range(3):
            make_resolution(meeting, mall.liaison.user, mall.beat)
        assert queries(client, meeting.get_absolute_url()) == one

    def test_a_stranger_is_told_why_not(self, mall):
        furnish(mall, 1)
        meeting, stranger = JointMeeting.objects.get(), client_of(mall.stranger)
        assert stranger.get(reverse("joint-meeting-minutes", args=[meeting.pk])).status_code == 403
        assert stranger.get(reverse("demand-verb", args=[Demand.objects.get().pk, "decline"])).status_code == 403
        assert stranger.get(reverse("demand-phone", args=[Demand.objects.get().pk])).status_code == 403
        assert stranger.get(reverse("demand-kind-new")).status_code == 403

    def test_papers_lists_and_parts_open(self, mall):
        furnish(mall, 1)
        client, meeting = client_of(mall.liaison), JointMeeting.objects.get()
        for name in ("joint-meeting-agenda-paper", "joint-meeting-minutes-paper"):
            assert client.get(reverse(name, args=[meeting.pk]))["Content-Type"] == "application/pdf"
            assert client.get(reverse(name, args=[meeting.pk]) + "?format=docx").content[:2] == b"PK"
        assert client.get(reverse("demand-sign", args=[mall.building.pk])).content.startswith(b"%PDF")
        assert "诉求1" in client.get(reverse("enterprise-partners-part", args=[mall.shop.pk])).content.decode()
        part = client.get(reverse("building-partners-part", args=[mall.building.pk])).content.decode()
        assert mall.series.title in part
        for name in LISTS:
            assert client.get(reverse(name) + "?format=xlsx").status_code == 200
        assert Entry.objects.filter(verb="exported").count() >= len(LISTS)


class TestByPages:
    def test_the_whole_way_of_a_meeting(self, mall):
        leader = client_of(mall.liaison)
        starts = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M")
        told = {"starts_at": starts, "minutes": 60, "place": "", "title": "", "chair": mall.liaison.pk}
        leader.post(reverse("joint-meeting-new", args=[mall.series.pk]), told)
        meeting = JointMeeting.objects.get()
        assert (meeting.place, meeting.ordinal) == ("物业会议室", 1)
        invited = {"officers": [mall.liaison.pk], "enterprises": [mall.shop.pk], "units": "街道办，城管科\n物业"}
        leader.post(reverse("joint-meeting-invite", args=[meeting.pk]), invited)
        assert meeting.invitees.count() == 4
        client_of(mall.stranger).post(reverse("agenda-item-new", args=[mall.series.pk]), {"topic": "照明"})
        item = meeting.items.get()
        leader.post(reverse("agenda-item-take-on", args=[item.pk]))
        JointMeeting.objects.filter(pk=meeting.pk).update(
            starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY / 2
        )
        came = [row.pk for row in meeting.invitees.all()]
        leader.post(reverse("joint-meeting-hold", args=[meeting.pk]), {"came": came, "minutes": "讨论"})
        leader.post(reverse("agenda-item-settle", args=[item.pk]), {"outcome": "settled", "outcome_words": "加装"})
        due = timezone.localdate() + 5 * DAY
        leader.post(
            reverse("resolution-new", args=[meeting.pk]), {"words": "加灯", "enterprise": mall.shop.pk, "due_on": due}
        )
        leader.post(reverse("joint-meeting-close", args=[meeting.pk]))
        meeting.refresh_from_db()
        assert (meeting.state, Resolution.objects.get().enterprise) == ("closed", mall.shop)

    def test_settings_are_installed_once_and_changed_by_the_leadership(self, mall):
        chief = client_of(mall.cast.chief)
        for _time in range(2):
            chief.post(reverse("demand-kinds-install"))
        assert DemandKind.objects.count() == 1 + len(actions.FIRST_KINDS)
        chief.post(
            reverse("partner-numbers"), {"accept_days": 1, "again_days": 2, "confirm_days": 9, "phone_days": 10}
        )
        chief.post(
            reverse("demand-kind", args=[mall.kind.pk]), {"name": "停车", "days": 2, "order": 1, "active": "on"}
        )
        mall.kind.refresh_from_db()
        row = make_demand(mall.station, mall.kind, mall.building)
        assert (mall.kind.name, row.kind.days) == ("停车", 2)

    def test_what_is_due_stands_on_the_own_page(self, mall):
        furnish(mall, 1)
        page = client_of(mall.liaison).get(reverse("agenda-part")).content.decode()
        assert Demand.objects.get().get_absolute_url() in page and 'data-kind="demand"' in page
        chief = client_of(mall.cast.chief).get(reverse("agenda-part")).content.decode()
        assert "state=given_back" in chief


@pytest.fixture
def sign(mall):
    return codes.sign_token(actions.sign_of(building=mall.building))


def send(sign, mall, **more):
    told = {"kind": mall.kind.pk, "shop": "示例服装店", "words": "夜里太暗", "client_id": uuid.uuid4()} | more
    answer = Client(enforce_csrf_checks=True).post(reverse("public-demand", args=[sign]), told)
    return answer, answer.content.decode().partition('data-receipt="')[2].partition('"')[0]


def follow(code, **more):
    return Client(enforce_csrf_checks=True).post(reverse("demand-receipt"), {"receipt": code} | more)


class TestThePublic:
    def test_a_merchant_sends_a_demand_and_confirms_the_answer_with_the_code(self, mall, sign):
        page = Client().get(reverse("public-demand", args=[sign]))
        assert mall.building.name in page.content.decode() and not page.cookies
        answer, code = send(sign, mall, phone="13912345678", for_meeting="on")
        assert answer.status_code == 200 and len(code) == 12 and not answer.cookies
        row = Demand.objects.get()
        assert row.enterprise == mall.shop and row.items.exists() and DemandContact.objects.exists()
        demands.accept(demand=row, actor=mall.liaison.user)
        demands.answer(demand=row, words="已加装路灯", actor=mall.liaison.user)
        spaced = f"{code[:4]} {code[4:8].lower()}-{code[8:]}"
        assert "已加装路灯" in follow(spaced).content.decode()
        follow(code, verb="confirm")
        row.refresh_from_db()
        assert row.state == "confirmed" and row.confirmed_by is None

    def test_with_the_code_it_is_returned_with_a_reason(self, mall, sign):
        _answer, code = send(sign, mall)
        row = Demand.objects.get()
        demands.accept(demand=row, actor=mall.liaison.user)
        demands.answer(demand=row, words="已办", actor=mall.liaison.user)
        follow(code, verb="send_back", reason="")
        row.refresh_from_db()
        assert row.state == "answered"
        follow(code, verb="send_back", reason="灯不亮")
        row.refresh_from_db()
        assert (row.state, row.return_reason) == ("returned", "灯不亮")

    def test_where_two_shops_are_called_so_the_officer_links_the_one_that_is_meant(self, mall, sign):
        other = make_enterprise(mall.station, mall.shop.name, building=mall.building, unit="A102")
        send(sign, mall)
        row, officer = Demand.objects.get(), client_of(mall.liaison)
        address = reverse("demand-assign", args=[row.pk])
        assert row.enterprise is None
        assert f'<a href="{address}">' in officer.get(row.get_absolute_url()).content.decode()
        assert officer.get(address).context["form"]["enterprise"].value() in {mall.shop.pk, other.pk}
        officer.post(address, {"officer": mall.liaison.pk, "enterprise": other.pk})
        row.refresh_from_db()
        assert (row.enterprise, row.officer) == (other, mall.liaison)
        assert f'<a href="{address}">' not in officer.get(row.get_absolute_url()).content.decode()

    def test_a_number_that_is_none_is_refused_in_words_of_the_page(self, mall, sign):
        answer, _code = send(sign, mall, phone="12")
        assert answer.status_code == 400 and not Demand.objects.exists()
        assert str(RegexValidator.message) not in answer.content.decode()
        assert send(sign, mall, phone="010-65251234")[1]

    def test_nothing_is_said_before_there_is_an_answer(self, mall, sign):
        _answer, code = send(sign, mall)
        assert follow(code, verb="confirm").status_code == 200
        assert Demand.objects.get().state == "received"

    def test_the_form_sent_again_shows_the_same_receipt(self, mall, sign):
        key = uuid.uuid4()
        assert len({send(sign, mall, client_id=key)[1] for _time in range(3)}) == 1 == Demand.objects.count()

    def test_the_telephone_stands_on_no_page_and_in_no_history(self, mall, sign):
        send(sign, mall, phone="13912345678")
        row, client = Demand.objects.get(), client_of(mall.liaison)
        for url in (row.get_absolute_url(), reverse("demands"), f"/api/v1/demands/{row.pk}/"):
            assert "13912345678" not in client.get(url).content.decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM community_demandcontact WHERE phone LIKE '%13912345678%'")
            assert cursor.fetchone()[0] == 0

    def test_nothing_in_the_day_book_leads_to_the_visitor(self, mall, sign):
        send(sign, mall)
        rows = Entry.objects.filter(verb="demand.received")
        assert rows.get().actor is None and rows.get().request_id == ""

    def test_an_old_or_forged_sign_opens_nothing(self, mall, sign):
        actions.renew_sign(building=mall.building, actor=mall.cast.chief.user)
        for token in (sign, "b-1-AAAAAAAAAAAA", "x"):
            assert Client().get(reverse("public-demand", args=[token])).status_code == 404

    def test_too_many_are_put_off(self, mall, sign, monkeypatch):
        monkeypatch.setattr("community.partners.views_public.DEMANDS_PER_ADDRESS", 1)
        send(sign, mall)
        answer, _code = send(sign, mall)
        assert answer.status_code == 429 and answer["Retry-After"] and Demand.objects.count() == 1

    def test_an_unknown_code_says_nothing(self, mall, sign):
        send(sign, mall)
        assert "夜里太暗" not in follow("ABCDEFGH2345").content.decode()


class TestTheAPI:
    def post(self, client, path, **data):
        return client.post(f"/api/v1/{path}", data, content_type="application/json")

    def test_a_demand_from_receipt_to_the_answer(self, mall):
        client = client_of(mall.liaison)
        told = {"client_id": str(uuid.uuid4()), "kind": mall.kind.pk, "shop": "店", "words": "停车"}
        made = self.post(client, "demands/", **told)
        assert made.status_code == 201, made.content
        row = made.json()
        assert row["verbs"] == [] and row["state"] == "received"
        told |= {"client_id": str(uuid.uuid4()), "enterprise": mall.shop.pk}
        row = self.post(client, "demands/", **told).json()
        assert row["verbs"] == ["accept", "decline"] and row["timeline"]
        assert self.post(client_of(mall.stranger), f"demands/{row['id']}/accept/").status_code == 403
        assert self.post(client, f"demands/{row['id']}/accept/").json()["state"] == "accepted"
        assert self.post(client, f"demands/{row['id']}/confirm/").status_code == 409
        answered = self.post(client, f"demands/{row['id']}/answer/", words="已办")
        assert answered.json()["answer"] == "已办"
        assert client_of(mall.cast.chief2).get(f"/api/v1/demands/{row['id']}/").status_code == 404

    def test_a_meeting_with_its_resolutions(self, mall):
        client = client_of(mall.liaison)
        soon = (timezone.now() + DAY).isoformat()
        made = self.post(client, "joint-meetings/", series=mall.series.pk, starts_at=soon, minutes=60)
        assert made.status_code == 201, made.content
        pk = made.json()["id"]
        assert self.post(client, f"joint-meetings/{pk}/hold/", came=[1]).status_code == 409
        meeting = hold(JointMeeting.objects.get(), mall.liaison.user) if _invite(mall) else None
        due = str(timezone.localdate() + DAY)
        told = self.post(client, f"joint-meetings/{pk}/resolve/", words="加灯", due_on=due, unit="物业").json()
        assert told["resolutions"][0]["owner"] == "物业" and meeting.pk == pk
        assert self.post(client, f"joint-meetings/{pk}/finish/", resolution=99999, result="x").status_code == 400

    def test_talks_and_losses(self, mall):
        client, today = client_of(mall.beat), str(timezone.localdate())
        talk = self.post(
            client, "prevention-talks/", client_id=str(uuid.uuid4()), held_on=today, topic="反诈", place="大厅",
            speaker=mall.beat.pk, people=20,
        )  # fmt: skip
        assert (talk.status_code, talk.json()["verbs"]) == (201, ["strike"])
        loss = self.post(
            client, "recovered-losses/", client_id=str(uuid.uuid4()), manner="goods", amount="12.50", what="手机",
            recovered_on=today, unit="店", reference="1",
        ).json()  # fmt: skip
        told = self.post(
            client, f"recovered-losses/{loss['id']}/give_back/", given_back_on=today, receipt_no="1"
        ).json()  # fmt: skip
        assert (told["state"], told["verbs"]) == ("given_back", [])
        chief = client_of(mall.cast.chief)
        assert self.post(chief, f"recovered-losses/{loss['id']}/verify/").json()["state"] == "verified"

    @pytest.mark.parametrize("name", ["joint-meetings", "demands", "prevention-talks", "recovered-losses"])
    def test_a_list_is_for_the_police_and_takes_the_same_queries(self, mall, name):
        furnish(mall, 1)
        client, url = client_of(mall.cast.chief), f"/api/v1/{name}/"
        client.get(url)
        one = queries(client, url)
        for number in (2, 3):
            furnish(mall, number)
        assert queries(client, url) == one
        assert client_of(mall.cast.auxiliary).get(url).status_code == 403


def _invite(mall) -> bool:
    JointMeeting.objects.get().invitees.create(station=mall.station, officer=mall.liaison)
    return True


def test_what_the_station_owes_comes_first_and_a_stand_in_finds_it_among_the_own(mall):
    done = make_demand(mall.station, mall.kind, mall.building)
    demands.decline(demand=done, reason="非警务", actor=mall.liaison.user)
    slow = make_demand(mall.station, make_kind(mall.station, days=10), mall.building)
    quick = make_demand(mall.station, mall.kind, mall.building)
    demands.accept(demand=quick, actor=mall.liaison.user)
    demands.accept(demand=slow, actor=mall.liaison.user)
    last = make_demand(mall.station, mall.kind, mall.building)
    demands.decline(demand=last, reason="非警务", actor=mall.liaison.user)
    rows = client_of(mall.stranger).get(reverse("demands")).context["page"].object_list
    assert [row.pk for row in rows] == [quick.pk, slow.pk, last.pk, done.pk]
    with answered_by(lambda user: frozenset({mall.liaison.pk} if user.pk == mall.stranger.user_id else ())):
        rows = client_of(mall.stranger).get(reverse("demands") + "?which=mine&state=waiting").context["page"]
    assert {row.pk for row in rows.object_list} == {quick.pk, slow.pk}
