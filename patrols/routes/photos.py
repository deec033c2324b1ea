"""Photos of spots: known by their content, upright, small, without what the camera wrote into them."""

import io

from django.http import Http404
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from stations.kit.answer import RuleBroken

PURPOSE = "checkpoints"
LIMIT = 10 * 1024 * 1024
# A picture that unpacks to more than this is refused before it is unpacked.
PIXELS, LONGEST_SIDE = 60_000_000, 1600
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


def recognised(content: bytes) -> tuple[str, str, bytes]:
    """Ending, MIME type and the bytes to keep; the name and type that the browser sent are not asked.

    Raises:
        RuleBroken: ``file.empty``, ``file.too_large``, ``file.type``, ``file.damaged``.
    """
    if not content:
        raise RuleBroken(_("The file is empty."), code="file.empty")
    if len(content) > LIMIT:
        words = _("The file is larger than %(limit)s MB.") % {"limit": LIMIT // (1024 * 1024)}
        raise RuleBroken(words, code="file.too_large")
    if not _is_picture(content):
        raise RuleBroken(_("Photos are taken as JPEG, PNG or WebP."), code="file.type")
    try:
        return ".jpg", "image/jpeg", _rewritten(content)
    except RuleBroken:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RuleBroken(_("The picture is damaged and cannot be read."), code="file.damaged") from error


def content_of(stored) -> bytes:
    """The bytes of a stored photo.

    Raises:
        Http404: the file is gone.
    """
    try:
        with stored.content.open("rb") as handle:
            return handle.read()
    except OSError:
        raise Http404 from None


def _is_picture(content: bytes) -> bool:
    begins = content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n"))
    return begins or (content[:4], content[8:12]) == (b"RIFF", b"WEBP")


def _rewritten(content: bytes) -> bytes:
    """The picture as a JPEG without EXIF (position, camera, time), comments or anything behind its end."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as first:
        if first.width * first.height > PIXELS:
            raise RuleBroken(_("The picture has too many pixels."), code="file.too_large")
        first.verify()
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        plain = ImageOps.exif_transpose(picture).convert("RGB")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain.info = {}
        stream = io.BytesIO()
        plain.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()
