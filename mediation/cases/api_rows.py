"""Rows of a case over the API: parties, lines of accounts, papers."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from mediation.cases import api_asks as asks
from mediation.cases import lines, papers, parties, rules
from mediation.cases.api_shown import CaseDetailSerializer
from mediation.cases.models import CaseParty
from mediation.cases.models_papers import AccountLine, CasePaper
from mediation.cases.words import Line, LineState, PaperKind, Side
from stations.incidents.reasons import LookReason
from stations.kit.answer import demand
from stations.kit.resources import DayField

SHOWN = {200: CaseDetailSerializer}


class LineAsk(asks.VersionAsk):
    """A line of a side's account."""

    side = serializers.ChoiceField(choices=Side.choices)
    about = serializers.ChoiceField(choices=Line.choices)
    text = serializers.CharField(max_length=500)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True)
    on = DayField(required=False, allow_null=True)


class LineChangeAsk(asks.VersionAsk):
    """Which line, and what changes; ``state`` alone marks it."""

    line = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.CharField(max_length=500, required=False)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True)
    on = DayField(required=False, allow_null=True)
    state = serializers.ChoiceField(choices=LineState.choices, required=False)


class LineRefAsk(asks.VersionAsk):
    """Which line."""

    line = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class PartyRefAsk(asks.VersionAsk):
    """Which party."""

    party = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class PartyChangeAsk(asks.PartyAsk):
    """Which party, and what changes."""

    party = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    name = serializers.CharField(max_length=80, required=False)


class PartyLookAsk(serializers.Serializer):
    """Whom, and what for (SE-24)."""

    party = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=LookReason.choices)


class FullPartySerializer(serializers.ModelSerializer):
    """A party in full."""

    class Meta:
        model = CaseParty
        fields = ["id", *parties.FIELDS, "guardian_notified_at", "consented_at", "refused_at"]
        read_only_fields = fields


class PaperAsk(serializers.Serializer):
    """A scan, photo, document or recording."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=PaperKind.choices)
    title = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    party = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)


class PaperStrikeAsk(serializers.Serializer):
    """Which paper, and why."""

    paper = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(max_length=200)


class RowVerbs:
    """Verbs about parties, accounts and papers."""

    def _row(self, model, key: str, values: dict, **filters):
        """A row of the case of the address; another case's does not exist."""
        return get_object_or_404(model.objects.filter(case=self.case, **filters), pk=values.pop(key))

    def _asked(self, form) -> dict:
        self.case = self.get_object()
        demand(rules.may_edit(self.request.user, self.case))
        return self.clean(form)

    def _done(self) -> Response:
        return self.shown(self.case.pk)

    @extend_schema(request=asks.PartyAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def add_party(self, request, pk=None):
        """Enter a party."""
        values = self._asked(asks.PartyAsk)
        parties.add_party(case=self.case, actor=request.user, **values)
        return self._done()

    @extend_schema(request=PartyChangeAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def change_party(self, request, pk=None):
        """Change a party; what is left out stays."""
        values = self._asked(PartyChangeAsk)
        row = self._row(CaseParty, "party", values, removed_at=None)
        parties.change_party(party=row, actor=request.user, **values)
        return self._done()

    @extend_schema(request=PartyRefAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def remove_party(self, request, pk=None):
        """Take a party out; the row stays on record."""
        values = self._asked(PartyRefAsk)
        row = self._row(CaseParty, "party", values, removed_at=None)
        parties.remove_party(party=row, actor=request.user, **values)
        return self._done()

    @extend_schema(request=PartyRefAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def consent(self, request, pk=None):
        """A party agrees to mediation (ZA-05)."""
        values = self._asked(PartyRefAsk)
        row = self._row(CaseParty, "party", values, removed_at=None)
        parties.consent(party=row, actor=request.user, **values)
        return self._done()

    @extend_schema(request=PartyRefAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk=None):
        """A party refuses mediation (RT-01)."""
        values = self._asked(PartyRefAsk)
        row = self._row(CaseParty, "party", values, removed_at=None)
        parties.refuse(party=row, actor=request.user, **values)
        return self._done()

    @extend_schema(request=PartyLookAsk, responses={200: FullPartySerializer})
    @action(detail=True, methods=["post"])
    def show_party(self, request, pk=None):
        """A party in full, for who works on the case; recorded."""
        values = self._asked(PartyLookAsk)
        row = self._row(CaseParty, "party", values, removed_at=None)
        return Response(FullPartySerializer(parties.show_party(party=row, actor=request.user, **values)).data)

    @extend_schema(request=LineAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def add_line(self, request, pk=None):
        """Write down what a side says."""
        values = self._asked(LineAsk)
        lines.add_line(case=self.case, actor=request.user, **values)
        return self._done()

    @extend_schema(request=LineChangeAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def change_line(self, request, pk=None):
        """Put a line right, or mark what the other side says to it."""
        values = self._asked(LineChangeAsk)
        row, state = self._row(AccountLine, "line", values, struck_at=None), values.pop("state", None)
        if set(values) - {"version"} or state is None:
            row = lines.change_line(line=row, actor=request.user, **values)
            values.pop("version", None)
        if state is not None:
            lines.mark_line(line=row, actor=request.user, state=state, version=values.get("version"))
        return self._done()

    @extend_schema(request=LineRefAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def strike_line(self, request, pk=None):
        """Strike a line; it stays on record."""
        values = self._asked(LineRefAsk)
        row = self._row(AccountLine, "line", values, struck_at=None)
        lines.strike_line(line=row, actor=request.user, **values)
        return self._done()

    @extend_schema(request={"multipart/form-data": PaperAsk}, responses=SHOWN)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def add_paper(self, request, pk=None):
        """Put a paper into the file."""
        values = self._asked(PaperAsk)
        file, party = values.pop("file"), None
        if values.get("party"):
            party = self._row(CaseParty, "party", values, removed_at=None)
        values.pop("party", None)
        papers.add_paper(
            case=self.case, actor=request.user, name=file.name, content=papers.content_of(file), party=party, **values
        )
        return self._done()

    @extend_schema(request=PaperStrikeAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def strike_paper(self, request, pk=None):
        """Strike a paper with its reason."""
        values = self._asked(PaperStrikeAsk)
        row = self._row(CasePaper, "paper", values)
        papers.strike_paper(paper=row, actor=request.user, **values)
        return self._done()
