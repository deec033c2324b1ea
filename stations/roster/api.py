"""Duties, absences and the rotation; duties are generated here, too."""

import time

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from stations.jobs.models import Job
from stations.kit.problems import problem
from stations.kit.resources import (
    ClockField,
    DayField,
    OfficerRef,
    Ref,
    RefSerializer,
    StationAPI,
    StationResource,
)
from stations.kit.spans import in_force
from stations.organisation.models import Officer, TeamMembership
from stations.roster import absences, rules
from stations.roster.actions import request_generation, running_day
from stations.roster.filters import AbsenceFilter, DutyFilter
from stations.roster.models import Absence, Cover, Duty, RotationPlan, Section, ShiftGroup
from stations.timeline.api import TimelineSerializer, WorkflowSerializer

# How long a request waits for duties to be generated, and how often it looks (seconds).
WAIT, LOOK_EVERY = 10.0, 0.2


# -- duties ----------------------------------------------------------------------------------------------------


class UnitSerializer(RefSerializer):
    """A team by id, name and kind."""

    kind = serializers.CharField()


class AwaySerializer(serializers.Serializer):
    """Why somebody is away; for the person and the leaders only (SE-17)."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Absence.Kind.choices)
    reason = serializers.CharField()


class DutySerializer(serializers.ModelSerializer):
    """One officer on one duty day. ``date`` is the day on which the duty begins, whenever it ends."""

    officer = OfficerRef()
    unit = UnitSerializer(source="team", read_only=True)
    group = Ref(allow_null=True)
    absent = serializers.SerializerMethodField()
    absence = AwaySerializer(required=False)
    covers = OfficerRef(source="cover.absence.officer", allow_null=True, help_text="Who is stood in for.")

    class Meta:
        model = Duty
        fields = [
            "id", "date", "officer", "unit", "role", "group", "commander", "task", "place", "starts_at", "ends_at",
            "standby_from", "standby_to", "absent", "absence", "covers",
        ]  # fmt: skip

    def get_absent(self, duty) -> bool:
        """Whether the officer is away on this day."""
        return duty.absence_id is not None

    def to_representation(self, duty):
        """Leave ``absence`` out for everybody else."""
        shown = super().to_representation(duty)
        away = duty.absence if duty.absence_id else None
        if away is None or not rules.may_see_absence_reason(self.context["request"].user, away):
            del shown["absence"]
        return shown


class DutyViewSet(StationResource):
    """Who is on duty on which day: one row per officer and duty day."""

    model = Duty
    serializer_class = DutySerializer
    filterset_class = DutyFilter

    def rows(self):
        """By day, team and police number."""
        joined = Duty.objects.select_related(
            "officer__user", "team", "group", "absence", "cover__absence__officer__user"
        )
        return joined.order_by("date", "team__order", "team_id", "officer__police_no", "id")


# -- absences --------------------------------------------------------------------------------------------------


class CoverSerializer(serializers.ModelSerializer):
    """A substitute for one day."""

    officer = OfficerRef()

    class Meta:
        model = Cover
        fields = ["id", "date", "officer", "breaks_rest"]


class AbsenceSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """An absence; ``kind`` and ``reason`` are there only for who may see them (SE-17)."""

    workflow = rules.ABSENCE_STEPS

    officer = OfficerRef()
    kind = serializers.ChoiceField(choices=Absence.Kind.choices, required=False)
    reason = serializers.CharField(required=False)
    covers = CoverSerializer(many=True, read_only=True)

    class Meta:
        model = Absence
        fields = [
            "id", "officer", "first_day", "last_day", "kind", "reason", "state", "verbs", "covers", "entered_at",
        ]  # fmt: skip

    def get_verbs(self, absence) -> list[str]:
        """The steps of the workflow, and what keeps the state: naming a substitute, an earlier end."""
        user, absence.officer.team_id = self.context["request"].user, absence.officer_team
        steps = super().get_verbs(absence)
        open_ = absence.state == Absence.State.ENTERED and rules.may_enter_absence(user, absence.officer)
        return [*steps, "cover", "end"] if open_ else steps

    def to_representation(self, absence):
        """Leave kind and reason out for everybody else."""
        shown = super().to_representation(absence)
        if not rules.may_see_absence_reason(self.context["request"].user, absence):
            del shown["kind"], shown["reason"]
        return shown


class AbsenceDetailSerializer(TimelineSerializer, AbsenceSerializer):
    """An absence with its timeline."""

    class Meta(AbsenceSerializer.Meta):
        fields = [*AbsenceSerializer.Meta.fields, "timeline"]


class OfficerChoice(serializers.PrimaryKeyRelatedField):
    """An officer of the station by id, with today's team."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Officer.objects, **kwargs)

    def get_queryset(self):
        """Looked up per request, inside its scope."""
        return Officer.objects.with_team(running_day()).select_related("user")

    def to_internal_value(self, data):
        """The officer.

        Raises:
            ValidationError: not a number, or nobody of this station.
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return self.get_queryset().filter(pk=data).first() or self.fail("does_not_exist", pk_value=data)


class EnterSerializer(serializers.Serializer):
    """A new absence."""

    officer = OfficerChoice()
    kind = serializers.ChoiceField(choices=Absence.Kind.choices)
    first_day = DayField()
    last_day = DayField(help_text="Included.")
    reason = serializers.CharField(max_length=200)
    substitute = OfficerChoice(required=False, allow_null=True)


class NameSubstituteSerializer(serializers.Serializer):
    """Who stands in on which days."""

    substitute = OfficerChoice()
    days = serializers.ListField(child=DayField(), min_length=1, max_length=rules.LONGEST_ABSENCE)

    def validate_days(self, days):
        """Each day once; no two farther apart than an absence can be long."""
        if (max(days) - min(days)).days >= rules.LONGEST_ABSENCE:
            raise serializers.ValidationError(_("These days lie too far apart for one absence."))
        return sorted(set(days))


class EndSerializer(serializers.Serializer):
    """The new last day."""

    last_day = DayField(help_text="Included.")


class OpenDaySerializer(serializers.Serializer):
    """A day without substitute, and why."""

    date = serializers.DateField()
    reason = serializers.CharField()


class CoveredSerializer(serializers.Serializer):
    """What naming a substitute came to."""

    covered = CoverSerializer(many=True)
    open = OpenDaySerializer(many=True)


class EnteredSerializer(CoveredSerializer):
    """The new absence and its substitute's days."""

    absence = AbsenceDetailSerializer()


def _outcome(covered: absences.Covered) -> dict:
    return {
        "covered": CoverSerializer(covered.covered, many=True).data,
        "open": [{"date": str(day), "reason": str(reason)} for day, reason in covered.open],
    }


class AbsenceViewSet(StationResource):
    """Who is away, why, and who stands in."""

    model = Absence
    serializer_class = AbsenceSerializer
    detail_serializer_class = AbsenceDetailSerializer
    filterset_class = AbsenceFilter

    def rows(self):
        """Newest first, with officers, their teams and substitutes."""
        team = TeamMembership.objects.filter(in_force(running_day()), officer=OuterRef("officer"))
        covers = Cover.objects.select_related("officer__user")
        return (
            Absence.objects.select_related("officer__user")
            .annotate(officer_team=Subquery(team.values("team")[:1]))
            .prefetch_related(Prefetch("covers", queryset=covers))
        )

    def _clean(self, form) -> dict:
        asked = form(data=self.request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def _shown(self, pk: int) -> dict:
        return AbsenceDetailSerializer(self.rows().get(pk=pk), context=self.get_serializer_context()).data

    @extend_schema(request=EnterSerializer, responses={201: EnteredSerializer})
    def create(self, request):
        """Enter an absence; the substitute takes the days that the rules allow."""
        values = self._clean(EnterSerializer)
        absence, covered = absences.enter(station=request.station, actor=request.user, **values)
        shown = {"absence": self._shown(absence.pk)} | _outcome(covered)
        place = reverse("api-absence-detail", args=[absence.pk])
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": place})

    @extend_schema(request=None, responses={200: AbsenceDetailSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Take it back: the duties of its days are what the plan says."""
        absence = absences.cancel(absence=self.get_object(), actor=request.user)
        return Response(self._shown(absence.pk))

    @extend_schema(request=NameSubstituteSerializer, responses={200: CoveredSerializer})
    @action(detail=True, methods=["post"])
    def cover(self, request, pk=None):
        """Name a substitute for some days; a day that the rules refuse stays open with its reason."""
        values = self._clean(NameSubstituteSerializer)
        covered = absences.name_substitute(absence=self.get_object(), actor=request.user, **values)
        return Response(_outcome(covered))

    @extend_schema(request=EndSerializer, responses={200: AbsenceDetailSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """The officer is back sooner."""
        values = self._clean(EndSerializer)
        absence = absences.end_early(absence=self.get_object(), actor=request.user, **values)
        return Response(self._shown(absence.pk))


# -- rotation --------------------------------------------------------------------------------------------------


class SectionSerializer(serializers.ModelSerializer):
    """A section (班组) of a team."""

    team = Ref()

    class Meta:
        model = Section
        fields = ["id", "name", "team"]


class ShiftGroupSerializer(serializers.ModelSerializer):
    """A shift group (值班组) and its sections."""

    sections = SectionSerializer(many=True, read_only=True)

    class Meta:
        model = ShiftGroup
        fields = ["id", "name", "position", "sections"]


class ShiftGroupViewSet(StationResource):
    """Shift groups in the order of the cycle."""

    model = ShiftGroup
    serializer_class = ShiftGroupSerializer

    def rows(self):
        """Groups with sections and teams."""
        return ShiftGroup.objects.prefetch_related(Prefetch("sections", Section.objects.select_related("team")))


class HoursSerializer(serializers.Serializer):
    """Average hours a week (DU-21); standby counted apart (DU-12)."""

    total = serializers.FloatField()
    duty = serializers.FloatField()
    standby = serializers.FloatField()


class RotationPlanSerializer(serializers.ModelSerializer):
    """A rotation plan, in force from a day until the next plan's first day."""

    cycle = serializers.ListField(child=serializers.CharField(), read_only=True)
    handover, standby_from, standby_to = ClockField(), ClockField(allow_null=True), ClockField(allow_null=True)
    primary_hours = serializers.FloatField(read_only=True)
    secondary_hours = serializers.FloatField(read_only=True)
    weekly_hours = serializers.SerializerMethodField()
    breaks_rest_rule = serializers.SerializerMethodField()

    class Meta:
        model = RotationPlan
        fields = [
            "id", "name", "effective_from", "anchor", "cycle", "handover", "primary_hours", "secondary_hours",
            "standby_from", "standby_to", "weekly_hours", "breaks_rest_rule", "note", "created_at",
        ]  # fmt: skip

    @extend_schema_field(HoursSerializer)
    def get_weekly_hours(self, plan):
        """Shown openly (DU-21)."""
        return HoursSerializer(rules.weekly_hours(plan)).data

    def get_breaks_rest_rule(self, plan) -> bool:
        """Whether the cycle breaks DU-09."""
        return rules.breaks_rest_rule(plan)


class RotationPlanViewSet(StationResource):
    """Rotation plans, newest first."""

    model = RotationPlan
    serializer_class = RotationPlanSerializer


# -- generation ------------------------------------------------------------------------------------------------


class SpanSerializer(serializers.Serializer):
    """Duty days, both included."""

    def get_fields(self):
        """``from`` is a word of the language and cannot stand in the class."""
        return {"from": DayField(), "to": DayField()}


class GeneratedSerializer(serializers.Serializer):
    """The work, and what came of it when it is done."""

    job = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    result = serializers.DictField()


class GenerateDuties(StationAPI, APIView):
    """Generate the duties of a span."""

    @extend_schema(
        operation_id="stations_generate_duties",
        tags=["stations"],
        request=SpanSerializer,
        responses={200: GeneratedSerializer, 202: GeneratedSerializer},
        parameters=[
            OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH),
            OpenApiParameter(
                "Prefer", OpenApiTypes.STR, OpenApiParameter.HEADER, description="`respond-async`: do not wait."
            ),
        ],
    )
    def post(self, request, id):
        """Waits up to ten seconds: 200 with the result, else 202 with the job's address in ``Location``."""
        if id != request.station.pk:
            raise Http404
        asked = SpanSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        span = asked.validated_data
        job = request_generation(station=request.station, first=span["from"], last=span["to"], actor=request.user)
        response = _accepted(job)
        if "respond-async" not in request.headers.get("Prefer", ""):
            # Called after the commit: no worker sees the job before.
            response.settle = lambda: _settle(job, response)
        return response


def _content(job: Job) -> dict:
    return {"job": job.pk, "state": job.state, "result": job.result}


def _accepted(job: Job) -> Response:
    headers = {"Location": reverse("api-job-detail", args=[job.pk])}
    return Response(_content(job), status=status.HTTP_202_ACCEPTED, headers=headers)


def _settle(job: Job, accepted: Response) -> Response:
    """Look after the job for a while; a job that failed is a refusal with its reason."""
    until = time.monotonic() + WAIT
    while not job.finished and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        job.refresh_from_db(fields=["state", "result", "message"])
    if job.state == Job.State.FAILED:
        return problem(409, "job_failed", job.message or _("It broke off."), job=job.pk)
    return Response(_content(job)) if job.finished else accepted
