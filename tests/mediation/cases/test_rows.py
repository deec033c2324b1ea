"""Accounts, papers and seals of a case."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfWriter

from mediation.cases import lines, papers, sealed
from mediation.cases.models import Case
from mediation.cases.models_papers import AccountLine
from mediation.cases.words import LineState, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import client_of as log_in
from tests.factories.mediation import make_case, make_mediator
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


def pdf(pages: int = 3) -> bytes:
    writer, stream = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(stream)
    return stream.getvalue()


def say(case, actor, **values):
    return lines.add_line(case=case, actor=actor, **{"side": "a", "about": "fact", "text": "他占了楼道"} | values)


# -- accounts --------------------------------------------------------------------------------------------------


def test_both_accounts_stand_beside_each_other_with_their_money(in_one, cast):
    case, chief = make_case(in_one), cast.chief.user
    say(case, chief)
    claim = say(case, chief, about="money", text="医药费", amount=Decimal("3000"))
    say(case, chief, about="money", text="误工费", amount=Decimal("500.50"))
    say(case, chief, side="b", text="没有占")
    lines.mark_line(line=claim, actor=chief, state=LineState.AGREED)
    one, two = lines.accounts(case.lines.all())
    assert (one.side, two.side, len(one.lines), len(two.lines)) == ("a", "b", 3, 1)
    assert (one.claimed, one.agreed, one.open) == (Decimal("3500.50"), Decimal("3000"), Decimal("500.50"))


def test_what_the_other_side_said_is_asked_again_after_a_change(in_one, cast):
    case, chief = make_case(in_one), cast.chief.user
    claim = say(case, chief, about="money", text="医药费", amount=Decimal("3000"))
    lines.mark_line(line=claim, actor=chief, state=LineState.AGREED)
    assert lines.change_line(line=claim, actor=chief, amount=Decimal("4000")).state == LineState.OPEN


@pytest.mark.parametrize(
    ("values", "code"),
    [({"text": " "}, "no_text"), ({"about": "money"}, "no_amount"), ({"amount": Decimal("-1")}, "amount")],
)
def test_a_line_says_something(in_one, cast, values, code):
    with pytest.raises(RuleBroken) as refusal:
        say(make_case(in_one), cast.chief.user, **values)
    assert refusal.value.code == code


def test_a_paper_of_another_case_is_no_proof_here(in_one, cast):
    other = papers.add_paper(
        case=make_case(in_one), actor=cast.chief.user, kind="evidence", name="a.pdf", content=pdf()
    )
    with pytest.raises(RuleBroken) as refusal:
        say(make_case(in_one), cast.chief.user, paper=other)
    assert refusal.value.code == "other_case"


def test_a_struck_line_stays_on_record(in_one, cast, client_of):
    case = make_case(in_one)
    line = say(case, cast.chief.user)
    browser = client_of(cast.chief)
    browser.post(f"/mediation/cases/{case.pk}/lines/{line.pk}/strike/")
    assert AccountLine.objects.get(pk=line.pk).struck_at
    assert "他占了楼道" not in browser.get(f"/mediation/cases/{case.pk}/parts/lines/").content.decode()


def test_accounts_are_written_marked_and_changed_on_the_page(in_one, cast, client_of):
    case, browser = make_case(in_one), client_of(cast.chief)
    base = f"/mediation/cases/{case.pk}/lines/"
    browser.post(f"{base}new/", {"version": 0, "side": "a", "about": "money", "text": "医药费", "amount": "1200"})
    line = case.lines.get()
    part = browser.post(f"{base}{line.pk}/agreed/", headers={"hx-request": "true"})
    assert "lines-part" in part.content.decode() and case.lines.get().state == "agreed"
    case.refresh_from_db()
    stale = browser.post(
        f"{base}{line.pk}/edit/",
        {"version": case.version - 1, "side": "a", "about": "money", "text": "我打的字", "amount": "1500"},
    )
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "我打的字" in text and "医药费" in text and f'value="{case.version}"' in text


# -- papers ----------------------------------------------------------------------------------------------------


def test_a_paper_is_known_by_content_and_its_pages_are_counted(in_one, cast):
    case = make_case(in_one)
    paper = papers.add_paper(case=case, actor=cast.chief.user, kind="evidence", name="x.exe", content=pdf(3))
    assert (paper.media, paper.pages, paper.file.name) == ("document", 3, "x.pdf")
    photo = papers.add_paper(case=case, actor=cast.chief.user, kind="identity", name="身份证.png", content=jpeg())
    assert (photo.media, photo.pages, photo.file.name) == ("image", 1, "身份证.jpg")
    with pytest.raises(RuleBroken) as refusal:
        papers.add_paper(case=case, actor=cast.chief.user, kind="evidence", name="x.pdf", content=b"MZ\x90\x00")
    assert refusal.value.code == "file.type"


def test_a_damaged_pdf_counts_as_one_page():
    assert papers.pages_of(b"%PDF-1.7\n1 0 obj") == 1


def test_a_paper_opens_for_who_works_on_the_case_and_is_struck_with_a_reason(in_one, cast, client_of):
    mediator = make_mediator(in_one)
    case = make_case(in_one, mediator=mediator, state=State.PERFORMING)
    paper = papers.add_paper(case=case, actor=mediator.user, kind="proof", name="收条.pdf", content=pdf(1))
    url = f"/mediation/cases/{case.pk}/papers/{paper.pk}/"
    assert client_of(mediator).get(url).content == pdf(1)
    assert Entry.objects.filter(verb="file.downloaded", actor=mediator.user).exists()
    assert client_of(make_mediator(in_one)).get(url).status_code == 404
    with pytest.raises(RuleBroken) as refusal:
        papers.strike_paper(paper=paper, actor=mediator.user, reason=" ")
    assert refusal.value.code == "no_reason"
    client_of(mediator).post(f"{url}strike/", {"reason": "传错了"})
    assert client_of(mediator).get(url).status_code == 403
    assert client_of(cast.chief).get(url).status_code == 200


def test_nothing_is_put_into_an_archived_file(in_one, cast):
    case = make_case(in_one, state=State.ARCHIVED)
    with pytest.raises(RuleBroken) as refusal:
        papers.add_paper(case=case, actor=cast.chief.user, kind="proof", name="a.pdf", content=pdf())
    assert refusal.value.code == "archived"


# -- seals -----------------------------------------------------------------------------------------------------


def test_a_sealed_case_is_gone_from_every_door_and_opened_by_number_with_a_reason(in_one, cast, client_of):
    case = make_case(in_one, state=State.ARCHIVED)
    browser = client_of(cast.chief)
    sealed.seal(case=case, actor=cast.chief.user, reason="当事人申请封存")
    assert browser.get(case.get_absolute_url()).status_code == 404
    assert browser.get("/mediation/cases/").context["total"] == 0
    assert log_in(cast.chief).get(f"/api/v1/cases/{case.pk}/").status_code == 404
    page = browser.post("/mediation/cases/sealed/", {"number": case.number, "reason": "organ"})
    assert case.summary in page.content.decode()
    assert Entry.objects.about(case).filter(verb="looked", data__what="sealed:organ").count() == 1
    assert browser.post("/mediation/cases/sealed/", {"number": "1999-T0001", "reason": "organ"}).status_code == 400
    browser.post(f"/mediation/cases/{case.pk}/unseal/", {"reason": "复核需要"})
    assert browser.get(case.get_absolute_url()).status_code == 200
    assert case.notes.count() == 2


def test_only_the_leadership_seals_and_opens(in_one, cast, client_of):
    case, keeper = make_case(in_one), make_mediator(in_one, keeper=True)
    with pytest.raises(NotAllowed):
        sealed.seal(case=case, actor=keeper.user, reason="x")
    assert client_of(keeper).get("/mediation/cases/sealed/").status_code == 403
    assert client_of(cast.officer).get(f"/mediation/cases/{case.pk}/seal/").status_code == 403
    assert not Case.objects.get(pk=case.pk).sealed
