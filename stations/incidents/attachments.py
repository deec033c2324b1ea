"""Photos, recordings and documents of an incident: known by content, kept outside the web root, never deleted."""

import io
import zipfile
from datetime import datetime
from pathlib import PurePosixPath

import puremagic
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from PIL import Image, ImageOps

from stations.catalogue.words import Kind
from stations.files.actions import clean_name, store
from stations.files.actions import fetch as fetch_file
from stations.incidents import rules
from stations.incidents.actions import after, locked
from stations.incidents.models import Attachment, Incident
from stations.incidents.words import State
from stations.kit.answer import Answer, RuleBroken, demand, no

PURPOSE = "incidents"
MEGABYTE = 1024 * 1024
LIMITS = {"image": 15 * MEGABYTE, "audio": 20 * MEGABYTE, "document": 20 * MEGABYTE}
MOST = 40  # of one incident
# A picture that unpacks to more than this is refused before it is unpacked; larger sides are scaled down.
PIXELS, LONGEST_SIDE = 60_000_000, 4096
IMAGES = ("JPEG", "PNG", "WEBP")
# Ending by content → (media, MIME type it is handed out with). Everything else stays outside.
SOUNDS_AND_PAPERS = {
    ".mp3": ("audio", "audio/mpeg"), ".mpga": ("audio", "audio/mpeg"), ".wav": ("audio", "audio/wav"),
    ".m4a": ("audio", "audio/mp4"), ".amr": ("audio", "audio/amr"), ".oga": ("audio", "audio/ogg"),
    ".ogg": ("audio", "audio/ogg"), ".pdf": ("document", "application/pdf"),
}  # fmt: skip
OFFICE = {
    "word/document.xml": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
WORDS = {
    "image": pgettext_lazy("attachment", "photo"), "audio": pgettext_lazy("attachment", "recording"),
    "document": pgettext_lazy("attachment", "document"),
}  # fmt: skip
MACROS = ("vbaproject.bin", "vbadata.xml")


@transaction.atomic
def attach(
    *, incident: Incident, actor, name: str, content: bytes, stage: str = Attachment.Stage.SCENE,
    at: datetime | None = None,
) -> Attachment:  # fmt: skip
    """Add a photo, recording or document.

    Args:
        name: as the person called it; the ending follows the content.
        content: the bytes. A picture is written anew, without position and other data of the camera.
        stage: what it shows, of :class:`Attachment.Stage`.

    Raises:
        NotAllowed: the person neither handles nor entered the incident.
        RuleBroken: ``file.empty``, ``file.too_large``, ``file.type``, ``file.damaged``, ``file.too_many``.
    """
    incident = locked(incident.pk)
    demand(rules.may_attach(actor, incident))
    return add(incident=incident, actor=actor, name=name, content=content, stage=stage, at=at)


def add(
    *, incident: Incident, actor, name: str, content: bytes, stage: str, at: datetime | None = None, known=None
) -> Attachment:
    """The same for an incident that the caller has locked or just entered, and whose right it has checked.

    Args:
        known: what :func:`recognised` said of the content, from who holds locks that a picture must not lengthen.
    """
    if Attachment.objects.filter(incident=incident, struck_at=None).count() >= MOST:
        words = _("An incident holds at most %(count)s attachments.") % {"count": MOST}
        raise RuleBroken(words, code="file.too_many")
    media, ending, content_type, content = known or recognised(content)
    stem = PurePosixPath(clean_name(name)).stem or "file"
    stored = store(
        station=incident.station, purpose=PURPOSE, name=f"{stem[:100]}{ending}", content=content,
        content_type=content_type, actor=actor, limit=LIMITS[media],
    )  # fmt: skip
    row = Attachment.objects.create(
        station=incident.station, incident=incident, file=stored, media=media, stage=stage, added_by=actor
    )
    data = {"attachment": row.pk, "media": media, "stage": stage}
    after(incident, "attached", actor=actor, at=at or timezone.now(), **data)
    return row


@transaction.atomic
def strike(*, attachment: Attachment, actor, at: datetime | None = None) -> Attachment:
    """Strike a wrong attachment: it stays on record and is shown no more."""
    incident = locked(attachment.incident_id)
    demand(rules.may_strike_attachment(actor, incident))
    row = Attachment.objects.select_for_update(no_key=True, of=("self",)).get(pk=attachment.pk)
    if row.struck_at:
        raise RuleBroken(_("This attachment has been struck already."), code="struck")
    row.struck_at = at or timezone.now()
    row.save(update_fields=["struck_at"])
    after(incident, "attachment_struck", actor=actor, at=row.struck_at, attachment=row.pk)
    return row


@transaction.atomic
def opened(*, attachment: Attachment, actor) -> bytes:
    """The bytes for somebody who may see them; recorded (SE-08).

    Raises:
        NotAllowed: the person may not see it, or it was struck.
        RuleBroken: the stored file is damaged (``file.damaged``).
    """
    incident = Incident.objects.prefetch_related("handlers").get(pk=attachment.incident_id)
    demand(may_open(actor, incident, attachment))
    return fetch_file(stored=attachment.file, actor=actor)


def may_open(user, incident: Incident, attachment: Attachment) -> Answer:
    """Whether a person may open one attachment; a struck one is for the command room."""
    if attachment.struck_at and not rules.at_the_desk(user):
        return no(_("This attachment has been struck."), code="struck")
    return rules.may_open_attachment(user, incident)


def may_fetch(user, stored) -> Answer:
    """The same by the stored file, for the common door of files."""
    row = Attachment.objects.filter(file=stored).first()
    if row is None:
        return no(_("This file cannot be fetched."), code="file.unknown")
    incident = Incident.objects.prefetch_related("handlers").get(pk=row.incident_id)
    return may_open(user, incident, row)


def recognised(content: bytes) -> tuple[str, str, str, bytes]:
    """Media, ending, MIME type and the bytes to keep; the name and type that the browser sent are not asked.

    Raises:
        RuleBroken: it is empty, too large, nothing we take, or a damaged picture.
    """
    if not content:
        raise RuleBroken(_("The file is empty."), code="file.empty")
    if len(content) > max(LIMITS.values()):
        raise too_large("document")
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return "image", *_rewritten(content)
    endings = _endings(content)
    if content.startswith(b"PK\x03\x04"):
        return "document", *_office(content), content
    for ending, (media, content_type) in SOUNDS_AND_PAPERS.items():
        if ending in endings:
            if len(content) > LIMITS[media]:
                raise too_large(media)
            return media, ending, content_type, content
    raise _wrong_type()


def _endings(content: bytes) -> set[str]:
    """Endings that fit the content by its signature; the strongest kind of match only."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return set()
    refused = {".html", ".htm", ".svg", ".xml", ".exe", ".swf"}
    best = max(match.confidence for match in found)
    endings = {match.extension.lower() for match in found}
    strong = {match.extension.lower() for match in found if match.confidence >= best}
    return set() if strong & refused else endings


def _rewritten(content: bytes) -> tuple[str, str, bytes]:
    """A picture written anew: upright, without EXIF (position, camera, time), comments or anything behind its end."""
    if len(content) > LIMITS["image"]:
        raise too_large("image")
    try:
        with Image.open(io.BytesIO(content), formats=IMAGES) as first:
            if first.width * first.height > PIXELS:
                raise RuleBroken(_("The picture has too many pixels."), code="file.too_large")
            first.verify()
        with Image.open(io.BytesIO(content), formats=IMAGES) as picture:
            lossless = picture.format == "PNG"
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = upright.convert("RGBA" if lossless and "A" in upright.getbands() else "RGB")
            plain.info = {}
            stream = io.BytesIO()
            plain.save(stream, "PNG" if lossless else "JPEG", **({} if lossless else {"quality": 88}))
    except RuleBroken:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RuleBroken(_("The picture is damaged and cannot be read."), code="file.damaged") from error
    return (".png", "image/png", stream.getvalue()) if lossless else (".jpg", "image/jpeg", stream.getvalue())


def _office(content: bytes) -> tuple[str, str]:
    """A Word or Excel file without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _wrong_type() from error
    if any(name.lower().endswith(MACROS) for name in names):
        raise RuleBroken(_("Files with macros are not taken."), code="file.type")
    for member, known in OFFICE.items():
        if member in names:
            return known
    raise _wrong_type()


def _wrong_type() -> RuleBroken:
    return RuleBroken(_("Photos (JPEG, PNG, WebP), recordings and PDF, Word or Excel files are taken."), "file.type")


def too_large(media: str) -> RuleBroken:
    """The refusal of a file over the limit of its kind."""
    words = _("The file is larger than %(limit)s MB.") % {"limit": LIMITS[media] // MEGABYTE}
    return RuleBroken(words, code="file.too_large")


def told(data: dict) -> str:
    """The words of the day-book for an attachment that was added."""
    return _("added an attachment (%(media)s)") % {"media": WORDS.get(data["media"], data["media"])}


def first_stage(incident: Incident) -> str:
    """What a file added now most likely shows; the form offers it first."""
    stages = Attachment.Stage
    if incident.kind in {Kind.FOUND, Kind.LOSS}:
        return stages.SIGNATURE if incident.kind == Kind.FOUND else stages.SCENE
    if incident.kind == Kind.HAZARD:
        return stages.BEFORE if incident.state in {State.RECEIVED, State.VERIFIED} else stages.AFTER
    return stages.SCENE
