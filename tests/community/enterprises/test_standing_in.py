"""Who stands in sees the lists, the contacts and the tasks of whom they stand in for, and moves nobody out."""

import pytest
from django.urls import reverse
from django.utils import timezone

from community.enterprises import rules
from community.enterprises.readings import findings_seen_by, my_enterprises, tended_by
from stations.agenda.standing_in import answered_by
from tests.factories import client_of
from tests.factories.enterprises import make_safety_finding, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_in(mall):
    """The stranger, who answers for nothing, does the liaison officer's work today."""
    with answered_by(lambda user: frozenset({mall.liaison.pk} if user.pk == mall.stranger.user_id else ())):
        yield mall.stranger


def test_the_lists_hold_the_enterprises_of_the_absent_officer(mall, stand_in):
    finding = make_safety_finding(mall.shop, mall.liaison)
    make_visit(mall.shop, mall.liaison)
    browser = client_of(stand_in)
    for name in ("safety-findings", "first-visits", "enterprise-visits"):
        page = browser.get(reverse(name))
        assert page.status_code == 200 and [*page.context["page"].object_list], name
    assert finding in findings_seen_by(stand_in.user)
    assert list(tended_by(stand_in.user)) == list(my_enterprises(stand_in.user, timezone.localdate())) == [mall.shop]
    assert "mine=yes" in (address := reverse("enterprises") + "?mine=yes")
    assert [row.pk for row in browser.get(address).context["page"].object_list] == [mall.shop.pk]


def test_contacts_in_full_for_a_reason_but_no_moving_out(mall, stand_in):
    browser = client_of(stand_in)
    assert browser.get(reverse("enterprise-contacts", args=[mall.shop.pk])).status_code == 200
    assert browser.get(reverse("enterprise-contacts", args=[mall.hotel.pk])).status_code == 404
    assert not rules.ENTERPRISE.verbs(mall.shop, stand_in.user)


def test_tomorrow_it_is_over(mall):
    browser = client_of(mall.stranger)
    assert browser.get(reverse("safety-findings")).status_code == 403
    assert browser.get(reverse("enterprise-contacts", args=[mall.shop.pk])).status_code == 403
