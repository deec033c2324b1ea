"""Index of all tables of this app; it defines none (Django looks here)."""

from patrols.checkins.models import CheckIn, CheckInConflict, CheckInReview, ManualEntry
from patrols.equipment.models import Gear, GearIssue, GearKind
from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.inspections.models import Inspection, InspectionPoint
from patrols.routes.models import Area, AreaSquad, Checkpoint, CheckpointKeeper, Route, RoutePoint, Street
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty, Plan, PlanGuard, PlanSlot
from patrols.scoring.models import Contest, MonthScore, PublicRating, ScoreItem, ScoreSheet
from patrols.squads.models import (
    CommandPost,
    Company,
    Guard,
    GuardDutyList,
    GuardDutyListConfirmation,
    Liaison,
    PatrolGroup,
    PatrolSettings,
    Squad,
    SquadLead,
    SquadMembership,
)

__all__ = [
    "Area", "AreaSquad", "CheckIn", "CheckInConflict", "CheckInReview", "Checkpoint", "CheckpointKeeper",
    "CommandPost", "Company", "Contest", "DutyGuard", "DutyTarget", "Finding", "FindingFile", "FindingKind",
    "Gear", "GearIssue", "GearKind", "Guard", "GuardDutyList", "GuardDutyListConfirmation", "Inspection",
    "InspectionPoint", "Liaison", "ManualEntry", "MonthScore", "PatrolDuty", "PatrolGroup", "PatrolSettings",
    "Plan", "PlanGuard", "PlanSlot", "PublicRating", "Route", "RoutePoint", "ScoreItem", "ScoreSheet", "Squad",
    "SquadLead", "SquadMembership", "Street",
]  # fmt: skip
