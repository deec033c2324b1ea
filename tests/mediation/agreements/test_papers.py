"""Papers in their prescribed forms, as PDF and Word; every name survives; the checksum stands on every page."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from mediation.agreements import actions, papers
from mediation.agreements.models import Agreement
from mediation.cases.models import CaseParty
from stations.kit.word import to_docx, to_pdf
from tests.factories.agreements import make_agreement, make_draft, make_mediated
from tests.factories.papers import pages

NAMES = ["欧阳㙓&<张>\"'", "阿卜杜拉·买买提·" * 7 + "热合曼江", "张𠀀"]


def words(paper):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(paper))).pages).replace("\n", "")


def word_file(paper):
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "".join(part.text or "" for part in Document(io.BytesIO(to_docx(paper))).element.body.iter(f"{space}t"))


@pytest.mark.parametrize("name", NAMES)
def test_names_survive_in_both(station, keeper, name):
    case = make_mediated(station)
    CaseParty.objects.filter(case=case, side="a").update(name=name)
    paper = papers.agreement_paper(make_agreement(case, keeper))
    assert name in word_file(paper)
    assert name.replace("𠀀", "〓(U+20000)") in words(paper)


def test_the_agreement_says_what_the_law_asks_for(station, keeper):
    """RT-10, DT-06, DT-07, RT-13, UI-02."""
    row = make_agreement(make_mediated(station), keeper)
    text = words(papers.agreement_paper(row))
    for part in ("人民调解协议书", row.number.text, "当事人基本情况", "身份证号", "主要事实", "争议事项", "责任",
                 "人民币叁仟伍佰元整（¥3,500.00）", "履行期限", "一式三份", "人民调解委员会（印章）"):  # fmt: skip
        assert part in text
    assert f"{row.made_on.year}年{row.made_on.month}月{row.made_on.day}日" in text


def test_the_police_agreement_says_what_za_15_lists(station, officer):
    row = make_agreement(make_mediated(station, track="za", officer=officer), officer.user)
    text = words(papers.agreement_paper(row))
    for part in (
        "治安调解协议书",
        "调解机关",
        "主持人",
        "其他在场人员",
        "起因、经过、情节和结果",
        "履行期限和方式",
        "一式三份",
    ):
        assert part in text
    assert "司法确认" not in text


def test_two_parties_of_one_name_are_told_apart(station, keeper):
    case = make_mediated(station)
    case.parties.update(name="王伟")
    text = word_file(papers.agreement_paper(make_agreement(case, keeper)))
    assert "1乙方甲方¥2,000.00" in text


def test_number_and_checksum_stand_on_every_page(station, keeper):
    row = make_agreement(make_mediated(station), keeper)
    for page in PdfReader(io.BytesIO(to_pdf(papers.agreement_paper(row)))).pages:
        text = page.extract_text()
        assert row.sha256 in text
        assert row.number.text in text


def test_drafts_and_void_ones_say_so(station, keeper):
    draft = make_draft(make_mediated(station), keeper)
    assert "草稿" in words(papers.agreement_paper(draft))
    actions.void(agreement=draft, reason="当事人反悔", actor=keeper)
    assert "已作废" in words(papers.agreement_paper(Agreement.objects.get(pk=draft.pk)))


@pytest.mark.parametrize(
    ("make", "title"),
    [(papers.application_paper, "司法确认申请书"), (papers.performance_paper, "调解协议履行情况记录")],
)
def test_the_other_papers(station, keeper, make, title):
    paper = make(make_agreement(make_mediated(station), keeper))
    assert title in words(paper)
    assert title in word_file(paper)


def test_an_oral_agreement_is_a_form_on_paper(station, keeper):
    """RT-09."""
    text = words(papers.agreement_paper(make_agreement(make_mediated(station), keeper, kind="rt_oral")))
    assert "人民调解口头协议登记表" in text
    assert "口头协议自达成之日起生效" in text


def test_pages_are_drawn(station, keeper):
    content = to_pdf(papers.agreement_paper(make_agreement(make_mediated(station), keeper)))
    assert all(sum(page.histogram()[:128]) > 500 for page in pages(content, 60))


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_clauses_are_counted_in_chinese(number, said):
    assert papers.chinese_number(number) == said
