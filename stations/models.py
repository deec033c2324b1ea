"""Index of all tables of this app; it defines none (Django looks here)."""

from stations.access.models import ApiToken, DeviceToken, OneTimeCode, WallScreen
from stations.analysis.models import AnalysisTask, Briefing, Operation, PulledOff
from stations.bureau.models import BureauImport, ColumnMapping
from stations.calendar.models import DayMark
from stations.casework.models import AllocationRule, CaseStep, CaseTransfer, PoliceCase, Referral, SceneMediation
from stations.catalogue.models import Category, Element, PastCount, Spot
from stations.crews.models import Asset, Crew, CrewMember, CrewPattern, PatternBand, VideoRound
from stations.dispatch.models import Assignment, ResponseCircle, Timer
from stations.errands.models import Errand, ErrandPass, ErrandSettings
from stations.files.models import StoredFile
from stations.handovers.models import AssetCheck, Handover, HandoverLine, HandoverNote, HandoverSettings
from stations.imports.models import WorkbookImport
from stations.incidents.models import Attachment, Feedback, Handler, InboxSettings, Incident, Party
from stations.jobs.models import IdempotencyKey, Job, PeriodicRun
from stations.notices.models import Delivery, Notice
from stations.numbers.models import Counter
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
from stations.recognition.models import (
    Appeal,
    Commendation,
    Deed,
    LedgerEntry,
    Pattern,
    PointAccount,
    PointRule,
    RecognitionSettings,
)
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget, RewardEntry
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
from stations.training.models import (
    Attempt,
    Attendance,
    BankQuestion,
    Certificate,
    Course,
    QuizAnswer,
    QuizItem,
    Sitting,
    TrainingSettings,
)

__all__ = [
    "Absence", "AllocationRule", "AnalysisTask", "ApiToken", "Appeal", "Asset", "AssetCheck", "Assignment",
    "Attachment", "Attempt", "Attendance", "BankQuestion", "Briefing", "BureauImport", "CalendarFeed", "CaseStep",
    "CaseTransfer", "Category", "Certificate", "ColumnMapping", "Commendation", "Community", "CommunityPost",
    "Counter", "Course", "Cover", "Crew", "CrewMember", "CrewPattern", "DayMark", "Deed", "Delivery",
    "DeviceToken", "Duty", "DutyList", "DutyListConfirmation", "Element", "Entry", "Errand", "ErrandPass",
    "ErrandSettings", "Feedback", "FixedPattern", "Grant", "Grid", "GroupTurn", "Handler", "Handover",
    "HandoverLine", "HandoverNote", "HandoverSettings", "IdempotencyKey", "InboxSettings", "Incident",
    "IndustryOfficer", "Job", "LedgerEntry", "Mentorship", "MonthlyReport", "Notice", "Officer", "OneTimeCode",
    "Operation", "Party", "PastCount", "Pattern", "PatternBand", "PatternMember", "Payout", "PeriodicRun",
    "PointAccount", "PointRule", "PoliceCase", "PoliceRoom", "Post", "PulledOff", "QuizAnswer", "QuizItem",
    "RecognitionSettings", "Referral", "Reservation", "ResponseCircle", "Reward", "RewardBudget", "RewardEntry",
    "RoomContact", "RosterRun", "RotationPlan", "SceneMediation", "Section", "SectionMembership", "ShiftGroup",
    "Sitting", "Spot", "Station", "StoredFile", "StrengthFloor", "Team", "TeamLead", "TeamMembership", "Timer",
    "TrainingSettings", "User", "VideoRound", "WallScreen", "WorkbookImport",
]  # fmt: skip
