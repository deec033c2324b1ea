"""Two taps at the same moment, and the phone and the desk at the same moment: one member, one consent."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from community.groups import codes, enrolling, joining
from community.groups.models import Consent, Enrolment, Member
from community.groups.words import How
from stations.kit.scoping import in_station
from stations.organisation.models import User
from tests.factories import make_station
from tests.factories.community import make_enrolment, make_watch_group, make_watch_officer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*verbs):
    """Each in a thread with a connection of its own."""

    def alone(verb):
        try:
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return [future.result() for future in [threads.submit(alone, verb) for verb in verbs]]


def test_five_taps_and_the_desk_make_one_member():
    station = make_station("QM")
    with in_station(station):
        row = make_enrolment(make_watch_group(station), phone="13900001234")
        clerk, before = make_watch_officer(station).user, User.objects.count()
    key, code, now = uuid.uuid4(), codes.SLIP.of(row.pk), timezone.now()

    def tap():
        return joining.answer_slip(code=code, digits="1234", verb=joining.AGREE, key=key, at=now).kind

    def desk():
        with in_station(station):
            day = timezone.localdate(now)
            enrolling.confirm(enrolment_id=row.pk, how=How.DESK, at=now, actor=clerk, signed_on=day)

    at_once(tap, tap, desk, tap, tap, tap)
    with in_station(station):
        assert (Member.objects.count(), Consent.objects.count(), User.objects.count()) == (1, 1, before + 1)
        assert not Enrolment.objects.exists()
        assert Member.objects.get().number.endswith("00001")


def test_agree_and_not_me_at_once_is_one_of_the_two():
    station = make_station("QM")
    with in_station(station):
        row = make_enrolment(make_watch_group(station), phone="13900001234")
    said = {"code": codes.SLIP.of(row.pk), "digits": "1234", "at": timezone.now()}
    at_once(
        lambda: joining.answer_slip(verb=joining.AGREE, key=uuid.uuid4(), **said),
        lambda: joining.answer_slip(verb=joining.NOT_ME, key=uuid.uuid4(), **said),
    )
    with in_station(station):
        assert not Enrolment.objects.exists()
        assert Member.objects.count() in {0, 1}
