"""How cases look over the API: parties masked, verbs of the asking person."""

from django.db.models import DateTimeField
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mediation.cases import parties, rules
from mediation.cases.models import Case, CaseMediator
from mediation.cases.models_papers import AccountLine, CasePaper
from mediation.cases.words import Appraisal, EndReason, Track
from mediation.network.words import Cause
from stations.kit.resources import MomentField, OfficerRef, Ref, known_later
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class ShownPartySerializer(serializers.Serializer):
    """A party, masked (SE-24); ``show`` gives one in full to who works on the case."""

    id = serializers.IntegerField(source="party.pk")
    side = serializers.CharField(source="party.side")
    kind = serializers.CharField(source="party.kind")
    name = serializers.CharField()
    phone = serializers.CharField()
    id_number = serializers.CharField()
    minor = serializers.BooleanField()
    guardian_missing = serializers.BooleanField()
    public_role = serializers.CharField(source="party.public_role")
    has_agent = serializers.BooleanField()
    consented_at = MomentField(source="party.consented_at", allow_null=True)
    refused_at = MomentField(source="party.refused_at", allow_null=True)


class CaseMediatorSerializer(serializers.ModelSerializer):
    """Somebody who mediates or is asked to."""

    mediator = Ref()

    class Meta:
        model = CaseMediator
        fields = ["id", "mediator", "part", "accepted"]


class AccountLineSerializer(serializers.ModelSerializer):
    """One line of a side's account."""

    class Meta:
        model = AccountLine
        fields = ["id", "side", "about", "text", "amount", "on", "state", "paper"]


class CasePaperSerializer(serializers.ModelSerializer):
    """A paper without its bytes."""

    name = serializers.CharField(source="file.name", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)

    class Meta:
        model = CasePaper
        fields = ["id", "kind", "title", "party", "media", "pages", "name", "size", "added_at"]


class CaseSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """One row of the list; parties are never part of it."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {DateTimeField: MomentField}
    workflow = rules.STEPS

    number = serializers.CharField(read_only=True)
    track = known_later(Track)
    cause = known_later(Cause)
    community = Ref(allow_null=True)
    officer = OfficerRef(allow_null=True)
    mediators = CaseMediatorSerializer(source="loaded_mediators", many=True, read_only=True)

    class Meta:
        model = Case
        fields = [
            "id", "number", "code", "state", "verbs", "track", "source", "cause", "summary", "place", "community",
            "amount", "risk", "ways", "officer", "mediators", "registered_at", "accepted_on", "due_on",
            "due_provisional", "next_session_at", "sessions_held", "agreed_on", "perform_by", "performed_on",
            "ended_on", "archived_on", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_verbs(self, case) -> list[str]:
        """Names of the steps allowed to the asking person now."""
        return [step.verb for step in self.workflow.verbs(case, self.context["request"].user, timezone.now())]


class CaseRowSerializer(serializers.ModelSerializer):
    """One row of the list: without verbs, which are asked of one case."""

    serializer_field_mapping = CaseSerializer.serializer_field_mapping
    number = serializers.CharField(read_only=True)
    track = known_later(Track)
    cause = known_later(Cause)
    community = Ref(allow_null=True)
    officer = OfficerRef(allow_null=True)
    mediators = CaseMediatorSerializer(source="loaded_mediators", many=True, read_only=True)

    class Meta:
        model = Case
        fields = [name for name in CaseSerializer.Meta.fields if name != "verbs"]
        read_only_fields = fields


class CaseDetailSerializer(TimelineSerializer, CaseSerializer):
    """One case with its parties (masked), accounts, papers and timeline."""

    grid = Ref(allow_null=True)
    appraisal = serializers.ChoiceField(choices=Appraisal.choices, read_only=True)
    end_reason = known_later(EndReason)
    parties = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    papers = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = [
            *CaseSerializer.Meta.fields, "grid", "incident", "police_case", "domestic_violence", "other_side_unknown",
            "public_hearing", "law", "police_reported_at", "triaged_at", "refused_by", "rights_notice_at",
            "first_session_on", "appraisal", "appraisal_from", "appraised_on", "effective_on", "instant",
            "breached_on", "confirmed_on", "end_reason",
            "follow_up_due_on", "followed_up_on", "reopened", "parties", "lines", "papers", "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ShownPartySerializer(many=True))
    def get_parties(self, case):
        """Masked."""
        rows = case.parties.filter(removed_at=None)
        return ShownPartySerializer(parties.shown(rows, timezone.localdate()), many=True).data

    @extend_schema_field(AccountLineSerializer(many=True))
    def get_lines(self, case):
        """Both sides' accounts without struck lines."""
        return AccountLineSerializer(case.lines.filter(struck_at=None), many=True).data

    @extend_schema_field(CasePaperSerializer(many=True))
    def get_papers(self, case):
        """Papers without struck ones."""
        return CasePaperSerializer(case.papers.filter(struck_at=None).select_related("file"), many=True).data
