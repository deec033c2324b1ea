"""The photo of a check-in: rewritten small, with time, point and guard on it; what the camera says is not believed
(PA-08)."""

import hashlib
import io
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont, ImageOps

from stations.files.actions import store
from stations.kit.answer import RuleBroken

PURPOSE = "check-ins"
LIMIT = 8 * 1024 * 1024
PIXELS, LONGEST_SIDE, QUALITY = 60_000_000, 1280, 78
FORMATS = ("JPEG", "PNG", "WEBP")
FONT = "NotoSansSC-Regular.ttf"


class NotAPhoto(Exception):
    """What came is too large, damaged or no picture."""


def fingerprint(content: bytes) -> str:
    """Tells whether the same photo comes again."""
    return hashlib.sha256(content).hexdigest()


def marked(content: bytes, lines: list[str]) -> bytes:
    """A JPEG of at most 1280 pixels a side with some lines written into its foot, and nothing else of the file.

    Raises:
        NotAPhoto: not JPEG, PNG or WebP, too large, or damaged.
    """
    if not content or len(content) > LIMIT:
        raise NotAPhoto
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise NotAPhoto
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            plain = ImageOps.exif_transpose(picture).convert("RGB")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error
    plain.info = {}
    _write(plain, lines)
    stream = io.BytesIO()
    plain.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def _write(picture: Image.Image, lines: list[str]) -> None:
    size = max(14, min(picture.width, picture.height) // 24)
    font = _font(size)
    step, edge = size * 3 // 2, size // 2
    top = picture.height - step * len(lines) - edge
    shade = Image.new("RGB", (picture.width, picture.height - top + edge), (0, 0, 0))
    box = (0, max(top - edge, 0))
    under = picture.crop((0, box[1], picture.width, picture.height))
    picture.paste(Image.blend(under, shade.resize(under.size), 0.55), box)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((edge, top + number * step), line, fill=(255, 255, 255), font=font)


@lru_cache(maxsize=32)
def _font(size: int):
    path = Path(settings.FONT_DIR) / FONT
    return ImageFont.truetype(str(path), size) if path.is_file() else ImageFont.load_default(size)


def keep(*, content: bytes, guard, checkpoint, at: datetime):
    """Store the photo of a check-in that is about to be recorded.

    Args:
        content: as it came from the phone.
        guard: with ``user`` and ``station``.
        checkpoint: the point of its sign.
        at: the time that will count.

    Returns:
        The stored file.

    Raises:
        RuleBroken: ``photo`` when it is no photo we take.
    """
    said = [
        timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S"),
        f"{checkpoint.code} {checkpoint.name}",
        f"{guard.user.name} {guard.guard_no}",
    ]
    try:
        small = marked(content, said)
    except NotAPhoto as error:
        raise RuleBroken("", code="photo") from error
    name = f"{checkpoint.code}-{timezone.localtime(at):%Y%m%d-%H%M%S}.jpg"
    return store(
        station=guard.station, purpose=PURPOSE, name=name, content=small, content_type="image/jpeg", actor=guard.user
    )
