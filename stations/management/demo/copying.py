"""Many rows at once: ids from the sequence, rows by COPY."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, models


def number(rows: Sequence[models.Model]) -> None:
    """Give unsaved rows of one table their ids, so that other rows can point at them before they are written."""
    if not rows:
        return
    meta = rows[0]._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [meta.db_table, len(rows)]
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def write(rows: Sequence[models.Model], at: datetime) -> int:
    """Write numbered rows of one table by COPY; triggers and constraints hold as for any insert.

    Args:
        rows: of one model, numbered by :func:`number`.
        at: what columns that stamp themselves (``auto_now``) get where a row says nothing.
    """
    if not rows:
        return 0
    meta = rows[0]._meta
    columns = [field for field in meta.concrete_fields if not field.generated]
    names = ", ".join(f'"{field.column}"' for field in columns)
    stamped = [
        field.attname
        for field in columns
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{meta.db_table}" ({names}) FROM STDIN') as stream:
        for row in rows:
            for name in stamped:
                if getattr(row, name) is None:
                    setattr(row, name, at)
            stream.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns])
    return len(rows)


def save(rows: Sequence[models.Model], at: datetime) -> int:
    """Number and write."""
    number(rows)
    return write(rows, at)
