"""Verbs of triage, matching, ways and invited persons over the API; bases of ``CaseViewSet``."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from mediation.cases import allotting, rules, similar, triage_actions, ways
from mediation.cases import matching_readings as readings
from mediation.cases.api_asks import VersionAsk
from mediation.cases.api_shown import CaseDetailSerializer
from mediation.cases.matching_rules import SHOWN
from mediation.cases.models import CaseMediator, Invitee
from mediation.cases.triage_law import Outcome, triage_law
from mediation.cases.triage_readings import law_for, police_officers
from mediation.cases.triage_rules import reasons_of
from mediation.network.models import Department, Mediator
from mediation.network.words import Way
from stations.kit.answer import demand
from stations.kit.resources import MomentField, RowField
from stations.places.models import Grid


class RuleSerializer(serializers.Serializer):
    """A rule with its article and what it says."""

    code = serializers.CharField()
    article = serializers.CharField()
    says = serializers.CharField()


class TriageAsk(VersionAsk):
    """Answers by question code (see ``questions``), and the facts found."""

    answers = serializers.DictField(help_text="Question code to an option's code, or a list of them.")
    facts = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    officer = RowField(police_officers, required=False, allow_null=True, default=None)


class TriageSerializer(serializers.Serializer):
    """One triage as it was decided."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    answers = serializers.DictField()
    reasons = serializers.SerializerMethodField()
    facts = serializers.CharField()
    law = serializers.CharField()
    at = MomentField()

    @extend_schema_field(RuleSerializer(many=True))
    def get_reasons(self, row):
        """With their articles."""
        laws = self.context.setdefault("laws", {})
        if row.law not in laws:
            laws[row.law] = law_for(row.case, row.law)
        return RuleSerializer(reasons_of(row.reasons, laws[row.law]), many=True).data


class OptionSerializer(serializers.Serializer):
    """One possible answer."""

    code = serializers.CharField()
    label = serializers.CharField()


class QuestionSerializer(serializers.Serializer):
    """One question of the case's rule table."""

    code = serializers.CharField()
    words = serializers.CharField()
    many = serializers.BooleanField()
    options = OptionSerializer(many=True)


class WhySerializer(serializers.Serializer):
    """One reason for or against a mediator."""

    code = serializers.CharField()
    points = serializers.IntegerField()
    words = serializers.CharField()


class ProposalSerializer(serializers.Serializer):
    """A mediator proposed, with the reasons."""

    mediator = serializers.IntegerField(source="candidate.pk")
    name = serializers.CharField(source="candidate.name")
    points = serializers.IntegerField()
    reasons = WhySerializer(many=True)


class AskMediatorAsk(VersionAsk):
    """Whom to ask."""

    mediator = RowField(Mediator.objects.all)
    part = serializers.ChoiceField(choices=CaseMediator.Part.choices, default=CaseMediator.Part.LEAD)
    by_parties = serializers.BooleanField(default=False)


class CaseMediatorAsk(serializers.Serializer):
    """One row of the case's ``mediators``."""

    row = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class AnswerMediatorAsk(CaseMediatorAsk):
    """Yes, or no with a reason or a conflict of interest (RT-19)."""

    yes = serializers.BooleanField()
    conflict = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class WithdrawMediatorAsk(CaseMediatorAsk):
    """The conflict of interest (RT-19)."""

    conflict = serializers.CharField(max_length=200)
    by_party = serializers.BooleanField(default=False)


class ReleaseMediatorAsk(CaseMediatorAsk):
    """Why."""

    reason = serializers.CharField(max_length=200)


class OrganAsk(serializers.Serializer):
    """A department and its person."""

    department = RowField(lambda: Department.objects.filter(active=True))
    name = serializers.CharField(max_length=60)


class MarkWayAsk(VersionAsk):
    """A way with its minimum of facts; what another way asks for is not looked at."""

    way = serializers.ChoiceField(choices=Way.choices)
    people = OrganAsk(many=True, required=False, default=list, max_length=10)
    grid = RowField(Grid.objects.all, required=False, allow_null=True, default=None)
    mediator = RowField(Mediator.objects.all, required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    licence_no = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    channel = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    recording = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    consent = serializers.BooleanField(default=False)


class UnmarkWayAsk(VersionAsk):
    """Which mark goes."""

    way = serializers.ChoiceField(choices=Way.choices)


class InvitePersonAsk(VersionAsk):
    """Whom to invite, with the consent of all parties (RT-04)."""

    kind = serializers.ChoiceField(choices=Invitee.Kind.choices)
    name = serializers.CharField(max_length=60)
    department = RowField(lambda: Department.objects.filter(active=True), required=False, allow_null=True,
                          default=None)  # fmt: skip
    licence_no = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    consent = serializers.BooleanField(default=False)


class UninvitePersonAsk(serializers.Serializer):
    """Which invitation goes."""

    invitee = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class SimilarSerializer(serializers.Serializer):
    """A past case without its people; help, never a decision."""

    summary = serializers.CharField()
    cause = serializers.CharField(source="case.cause")
    result = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)


class HelpSerializer(serializers.Serializer):
    """Similar cases and the articles that matter."""

    cases = SimilarSerializer(many=True)
    articles = RuleSerializer(many=True)


WAY_FACTS = {
    Way.JOINT: ("people", "consent"), Way.MICRO: ("grid", "mediator"), Way.HEART: ("mediator", "consent"),
    Way.LEGAL: ("mediator", "name", "licence_no", "consent"), Way.ONLINE: ("channel", "recording", "consent"),
}  # fmt: skip
WAY_VERBS = {
    Way.JOINT: ways.mark_joint, Way.MICRO: ways.mark_micro, Way.LEGAL: ways.mark_legal, Way.ONLINE: ways.mark_online,
    Way.HEART: ways.mark_heart,
}  # fmt: skip


class TriageVerbs:
    """Triage, acceptance, and help."""

    @extend_schema(responses=QuestionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def questions(self, request, pk=None):
        """All questions of the rule table the case began under."""
        return Response(QuestionSerializer(triage_law(self.get_object().law).questions, many=True).data)

    @extend_schema(request=TriageAsk, responses={201: TriageSerializer})
    @action(detail=True, methods=["post"])
    def triage(self, request, pk=None):
        """Decide whether and how the dispute is mediated."""
        case = self.get_object()
        demand(rules.may_triage(request.user, case))
        row = triage_actions.triage(case=case, actor=request.user, **self.clean(TriageAsk))
        return Response(TriageSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=VersionAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """Accept the triaged dispute for mediation."""
        case = self.get_object()
        self.ask(case, "accept")
        triage_actions.accept(case=case, actor=request.user, **self.clean(VersionAsk))
        return self.shown(case.pk)

    @extend_schema(responses=HelpSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def help(self, request, pk=None):
        """Similar past cases, de-identified, and the articles that matter; never a decision."""
        case = self.get_object()
        found = {"cases": similar.similar(case, request.user), "articles": similar.articles(case)}
        return Response(HelpSerializer(found).data)


class MatchingVerbs:
    """Who mediates."""

    @extend_schema(responses=ProposalSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def proposals(self, request, pk=None):
        """The best three mediators with their reasons."""
        case = self.get_object()
        demand(allotting.may_ask_help(request.user, case))
        return Response(ProposalSerializer(readings.ranked(case)[0][:SHOWN], many=True).data)

    @extend_schema(request=AskMediatorAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def ask_mediator(self, request, pk=None):
        """Ask a mediator to lead or to help."""
        case = self.get_object()
        demand(allotting.may_ask_help(request.user, case))
        allotting.ask(case=case, actor=request.user, **self.clean(AskMediatorAsk))
        return self.shown(case.pk)

    def _on_row(self, form, verb) -> Response:
        case = self.get_object()
        values = self.clean(form)
        row = get_object_or_404(CaseMediator.objects.all(), pk=values.pop("row"), case=case)
        verb(row=row, actor=self.request.user, **values)
        found = self.rows().filter(pk=case.pk).exists()
        # Who said no does not see the case any more.
        return self.shown(case.pk) if found else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=AnswerMediatorAsk, responses={200: CaseDetailSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def answer_mediator(self, request, pk=None):
        """A mediator's yes or no; after a no the next one is asked."""
        return self._on_row(AnswerMediatorAsk, allotting.answer)

    @extend_schema(request=WithdrawMediatorAsk, responses={200: CaseDetailSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def withdraw_mediator(self, request, pk=None):
        """Withdraw for a conflict of interest (RT-19)."""
        return self._on_row(WithdrawMediatorAsk, allotting.withdraw)

    @extend_schema(request=ReleaseMediatorAsk, responses={200: CaseDetailSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def release_mediator(self, request, pk=None):
        """End somebody's part."""
        return self._on_row(ReleaseMediatorAsk, allotting.release)

    @extend_schema(request=CaseMediatorAsk, responses={200: CaseDetailSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def change_lead(self, request, pk=None):
        """Let a helper take over the lead."""
        return self._on_row(CaseMediatorAsk, allotting.lead_by)


class WayVerbs:
    """The five ways and invited persons."""

    def _marked(self, form, verb) -> Response:
        case = self.get_object()
        demand(ways.may_mark(self.request.user, case))
        verb(case=case, actor=self.request.user, **self.clean(form))
        return self.shown(case.pk)

    @extend_schema(request=MarkWayAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def mark_way(self, request, pk=None):
        """Mark one of the five ways with its minimum of facts."""

        def verb(*, case, actor, way, version=None, **facts):
            facts["people"] = [(row["department"], row["name"]) for row in facts["people"]]
            kept = {name: facts[name] for name in WAY_FACTS[Way(way)]}
            WAY_VERBS[Way(way)](case=case, actor=actor, version=version, **kept)

        return self._marked(MarkWayAsk, verb)

    @extend_schema(request=UnmarkWayAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def unmark_way(self, request, pk=None):
        """Take a mark away."""
        return self._marked(UnmarkWayAsk, ways.unmark)

    @extend_schema(request=InvitePersonAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def invite(self, request, pk=None):
        """Invite somebody with the consent of all parties (RT-04)."""
        return self._marked(InvitePersonAsk, ways.invite)

    @extend_schema(request=UninvitePersonAsk, responses={200: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def uninvite(self, request, pk=None):
        """Take an invitation back."""

        def verb(*, case, actor, invitee):
            ways.uninvite(invitee=get_object_or_404(Invitee.objects.all(), pk=invitee, case=case), actor=actor)

        return self._marked(UninvitePersonAsk, verb)
