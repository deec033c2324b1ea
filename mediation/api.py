"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from mediation.cases.api import CaseViewSet

RESOURCES: list = [
    ("cases", CaseViewSet, "api-case"),
]
PATHS: list = []
