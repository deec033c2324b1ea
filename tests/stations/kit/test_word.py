"""Papers: one description, a PDF to print and a Word file to work on; no name is lost in either."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from django.http import Http404
from django.utils import translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from pypdf import PdfReader

from stations.kit import render
from stations.kit.word import (
    Facts,
    Gap,
    Heading,
    PageBreak,
    Paper,
    Para,
    Picture,
    Sign,
    Signatures,
    Table,
    joined,
    paper_file,
    to_docx,
    to_pdf,
)
from tests.factories.papers import pages

RARE = "靐㛃𬭎䶮㙓𫖯"
UNDRAWABLE = "𠀀"
MARKUP = "甲&乙<b>\"丙'</b>"
LONG = "阿卜杜拉·买买提·" * 9 + "热合曼"
SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paper(**more):
    blocks = [
        Heading("一、当事人基本情况"),
        Facts([("姓名", MARKUP), ("单位或住址", LONG)]),
        Facts([("性别", "女"), ("民族", "汉族"), ("职业", "职员")], across=2),
        Para("双方自愿达成如下协议：\n第二行"),
        Table(["期次", "金额"], [["一", "¥3,500.00"], ["二", "¥0.50"]], [40, 60], frozenset({1})),
        Gap(6),
        Signatures([Sign("当事人（签名）", "张三", "2026年1月5日"), "人民调解员"]),
    ]
    return Paper(**{"title": "人民调解协议书", "blocks": blocks, "number": "（2026）朝外人调字第12号"} | more)


def pdf_words(made):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(made))).pages)


def docx_words(content):
    body = Document(io.BytesIO(content)).element.body
    return "".join(part.text or "" for part in body.iter(f"{SPACE}t"))


def one(words):
    return Paper("标题", [Para(words)])


def ink(content):
    """How much is drawn on the first page."""
    grey = pages(content, 60)[0]
    return sum(grey.histogram()[:128])


def flat(words):
    return "".join(words.split())


def test_both_renderings_say_the_same():
    made = paper()
    pdf, docx = flat(pdf_words(made)), flat(docx_words(to_docx(made)))
    for part in ("人民调解协议书", "（2026）朝外人调字第12号", "一、当事人基本情况", "第二行", "¥3,500.00", "张三",
                 "2026年1月5日", "人民调解员", "职员"):  # fmt: skip
        assert part in pdf
        assert part in docx


@pytest.mark.parametrize("name", [MARKUP, LONG, LONG[:60], RARE, "Müller-Lüdenscheidt & Søn"])
def test_a_name_survives_in_word_and_pdf(name):
    made = one(name)
    # reportlab draws characters beyond U+FFFF but gives readers no text for them; their ink is tested below.
    assert flat("".join(char for char in name if ord(char) < 0x10000)) in flat(pdf_words(made))
    assert name in docx_words(to_docx(made))


def test_rare_characters_of_the_font_are_drawn():
    """Each adds ink: neither blank nor dropped."""
    drawn = [ink(to_pdf(one("甲" + RARE[:n]))) for n in range(len(RARE) + 1)]
    assert drawn == sorted(set(drawn))


def test_a_character_without_a_glyph_is_marked_and_noted_in_the_pdf_and_whole_in_word():
    """Decision 0024."""
    made = one(f"张{UNDRAWABLE}")
    words = flat(pdf_words(made))
    assert "张〓(U+20000)" in words
    assert words.count("U+20000") == 2
    assert f"张{UNDRAWABLE}" in docx_words(to_docx(made))
    assert "U+" not in pdf_words(one("张三"))


def test_every_pdf_of_the_house_marks_what_it_cannot_draw():
    face = render.Face("月报", "前门派出所", "赵志远", "2026年11月1日")
    content = render.pdf(face, [render.text(f"张{UNDRAWABLE}"), render.table(["姓名"], [[f"李{UNDRAWABLE}"]], [60])])
    assert PdfReader(io.BytesIO(content)).pages[0].extract_text().count("〓(U+20000)") == 2


def test_what_draws_nothing_leaves_nothing_behind():
    assert render.visible("张\u200b三\ufe00\u2009四") == "张三 四"
    assert render.missing("张\u200b三\u2009") == []


def test_controls_do_not_break_the_word_file():
    assert "张三" in docx_words(to_docx(one("张\x00\x0b三")))


def test_word_is_a4_with_the_margins_of_official_documents():
    """UI-01."""
    section = Document(io.BytesIO(to_docx(paper()))).sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    assert [round(m / Mm(1)) for m in (section.top_margin, section.left_margin, section.right_margin)] == [37, 28, 26]


def test_word_names_its_fonts_for_chinese_with_fall_backs():
    """UI-07."""
    made = Document(io.BytesIO(to_docx(paper())))
    title, body = made.paragraphs[0], next(p for p in made.paragraphs if "第二行" in p.text)
    assert title.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert title.runs[0].font.size.pt == 22
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.runs[0].font.size.pt == 16
    fonts = next(part for part in made.part.package.iter_parts() if "fontTable" in str(part.partname)).blob.decode()
    assert "FangSong" in fonts
    assert "Noto Serif CJK SC" in fonts
    assert not [
        name for names in made.styles.element.iter(qn("w:rFonts")) for name in names.attrib if "Theme" in name
    ]


def test_pages_are_counted_and_the_footer_stands_on_each():
    made = paper(footer="文本校验码 abc123\n第二行页脚", blocks=[Para("甲"), PageBreak(), Para("乙")])
    with translation.override("en"):
        document = PdfReader(io.BytesIO(to_pdf(made)))
    assert len(document.pages) == 2
    for number, page in enumerate(document.pages, 1):
        words = flat(page.extract_text())
        assert "文本校验码abc123" in words
        assert "第二行页脚" in words
        assert f"{number}页" in words
    footer = Document(io.BytesIO(to_docx(made))).sections[0].footer
    assert "abc123" in footer.paragraphs[0].text
    codes = [part.get(qn("w:instr")) for part in footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_tables_keep_their_rows_and_repeat_their_head():
    rows = [[f"第{n}期", "¥1.00"] for n in range(80)]
    made = paper(blocks=[Table(["期次", "金额"], rows, [40, 60])])
    sheets = PdfReader(io.BytesIO(to_pdf(made))).pages
    assert len(sheets) > 1
    assert all("期次" in sheet.extract_text() for sheet in sheets)
    table = Document(io.BytesIO(to_docx(made))).tables[0]
    assert len(table.rows) == 81
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_very_long_fact_runs_over_the_page():
    made = paper(blocks=[Facts([("主要事实", "纠纷经过" * 600)])])
    assert pdf_words(made).count("纠纷") > 590


def test_a_picture_fits_the_page():
    stream = io.BytesIO()
    Image.new("RGB", (300, 2000), "grey").save(stream, "PNG")
    made = paper(blocks=[Picture(stream.getvalue(), caption="签字扫描件")])
    assert "签字扫描件" in pdf_words(made)
    shape = Document(io.BytesIO(to_docx(made))).inline_shapes[0]
    assert shape.height <= Mm(206)


def test_several_papers_are_joined_each_on_its_own_page():
    made = joined("卷宗", [Paper("封面", [Para("甲")]), Paper("目录", [Para("乙")], number="1号")], footer="卷")
    sheets = PdfReader(io.BytesIO(to_pdf(made))).pages
    assert [("封面" in s.extract_text(), "目录" in s.extract_text()) for s in sheets] == [
        (True, False),
        (False, True),
    ]
    assert "卷宗" not in docx_words(to_docx(made))
    assert "1号" in docx_words(to_docx(made))


def test_a_paper_leaves_as_word_or_pdf_and_as_nothing_else():
    for form, begin in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = paper_file(Paper("笔录", [Para("甲乙")]), "笔录-1", form)
        assert answer.content.startswith(begin) and answer["Content-Disposition"].endswith(f".{form}")
        assert answer["Cache-Control"] == "private, no-store"
    with pytest.raises(Http404):
        paper_file(Paper("笔录", []), "笔录", "html")


SIGNED = [Para("以上记录已当场宣读。"), Signatures(["甲方签名", "乙方签名", "调解员签名"])]


def leaves(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(paper))).pages]


@pytest.mark.parametrize("before", range(7, 14))
def test_nobody_signs_on_a_page_of_its_own(before):
    paper = Paper("记录", [*[Para("正文内容，" * 30) for _one in range(before)], *SIGNED], compact=True)
    last = leaves(paper)[-1]
    assert [word for word in ("以上记录", "甲方签名", "乙方签名", "调解员签名") if word not in last] == []


def test_blanks_to_fill_in_by_hand_stay_wide():
    assert re.search(r"\s{4,}年\s{4,}月\s{4,}日", leaves(Paper("记录", SIGNED))[0])


def test_a_cover_bears_no_page_number():
    paper = Paper("卷宗", SIGNED, footer="站前街道人民调解委员会")
    assert "第1页" in leaves(paper)[0].replace(" ", "")
    bare = replace(paper, counted=False)
    assert "第1页" not in leaves(bare)[0].replace(" ", "")
    assert "站前街道人民调解委员会" in leaves(bare)[0]
    footer = Document(io.BytesIO(to_docx(bare))).sections[0].footer
    assert "页" not in "".join(line.text for line in footer.paragraphs)


def test_in_word_tables_do_not_touch_and_keep_their_widths_and_rows():
    blocks = [Facts([("姓名", "甲")]), Facts([("姓名", "乙")]), Table(["一", "二"], [["1", "2"]], [30, 126])]
    made = Document(io.BytesIO(to_docx(Paper("表", blocks))))
    tags = [child.tag.rsplit("}", 1)[1] for child in made.element.body]
    assert ("tbl", "tbl") not in list(pairwise(tags))
    assert [round(column.width.mm) for column in made.tables[2].columns] == [30, 126]
    assert all(row._tr.trPr is not None for table in made.tables for row in table.rows)


@pytest.mark.parametrize("mark", "，；：？！》。、）")
def test_no_line_begins_with_a_mark(mark):
    paras = [Para("字" * count + mark + "字" * 9, indent=False) for count in range(24, 42)]
    lines = "\n".join(leaves(Paper("记录", paras, compact=True))).split("\n")
    assert [line for line in lines if line.startswith(mark)] == []
