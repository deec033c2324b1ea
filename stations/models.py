"""Index of all tables of this app; it defines none (Django looks here)."""

from stations.access.models import ApiToken, DeviceToken, OneTimeCode, WallScreen
from stations.calendar.models import DayMark
from stations.files.models import StoredFile
from stations.imports.models import WorkbookImport
from stations.jobs.models import IdempotencyKey, Job, PeriodicRun
from stations.organisation.models import (
    DutyList,
    DutyListConfirmation,
    Grant,
    Officer,
    Post,
    Station,
    Team,
    TeamLead,
    TeamMembership,
    User,
)
from stations.places.models import (
    Community,
    CommunityPost,
    Grid,
    IndustryOfficer,
    Mentorship,
    PoliceRoom,
    RoomContact,
)
from stations.reports.models import MonthlyReport
from stations.roster.models import (
    Absence,
    CalendarFeed,
    Cover,
    Duty,
    FixedPattern,
    GroupTurn,
    PatternMember,
    RosterRun,
    RotationPlan,
    Section,
    SectionMembership,
    ShiftGroup,
    StrengthFloor,
)
from stations.timeline.models import Entry

__all__ = [
    "Absence", "ApiToken", "CalendarFeed", "Community", "CommunityPost", "Cover", "DayMark", "DeviceToken",
    "Duty", "DutyList", "DutyListConfirmation", "Entry", "FixedPattern", "Grant", "Grid", "GroupTurn",
    "IdempotencyKey", "IndustryOfficer", "Job", "Mentorship", "MonthlyReport", "Officer", "OneTimeCode",
    "PatternMember", "PeriodicRun", "PoliceRoom", "Post", "RoomContact", "RosterRun", "RotationPlan", "Section",
    "SectionMembership", "ShiftGroup", "Station", "StoredFile", "StrengthFloor", "Team", "TeamLead",
    "TeamMembership", "User", "WallScreen", "WorkbookImport",
]  # fmt: skip
