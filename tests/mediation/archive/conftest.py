"""A people's mediation performed in instalments with everything its file must hold, and the people around it."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfWriter

from mediation.cases.models import Case
from mediation.cases.models_papers import CasePaper
from mediation.cases.words import PaperKind, State, Track
from mediation.sessions.models import Session
from mediation.sessions.words import Outcome
from mediation.sessions.words import State as SessionState
from stations.files.actions import store
from stations.kit.scoping import in_station
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.mediation import make_mediator
from tests.factories.organisation import make_officer, make_station
from tests.factories.pictures import jpeg

DAY = timedelta(days=1)


def blank_pdf(pages: int = 1, rotate: int = 0) -> bytes:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(420, 595).rotate(rotate)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def scan(case: Case, kind: str, content: bytes | None = None, media: str = "document", **fields) -> CasePaper:
    """A scanned paper of a case."""
    stored = store(
        station=case.station, purpose="case_paper", name=f"{kind}.pdf", content=content or blank_pdf(),
        content_type="application/pdf",
    )  # fmt: skip
    return CasePaper.objects.create(
        station=case.station, case=case, kind=kind, file=stored, media=media, title=f"扫描件{kind}", **fields
    )


def held(case: Case, mediator=None, officer=None) -> Session:
    """A session on record."""
    at = timezone.now() - 20 * DAY
    return Session.objects.create(
        station=case.station, case=case, no=1, track=case.track, state=SessionState.HELD, venue="社区居委会",
        starts_at=at, ends_at=at + timedelta(hours=1), started_at=at, ended_at=at + timedelta(hours=1),
        mediator=mediator, officer=officer, public=True, minutes="双方陈述，调解员劝导。", result="达成协议。",
        outcome=Outcome.AGREED,
    )  # fmt: skip


@pytest.fixture
def station(db):
    return make_station(name="前门派出所")


@pytest.fixture(autouse=True)
def in_scope(station):
    with in_station(station):
        yield


@pytest.fixture
def keeper(station):
    return make_mediator(station, keeper=True, name="库管员").user


@pytest.fixture
def mediator(station):
    return make_mediator(station, name="调解员甲")


@pytest.fixture
def officer(station):
    return make_officer(station, "李民警")


@pytest.fixture
def stranger(station):
    return make_mediator(station, name="别的调解员").user


@pytest.fixture
def whole(station, mediator, officer):
    """``whole(track, state)``: a case with every paper its file must hold but the visit."""

    def make(track: str = Track.RT, state: str = State.PERFORMED, **fields) -> Case:
        at, day, police = timezone.now() - 30 * DAY, timezone.localdate(), track != Track.RT
        case = make_mediated(
            station, track, at=at, mediator=None if police else mediator, officer=officer if police else None
        )
        lead = officer.user if police else mediator.user
        agreement = make_agreement(case, lead)
        agreement.instalments.update(state="confirmed", done_on=day, debtor_confirmed_at=at, creditor_confirmed_at=at)
        values = {"performed_on": day - 10 * DAY, "agreed_on": day - 20 * DAY, "effective_on": day - 20 * DAY}
        Case.objects.filter(pk=case.pk).update(state=state, **values | fields)
        for party in case.parties.all():
            scan(case, PaperKind.IDENTITY, jpeg(), "image", party=party)
        held(case, mediator=None if police else mediator, officer=officer if police else None)
        if police:
            scan(case, PaperKind.EVIDENCE, blank_pdf(2))
            scan(case, PaperKind.PROOF)
        return Case.objects.select_related("station", "community", "officer__user").get(pk=case.pk)

    return make
