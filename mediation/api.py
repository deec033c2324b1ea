"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from mediation.archive.api import CaseFileViewSet, FollowUpViewSet
from mediation.cases.api import CaseViewSet
from mediation.network.api import MediatorViewSet, RoomViewSet
from mediation.sessions.api import SessionViewSet

RESOURCES: list = [
    ("case-files", CaseFileViewSet, "api-case-file"),
    ("follow-ups", FollowUpViewSet, "api-follow-up"),
    ("cases", CaseViewSet, "api-case"),
    ("mediators", MediatorViewSet, "api-mediator"),
    ("rooms", RoomViewSet, "api-room"),
    ("sessions", SessionViewSet, "api-session"),
]
PATHS: list = []
