"""Consultations and their tasks over the API: the same actions as the pages."""

from django.db.models import DateTimeField
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from mediation.cases.models import Case
from mediation.consultations import actions, following, readings, rules
from mediation.consultations.filters import ConsultationFilter, TaskFilter
from mediation.consultations.models import Consultation, ConsultationItem, ConsultationMember, ConsultationTask
from mediation.consultations.words import Decision, Kind
from mediation.network.models import Department, DepartmentContact, MediationRoom, Mediator
from mediation.network.permissions import OfMediation
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer, WorkflowSerializer

MOMENTS = serializers.ModelSerializer.serializer_field_mapping | {DateTimeField: MomentField}


class AgendaPointSerializer(serializers.Serializer):
    """A point of the agenda; of a case the person does not see, only the number."""

    id = serializers.IntegerField(source="row.pk")
    title = serializers.CharField()
    case = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()
    decision = serializers.CharField(source="row.decision")
    decision_text = serializers.SerializerMethodField()

    def get_case(self, point) -> int | None:
        """Id of a case the person sees."""
        return point.row.case_id if point.open else None

    def get_why(self, point) -> str:
        """Why it is on the agenda."""
        return point.row.why if point.open else ""

    def get_decision_text(self, point) -> str:
        """The decision in words."""
        return point.row.decision_text if point.open else ""


class ConsultationMemberSerializer(serializers.Serializer):
    """Who is invited and whether they came."""

    id = serializers.IntegerField()
    name = serializers.SerializerMethodField()
    attended = serializers.BooleanField(allow_null=True)

    def get_name(self, member) -> str:
        """Name and office."""
        return readings.name_of(member)


class ConsultationTaskSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A task and how far it is."""

    serializer_field_mapping = MOMENTS
    workflow = rules.TASK_STEPS
    consultation = Ref()
    owner = serializers.SerializerMethodField()

    class Meta:
        model = ConsultationTask
        fields = [
            "id", "consultation", "case", "words", "owner", "due_on", "state", "verbs", "result", "done_on",
            "return_reason", "returned_on", "times_returned", "given_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_owner(self, task) -> str:
        """Whose task it is."""
        return readings.owner_of(task)


class ConsultationSerializer(serializers.ModelSerializer):
    """One row of the list."""

    serializer_field_mapping = MOMENTS
    place = serializers.SerializerMethodField()
    points = serializers.IntegerField(read_only=True)
    tasks_left = serializers.IntegerField(read_only=True)

    class Meta:
        model = Consultation
        fields = ["id", "kind", "title", "state", "starts_at", "ends_at", "place", "points", "tasks_left", "version"]
        read_only_fields = fields

    def get_place(self, meeting) -> str:
        """The room, or the other place."""
        return readings.place_of(meeting)


class ConsultationDetailSerializer(TimelineSerializer, WorkflowSerializer, ConsultationSerializer):
    """One meeting with its members, agenda and tasks."""

    workflow = rules.STEPS
    chair = Ref(allow_null=True)
    members = serializers.SerializerMethodField()
    agenda = serializers.SerializerMethodField()
    tasks = serializers.SerializerMethodField()

    class Meta(ConsultationSerializer.Meta):
        fields = [
            *ConsultationSerializer.Meta.fields, "verbs", "chair", "minutes", "held_at", "closed_at", "members",
            "agenda", "tasks", "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    def get_verbs(self, meeting) -> list[str]:
        """Names of the steps allowed to the asking person now."""
        return [step.verb for step in rules.STEPS.verbs(meeting, self.context["request"].user, timezone.now())]

    @extend_schema_field(ConsultationMemberSerializer(many=True))
    def get_members(self, meeting):
        """Who is invited."""
        return ConsultationMemberSerializer(readings.members(meeting), many=True).data

    @extend_schema_field(AgendaPointSerializer(many=True))
    def get_agenda(self, meeting):
        """What is spoken about."""
        return AgendaPointSerializer(readings.points(meeting, self.context["request"].user), many=True).data

    @extend_schema_field(ConsultationTaskSerializer(many=True))
    def get_tasks(self, meeting):
        """Tasks whose words the person may read."""
        rows = readings.tasks_visible(self.context["request"].user).filter(consultation=meeting)
        return ConsultationTaskSerializer(rows, many=True, context=self.context).data


class ConsultationPlanAsk(serializers.Serializer):
    """A meeting to plan."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(max_length=80)
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(min_value=10, max_value=600, default=120)
    room = RowField(MediationRoom.objects.all, required=False, allow_null=True, default=None)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    chair = RowField(Officer.objects.all, required=False, allow_null=True, default=None)


class ConsultationInviteAsk(serializers.Serializer):
    """Who is invited, as a whole."""

    officers = RowField(Officer.objects.all, many=True, required=False, default=list)
    mediators = RowField(Mediator.objects.all, many=True, required=False, default=list)
    contacts = RowField(DepartmentContact.objects.all, many=True, required=False, default=list)


class ConsultationCaseAsk(serializers.Serializer):
    """A case the person sees, or none."""

    case = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1)

    def validate_case(self, value):
        """A case the person sees."""
        if value is None:
            return None
        case = Case.objects.visible_to(self.context["request"].user).filter(pk=value).first()
        if case is None:
            raise serializers.ValidationError(
                RowField.default_error_messages["does_not_exist"].format(pk_value=value)
            )
        return case


class ConsultationPutOnAsk(ConsultationCaseAsk):
    """A case or a topic, and why."""

    topic = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    why = serializers.CharField(max_length=300)


class ConsultationDecideAsk(serializers.Serializer):
    """A decision about a point of this meeting."""

    item = RowField(ConsultationItem.objects.all)
    decision = serializers.ChoiceField(choices=Decision.choices)
    decision_text = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ConsultationHoldAsk(serializers.Serializer):
    """Who came, and the minutes."""

    came = RowField(ConsultationMember.objects.all, many=True)
    minutes = serializers.CharField(max_length=4000)


class ConsultationCancelAsk(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class ConsultationOwnerAsk(serializers.Serializer):
    """Whose task it is: one of the three."""

    officer = RowField(Officer.objects.all, required=False, allow_null=True, default=None)
    mediator = RowField(Mediator.objects.all, required=False, allow_null=True, default=None)
    department = RowField(Department.objects.all, required=False, allow_null=True, default=None)
    due_on = DayField()


class ConsultationTaskAsk(ConsultationCaseAsk, ConsultationOwnerAsk):
    """A task, for a case of the agenda or in general."""

    words = serializers.CharField(max_length=300)


class ConsultationDoneAsk(serializers.Serializer):
    """What was done."""

    result = serializers.CharField(max_length=500)


class ConsultationBackAsk(serializers.Serializer):
    """Why it is sent back."""

    reason = serializers.CharField(max_length=300)


class _Verbs:
    """What was sent, and the object as it stands after."""


SHOWN = {200: ConsultationDetailSerializer}


class ConsultationViewSet(_Verbs, StationResource):
    """Meetings of the station; of cases the person does not see, only the number."""

    model = Consultation
    serializer_class = ConsultationSerializer
    detail_serializer_class = ConsultationDetailSerializer
    filterset_class = ConsultationFilter
    permission_classes = [OfMediation]

    def rows(self):
        """Newest first."""
        return readings.meetings()

    def _led(self) -> Consultation:
        meeting = self.get_object()
        demand(rules.may_plan(self.request.user, meeting))
        return meeting

    @extend_schema(request=ConsultationPlanAsk, responses={201: ConsultationDetailSerializer})
    def create(self, request):
        """Plan a meeting."""
        demand(rules.may_plan(request.user))
        made = actions.plan(station=request.station, actor=request.user, **self.clean(ConsultationPlanAsk))
        return self.shown(made.pk, made="api-consultation-detail")

    @extend_schema(request=ConsultationInviteAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def invite(self, request, pk=None):
        """Say who is invited."""
        meeting = self._led()
        actions.invite(meeting=meeting, actor=request.user, **self.clean(ConsultationInviteAsk))
        return self.shown(meeting.pk)

    @extend_schema(request=ConsultationPutOnAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def put_on(self, request, pk=None):
        """Put a case or a topic on the agenda."""
        meeting = self.get_object()
        actions.put_on(meeting=meeting, actor=request.user, **self.clean(ConsultationPutOnAsk))
        return self.shown(meeting.pk)

    @extend_schema(request=ConsultationDecideAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """Write down a decision."""
        meeting = self._led()
        values = self.clean(ConsultationDecideAsk)
        if values["item"].consultation_id != meeting.pk:
            raise serializers.ValidationError({"item": [_("It is not a point of this meeting.")]})
        actions.decide(actor=request.user, **values)
        return self.shown(meeting.pk)

    @extend_schema(request=ConsultationHoldAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def hold(self, request, pk=None):
        """Record that it took place."""
        meeting = self._led()
        actions.hold(meeting=meeting, actor=request.user, **self.clean(ConsultationHoldAsk))
        return self.shown(meeting.pk)

    @extend_schema(request=ConsultationCancelAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Cancel a planned meeting."""
        meeting = self._led()
        actions.cancel(meeting=meeting, actor=request.user, **self.clean(ConsultationCancelAsk))
        return self.shown(meeting.pk)

    @extend_schema(request=None, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Close it: every point decided, every task done."""
        meeting = self._led()
        actions.close(meeting=meeting, actor=request.user)
        return self.shown(meeting.pk)

    @extend_schema(request=ConsultationTaskAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def task(self, request, pk=None):
        """Give out a task."""
        meeting = self._led()
        following.give(meeting=meeting, actor=request.user, **self.clean(ConsultationTaskAsk))
        return self.shown(meeting.pk)


class ConsultationTaskViewSet(_Verbs, StationResource):
    """Tasks of meetings whose words the person may read."""

    model = ConsultationTask
    serializer_class = ConsultationTaskSerializer
    filterset_class = TaskFilter
    permission_classes = [OfMediation]

    def rows(self):
        """The next due first."""
        return readings.tasks_visible(self.request.user)

    def _may(self, may):
        task = self.get_object()
        demand(may(self.request.user, task))
        return task

    @extend_schema(request=ConsultationDoneAsk, responses={200: ConsultationTaskSerializer})
    @action(detail=True, methods=["post"])
    def done(self, request, pk=None):
        """Done, and what came of it."""
        task = self._may(rules.may_answer)
        following.done(task=task, actor=request.user, **self.clean(ConsultationDoneAsk))
        return self.shown(task.pk)

    @extend_schema(request=ConsultationBackAsk, responses={200: ConsultationTaskSerializer})
    @action(detail=True, methods=["post"])
    def give_back(self, request, pk=None):
        """Sent back, and why."""
        task = self._may(rules.may_answer)
        following.give_back(task=task, actor=request.user, **self.clean(ConsultationBackAsk))
        return self.shown(task.pk)

    @extend_schema(request=ConsultationOwnerAsk, responses={200: ConsultationTaskSerializer})
    @action(detail=True, methods=["post"])
    def give(self, request, pk=None):
        """Given to somebody else."""
        task = self._may(rules.may_give)
        following.give_again(task=task, actor=request.user, **self.clean(ConsultationOwnerAsk))
        return self.shown(task.pk)

    @extend_schema(request=None, responses={200: ConsultationTaskSerializer})
    @action(detail=True, methods=["post"])
    def not_done(self, request, pk=None):
        """It is not done after all."""
        task = self._may(rules.may_give)
        following.not_done(task=task, actor=request.user)
        return self.shown(task.pk)
