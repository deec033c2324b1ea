"""Index of all tables of this app; it defines none (Django looks here)."""

from mediation.agreements.models import (
    Agreement,
    AgreementClause,
    AgreementSignature,
    ClauseTemplate,
    CourtConfirmation,
    HjApplication,
    Instalment,
)
from mediation.archive.models import CaseFile, FollowUp, MediatorComplaint, SatisfactionLink
from mediation.cases.models import BodyNumber, Case, CaseMediator, CaseParty, Invitee
from mediation.cases.models_papers import (
    AccountLine,
    CaseNote,
    CaseNotice,
    CasePaper,
    Extension,
    Transfer,
    Triage,
    WayMark,
)
from mediation.consultations.models import (
    Consultation,
    ConsultationItem,
    ConsultationMember,
    ConsultationRule,
    ConsultationTask,
)
from mediation.detection.models import Recurrence, RecurrenceItem, Sweep, SweepFinding, SweepTask
from mediation.network.models import (
    CommitteeMember,
    CommitteeTerm,
    Department,
    DepartmentContact,
    GovCenter,
    MediationRoom,
    MediationSettings,
    Mediator,
    MediatorAbsence,
    MediatorCommunity,
    MediatorInterest,
    MediatorKind,
    RoomBooking,
    RoomSitting,
)
from mediation.sessions.models import Attendance, Availability, SeparateTalk, Session

__all__ = [
    "Agreement", "AgreementClause", "AgreementSignature", "ClauseTemplate", "CourtConfirmation", "HjApplication",
    "Instalment",
    "CaseFile", "FollowUp", "MediatorComplaint", "SatisfactionLink",
    "Consultation", "ConsultationItem", "ConsultationMember", "ConsultationRule", "ConsultationTask",
    "Attendance", "Availability", "SeparateTalk", "Session",
    "AccountLine", "BodyNumber", "Case", "CaseMediator", "CaseNote", "CaseNotice", "CasePaper", "CaseParty",
    "CommitteeMember", "CommitteeTerm", "Department", "DepartmentContact", "Extension", "GovCenter", "Invitee",
    "MediationRoom", "MediationSettings", "Mediator", "MediatorAbsence", "MediatorCommunity", "MediatorInterest",
    "MediatorKind", "RoomBooking", "RoomSitting", "Transfer", "Triage", "WayMark",
    "Recurrence", "RecurrenceItem", "Sweep", "SweepFinding", "SweepTask",
]  # fmt: skip
