"""Row history by database triggers (django-pghistory): it also sees admin, bulk and raw SQL changes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
import pgtrigger
from django.db import connection
from pghistory.runtime import _inject_history_context

from stations.kit import logs

# Bulk and append-only tables pay ten times for insert triggers (DESIGN §7): their inserts are not tracked,
# updates and deletes are. tests/stations/kit/test_history.py lists every table left out altogether.


class ChangeOf(pghistory.UpdateEvent):
    """Updates of the columns that history keeps; an update of others alone does not even look at the trigger's WHEN.

    Reading a WHEN of many columns anew costs each statement as much as the update of a row (docs/decisions/0014).
    """

    def add_event_trigger(self, event_model):
        """Install it for the columns of its condition."""
        meta = event_model.pgh_tracked_model._meta
        self.operation = pgtrigger.UpdateOf(*(meta.get_field(name).column for name in self.condition.fields))
        super().add_event_trigger(event_model)


def tracked(*, bulk: bool = False, exclude: tuple[str, ...] = ()):
    """Class decorator: keep every change of this table.

    Args:
        bulk: leave inserts out (the row itself tells when it was made).
        exclude: columns that must never reach history (secrets, or columns of no interest).
    """
    events = [ChangeOf() if exclude else pghistory.UpdateEvent(), pghistory.DeleteEvent()]
    if not bulk:
        events.insert(0, pghistory.InsertEvent())
    return pghistory.track(*events, exclude=list(exclude) or None)


@contextmanager
def unsigned() -> Iterator[None]:
    """Within: neither history nor day-book learns who writes, or through which request (SE-31: who gave a clue).

    A person's request signs everything it writes (``StationMiddleware``); what must not lead back to the person is
    written inside this, the whole transaction: a signature set by an earlier statement of the same transaction is
    taken back.
    """
    before, number = connection.execute_wrappers, logs.request_id.set("")
    connection.execute_wrappers = [one for one in before if one is not _inject_history_context]
    try:
        if connection.in_atomic_block and len(connection.execute_wrappers) < len(before):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        yield
    finally:
        connection.execute_wrappers = before
        logs.request_id.reset(number)
