"""Members and their classes: whom a message reaches now, who may sign up, the reach, what is kept and forgotten."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from community.groups import audiences, messages, own_data
from community.groups.models import CommunitySettings
from community.groups.words import State
from stations.indicators import registry
from stations.indicators.periods import Period, Scope
from stations.kit.answer import RuleBroken
from stations.notices.actions import tell
from stations.notices.models import Notice
from stations.training import actions, certificates, enrolling, own
from tests.factories.community import make_enrolment, make_member
from tests.factories.training import make_attendance, make_certificate, make_course, make_sitting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def clock(hour: int, day: date | None = None) -> datetime:
    """That hour of a day (today) in Beijing."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time(hour)))


@pytest.fixture
def members(watch):
    return [make_member(watch.group) for _one in range(3)]


class TestMessages:
    def test_reach_confirmed_members_only(self, watch, members):
        make_enrolment(watch.group)
        lapsed = make_member(watch.group, state=State.LAPSED)
        told = messages.told_now(watch.station, [*members, lapsed, watch.beat], clock(12))
        assert {user.pk for user in told} == {one.user_id for one in members}

    @pytest.mark.parametrize(("hour", "calm"), [(21, True), (22, False), (3, False), (7, True)])
    def test_wait_for_the_end_of_the_quiet_hours(self, watch, members, hour, calm):
        now = clock(hour)
        assert bool(messages.told_now(watch.station, members, now)) == calm
        later = messages.next_calm(watch.station, now)
        assert messages.told_now(watch.station, members, later)
        assert (later == now) == calm and later - now < timedelta(days=1)

    @pytest.mark.parametrize(("hour", "rests"), [(23, True), (3, True), (12, False)])
    def test_of_any_room_leave_the_house_for_members_after_the_quiet_hours_only(self, watch, members, hour, rests):
        serving = make_member(watch.group, user=watch.beat.user)
        people = [*(one.user_id for one in members), serving.user_id, watch.cast.chief.user_id]
        found = messages.peace(watch.station, people, clock(hour))
        assert sorted(found) == (sorted(one.user_id for one in members) if rests else [])
        assert all(timezone.localtime(moment).hour == 7 for moment in found.values())

    def test_ask_nobody_more_often_than_the_station_says(self, watch, members):
        CommunitySettings.objects.create(
            station=watch.station, messages_a_week=2, quiet_from=time(0), quiet_until=time(0)
        )
        now = timezone.now() + HOUR
        for key in ("a", "b"):
            tell(station=watch.station, recipients=members[:1], kind=audiences.ANNOUNCED, key=key)
        told = messages.told_now(watch.station, members, now, audiences.ANNOUNCED)
        assert {user.pk for user in told} == {one.user_id for one in members[1:]}
        assert len(messages.told_now(watch.station, members, now, "sitting.seat")) == 3
        assert len(messages.told_now(watch.station, members, now + timedelta(days=7), audiences.ANNOUNCED)) == 3


class TestSigningUp:
    @pytest.fixture
    def sitting(self, watch):
        return make_sitting(make_course(watch.station), clock(19, timezone.localdate() + timedelta(days=1)))

    def test_is_for_confirmed_members_of_the_part(self, watch, members, sitting):
        assert enrolling.enrol(sitting=sitting, user=members[0].user, at=timezone.now()).standing == "seat"
        sitting.parts = [f"group-{watch.other.pk}"]
        sitting.save()
        with pytest.raises(RuleBroken):
            enrolling.enrol(sitting=sitting, user=members[1].user, at=timezone.now())
        outsider = make_member(watch.other)
        assert enrolling.enrol(sitting=sitting, user=outsider.user, at=timezone.now()).standing == "seat"
        lapsed = make_member(watch.other, state=State.LAPSED)
        with pytest.raises(RuleBroken):
            enrolling.enrol(sitting=sitting, user=lapsed.user, at=timezone.now())

    def test_shows_what_is_near_first(self, watch, members, sitting):
        near = make_sitting(sitting.course, sitting.starts_at + 5 * HOUR, community=watch.community)
        found = own.offers(members[0].user, timezone.localdate(), timezone.now())
        assert [(one.sitting, one.near) for one in found] == [(near, True), (sitting, False)]

    def test_a_class_planned_in_the_quiet_hours_is_announced_in_the_morning(self, watch, members):
        night, begin = clock(23), clock(19, timezone.localdate() + timedelta(days=3))
        course = make_course(watch.station)
        made = actions.plan(
            course=course, actor=watch.cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="x", at=night
        )
        assert made.open_enrolment and not Notice.objects.filter(kind=audiences.ANNOUNCED).exists()
        enrolling.keep_house(station=watch.station, at=night + 10 * HOUR)
        enrolling.keep_house(station=watch.station, at=night + 11 * HOUR)
        told = Notice.objects.filter(kind=audiences.ANNOUNCED).values_list("recipient_id", flat=True)
        assert set(told) == {one.user_id for one in members}


class TestFigures:
    def test_reach_is_the_share_of_confirmed_members_who_came_in_the_last_months(self, watch):
        period = Period(date(2026, 10, 1), date(2026, 11, 1))
        course = make_course(watch.station)
        for day in (date(2026, 10, 31), date(2026, 5, 1), date(2026, 4, 30), date(2026, 11, 1)):
            there = make_attendance(make_sitting(course, clock(19, day), state="held"), make_member(watch.group).user)
            assert there.attended_at
        figure = registry.get("watch.reach")
        assert figure.compute(watch.station, Scope(), period) == 50  # two of four within six months before the end
        assert figure.compute(watch.station, Scope(team_id=1), period) is None

    def test_certificates_of_a_period_are_counted_without_revoked_ones(self, watch):
        course, period = make_course(watch.station), Period(date(2026, 10, 1), date(2026, 11, 1))
        rows = []
        for serial, day in enumerate(
            (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)), 1
        ):
            there = make_attendance(make_sitting(course, state="held"), make_member(watch.group).user)
            rows.append(make_certificate(there, serial, day))
        figure = registry.get("training.certified")
        assert figure.compute(watch.station, Scope(), period) == 2
        certificates.revoke(certificate=rows[1], actor=watch.cast.chief.user, reason="代考", at=timezone.now())
        assert figure.compute(watch.station, Scope(), period) == 1


def test_what_is_kept_of_classes_is_read_taken_along_and_forgotten(watch, members):
    person = members[0]
    row = make_certificate(make_attendance(make_sitting(make_course(watch.station), state="held"), person.user))
    certificates.revoke(certificate=row, actor=watch.cast.chief.user, reason="由小周代考", at=timezone.now())
    told = own_data.export(person, person.user)
    assert row.number in json.dumps(told["certificates"], ensure_ascii=False)
    own_data.erase(member=person, actor=person.user, at=timezone.now())
    row.refresh_from_db()
    assert row.revoked_reason == "—"
    events = apps.get_model("stations", "CertificateEvent").objects.filter(pgh_obj_id=row.pk)
    assert "由小周代考" not in events.values_list("revoked_reason", flat=True)
