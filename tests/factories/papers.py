"""PDF pages as pictures, as a printer would put them on paper."""

import pypdfium2
from PIL import Image


def pages(pdf: bytes, dots: int) -> list[Image.Image]:
    """The pages of a PDF in grey, at so many dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dots / 72, grayscale=True).to_pil().convert("L") for page in document]
