"""Two who press at once: one signature, one record, nothing doubled."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from stations.handovers import actions
from stations.handovers.models import Handover, HandoverLine
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.roster import actions as roster
from stations.roster.models import Duty
from stations.timeline.models import Entry
from tests.factories import make_rotation
from tests.stations.handovers.conftest import DAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(station, *works) -> list:
    """Run each in a thread of its own; what each came to."""
    start, outcomes = threading.Barrier(len(works)), []

    def run(work):
        try:
            with in_station(station):
                start.wait()
                outcomes.append(work())
        except (RuleBroken, NotAllowed) as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return outcomes


def test_two_beats_two_desks_two_commanders(clock):
    rotation = make_rotation(per_section=1, street=0)
    station, now = rotation.station, timezone.now()
    with in_station(station):
        today = roster.running_day()
        roster.generate(station=station, first=today - 2 * DAY, last=today + DAY)
        duties = Duty.objects.filter(commander=True).select_related("officer__user")
        leads = {duty.date: duty.officer.user for duty in duties}
    out, incoming = leads[today - DAY], leads[today]

    found = at_once(station, *[lambda: actions.prepare(station=station, at=now).pk] * 4)
    assert len(set(found)) == 1

    with in_station(station):
        handover = Handover.objects.get()
        assert out.officer.pk != incoming.officer.pk  # also loads the profiles before the threads need them
    gave = at_once(station, *[lambda: actions.give(handover=handover, actor=out).state] * 2)
    assert sorted(gave) == ["given", "wrong_state"]

    took = at_once(
        station,
        lambda: actions.take(handover=handover, actor=incoming).state,
        lambda: actions.take_back(handover=handover, actor=out).state,
    )
    with in_station(station):
        handover.refresh_from_db()
        rounds = set(HandoverLine.objects.values_list("round", flat=True))
        verbs = list(Entry.objects.about(handover).values_list("verb", flat=True))
    assert "wrong_state" in took
    assert handover.state in {"taken", "open"}
    assert rounds == {1}
    assert verbs.count("handover.given") == 1
    assert len(verbs) == 2
