"""What a phone may send, cleaned: each item becomes what the database function takes, or the reasons why not."""

import hashlib
import json
import re
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from patrols.checkins.words import Method
from patrols.routes import signs

MOST = 50  # items of one upload
LARGEST = 64 * 1024  # bytes of one upload without a photo
NUMBER = 2**31 - 1
# As every phone writes it; anything else is read with more patience.
USUAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
METHODS = frozenset({Method.SCAN.value, Method.ROTATING.value, Method.PHOTO.value})
# A clock without battery says 1970; beyond these a time is not one.
EARLIEST, LATEST = 1970, 2100

NEEDED = _("This is needed.")
NOT_ID = _("Not a UUID.")
NOT_TIME = _("Give a time with its zone, such as 2026-11-22T08:00:00+08:00.")
NOT_METHOD = _("One of scan, rotating, photo.")
NOT_NUMBER = _("Not a number in range.")
NOT_FLAG = _("True or false.")
NOT_TEXT = _("Not the text of a sign.")


class Refused(Exception):
    """An item that goes no further: ``code`` and, where fields are wrong, the reason of each."""

    def __init__(self, code: str, errors: dict | None = None):
        super().__init__(code)
        self.code, self.errors = code, errors or {}


def identity(value) -> str | None:
    """A UUID as it is usually written, or None."""
    if isinstance(value, str) and USUAL.fullmatch(value):
        return value
    try:
        return str(UUID(value)) if isinstance(value, str) and len(value) <= 45 else None
    except ValueError:
        return None


def moment(value) -> datetime | None:
    """A time with its zone between 1970 and 2100, in UTC: the database takes fewer zones than Python; or None."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and EARLIEST <= found.year < LATEST else None


def number(value, low: float, high: float) -> bool:
    """Whether a value is a number within bounds; NaN is within none, and True is no number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def clean(raw, photo: str = "") -> dict:
    """One item for the database function; fields nobody knows are ignored.

    Args:
        raw: what came: ``client_id``, ``token`` or ``checkpoint``, ``claimed_at``, ``method``, ``offline``,
            ``counter``, ``lat``, ``lng``, ``accuracy``.
        photo: fingerprint of a photo that came with it.

    Raises:
        Refused: ``invalid`` with a reason per field; ``unknown_sign`` for a forged or garbled sign.
    """
    if not isinstance(raw, dict):
        raise Refused("invalid", {"items": [NEEDED]})
    errors: dict[str, list] = {}
    client_id = identity(raw.get("client_id"))
    if client_id is None:
        errors["client_id"] = [NOT_ID]
    claimed = moment(raw.get("claimed_at"))
    if claimed is None:
        errors["claimed_at"] = [NOT_TIME]
    method = raw.get("method", "scan")
    if not isinstance(method, str) or method not in METHODS:
        errors["method"] = [NOT_METHOD]
    offline = raw.get("offline", False)
    if not isinstance(offline, bool):
        errors["offline"] = [NOT_FLAG]
    counter = raw.get("counter")
    if counter is not None and not (isinstance(counter, int) and number(counter, 0, NUMBER)):
        errors["counter"] = [NOT_NUMBER]
    lat, lng, accuracy = position(raw, errors)
    point, version, step = sign(raw, errors)
    if errors:
        raise Refused("invalid", errors)
    if point is None:
        raise Refused("unknown_sign")
    said = claimed.isoformat()
    content = json.dumps([point, said, method, counter, lat, lng, accuracy, photo])
    return {
        "c": client_id, "p": point, "v": version, "s": step, "t": said, "o": offline, "n": counter, "y": lat,
        "x": lng, "a": accuracy, "k": hashlib.sha256(content.encode()).hexdigest(),
    }  # fmt: skip


def position(raw: dict, errors: dict) -> tuple[float | None, float | None, int | None]:
    """Latitude, longitude and accuracy of the moment, each None where the phone gives none."""
    lat, lng, accuracy = raw.get("lat"), raw.get("lng"), raw.get("accuracy")
    if lat is None and lng is None:
        return None, None, None
    if not number(lat, -90, 90):
        errors["lat"] = [NOT_NUMBER]
    if not number(lng, -180, 180):
        errors["lng"] = [NOT_NUMBER]
    if accuracy is None:
        return lat, lng, None
    if not number(accuracy, 0, 1e9):
        errors["accuracy"] = [NOT_NUMBER]
        return lat, lng, None
    return lat, lng, min(round(accuracy), NUMBER)


def sign(raw: dict, errors: dict) -> tuple[int | None, int | None, int | None]:
    """Checkpoint, issue of its sign and step of a display's code; (None, None, None) for a sign that is not ours.

    Without a token the checkpoint's number says where (a sign that cannot be scanned): a photo then has to prove it.
    """
    token = raw.get("token")
    if token is None:
        point = raw.get("checkpoint")
        if isinstance(point, int) and number(point, 1, 2**62):
            return point, None, None
        errors["token"] = [NEEDED]
        return None, None, None
    if not isinstance(token, str):
        errors["token"] = [NOT_TEXT]
        return None, None, None
    found = signs.read(token)
    if found is None or found.checkpoint_id > 2**62 or (found.step or 0) > 2**40:
        return None, None, None
    return found.checkpoint_id, found.version, found.step
