"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from mediation.cases.api import CaseViewSet
from mediation.network.api import MediatorViewSet, RoomViewSet
from mediation.sessions.api import SessionViewSet

RESOURCES: list = [
    ("cases", CaseViewSet, "api-case"),
    ("mediators", MediatorViewSet, "api-mediator"),
    ("rooms", RoomViewSet, "api-room"),
    ("sessions", SessionViewSet, "api-session"),
]
PATHS: list = []
