"""Pages of enterprises as the one in charge, a colleague, a stranger; the queue of the tablet; exports; masks."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.enterprises import actions, finding_steps, visiting
from community.enterprises.models import Enterprise, EnterpriseContact
from community.enterprises.models_visits import CheckList, EnterpriseVisit, SafetyFinding
from community.enterprises.readings import current_version
from community.enterprises.words import FindingState
from stations.kit.device import owner_key
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.enterprises import make_enterprise, make_safety_finding, make_visit
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db
SECRET, NUMBER = "钱某某", "13811112222"


@pytest.fixture
def contact(mall):
    return actions.keep_contact(
        enterprise=mall.shop, actor=mall.liaison.user, part="manager", name=SECRET, phone=NUMBER
    )


def photo():
    return SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")


class TestWhoSeesWhat:
    def test_who_answers_for_it_sees_visits_and_findings(self, mall):
        finding = make_safety_finding(mall.shop, mall.liaison)
        for officer in (mall.liaison, mall.post, mall.chief, mall.leader):
            page = client_of(officer).get(mall.shop.get_absolute_url()).content.decode()
            assert finding.what in page
            assert client_of(officer).get(finding.get_absolute_url()).status_code == 200

    def test_a_colleague_looks_it_up_and_no_more(self, mall, contact):
        finding, visit = make_safety_finding(mall.shop, mall.liaison), make_visit(mall.shop, mall.liaison)
        client = client_of(mall.stranger)
        page = client.get(mall.shop.get_absolute_url()).content.decode()
        assert mall.shop.name in page and finding.what not in page
        assert SECRET not in page and NUMBER not in page
        assert client.get(finding.get_absolute_url()).status_code == 403
        assert client.get(visit.get_absolute_url()).status_code == 403
        assert client.get(reverse("safety-findings")).status_code == 403
        assert client.get(reverse("enterprise-contacts", args=[mall.shop.pk])).status_code == 403

    def test_the_trade_officer_has_the_trade(self, mall):
        finding = make_safety_finding(mall.hotel, mall.post)
        assert client_of(mall.hotels).get(finding.get_absolute_url()).status_code == 200
        assert client_of(mall.liaison).get(finding.get_absolute_url()).status_code == 403

    @pytest.mark.parametrize("name", ["enterprises", "buildings", "enterprise-new", "first-visits", "my-enterprises",
                                      "enterprise-visits", "safety-findings", "enterprise-visit-start",
                                      "enterprise-settings"])  # fmt: skip
    def test_guards_and_auxiliaries_have_no_business_here(self, mall, name):
        for person in (mall.cast.guard, mall.cast.auxiliary):
            assert client_of(person).get(reverse(name)).status_code == 403

    def test_another_station_does_not_know_it(self, mall):
        finding, visit = make_safety_finding(mall.shop, mall.liaison), make_visit(mall.shop, mall.liaison)
        client = client_of(mall.cast.chief2)
        for address in (
            mall.shop.get_absolute_url(), mall.building.get_absolute_url(), finding.get_absolute_url(),
            visit.get_absolute_url(), reverse("enterprise-visit-new", args=[mall.shop.pk]),
            reverse("check-list", args=[mall.list.pk]),
        ):  # fmt: skip
            assert client.get(address).status_code == 404
        assert mall.shop.name not in client.get(reverse("enterprises")).content.decode()

    def test_only_the_office_keeps_the_setup(self, mall):
        assert client_of(mall.liaison).get(reverse("enterprise-settings")).status_code == 403
        assert client_of(mall.chief).get(reverse("enterprise-settings")).status_code == 200


class TestContacts:
    def test_masked_until_a_reason_is_given_and_looking_is_recorded(self, mall, contact):
        client = client_of(mall.liaison)
        page = client.get(mall.shop.get_absolute_url()).content.decode()
        assert "钱**" in page and "138****2222" in page and NUMBER not in page
        address = reverse("enterprise-contacts", args=[mall.shop.pk])
        assert NUMBER not in client.get(address).content.decode()
        assert NUMBER in client.post(address, {"reason": "visit"}).content.decode()
        line = Entry.objects.filter(verb="looked").latest("pk")
        assert line.data["reason"] == "visit" and NUMBER not in str(line.data) and SECRET not in str(line.data)

    def test_the_form_never_shows_the_number_and_an_empty_one_keeps_it(self, mall, contact):
        client, address = client_of(mall.liaison), reverse("enterprise-contact", args=[mall.shop.pk, contact.pk])
        assert NUMBER not in client.get(address).content.decode()
        client.post(address, {"part": "manager", "name": "孙某", "phone": ""})
        contact.refresh_from_db()
        assert (contact.name, contact.phone) == ("孙某", NUMBER)

    def test_the_export_holds_none_and_is_recorded(self, mall, contact):
        answer = client_of(mall.liaison).get(reverse("enterprises"), {"format": "csv"})
        text = answer.content.decode("utf-8-sig")
        assert mall.shop.name in text and SECRET not in text and NUMBER not in text
        assert Entry.objects.filter(verb="exported").latest("pk").data["what"] == "enterprises"

    def test_history_keeps_no_name(self, mall, contact):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = "
                "'community_enterprisecontactevent' AND column_name IN ('name', 'phone', 'phone_index')"
            )
            assert cursor.fetchone()[0] == 0

    def test_they_go_some_time_after_moving_out(self, mall, contact):
        actions.move_out(enterprise=mall.shop, actor=mall.liaison.user)
        assert actions.forget_contacts(station=mall.station, at=timezone.now()) == 0
        assert actions.forget_contacts(station=mall.station, at=timezone.now() + timezone.timedelta(181)) == 1
        assert not EnterpriseContact.objects.exists()


class TestMovingInAndOut:
    def test_entered_in_one_go_with_its_first_visit(self, mall):
        sent = {"name": "新店", "kind": mall.kind.pk, "building": mall.building.pk, "floor": "1", "unit": "101",
                "moved_in_on": timezone.localdate().isoformat()}  # fmt: skip
        client = client_of(mall.liaison)
        answer = client.post(reverse("enterprise-new"), sent)
        row = Enterprise.objects.get(name="新店")
        assert answer.url == row.get_absolute_url() and row.first_visit.state == "open"
        assert row.community == mall.community
        again = client.post(reverse("enterprise-new"), sent)
        assert again.status_code == 400 and Enterprise.objects.filter(name="新店").count() == 1

    def test_its_page_leads_to_the_day_it_moved_out(self, mall):
        client, address = client_of(mall.liaison), reverse("enterprise-moved-out", args=[mall.shop.pk])
        assert address in client.get(mall.shop.get_absolute_url()).content.decode()
        client.post(address, {"on": timezone.localdate().isoformat()})
        mall.shop.refresh_from_db()
        assert mall.shop.state == "moved_out"
        assert mall.shop.name not in client.get(reverse("enterprises")).content.decode()
        assert client.post(reverse("enterprise-step", args=[mall.shop.pk, "nothing"])).status_code == 404

    def test_nobody_moves_out_what_others_look_after(self, mall):
        address, told = reverse("enterprise-moved-out", args=[mall.shop.pk]), {"on": timezone.localdate().isoformat()}
        assert client_of(mall.stranger).post(address, told).status_code == 403
        assert client_of(mall.hotels).post(address, told).status_code == 404

    def test_who_left_the_enterprise_is_deleted_from_its_page(self, mall):
        client = client_of(mall.liaison)
        client.post(reverse("enterprise-contact-new", args=[mall.shop.pk]), {"part": "manager", "name": "钱某"})
        address = reverse("enterprise-contact-forget", args=[mall.shop.pk, mall.shop.contacts.get().pk])
        assert address in client.get(mall.shop.get_absolute_url()).content.decode()
        client.post(address)
        assert not mall.shop.contacts.exists()


def filled(mall, **more):
    """A form with every item of the list answered."""
    version = current_version(mall.list)
    door, fire, _staff = version.items.order_by("order")
    return {"client_id": str(uuid.uuid4()), "kind": "first", "told": "agreed", "enterprise": str(mall.shop.pk),
            "list": str(version.pk), f"item_{door.pk}": "yes", f"item_{fire.pk}": "yes"} | more  # fmt: skip


class TestTheTablet:
    @pytest.mark.parametrize("number", ["-1", "99999999"])
    def test_a_number_that_is_a_typing_error_is_refused(self, mall, number):
        staff = current_version(mall.list).items.order_by("order")[2]
        address = reverse("enterprise-visit-new", args=[mall.shop.pk])
        assert client_of(mall.liaison).post(address, filled(mall, **{f"item_{staff.pk}": number})).status_code == 400
        assert not EnterpriseVisit.objects.exists()

    def test_the_form_shows_the_list_and_takes_the_visit(self, mall):
        client, address = client_of(mall.liaison), reverse("enterprise-visit-new", args=[mall.shop.pk])
        page = client.get(address).content.decode()
        assert "疏散通道畅通" in page and 'value="first"' in page
        answer = client.post(address, filled(mall))
        assert answer.url == EnterpriseVisit.objects.get().get_absolute_url()
        assert "疏散通道畅通" in client.get(answer.url).content.decode()

    def test_what_is_missing_is_said_and_nothing_is_lost(self, mall):
        whole = filled(mall, note="夜间有人值守")
        sent = {name: value for name, value in whole.items() if not name.startswith("item_")}
        answer = client_of(mall.liaison).post(reverse("enterprise-visit-new", args=[mall.shop.pk]), sent)
        assert answer.status_code == 400 and "夜间有人值守" in answer.content.decode()

    def test_that_somebody_agreed_is_chosen_by_nobody_but_the_officer(self, mall):
        client, address = client_of(mall.liaison), reverse("enterprise-visit-new", args=[mall.shop.pk])
        assert client.get(address).context["form"]["told"].value() is None
        silent = {name: value for name, value in filled(mall).items() if name != "told"}
        answer = client.post(address, silent)
        assert answer.status_code == 400 and 'class="ev-must ev-wrong"' in answer.content.decode()
        assert not EnterpriseVisit.objects.exists()

    def test_a_recorded_visit_says_so_and_leads_back_to_what_is_due(self, mall):
        client = client_of(mall.liaison)
        page = client.post(reverse("enterprise-visit-new", args=[mall.shop.pk]), filled(mall), follow=True)
        assert [str(one) for one in page.context["messages"]]
        assert f'<a class="btn" href="{reverse("me")}">' in page.content.decode()

    def test_the_queue_is_answered_by_name_and_counts_once(self, mall):
        client, address = client_of(mall.liaison), reverse("enterprise-visit-send")
        door = current_version(mall.list).items.order_by("order").first()
        sent = filled(mall, **{f"item_{door.pk}": "no", f"words_{door.pk}": "堆放纸箱", f"photo_{door.pk}": photo(),
                               "many": json.dumps([]), "offline": "1",
                               "found_at": timezone.now().isoformat()})  # fmt: skip
        headers = {"X-Phone-Owner": owner_key(mall.liaison.user)}
        first = client.post(address, sent, headers=headers)
        sent[f"photo_{door.pk}"] = photo()
        again = client.post(address, sent, headers=headers)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["id"] == again.json()["id"] and first.json()["client_id"] == sent["client_id"]
        visit, finding = EnterpriseVisit.objects.get(), SafetyFinding.objects.get()
        assert visit.offline and finding.files.count() == 1 and finding.state == FindingState.TOLD

    def test_another_persons_device_is_turned_away(self, mall):
        client = client_of(mall.post)
        headers = {"X-Phone-Owner": owner_key(mall.liaison.user)}
        assert client.post(reverse("enterprise-visit-send"), filled(mall), headers=headers).status_code == 401

    def test_a_refusal_is_told_with_its_reason(self, mall):
        make_visit(mall.shop, mall.post, "first")
        headers = {"X-Phone-Owner": owner_key(mall.liaison.user)}
        answer = client_of(mall.liaison).post(reverse("enterprise-visit-send"), filled(mall), headers=headers)
        assert answer.status_code == 409 and answer.json()["status"] == "refused" and answer.json()["message"]


class TestFindingPages:
    def test_from_told_to_closed_by_the_buttons(self, mall):
        finding = make_safety_finding(mall.shop, mall.liaison)
        step = lambda verb: reverse("safety-finding-step", args=[finding.pk, verb])  # noqa: E731
        one, two = client_of(mall.liaison), client_of(mall.post)
        assert step("rectify") in one.get(finding.get_absolute_url()).content.decode()
        one.post(step("rectify"), {"words": "已清理", "photos": photo()})
        assert step("recheck") not in one.get(finding.get_absolute_url()).content.decode()
        assert one.get(step("recheck")).status_code == 403
        two.post(step("recheck"), {"words": "属实"})
        finding.refresh_from_db()
        assert finding.state == FindingState.CLOSED
        page = two.get(finding.get_absolute_url()).content.decode()
        assert "已清理" in page and "属实" in page

    def test_photos_are_for_who_sees_the_finding(self, mall):
        finding = make_safety_finding(mall.shop, mall.liaison, photos=[jpeg()])
        address = reverse("enterprise-photo", args=[finding.files.get().file_id])
        assert client_of(mall.liaison).get(address)["Content-Type"] == "image/jpeg"
        assert client_of(mall.stranger).get(address).status_code == 403
        assert client_of(mall.cast.chief2).get(address).status_code == 404


class TestSetup:
    def test_a_check_list_is_written_in_lines(self, mall):
        client = client_of(mall.chief)
        client.post(reverse("check-list-new"), {"name": "夜查", "order": "1", "active": "on",
                                                "items": "门窗完好 [一般]\n值守人数 [数字 人 选填]"})  # fmt: skip
        items = list(current_version(CheckList.objects.get(name="夜查")).items.all())
        assert [(item.text, item.grade, item.answer, item.required) for item in items] == [
            ("门窗完好", 1, "yes_no", True), ("值守人数", None, "number", False)
        ]  # fmt: skip

    @pytest.mark.parametrize("line", ["门窗完好 [严重]", "值守人数 [数字 人 必填]", "门窗完好 ［较 大］"])
    def test_a_mark_that_means_nothing_is_refused(self, mall, line):
        sent = {"name": "夜查", "order": "1", "active": "on", "items": f"灯亮 [一般]\n{line}"}
        answer = client_of(mall.chief).post(reverse("check-list-new"), sent)
        assert answer.status_code == 400 and line in answer.content.decode()
        assert not CheckList.objects.filter(name="夜查").exists()

    def test_naming_a_liaison_officer_says_what_passes(self, mall):
        client, address = client_of(mall.chief), reverse("building-liaison", args=[mall.building.pk])
        assert client.get(address).status_code == 200
        client.post(address, {"officer": mall.post.pk, "start": timezone.localdate().isoformat()})
        assert mall.post.user.name in client.get(mall.building.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["enterprises", "first-visits", "enterprise-visits", "safety-findings", "buildings"])
def test_lists_cost_the_same_with_one_and_with_five_rows(mall, name):
    client = client_of(mall.chief)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    make_visit(mall.shop, mall.liaison)
    make_safety_finding(mall.shop, mall.liaison)
    client.get(reverse(name))
    before = queries()
    for number in range(4):
        shop = make_enterprise(mall.station, building=mall.building, unit=f"9{number}")
        make_visit(shop, mall.liaison)
        make_safety_finding(shop, mall.liaison)
    assert queries() <= before + 1


def test_my_page_shows_what_is_due(mall):
    page = client_of(mall.liaison).get(reverse("my-enterprises")).content.decode()
    assert mall.shop.name in page and mall.hotel.name not in page
    assert mall.shop.name in client_of(mall.liaison).get(reverse("enterprise-visit-start")).content.decode()


def test_what_is_open_comes_before_what_is_over(mall):
    old = make_safety_finding(mall.shop, mall.liaison)
    finding_steps.rectify(finding=old, actor=mall.liaison.user)
    finding_steps.recheck(finding=old, actor=mall.post.user)
    fresh = make_safety_finding(mall.shop, mall.liaison)
    rows = client_of(mall.chief).get(reverse("safety-findings")).context["page"].object_list
    assert [row.pk for row in rows] == [fresh.pk, old.pk]
    make_visit(mall.shop, mall.liaison, "first")
    rows = client_of(mall.chief).get(reverse("first-visits")).context["page"].object_list
    assert [row.state for row in rows] == ["open", "done"]


class TestACampaign:
    """专项检查: a choice of enterprises and a day; who has been inspected since, who is left, what was found."""

    @staticmethod
    def page(officer, **asked):
        asked = {"since": timezone.localdate().isoformat()} | asked
        return client_of(officer).get(reverse("enterprises"), asked)

    def test_it_counts_who_was_inspected_since_and_lists_who_is_left(self, mall):
        other = make_enterprise(mall.station, "另一旅店", kind=mall.hotel_kind, community=mall.community)
        version = {"check_list": mall.list, "no": ("灭火器在位",)}
        make_visit(mall.hotel, mall.hotels, "check", **version)
        make_visit(other, mall.hotels, "visit", **version)
        asked = {"kind": mall.hotel_kind.pk, "inspected": "no"}
        page = self.page(mall.chief, **asked)
        campaign = page.context["campaign"]
        assert (campaign.total, campaign.done, campaign.left) == (2, 1, 1)
        assert (campaign.findings, campaign.left_open) == (1, 1)
        assert [row.pk for row in page.context["page"].object_list] == [other.pk]
        assert [row.pk for row in self.page(mall.chief, **asked | {"inspected": "yes"}).context["page"]] == [
            mall.hotel.pk
        ]
        later = (timezone.localdate() + timedelta(1)).isoformat()
        assert self.page(mall.chief, **asked | {"since": later}).context["campaign"].done == 0

    def test_a_struck_inspection_does_not_count(self, mall):
        visit = make_visit(mall.hotel, mall.hotels, "check", check_list=mall.list)
        visiting.strike(visit=visit, actor=mall.chief.user, reason="录错")
        assert self.page(mall.chief).context["campaign"].done == 0

    def test_who_answers_for_none_counts_no_findings_and_the_export_says_who_is_left(self, mall):
        make_visit(mall.hotel, mall.hotels, "check", check_list=mall.list, no=("灭火器在位",))
        assert self.page(mall.stranger).context["campaign"].findings == 0
        sheet = self.page(mall.chief, format="csv").content.decode("utf-8-sig")
        assert sheet.count("已检查") == 1 or sheet.count("inspected") >= 1

    def test_without_a_day_there_is_no_campaign(self, mall):
        page = client_of(mall.chief).get(reverse("enterprises"))
        assert page.context["campaign"] is None
        for odd in ("kein", "0001-01-01", "9999-12-31"):
            assert client_of(mall.chief).get(reverse("enterprises") + f"?since={odd}").status_code == 200
