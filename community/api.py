"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from community.clues.api import ClueViewSet

RESOURCES: list = [
    ("clues", ClueViewSet, "api-clue"),
]
PATHS: list = []
