"""Clues over the API: members give and follow their own, the police take them through the loop; nowhere a giver."""

import base64
import binascii

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.clues import actions, giving, readings, rules
from community.clues.filters import ClueFilter
from community.clues.models import Clue, Message, Scene
from community.clues.words import Finding, Objection, Protection
from stations.kit.resources import MomentField, Ref, RowField, StationResource, known_later
from stations.organisation.models import Officer
from stations.timeline.api import LineSerializer, TimelineSerializer, WorkflowSerializer

MOST_BYTES = 4 * 1024 * 1024


class GivesOrSees(BasePermission):
    """Members for their own clues, police officers for all."""

    def has_permission(self, request, view):
        """Everybody else is told why not."""
        if rules.may_follow(request.user):
            return True
        answer = rules.may_see_clues(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class ClueMessageSerializer(serializers.ModelSerializer):
    """A word between giver and station; the writer of the station is not named to the giver."""

    at = MomentField(read_only=True)
    from_station = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ["id", "words", "at", "from_station"]

    def get_from_station(self, row) -> bool:
        """Whether the station wrote."""
        return row.writer_id is not None


class ClueSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """What was told, and how far it is. Who told it is nowhere."""

    workflow = rules.STEPS

    scene = Ref()
    officer = Ref(allow_null=True)
    incident_number = serializers.CharField(source="incident.number", default=None)
    finding = known_later(Finding)
    given_at, taken_at = MomentField(), MomentField(allow_null=True)
    handled_at, told_at = MomentField(allow_null=True), MomentField(allow_null=True)
    verified_at = MomentField(allow_null=True)

    class Meta:
        model = Clue
        fields = [
            "id", "scene", "words", "place", "lat", "lng", "protection", "state", "verbs", "given_at", "taken_at",
            "handled_at", "told_at", "incident_number", "officer", "finding", "answer", "hazards_removed",
            "persons_caught", "loss_prevented", "verified_at",
        ]  # fmt: skip
        read_only_fields = fields


class ClueDetailSerializer(TimelineSerializer, ClueSerializer):
    """A clue with its conversation and its timeline."""

    messages = ClueMessageSerializer(many=True, read_only=True)

    class Meta(ClueSerializer.Meta):
        fields = [*ClueSerializer.Meta.fields, "messages", "timeline"]
        read_only_fields = fields

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, obj):
        """For the police; the giver reads the messages."""
        return super().get_timeline(obj) if rules.may_see_clues(self.context["request"].user) else []


class ClueGivenSerializer(ClueDetailSerializer):
    """A clue just given; ``receipt`` is the code of an anonymous one, else empty."""

    receipt = serializers.CharField(read_only=True)

    class Meta(ClueDetailSerializer.Meta):
        fields = [*ClueDetailSerializer.Meta.fields, "receipt"]
        read_only_fields = fields


class ClueFileSerializer(serializers.Serializer):
    """A photo or voice note, base64, at most 4 MB; larger ones go by the page."""

    content = serializers.CharField(max_length=MOST_BYTES * 4 // 3 + 4)

    def validate_content(self, value) -> bytes:
        """The bytes."""
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="invalid") from None


class ClueGiveSerializer(serializers.Serializer):
    """Three taps: what, where, and what else one likes."""

    client_id = serializers.UUIDField()
    scene = RowField(readings.scenes)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=3, max_value=54)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=73, max_value=136)
    protection = serializers.ChoiceField(choices=Protection.choices, default=Protection.PROTECTED)
    files = ClueFileSerializer(many=True, required=False, default=list, max_length=giving.MOST_FILES)


class ClueOfficerSerializer(serializers.Serializer):
    """Who is in charge."""

    officer = RowField(Officer.objects.on_strength)


class ClueOutcomeSerializer(serializers.Serializer):
    """What came of it."""

    hazards_removed = serializers.IntegerField(min_value=0, max_value=rules.MOST_HAZARDS, default=0)
    persons_caught = serializers.IntegerField(min_value=0, max_value=rules.MOST_PERSONS, default=0)
    loss_prevented = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, default=0)


class ClueObjectSerializer(serializers.Serializer):
    """Why a recorded outcome goes back."""

    reason = serializers.ChoiceField(choices=Objection.choices)


class ClueTellSerializer(serializers.Serializer):
    """What the giver is told."""

    finding = serializers.ChoiceField(choices=Finding.choices)
    words = serializers.CharField(max_length=300)


class ClueWordSerializer(serializers.Serializer):
    """A word, sent once a ``client_id``."""

    words = serializers.CharField(max_length=500)
    client_id = serializers.UUIDField()


class ClueSceneSerializer(serializers.ModelSerializer):
    """What can be tapped."""

    class Meta:
        model = Scene
        fields = ["id", "code", "name", "picture", "urgent", "card"]
        read_only_fields = fields


def unsigned(answer: Response) -> Response:
    """An answer to the giver, of which no idempotency key is kept; ``client_id`` tells a repeat."""
    answer.unsigned = True
    return answer


class ClueViewSet(StationResource):
    """Clues: members see their own, the police officers all."""

    model = Clue
    permission_classes = [GivesOrSees]
    serializer_class = ClueSerializer
    detail_serializer_class = ClueDetailSerializer
    filterset_class = ClueFilter

    def rows(self):
        """What the person may see."""
        if rules.may_see_clues(self.request.user):
            return readings.listed()
        return readings.given_by(self.request.user)

    @extend_schema(request=ClueGiveSerializer, responses={201: ClueGivenSerializer})
    def create(self, request):
        """Tell something; the same ``client_id`` with the same content answers with the first clue again."""
        told = self.clean(ClueGiveSerializer)
        files = [("file", row["content"]) for row in told.pop("files")]
        given = giving.give(station=request.station, giver=request.user, files=files, **told)
        return unsigned(self._shown(given.clue, ClueGivenSerializer, status.HTTP_201_CREATED, receipt=given.receipt))

    @extend_schema(responses=ClueSceneSerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def scenes(self, request):
        """What can be tapped, in the station's order."""
        return Response(ClueSceneSerializer(readings.scenes(), many=True).data)

    @extend_schema(request=None, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        """The officer in charge takes it on."""
        return self._shown(actions.take(clue=self.get_object(), actor=request.user))

    @extend_schema(request=ClueOfficerSerializer, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request, pk=None):
        """Say who is in charge."""
        return self._verb(actions.assign, ClueOfficerSerializer)

    @extend_schema(request=ClueOutcomeSerializer, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def outcome(self, request, pk=None):
        """Record what came of it."""
        return self._verb(actions.record_outcome, ClueOutcomeSerializer)

    @extend_schema(request=None, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request, pk=None):
        """A second person verifies the outcome."""
        return self._shown(actions.verify(clue=self.get_object(), actor=request.user))

    @extend_schema(request=ClueObjectSerializer, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"], url_path="object")
    def object_to(self, request, pk=None):
        """Send a recorded outcome back to who recorded it."""
        return self._verb(actions.object_to, ClueObjectSerializer)

    @extend_schema(request=ClueTellSerializer, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def tell(self, request, pk=None):
        """Tell and thank the giver."""
        return self._verb(actions.tell, ClueTellSerializer)

    @extend_schema(request=ClueWordSerializer, responses=ClueDetailSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request, pk=None):
        """Write to the other side: the giver to the station, the station to the giver."""
        clue, told = self.get_object(), self.clean(ClueWordSerializer)
        own = readings.given_by(request.user).filter(pk=clue.pk).exists()
        actions.write(clue=clue, actor=None if own else request.user, **told)
        return unsigned(self._shown(clue)) if own else self._shown(clue)

    def _verb(self, verb, serializer):
        clue, told = self.get_object(), self.clean(serializer)
        return self._shown(verb(clue=clue, actor=self.request.user, **told))

    def _shown(self, clue, serializer=ClueDetailSerializer, code=status.HTTP_200_OK, **more):
        fresh = readings.listed().prefetch_related("messages").get(pk=clue.pk)
        for name, value in more.items():
            setattr(fresh, name, value)
        return Response(serializer(fresh, context={"request": self.request}).data, status=code)
