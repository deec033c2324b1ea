"""Everything a file may hold, read once: a dozen queries whatever the case has been through."""

from dataclasses import dataclass

from mediation.agreements.models import Agreement, CourtConfirmation, HjApplication, Instalment
from mediation.agreements.words import State as AgreementState
from mediation.archive.models import CaseFile, FollowUp
from mediation.archive.words import COURSES, Course
from mediation.cases.models import BodyNumber, Case, CaseMediator, CaseParty
from mediation.cases.models_papers import CaseNotice, CasePaper, Transfer, Triage
from mediation.cases.words import State, Track
from mediation.sessions.models import Session
from mediation.sessions.words import State as SessionState


@dataclass(slots=True)
class Dossier:
    """A case with the rows its file is made of.

    Attributes:
        course: which list of papers applies.
        papers: attached papers by kind, struck ones left out.
    """

    case: Case
    course: Course
    parties: list[CaseParty]
    papers: dict[str, list[CasePaper]]
    notices: list[CaseNotice]
    sessions: list[Session]
    agreement: Agreement | None
    instalments: list[Instalment]
    confirmations: list[CourtConfirmation]
    application: HjApplication | None
    follow_ups: list[FollowUp]
    transfers: list[Transfer]
    mediators: list[CaseMediator]
    triage: Triage | None
    number: BodyNumber | None
    file: CaseFile | None = None

    def scans(self, *kinds: str) -> list[CasePaper]:
        """Attached papers of some kinds, in their order."""
        return [paper for kind in kinds for paper in self.papers.get(kind, [])]

    def told(self, *kinds: str) -> list[CaseNotice]:
        """Notices of some kinds."""
        return [row for row in self.notices if row.kind in kinds]

    @property
    def visits(self) -> list[FollowUp]:
        """Visits on record."""
        return [row for row in self.follow_ups if row.visited_at]


def course_of(case: Case) -> Course:
    """How a case ends: by its state; by its milestones once it is archived; an open one as if it were performed."""
    state = case.left_state if case.state == State.ARCHIVED else case.state
    if state in COURSES:
        return COURSES[state]
    if state or case.performed_on:
        return Course.PERFORMED
    if case.ended_on or case.end_reason:
        return Course.BY_LAW if case.is_police else Course.ENDED
    return Course.TRANSFERRED if case.transfers.filter(state="received").exists() else Course.DECLINED


def load(case: Case) -> Dossier:
    """Read the rows; join ``station`` and ``community`` to the case beforehand."""
    file = CaseFile.objects.filter(case=case).select_related("bound", "filed_by").first()
    papers: dict[str, list[CasePaper]] = {}
    rows = CasePaper.objects.filter(case=case, struck_at=None).select_related("file", "party").order_by("id")
    for paper in rows:
        papers.setdefault(paper.kind, []).append(paper)
    agreement = (
        Agreement.objects.filter(case=case, state=AgreementState.IN_FORCE, round=case.reopened)
        .select_related("number", "case__station", "station")
        .first()
    )
    instalments, confirmations, application = [], [], None
    if agreement:
        instalments = list(agreement.instalments.select_related("debtor", "creditor", "proof"))
        confirmations = list(agreement.confirmations.all())
        if case.track == Track.HJ:
            application = HjApplication.objects.filter(agreement=agreement).first()
    return Dossier(
        case=case,
        course=Course(file.course) if file and file.course else course_of(case),
        parties=list(case.parties.filter(removed_at=None)),
        papers=papers,
        notices=list(case.notices.select_related("party", "by")),
        sessions=list(
            case.sessions.filter(state=SessionState.HELD)
            .select_related("booking__room", "mediator__user", "officer__user", "recorder", "case__station")
            .order_by("no", "id")
        ),
        agreement=agreement,
        instalments=instalments,
        confirmations=confirmations,
        application=application,
        follow_ups=list(
            case.follow_ups.filter(dropped_at=None).select_related("party", "by").order_by("visited_at", "id")
        ),
        transfers=list(case.transfers.order_by("id")),
        mediators=list(case.mediators.filter(accepted=True).select_related("mediator__user").order_by("part", "id")),
        triage=case.triages.first(),
        number=case.numbers.filter(voided_at=None, series=case.track or "-").first(),
        file=file,
    )
