"""Inspections over the API: the same actions as the pages."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from patrols.inspections import actions, readings, rules
from patrols.inspections.actions import Raised
from patrols.inspections.filters import InspectionFilter
from patrols.inspections.models import Inspection, InspectionPoint
from patrols.routes.models import Checkpoint
from patrols.squads.models import Squad
from patrols.squads.permissions import SeesPatrols
from stations.kit.resources import DayField, MomentField, OfficerRef, Ref, RowField, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class PointSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """One thing that came up."""

    workflow = rules.STEPS

    class Meta:
        model = InspectionPoint
        fields = ["id", "kind", "words", "due_on", "state", "verbs", "result", "done_at", "checked_at"]
        read_only_fields = fields


class InspectionSerializer(serializers.ModelSerializer):
    """One visit."""

    squad, officer = Ref(), OfficerRef()
    checkpoint = Ref(allow_null=True)
    at = MomentField()
    raised = serializers.IntegerField(read_only=True)
    open = serializers.IntegerField(read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "id",
            "squad",
            "officer",
            "checkpoint",
            "at",
            "present",
            "planned",
            "passed",
            "note",
            "raised",
            "open",
        ]
        read_only_fields = fields


class InspectionDetailSerializer(TimelineSerializer, InspectionSerializer):
    """A visit with what came up and its timeline."""

    points = serializers.SerializerMethodField()

    class Meta(InspectionSerializer.Meta):
        fields = [*InspectionSerializer.Meta.fields, "points", "timeline"]
        read_only_fields = fields

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, inspection) -> list[dict]:
        """In the order of writing."""
        rows = list(inspection.points.all())
        for row in rows:
            row.inspection = inspection
        return PointSerializer(rows, many=True, context=self.context).data


class RaisedSerializer(serializers.Serializer):
    """One thing that came up; ``result`` where it was settled on the spot."""

    kind = serializers.ChoiceField(choices=InspectionPoint.Kind.choices)
    words = serializers.CharField(max_length=300)
    due_on = DayField(required=False, allow_null=True, default=None)
    result = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class InspectSerializer(serializers.Serializer):
    """A visit as it is written down."""

    squad = RowField(Squad.objects.all)
    checkpoint = RowField(Checkpoint.objects.all, required=False, allow_null=True, default=None)
    present = serializers.IntegerField(min_value=0, max_value=99, required=False, allow_null=True, default=None)
    passed = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    points = RaisedSerializer(many=True, required=False, default=list, max_length=actions.MOST_POINTS)


class ResultSerializer(serializers.Serializer):
    """What was done about a point."""

    point = serializers.IntegerField(min_value=1)
    result = serializers.CharField(max_length=300)


class PointVerbSerializer(serializers.Serializer):
    """Which point."""

    point = serializers.IntegerField(min_value=1)


class InspectionViewSet(StationResource):
    """Inspections of squads."""

    model = Inspection
    permission_classes = [SeesPatrols]
    serializer_class = InspectionSerializer
    detail_serializer_class = InspectionDetailSerializer
    filterset_class = InspectionFilter

    def rows(self):
        """All of the station."""
        return readings.listed()

    @extend_schema(request=InspectSerializer, responses={201: InspectionDetailSerializer})
    def create(self, request):
        """Write down a visit."""
        told = self.clean(InspectSerializer)
        raised = [Raised(**row) for row in told.pop("points")]
        made = actions.inspect(actor=request.user, raised=raised, **told)
        return self.shown(made.pk, made="api-inspection-detail")

    @extend_schema(request=ResultSerializer, responses=InspectionDetailSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        """Say what was done about a point."""
        return self._point(actions.settle, ResultSerializer)

    @extend_schema(request=PointVerbSerializer, responses=InspectionDetailSerializer)
    @action(detail=True, methods=["post"])
    def check(self, request, pk=None):
        """Check a point."""
        return self._point(actions.check, PointVerbSerializer)

    @extend_schema(request=PointVerbSerializer, responses=InspectionDetailSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request, pk=None):
        """Send a point back."""
        return self._point(actions.send_back, PointVerbSerializer)

    def _point(self, verb, serializer):
        found = self.get_object()
        told = self.clean(serializer)
        point = found.points.filter(pk=told.pop("point")).first()
        if point is None:
            raise serializers.ValidationError({"point": [_("This visit has no such point.")]}, code="does_not_exist")
        point.inspection = found
        verb(point=point, actor=self.request.user, **told)
        return self.shown(found.pk)
