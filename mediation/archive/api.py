"""API of follow-up visits and of files: the same actions as the pages."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from mediation.archive import actions, contents, filing, readings, rules, visiting
from mediation.archive.dossier import load
from mediation.archive.filters import ArchiveFilter, FollowUpFilter
from mediation.archive.models import CaseFile, FollowUp
from mediation.archive.words import Course, Means, Performance, Result
from mediation.cases.actions import ask
from mediation.cases.models import Case, CaseParty
from mediation.network.permissions import OfMediation
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, RowField, StationResource, known_later


class FollowUpSerializer(serializers.ModelSerializer):
    """A visit; whom it was with is masked."""

    way = known_later(Means)
    performance = known_later(Performance)
    result = known_later(Result)
    case_number = serializers.CharField(source="case.number", read_only=True)
    case_state = serializers.CharField(source="case.state", read_only=True)
    visited_at = MomentField(allow_null=True)
    asked = serializers.SerializerMethodField()

    class Meta:
        model = FollowUp
        fields = [
            "id", "case", "case_number", "case_state", "due_on", "reason", "visited_at", "way", "asked",
            "performance", "satisfaction", "result",
        ]  # fmt: skip
        read_only_fields = fields

    def get_asked(self, row) -> str:
        """Masked (SE-24)."""
        return readings.asked(row)


class PlanVisitAsk(serializers.Serializer):
    """One more visit."""

    case = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    due_on = DayField()
    reason = serializers.CharField(max_length=200)


class RecordVisitAsk(serializers.Serializer):
    """What the prescribed form asks."""

    party = RowField(lambda: CaseParty.objects.filter(removed_at=None), required=False, allow_null=True, default=None)
    interviewee = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    way = serializers.ChoiceField(choices=Means.choices)
    visited_at = MomentField()
    performance = serializers.ChoiceField(choices=Performance.choices)
    satisfaction = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True, default=None)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    result = serializers.ChoiceField(choices=Result.choices)
    again_on = DayField(required=False, allow_null=True, default=None)


class Seen:
    """Cases as the person sees them."""

    def case(self, pk: int) -> Case:
        """A visible case, else 404."""
        rows = Case.objects.visible_to(self.request.user).select_related("station", "community", "officer__user")
        return get_object_or_404(rows, pk=pk)


class FollowUpViewSet(Seen, StationResource):
    """Follow-up visits: due by rule, planned, on record."""

    model = FollowUp
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    permission_classes = [OfMediation]

    def rows(self):
        """Of visible cases, what is due first."""
        return readings.follow_ups(self.request.user)

    @extend_schema(request=PlanVisitAsk, responses={201: FollowUpSerializer})
    def create(self, request):
        """Plan one more visit."""
        values = self.clean(PlanVisitAsk)
        row = visiting.plan(case=self.case(values.pop("case")), actor=request.user, **values)
        return self.shown(row.pk, made="api-follow-up-detail")

    @extend_schema(request=RecordVisitAsk, responses={200: FollowUpSerializer})
    @action(detail=True, methods=["post"])
    def record(self, request, pk=None):
        """Put the visit on record."""
        row = self.get_object()
        demand(rules.may_visit(request.user, row.case))
        visiting.record(follow_up=row, actor=request.user, **self.clean(RecordVisitAsk))
        return self.shown(row.pk)


class PaperItemSerializer(serializers.Serializer):
    """One line of the list of papers."""

    code = serializers.CharField()
    title = serializers.CharField()
    must = serializers.BooleanField()
    there = serializers.BooleanField()
    missing = serializers.BooleanField()
    lack = serializers.CharField()


class CaseFileSerializer(serializers.ModelSerializer):
    """A filed case."""

    course = known_later(Course)
    number = serializers.CharField(read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    sha256 = serializers.CharField(source="bound.sha256", default="", read_only=True)

    class Meta:
        model = CaseFile
        fields = [
            "id", "case", "case_number", "number", "course", "retention", "filed_on", "pages", "index", "bound",
            "sha256",
        ]  # fmt: skip
        read_only_fields = fields


class FileStandSerializer(serializers.Serializer):
    """How a case's file stands."""

    case = serializers.IntegerField()
    state = serializers.CharField()
    course = serializers.CharField()
    items = PaperItemSerializer(many=True)
    complete = serializers.BooleanField()
    reason = serializers.CharField()


class ArchiveAsk(serializers.Serializer):
    """What the 备考表 says."""

    remarks = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class CaseFileViewSet(Seen, StationResource):
    """Files: the archive as a list; by the id of a case, its papers and the archive verb."""

    model = CaseFile
    serializer_class = CaseFileSerializer
    filterset_class = ArchiveFilter
    permission_classes = [OfMediation]
    lookup_field, lookup_url_kwarg = "case", "pk"

    def rows(self):
        """Filed cases the person may see."""
        return readings.archive(self.request.user)

    @extend_schema(responses={200: FileStandSerializer})
    @action(detail=True, methods=["get"])
    def papers(self, request, pk=None):
        """What is there and what is missing."""
        found = self.case(int(pk))
        demand(rules.may_open_file(request.user, found))
        dossier = load(found)
        answer = contents.completeness(dossier)
        stand = {
            "case": found.pk, "state": found.state, "course": dossier.course, "items": contents.items(dossier),
            "complete": bool(answer), "reason": answer.reason,
        }  # fmt: skip
        return Response(FileStandSerializer(stand).data)

    @extend_schema(request=ArchiveAsk, responses={200: CaseFileSerializer})
    @action(detail=True, methods=["post"])
    def archive(self, request, pk=None):
        """Archive the case: refused while a paper is missing (DOMAIN 2.7)."""
        found = self.case(int(pk))
        ask(found, "archive", request.user)
        actions.archive(case=found, actor=request.user, **self.clean(ArchiveAsk))
        return Response(
            CaseFileSerializer(self.rows().get(case=found.pk), context=self.get_serializer_context()).data
        )

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def bind(self, request, pk=None):
        """Have the PDF bound; ask the job how far it is."""
        job = filing.bind(case=self.case(int(pk)), actor=request.user)
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)
