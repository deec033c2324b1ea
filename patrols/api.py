"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from patrols.routes.api import AreaViewSet, CheckpointViewSet, RouteViewSet

RESOURCES = [
    ("areas", AreaViewSet, "api-area"),
    ("checkpoints", CheckpointViewSet, "api-checkpoint"),
    ("routes", RouteViewSet, "api-route"),
]
PATHS = []
