"""Patrol duties and plans: the same actions as the pages; a guard reads the duties of the own squad."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from patrols.routes.models import Area, Route
from patrols.schedule import actions, readings, rules, seats
from patrols.schedule.filters import PatrolDutyFilter, PlanFilter
from patrols.schedule.models import DutyTarget, PatrolDuty, Plan, PlanSlot
from patrols.schedule.words import Change, Mode
from patrols.squads.models import Guard, Squad
from patrols.squads.permissions import SeesPatrols
from patrols.squads.readings import standing
from patrols.squads.rules import may_see_patrols
from stations.kit.answer import demand
from stations.kit.resources import ClockField, DayField, Ref, StationResource
from stations.places.models import Grid
from stations.timeline.api import TimelineSerializer


class SeesDuties(SeesPatrols):
    """The same, and guards, who see the duties of their own squad."""

    def has_permission(self, request, view) -> bool:
        """A guard of the station, or whoever sees all patrols."""
        if request.user.is_authenticated and getattr(request, "station", None) and standing(request.user).guard:
            return True
        return super().has_permission(request, view)


class Row(serializers.PrimaryKeyRelatedField):
    """A row of the station by id, looked up inside the request's scope."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(**({} if kwargs.get("read_only") else {"queryset": model.objects}), **kwargs)

    def __deepcopy__(self, memo):
        kwargs = {name: value for name, value in self._kwargs.items() if name != "model"}
        return type(self)(self.model, **kwargs)

    def get_queryset(self):
        """Rows of the station in scope."""
        return self.model.objects.all()

    def to_internal_value(self, data):
        """The row.

        Raises:
            ValidationError: not a number, or no such row in this station.
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        found = self.get_queryset().filter(pk=data).first() if abs(data) < 2**63 else None
        return found or self.fail("does_not_exist", pk_value=data)


# -- duties --------------------------------------------------------------------------------------------------------


class DutyGuardSerializer(serializers.Serializer):
    """A named guard."""

    id = serializers.IntegerField(source="guard_id")
    name = serializers.CharField(source="guard.user.name")
    guard_no = serializers.CharField(source="guard.guard_no")


class PatrolDutySerializer(serializers.ModelSerializer):
    """A patrol duty; ``visited`` and what follows are reckoned once it is over."""

    squad, area, grid = Ref(), Ref(), Ref()
    route, plan = Ref(allow_null=True), Ref(allow_null=True)
    guards = DutyGuardSerializer(many=True, read_only=True)
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")

    class Meta:
        model = PatrolDuty
        fields = [
            "id", "date", "starts_at", "ends_at", "squad", "area", "grid", "route", "plan", "task", "mode",
            "stay_minutes", "state", "verbs", "guards", "planned", "visited", "on_time", "offline", "flagged",
            "first_at", "last_at", "metres", "reason",
        ]  # fmt: skip

    def get_verbs(self, duty) -> list[str]:
        """Steps of the table, and the changes of its guards."""
        user, at = self.context["request"].user, timezone.now()
        found = [step.verb for step in rules.STEPS.verbs(duty, user, at)]
        if rules.may_change_guards(user, duty, at):
            found += ["swap", "add", "remove"] if len(duty.guards.all()) > 1 else ["swap", "add"]
        return found


class TargetSerializer(serializers.ModelSerializer):
    """A point of a duty: visited, due, later, missed."""

    checkpoint = Ref()
    state = serializers.SerializerMethodField()

    class Meta:
        model = DutyTarget
        fields = ["checkpoint", "seq", "leg", "not_before", "visits", "first_at", "state"]

    @extend_schema_field({"type": "string", "enum": list(readings.STAND_TONES)})
    def get_state(self, target) -> str:
        """As of now."""
        return self.context["stands"][target.pk]


class PatrolDutyDetailSerializer(TimelineSerializer, PatrolDutySerializer):
    """A duty with its points one by one and its timeline."""

    targets = serializers.SerializerMethodField()

    class Meta(PatrolDutySerializer.Meta):
        fields = [*PatrolDutySerializer.Meta.fields, "targets", "timeline"]

    @extend_schema_field(TargetSerializer(many=True))
    def get_targets(self, duty):
        """In their order."""
        targets = readings.targets_of([duty.pk])[duty.pk]
        stands = {stand.target.pk: stand.state for stand in readings.stand(duty, targets, timezone.now())}
        return TargetSerializer(targets, many=True, context=self.context | {"stands": stands}).data


class CancelSerializer(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class SeatSerializer(serializers.Serializer):
    """Whom the verb is about, and why."""

    guard = Row(Guard)
    reason = serializers.ChoiceField(choices=Change.choices)


class SwapGuardSerializer(SeatSerializer):
    """Who goes instead of whom."""

    out = Row(Guard)


class PatrolDutyViewSet(StationResource):
    """Patrol duties; police and office see all, guards those of their squad."""

    model = PatrolDuty
    permission_classes = [SeesDuties]
    serializer_class = PatrolDutySerializer
    detail_serializer_class = PatrolDutyDetailSerializer
    filterset_class = PatrolDutyFilter

    def rows(self):
        """By day and time, with people."""
        found = readings.duties().order_by("-date", "starts_at", "id")
        if may_see_patrols(self.request.user):
            return found
        return found.filter(squad=standing(self.request.user).squad_id)

    def _carry_out(self, verb, form) -> Response:
        duty = self.get_object()
        verb(duty=duty, actor=self.request.user, **self.clean(form))
        return self.shown(duty.pk)

    @extend_schema(request=CancelSerializer, responses={200: PatrolDutyDetailSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Cancel the duty with a reason; it leaves the figures."""
        return self._carry_out(actions.cancel, CancelSerializer)

    @extend_schema(request=SwapGuardSerializer, responses={200: PatrolDutyDetailSerializer})
    @action(detail=True, methods=["post"])
    def swap(self, request, pk=None):
        """Another guard of the squad goes instead of one."""
        return self._carry_out(seats.swap, SwapGuardSerializer)

    @extend_schema(request=SeatSerializer, responses={200: PatrolDutyDetailSerializer})
    @action(detail=True, methods=["post"])
    def add(self, request, pk=None):
        """One more guard goes."""
        return self._carry_out(seats.add, SeatSerializer)

    @extend_schema(request=SeatSerializer, responses={200: PatrolDutyDetailSerializer})
    @action(detail=True, methods=["post"])
    def remove(self, request, pk=None):
        """One guard less; the last one stays."""
        return self._carry_out(seats.remove, SeatSerializer)


# -- plans ---------------------------------------------------------------------------------------------------------


class PlanSlotSerializer(serializers.ModelSerializer):
    """One time of the day."""

    starts = ClockField()

    class Meta:
        model = PlanSlot
        fields = ["starts", "minutes"]


class PatrolPlanSerializer(serializers.ModelSerializer):
    """A plan: area, grid, task and times (四定), the mode, who goes."""

    squad, area, grid = Ref(), Ref(), Ref()
    route = Ref(allow_null=True)
    slots = PlanSlotSerializer(many=True, read_only=True)
    guards = DutyGuardSerializer(many=True, read_only=True)
    weekdays = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Plan
        fields = [
            "id", "name", "squad", "area", "grid", "route", "task", "mode", "weekdays", "slots", "draw", "quota",
            "stay_minutes", "people", "guards", "start", "end",
        ]  # fmt: skip


class PatrolPlanDetailSerializer(TimelineSerializer, PatrolPlanSerializer):
    """A plan with its timeline."""

    class Meta(PatrolPlanSerializer.Meta):
        fields = [*PatrolPlanSerializer.Meta.fields, "timeline"]


class AskedSlotSerializer(serializers.Serializer):
    """A slot as it is written."""

    starts = serializers.TimeField(format="%H:%M", input_formats=["%H:%M", "%H:%M:%S"])
    minutes = serializers.IntegerField(min_value=10, max_value=1440)


class AskedPlanSerializer(serializers.Serializer):
    """A plan as it is written; every column each time."""

    name = serializers.CharField(max_length=60)
    squad, area, grid = Row(Squad), Row(Area), Row(Grid)
    route = Row(Route, allow_null=True, required=False, default=None)
    task = serializers.CharField(max_length=200)
    mode = serializers.ChoiceField(choices=Mode.choices)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7
    )
    slots = AskedSlotSerializer(many=True, allow_empty=False)
    draw = serializers.IntegerField(min_value=0, max_value=200, required=False, default=0)
    quota = serializers.IntegerField(min_value=0, max_value=200, required=False, default=0)
    stay_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False, default=0)
    people = serializers.IntegerField(min_value=1, max_value=50, required=False, default=2)
    guards = serializers.ListField(child=Row(Guard), required=False, default=list, max_length=100)
    start = DayField()

    def validate(self, data):
        """Slots as the actions take them, each weekday and guard once."""
        return data | {
            "slots": [(slot["starts"].replace(second=0, microsecond=0), slot["minutes"]) for slot in data["slots"]],
            "weekdays": sorted(set(data["weekdays"])),
            "guards": list({guard.pk: guard for guard in data["guards"]}.values()),
        }


class EndPlanSerializer(serializers.Serializer):
    """The first day without the plan."""

    end = DayField()


class PatrolPlanViewSet(StationResource):
    """Patrol plans; duties that have not begun follow every change."""

    model = Plan
    permission_classes = [SeesPatrols]
    serializer_class = PatrolPlanSerializer
    detail_serializer_class = PatrolPlanDetailSerializer
    filterset_class = PlanFilter

    def rows(self):
        """By squad and day."""
        return readings.plans().order_by("squad__code", "start", "id")

    def clean(self, form, **more) -> dict:
        """What was sent, after the person was asked for their right."""
        demand(rules.may_keep_plans(self.request.user))
        return super().clean(form, **more)

    @extend_schema(request=AskedPlanSerializer, responses={201: PatrolPlanDetailSerializer})
    def create(self, request):
        """A new plan; its duties are made at once, up to the horizon."""
        values = self.clean(AskedPlanSerializer)
        plan = actions.add_plan(station=request.station, actor=request.user, **values)
        return self.shown(plan.pk, made="api-patrol-plan-detail")

    @extend_schema(request=AskedPlanSerializer, responses={200: PatrolPlanDetailSerializer})
    @action(detail=True, methods=["post"])
    def change(self, request, pk=None):
        """Change the plan."""
        plan = self.get_object()
        actions.change_plan(plan=plan, actor=request.user, **self.clean(AskedPlanSerializer))
        return self.shown(plan.pk)

    @extend_schema(request=EndPlanSerializer, responses={200: PatrolPlanDetailSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """End the plan from a day on; its later duties go."""
        plan = self.get_object()
        actions.end_plan(plan=plan, actor=request.user, **self.clean(EndPlanSerializer))
        return self.shown(plan.pk)
