"""API of police cases: the same actions as the pages."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.casework import actions, law, readings, rules
from stations.casework.filters import CaseFilter
from stations.casework.models import CaseTransfer, PoliceCase
from stations.incidents.models import Incident
from stations.kit.answer import NotAllowed, demand
from stations.kit.resources import DayField, OfficerRef, Ref, RowField, StationResource
from stations.kit.workflow import Workflow
from stations.organisation.models import Officer, Team
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class CaseTransferSerializer(serializers.ModelSerializer):
    """One giving of a case and its receipt."""

    from_team = Ref(allow_null=True)
    to_team = Ref()
    received_by = OfficerRef(allow_null=True)

    class Meta:
        model = CaseTransfer
        fields = ["id", "from_team", "to_team", "reason", "at", "received_by", "received_at"]


class PoliceCaseSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A police case; ``due_on`` follows from ``law`` (ZA-21), of a criminal case it is the station's check day."""

    workflow = rules.CASE_STEPS

    number = serializers.CharField(read_only=True)
    incident_number = serializers.CharField(source="incident.number", read_only=True)
    team = Ref(allow_null=True)
    owner = OfficerRef(allow_null=True)
    receipt_waits = serializers.BooleanField(read_only=True)

    class Meta:
        model = PoliceCase
        fields = [
            "id", "number", "incident", "incident_number", "kind", "state", "verbs", "filed_on", "clock_from",
            "due_on", "law", "extensions", "excluded_days", "team", "owner", "receipt_waits", "outcome",
            "outcome_text",
            "concluded_on", "closed_on",
        ]  # fmt: skip
        read_only_fields = fields


class PoliceCaseDetailSerializer(TimelineSerializer, PoliceCaseSerializer):
    """A case with its transfers and timeline."""

    transfers = serializers.SerializerMethodField()
    article = serializers.SerializerMethodField(help_text="Where the limit stands; empty for a criminal case.")
    provisional = serializers.SerializerMethodField(help_text="The day leans on a calendar not published yet.")

    class Meta(PoliceCaseSerializer.Meta):
        fields = [*PoliceCaseSerializer.Meta.fields, "article", "provisional", "transfers", "timeline"]
        read_only_fields = fields

    def get_transfers(self, case) -> list[dict]:
        """Newest first."""
        return CaseTransferSerializer(readings.transfers(case), many=True).data

    def get_article(self, case) -> str:
        """The article of the law the case keeps."""
        limit = law.limit_of(case.law)
        return limit.article if limit else ""

    def get_provisional(self, case) -> bool:
        """Whether the day may still move."""
        return readings.deadline_of(case).provisional


class FileSerializer(serializers.Serializer):
    """A case filed from an incident."""

    incident = RowField(Incident.objects.all)
    kind = serializers.ChoiceField(choices=PoliceCase.Kind.choices, default=PoliceCase.Kind.ORDER)
    filed_on = DayField()
    check_on = DayField(required=False, allow_null=True, help_text="Criminal cases only.")


class AllocateSerializer(serializers.Serializer):
    """A team; a reason where it is not the one of the table."""

    team = RowField(Team.objects.all)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class TransferSerializer(serializers.Serializer):
    """Another team, and why."""

    team = RowField(Team.objects.all)
    reason = serializers.CharField(max_length=200)


class OwnerSerializer(serializers.Serializer):
    """The case officer."""

    owner = RowField(Officer.objects.all)


class ExtendSerializer(serializers.Serializer):
    """An extension as approved."""

    approved_by = serializers.CharField(max_length=80)
    approved_on = DayField()
    document = serializers.CharField(max_length=60, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200)


class ExcludeSerializer(serializers.Serializer):
    """Days of an appraisal or a hearing."""

    days = serializers.IntegerField(min_value=1, max_value=365)
    reason = serializers.CharField(max_length=200)


class DayReasonSerializer(serializers.Serializer):
    """A day and why."""

    day = DayField()
    reason = serializers.CharField(max_length=200)


class ConcludeSerializer(serializers.Serializer):
    """What came of it."""

    outcome = serializers.ChoiceField(choices=PoliceCase.Outcome.choices)
    outcome_text = serializers.CharField(max_length=300)


class CheckSerializer(serializers.Serializer):
    """The quality check."""

    check_text = serializers.CharField(max_length=300)


class CaseReasonSerializer(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class Verbs:
    """Carry out one verb of the object of the address and show it again."""

    def ask(self, table: Workflow, found, verb: str) -> None:
        """Who may not is told so before what was sent is looked at.

        Raises:
            NotAllowed: the person may not.
        """
        answer = table.check(found, verb, self.request.user, timezone.now())
        if answer.code == "not_allowed":
            raise NotAllowed(answer.reason)


class PoliceCaseViewSet(Verbs, StationResource):
    """Police cases: filed, allocated, received, handed on, extended, concluded, checked."""

    model = PoliceCase
    serializer_class = PoliceCaseSerializer
    detail_serializer_class = PoliceCaseDetailSerializer
    filterset_class = CaseFilter

    def initial(self, request, *args, **kwargs):
        """Police officers only; note the person's team for the verbs."""
        super().initial(request, *args, **kwargs)
        demand(rules.may_see_cases(request.user))
        readings.with_team(request.user, timezone.localdate())

    def rows(self):
        """Newest first, with what a row shows."""
        return readings.cases()

    def _act(self, verb, form) -> Response:
        case = self.get_object()
        self.ask(rules.CASE_STEPS, case, verb.__name__)
        done = verb(case=case, actor=self.request.user, **self.clean(form))
        return self.shown(done.pk)

    @extend_schema(request=FileSerializer, responses={201: PoliceCaseDetailSerializer})
    def create(self, request):
        """File a case of an incident (立案)."""
        values = self.clean(FileSerializer)
        incident = values.pop("incident")
        made = actions.file_case(incident_id=incident.pk, actor=request.user, **values)
        return self.shown(made.pk, made="api-police-case-detail")

    @extend_schema(request=AllocateSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def allocate(self, request, pk=None):
        """Give it to a team, by the allocation table or with a reason."""
        return self._act(actions.allocate, AllocateSerializer)

    @extend_schema(request=OwnerSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def receive(self, request, pk=None):
        """Give the receipt and name the case officer."""
        return self._act(actions.receive, OwnerSerializer)

    @extend_schema(request=TransferSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def transfer(self, request, pk=None):
        """Hand it to another team with a reason."""
        return self._act(actions.transfer, TransferSerializer)

    @extend_schema(request=OwnerSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def assign(self, request, pk=None):
        """Name another case officer of the team."""
        return self._act(actions.assign, OwnerSerializer)

    @extend_schema(request=ExtendSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        """Extend the limit as the parent organ approved (ZA-21)."""
        return self._act(actions.extend, ExtendSerializer)

    @extend_schema(request=ExcludeSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def exclude(self, request, pk=None):
        """Leave days of an appraisal or a hearing out of the limit."""
        return self._act(actions.exclude, ExcludeSerializer)

    @extend_schema(request=DayReasonSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def restart(self, request, pk=None):
        """Start the clock anew (ZA-20)."""
        return self._act(actions.restart, DayReasonSerializer)

    @extend_schema(request=DayReasonSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def reschedule(self, request, pk=None):
        """Set the next check day of a criminal case."""
        return self._act(actions.reschedule, DayReasonSerializer)

    @extend_schema(request=ConcludeSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def conclude(self, request, pk=None):
        """Say what came of it."""
        return self._act(actions.conclude, ConcludeSerializer)

    @extend_schema(request=CheckSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Pass the quality check; never by who concluded it."""
        return self._act(actions.close, CheckSerializer)

    @extend_schema(request=CaseReasonSerializer, responses={200: PoliceCaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def send_back(self, request, pk=None):
        """Return it for correction."""
        return self._act(actions.send_back, CaseReasonSerializer)
