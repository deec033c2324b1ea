"""What of wishes waits for the officer of the community."""

import pytest
from django.utils import timezone

from community.wishes import actions
from community.wishes.models import Wish
from stations.agenda.registry import due_for
from stations.errands import actions as errands
from stations.organisation.models import User
from tests.community.wishes.test_actions import carrier  # noqa: F401
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


def waits(officer, wish) -> bool:
    person = User.objects.get(pk=officer.user_id)
    person.rights = person.leads = frozenset()
    return wish.get_absolute_url() in [due.url for due in due_for(person, timezone.localdate())]


def test_a_wish_waits_until_it_is_taken_up_and_again_when_the_patrols_refuse(street, carrier):  # noqa: F811
    wish = make_wish(street.station, street.community)
    assert waits(street.officer, wish)
    wish = actions.accept(wish=wish, actor=street.officer.user)
    assert not waits(street.officer, wish)
    errands.decline(errand=wish.errand, actor=street.cast.chief.user, reason="封闭小区，进不去")
    assert waits(street.officer, Wish.objects.get())
