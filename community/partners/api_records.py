"""Talks on prevention and recovered losses over the API: the same verbs as the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from community.enterprises.models import Building, Enterprise
from community.partners import actions, losses, readings, rules
from community.partners.api import PartnersReasonSerializer, SeesPartners
from community.partners.filters import LossFilter, TalkFilter
from community.partners.models_demands import PreventionTalk, RecoveredLoss
from community.partners.words import Manner
from stations.casework.models import PoliceCase
from stations.incidents.models import Incident
from stations.kit.resources import DayField, MomentField, OfficerRef, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer, WorkflowSerializer
from stations.training.models import Sitting


class PreventionTalkSerializer(serializers.ModelSerializer):
    """A talk; ``state`` is ``counted`` or ``struck``."""

    state = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()
    speaker = OfficerRef()
    enterprise = Ref(allow_null=True)
    building = Ref(allow_null=True)
    sitting = Ref(allow_null=True)

    class Meta:
        model = PreventionTalk
        fields = ["id", "held_on", "topic", "place", "speaker", "people", "leaflets", "enterprise", "building",
                  "sitting", "note", "state", "verbs", "struck_reason"]  # fmt: skip
        read_only_fields = fields

    def get_state(self, row) -> str:
        """Whether it counts."""
        return "struck" if row.struck_at else "counted"

    def get_verbs(self, row) -> list[str]:
        """What I may do now."""
        return ["strike"] if rules.may_strike(self.context["request"].user, row) else []


class PreventionTalkDetailSerializer(TimelineSerializer, PreventionTalkSerializer):
    """A talk with its timeline."""

    class Meta(PreventionTalkSerializer.Meta):
        fields = [*PreventionTalkSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class PreventionTalkRecordSerializer(serializers.Serializer):
    """A talk that was given."""

    client_id = serializers.UUIDField()
    held_on = DayField()
    topic = serializers.CharField(max_length=80)
    place = serializers.CharField(max_length=120)
    speaker = RowField(Officer.objects.on_strength)
    people = serializers.IntegerField(min_value=1, max_value=5000)
    leaflets = serializers.IntegerField(min_value=0, max_value=50000, default=0)
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)
    building = RowField(Building.objects.all, required=False, allow_null=True, default=None)
    sitting = RowField(Sitting.objects.all, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class PreventionTalkViewSet(StationResource):
    """Talks on prevention and fraud, given to merchants."""

    model = PreventionTalk
    permission_classes = [SeesPartners]
    serializer_class = PreventionTalkSerializer
    detail_serializer_class = PreventionTalkDetailSerializer
    filterset_class = TalkFilter

    def rows(self):
        """All of the station."""
        return readings.talks()

    @extend_schema(request=PreventionTalkRecordSerializer, responses={201: PreventionTalkDetailSerializer})
    def create(self, request):
        """Put a talk on record; the same ``client_id`` answers with the first one again."""
        told = self.clean(PreventionTalkRecordSerializer)
        made = actions.record_talk(station=request.station, actor=request.user, **told)
        return self.shown(made.pk, made="api-prevention-talk-detail")

    @extend_schema(request=PartnersReasonSerializer, responses=PreventionTalkDetailSerializer)
    @action(detail=True, methods=["post"])
    def strike(self, request, pk=None):
        """Strike it out: it counts no more."""
        row = self.get_object()
        actions.strike_talk(talk=row, actor=request.user, **self.clean(PartnersReasonSerializer))
        return self.shown(row.pk)


class RecoveredLossSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A recovered loss; it counts when it is ``verified``."""

    workflow = rules.LOSS

    enterprise = Ref(allow_null=True)
    incident_number = serializers.CharField(source="incident.number", default=None)
    case_number = serializers.CharField(source="case.number", default=None)
    verified_at = MomentField(read_only=True, allow_null=True)

    class Meta:
        model = RecoveredLoss
        fields = ["id", "enterprise", "unit", "manner", "what", "amount", "incident_number", "case_number",
                  "reference", "recovered_on", "state", "verbs", "given_back_on", "receipt_no", "return_reason",
                  "verified_at"]  # fmt: skip
        read_only_fields = fields


class RecoveredLossDetailSerializer(TimelineSerializer, RecoveredLossSerializer):
    """A recovered loss with its timeline."""

    class Meta(RecoveredLossSerializer.Meta):
        fields = [*RecoveredLossSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class RecoveredLossEnterSerializer(serializers.Serializer):
    """A loss that was recovered."""

    client_id = serializers.UUIDField()
    manner = serializers.ChoiceField(choices=Manner.choices)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    what = serializers.CharField(max_length=200)
    recovered_on = DayField()
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    incident = RowField(Incident.objects.all, required=False, allow_null=True, default=None)
    case = RowField(PoliceCase.objects.all, required=False, allow_null=True, default=None)
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class RecoveredLossBackSerializer(serializers.Serializer):
    """Against which receipt; a scan goes by the page."""

    given_back_on = DayField()
    receipt_no = serializers.CharField(max_length=40)


class RecoveredLossViewSet(StationResource):
    """Losses recovered for enterprises."""

    model = RecoveredLoss
    permission_classes = [SeesPartners]
    serializer_class = RecoveredLossSerializer
    detail_serializer_class = RecoveredLossDetailSerializer
    filterset_class = LossFilter

    def rows(self):
        """All of the station."""
        return readings.losses()

    @extend_schema(request=RecoveredLossEnterSerializer, responses={201: RecoveredLossDetailSerializer})
    def create(self, request):
        """Record one; the same ``client_id`` answers with the first one again."""
        made = losses.enter(station=request.station, actor=request.user, **self.clean(RecoveredLossEnterSerializer))
        return self.shown(made.pk, made="api-recovered-loss-detail")

    def _verb(self, verb, serializer=None) -> Response:
        row = self.get_object()
        verb(loss=row, actor=self.request.user, **self.clean(serializer))
        return self.shown(row.pk)

    @extend_schema(request=RecoveredLossBackSerializer, responses=RecoveredLossDetailSerializer)
    @action(detail=True, methods=["post"])
    def give_back(self, request, pk=None):
        """Given back to its owner."""
        return self._verb(losses.give_back, RecoveredLossBackSerializer)

    @extend_schema(request=None, responses=RecoveredLossDetailSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request, pk=None):
        """A second person has looked at the receipt."""
        return self._verb(losses.verify)

    @extend_schema(request=PartnersReasonSerializer, responses=RecoveredLossDetailSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request, pk=None):
        """Not verified: it is corrected."""
        return self._verb(losses.send_back, PartnersReasonSerializer)

    @extend_schema(request=PartnersReasonSerializer, responses=RecoveredLossDetailSerializer)
    @action(detail=True, methods=["post"])
    def unverify(self, request, pk=None):
        """The verification was a mistake; the leadership only."""
        return self._verb(losses.unverify, PartnersReasonSerializer)

    @extend_schema(request=PartnersReasonSerializer, responses=RecoveredLossDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """Entered by mistake."""
        return self._verb(losses.withdraw, PartnersReasonSerializer)
