"""A hundred edits of one case at once: each is accepted or refused, and the row is the accepted ones in order."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from mediation.cases.models import Case
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import client_of, make_cast
from tests.factories.mediation import make_case

EDITS, AT_ONCE = 100, 8


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_edits_of_one_case():
    cast = make_cast()
    case = make_case(cast.station)
    browser = client_of(cast.chief)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    url = f"/api/v1/cases/{case.pk}/"

    def edit(number: int) -> tuple[int, int, str]:
        """Read, then change the place on what was read: (status, version after, words)."""
        try:
            own = Client()
            own.cookies.load(cookies)
            words = f"第{number}次修改"
            version = own.get(url).json()["version"]
            answer = own.patch(url, {"version": version, "place": words}, content_type="application/json")
            return answer.status_code, answer.json().get("version", -1), words
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(edit, range(EDITS)))
    assert {status for status, _version, _words in answers} <= {200, 409}
    accepted = sorted((version, words) for status, version, words in answers if status == 200)
    assert accepted and len({version for version, _words in accepted}) == len(accepted)
    with in_station(cast.station):
        row = Case.objects.get(pk=case.pk)
        # One version an accepted edit, none lost, none counted twice; the row holds the last one.
        assert row.version == case.version + len(accepted) == accepted[-1][0]
        assert [version for version, _words in accepted] == list(range(case.version + 1, row.version + 1))
        assert row.place == accepted[-1][1]
        assert Entry.objects.about(row).filter(verb="mediation.corrected").count() == len(accepted)
