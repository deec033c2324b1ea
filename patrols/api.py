"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from patrols.checkins.api import CheckInViewSet
from patrols.findings.api import FindingViewSet
from patrols.inspections.api import InspectionViewSet
from patrols.routes.api import AreaViewSet, CheckpointViewSet, RouteViewSet
from patrols.schedule.api import PatrolDutyViewSet, PatrolPlanViewSet
from patrols.squads.api import CompanyViewSet, GuardViewSet, SquadViewSet

RESOURCES = [
    ("patrol-duties", PatrolDutyViewSet, "api-patrol-duty"),
    ("patrol-plans", PatrolPlanViewSet, "api-patrol-plan"),
    ("inspections", InspectionViewSet, "api-inspection"),
    ("check-ins", CheckInViewSet, "api-check-in"),
    ("findings", FindingViewSet, "api-finding"),
    ("companies", CompanyViewSet, "api-company"),
    ("guards", GuardViewSet, "api-guard"),
    ("squads", SquadViewSet, "api-squad"),
    ("areas", AreaViewSet, "api-area"),
    ("checkpoints", CheckpointViewSet, "api-checkpoint"),
    ("routes", RouteViewSet, "api-route"),
]
PATHS = []
