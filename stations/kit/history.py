"""Row history by database triggers (django-pghistory): it also sees admin, bulk and raw SQL changes."""

import pghistory
import pgtrigger

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
