"""What an action locks after it has written to the day-book: nothing, or others wait with it in a ring."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

DAY_BOOK = 'INSERT INTO "stations_entry"'
LOCKS = ("FOR UPDATE", "FOR NO KEY UPDATE", "pg_advisory_xact_lock", 'UPDATE "', "DELETE FROM", "ON CONFLICT")


def locked_after_the_day_book(action: Callable) -> list[str]:
    """Statements of one action that lock rows of others although the day-book is locked already."""
    with CaptureQueriesContext(connection) as queries:
        action()
    texts = [query["sql"] for query in queries]
    first = next(place for place, text in enumerate(texts) if DAY_BOOK in text)
    return [text for text in texts[first:] if any(word in text for word in LOCKS)]
