"""A settlement over the API: both parties' written application (HJ-04), the answer of the police (HJ-05)."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from mediation.agreements import confirming, rules
from mediation.agreements.models import HjApplication
from mediation.cases.papers import content_of
from stations.kit.answer import demand
from stations.kit.resources import DayField


class SettlementApplicationSerializer(serializers.ModelSerializer):
    """The application and its answer; ``approved`` is null until the police answer."""

    class Meta:
        model = HjApplication
        fields = ["applied_on", "approved", "decided_on", "reason"]
        read_only_fields = fields


class SettlementAsk(serializers.Serializer):
    """HJ-04: the paper both parties signed."""

    applied_on = DayField()
    file = serializers.FileField()


class SettlementAnswerAsk(serializers.Serializer):
    """HJ-05: yes, or no with the reason."""

    approved = serializers.BooleanField()
    decided_on = DayField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class SettlementVerbs:
    """Verbs of :class:`mediation.agreements.api.AgreementViewSet`; the answers say which of HJ-01 … HJ-06 lack."""

    @extend_schema(request={"multipart/form-data": SettlementAsk})
    @action(detail=True, methods=["post"], url_path="apply-settlement", parser_classes=[MultiPartParser])
    def apply_settlement(self, request, pk=None):
        """File the written application of both parties (HJ-04)."""
        row, values = self._led(), self.clean(SettlementAsk)
        file = values.pop("file")
        confirming.hj_apply(
            agreement=row, actor=request.user, name=file.name, content=content_of(file), **values
        )  # fmt: skip
        return self.shown(row.pk)

    @extend_schema(request=SettlementAnswerAsk)
    @action(detail=True, methods=["post"], url_path="answer-settlement")
    def answer_settlement(self, request, pk=None):
        """The police approve the settlement, or not (HJ-05)."""
        row = self.get_object()
        demand(rules.may_approve(request.user, row.case))
        confirming.hj_decide(agreement=row, actor=request.user, **self.clean(SettlementAnswerAsk))
        return self.shown(row.pk)
