"""Topics, questions, suggestions and official answers in one line each; what is written goes through the action."""

import itertools
import uuid
from datetime import timedelta

from django.utils import timezone

from community.forum import asking
from community.forum.models import Announcement, ForumPost, ForumTopic, OfficialAnswer
from community.forum.words import Kind
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Station

_numbers = itertools.count(1)


def make_topic(station: Station, **fields) -> ForumTopic:
    """A topic in use."""
    number = next(_numbers)
    with in_station(station):
        return ForumTopic.objects.create(station=station, **{"name": f"话题{number}", "order": number} | fields)


def make_question(station: Station, author=None, topic: ForumTopic | None = None, **told) -> ForumPost:
    """A question as its writer left it; without an author a resident's."""
    told = {"text": "电动自行车可以推上楼充电吗", "client_id": uuid.uuid4(), "kind": Kind.QUESTION} | told
    with in_station(station):
        return asking.write(station=station, author=author, topic=topic or make_topic(station), **told).post


def make_suggestion(station: Station, author=None, topic: ForumTopic | None = None, **told) -> ForumPost:
    """A suggestion as its writer left it."""
    told = {"text": "建议夜里在地铁口多巡一圈", "kind": Kind.SUGGESTION} | told
    return make_question(station, author, topic, **told)


def make_official_answer(officer: Officer, topic: ForumTopic | None = None, **fields) -> OfficialAnswer:
    """An official answer that holds for a year, read by everybody."""
    station, now = officer.station, timezone.now()
    fields = {
        "question": "电动自行车能推进楼道充电吗", "text": "不能。楼道内停放、充电违反消防规定。",
        "basis": "《高层民用建筑消防安全管理规定》第三十七条", "reach": "public",
        "valid_until": timezone.localdate() + timedelta(days=365), "written_at": now,
    } | fields  # fmt: skip
    with in_station(station):
        return OfficialAnswer.objects.create(
            station=station, officer=officer, topic=topic or make_topic(station), **fields
        )


def make_announcement(officer: Officer, **fields) -> Announcement:
    """A published notice for everybody."""
    today = timezone.localdate()
    fields = {
        "title": "周末交通管制", "body": "周六上午前门大街限行。", "audience": "public", "state": "published",
        "ends_on": today + timedelta(days=5), "published_at": timezone.now(),
    } | fields  # fmt: skip
    with in_station(officer.station):
        return Announcement.objects.create(station=officer.station, written_by=officer, **fields)
