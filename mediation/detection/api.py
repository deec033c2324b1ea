"""Sweeps and recurring disputes over the API: the same actions as the pages."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from mediation.detection import radar, readings, rules, shown, sweeping
from mediation.detection.filters import RecurrenceFilter, SweepFilter, counted
from mediation.detection.models import Recurrence, Sweep, SweepFinding, SweepTask
from mediation.detection.words import FindingState
from mediation.network.permissions import OfMediation
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, OfficerRef, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.places.models import Grid
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SweepFindingSerializer(serializers.ModelSerializer):
    """What was found: a place and what it is about; the dispute made of it where the person may see it."""

    found_at = MomentField()
    case = serializers.SerializerMethodField()

    class Meta:
        model = SweepFinding
        fields = ["id", "place", "text", "state", "case", "found_at"]
        read_only_fields = fields

    def get_case(self, finding) -> int | None:
        """Id of a case the person sees."""
        return finding.case_id if finding.case_id in self.context["cases"] else None


class SweepPartSerializer(serializers.ModelSerializer):
    """One grid of a sweep, whose it is, and what was found there."""

    grid = Ref()
    community = Ref(source="grid.community")
    mediator = Ref(allow_null=True)
    done_at = MomentField(allow_null=True)
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    findings = SweepFindingSerializer(many=True)

    class Meta:
        model = SweepTask
        fields = ["id", "grid", "community", "mediator", "state", "verbs", "done_at", "note", "findings"]
        read_only_fields = fields

    def get_verbs(self, task) -> list[str]:
        """Names of the verbs of the sweep that take this part or one of its findings."""
        if not rules.may_work_on(self.context["request"].user, task):
            return []
        new = any(finding.state == FindingState.NEW for finding in task.findings.all())
        return [*(["find", "done"] if rules.is_workable(task) else []), *(["make_case", "settle"] if new else [])]


class SweepSerializer(serializers.ModelSerializer):
    """A sweep and how far it is."""

    created_at = MomentField()
    closed_at = MomentField(allow_null=True)
    state = serializers.SerializerMethodField()
    parts = serializers.IntegerField(read_only=True, help_text="Grids to look at.")
    done = serializers.IntegerField(read_only=True, help_text="Grids reported done.")
    found = serializers.IntegerField(read_only=True, help_text="Findings entered.")

    class Meta:
        model = Sweep
        fields = ["id", "title", "look_for", "due_on", "state", "parts", "done", "found", "created_at", "closed_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=["open", "closed"]))
    def get_state(self, sweep) -> str:
        """Closed when every grid has been reported done."""
        return "closed" if sweep.closed_at else "open"


class SweepDetailSerializer(TimelineSerializer, SweepSerializer):
    """One sweep with the grids this person may see."""

    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    tasks = serializers.SerializerMethodField()

    class Meta(SweepSerializer.Meta):
        fields = [*SweepSerializer.Meta.fields, "verbs", "tasks", "timeline"]
        read_only_fields = fields

    def _tasks(self, sweep) -> list[dict]:
        if not hasattr(sweep, "shown_parts"):
            user = self.context["request"].user
            tasks = readings.parts_of(sweep, user)
            context = {**self.context, "cases": readings.cases_of(tasks, user)}
            sweep.shown_parts = SweepPartSerializer(tasks, many=True, context=context).data
        return sweep.shown_parts

    @extend_schema_field(SweepPartSerializer(many=True))
    def get_tasks(self, sweep):
        """Grid by grid."""
        return self._tasks(sweep)

    def get_verbs(self, sweep) -> list[str]:
        """What may be done to one of its grids."""
        there = {verb for task in self._tasks(sweep) for verb in task["verbs"]}
        return [verb for verb in ("find", "done", "make_case", "settle") if verb in there]


class RecurrenceSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """Disputes that come again; nobody is named."""

    workflow = rules.STEPS
    community = Ref(allow_null=True)
    owner = OfficerRef(allow_null=True)
    first_at, last_at, proposed_at = MomentField(), MomentField(), MomentField()
    reasons = serializers.SerializerMethodField(help_text="Why it has its level, in words.")

    class Meta:
        model = Recurrence
        fields = [
            "id", "kind", "place", "community", "state", "verbs", "level", "reasons", "times", "first_at", "last_at",
            "proposed_at", "plan_from", "plan_until", "owner",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reasons(self, row) -> list[str]:
        """The sentences."""
        return shown.reason_words(row.reasons)


class DisputeSerializer(serializers.Serializer):
    """One dispute of a recurrence; its number where this person may open it."""

    at = MomentField()
    number = serializers.CharField(source="label")
    state = serializers.CharField()


class RecurrenceDetailSerializer(TimelineSerializer, RecurrenceSerializer):
    """One recurrence with its plan and its disputes."""

    decided_at, cleared_at = MomentField(allow_null=True), MomentField(allow_null=True)
    disputes = serializers.SerializerMethodField()

    class Meta(RecurrenceSerializer.Meta):
        fields = [
            *RecurrenceSerializer.Meta.fields, "plan", "decision", "decided_at", "cleared_at", "disputes", "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(DisputeSerializer(many=True))
    def get_disputes(self, row):
        """Newest first."""
        request = self.context["request"]
        staff = bool(getattr(request, "is_station_staff", False))
        return DisputeSerializer(shown.disputes(row, request.user, staff), many=True).data


class SweepAsk(serializers.Serializer):
    """A sweep to give out."""

    title = serializers.CharField(max_length=80)
    look_for = serializers.CharField(max_length=500)
    due_on = DayField()
    grids = serializers.ListField(child=RowField(Grid.objects.all), allow_empty=False, max_length=500)

    def validate_grids(self, value):
        """With their officers, each once."""
        chosen = Grid.objects.filter(pk__in={grid.pk for grid in value})
        return list(chosen.select_related("officer__user").order_by("pk"))


class SweepFindAsk(serializers.Serializer):
    """A quarrel somebody came across: no names."""

    task = RowField(SweepTask.objects.all)
    place = serializers.CharField(max_length=160)
    text = serializers.CharField(max_length=500)
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None)


class SweepDoneAsk(serializers.Serializer):
    """A grid that has been looked at."""

    task = RowField(SweepTask.objects.all)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class SweepFindingAsk(serializers.Serializer):
    """Which finding."""

    finding = RowField(lambda: SweepFinding.objects.select_related("task"))


class RecurrencePlanAsk(serializers.Serializer):
    """A dated plan with somebody in charge."""

    plan = serializers.CharField(max_length=500)
    plan_from = DayField()
    plan_until = DayField()
    owner = RowField(Officer.objects.all)


class RecurrenceDismissAsk(serializers.Serializer):
    """Why these disputes do not belong together."""

    reason = serializers.CharField(max_length=200)


class _Verbs:
    """What was sent, and the object as it stands after."""


SWEEP, RECURRENCE = {200: SweepDetailSerializer}, {200: RecurrenceDetailSerializer}


class SweepViewSet(_Verbs, StationResource):
    """Sweeps by grid (排查): all for the police and the keeper, a grid worker's own."""

    model = Sweep
    serializer_class = SweepSerializer
    detail_serializer_class = SweepDetailSerializer
    filterset_class = SweepFilter
    permission_classes = [OfMediation]

    def rows(self):
        """The newest first; the filter of the list counts by itself."""
        demand(rules.may_see_sweeps(self.request.user))
        rows = readings.sweeps_of(self.request.user)
        return rows if self.action == "list" else counted(rows)

    def _of(self, sweep: Sweep, values: dict, name: str):
        """A part or finding of this sweep; one of another sweep is no choice."""
        row = values.pop(name)
        if (row.sweep_id if name == "task" else row.task.sweep_id) != sweep.pk:
            raise serializers.ValidationError({name: [_("It does not belong to this sweep.")]})
        return row

    @extend_schema(request=SweepAsk, responses={201: SweepDetailSerializer})
    def create(self, request):
        """Give a sweep out."""
        demand(rules.may_order_sweeps(request.user))
        made = sweeping.give_out(station=request.station, actor=request.user, **self.clean(SweepAsk))
        return self.shown(made.pk, made="api-sweep-detail")

    @extend_schema(request=SweepFindAsk, responses=SWEEP)
    @action(detail=True, methods=["post"])
    def find(self, request, pk=None):
        """Write down what was found in a grid."""
        sweep, values = self.get_object(), self.clean(SweepFindAsk)
        sweeping.enter_finding(task=self._of(sweep, values, "task"), actor=request.user, **values)
        return self.shown(sweep.pk)

    @extend_schema(request=SweepDoneAsk, responses=SWEEP)
    @action(detail=True, methods=["post"])
    def done(self, request, pk=None):
        """Report a grid as looked at."""
        sweep, values = self.get_object(), self.clean(SweepDoneAsk)
        sweeping.report_done(task=self._of(sweep, values, "task"), actor=request.user, **values)
        return self.shown(sweep.pk)

    @extend_schema(request=SweepFindingAsk, responses=SWEEP)
    @action(detail=True, methods=["post"])
    def make_case(self, request, pk=None):
        """Register a finding as a dispute."""
        sweep, values = self.get_object(), self.clean(SweepFindingAsk)
        sweeping.make_case(finding=self._of(sweep, values, "finding"), actor=request.user)
        return self.shown(sweep.pk)

    @extend_schema(request=SweepFindingAsk, responses=SWEEP)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        """Settled on the spot."""
        sweep, values = self.get_object(), self.clean(SweepFindingAsk)
        sweeping.settle(finding=self._of(sweep, values, "finding"), actor=request.user)
        return self.shown(sweep.pk)


class RecurrenceViewSet(_Verbs, StationResource):
    """Recurring disputes: proposed by reckoning, decided by a person (SE-29)."""

    model = Recurrence
    serializer_class = RecurrenceSerializer
    detail_serializer_class = RecurrenceDetailSerializer
    filterset_class = RecurrenceFilter
    permission_classes = [OfMediation]

    def rows(self):
        """Those the person may see, the most pressing first."""
        demand(rules.may_see_recurrences(self.request.user))
        return Recurrence.objects.visible_to(self.request.user).select_related("community", "owner__user")

    def _decided(self) -> Recurrence:
        row = self.get_object()
        demand(rules.may_decide(self.request.user, row))
        return row

    @extend_schema(request=RecurrencePlanAsk, responses=RECURRENCE)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """Confirm with a dated plan."""
        row = self._decided()
        radar.confirm(recurrence=row, actor=request.user, **self.clean(RecurrencePlanAsk))
        return self.shown(row.pk)

    @extend_schema(request=RecurrencePlanAsk, responses=RECURRENCE)
    @action(detail=True, methods=["post"])
    def replan(self, request, pk=None):
        """Change the plan of a confirmed one."""
        row = self._decided()
        radar.confirm(recurrence=row, actor=request.user, **self.clean(RecurrencePlanAsk))
        return self.shown(row.pk)

    @extend_schema(request=RecurrenceDismissAsk, responses=RECURRENCE)
    @action(detail=True, methods=["post"])
    def dismiss(self, request, pk=None):
        """They have nothing to do with each other."""
        row = self._decided()
        radar.dismiss(recurrence=row, actor=request.user, **self.clean(RecurrenceDismissAsk))
        return self.shown(row.pk)
