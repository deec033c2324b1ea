"""After the consent: the step table, renewals, leaving, striking off, vetting, the own data (SE-21, 0026)."""

import datetime

import pytest
from django.apps import apps
from django.utils import timezone

from community.groups import membership, own_data, rules, tasks
from community.groups.models import CommunitySettings, Consent, GroupLead, GroupMembership, Member
from community.groups.words import State
from stations.access.actions import pair_phone
from stations.access.models import DeviceToken
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.organisation.models import User
from tests.community.groups.test_enrolling import traces
from tests.factories.community import DAY, make_group_lead, make_member
from tests.factories.organisation import make_officer, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_every_step_of_the_table(watch):
    """Each verb in each state, for the person, the officer of the community, the office, a stranger."""
    own = make_member(watch.group)
    stranger = make_officer(watch.station).user
    people = {"own": own.user, "beat": watch.beat.user, "office": watch.office.user, "stranger": stranger}
    may = {
        (State.CONFIRMED, "renew"): {"own", "beat", "office"}, (State.CONFIRMED, "leave"): {"own", "beat", "office"},
        (State.CONFIRMED, "strike"): {"office"}, (State.LAPSED, "renew"): {"own", "beat", "office"},
        (State.LAPSED, "leave"): {"own", "beat", "office"}, (State.LAPSED, "strike"): {"office"},
        (State.STRUCK, "readmit"): {"office"},
    }  # fmt: skip
    row = membership.locked(own)
    for state in State:
        row.state = state
        for name, person in people.items():
            verbs = {step.verb for step in rules.MEMBERSHIP.verbs(row, person, timezone.now())}
            assert verbs == {verb for (source, verb), who in may.items() if source == state and name in who}


def test_a_year_ends_on_the_day_before_or_on_the_last_of_february():
    assert rules.ends(datetime.date(2026, 11, 23), 12) == datetime.date(2027, 11, 23)
    assert rules.ends(datetime.date(2028, 2, 29), 12) == datetime.date(2029, 2, 28)
    assert rules.ends(datetime.date(2026, 8, 31), 6) == datetime.date(2027, 2, 28)


@pytest.mark.parametrize(("clock", "quiet"), [("21:59", False), ("22:00", True), ("06:59", True), ("07:00", False)])
def test_quiet_hours_pass_midnight(clock, quiet):
    at = timezone.make_aware(datetime.datetime.fromisoformat(f"2026-11-23T{clock}"))
    assert rules.is_quiet(CommunitySettings(), at) is quiet


def test_an_overdue_member_lapses_is_asked_before_and_comes_back_with_one_tap(watch):
    member = make_member(watch.group, valid_until=TODAY() + 5 * DAY)
    assert tasks.keep_house()["asked"] == 1
    assert tasks.keep_house()["asked"] == 0
    assert Notice.objects.get().recipient == member.user
    Member.objects.update(valid_until=TODAY() - 20 * DAY)
    assert tasks.keep_house()["lapsed"] == 1
    assert not Member.objects.confirmed().exists()
    assert tasks.keep_house()["lapsed"] == 0
    member = membership.renew(member=member, actor=member.user, at=timezone.now())
    assert member.state == State.CONFIRMED
    assert member.valid_until == rules.ends(TODAY(), 12)
    assert Consent.objects.filter(member=member).count() == 2


def test_an_officer_renews_from_paper_only(watch):
    member, now = make_member(watch.group), timezone.now()
    with pytest.raises(RuleBroken) as refusal:
        membership.renew(member=member, actor=watch.beat.user, at=now)
    assert refusal.value.code == "not_signed"
    membership.renew(member=member, actor=watch.beat.user, at=now, signed_on=TODAY())
    assert Consent.objects.filter(member=member).first().entered_by == watch.beat.user


def test_who_leaves_leads_nothing_and_is_in_no_group(watch):
    member = make_member(watch.group)
    make_group_lead(watch.group, member)
    membership.leave(member=member, actor=member.user, at=timezone.now())
    member.refresh_from_db()
    assert (member.state, member.ended_on) == (State.LEFT, TODAY())
    assert not GroupLead.objects.filter(end=None).exists()
    assert not GroupMembership.objects.filter(end=None).exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_striking_off_needs_a_reason_and_never_the_own_hand(watch):
    member, now = make_member(watch.group), timezone.now()
    with pytest.raises(RuleBroken):
        membership.strike(member=member, actor=watch.office.user, reason=" ", at=now)
    with pytest.raises(NotAllowed):
        membership.strike(member=member, actor=watch.beat.user, reason="冒用", at=now)
    own = make_member(watch.group, watch.office.user)
    with pytest.raises(NotAllowed):
        membership.strike(member=own, actor=watch.office.user, reason="冒用", at=now)
    membership.strike(member=member, actor=watch.office.user, reason="冒用警察名义", at=now)
    member.refresh_from_db()
    assert (member.state, member.ended_reason) == (State.STRUCK, "冒用警察名义")


def test_vetting_says_who_when_and_yes_or_no(watch):
    member, now = make_member(watch.group), timezone.now()
    with pytest.raises(RuleBroken):
        membership.vet(member=member, actor=watch.beat.user, result="refused", reason="", at=now)
    membership.vet(member=member, actor=watch.beat.user, result="passed", reason="", at=now)
    member.refresh_from_db()
    assert (member.vetting, member.vetted_by, member.vetted_on) == ("passed", watch.beat.user, TODAY())
    names = {field.name for field in Member._meta.concrete_fields}
    assert not {name for name in names if "record" in name or "offence" in name or "crime" in name}


def test_deleted_data_are_nowhere_not_even_in_history(watch):
    user = make_person(watch.station, name="删除我", phone="13912340000")
    member = make_member(watch.group, user)
    membership.vet(member=member, actor=watch.beat.user, result="refused", reason="删除我的理由", at=timezone.now())
    pair_phone(user=user, label="iPhone", at=timezone.now())
    index = User.objects.get(pk=user.pk).phone_index
    assert traces("删除我")
    own_data.erase(member=member, actor=user, at=timezone.now())
    assert traces("删除我", "13912340000", index) == []
    user.refresh_from_db()
    assert not user.is_active and not user.has_usable_password()
    assert not DeviceToken.objects.filter(user=user, revoked_at=None).exists()
    member.refresh_from_db()
    assert member.state == State.LEFT and member.erased_at
    # Numbers stay: what happened can still be followed, without the person.
    assert apps.get_model("community", "MemberEvent").objects.filter(pgh_obj_id=member.pk).exists()


def test_an_account_that_is_an_officers_too_stays(watch):
    officer = make_officer(watch.station, name="兼任警官", phone="13912340001")
    member = make_member(watch.group, officer.user)
    own_data.erase(member=member, actor=officer.user, at=timezone.now())
    officer.user.refresh_from_db()
    assert officer.user.is_active and officer.user.name == "兼任警官"
    member.refresh_from_db()
    assert member.erased_at


def test_a_stranger_neither_exports_nor_deletes(watch):
    member = make_member(watch.group)
    other = make_member(watch.group)
    with pytest.raises(NotAllowed):
        own_data.export(member, other.user)
    with pytest.raises(NotAllowed):
        own_data.erase(member=member, actor=watch.beat.user, at=timezone.now())


def test_the_export_tells_everything_of_every_part(watch):
    member = make_member(watch.group, name="导出者")
    told = own_data.export(membership.locked(member), member.user)
    assert set(told) >= {"account", "membership", "groups", "consents"}
    assert "导出者" in str(told["account"]) and watch.group.name in str(told["groups"])
