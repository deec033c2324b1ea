"""``Idempotency-Key``: a repeated unsafe request gets the first answer again and does nothing.

Key, work and answer are one transaction. So a second request with the same key waits at the unique index until the
first one has ended: it then finds the answer, or, when the first one broke off, does the work itself. A process that
dies in between leaves nothing behind.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from stations.kit.again import BROKEN_OFF, again
from stations.kit.problems import problem

HEADER = "Idempotency-Key"
MOST_LETTERS = 120
# How long the second of two simultaneous requests waits for the first.
WAIT = "10s"
# The answer's headers worth repeating.
KEPT = ("Location", "Retry-After", "Preference-Applied")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _keys():
    # The table lives in ``stations.jobs``, above the kit, and is reached by name like a foreign key.
    return apps.get_model("stations", "IdempotencyKey").objects


def _fingerprint(request) -> dict:
    return {
        "method": request.method,
        "path": request.get_full_path()[:300],
        "body_sha256": hashlib.sha256(request._request.body).hexdigest(),
    }


def _save(row, response: Response) -> None:
    if getattr(response, "unsigned", False):
        row.delete()
        return
    content = JSONRenderer().render(response.data)
    row.status = response.status_code
    row.response = {
        "body": json.loads(content) if content else None,
        "type": response.content_type or "",
        "headers": {name: response.headers[name] for name in KEPT if name in response.headers},
    }
    row.save(update_fields=["status", "response"])


def _again(row, asked: dict) -> Response:
    """The stored answer, or 409 when the key was used for something else."""
    if any(getattr(row, name) != value for name, value in asked.items()):
        return problem(409, "idempotency_mismatch", _("This Idempotency-Key was used for another request."))
    kept = row.response or {}
    response = Response(kept.get("body"), status=row.status or 200, content_type=kept.get("type") or None)
    for name, value in kept.get("headers", {}).items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _claim(request, key: str, asked: dict):
    """(row, True): the key is ours now; (row, False): it has an answer; (None, False): it is being used."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [WAIT])
    try:
        with transaction.atomic():
            return _keys().create(station=request.station, user=request.user, key=key, **asked), True
    except IntegrityError:
        return _keys().get(user=request.user, key=key), False
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in BROKEN_OFF:
            raise
        return None, False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def once(request, work: Callable[[], Response]) -> Response:
    """Answer a request, at most once a key.

    Args:
        request: the REST request, with user and station.
        work: does it and returns the answer; a refusal is an answer, too. A function in the answer's attribute
            ``settle`` is called after the commit and returns the final answer (it may wait for queued work).
            Of an answer with the attribute ``unsigned`` nothing is kept, as it would lead from the person to what
            was told (SE-31): such work knows a repeat by itself.
    """
    key = request.headers.get(HEADER, "")
    if not key or request.method not in UNSAFE:
        return settled(again(work, request))
    if len(key) > MOST_LETTERS or not key.isascii() or not key.isprintable():
        return problem(
            400, "invalid", _("Some fields need correction."),
            errors={HEADER: [_("At most %(count)d letters, digits and signs.") % {"count": MOST_LETTERS}]},
        )  # fmt: skip
    row, response = again(lambda: _keyed(request, key, work), request)
    final = settled(response)
    if final is not response and row:
        _save(row, final)
    return final


def _keyed(request, key: str, work: Callable[[], Response]) -> tuple[Any, Response]:
    """The key's row, if it is ours, and the answer; one transaction."""
    asked = _fingerprint(request)
    with transaction.atomic():
        row, mine = _claim(request, key, asked)
        if row is None:
            words = _("The same request is still being worked on. Ask again shortly.")
            return None, problem(409, "in_progress", words)
        if not mine:
            return None, _again(row, asked)
        response = work()
        _save(row, response)
    return row, response


def settled(response: Response) -> Response:
    """The final answer, see ``work`` of :func:`once`."""
    settle = getattr(response, "settle", None)
    return settle() if settle else response
