"""API of agreements: the same actions as the pages; parties are masked, papers stay on the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from mediation.agreements import actions, confirming, performing, readings, rules
from mediation.agreements.api_settlements import SettlementApplicationSerializer, SettlementVerbs
from mediation.agreements.filters import AgreementFilter
from mediation.agreements.models import Agreement, AgreementSignature, CourtConfirmation, Instalment
from mediation.agreements.words import CourtChoice, Dismissal, Kind, Material, PayWay, Role, SignWay, Unfit
from mediation.cases.models import Case, CaseParty
from mediation.cases.rules import may_lead
from mediation.network.permissions import OfMediation
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, RowField, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class AgreementSerializer(serializers.ModelSerializer):
    """A row of the list; nobody of the dispute is named."""

    number = serializers.CharField(source="number.text", default="", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)

    class Meta:
        model = Agreement
        fields = [
            "id", "case", "case_number", "number", "kind", "state", "made_on", "effective_on", "amount", "instant",
            "copies", "electronic", "sha256", "version",
        ]  # fmt: skip
        read_only_fields = fields


class InstalmentSerializer(serializers.ModelSerializer):
    """One instalment; parties by id."""

    debtor_confirmed_at = MomentField(allow_null=True)
    creditor_confirmed_at = MomentField(allow_null=True)

    class Meta:
        model = Instalment
        fields = [
            "id", "order", "debtor", "creditor", "amount", "act", "due_on", "way", "state", "done_on", "proof",
            "debtor_confirmed_at", "creditor_confirmed_at", "breached_on",
        ]  # fmt: skip


class SignatureSerializer(serializers.ModelSerializer):
    """One signature or seal."""

    class Meta:
        model = AgreementSignature
        fields = ["id", "role", "party", "by_agent", "way", "on"]


class ConfirmationSerializer(serializers.ModelSerializer):
    """One application for judicial confirmation."""

    class Meta:
        model = CourtConfirmation
        fields = ["id", "state", "court", "court_choice", "applied_on", "due_on", "decided_on", "dismissal"]


class AgreementDetailSerializer(TimelineSerializer, WorkflowSerializer, AgreementSerializer):
    """One agreement with text, instalments, signatures, verbs and timeline."""

    workflow = rules.AGREEMENT_STEPS
    clauses = serializers.SlugRelatedField(slug_field="text", many=True, read_only=True)
    instalments = InstalmentSerializer(many=True, read_only=True)
    signatures = SignatureSerializer(many=True, read_only=True)
    confirmations = ConfirmationSerializer(many=True, read_only=True)
    settlement = SettlementApplicationSerializer(source="hj_application", allow_null=True, read_only=True)

    class Meta(AgreementSerializer.Meta):
        fields = [
            *AgreementSerializer.Meta.fields, "facts", "issues", "responsibility", "circumstances", "place",
            "clauses", "instalments", "signatures", "confirmations", "settlement", "void_reason", "verbs", "timeline",
        ]  # fmt: skip
        read_only_fields = fields


class TermAsk(serializers.Serializer):
    """One instalment."""

    debtor = RowField(CaseParty.objects.all)
    creditor = RowField(CaseParty.objects.all, required=False, allow_null=True, default=None)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True)
    act = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    due_on = DayField()
    way = serializers.ChoiceField(choices=PayWay.choices)


class TextAsk(serializers.Serializer):
    """The text of an agreement; what is left out of a change stays."""

    made_on = DayField()
    facts = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    issues = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    responsibility = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    circumstances = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    host = serializers.CharField(max_length=80, required=False, allow_blank=True)
    present = serializers.CharField(max_length=300, required=False, allow_blank=True)
    recording = serializers.CharField(max_length=80, required=False, allow_blank=True)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, required=False, allow_null=True, min_value=0
    )  # fmt: skip
    instant = serializers.BooleanField(required=False)
    electronic = serializers.BooleanField(required=False)
    clauses = serializers.ListField(child=serializers.CharField(max_length=1000), required=False, max_length=30)
    terms = TermAsk(many=True, required=False)
    version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def validate_amount(self, value):
        """No money is no amount."""
        return value or None


class DraftAsk(TextAsk):
    """A new agreement of a case."""

    case = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    kind = serializers.ChoiceField(choices=Kind.choices)


class AgreementSignAsk(serializers.Serializer):
    """A signature or seal."""

    role = serializers.ChoiceField(choices=Role.choices)
    party = RowField(CaseParty.objects.all, required=False, allow_null=True, default=None)
    way = serializers.ChoiceField(choices=SignWay.choices)
    on = DayField()
    by_agent = serializers.BooleanField(default=False)


class VoidAsk(serializers.Serializer):
    """Why it is void."""

    reason = serializers.CharField(max_length=200)


class WhichAsk(serializers.Serializer):
    """An instalment of the agreement, and when it was performed."""

    instalment = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    done_on = DayField(required=False, allow_null=True, default=None)


class SayAsk(WhichAsk):
    """Which party says that it was performed."""

    debtor = serializers.BooleanField(default=False)
    creditor = serializers.BooleanField(default=False)


class BreachAsk(serializers.Serializer):
    """What is not performed, and how that was established."""

    instalment = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(max_length=200)


class CourtAsk(serializers.Serializer):
    """The joint application (SF-01 … SF-04)."""

    applied_on = DayField()
    court = serializers.CharField(max_length=80)
    court_choice = serializers.ChoiceField(choices=CourtChoice.choices)
    materials = serializers.MultipleChoiceField(choices=Material.choices)
    unfit = serializers.MultipleChoiceField(choices=Unfit.choices, required=False, default=list)
    property_right = serializers.BooleanField(default=False)


class CourtSaysAsk(serializers.Serializer):
    """What the court said."""

    verb = serializers.ChoiceField(choices=["accepted", "refused", "confirmed", "dismissed"])
    on = DayField()
    dismissal = serializers.ChoiceField(choices=Dismissal.choices, required=False, allow_blank=True, default="")
    ruling_no = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AgreementViewSet(SettlementVerbs, StationResource):
    """Agreements of mediation."""

    model = Agreement
    serializer_class = AgreementSerializer
    detail_serializer_class = AgreementDetailSerializer
    filterset_class = AgreementFilter
    permission_classes = [OfMediation]

    def rows(self):
        """Of the cases the person may see."""
        rows = readings.listed(self.request.user)
        related = ("clauses", "instalments", "signatures", "confirmations")
        return rows if self.action == "list" else rows.select_related("hj_application").prefetch_related(*related)

    def _led(self) -> Agreement:
        """The agreement, for whoever leads its case; others hear so before what they sent is looked at."""
        row = self.get_object()
        demand(may_lead(self.request.user, row.case))
        return row

    def _case(self, pk: int) -> Case:
        found = Case.objects.visible_to(self.request.user).filter(pk=pk).first()
        if found is None:
            raise serializers.ValidationError({"case": ["There is no such case."]})
        return found

    @extend_schema(request=DraftAsk, responses={201: AgreementDetailSerializer})
    def create(self, request):
        """Write an agreement of a case in mediation."""
        values = self.clean(DraftAsk)
        case = self._case(values.pop("case"))
        values.pop("version", None)
        row = actions.draft(case=case, actor=request.user, **values)
        return self.shown(row.pk, made="api-agreement-detail")

    @extend_schema(request=TextAsk, responses={200: AgreementDetailSerializer})
    def partial_update(self, request, pk=None):
        """Change a draft; a fixed text is 409."""
        row = self._led()
        actions.edit(agreement=row, actor=request.user, **self.clean(TextAsk, partial=True))
        return self.shown(row.pk)

    @extend_schema(request=None, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def open_signing(self, request, pk=None):
        """Fix the text for signing (RT-10, ZA-15)."""
        row = self._led()
        actions.open_signing(agreement=row, actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=None, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def take_back(self, request, pk=None):
        """Back to the draft, while nobody has signed."""
        row = self._led()
        actions.take_back(agreement=row, actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=None, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def register_oral(self, request, pk=None):
        """Register an oral agreement (RT-09, RT-12)."""
        row = self._led()
        actions.register_oral(agreement=row, actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=AgreementSignAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def sign(self, request, pk=None):
        """Enter a signature; the last one puts it in force (RT-11)."""
        row = self._led()
        actions.sign(agreement=row, actor=request.user, **self.clean(AgreementSignAsk))
        return self.shown(row.pk)

    @extend_schema(request=VoidAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def void(self, request, pk=None):
        """Void it with a reason (DT-03)."""
        row = self._led()
        actions.void(agreement=row, actor=request.user, **self.clean(VoidAsk))
        return self.shown(row.pk)

    def _term(self, row: Agreement, values: dict) -> Instalment:
        pk = values.pop("instalment")
        found = next((term for term in row.instalments.all() if term.pk == pk), None)
        if found is None:
            raise serializers.ValidationError({"instalment": ["There is no such instalment."]})
        found.agreement = row
        return found

    @extend_schema(request=SayAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def say(self, request, pk=None):
        """Note a party's word on performance."""
        row, values = self._led(), self.clean(SayAsk)
        performing.say(term=self._term(row, values), actor=request.user, **values)
        return self.shown(row.pk)

    @extend_schema(request=WhichAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """Take an instalment as performed."""
        row, values = self._led(), self.clean(WhichAsk)
        performing.confirm(term=self._term(row, values), actor=request.user, **values)
        return self.shown(row.pk)

    @extend_schema(request=BreachAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"])
    def breach(self, request, pk=None):
        """Establish that an instalment is not performed (RT-15, ZA-19)."""
        row, values = self._led(), self.clean(BreachAsk)
        performing.breach(term=self._term(row, values), actor=request.user, **values)
        return self.shown(row.pk)

    @extend_schema(request=CourtAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"], url_path="apply-confirmation")
    def apply_confirmation(self, request, pk=None):
        """Record the joint application for judicial confirmation (SF-01)."""
        row, values = self._led(), self.clean(CourtAsk)
        values |= {name: sorted(values[name]) for name in ("materials", "unfit")}
        confirming.apply(agreement=row, actor=request.user, **values)
        return self.shown(row.pk)

    @extend_schema(request=CourtSaysAsk, responses={200: AgreementDetailSerializer})
    @action(detail=True, methods=["post"], url_path="court-says")
    def court_says(self, request, pk=None):
        """Record what the court said about the newest application (SF-04 … SF-06)."""
        row, values = self._led(), self.clean(CourtSaysAsk)
        newest = next(iter(row.confirmations.all()), None)
        if newest is None:
            raise serializers.ValidationError({"verb": ["There is no application."]})
        newest.agreement = row
        confirming.court_says(confirmation=newest, actor=request.user, **values)
        return self.shown(row.pk)
