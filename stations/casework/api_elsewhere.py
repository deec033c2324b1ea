"""API of mediations on the spot and of referrals: the same actions as the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.casework import readings, referring, rules, scene
from stations.casework.api import Verbs
from stations.casework.filters import ReferralFilter
from stations.casework.models import Referral, SceneMediation
from stations.incidents.models import Attachment, Incident
from stations.kit.answer import demand
from stations.kit.resources import DayField, RowField, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SceneMediationSerializer(serializers.ModelSerializer):
    """The record of a mediation on the spot."""

    class Meta:
        model = SceneMediation
        fields = [
            "id",
            "incident",
            "violation",
            "undisputed",
            "performed",
            "document",
            "recording",
            "note",
            "law",
            "at",
        ]
        read_only_fields = fields


class RecordSceneSerializer(serializers.Serializer):
    """What is recorded; with an offence ZA-13 and ZA-14 apply, domestic violence is refused (ZA-28)."""

    incident = RowField(Incident.objects.all)
    violation = serializers.BooleanField()
    domestic_violence = serializers.BooleanField(default=False)
    undisputed = serializers.BooleanField(default=False)
    performed = serializers.BooleanField(default=False)
    document = RowField(Attachment.objects.all, required=False, allow_null=True)
    recording = serializers.CharField(max_length=80, required=False, allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class SceneMediationViewSet(Verbs, StationResource):
    """Mediations on the spot: recorded, and recorded again to correct them while the incident is open."""

    model = SceneMediation
    serializer_class = SceneMediationSerializer
    detail_serializer_class = SceneMediationSerializer

    def initial(self, request, *args, **kwargs):
        """Police officers only."""
        super().initial(request, *args, **kwargs)
        demand(rules.may_see_cases(request.user))

    @extend_schema(request=RecordSceneSerializer, responses={201: SceneMediationSerializer})
    def create(self, request):
        """Record a mediation on the spot."""
        values = self.clean(RecordSceneSerializer)
        incident = values.pop("incident")
        made = scene.record_scene(incident_id=incident.pk, actor=request.user, **values)
        return self.shown(made.pk, made="api-scene-mediation-detail")


class ReferralSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A matter given to somebody else."""

    workflow = rules.REFERRAL_STEPS

    incident_number = serializers.CharField(source="incident.number", read_only=True)

    class Meta:
        model = Referral
        fields = [
            "id", "incident", "incident_number", "target", "reason", "state", "verbs", "reference", "sent_at",
            "due_on", "answered_at", "answer",
        ]  # fmt: skip
        read_only_fields = fields


class ReferralDetailSerializer(TimelineSerializer, ReferralSerializer):
    """A referral with its timeline."""

    class Meta(ReferralSerializer.Meta):
        fields = [*ReferralSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class ReferSerializer(serializers.Serializer):
    """Where a matter goes."""

    incident = RowField(Incident.objects.all)
    target = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=200)
    due_on = DayField(required=False, allow_null=True)


class AcceptSerializer(serializers.Serializer):
    """Their receipt."""

    reference = serializers.CharField(max_length=60, required=False, allow_blank=True)


class AnswerSerializer(serializers.Serializer):
    """Their answer."""

    answer = serializers.CharField(max_length=300)


class TakeUpSerializer(serializers.Serializer):
    """A remark."""

    answer = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReferralViewSet(Verbs, StationResource):
    """Referrals: sent, accepted, sent back, taken up again, settled."""

    model = Referral
    serializer_class = ReferralSerializer
    detail_serializer_class = ReferralDetailSerializer
    filterset_class = ReferralFilter

    def initial(self, request, *args, **kwargs):
        """Police officers only."""
        super().initial(request, *args, **kwargs)
        demand(rules.may_see_cases(request.user))

    def rows(self):
        """Newest first."""
        return readings.referrals()

    def _act(self, verb, form) -> Response:
        referral = self.get_object()
        self.ask(rules.REFERRAL_STEPS, referral, verb.__name__)
        done = verb(referral=referral, actor=self.request.user, **self.clean(form))
        return self.shown(done.pk)

    @extend_schema(request=ReferSerializer, responses={201: ReferralDetailSerializer})
    def create(self, request):
        """Refer an incident."""
        values = self.clean(ReferSerializer)
        incident = values.pop("incident")
        made = referring.refer(incident_id=incident.pk, actor=request.user, **values)
        return self.shown(made.pk, made="api-referral-detail")

    @extend_schema(request=AcceptSerializer, responses={200: ReferralDetailSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """They took it."""
        return self._act(referring.accept, AcceptSerializer)

    @extend_schema(request=AnswerSerializer, responses={200: ReferralDetailSerializer})
    @action(detail=True, methods=["post"])
    def give_back(self, request, pk=None):
        """They sent it back; the command room is told."""
        return self._act(referring.give_back, AnswerSerializer)

    @extend_schema(request=TakeUpSerializer, responses={200: ReferralDetailSerializer})
    @action(detail=True, methods=["post"])
    def take_up(self, request, pk=None):
        """Take it up again."""
        return self._act(referring.take_up, TakeUpSerializer)

    @extend_schema(request=AnswerSerializer, responses={200: ReferralDetailSerializer})
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """They settled it."""
        return self._act(referring.finish, AnswerSerializer)
