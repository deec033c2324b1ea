"""QR codes of pages: dark on light in every theme, no inline style."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(text: str, scale: int | None = None) -> SafeString:
    """A QR code as SVG.

    Args:
        text: what it holds, e.g. an address.
        scale: pixels a module; without it as large as its place.
    """
    size = {"scale": scale} if scale else {"omitsize": True}
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, dark="#000", light="#fff", svgclass="fg-qr", **size))
