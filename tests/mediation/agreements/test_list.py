"""The list of agreements: whose they are, how they are found, what leaves the house."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation.agreements.models import Agreement
from mediation.network.words import Group
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories.agreements import make_agreement, make_draft, make_mediated
from tests.factories.mediation import make_mediator
from tests.factories.organisation import client_of, make_station

ADDRESS = "/mediation/agreements/"


@pytest.fixture
def made(station, keeper):
    """An agreement in force, and a draft of another case."""
    signed = make_agreement(make_mediated(station), keeper)
    return signed, make_draft(make_mediated(station), keeper)


def numbers(answer) -> set:
    return {row.pk for row in answer.context["page"].object_list}


def test_a_keeper_sees_all_and_a_stranger_none(made, keeper, stranger):
    assert numbers(client_of(keeper).get(ADDRESS)) == {row.pk for row in made}
    assert numbers(client_of(stranger).get(ADDRESS)) == set()
    other = make_station("CW")
    with in_station(other):
        theirs = make_mediator(other, keeper=True).user
    assert numbers(client_of(theirs).get(ADDRESS)) == set()


def test_a_sealed_case_shows_no_agreement(made, keeper):
    signed, draft = made
    type(signed.case).objects.filter(pk=signed.case_id).update(sealed=True)
    assert numbers(client_of(keeper).get(ADDRESS)) == {draft.pk}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("state=in_force", {"signed"}), ("state=draft", {"draft"}), ("state=void", set()),
        ("track=rt", {"signed", "draft"}), ("track=za", set()), ("which=open", {"signed"}),
        ("which=late", set()), ("kind=za", set()),
    ],
)  # fmt: skip
def test_filters_choose(made, keeper, asked, wanted):
    rows = dict(zip(("signed", "draft"), made, strict=True))
    assert numbers(client_of(keeper).get(f"{ADDRESS}?{asked}")) == {rows[name].pk for name in wanted}


def test_it_is_found_by_number_by_mediator_and_by_what_is_overdue(made, keeper, station):
    signed, draft = made
    browser, other = client_of(keeper), make_mediator(station, Group.ELDER)
    assert numbers(browser.get(ADDRESS, {"q": str(signed)})) == {signed.pk}
    assert numbers(browser.get(ADDRESS, {"q": draft.case.number})) == {draft.pk}
    row = signed.case.mediators.filter(until=None).first()
    if row is None:
        row = signed.case.mediators.create(station=station, mediator=other, accepted=True, asked_at=timezone.now())
    assert signed.pk in numbers(browser.get(ADDRESS, {"mediator": row.mediator_id}))
    assert numbers(browser.get(ADDRESS, {"mediator": make_mediator(station).pk})) == set()
    with pytest.MonkeyPatch.context() as patch:
        late = timezone.localdate() + timedelta(days=400)
        patch.setattr("mediation.agreements.filters.timezone.localdate", lambda *args: late)
        assert numbers(browser.get(ADDRESS, {"which": "late"})) == {signed.pk}


def test_the_export_is_masked_and_recorded(made, keeper):
    names = [party.name for party in made[0].case.parties.filter(kind="person")]
    answer = client_of(keeper).get(ADDRESS, {"format": "csv"})
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert str(made[0]) in text and names and not any(name in text for name in names)
    entry = Entry.objects.filter(verb="exported").first()
    assert (entry.data["what"], entry.data["rows"]) == ("mediation_agreements", 2)


def test_one_row_costs_as_many_queries_as_three(station, keeper, django_assert_num_queries):
    make_agreement(make_mediated(station), keeper)
    browser = client_of(keeper)
    browser.get(ADDRESS)
    with CaptureQueriesContext(connection) as one:
        browser.get(ADDRESS)
    for _turn in range(2):
        make_agreement(make_mediated(station), keeper)
    with django_assert_num_queries(len(one)):
        assert len(numbers(browser.get(ADDRESS))) == 3


def test_it_stands_in_the_menu_and_leads_to_each_agreement(made, keeper):
    page = client_of(keeper).get(reverse("agreements")).content.decode()
    assert f'href="{made[0].get_absolute_url()}"' in page
    assert f'href="{ADDRESS}" class="active"' in page


def test_the_api_has_the_same_filters(made, keeper):
    found = client_of(keeper).get("/api/v1/agreements/?which=open").json()
    assert [row["id"] for row in found["results"]] == [made[0].pk]
    assert Agreement.objects.count() == 2
