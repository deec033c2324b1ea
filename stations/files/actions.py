"""Keep a file outside the web root, and hand it out with a record."""

import hashlib
import re
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stations.files.models import StoredFile
from stations.kit.answer import RuleBroken
from stations.timeline.actions import record

LIMIT = 20 * 1024 * 1024
LONGEST_NAME = 120
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]+')


def clean_name(name: str) -> str:
    """A file name without folders, control characters and tricks of direction; at most 120 characters."""
    last = PurePosixPath(str(name).replace("\\", "/")).name
    last = UNSAFE.sub("", last).strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return last[:LONGEST_NAME]


@transaction.atomic
def store(
    *, station, purpose: str, name: str, content: bytes, content_type: str, actor=None, limit: int = LIMIT
) -> StoredFile:
    """Keep a file and the fingerprint it came in with.

    Args:
        station: whose file it is.
        purpose: word a feature registered in :mod:`stations.files.registry`.
        name: name for people; cleaned, never used as a path.
        content: the bytes.
        content_type: MIME type for the download.
        actor: who brought it; None is the system.
        limit: most bytes.

    Raises:
        RuleBroken: it is empty (``file.empty``) or larger than ``limit`` (``file.too_large``).
    """
    if not content:
        raise RuleBroken(_("The file is empty."), code="file.empty")
    if len(content) > limit:
        words = _("The file is larger than %(limit)s MB.") % {"limit": max(1, limit // (1024 * 1024))}
        raise RuleBroken(words, code="file.too_large")
    stored = StoredFile(
        station=station, purpose=purpose, name=clean_name(name), content_type=content_type,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), created_by=actor,
    )  # fmt: skip
    stored.content.save("content", ContentFile(content), save=False)
    stored.save()
    record(verb="file.stored", subject=stored, actor=actor, purpose=purpose, bytes=stored.size)
    return stored


@transaction.atomic
def fetch(*, stored: StoredFile, actor) -> bytes:
    """The bytes of a file that leaves the house, recorded (SE-25).

    Raises:
        RuleBroken: the bytes are gone or are not those that came in (``file.damaged``).
    """
    try:
        with stored.content.open("rb") as handle:
            content = handle.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise RuleBroken(_("The stored file is damaged; tell the administrator."), code="file.damaged")
    record(verb="file.downloaded", subject=stored, actor=actor, purpose=stored.purpose, bytes=stored.size)
    return content


@transaction.atomic
def forget(*, stored: StoredFile, actor=None) -> None:
    """Delete the bytes of a file; the row stays as proof that there was one. Safe to call twice.

    Args:
        stored: the file.
        actor: who wants it; None is the system.
    """
    name, storage = stored.content.name, stored.content.storage
    if not name:
        return
    stored.content = ""
    stored.save(update_fields=["content"])
    transaction.on_commit(lambda: storage.delete(name))
    record(verb="file.forgotten", subject=stored, actor=actor, purpose=stored.purpose)
