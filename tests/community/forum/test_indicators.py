"""Figures of the forum against a count by hand: the station's own midnights, each equal to the list behind it."""

from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from community.forum.filters import PostFilter
from community.forum.models import ForumPost
from stations.indicators import registry
from stations.indicators.periods import Period, Scope
from tests.factories.forum import make_official_answer, make_question, make_suggestion

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))


def figure(street, name, scope=None, period=MAY):
    return registry.get(f"forum.{name}").compute(street.station, scope or Scope(), period)


def written(make, street, *moment, **columns):
    at = timezone.make_aware(datetime(*moment))
    post = make(street.station, street.member, street.topic, at=at)
    ForumPost.objects.filter(pk=post.pk).update(**columns)
    return post


def test_a_month_begins_and_ends_at_the_stations_midnight(street):
    for moment in ((2026, 4, 30, 23, 59), (2026, 5, 1, 0, 0), (2026, 5, 31, 23, 59), (2026, 6, 1, 0, 0)):
        written(make_question, street, *moment)
        written(make_suggestion, street, *moment)
    assert (figure(street, "questions"), figure(street, "suggestions")) == (2, 2)


def test_in_time_is_a_share_of_what_was_owed(street):
    answer = make_official_answer(street.officer, street.topic)
    for in_time in (True, True, False):
        written(make_question, street, 2026, 5, 4, 9, state="answered", answer=answer, in_time=in_time)
    written(make_question, street, 2026, 5, 5, 9)  # neither answered nor in time: overdue
    written(make_question, street, 2026, 5, 6, 9, state="withdrawn")
    written(make_question, street, 2026, 5, 7, 9, due_on=street.today + timedelta(days=1))  # not due yet
    assert figure(street, "in_time") == 50 and figure(street, "questions") == 5


def test_without_any_question_there_is_no_share(street):
    assert figure(street, "in_time") is None


def test_adopted_in_whole_or_in_part(street):
    for adoption in ("adopted", "partly", "not", "passed"):
        written(make_suggestion, street, 2026, 5, 4, 9, state="replied", reply="复", adoption=adoption)
    assert (figure(street, "suggestions"), figure(street, "adopted")) == (4, 2)


def test_a_community_has_its_own_and_a_team_alone_has_none(street):
    written(make_question, street, 2026, 5, 4, 9, community=street.community)
    make_question(street.station, None, street.topic, at=timezone.make_aware(datetime(2026, 5, 4, 9)))
    assert figure(street, "questions", Scope(community_id=street.community.pk)) == 1
    assert figure(street, "questions", Scope(team_id=street.cast.community_team.pk)) is None


def test_the_list_behind_a_count_holds_as_many(street):
    written(make_question, street, 2026, 5, 2, 9)
    written(make_suggestion, street, 2026, 5, 2, 9, state="replied", reply="复", adoption="partly")
    written(make_suggestion, street, 2026, 6, 3, 9)
    for name in ("questions", "suggestions", "adopted"):
        link = registry.get(f"forum.{name}").drill_down(street.station, Scope(), MAY)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        assert PostFilter(asked, ForumPost.objects.all()).qs.count() == figure(street, name), name
