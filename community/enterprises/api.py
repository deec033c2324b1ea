"""Enterprises, visits and safety findings over the API: the same verbs as the pages; contacts are masked (SE-24)."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.enterprises import actions, finding_steps, readings, rules, visiting
from community.enterprises.api_visits import (
    CheckListVersionSerializer,
    EnterpriseVisitDetailSerializer,
    EnterpriseVisitSerializer,
    VisitEntrySerializer,
    said_of,
)
from community.enterprises.filters import EnterpriseFilter, SafetyFindingFilter, VisitFilter
from community.enterprises.models import Building, Enterprise, EnterpriseKind
from community.enterprises.models_visits import EnterpriseVisit, SafetyFinding
from community.enterprises.words import Department
from stations.kit import masks
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, Ref, RowField, StationResource
from stations.places.models import Community
from stations.timeline.api import LineSerializer, TimelineSerializer, WorkflowSerializer


class _Asks(BasePermission):
    """Somebody of a station; the sentence of a refusal comes from the rule."""

    rule = staticmethod(rules.may_look_up)

    def has_permission(self, request, view) -> bool:
        """Raises the refusal with its reason."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(self.rule(request.user))
        return True


class LooksUp(_Asks):
    """Police officers of the station."""


class Works(_Asks):
    """Who answers for some enterprise, or visits."""

    rule = staticmethod(rules.may_visit)


class EnterpriseSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """An enterprise, where it is and who looks after it."""

    workflow = rules.ENTERPRISE

    kind = Ref()
    building = Ref(allow_null=True)
    community = Ref(allow_null=True)
    liaison_name = serializers.CharField(read_only=True, allow_null=True)
    visited_at = MomentField(allow_null=True, read_only=True)
    next_on = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = Enterprise
        fields = [
            "id", "number", "name", "short_name", "kind", "building", "floor", "unit", "address", "community", "lat",
            "lng", "credit_code", "scope", "opening", "staff", "moved_in_on", "moved_out_on", "state", "verbs",
            "liaison_name", "visited_at", "next_on",
        ]  # fmt: skip
        read_only_fields = fields


class EnterpriseContactSerializer(serializers.Serializer):
    """A contact, masked; the page shows it in full for a reason."""

    part = serializers.CharField()
    name = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    def get_name(self, row) -> str:
        """SE-24."""
        return masks.name(row.name)

    def get_phone(self, row) -> str:
        """SE-24."""
        return masks.phone(row.phone)


class EnterpriseDetailSerializer(TimelineSerializer, EnterpriseSerializer):
    """One enterprise with masked contacts, its first visit and the timeline."""

    contacts = EnterpriseContactSerializer(many=True, read_only=True)
    first_visit_state = serializers.SerializerMethodField()
    first_visit_due_on = serializers.SerializerMethodField()

    class Meta(EnterpriseSerializer.Meta):
        fields = [
            *EnterpriseSerializer.Meta.fields, "contacts", "first_visit_state", "first_visit_due_on", "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    def get_first_visit_state(self, row) -> str:
        """``open``, ``done``, ``dropped`` or empty."""
        return actions.first_state(row) or ""

    def get_first_visit_due_on(self, row) -> str:
        """The day, or empty."""
        first = getattr(row, "first_visit", None)
        return first.due_on.isoformat() if first else ""

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, obj):
        """For who answers for it."""
        return super().get_timeline(obj) if rules.may_tend(self.context["request"].user, obj) else []


class EnterpriseEntrySerializer(serializers.Serializer):
    """An enterprise that has moved in."""

    name = serializers.CharField(max_length=80)
    short_name = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    kind = RowField(EnterpriseKind.objects.all)
    building = RowField(Building.objects.all, required=False, allow_null=True, default=None)
    floor = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    community = RowField(Community.objects.all, required=False, allow_null=True, default=None)
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=3, max_value=54)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=73, max_value=136)
    scope = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    opening = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    staff = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=100000)
    moved_in_on = DayField(required=False)


class MoveOutSerializer(serializers.Serializer):
    """The day on which it moved out; today by default."""

    on = DayField(required=False, allow_null=True, default=None)


class EnterpriseViewSet(StationResource):
    """Enterprises (企业、商户)."""

    model = Enterprise
    serializer_class = EnterpriseSerializer
    detail_serializer_class = EnterpriseDetailSerializer
    filterset_class = EnterpriseFilter
    permission_classes = [LooksUp]

    def rows(self):
        """What the person may look up."""
        rows = Enterprise.objects.visible_to(self.request.user)
        return readings.listed(timezone.localdate(), rows).prefetch_related("contacts")

    @extend_schema(request=EnterpriseEntrySerializer, responses={201: EnterpriseDetailSerializer})
    def create(self, request):
        """An enterprise has moved in; its first visit is due."""
        asked = self.clean(EnterpriseEntrySerializer)
        row = actions.move_in(station=request.station, actor=request.user, **asked)
        return self.shown(row.pk, made="api-enterprise-detail")

    @extend_schema(request=None, responses=EnterpriseDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Closed for now."""
        return self.shown(actions.close(enterprise=self.get_object(), actor=request.user).pk)

    @extend_schema(request=None, responses=EnterpriseDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Open again."""
        return self.shown(actions.reopen(enterprise=self.get_object(), actor=request.user).pk)

    @extend_schema(request=MoveOutSerializer, responses=EnterpriseDetailSerializer)
    @action(detail=True, methods=["post"])
    def move_out(self, request, pk=None):
        """Moved out."""
        row = actions.move_out(enterprise=self.get_object(), actor=request.user, **self.clean(MoveOutSerializer))
        return self.shown(row.pk)

    @extend_schema(responses=CheckListVersionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="check-lists", pagination_class=None)
    def check_lists(self, request, pk=None):
        """The check lists for a visit there, those of its trade first, with their items."""
        versions = readings.versions_for(self.get_object().kind)
        return Response(CheckListVersionSerializer(versions, many=True).data)

    @extend_schema(request=VisitEntrySerializer, responses={201: EnterpriseVisitDetailSerializer})
    @action(detail=True, methods=["post"])
    def visit(self, request, pk=None):
        """Record a visit."""
        enterprise, asked = self.get_object(), self.clean(VisitEntrySerializer)
        visit = visiting.record_visit(
            enterprise=enterprise, actor=request.user, client_id=asked["client_id"], said=said_of(asked)
        )
        answer = EnterpriseVisitDetailSerializer(visit, context={"request": request})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class EnterpriseVisitViewSet(StationResource):
    """Visits to enterprises (走访、检查), recorded by ``POST enterprises/{id}/visit/``."""

    model = EnterpriseVisit
    serializer_class = EnterpriseVisitSerializer
    detail_serializer_class = EnterpriseVisitDetailSerializer
    filterset_class = VisitFilter
    permission_classes = [Works]

    def rows(self):
        """Of the enterprises the person answers for, and the own ones."""
        return readings.visits_seen_by(self.request.user).prefetch_related("findings")


class SafetyFindingSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """Something not in order at an enterprise, and how far it is."""

    workflow = rules.FINDING

    enterprise = Ref()
    found_by = Ref()
    grade = serializers.IntegerField(read_only=True)
    found_at, told_at = MomentField(), MomentField(allow_null=True)
    rectified_at, rechecked_at = MomentField(allow_null=True), MomentField(allow_null=True)
    closed_at = MomentField(allow_null=True)
    department = serializers.ChoiceField(choices=[("", "—"), *Department.choices], read_only=True)
    incident_number = serializers.CharField(source="incident.number", default=None)

    class Meta:
        model = SafetyFinding
        fields = [
            "id", "enterprise", "visit", "what", "grade", "state", "verbs", "found_by", "found_at", "due_on",
            "told_at", "rectified_at", "rechecked_at", "closed_at", "department", "reference", "incident_number",
        ]  # fmt: skip
        read_only_fields = fields


class SafetyFindingDetailSerializer(TimelineSerializer, SafetyFindingSerializer):
    """A finding with its timeline."""

    class Meta(SafetyFindingSerializer.Meta):
        fields = [*SafetyFindingSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class FindingWordsSerializer(serializers.Serializer):
    """Words, if there are any."""

    words = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class FindingDeadlineSerializer(FindingWordsSerializer):
    """Words and a deadline."""

    due_on = DayField(required=False, allow_null=True, default=None)


class HandOverSerializer(FindingDeadlineSerializer):
    """To which department."""

    department = serializers.ChoiceField(choices=Department.choices)
    reference = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class SafetyFindingViewSet(StationResource):
    """Safety findings (安全隐患) of enterprises; photos are added on the pages."""

    model = SafetyFinding
    serializer_class = SafetyFindingSerializer
    detail_serializer_class = SafetyFindingDetailSerializer
    filterset_class = SafetyFindingFilter
    permission_classes = [Works]

    def rows(self):
        """At enterprises the person answers for, and those the person found."""
        return readings.findings_seen_by(self.request.user)

    def _done(self, verb, serializer=FindingWordsSerializer):
        row = verb(finding=self.get_object(), actor=self.request.user, **self.clean(serializer))
        return self.shown(row.pk)

    @extend_schema(request=FindingDeadlineSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def tell(self, request, pk=None):
        """Somebody in charge has been told."""
        return self._done(finding_steps.tell_enterprise, FindingDeadlineSerializer)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def rectify(self, request, pk=None):
        """Reported as put right."""
        return self._done(finding_steps.rectify)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def recheck(self, request, pk=None):
        """Re-checked by another officer."""
        return self._done(finding_steps.recheck)

    @extend_schema(request=FindingDeadlineSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request, pk=None):
        """Not right yet."""
        return self._done(finding_steps.reject, FindingDeadlineSerializer)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Closed by a leader."""
        return self._done(finding_steps.close)

    @extend_schema(request=HandOverSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def hand_over(self, request, pk=None):
        """To the competent department."""
        return self._done(finding_steps.hand_over, HandOverSerializer)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def answered(self, request, pk=None):
        """The department says it is put right."""
        return self._done(finding_steps.answered)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def sent_back(self, request, pk=None):
        """Sent back by the department."""
        return self._done(finding_steps.sent_back)

    @extend_schema(request=FindingWordsSerializer, responses=SafetyFindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def alarm(self, request, pk=None):
        """To the command room."""
        return self._done(finding_steps.alarm)
