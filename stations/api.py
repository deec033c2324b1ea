"""Index of this app's API; it defines none (``config.api`` looks here)."""

from django.urls import path

from stations.access.api import TokenView
from stations.beat.api import AgendaView
from stations.casework.api import PoliceCaseViewSet
from stations.casework.api_elsewhere import ReferralViewSet, SceneMediationViewSet
from stations.catalogue.api import CategoryViewSet, SpotViewSet
from stations.command.api import BoardView
from stations.crews.api import CrewViewSet
from stations.dispatch.api import AdviceView, AssignmentViewSet, DispatchView
from stations.errands.api import ErrandViewSet
from stations.handovers.api import HandoverNoteViewSet, HandoverViewSet
from stations.incidents.api import IncidentViewSet
from stations.jobs.api import JobViewSet
from stations.notices.api import NoticeViewSet
from stations.organisation.api import OfficerViewSet, StationViewSet, TeamViewSet
from stations.places.api import CommunityViewSet, GridViewSet, PoliceRoomViewSet
from stations.recognition.api import CommendationViewSet, PointEntryViewSet
from stations.recognition.api_rewards import AppealViewSet, ReservationViewSet, RewardViewSet
from stations.reports.api import IndicatorViewSet, ReportViewSet
from stations.roster.api import DutyViewSet, GenerateDuties, RotationPlanViewSet, ShiftGroupViewSet
from stations.roster.api_absences import AbsenceViewSet
from stations.training.api import CourseViewSet, SittingViewSet

# (address, viewset, name of its routes)
RESOURCES = [
    ("absences", AbsenceViewSet, "api-absence"),
    ("assignments", AssignmentViewSet, "api-assignment"),
    ("categories", CategoryViewSet, "api-category"),
    ("commendations", CommendationViewSet, "api-commendation"),
    ("communities", CommunityViewSet, "api-community"),
    ("courses", CourseViewSet, "api-course"),
    ("crews", CrewViewSet, "api-crew"),
    ("duties", DutyViewSet, "api-duty"),
    ("errands", ErrandViewSet, "api-errand"),
    ("grids", GridViewSet, "api-grid"),
    ("handover-notes", HandoverNoteViewSet, "api-handover-note"),
    ("handovers", HandoverViewSet, "api-handover"),
    ("incidents", IncidentViewSet, "api-incident"),
    ("indicators", IndicatorViewSet, "api-indicator"),
    ("jobs", JobViewSet, "api-job"),
    ("notices", NoticeViewSet, "api-notice"),
    ("officers", OfficerViewSet, "api-officer"),
    ("point-appeals", AppealViewSet, "api-point-appeal"),
    ("point-entries", PointEntryViewSet, "api-point-entry"),
    ("police-cases", PoliceCaseViewSet, "api-police-case"),
    ("police-rooms", PoliceRoomViewSet, "api-police-room"),
    ("referrals", ReferralViewSet, "api-referral"),
    ("reports", ReportViewSet, "api-report"),
    ("reservations", ReservationViewSet, "api-reservation"),
    ("rewards", RewardViewSet, "api-reward"),
    ("rotation-plans", RotationPlanViewSet, "api-rotation-plan"),
    ("scene-mediations", SceneMediationViewSet, "api-scene-mediation"),
    ("shift-groups", ShiftGroupViewSet, "api-shift-group"),
    ("sittings", SittingViewSet, "api-sitting"),
    ("spots", SpotViewSet, "api-spot"),
    ("stations", StationViewSet, "api-station"),
    ("teams", TeamViewSet, "api-team"),
]
PATHS = [
    path("agenda/", AgendaView.as_view(), name="api-agenda"),
    path("board/", BoardView.as_view(), name="api-board"),
    path("incidents/<int:id>/advice/", AdviceView.as_view(), name="api-incident-advice"),
    path("incidents/<int:id>/dispatch/", DispatchView.as_view(), name="api-incident-dispatch"),
    path("token/", TokenView.as_view(), name="api-token"),
    path("stations/<int:id>/generate-duties/", GenerateDuties.as_view(), name="api-generate-duties"),
]
