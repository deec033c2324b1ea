"""Whoever takes part no longer has promised nothing any more: nights, classes and the shelf let go (0026)."""

import datetime
import uuid

import pytest
from django.utils import timezone

from community.groups import membership
from community.groups.models import Member
from community.nights.models import NightRequest
from community.nights.words import Seat
from stations.agenda.registry import due_for
from stations.kit.answer import RuleBroken
from stations.organisation.models import User
from stations.recognition import shelf
from stations.training.models import Attendance
from tests.factories import client_of
from tests.factories.community import make_member
from tests.factories.nights import evening, make_night, make_request, make_seat
from tests.factories.recognition import give_points, keep_points, make_budget, make_reward
from tests.factories.training import make_course, make_sitting

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def leave(member):
    membership.leave(member=member, actor=member.user, at=timezone.now())


def strike(member, watch):
    membership.strike(member=member, actor=watch.office.user, reason="冒用身份", at=timezone.now())


def lapse(member):
    Member.objects.filter(pk=member.pk).update(valid_until=timezone.localdate())
    membership.lapse_overdue(station=member.station, at=timezone.now())


ENDS = {"leave": leave, "lapse": lapse}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_places_in_night_patrols_to_come_are_free_again(watch, end):
    member, next_one = make_member(watch.group), make_member(watch.group)
    patrol = make_night(watch.community, watch.beat)
    asked = make_night(watch.community, watch.beat, evening(5))
    seat, waiting = make_seat(patrol, member), make_seat(patrol, next_one, state=Seat.WAITING)
    over = make_seat(make_night(watch.community, watch.beat, evening(-5)), member)
    make_request(asked, member)
    end(member)
    for row in (seat, waiting, over):
        row.refresh_from_db()
    assert (seat.state, waiting.state, over.state) == (Seat.GIVEN_BACK, Seat.TAKEN, Seat.TAKEN)
    assert not NightRequest.objects.filter(member=member).exists()


def test_places_in_classes_of_members_are_free_again_and_others_are_kept(watch):
    member, next_one = make_member(watch.group), make_member(watch.group)
    ours = make_sitting(make_course(watch.station, audience="members"), open_enrolment=True, seats=1)
    for user, standing in ((member.user, "seat"), (next_one.user, "waiting")):
        Attendance.objects.create(
            station=watch.station, sitting=ours, user=user, standing=standing, standing_at=timezone.now()
        )
    assert any("my" in due.url or "training" in due.url for due in due_for(member.user, timezone.localdate()))
    leave(member)
    assert set(ours.attendances.values_list("user", "standing")) == {
        (member.user_id, "gone"),
        (next_one.user_id, "seat"),
    }
    fresh = User.objects.get(pk=member.user_id)
    assert not [due for due in due_for(fresh, timezone.localdate()) if "/training/" in due.url]


def test_nothing_is_taken_off_the_shelf_any_more(watch):
    keep_points(watch.station)
    make_budget(watch.station, watch.cast.chief.user)
    reward = make_reward(watch.station, watch.cast.chief.user)
    member = make_member(watch.group)
    give_points(member.user, 100)
    assert "兑换" in client_of(member.user).get("/me/rewards/").content.decode()
    leave(member)
    fresh = User.objects.get(pk=member.user_id)
    with pytest.raises(RuleBroken) as refused:
        shelf.reserve(reward=reward, actor=fresh, client_id=uuid.uuid4())
    assert refused.value.code == "earns_no_more"
