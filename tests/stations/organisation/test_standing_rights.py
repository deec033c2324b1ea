"""Rights rest with the post: who left keeps none, and nobody gets them through the back door."""

import pytest

from stations.kit.scoping import in_station
from stations.organisation.models import Grant, Officer
from stations.organisation.rules import may_issue_code
from tests.factories import client_of, grant, lead


@pytest.mark.parametrize("standing", ["seconded", "long_leave", "left"])
def test_rights_and_teams_rest_while_somebody_is_not_on_post(cast, standing):
    grant(cast.officer.user, Grant.Right.PERSONNEL)
    lead(cast.community_team, cast.officer, role="deputy")
    client = client_of(cast.officer)
    assert client.get("/team/officers/new/").status_code == 200
    with in_station(cast.station):
        Officer.objects.filter(pk=cast.officer.pk).update(standing=standing)
    assert client.get("/team/officers/new/").status_code == 403
    assert client.get("/duty/absences/new/").status_code == 403


def test_the_desk_hands_out_no_code_for_somebody_with_granted_rights(cast):
    desk, clerk = cast.desk.user, cast.officer.user
    with in_station(cast.station):
        assert may_issue_code(desk, clerk)
        grant(clerk, Grant.Right.PERSONNEL)
        assert may_issue_code(desk, clerk).code == "leaders_only"
        assert may_issue_code(cast.chief.user, clerk)


def test_programs_see_a_phone_number_masked(cast):
    with in_station(cast.station):
        answer = client_of(cast.chief).get(f"/api/v1/officers/{cast.officer.pk}/").json()
    assert answer["profile"]["phone"] == "138****5678"
