"""Settings and topics of the forum; a station's first topics."""

from django.db import transaction
from django.utils.translation import gettext as _

from community.forum import rules
from community.forum.models import ForumSettings, ForumTopic
from community.forum.readings import settings_of
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.organisation.models import Station
from stations.timeline.actions import record

# Name and picture; the station's own from then on.
TOPICS = (
    ("反诈防骗", "phone-call"), ("户籍证件", "id-badge-2"), ("交通出行", "car"), ("消防安全", "flame"),
    ("出租房屋", "door"), ("邻里纠纷", "users"), ("巡逻防范", "shield-check"), ("其他", "message-question"),
)  # fmt: skip


@transaction.atomic
def install(*, station: Station, actor=None) -> int:
    """Give a station its first topics; returns how many. Safe to run twice."""
    if actor is not None:
        demand(rules.keeps_forum(actor))
    known = set(ForumTopic.objects.values_list("name", flat=True))
    made = 0
    for order, (name, icon) in enumerate(TOPICS, 1):
        if name not in known:
            ForumTopic.objects.create(station=station, name=name, icon=icon, order=order)
            made += 1
    if made:
        record(verb="forum.topics_installed", actor=actor, station=station, count=made)
    return made


@transaction.atomic
def save_topic(*, station: Station, actor, topic: ForumTopic | None = None, **values) -> ForumTopic:
    """Make or change a topic; what was asked keeps the topic it was asked under.

    Raises:
        NotAllowed: neither leadership nor office.
        RuleBroken: ``name_taken``, ``other_station``.
    """
    demand(rules.keeps_forum(actor))
    officer = values.get("officer")
    if officer is not None and officer.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    row = topic or ForumTopic(station=station)
    free(ForumTopic, station, but=row.pk, name=values["name"])
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="forum.topic_saved", subject=row, actor=actor)
    return row


@transaction.atomic
def keep_settings(*, station: Station, actor, **values) -> ForumSettings:
    """Change the numbers and switches of the forum."""
    demand(rules.keeps_forum(actor))
    row = settings_of(station)
    if row.pk is None:
        row.save()
    changed = write(row, values)
    if changed:
        record(verb="forum.settings_changed", actor=actor, station=station, changed=changed)
    return row
