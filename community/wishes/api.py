"""Wishes over the API: the ranked list of the office, the verbs; nowhere a resident."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.wishes import actions, readings, rules
from community.wishes.filters import WishFilter
from community.wishes.models import Wish
from stations.kit.resources import MomentField, Ref, RowField, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SeesWishes(BasePermission):
    """Police officers and the crime-watch office."""

    def has_permission(self, request, view):
        """Everybody else is told why not."""
        answer = rules.may_see_wishes(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class WishSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """What was wished, and how far it is. Who wished is nowhere."""

    workflow = rules.STEPS

    scene, community, grid = Ref(), Ref(), Ref(allow_null=True)
    given_at, accepted_at = MomentField(), MomentField(allow_null=True)
    planned_at, walked_at = MomentField(allow_null=True), MomentField(allow_null=True)
    answered_at, closed_at = MomentField(allow_null=True), MomentField(allow_null=True)

    class Meta:
        model = Wish
        fields = [
            "id", "scene", "words", "place", "lat", "lng", "community", "grid", "band", "days", "quarter",
            "residents", "state", "verbs", "given_at", "accepted_at", "planned_at", "walked_at", "answered_at",
            "closed_at", "answer", "done_well", "not_well", "main", "errand",
        ]  # fmt: skip
        read_only_fields = fields


class WishDetailSerializer(TimelineSerializer, WishSerializer):
    """A wish with its timeline."""

    class Meta(WishSerializer.Meta):
        fields = [*WishSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class WishAcceptSerializer(serializers.Serializer):
    """How the place is read by others, and where it is."""

    place = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=3, max_value=54)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=73, max_value=136)


class WishWordsSerializer(serializers.Serializer):
    """What the residents read."""

    words = serializers.CharField(max_length=300)


def _open_wishes():
    return Wish.objects.open()


class WishMergeSerializer(serializers.Serializer):
    """Into which one."""

    into = RowField(_open_wishes)


class WishViewSet(StationResource):
    """Wishes of residents of the station."""

    model = Wish
    permission_classes = [SeesWishes]
    serializer_class = WishSerializer
    detail_serializer_class = WishDetailSerializer
    filterset_class = WishFilter

    def rows(self):
        """All of the station, the newest first."""
        return readings.listed()

    @extend_schema(request=WishAcceptSerializer, responses=WishDetailSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """Take it up: the patrols are asked."""
        return self._verb(actions.accept, WishAcceptSerializer)

    @extend_schema(request=WishWordsSerializer, responses=WishDetailSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        """Say no, with what the residents read."""
        return self._verb(actions.decline, WishWordsSerializer)

    @extend_schema(request=WishMergeSerializer, responses=WishDetailSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk=None):
        """Join it with another one."""
        return self._verb(actions.merge, WishMergeSerializer)

    @extend_schema(request=WishWordsSerializer, responses=WishDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Answer the residents of a walked wish."""
        return self._verb(actions.answer, WishWordsSerializer)

    def _verb(self, verb, serializer):
        found = self.get_object()
        asked = serializer(data=self.request.data, context={"request": self.request})
        asked.is_valid(raise_exception=True)
        done = verb(wish=found, actor=self.request.user, **asked.validated_data)
        fresh = readings.listed().get(pk=done.pk)
        return Response(WishDetailSerializer(fresh, context={"request": self.request}).data)
