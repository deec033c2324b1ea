"""Two at once: one answers, the other is told; a form sent twice is one; the last report and "useful" count once."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community.forum import actions, moderation
from community.forum.models import ForumPost, OfficialAnswer
from community.forum.models_beside import PostReport, Useful
from stations.kit.again import again
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import make_cast
from tests.factories.community import make_member, make_watch_group
from tests.factories.forum import make_official_answer, make_question, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(station, *works):
    """Run them in threads of their own; returns what each came to: its result or its refusal."""
    found, barrier = [], threading.Barrier(len(works))

    def run(work):
        try:
            barrier.wait()
            with in_station(station):
                found.append(again(work))
        except RuleBroken as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def place():
    cast = make_cast()
    group = make_watch_group(cast.station)
    return cast, make_topic(cast.station), [make_member(group).user for _n in range(4)]


def test_two_officers_answer_at_once_and_one_answer_stands(place):
    cast, topic, members = place
    post = make_question(cast.station, members[0], topic)
    until = timezone.localdate() + timedelta(days=30)

    def by(officer):
        return lambda: actions.answer(
            post=post, actor=officer.user, text=f"答 {officer.police_no}", basis="法", valid_until=until
        )

    found = at_once(cast.station, by(cast.chief), by(cast.deputy))
    refusals = [one for one in found if isinstance(one, RuleBroken)]
    assert len(refusals) == 1 and refusals[0].code == "wrong_state"
    with in_station(cast.station):
        post.refresh_from_db()
        assert OfficialAnswer.objects.count() == 1 and post.answer.text.startswith("答")
        assert Notice.objects.filter(recipient=members[0], kind="forum.answered").count() == 1


def test_a_form_sent_by_two_taps_is_one_question(place):
    cast, topic, members = place
    key = uuid.uuid4()
    found = at_once(
        cast.station, *[lambda: make_question(cast.station, members[0], topic, client_id=key) for _tap in range(3)]
    )
    assert len({post.pk for post in found}) == 1
    with in_station(cast.station):
        assert ForumPost.objects.count() == 1


def test_reports_at_once_are_one_a_person_and_take_it_off_together(place):
    cast, topic, members = place
    post = make_question(cast.station, members[0], topic)
    works = [
        lambda user=user: moderation.report(post=post, user=user, fault="abuse")
        for user in (*members[1:], members[1])
    ]
    found = at_once(cast.station, *works)
    with in_station(cast.station):
        post.refresh_from_db()
        assert PostReport.objects.count() == 3 and post.seen == "waiting"
    assert sum(isinstance(one, RuleBroken) for one in found) == 1


def test_useful_at_once_counts_once(place):
    cast, _topic, members = place
    answer = make_official_answer(cast.officer)
    at_once(cast.station, *[lambda: moderation.found_useful(user=members[0], answer=answer) for _tap in range(3)])
    with in_station(cast.station):
        answer.refresh_from_db()
        assert (answer.helped, Useful.objects.count()) == (1, 1)


def test_two_suggestions_joined_crosswise_make_no_ring(place):
    cast, topic, members = place
    one, two = (make_question(cast.station, members[0], topic, kind="suggestion") for _n in range(2))
    found = at_once(
        cast.station,
        lambda: actions.merge(post=one, other=two, actor=cast.chief.user),
        lambda: actions.merge(post=two, other=one, actor=cast.deputy.user),
    )
    assert sum(isinstance(row, RuleBroken) for row in found) == 1
    with in_station(cast.station):
        assert ForumPost.objects.filter(state="merged").count() == 1
