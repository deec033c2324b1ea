"""Index of this app's API resources; it defines none (config/api.py lists them)."""

from community.clues.api import ClueViewSet
from community.enterprises.api import EnterpriseViewSet, EnterpriseVisitViewSet, SafetyFindingViewSet
from community.forum.api import QuestionViewSet, SuggestionViewSet
from community.groups.api import MemberViewSet, WatchGroupViewSet
from community.nights.api import NightPatrolViewSet
from community.partners.api import JointMeetingViewSet
from community.partners.api_demands import DemandViewSet
from community.partners.api_records import PreventionTalkViewSet, RecoveredLossViewSet
from community.surveys.api import SurveyViewSet
from community.wishes.api import WishViewSet

RESOURCES: list = [
    ("clues", ClueViewSet, "api-clue"),
    ("enterprises", EnterpriseViewSet, "api-enterprise"),
    ("enterprise-visits", EnterpriseVisitViewSet, "api-enterprise-visit"),
    ("safety-findings", SafetyFindingViewSet, "api-safety-finding"),
    ("groups", WatchGroupViewSet, "api-watch-group"),
    ("members", MemberViewSet, "api-member"),
    ("night-patrols", NightPatrolViewSet, "api-night-patrol"),
    ("questions", QuestionViewSet, "api-question"),
    ("suggestions", SuggestionViewSet, "api-suggestion"),
    ("demands", DemandViewSet, "api-demand"),
    ("joint-meetings", JointMeetingViewSet, "api-joint-meeting"),
    ("prevention-talks", PreventionTalkViewSet, "api-prevention-talk"),
    ("recovered-losses", RecoveredLossViewSet, "api-recovered-loss"),
    ("surveys", SurveyViewSet, "api-survey"),
    ("wishes", WishViewSet, "api-wish"),
]
PATHS: list = []
