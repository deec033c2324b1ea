"""What the groups refuse, each by its code: nobody is enrolled, moved, vetted or seated against the rules."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.groups import actions, enrolling, membership
from community.groups.models import Enrolment, GroupLead, Member, WatchGroup
from community.groups.words import How, Source
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import User
from tests.factories import make_person
from tests.factories.community import make_enrolment, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(do) -> str:
    """The code of the refusal."""
    with pytest.raises((RuleBroken, NotAllowed)) as refusal:
        do()
    return refusal.value.code


def enrol(watch, group=None, phone="13900001111", **more):
    return enrolling.enrol(
        group=group or watch.group, name="某人", phone=phone, source=Source.DESK, at=timezone.now(), **more
    )  # fmt: skip


def at_the_desk(watch, row, days_ago=0):
    return enrolling.confirm(
        enrolment_id=row.pk, how=How.DESK, at=timezone.now(), actor=watch.beat.user,
        signed_on=timezone.localdate() - days_ago * DAY,
    )  # fmt: skip


def test_a_dissolved_group_takes_nobody(watch):
    member = make_member(watch.other)
    WatchGroup.objects.filter(pk=watch.group.pk).update(active=False)
    watch.group.refresh_from_db()
    assert refused(lambda: enrol(watch)) == "group_closed"
    move = {"member": member, "group": watch.group, "actor": watch.office.user, "day": timezone.localdate()}
    assert refused(lambda: membership.move(**move)) == "group_closed"
    assert not Enrolment.objects.exists()


def test_a_member_is_not_asked_again(watch):
    member = make_member(watch.group)
    assert refused(lambda: enrol(watch, phone=member.user.phone)) == "member_already"


def test_an_administrators_account_joins_nothing_and_sits_nowhere(watch):
    admin = make_person(watch.station, "管理员", phone="13900002222")
    User.objects.filter(pk=admin.pk).update(admin_role="security")
    admin.refresh_from_db()
    row = enrol(watch, phone="13900002222")
    assert refused(lambda: at_the_desk(watch, row)) == "administrator"
    seat = {"station": watch.station, "user": admin, "actor": watch.cast.chief.user}
    assert refused(lambda: actions.seat_in_office(**seat)) == "administrator"
    assert not Member.objects.exists()


def test_nobody_joins_without_a_text_to_agree_to(watch):
    row = make_enrolment(watch.group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enrolling, "consent_text", lambda station: None)
        assert refused(lambda: at_the_desk(watch, row)) == "no_text"
    assert Enrolment.objects.exists()


@pytest.mark.parametrize(("days", "code"), [(-1, "signed_later"), (61, "signed_long_ago")])
def test_a_paper_is_neither_of_tomorrow_nor_of_long_ago(watch, days, code):
    row = make_enrolment(watch.group)
    assert refused(lambda: at_the_desk(watch, row, days)) == code


def test_who_sits_in_the_office_sits_there_once(watch):
    seat = {"station": watch.station, "user": watch.office.user, "actor": watch.cast.chief.user}
    assert refused(lambda: actions.seat_in_office(**seat)) == "seated_already"


def test_a_group_is_led_by_its_own(watch):
    stranger = make_member(watch.other)
    lead = {"group": watch.group, "role": GroupLead.Role.LEADER, "start": timezone.localdate()}
    assert refused(lambda: actions.appoint_lead(member=stranger, actor=watch.office.user, **lead)) == "not_in_group"
    assert not GroupLead.objects.exists()


def test_nobody_moves_to_where_they_are(watch):
    member = make_member(watch.group)
    move = {"member": member, "group": watch.group, "actor": watch.office.user, "day": timezone.localdate()}
    assert refused(lambda: membership.move(**move)) == "same_group"


def test_nobody_vets_themselves_and_a_result_is_one_of_two(watch):
    own = make_member(watch.group, watch.beat.user)
    now = timezone.now()
    vet = lambda member, result: membership.vet(  # noqa: E731
        member=member, actor=watch.beat.user, result=result, reason="", at=now
    )
    assert refused(lambda: vet(own, "passed")) == "own_vetting"
    assert refused(lambda: vet(make_member(watch.group), "perhaps")) == "no_result"
