"""Absences: enter, cancel, end early, name a substitute."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.kit.resources import DayField, OfficerRef, StationResource
from stations.organisation.models import Officer
from stations.roster import absences, rules
from stations.roster.actions import running_day
from stations.roster.filters import AbsenceFilter
from stations.roster.models import Absence, Cover
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


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
        covers = Cover.objects.select_related("officer__user")
        return (
            Absence.objects.with_team(running_day())
            .select_related("officer__user")
            .prefetch_related(Prefetch("covers", queryset=covers))
        )

    @extend_schema(request=EnterSerializer, responses={201: EnteredSerializer})
    def create(self, request):
        """Enter an absence; the substitute takes the days that the rules allow."""
        values = self.clean(EnterSerializer)
        absence, covered = absences.enter(station=request.station, actor=request.user, **values)
        shown = {"absence": self.shown(absence.pk).data} | _outcome(covered)
        place = reverse("api-absence-detail", args=[absence.pk])
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": place})

    @extend_schema(request=None, responses={200: AbsenceDetailSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Take it back: the duties of its days are what the plan says."""
        absence = absences.cancel(absence=self.get_object(), actor=request.user)
        return self.shown(absence.pk)

    @extend_schema(request=NameSubstituteSerializer, responses={200: CoveredSerializer})
    @action(detail=True, methods=["post"])
    def cover(self, request, pk=None):
        """Name a substitute for some days; a day that the rules refuse stays open with its reason."""
        absence = self.get_object()
        values = self.clean(NameSubstituteSerializer)
        covered = absences.name_substitute(absence=absence, actor=request.user, **values)
        return Response(_outcome(covered))

    @extend_schema(request=EndSerializer, responses={200: AbsenceDetailSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """The officer is back sooner."""
        absence = self.get_object()
        values = self.clean(EndSerializer)
        absence = absences.end_early(absence=absence, actor=request.user, **values)
        return self.shown(absence.pk)
