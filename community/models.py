"""Index of all tables of this app; it defines none (Django looks here)."""

from community.clues.models import Clue, Giver, Message, Scene
from community.enterprises.models import (
    Building,
    Cluster,
    Enterprise,
    EnterpriseContact,
    EnterpriseKind,
    EnterpriseSettings,
    FirstVisit,
    LiaisonAssignment,
)
from community.enterprises.models_visits import (
    CheckItem,
    CheckList,
    CheckListVersion,
    EnterpriseVisit,
    FindingStep,
    SafetyFinding,
    SafetyFindingFile,
    Tip,
    VisitAnswer,
    VisitFile,
    VisitOfficer,
    VisitTip,
)
from community.forum.models import Announcement, ForumPost, ForumSettings, ForumTopic, OfficialAnswer
from community.forum.models_beside import Hiding, PostContact, PostReport, PostWord, Useful
from community.groups.models import (
    CommunitySettings,
    Consent,
    ConsentText,
    Enrolment,
    GroupLead,
    GroupMembership,
    Member,
    Trade,
    WatchGroup,
    WatchOffice,
)
from community.nights.models import (
    NightChoice,
    NightPatrol,
    NightPlace,
    NightRequest,
    NightSeat,
    NightSettings,
    NightWanted,
)
from community.partners.models import (
    AgendaItem,
    Carried,
    Invitee,
    JointMeeting,
    MeetingSeries,
    PartnerSettings,
    Resolution,
)
from community.partners.models_demands import (
    Demand,
    DemandContact,
    DemandKind,
    DemandPassed,
    DemandSign,
    PreventionTalk,
    RecoveredLoss,
)
from community.surveys.models import Survey, SurveyLevel, SurveyReview
from community.wishes.models import Contact, QuarterList, Voice, Wish, WishScene, WishSettings

__all__ = [
    "Clue", "CommunitySettings", "Consent", "ConsentText", "Enrolment", "Giver", "GroupLead", "GroupMembership",
    "Member", "Message", "NightChoice", "NightPatrol", "NightPlace", "NightRequest", "NightSeat", "NightSettings",
    "NightWanted", "Scene", "Trade", "WatchGroup", "WatchOffice",
    "Contact", "QuarterList", "Voice", "Wish", "WishScene", "WishSettings",
    "Announcement", "ForumPost", "ForumSettings", "ForumTopic", "Hiding", "OfficialAnswer",
    "PostContact", "PostReport", "PostWord", "Useful",
    "Building", "CheckItem", "CheckList", "CheckListVersion", "Cluster", "Enterprise", "EnterpriseContact",
    "EnterpriseKind", "EnterpriseSettings", "EnterpriseVisit", "FindingStep", "FirstVisit", "LiaisonAssignment",
    "SafetyFinding", "SafetyFindingFile", "Tip", "VisitAnswer", "VisitFile", "VisitOfficer", "VisitTip",
    "AgendaItem", "Carried", "Demand", "DemandContact", "DemandKind", "DemandPassed", "DemandSign", "Invitee",
    "JointMeeting", "MeetingSeries", "PartnerSettings", "PreventionTalk", "RecoveredLoss", "Resolution",
    "Survey", "SurveyLevel", "SurveyReview",
]  # fmt: skip
