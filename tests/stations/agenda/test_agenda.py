"""What is due for whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.agenda import registry
from stations.agenda.registry import Due
from tests.factories import client_of

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def no_sources(monkeypatch):
    monkeypatch.setattr(registry, "_sources", {})


def test_the_earliest_comes_first_and_what_has_no_day_last():
    registry.register("a", lambda user, day: [Due("some time", None, "/x/"), Due("later", day + timedelta(1), "/x/")])
    registry.register("b", lambda user, day: [Due("overdue", day - timedelta(1), "/x/")])
    assert [due.title for due in registry.due_for(None, DAY)] == ["overdue", "later", "some time"]


def test_registering_again_replaces():
    registry.register("a", lambda user, day: [Due("old", None, "/x/")])
    registry.register("a", lambda user, day: [Due("new", None, "/x/")])
    assert [due.title for due in registry.due_for(None, DAY)] == ["new"]


@pytest.mark.django_db
def test_the_part_lists_my_tasks_with_words_not_only_colour(cast):
    today = timezone.localdate()
    registry.register("a", lambda user, day: [Due(f"for {user.pk}", day - timedelta(1), "/there/", "danger")])
    page = client_of(cast.officer).get(reverse("agenda-part")).content.decode()
    assert f"for {cast.officer.user_id}" in page
    assert 'href="/there/"' in page
    assert f"{today - timedelta(1):%Y-%m-%d}" in page


@pytest.mark.django_db
def test_an_empty_agenda_says_so(cast):
    response = client_of(cast.officer).get(reverse("agenda-part"))
    assert response.context["due"] == []
    assert "fg-meta" in response.content.decode()


@pytest.mark.django_db
def test_a_visitor_is_asked_to_log_in(client):
    assert client.get(reverse("agenda-part")).status_code == 302
