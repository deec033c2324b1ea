"""What a second reader found: reports joined in a row or crosswise, addresses with numbers that are none."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from patrols.findings import actions, defaults, readings
from patrols.findings.models import Finding
from patrols.findings.words import State
from patrols.squads import actions as squads
from stations.kit.answer import RuleBroken
from stations.timeline.models import Entry
from tests.factories import client_of, make_category
from tests.lock_order import locked_after_the_day_book

pytestmark = pytest.mark.django_db


class TestJoinedReports:
    def test_who_was_joined_to_a_report_that_is_joined_itself_follows_the_last_one(self, report, patrols):
        one, two, three = report(), report(), report()
        actions.link(finding=one, other=two, actor=patrols.office)
        actions.link(finding=Finding.objects.get(pk=two.pk), other=three, actor=patrols.office)
        one = Finding.objects.get(pk=one.pk)
        assert one.same_as == three
        assert [stage.phase for stage in readings.stages(one)] == ["done", "now", "next", "next"]
        assert client_of(patrols.guard).get(reverse("phone-finding-one", args=[one.pk])).status_code == 200

    def test_two_reports_are_not_joined_crosswise(self, report, patrols):
        one, two = report(), report()
        stale = Finding.objects.get(pk=two.pk)
        actions.link(finding=two, other=one, actor=patrols.office)
        with pytest.raises(RuleBroken):
            actions.link(finding=one, other=stale, actor=patrols.office)
        assert Finding.objects.filter(state=State.REPORTED).count() == 1

    def test_a_report_of_one_that_was_joined_meanwhile_is_refused(self, report, patrols):
        one, two = report(), report()
        stale = Finding.objects.get(pk=two.pk)
        actions.link(finding=two, other=one, actor=patrols.office)
        with pytest.raises(RuleBroken):
            report(same_as=stale)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "99999999999999999999", "-1", "x"])
@pytest.mark.parametrize("name", ["check_in", "checkpoint", "same_as"])
def test_a_number_that_is_none_is_nobodys(patrols, make_kind, name, number):
    address, client = reverse("phone-finding-new", args=[make_kind().pk]), client_of(patrols.guard)
    assert client.get(address, {name: number}).status_code in (200, 414)
    sent = {"act": "reported", "words": "纸箱", "place": "鲜鱼口", "client_id": uuid.uuid4(), name: number}
    assert client.post(address, sent).status_code in (302, 404)


def test_nothing_was_found_years_ago(report):
    with pytest.raises(RuleBroken):
        report(found_at=timezone.now() - datetime.timedelta(days=400))


def test_the_kinds_that_come_with_the_house_leave_a_line(cast, patrols):
    make_category(cast.station, defaults.KINDS[-1].category, code=f"{defaults.KINDS[-1].top}1")
    client = client_of(cast.chief)
    assert client.get(reverse("finding-kinds-install")).status_code == 405
    client.post(reverse("finding-kinds-install"))
    assert Entry.objects.filter(verb__startswith="finding_kind").exists()


class TestWhatTheOfficeHasNotLookedAt:
    def test_a_guards_report_outlives_the_guards_service(self, report, patrols, cast):
        finding = report()
        squads.leave(guard=patrols.guard, day=timezone.localdate(), actor=patrols.office)
        finding = actions.forward(finding=Finding.objects.get(pk=finding.pk), actor=patrols.office)
        assert finding.incident.source == "patrol"

    def test_one_that_cannot_be_forwarded_holds_no_other_up(self, report, make_kind):
        stuck, free = report(), report()
        category = stuck.kind.category
        category.active = False
        category.save()
        assert actions.forward_waiting(before=timezone.now(), at=timezone.now()) == 1
        assert Finding.objects.get(pk=free.pk).state == State.FORWARDED
        assert Finding.objects.get(pk=stuck.pk).state == State.REPORTED


def test_a_report_straight_to_the_command_room_locks_place_and_number_before_the_day_book(report, make_kind):
    kind = make_kind(direct=True)
    assert locked_after_the_day_book(lambda: report(kind=kind)) == []
