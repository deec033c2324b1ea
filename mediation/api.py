"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from mediation.agreements.api import AgreementViewSet
from mediation.archive.api import CaseFileViewSet, FollowUpViewSet
from mediation.cases.api import CaseViewSet
from mediation.consultations.api import ConsultationTaskViewSet, ConsultationViewSet
from mediation.detection.api import RecurrenceViewSet, SweepViewSet
from mediation.network.api import MediatorViewSet, RoomViewSet
from mediation.sessions.api import SessionViewSet

RESOURCES: list = [
    ("agreements", AgreementViewSet, "api-agreement"),
    ("case-files", CaseFileViewSet, "api-case-file"),
    ("follow-ups", FollowUpViewSet, "api-follow-up"),
    ("cases", CaseViewSet, "api-case"),
    ("consultations", ConsultationViewSet, "api-consultation"),
    ("consultation-tasks", ConsultationTaskViewSet, "api-consultation-task"),
    ("mediators", MediatorViewSet, "api-mediator"),
    ("recurrences", RecurrenceViewSet, "api-recurrence"),
    ("rooms", RoomViewSet, "api-room"),
    ("sessions", SessionViewSet, "api-session"),
    ("sweeps", SweepViewSet, "api-sweep"),
]
PATHS: list = []
