"""Handovers with their sections, the signatures, and notes."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.handovers import actions, readings, rules
from stations.handovers.filters import HandoverFilter, NoteFilter
from stations.handovers.models import AssetCheck, Handover, HandoverNote
from stations.kit.answer import demand
from stations.kit.resources import OfficerRef, Ref, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class HandoverSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """One handover: who hands over to whom, and who has signed."""

    workflow = rules.STEPS

    outgoing_group = Ref(allow_null=True)
    incoming_group = Ref(allow_null=True)
    outgoing_commander = OfficerRef(allow_null=True)
    incoming_commander = OfficerRef(allow_null=True)
    given_by = Ref(allow_null=True)
    taken_by = Ref(allow_null=True)
    late = serializers.SerializerMethodField(help_text="Not signed by both although the time for it is over.")

    class Meta:
        model = Handover
        fields = [
            "id", "date", "at", "state", "verbs", "late", "outgoing_group", "incoming_group", "outgoing_commander",
            "incoming_commander", "given_by", "given_at", "given_reason", "taken_by", "taken_at", "taken_reason",
        ]  # fmt: skip

    def get_verbs(self, handover) -> list[str]:
        """Names of the steps allowed to the asking person now."""
        return [step.verb for step in rules.STEPS.verbs(handover, self.context["request"].user, timezone.now())]

    def get_late(self, handover) -> bool:
        """Whether it is overdue."""
        return rules.is_late(handover, timezone.now(), self.context["view"].times)


class HandoverLineSerializer(serializers.Serializer):
    """One line; ``note`` only where the asking person may read its words."""

    text = serializers.CharField(source="line.text")
    url = serializers.CharField(source="line.url")
    tone = serializers.CharField(source="line.tone")
    due_at = serializers.DateTimeField(source="line.due_at", allow_null=True)
    overdue = serializers.BooleanField()
    note = serializers.CharField(source="note.text", default=None, allow_null=True)


class HandoverSectionSerializer(serializers.Serializer):
    """The lines of one source."""

    code = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField(help_text="Lines that tell of something open.")
    lines = HandoverLineSerializer(source="items", many=True)


class CheckSerializer(serializers.ModelSerializer):
    """One thing that was counted."""

    kind = serializers.CharField(source="asset.kind")
    code = serializers.CharField(source="asset.code")
    name = serializers.CharField(source="asset.name")
    quantity = serializers.IntegerField(source="asset.quantity")

    class Meta:
        model = AssetCheck
        fields = ["id", "kind", "code", "name", "quantity", "counted", "remark"]


class HandoverDetailSerializer(TimelineSerializer, HandoverSerializer):
    """A handover with what it says: lines of now while it is open, the signed ones later."""

    sections = serializers.SerializerMethodField()
    checks = serializers.SerializerMethodField()

    class Meta(HandoverSerializer.Meta):
        fields = [*HandoverSerializer.Meta.fields, "sections", "checks", "timeline"]

    @extend_schema_field(HandoverSectionSerializer(many=True))
    def get_sections(self, handover):
        """In their order; empty when nobody signed in its day."""
        user, at = self.context["request"].user, timezone.now()
        sheet = readings.sheet(handover, at, user, readings.works(user, at))
        return HandoverSectionSerializer(sheet.parts, many=True).data

    @extend_schema_field(CheckSerializer(many=True))
    def get_checks(self, handover):
        """Vehicles, keys and equipment counted so far."""
        return CheckSerializer(readings.checks_of(handover), many=True).data


class SignSerializer(serializers.Serializer):
    """A signature."""

    reason = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="Needed of who signs in place of the commander."
    )


class PoliceOnly:
    """Mixin: handovers are for the police officers of the station."""

    def initial(self, request, *args, **kwargs):
        """Ask the room's own predicate after the door's."""
        super().initial(request, *args, **kwargs)
        demand(rules.may_see(request.user))


class HandoverViewSet(PoliceOnly, StationResource):
    """The handovers of the duty (交接班)."""

    model = Handover
    serializer_class = HandoverSerializer
    detail_serializer_class = HandoverDetailSerializer
    filterset_class = HandoverFilter

    def rows(self):
        """Newest first."""
        return readings.rows().select_related("station").order_by("-date")

    @property
    def times(self) -> rules.Times:
        """The station's times, looked up once a request."""
        if not hasattr(self, "_times"):
            self._times = readings.times()
        return self._times

    def _sign(self, verb) -> Response:
        handover = self.get_object()
        reason = self.clean(SignSerializer).get("reason", "")
        verb(handover=handover, actor=self.request.user, reason=reason)
        return self.shown(handover.pk)

    @extend_schema(request=SignSerializer, responses={200: HandoverDetailSerializer})
    @action(detail=True, methods=["post"])
    def give(self, request, pk=None):
        """Sign as the outgoing commander: the lines are kept as they stand."""
        return self._sign(actions.give)

    @extend_schema(request=SignSerializer, responses={200: HandoverDetailSerializer})
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        """Sign as the incoming commander."""
        return self._sign(actions.take)

    @extend_schema(request=None, responses={200: HandoverDetailSerializer})
    @action(detail=True, methods=["post"])
    def take_back(self, request, pk=None):
        """Take the outgoing signature back before the other has signed."""
        return self.shown(actions.take_back(handover=self.get_object(), actor=request.user).pk)


class NoteSerializer(serializers.ModelSerializer):
    """A note; ``text`` and ``outcome`` are there only for who may read them."""

    state = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    text = serializers.CharField(required=False)
    outcome = serializers.CharField(required=False)
    written_by = Ref()
    settled_by = Ref(allow_null=True)

    class Meta:
        model = HandoverNote
        fields = [
            "id", "kind", "state", "verbs", "text", "due_at", "written_by", "written_at", "settled_by", "settled_at",
            "outcome",
        ]  # fmt: skip

    def get_state(self, note) -> str:
        """``open`` or ``settled``."""
        return "settled" if note.settled_at else "open"

    def get_verbs(self, note) -> list[str]:
        """``settle`` while it is open."""
        return ["settle"] if note.settled_at is None and self._may_write() else []

    def _may_write(self) -> bool:
        return bool(rules.may_write(self.context["request"].user, self.context["view"].on_duty))

    def to_representation(self, note):
        """Leave the words out for everybody else."""
        shown = super().to_representation(note)
        view = self.context["view"]
        if not rules.may_read_note(self.context["request"].user, note.kind, view.on_duty):
            del shown["text"], shown["outcome"]
        return shown


class NoteDetailSerializer(TimelineSerializer, NoteSerializer):
    """A note with its timeline."""

    class Meta(NoteSerializer.Meta):
        fields = [*NoteSerializer.Meta.fields, "timeline"]


class WriteSerializer(serializers.Serializer):
    """A new note."""

    kind = serializers.ChoiceField(choices=HandoverNote.Kind.choices)
    text = serializers.CharField(max_length=1000)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class SettleSerializer(serializers.Serializer):
    """What came of it."""

    outcome = serializers.CharField(max_length=500)


class HandoverNoteViewSet(PoliceOnly, StationResource):
    """Notes for the next duty: they stay on every handover until they are settled."""

    model = HandoverNote
    serializer_class = NoteSerializer
    detail_serializer_class = NoteDetailSerializer
    filterset_class = NoteFilter

    def rows(self):
        """Newest first."""
        return readings.notes().order_by("-id")

    @property
    def on_duty(self) -> bool:
        """Whether the asking person works now or soon, looked up once a request."""
        if not hasattr(self, "_on_duty"):
            self._on_duty = readings.works(self.request.user, timezone.now())
        return self._on_duty

    @extend_schema(request=WriteSerializer, responses={201: NoteDetailSerializer})
    def create(self, request):
        """Write a note."""
        values = self.clean(WriteSerializer)
        note = actions.write_note(station=request.station, actor=request.user, **values)
        return self.shown(note.pk, made="api-handover-note-detail")

    @extend_schema(request=SettleSerializer, responses={200: NoteDetailSerializer})
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        """Say what came of it."""
        note = self.get_object()
        values = self.clean(SettleSerializer)
        actions.settle_note(note=note, actor=request.user, **values)
        return self.shown(note.pk)
