"""What the forum refuses, each by its code."""

from datetime import timedelta

import pytest

from community.forum import actions, asking, moderation, news
from community.forum.models import Announcement, ForumPost, ForumTopic
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.forum import make_question, make_suggestion

pytestmark = pytest.mark.django_db


def refused(do) -> str:
    """The code of the refusal."""
    with pytest.raises((RuleBroken, NotAllowed)) as refusal:
        do()
    return refusal.value.code


def test_a_question_says_something_about_a_topic_in_use(street, monkeypatch):
    assert refused(lambda: make_question(street.station, street.member, street.topic, text=" ")) == "no_text"
    ForumTopic.objects.filter(pk=street.topic.pk).update(active=False)
    street.topic.refresh_from_db()
    assert refused(lambda: make_question(street.station, street.member, street.topic)) == "topic_closed"
    monkeypatch.setattr(asking.rules, "MOST_A_DAY", 0)
    ForumTopic.objects.filter(pk=street.topic.pk).update(active=True)
    street.topic.refresh_from_db()
    assert refused(lambda: make_question(street.station, street.member, street.topic)) == "too_many"
    assert not ForumPost.objects.exists()


def test_a_reply_says_what_becomes_of_it(street):
    post = make_suggestion(street.station, street.member, street.topic)
    actions.accept(post=post, actor=street.officer.user)
    reply = lambda **told: actions.reply(post=post, actor=street.officer.user, **told)  # noqa: E731
    assert refused(lambda: reply(text=" ", adoption="adopted")) == "no_reply"
    assert refused(lambda: reply(text="好", adoption="")) == "no_reply"


def test_a_notice_names_whom_it_is_for_and_says_something(street):
    draft = {"station": street.station, "actor": street.officer.user, "ends_on": street.today + timedelta(days=3)}
    save = lambda **told: news.save_draft(**draft, **({"title": "题", "body": "文"} | told))  # noqa: E731
    assert refused(lambda: save(audience="parts")) == "no_parts"
    assert refused(lambda: save(title=" ")) == "no_text"
    guard = draft | {"actor": street.cast.guard}
    assert refused(lambda: news.save_draft(**guard, title="题", body="文")) == "officers_only"
    assert not Announcement.objects.exists()


def test_what_is_for_the_police_is_neither_useful_nor_reported(street):
    post = make_question(street.station, street.member, street.topic, private=True)
    assert refused(lambda: moderation.found_useful(user=street.other, post=post)) == "not_shown"
    assert refused(lambda: moderation.report(post=post, user=street.other, fault="abuse")) == "not_shown"
