"""What is due: duty lists to confirm, places to fill, contracts that end."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from patrols.squads import agenda, duty_lists
from stations.agenda.registry import due_from
from stations.organisation.models import User
from tests.factories.patrols import make_squad

TODAY = timezone.localdate()


def fresh(person) -> User:
    """The person as the next request sees them."""
    return User.objects.select_related("officer").get(pk=getattr(person, "user", person).pk)


def test_a_guard_is_asked_to_confirm_until_it_is_done(patrols, cast):
    assert agenda.unconfirmed_duty_list(fresh(patrols.guard), TODAY) == []
    row = duty_lists.publish(station=cast.station, group=None, items=["巡查"], in_force_from=TODAY, actor=None)
    [due] = agenda.unconfirmed_duty_list(fresh(patrols.guard), TODAY)
    assert due.url == reverse("phone-duty-list")
    duty_lists.confirm(guard=patrols.guard, duty_list=row)
    assert agenda.unconfirmed_duty_list(fresh(patrols.guard), TODAY) == []
    assert agenda.unconfirmed_duty_list(fresh(cast.officer), TODAY) == []


def test_the_office_hears_of_squads_without_leader_or_liaison_officer(patrols, cast):
    assert due_from(agenda.missing_people, fresh(patrols.office), TODAY) == []
    make_squad(cast.station)
    assert len(due_from(agenda.missing_people, fresh(patrols.office), TODAY)) == 2
    assert due_from(agenda.missing_people, fresh(cast.officer), TODAY) == []


@pytest.mark.parametrize(("days", "tone"), [(-1, "danger"), (0, "warn"), (30, "warn"), (31, None)])
def test_the_office_hears_of_contracts_thirty_days_ahead(patrols, days, tone):
    company = patrols.squad.company
    company.contract_until = TODAY + datetime.timedelta(days=days)
    company.save()
    assert [due.tone for due in agenda.ending_contracts(fresh(patrols.office), TODAY)] == ([tone] if tone else [])
