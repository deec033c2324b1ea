"""Every page as its owner and as a stranger; the public pages; a phone that is connected by joining."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.groups import codes
from community.groups.models import Enrolment, Member, WatchOffice
from community.groups.words import State
from tests.factories import client_of
from tests.factories.community import make_enrolment, make_group_lead, make_member
from tests.factories.organisation import make_person

pytestmark = pytest.mark.django_db
LISTS = ("watch-groups", "members", "enrolments")


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_the_office_and_the_community_officers(watch, client, name):
    make_member(watch.group, name="甲成员")
    make_member(watch.other, name="乙成员")
    make_enrolment(watch.group, "甲名单")
    make_enrolment(watch.other, "乙名单")
    address = reverse(name)
    assert client.get(address).status_code == 302
    assert client_of(watch.cast.guard).get(address).status_code == 403
    assert client_of(watch.cast.desk).get(address).status_code == 403
    office, beat = client_of(watch.office).get(address), client_of(watch.beat).get(address)
    assert (office.status_code, beat.status_code) == (200, 200)
    assert (office.context["total"], beat.context["total"]) == (2, 1)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_many(watch, name):
    browser, counts = client_of(watch.office), []
    for more in (1, 5):
        for _one in range(more):
            make_enrolment(watch.group)
            make_group_lead(watch.group, make_member(watch.group)) if more == 1 else make_member(watch.group)
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_exports_mask_phones_and_are_recorded(watch):
    member = make_member(watch.group, make_person(watch.station, name="出表", phone="13877776666"))
    answer = client_of(watch.office).get(reverse("members"), {"format": "csv"})
    content = answer.content.decode("utf-8-sig")
    assert member.number in content and "138****6666" in content and "13877776666" not in content


def test_another_communitys_objects_do_not_exist(watch):
    member, asked = make_member(watch.other), make_enrolment(watch.other)
    browser = client_of(watch.beat)
    assert browser.get(reverse("member", args=[member.pk])).status_code == 404
    assert browser.get(reverse("watch-group", args=[watch.other.pk])).status_code == 404
    assert browser.get(reverse("watch-group-poster", args=[watch.other.pk])).status_code == 404
    assert browser.post(reverse("enrolment-forget", args=[asked.pk])).status_code == 404
    assert browser.post(reverse("member-leave", args=[member.pk])).status_code == 404
    assert Enrolment.objects.count() == 1


def test_pages_of_one_group_and_one_member(watch):
    member = make_member(watch.group)
    make_group_lead(watch.group, member)
    browser = client_of(watch.beat)
    for address in (
        watch.group.get_absolute_url(),
        member.get_absolute_url(),
        reverse("member-vet", args=[member.pk]),
    ):
        assert browser.get(address).status_code == 200
    assert browser.get(reverse("community-settings")).status_code == 403
    for name in ("community-settings", "community-numbers", "consent-text-new", "watch-trade-new", "watch-group-new"):
        assert client_of(watch.office).get(reverse(name)).status_code == 200
    assert client_of(watch.cast.chief).get(reverse("watch-office-new")).status_code == 200


def test_papers_are_pdfs_and_slips_are_recorded(watch):
    member = make_member(watch.group, name="卡片主")
    make_enrolment(watch.group)
    browser = client_of(watch.office)
    for answer in (
        browser.get(reverse("watch-group-poster", args=[watch.group.pk])),
        browser.get(reverse("member-card", args=[member.pk])),
        browser.post(reverse("enrolment-slips")),
    ):
        assert answer.content[:5] == b"%PDF-"
        assert "no-store" in answer["Cache-Control"]


def test_the_leadership_seats_the_office(watch):
    browser = client_of(watch.cast.chief)
    browser.post(reverse("watch-office-new"), {"user": watch.cast.desk.user_id})
    seat = WatchOffice.objects.get(user=watch.cast.desk.user)
    assert client_of(watch.cast.desk).get(reverse("members")).status_code == 200
    browser.post(reverse("watch-office-end", args=[seat.pk]))
    assert client_of(watch.cast.desk).get(reverse("members")).status_code == 403


def test_joining_by_slip_connects_the_phone(watch, client):
    row = make_enrolment(watch.group, "新成员", "13800001111")
    address = reverse("join-slip", args=[codes.SLIP.of(row.pk)])
    page = client.get(address)
    assert page.status_code == 200 and watch.group.name in page.content.decode()
    assert "新成员" not in page.content.decode() and "1111" not in page.content.decode()
    key = str(uuid.uuid4())
    wrong = client.post(address, {"digits": "2222", "verb": "agree", "key": key})
    assert wrong.context["outcome"] == "unknown"
    done = client.post(address, {"digits": "1111", "verb": "agree", "key": key})
    assert done.status_code == 302 and done.url == reverse("my-membership")
    assert "fg_device" in done.cookies
    again = client.post(address, {"digits": "1111", "verb": "agree", "key": key})
    assert again.status_code == 302
    assert Member.objects.count() == 1
    assert "新成员" in client.get(reverse("my-data")).content.decode()


def test_an_account_that_was_there_is_never_opened_by_a_slip(watch, client):
    make_person(watch.station, name="保安", phone="13800002222")
    row = make_enrolment(watch.group, "保安", "13800002222")
    done = client.post(reverse("join-slip", args=[codes.SLIP.of(row.pk)]), {"digits": "2222", "verb": "agree"})
    assert done.context["outcome"] == "joined" and "fg_device" not in done.cookies
    assert Member.objects.count() == 1


def test_ten_tries_an_hour_for_one_slip(watch, client):
    row = make_enrolment(watch.group, phone="13800003333")
    address = reverse("join-slip", args=[codes.SLIP.of(row.pk)])
    answers = [client.post(address, {"digits": f"{n:04d}", "verb": "agree"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_old_posters_forged_tokens_and_dissolved_groups_are_one_page(watch, client):
    good = codes.token(codes.JOIN, watch.group.pk, 1)
    assert client.get(reverse("join-group", args=[good])).status_code == 200
    assert client.get(reverse("join-group", args=[good[:-1] + "A"])).status_code in {404, 200}
    client_of(watch.beat).post(reverse("watch-group-poster-renew", args=[watch.group.pk]))
    assert client.get(reverse("join-group", args=[good])).status_code == 404


def test_a_card_says_group_number_masked_name_and_nothing_else(watch, client):
    member = make_member(watch.group, make_person(watch.station, name="欧阳明月", phone="13800004444"))
    address = reverse("member-check", args=[codes.token(codes.CARD, member.pk, 1)])
    shown = client.get(address).content.decode()
    assert member.number in shown and "欧***" in shown and watch.group.name in shown
    assert "欧阳明月" not in shown and "4444" not in shown
    Member.objects.filter(pk=member.pk).update(state=State.LAPSED)
    assert client.get(address).status_code == 404
    Member.objects.filter(pk=member.pk).update(state=State.CONFIRMED, card_version=2)
    assert client.get(address).status_code == 404


def test_under_me_everybody_sees_only_the_own(watch):
    member, other = make_member(watch.group, name="本人"), make_member(watch.group, name="别人")
    browser = client_of(member)
    for name in ("my-membership", "my-data"):
        shown = browser.get(reverse(name))
        assert shown.status_code == 200 and "别人" not in shown.content.decode()
        assert client_of(watch.cast.guard).get(reverse(name)).status_code == 403
    shown = browser.get(reverse("my-card")).content.decode()
    assert member.number in shown and "<svg" in shown and reverse("my-card-paper") in shown
    assert browser.get(reverse("my-card-paper")).content[:5] == b"%PDF-"
    assert browser.get(reverse("my-group")).status_code == 403
    make_group_lead(watch.group, other)
    led = client_of(other).get(reverse("my-group")).content.decode()
    assert "本人" in led and member.user.phone not in led
    assert client_of(other).get(reverse("members")).status_code == 403
    assert client_of(other).get(reverse("my-group-poster", args=[watch.group.pk])).status_code == 200
    assert client_of(other).get(reverse("my-group-poster", args=[watch.other.pk])).status_code == 404


def test_the_leader_of_many_finds_one_and_who_is_to_renew(watch, monkeypatch):
    today = timezone.localdate()
    leader = make_member(watch.group, name="组长", valid_until=today + timedelta(days=300))
    soon = make_member(watch.group, name="到期", valid_until=today + timedelta(days=1))
    make_group_lead(watch.group, leader)
    browser, address = client_of(leader), reverse("my-group")
    names = lambda **asked: [row.user.name for row, _phone in browser.get(address, asked).context["members"]]  # noqa: E731
    assert set(names()) == {"组长", "到期"}
    assert names(renewal="due", group=watch.group.pk) == names(q=soon.number) == ["到期"]
    assert names(q="没有此人") == []
    monkeypatch.setattr("community.groups.views_own.PAGE_SIZE", 1)
    assert len(names()) == 1 and names() != names(page=2)


def test_renew_leave_export_delete_on_the_own_page(watch):
    member = make_member(watch.group, name="自主", valid_until=timezone.localdate())
    browser = client_of(member)
    browser.post(reverse("my-renewal"))
    member.refresh_from_db()
    assert member.valid_until > timezone.localdate()
    assert "自主" in browser.post(reverse("my-data-export")).content.decode()
    browser.post(reverse("my-leaving"))
    member.refresh_from_db()
    assert member.state == State.LEFT
    browser.post(reverse("my-data-erase"))
    member.refresh_from_db()
    assert member.erased_at


def test_the_api_tells_state_verbs_and_timeline_and_masks(watch):
    member = make_member(watch.group, make_person(watch.station, name="接口", phone="13800005555"))
    browser = client_of(watch.beat)
    told = browser.get(f"/api/v1/members/{member.pk}/").json()
    assert told["state"] == "confirmed" and told["verbs"] == ["renew", "leave"] and told["phone"] == "138****5555"
    assert "timeline" in told
    assert browser.get("/api/v1/groups/").json()["count"] == 1
    assert client_of(watch.cast.desk).get("/api/v1/members/").status_code == 403
    struck = browser.post(f"/api/v1/members/{member.pk}/strike/", {"reason": "x"}, content_type="application/json")
    assert struck.status_code == 403
    vetted = browser.post(f"/api/v1/members/{member.pk}/vet/", {"result": "passed"}, content_type="application/json")
    assert vetted.status_code == 200 and vetted.json()["vetting"] == "passed"
