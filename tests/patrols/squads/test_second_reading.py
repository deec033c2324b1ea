"""What a second reader found: locks taken in two orders when a guard goes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patrols.routes.models import CheckpointKeeper
from patrols.schedule import actions as schedule
from patrols.schedule.generation import LOCK_SPACE
from patrols.squads import actions
from stations.access.actions import pair_phone
from tests.factories.patrols import make_guard, make_patrols, make_plan, make_squad

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["leave", "move"])
def test_the_duties_are_locked_before_the_day_book_is_written(in_one, verb):
    made = make_patrols(in_one)
    make_plan(made.squad, made.route, [made.guard, make_guard(made.squad)])
    schedule.extend(station=in_one)
    pair_phone(user=made.guard.user, label="测试", at=timezone.now())
    CheckpointKeeper.objects.create(
        station=in_one, checkpoint=made.route.points.first().checkpoint, guard=made.guard,
        start=timezone.localdate(),
    )  # fmt: skip
    other = make_squad(in_one, company=made.squad.company, group=made.squad.group)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        if verb == "leave":
            actions.leave(guard=made.guard, day=timezone.localdate(), actor=made.office)
        else:
            actions.move_guard(guard=made.guard, squad=other, start=timezone.localdate(), actor=made.office)
    said = [row["sql"] for row in seen.captured_queries]
    first = lambda *words: next(i for i, sql in enumerate(said) if all(word in sql for word in words))  # noqa: E731
    book = first('INSERT INTO "stations_entry"')
    assert first("pg_advisory_xact_lock", str(LOCK_SPACE)) < book
    assert first("patrols_checkpointkeeper", "FOR NO KEY UPDATE") < book
