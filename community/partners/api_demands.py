"""Demands of enterprises over the API: the same verbs as the pages; the telephone of who asked is nowhere."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from community.enterprises.models import Building, Enterprise
from community.partners import demands, readings, rules
from community.partners.api import SeesPartners
from community.partners.filters import DemandFilter
from community.partners.models_demands import Demand, DemandPassed
from stations.kit.resources import MomentField, OfficerRef, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class DemandPassedSerializer(serializers.ModelSerializer):
    """Lying with, or back from, another department."""

    passed_at, back_at = MomentField(read_only=True), MomentField(read_only=True, allow_null=True)

    class Meta:
        model = DemandPassed
        fields = ["id", "department", "words", "due_on", "state", "reply", "passed_at", "back_at"]
        read_only_fields = fields


class DemandSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A demand of an enterprise. The telephone of who asked is nowhere."""

    workflow = rules.DEMAND

    number = serializers.CharField(read_only=True)
    kind = Ref()
    enterprise = Ref(allow_null=True)
    building = Ref(allow_null=True)
    officer = OfficerRef(allow_null=True)
    received_at = MomentField(read_only=True)
    answered_at = MomentField(read_only=True, allow_null=True)

    class Meta:
        model = Demand
        fields = ["id", "number", "kind", "source", "shop", "place", "enterprise", "building", "words", "state",
                  "verbs", "received_at", "accept_by", "due_on", "first_due", "officer", "answer", "answered_at",
                  "return_reason", "times_returned", "decline_reason"]  # fmt: skip
        read_only_fields = fields


class DemandDetailSerializer(TimelineSerializer, DemandSerializer):
    """A demand with the departments it was passed to and its timeline."""

    passed = DemandPassedSerializer(many=True, read_only=True)

    class Meta(DemandSerializer.Meta):
        fields = [*DemandSerializer.Meta.fields, "passed", "timeline"]
        read_only_fields = fields


class DemandTakeSerializer(serializers.Serializer):
    """A demand that an officer takes down."""

    client_id = serializers.UUIDField()
    kind = RowField(readings.kinds)
    shop = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    words = serializers.CharField(max_length=500)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)
    building = RowField(Building.objects.all, required=False, allow_null=True, default=None)


class DemandAnswerSerializer(serializers.Serializer):
    """What the enterprise reads."""

    words = serializers.CharField(max_length=500)


class DemandPassSerializer(serializers.Serializer):
    """To which department, and within how many working days it replies."""

    department = serializers.CharField(max_length=60)
    words = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    days = serializers.IntegerField(min_value=1, max_value=60, default=5)


class DemandReplySerializer(serializers.Serializer):
    """What the department replied; ``theirs`` says whether it dealt with it."""

    theirs = serializers.BooleanField()
    reply = serializers.CharField(max_length=500)


class DemandReasonSerializer(serializers.Serializer):
    """Why; the enterprise reads it."""

    reason = serializers.CharField(max_length=300)


class DemandOfficerSerializer(serializers.Serializer):
    """Who is in charge, and which enterprise of the list it is."""

    officer = RowField(Officer.objects.on_strength)
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)


class DemandViewSet(StationResource):
    """Demands of enterprises."""

    model = Demand
    permission_classes = [SeesPartners]
    serializer_class = DemandSerializer
    detail_serializer_class = DemandDetailSerializer
    filterset_class = DemandFilter

    def rows(self):
        """All of the station."""
        return readings.demands()

    @extend_schema(request=DemandTakeSerializer, responses={201: DemandDetailSerializer})
    def create(self, request):
        """Take one down; the same ``client_id`` with the same content answers with the first one again."""
        made = demands.receive(station=request.station, actor=request.user, **self.clean(DemandTakeSerializer))
        return self.shown(made.demand.pk, made="api-demand-detail")

    def _verb(self, verb, serializer=None) -> Response:
        row = self.get_object()
        verb(demand=row, actor=self.request.user, **self.clean(serializer))
        return self.shown(row.pk)

    @extend_schema(request=None, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """Taken on."""
        return self._verb(demands.accept)

    @extend_schema(request=DemandReasonSerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        """Not a matter of the police."""
        return self._verb(demands.decline, DemandReasonSerializer)

    @extend_schema(request=DemandOfficerSerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request, pk=None):
        """Say who is in charge."""
        return self._verb(demands.assign, DemandOfficerSerializer)

    @extend_schema(request=DemandAnswerSerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Answer, or answer again."""
        return self._verb(demands.answer, DemandAnswerSerializer)

    @extend_schema(request=DemandPassSerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def pass_on(self, request, pk=None):
        """Ask another department."""
        return self._verb(demands.pass_on, DemandPassSerializer)

    @extend_schema(request=DemandReplySerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def come_back(self, request, pk=None):
        """Note the reply of the department."""
        return self._verb(demands.come_back, DemandReplySerializer)

    @extend_schema(request=None, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """The enterprise said that it is content; noted by somebody else than who answered."""
        return self._verb(demands.confirm)

    @extend_schema(request=DemandReasonSerializer, responses=DemandDetailSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request, pk=None):
        """The enterprise is not content."""
        return self._verb(demands.send_back, DemandReasonSerializer)
