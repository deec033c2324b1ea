"""PDFs: embedded Chinese, repeated heads, page x of y, text that stays text."""

import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from pypdf import PdfReader

from stations.kit import render

FACE = render.Face("前门派出所2026年10月月报", "前门派出所", "赵志远", "2026年11月1日 03:00")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(story, **more):
    return PdfReader(io.BytesIO(render.pdf(FACE, story, **more)))


def test_title_unit_maker_and_time_stand_at_the_head():
    words = read([render.text("正文")]).pages[0].extract_text()
    for part in ("前门派出所2026年10月月报", "赵志远", "2026年11月1日 03:00", "正文"):
        assert part in words


def test_all_fonts_are_embedded_truetype():
    fonts = {}
    for page in read([render.text("小结", "strong"), render.table(["指标"], [["正班"]], [40])]).pages:
        fonts |= page["/Resources"]["/Font"]
    kinds = [font.get_object() for font in fonts.values()]
    assert kinds
    for font in kinds:
        assert font["/Subtype"] == "/TrueType"
        assert "/FontFile2" in font["/FontDescriptor"]


def test_it_is_a4():
    portrait, wide = read([render.text("x")]).pages[0], read([render.text("x")], wide=True).pages[0]
    assert [round(float(side)) for side in portrait.mediabox[2:]] == [595, 842]
    assert [round(float(side)) for side in wide.mediabox[2:]] == [842, 595]


def test_a_long_table_repeats_its_head_and_pages_are_counted():
    document = read([render.table(["指标", "本月"], [[f"第{n}行", n] for n in range(120)], [60, 40])])
    total = len(document.pages)
    assert total > 1
    for number, page in enumerate(document.pages, 1):
        words = page.extract_text()
        assert "指标" in words
        assert f"Page {number} of {total}" in words


def test_markup_in_a_text_is_shown_not_obeyed():
    assert "<b>甲&乙</b>" in read([render.text("<b>甲&乙</b>")]).pages[0].extract_text()


def test_a_missing_font_is_one_clear_sentence(settings, tmp_path):
    settings.FONT_DIR = tmp_path
    render.register_fonts.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="NotoSansSC-Regular.ttf"):
        render.text("x")
    render.register_fonts.cache_clear()
