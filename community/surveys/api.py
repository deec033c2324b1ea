"""Surveys over the API: the same verbs as the pages; no field for a person."""

import base64
import binascii

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.enterprises.models import Enterprise
from community.surveys import actions, readings, rules
from community.surveys.filters import SurveyFilter
from community.surveys.models import Survey, SurveyReview
from community.surveys.words import Kind
from stations.catalogue.models import Spot
from stations.kit.resources import MomentField, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.places.models import Community, Grid
from stations.timeline.api import TimelineSerializer, WorkflowSerializer

MOST_BYTES = 4 * 1024 * 1024


class SeesSurveys(BasePermission):
    """Police officers of the station; everybody else is told why not."""

    def has_permission(self, request, view):
        """Asks the rule of the pages."""
        answer = rules.may_see_surveys(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class SurveyReviewSerializer(serializers.ModelSerializer):
    """What was found once."""

    level, level_before = Ref(), Ref(allow_null=True)
    at = MomentField(read_only=True)

    class Meta:
        model = SurveyReview
        fields = ["id", "finding", "level", "level_before", "note", "at", "due_on", "next_on"]
        read_only_fields = fields


class SurveySerializer(WorkflowSerializer, serializers.ModelSerializer):
    """Premises, a place or an event that is kept in sight."""

    workflow = rules.STEPS

    level = Ref()
    community, grid = Ref(allow_null=True), Ref(allow_null=True)
    enterprise, spot = Ref(allow_null=True), Ref(allow_null=True)
    responsible = serializers.CharField(source="keeper_name", allow_null=True, read_only=True)
    starts_at, ends_at = MomentField(read_only=True), MomentField(read_only=True)

    class Meta:
        model = Survey
        fields = ["id", "kind", "name", "place", "lat", "lng", "community", "grid", "enterprise", "spot", "level",
                  "why", "measure", "responsible", "starts_at", "ends_at", "crowd", "state", "verbs", "reviewed_on",
                  "review_on", "ended_on"]  # fmt: skip
        read_only_fields = fields


class SurveyDetailSerializer(TimelineSerializer, SurveySerializer):
    """A survey with its reviews and its timeline."""

    reviews = serializers.SerializerMethodField()

    class Meta(SurveySerializer.Meta):
        fields = [*SurveySerializer.Meta.fields, "reviews", "timeline"]
        read_only_fields = fields

    def get_reviews(self, obj) -> list[dict]:
        """The newest first."""
        return SurveyReviewSerializer(readings.reviews_of(obj), many=True).data


class SurveyEnterSerializer(serializers.Serializer):
    """Premises, a place or an event, its level, and what is done about it. Numbers of persons are refused."""

    client_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    name = serializers.CharField(max_length=80)
    place = serializers.CharField(max_length=160)
    level = RowField(readings.levels)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    measure = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=3, max_value=54)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=73, max_value=136)
    community = RowField(Community.objects.all, required=False, allow_null=True, default=None)
    grid = RowField(Grid.objects.all, required=False, allow_null=True, default=None)
    spot = RowField(Spot.objects.all, required=False, allow_null=True, default=None)
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)
    officer = RowField(Officer.objects.on_strength, required=False, allow_null=True, default=None)
    starts_at = MomentField(required=False, allow_null=True, default=None)
    ends_at = MomentField(required=False, allow_null=True, default=None)
    crowd = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=1_000_000
    )  # fmt: skip


class SurveyLookSerializer(serializers.Serializer):
    """What was found; a photo is base64, at most 4 MB."""

    client_id = serializers.UUIDField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    photo = serializers.CharField(max_length=MOST_BYTES * 4 // 3 + 4, required=False, allow_blank=True, default="")

    def validate_photo(self, value) -> tuple[str, bytes] | None:
        """Name and bytes."""
        if not value:
            return None
        try:
            return "photo", base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="invalid") from None


class SurveyLevelChangeSerializer(SurveyLookSerializer):
    """The new level, and what has changed."""

    level = RowField(readings.levels)


class SurveyViewSet(StationResource):
    """Premises, places and events kept in sight; none of residents."""

    model = Survey
    permission_classes = [SeesSurveys]
    serializer_class = SurveySerializer
    detail_serializer_class = SurveyDetailSerializer
    filterset_class = SurveyFilter

    def rows(self):
        """All of the station, the most pressing first."""
        return readings.surveys()

    def _look(self, verb: str, serializer=SurveyLookSerializer) -> Response:
        row = self.get_object()
        actions.review(survey=row, verb=verb, actor=self.request.user, **self.clean(serializer))
        return self.shown(row.pk)

    @extend_schema(request=SurveyEnterSerializer, responses={201: SurveyDetailSerializer})
    def create(self, request):
        """Keep something in sight; the same ``client_id`` answers with the first one again."""
        made = actions.enter(station=request.station, actor=request.user, **self.clean(SurveyEnterSerializer))
        return self.shown(made.pk, made="api-survey-detail")

    @extend_schema(request=SurveyLookSerializer, responses=SurveyDetailSerializer)
    @action(detail=True, methods=["post"])
    def same(self, request, pk=None):
        """Looked at: still so."""
        return self._look("same")

    @extend_schema(request=SurveyLevelChangeSerializer, responses=SurveyDetailSerializer)
    @action(detail=True, methods=["post"])
    def level(self, request, pk=None):
        """Looked at: another level."""
        return self._look("level", SurveyLevelChangeSerializer)

    @extend_schema(request=SurveyLookSerializer, responses=SurveyDetailSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """No longer kept in sight."""
        return self._look("end")

    @extend_schema(request=SurveyLookSerializer, responses=SurveyDetailSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request, pk=None):
        """Kept in sight again."""
        return self._look("resume")
