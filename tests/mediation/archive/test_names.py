"""Every paper of mediation, as PDF and as Word, with names that break lesser houses (issue 5)."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from mediation.agreements import papers as agreements
from mediation.agreements.models import Agreement
from mediation.archive import papers
from mediation.archive.dossier import load
from mediation.archive.models import FollowUp
from mediation.cases.models import Case
from mediation.cases.models_papers import CaseNotice, Transfer
from mediation.cases.notice_papers import notice_paper
from mediation.sessions import papers as sessions
from mediation.sessions.models import Attendance
from mediation.sessions.readings import attendance
from mediation.sessions.words import Part
from stations.kit import render
from stations.kit.word import Paper, to_docx, to_pdf
from tests.factories.agreements import make_mediated
from tests.mediation.archive import conftest

NAMES = {
    "signs": "欧阳㙓&<张>\"'&amp;",
    "sixty": "阿卜杜拉·买买提·" * 7 + "热合曼江",
    "rare": "𠀀䶮㛃龘",
}
SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Made:
    """A case with one of everything, seen from its file."""

    case: Case
    agreement: Agreement

    @property
    def dossier(self):
        return load(Case.objects.select_related("station", "community", "officer__user").get(pk=self.case.pk))

    @property
    def session(self):
        return self.case.sessions.select_related("booking__room", "mediator__user", "officer__user", "case").first()

    def notice(self, kind: str) -> CaseNotice:
        return CaseNotice.objects.create(
            station=self.case.station, case=self.case, kind=kind, way="written", at=timezone.now(), by=self.by
        )

    @property
    def by(self):
        return self.agreement.by


def visit(made: Made) -> Paper:
    row = FollowUp.objects.create(
        station=made.case.station, case=made.case, due_on=timezone.localdate(), reason="例行回访", way="visit",
        visited_at=timezone.now(), performance="full", satisfaction=5, result="ok", words="满意", by=made.by,
        party=made.case.parties.first(),
    )  # fmt: skip
    return papers.follow_up(made.dossier, row)


def transfer(made: Made) -> Paper:
    today = timezone.localdate()
    row = Transfer.objects.create(
        station=made.case.station, case=made.case, target="市市场监督管理局", reason="属于其职责", due_on=today,
        sent_at=timezone.now(),
    )  # fmt: skip
    return papers.transfer(made.dossier, row)


def notice(kind: str) -> Callable[[Made], Paper]:
    return lambda made: notice_paper(made.dossier.case, made.notice(kind))


# What names the parties; the tracks it is made on.
PAPERS: dict[str, tuple[tuple[str, ...], Callable[[Made], Paper]]] = {
    "agreement": (("rt", "za", "hj"), lambda made: agreements.agreement_paper(made.agreement)),
    "application": (("rt",), lambda made: agreements.application_paper(made.agreement)),
    "performance record": (("rt", "za"), lambda made: agreements.performance_paper(made.agreement)),
    "record": (("rt", "za"), lambda made: sessions.record_paper(made.session, attendance(made.session))),
    "invitation": (("rt", "za"), lambda made: sessions.invitation_paper(made.session, made.case.parties.first())),
    "rights": (("rt", "za"), notice("rights")),
    "ending": (("rt",), notice("remedy")),
    "civil": (("za",), notice("civil")),
    "refusal": (("rt",), notice("dismissal")),
    "cover": (("rt", "za"), lambda made: papers.cover(made.dossier, 20)),
    "registration": (("rt", "za"), lambda made: papers.registration(made.dossier)),
    "rights of the file": (("rt", "za"), lambda made: papers.rights(made.dossier)),
    "performance of the file": (("rt",), lambda made: papers.performance(made.dossier)),
    "visit": (("rt", "za"), visit),
    "transfer": (("rt",), transfer),
}
CASES = [(what, track) for what, (tracks, _make) in PAPERS.items() for track in tracks]


@pytest.fixture
def made(whole, monkeypatch):
    """``made(track, name)``: a performed case whose parties bear the name from the beginning."""

    def make(track: str, name: str) -> Made:
        def named(*args, **fields) -> Case:
            case = make_mediated(*args, **fields)
            for side, called in (("a", name), ("b", f"{name}乙")):
                case.parties.filter(side=side).update(name=called)
            return case

        monkeypatch.setattr(conftest, "make_mediated", named)
        case = whole(track)
        seat(case)
        return Made(case, Agreement.objects.select_related("case__station", "number").get(case=case))

    return make


def seat(case: Case) -> None:
    for session in case.sessions.all():
        for party in case.parties.all():
            Attendance.objects.create(
                station=case.station, session=session, part=Part.PARTY, party=party, present=True,
                arrived_at=timezone.now() - timedelta(days=20),
            )  # fmt: skip


def in_pdf(content: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.replace("\n", "")


def in_word(content: bytes) -> str:
    return "".join(part.text or "" for part in Document(io.BytesIO(content)).element.body.iter(f"{SPACE}t"))


@pytest.mark.parametrize(("what", "track"), CASES)
@pytest.mark.parametrize("which", NAMES)
def test_a_name_survives_in_pdf_and_word(made, what, track, which):
    name = NAMES[which]
    paper = PAPERS[what][1](made(track, name))
    assert name in in_word(to_docx(paper))
    assert render.visible(name) in in_pdf(to_pdf(paper))
