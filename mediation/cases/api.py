"""API of mediation cases: the same actions as the pages.

A file ``api_<what>.py`` holds a plain class of ``@action`` methods; it becomes a base of :class:`CaseViewSet` by one
line here and uses ``self.get_object()``, ``self.clean(Ask)``, ``self.ask(case, verb)`` and ``self.shown(pk)``.
"""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from mediation.cases import api_asks as asks
from mediation.cases import readings, registering, rules
from mediation.cases.api_out import OutVerbs
from mediation.cases.api_rows import RowVerbs
from mediation.cases.api_shown import CaseDetailSerializer, CaseRowSerializer
from mediation.cases.api_triage import MatchingVerbs, TriageVerbs, WayVerbs
from mediation.cases.filters import CaseFilter
from mediation.cases.models import Case
from mediation.network.permissions import OfMediation
from stations.kit.answer import NotAllowed, demand
from stations.kit.resources import StationResource


class CaseVerbs:
    """What every verb of a case needs: what was sent, the case through visibility, the case as it stands after."""

    def ask(self, case: Case, verb: str) -> None:
        """Who may not is told so before what was sent is looked at.

        Raises:
            NotAllowed: the person may not.
        """
        answer = rules.STEPS.check(case, verb, self.request.user, timezone.now())
        if answer.code == "not_allowed":
            raise NotAllowed(answer.reason)


class CaseViewSet(TriageVerbs, MatchingVerbs, WayVerbs, RowVerbs, OutVerbs, CaseVerbs, StationResource):
    """Disputes from the first quarrel to the archive."""

    model = Case
    serializer_class = CaseRowSerializer
    detail_serializer_class = CaseDetailSerializer
    filterset_class = CaseFilter
    permission_classes = [OfMediation]

    def rows(self):
        """What the person may see, newest first."""
        rows = readings.listed(self.request.user)
        return rows if self.action == "list" else rows.select_related("grid")

    @extend_schema(request=asks.RegisterAsk, responses={201: CaseDetailSerializer})
    def create(self, request):
        """Register a dispute."""
        demand(rules.may_register(request.user))
        case = registering.register(station=request.station, actor=request.user, **self.clean(asks.RegisterAsk))
        return self.shown(case.pk, made="api-case-detail")

    @extend_schema(request=asks.CorrectAsk, responses={200: CaseDetailSerializer})
    def partial_update(self, request, pk=None):
        """Change facts on the version that was read; somebody else's edit in between is 409."""
        case = self.get_object()
        demand(rules.may_edit(request.user, case))
        values = self.clean(asks.CorrectAsk, partial=True)
        registering.correct(case=case, actor=request.user, **values)
        return self.shown(case.pk)

    @extend_schema(request=asks.VersionAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, request, pk=None):
        """Give the case to triage."""
        case = self.get_object()
        self.ask(case, "submit")
        registering.submit(case=case, actor=request.user, **self.clean(asks.VersionAsk))
        return self.shown(case.pk)
