"""Bind a file: every form and scan one behind the other, pages numbered through, an index in front.

Cover, index and back cover bear no page number, as the rules of filing ask; the number of the volume's page stands
at the top outside corner, where it does not cover a form's own foot. A scan that cannot be read gets a page that says
so: nothing disappears.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from mediation.archive import papers
from mediation.archive.contents import Item, Part, items
from mediation.archive.dossier import Dossier
from mediation.cases.models_papers import CasePaper
from stations.kit import render
from stations.kit.word import Paper, Para, to_pdf

CHINESE = "zh-hans"
MARGIN = 12 * mm
# Longest side of a scan in pixels: sharp on A4 at 200 dpi, a tenth of a camera's bytes.
LONGEST = 2300
Progress = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Volume:
    """A bound file.

    Attributes:
        content: the PDF.
        index: ``[{"code", "no", "title", "first", "pages"}]`` of the numbered part.
        pages: numbered pages.
    """

    content: bytes
    index: list[dict]
    pages: int


def bind(dossier: Dossier, progress: Progress = lambda *args: None) -> Volume:
    """The whole file as one PDF; papers that are not there are left out."""
    with translation.override(CHINESE):
        return _bind(dossier, progress)


def _bind(dossier: Dossier, progress: Progress) -> Volume:
    there = [item for item in items(dossier) if item.there and item.code not in ("cover", "back")]
    bound: list[tuple[Item, list[bytes]]] = []
    for place, item in enumerate(there, 1):
        progress(place, len(there) + 1, item.title)
        bound.append((item, [_piece(dossier, part) for part in item.parts]))
    counted, first = [], 1
    for item, pieces in bound:
        pages = sum(_pages(piece) for piece in pieces)
        counted.append((item, first, pages))
        first += pages
    total = first - 1
    # The 备考表 names the number of pages it is one of, so it is written last.
    body = [
        to_pdf(papers.remarks(dossier, total)) if item.code == "remarks" else piece
        for item, pieces in bound
        for piece in pieces
    ]
    front = [to_pdf(papers.cover(dossier, total)), to_pdf(papers.index(dossier, papers.index_rows(counted)))]
    content = _joined(front, body, [to_pdf(papers.back(dossier, total))], papers.title_of(dossier))
    progress(len(there) + 1, len(there) + 1)
    rows = [
        {"code": item.code, "no": item.no, "title": item.title, "first": start, "pages": pages}
        for item, start, pages in counted
    ]
    return Volume(content, rows, total)


def _piece(dossier: Dossier, part: Part) -> bytes:
    if part.kind == "scan":
        return scan(part.row)
    if part.kind == "remarks":
        return to_pdf(papers.remarks(dossier))
    return to_pdf(papers.write(dossier, part))


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def scan(paper: CasePaper) -> bytes:
    """A scanned paper as PDF: a PDF as it is, a picture on an A4 page, anything else as a page that names it."""
    try:
        with paper.file.content.open("rb") as handle:
            content = handle.read()
    except OSError:
        return _stand_in(paper, "文件无法读取，请与管理员联系。")
    if content[:5] == b"%PDF-":
        return content if _readable(content) else _stand_in(paper, "该文件已加密或损坏，无法装订。")
    if paper.media == "image":
        try:
            return _picture(content)
        except (OSError, ValueError, Image.DecompressionBombError):
            return _stand_in(paper, "该图片无法读取，无法装订。")
    kind = "录音录像" if paper.media == "audio" else "电子文件"
    return _stand_in(paper, f"该材料为{kind}，不能打印，存于电子卷宗。")


def _readable(content: bytes) -> bool:
    try:
        reader = PdfReader(io.BytesIO(content))
        return not reader.is_encrypted and len(reader.pages) > 0
    except (PyPdfError, ValueError, KeyError, OSError):
        return False


def _stand_in(paper: CasePaper, why: str) -> bytes:
    title = paper.title or paper.get_kind_display()
    return to_pdf(Paper(title, [Para(why), Para(f"文件校验值：{paper.file.sha256}", small=True)], compact=True))


def _picture(content: bytes) -> bytes:
    """A photo or scan, upright, as large as an A4 page allows."""
    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST, LONGEST))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=82)
    width, height = A4 if picture.height >= picture.width else A4[::-1]
    scale = min((width - 2 * MARGIN) / picture.width, (height - 2 * MARGIN) / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    stream = io.BytesIO()
    canvas = _canvas(stream, (width, height))
    packed.seek(0)
    canvas.drawImage(ImageReader(packed), (width - wide) / 2, (height - high) / 2, wide, high)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _canvas(stream: io.BytesIO, size: tuple[float, float]) -> Canvas:
    render.register_fonts()
    # Without a font of ours the canvas would name Helvetica, which is not embedded.
    return Canvas(stream, pagesize=size, initialFontName=render.REGULAR)


def _joined(front: Iterable[bytes], body: Iterable[bytes], end: Iterable[bytes], title: str) -> bytes:
    """One PDF; the pages of ``body`` are numbered through."""
    writer = PdfWriter()
    for content in front:
        writer.append(io.BytesIO(content), import_outline=False)
    begins = len(writer.pages)
    for content in body:
        writer.append(io.BytesIO(content), import_outline=False)
    _number(writer, begins)
    for content in end:
        writer.append(io.BytesIO(content), import_outline=False)
    writer.add_metadata({"/Title": title, "/Creator": "Fenggang", "/Producer": "Fenggang"})
    writer.compress_identical_objects()
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _number(writer: PdfWriter, begins: int) -> None:
    """Write 1, 2, 3 … at the top outside corner of every page from ``begins`` on."""
    pages = list(writer.pages)[begins:]
    sizes = []
    for page in pages:
        page.transfer_rotation_to_content()
        sizes.append((float(page.mediabox.width), float(page.mediabox.height)))
    stream = io.BytesIO()
    canvas = _canvas(stream, A4)
    for number, (width, height) in enumerate(sizes, 1):
        canvas.setPageSize((width, height))
        canvas.setFont(render.REGULAR, 11)
        if number % 2:
            canvas.drawRightString(width - 12 * mm, height - 12 * mm, str(number))
        else:
            canvas.drawString(12 * mm, height - 12 * mm, str(number))
        canvas.showPage()
    canvas.save()
    stamps = PdfReader(stream)
    for page, stamp in zip(pages, stamps.pages, strict=True):
        shift = (float(page.mediabox.left), float(page.mediabox.bottom))
        page.merge_translated_page(stamp, *shift)
