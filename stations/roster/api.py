"""Duties, absences and the rotation; duties are generated here, too."""

import time

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
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
from stations.roster import rules
from stations.roster.actions import request_generation
from stations.roster.filters import DutyFilter
from stations.roster.models import Absence, Duty, RotationPlan, Section, ShiftGroup

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
        if away is None or not rules.may_see_absence_reason(self.context["request"].user, away, duty.team_id):
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
        span = self.clean(SpanSerializer)
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
