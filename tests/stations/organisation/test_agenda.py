"""What is due: the own duty list."""

import datetime

import pytest

from stations.kit.scoping import in_station
from stations.organisation.agenda import unconfirmed_duty_list
from stations.organisation.models import DutyList, DutyListConfirmation, Post

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def listed(cast):
    with in_station(cast.station):
        yield DutyList.objects.create(
            station=cast.station, post=Post.OFFICER, version=2, items=["入户走访"], in_force_from=DAY
        )


def test_a_new_duty_list_is_due_until_it_is_confirmed(cast, listed):
    (due,) = unconfirmed_duty_list(cast.officer.user, DAY)
    assert due.url == "/me/duty-list/" and "2" in due.title
    DutyListConfirmation.objects.create(station=cast.station, duty_list=listed, officer=cast.officer)
    assert unconfirmed_duty_list(cast.officer.user, DAY) == []


def test_it_is_due_from_its_first_day_for_its_own_post_only(cast, listed):
    assert unconfirmed_duty_list(cast.officer.user, DAY - datetime.timedelta(days=1)) == []
    assert unconfirmed_duty_list(cast.chief.user, DAY) == []
    assert unconfirmed_duty_list(cast.guard, DAY) == []


def test_the_own_page_shows_what_is_due(cast, listed, client_of):
    told = client_of(cast.officer).get("/me/agenda/").content.decode()
    assert "/me/duty-list/" in told
    assert 'hx-get="/me/agenda/"' in client_of(cast.officer).get("/me/").content.decode()
