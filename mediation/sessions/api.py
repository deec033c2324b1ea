"""API of mediation sessions: the same actions as the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from mediation.cases.models import Case
from mediation.cases.rules import may_lead
from mediation.cases.words import Side
from mediation.network.models import MediationRoom, Mediator
from mediation.network.permissions import OfMediation
from mediation.sessions import appointments, holding, readings, rules
from mediation.sessions.filters import SessionFilter
from mediation.sessions.models import Attendance, Session
from mediation.sessions.words import Ground, How, Outcome, Signing
from stations.kit.answer import demand
from stations.kit.resources import MomentField, OfficerRef, Ref, RowField, StationResource, known_later
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SessionSerializer(serializers.ModelSerializer):
    """A row of the list; nobody of the dispute is named."""

    closed_ground = known_later(Ground)
    outcome = known_later(Outcome)
    case_number = serializers.CharField(source="case.number", read_only=True)
    place = serializers.CharField(read_only=True)
    mediator = Ref(allow_null=True)
    officer = OfficerRef(allow_null=True)
    starts_at, ends_at = MomentField(), MomentField()
    started_at, ended_at = MomentField(allow_null=True), MomentField(allow_null=True)

    class Meta:
        model = Session
        fields = [
            "id", "case", "case_number", "no", "track", "state", "way", "place", "case_venue", "starts_at", "ends_at",
            "mediator", "officer", "public", "closed_ground", "outcome", "started_at", "ended_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer):
    """Who is expected and who came, by ids; names are on the case."""

    class Meta:
        model = Attendance
        fields = ["id", "part", "party", "mediator", "officer", "invitee", "present", "remote", "signed"]


class ConditionSerializer(serializers.Serializer):
    """One thing that must be there before the session starts."""

    code = serializers.CharField()
    ok = serializers.BooleanField(source="answer.ok")
    reason = serializers.CharField(source="answer.reason")


class SessionDetailSerializer(TimelineSerializer, WorkflowSerializer, SessionSerializer):
    """One session with attendance, what is missing, record, verbs and timeline."""

    workflow = rules.STEPS

    attendances = AttendanceSerializer(many=True, read_only=True)
    conditions = serializers.SerializerMethodField()

    class Meta(SessionSerializer.Meta):
        fields = [
            *SessionSerializer.Meta.fields, "channel", "recording", "recording_complete", "warnings", "minutes",
            "result", "cancel_reason", "attendances", "conditions", "verbs", "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    def get_conditions(self, session) -> list[dict]:
        """Empty once it has started."""
        if session.state != "confirmed":
            return []
        found = rules.conditions(session, readings.attendance(session), timezone.now())
        return ConditionSerializer(found, many=True).data


class PlaceAsk(serializers.Serializer):
    """When and where: a room, or another venue in words."""

    starts_at = MomentField()
    ends_at = MomentField()
    room = RowField(MediationRoom.objects.all, required=False, allow_null=True, default=None)
    venue = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class FixAsk(PlaceAsk):
    """A session of a case."""

    case = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    way = serializers.ChoiceField(choices=How.choices, default=How.ONSITE)
    channel = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    mediator = RowField(Mediator.objects.serving, required=False, allow_null=True, default=None)
    officer = RowField(Officer.objects.all, required=False, allow_null=True, default=None)
    public = serializers.BooleanField(required=False, allow_null=True, default=None)
    closed_ground = serializers.ChoiceField(choices=Ground.choices, required=False, allow_blank=True, default="")
    proposed = serializers.BooleanField(default=False)
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None)
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class MoveAsk(PlaceAsk):
    """Another time or place, and why."""

    reason = serializers.CharField(max_length=200)


class SessionReasonAsk(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class PresentAsk(serializers.Serializer):
    """One seat: came or not."""

    attendance = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    present = serializers.BooleanField(default=True)
    remote = serializers.BooleanField(default=False)


class SignAsk(serializers.Serializer):
    """One seat: how the record was signed."""

    attendance = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    how = serializers.ChoiceField(choices=Signing.choices)


class RecordingAsk(serializers.Serializer):
    """The recording; online also the channel and the consent of all parties."""

    recording = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    channel = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    online_consent = serializers.BooleanField(default=False)


class TalkAsk(serializers.Serializer):
    """What was said with one side alone."""

    side = serializers.ChoiceField(choices=Side.choices)
    words = serializers.CharField(max_length=1000)


class SessionRecordAsk(serializers.Serializer):
    """The record, as far as it is given."""

    minutes = serializers.CharField(max_length=8000, required=False, allow_blank=True)
    result = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True)
    recording = serializers.CharField(max_length=80, required=False, allow_blank=True)
    recording_complete = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class SessionViewSet(StationResource):
    """Appointments and sessions of the disputes one may see."""

    model = Session
    permission_classes = [OfMediation]
    serializer_class = SessionSerializer
    detail_serializer_class = SessionDetailSerializer
    filterset_class = SessionFilter

    def rows(self):
        """Newest first."""
        if self.action == "list":
            return readings.listed(self.request.user)
        return readings.in_detail(self.request.user).prefetch_related("attendances")

    def _verb(self, verb, form=None) -> Response:
        session = self.get_object()
        demand(rules.may_run(self.request.user, session))
        verb(session=session, actor=self.request.user, **self.clean(form))
        return self.shown(session.pk)

    def _seat(self, session: Session, pk: int) -> Attendance:
        row = session.attendances.filter(pk=pk).first()
        if row is None:
            raise serializers.ValidationError({"attendance": [_("Not of this session.")]})
        return row

    @extend_schema(request=FixAsk, responses={201: SessionDetailSerializer})
    def create(self, request):
        """Fix a session of a case and take its room; a third one of public order mediation is refused (ZA-10)."""
        demand(rules.may_see_session(request.user))
        values = self.clean(FixAsk)
        case = Case.objects.visible_to(request.user).filter(pk=values.pop("case")).first()
        if case is None:
            raise serializers.ValidationError({"case": [_("There is no such case.")]})
        demand(may_lead(request.user, case))
        made = appointments.fix(case=case, actor=request.user, **values)
        return self.shown(made.pk, made="api-session-detail")

    @extend_schema(request=None, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """The parties have said yes."""
        return self._verb(appointments.confirm)

    @extend_schema(request=MoveAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, pk=None):
        """Another time or place."""
        return self._verb(appointments.move, MoveAsk)

    @extend_schema(request=SessionReasonAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """It does not take place."""
        return self._verb(appointments.cancel, SessionReasonAsk)

    @extend_schema(request=SessionReasonAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def miss(self, request, pk=None):
        """Somebody did not come."""
        return self._verb(appointments.miss, SessionReasonAsk)

    @extend_schema(request=PresentAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def present(self, request, pk=None):
        """Somebody came, or did not."""

        def verb(session, actor, attendance, **values):
            holding.set_present(attendance=self._seat(session, attendance), actor=actor, **values)

        return self._verb(verb, PresentAsk)

    @extend_schema(request=RecordingAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def recording(self, request, pk=None):
        """Name the recording (ZA-22)."""
        return self._verb(holding.set_recording, RecordingAsk)

    @extend_schema(request=None, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request, pk=None):
        """Begin the session; an accepted case goes into mediation."""
        return self._verb(holding.start)

    @extend_schema(request=TalkAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def talk(self, request, pk=None):
        """Note a talk with one side."""
        return self._verb(holding.add_talk, TalkAsk)

    @extend_schema(request=SessionRecordAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request, pk=None):
        """Keep the record as far as it is written."""
        return self._verb(holding.write, SessionRecordAsk)

    @extend_schema(request=SessionRecordAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """End it with record and outcome."""
        return self._verb(holding.finish, SessionRecordAsk)

    @extend_schema(request=SignAsk, responses=SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request, pk=None):
        """Note how somebody signed the record."""

        def verb(session, actor, attendance, how):
            holding.sign(attendance=self._seat(session, attendance), actor=actor, how=how)

        return self._verb(verb, SignAsk)
