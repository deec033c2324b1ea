"""Row history by database triggers (django-pghistory): it also sees admin, bulk and raw SQL changes."""

import pghistory

# Bulk and append-only tables pay ten times for insert triggers (DESIGN §7): their inserts are not tracked,
# updates and deletes are. tests/stations/kit/test_history.py lists every table left out altogether.


def tracked(*, bulk: bool = False, exclude: tuple[str, ...] = ()):
    """Class decorator: keep every change of this table.

    Args:
        bulk: leave inserts out (the row itself tells when it was made).
        exclude: columns that must never reach history (secrets, or columns of no interest).
    """
    events = [pghistory.UpdateEvent(), pghistory.DeleteEvent()]
    if not bulk:
        events.insert(0, pghistory.InsertEvent())
    return pghistory.track(*events, exclude=list(exclude) or None)
