"""Findings over the API: guards report and follow their own, the office takes them through the loop."""

import base64
import binascii

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from patrols.checkins.door import simulated
from patrols.findings import actions, readings, rules
from patrols.findings.actions import Upload
from patrols.findings.filters import FindingFilter
from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.findings.words import Act
from patrols.routes.models import Checkpoint
from patrols.squads.permissions import OfThePatrols
from patrols.squads.readings import standing
from patrols.squads.rules import may_see_patrols
from stations.kit.answer import NotAllowed
from stations.kit.resources import MomentField, Ref, RowField, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer

MOST_BYTES = 4 * 1024 * 1024


class FindingSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """What a guard reported, and how far it is."""

    workflow = rules.STEPS

    kind = Ref()
    squad = Ref(allow_null=True)
    guard = Ref()
    checkpoint = Ref(allow_null=True)
    incident_number = serializers.CharField(source="incident.number", default=None)
    found_at, reported_at, handled_at = MomentField(), MomentField(), MomentField(allow_null=True)

    class Meta:
        model = Finding
        fields = [
            "id", "client_id", "kind", "act", "words", "squad", "guard", "checkpoint", "place", "state", "verbs",
            "found_at", "reported_at", "offline", "handled_at", "incident_number", "answer",
        ]  # fmt: skip
        read_only_fields = fields


class FindingDetailSerializer(TimelineSerializer, FindingSerializer):
    """A finding with its timeline."""

    class Meta(FindingSerializer.Meta):
        fields = [*FindingSerializer.Meta.fields, "quality", "timeline"]
        read_only_fields = fields


class FindingFileSerializer(serializers.Serializer):
    """A photo or voice note, base64, at most 4 MB; larger ones go by the page."""

    stage = serializers.ChoiceField(choices=FindingFile.Stage.choices, default=FindingFile.Stage.BEFORE)
    content = serializers.CharField(max_length=MOST_BYTES * 4 // 3 + 4)

    def validate_content(self, value) -> bytes:
        """The bytes."""
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="invalid") from None


class ReportSerializer(serializers.Serializer):
    """A guard's report."""

    client_id = serializers.UUIDField()
    kind = RowField(FindingKind.objects.all)
    act = serializers.ChoiceField(choices=Act.choices)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    checkpoint = RowField(Checkpoint.objects.all, required=False, allow_null=True, default=None)
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=3, max_value=54)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=73, max_value=136)
    found_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    offline = serializers.BooleanField(default=False, help_text="It waited on the phone for a network.")
    settled = serializers.BooleanField(default=False)
    same_as = RowField(Finding.objects.all, required=False, allow_null=True, default=None)
    files = FindingFileSerializer(many=True, required=False, default=list, max_length=actions.MOST_FILES)


class WordsSerializer(serializers.Serializer):
    """Words for the reporter."""

    words = serializers.CharField(max_length=300)


class OptionalWordsSerializer(serializers.Serializer):
    """Words for the reporter, if there are any."""

    words = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ReasonSerializer(serializers.Serializer):
    """What is not settled."""

    reason = serializers.CharField(max_length=300)


class SameSerializer(serializers.Serializer):
    """The first report of the two."""

    other = RowField(Finding.objects.all)


class SampleSerializer(serializers.Serializer):
    """Quality of a report."""

    quality = serializers.IntegerField(min_value=1, max_value=5)


class FindingViewSet(StationResource):
    """Findings: guards see their own (leaders their squad's), the office and the police all."""

    model = Finding
    permission_classes = [OfThePatrols]
    serializer_class = FindingSerializer
    detail_serializer_class = FindingDetailSerializer
    filterset_class = FindingFilter

    def rows(self):
        """What the person may see."""
        rows = readings.listed()
        if may_see_patrols(self.request.user):
            return rows
        mine = standing(self.request.user)
        return rows.filter(guard=mine.guard) | rows.filter(squad_id__in=mine.leads)

    @extend_schema(request=ReportSerializer, responses={201: FindingDetailSerializer})
    def create(self, request):
        """Report; the same ``client_id`` with the same content answers with the first finding again."""
        guard = standing(request.user).guard
        if guard is None:
            raise NotAllowed(_("Findings are reported by the guards of the patrols."), code="guards_only")
        told = self.clean(ReportSerializer)
        files = [Upload("photo", row["content"], row["stage"]) for row in told.pop("files")]
        made = actions.report(guard=guard, files=files, at=simulated(request), **told)
        return self.shown(made.pk, made="api-finding-detail")

    @extend_schema(request=None, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def forward(self, request, pk=None):
        """Give it to the command room."""
        done = actions.forward(finding=self.get_object(), actor=request.user, at=simulated(request))
        return self.shown(done.pk)

    @extend_schema(request=WordsSerializer, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Answer the reporter."""
        return self._verb(actions.answer, WordsSerializer)

    @extend_schema(request=SameSerializer, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def link(self, request, pk=None):
        """Join it with the first report."""
        return self._verb(actions.link, SameSerializer)

    @extend_schema(request=OptionalWordsSerializer, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """Confirm the end."""
        return self._verb(actions.confirm, OptionalWordsSerializer)

    @extend_schema(request=ReasonSerializer, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="object")
    def object_to(self, request, pk=None):
        """Not settled: the incident is opened again."""
        return self._verb(actions.object_to, ReasonSerializer)

    @extend_schema(request=SampleSerializer, responses=FindingDetailSerializer)
    @action(detail=True, methods=["post"])
    def sample(self, request, pk=None):
        """Rate the report."""
        return self._verb(actions.sample, SampleSerializer)

    def _verb(self, verb, serializer):
        finding, told = self.get_object(), self.clean(serializer)
        return self.shown(verb(finding=finding, actor=self.request.user, at=simulated(self.request), **told).pk)
