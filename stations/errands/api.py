"""Errands over the API: what is asked for, what could carry it, the verbs of whoever carries."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from stations.errands import actions, readings, rules
from stations.errands.filters import ErrandFilter
from stations.errands.models import Errand, ErrandPass
from stations.kit.resources import ClockField, MomentField, Ref, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SeesErrands(BasePermission):
    """Police officers and whoever carries errands."""

    def has_permission(self, request, view):
        """Everybody else is told why not."""
        answer = rules.may_see_errands(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class ErrandSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """Where, when and why somebody should pass, and how far it is."""

    workflow = rules.STEPS

    community, grid = Ref(allow_null=True), Ref(allow_null=True)
    starts, ends = ClockField(), ClockField()
    weekdays = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    asked_at, planned_at = MomentField(), MomentField(allow_null=True)
    passed_at, closed_at = MomentField(allow_null=True), MomentField(allow_null=True)

    class Meta:
        model = Errand
        fields = [
            "id", "title", "why", "place", "lat", "lng", "community", "grid", "weekdays", "starts", "ends", "first",
            "end", "times", "weight", "grounds", "state", "verbs", "carrier", "carrier_key", "carrier_label",
            "passes", "passed_at", "reason", "asked_at", "planned_at", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class ErrandPassSerializer(serializers.ModelSerializer):
    """Somebody passed: when, which unit, what they say."""

    at = MomentField(read_only=True)

    class Meta:
        model = ErrandPass
        fields = ["at", "by", "result"]
        read_only_fields = fields


class ErrandOfferSerializer(serializers.Serializer):
    """Something that passes there at that time."""

    carrier = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    metres = serializers.IntegerField(allow_null=True)
    at = MomentField(allow_null=True)


class ErrandDetailSerializer(TimelineSerializer, ErrandSerializer):
    """An errand with who passed and its timeline."""

    passings = ErrandPassSerializer(many=True, read_only=True)

    class Meta(ErrandSerializer.Meta):
        fields = [*ErrandSerializer.Meta.fields, "passings", "timeline"]
        read_only_fields = fields


class ErrandPlanSerializer(serializers.Serializer):
    """Which carrier and which of its offers."""

    carrier = serializers.CharField(max_length=30)
    key = serializers.CharField(max_length=60)


class ErrandReasonSerializer(serializers.Serializer):
    """Why not."""

    reason = serializers.CharField(max_length=200)


class ErrandViewSet(StationResource):
    """Errands of the station."""

    model = Errand
    permission_classes = [SeesErrands]
    serializer_class = ErrandSerializer
    detail_serializer_class = ErrandDetailSerializer
    filterset_class = ErrandFilter

    def rows(self):
        """All of the station."""
        return readings.listed().order_by("-asked_at", "-id")

    @extend_schema(responses=ErrandOfferSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def offers(self, request, pk=None):
        """What could carry it, the best first."""
        groups = readings.offers_for(request.user, self.get_object(), timezone.now())
        found = [
            {"carrier": group.carrier.code, "key": one.key, "label": one.label, "reasons": one.reasons,
             "metres": one.metres, "at": one.at}
            for group in groups for one in group.offers
        ]  # fmt: skip
        return Response(ErrandOfferSerializer(found, many=True).data)

    @extend_schema(request=ErrandPlanSerializer, responses=ErrandDetailSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request, pk=None):
        """Put it on something that passes there."""
        return self._verb(actions.plan, ErrandPlanSerializer)

    @extend_schema(request=None, responses=ErrandDetailSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        """Take it off its route."""
        return self._verb(actions.release)

    @extend_schema(request=None, responses=ErrandDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """Confirm that it was walked."""
        return self._verb(actions.finish)

    @extend_schema(request=ErrandReasonSerializer, responses=ErrandDetailSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        """Say no with the reason."""
        return self._verb(actions.decline, ErrandReasonSerializer)

    def _verb(self, verb, serializer=None):
        found, told = self.get_object(), {}
        if serializer:
            asked = serializer(data=self.request.data, context={"request": self.request})
            asked.is_valid(raise_exception=True)
            told = asked.validated_data
        done = verb(errand=found, actor=self.request.user, **told)
        fresh = readings.listed().get(pk=done.pk)
        return Response(ErrandDetailSerializer(fresh, context={"request": self.request}).data)
