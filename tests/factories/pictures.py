"""Small pictures for tests."""

import io

from PIL import Image


def jpeg(colour: str = "red") -> bytes:
    """A picture of 40 × 30 points in one colour."""
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "JPEG")
    return data.getvalue()
