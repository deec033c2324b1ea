"""Notices and the ways out of a mediation over the API: the same actions as the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from mediation.cases import appraising, ending, extending, notices, rules, transferring
from mediation.cases.actions import ask
from mediation.cases.api_shown import CaseDetailSerializer
from mediation.cases.models import CaseParty
from mediation.cases.models_papers import Transfer
from mediation.cases.notices import HowTold
from mediation.cases.words import Appraisal, EndReason, NoticeKind, TransferState
from mediation.network.models import Department, GovCenter
from stations.kit.answer import RuleBroken, demand
from stations.kit.resources import DayField, RowField


class CaseToldAsk(serializers.Serializer):
    """How the parties were told, and what was added to the words of the notice."""

    way = serializers.ChoiceField(choices=HowTold.choices)
    text = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class CaseNoticeAsk(CaseToldAsk):
    """A notice to one party, or to all."""

    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    party = RowField(CaseParty.objects.all, required=False, allow_null=True, default=None)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class CaseDeclineAsk(serializers.Serializer):
    """Not accepted, and why."""

    reason = serializers.CharField(max_length=500)
    no_violation = serializers.BooleanField(default=False)
    way = serializers.ChoiceField(choices=HowTold.choices)


class CaseEndAsk(CaseToldAsk):
    """Why the mediation ends."""

    reason = serializers.ChoiceField(choices=EndReason.choices)
    refused_by = RowField(CaseParty.objects.all, required=False, allow_null=True, default=None)
    ended_on = DayField(required=False, allow_null=True, default=None)


class CaseWhyAsk(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class CaseExtendAsk(serializers.Serializer):
    """A longer limit (RT-16)."""

    days = serializers.IntegerField(min_value=1, max_value=extending.MOST_DAYS)
    reason = serializers.CharField(max_length=200)
    both_consent = serializers.BooleanField()


class CaseAppraisalAsk(serializers.Serializer):
    """An appraisal and its result (ZA-12); an empty kind: none is needed."""

    appraisal = serializers.ChoiceField(choices=Appraisal.choices, allow_blank=True)
    appraisal_from = DayField(required=False, allow_null=True, default=None)
    appraised_on = DayField(required=False, allow_null=True, default=None)


class CaseTransferAsk(serializers.Serializer):
    """To whom the case is given, and why; one of the three."""

    centre = RowField(GovCenter.objects.all, required=False, allow_null=True, default=None)
    department = RowField(Department.objects.all, required=False, allow_null=True, default=None)
    target = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=300)


class CaseReceiptAsk(serializers.Serializer):
    """The receipt of the transfer."""

    receipt_no = serializers.CharField(max_length=60)
    receipt_on = DayField()


class CaseReturnAsk(serializers.Serializer):
    """Sent back, and why."""

    reason = serializers.CharField(max_length=300)
    returned_on = DayField(required=False, allow_null=True, default=None)


class CaseNoteAsk(serializers.Serializer):
    """A signed note."""

    text = serializers.CharField(max_length=500)


SHOWN = {200: CaseDetailSerializer}


class OutVerbs:
    """Verbs of :class:`mediation.cases.api.CaseViewSet`: notices, ways out, transfers."""

    def _out(self, verb: str, act, form=None):
        """Who may not, and what the state forbids, is said before what was sent is looked at."""
        case = self.get_object()
        ask(case, verb, self.request.user)
        values = self.clean(form)
        act(case=case, actor=self.request.user, **values)
        return self.shown(case.pk)

    def _beside(self, act, form, may=rules.may_edit):
        """A verb that keeps the state."""
        case = self.get_object()
        demand(may(self.request.user, case))
        act(case=case, actor=self.request.user, **self.clean(form))
        return self.shown(case.pk)

    def _answer(self, act, form):
        """The answer to the open transfer of a case."""
        case = self.get_object()
        demand(rules.may_edit(self.request.user, case))
        row = Transfer.objects.filter(case=case, state=TransferState.SENT).first()
        if row is None:
            raise RuleBroken(transferring.NOTHING_OPEN, code="answered")
        act(transfer=row, actor=self.request.user, **self.clean(form))
        return self.shown(case.pk)

    @extend_schema(request=CaseNoticeAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def notice(self, request, pk=None):
        """Put on file that the parties were told (RT-05, RT-07, ZA-19 …)."""
        return self._beside(notices.give, CaseNoticeAsk)

    @extend_schema(request=CaseDeclineAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        """Not accepted; the parties are told in the same step."""
        return self._out("decline", ending.decline, CaseDeclineAsk)

    @extend_schema(request=CaseEndAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """End the mediation; the parties are told in the same step (RT-07, ZA-19)."""
        return self._out("end", ending.end, CaseEndAsk)

    @extend_schema(request=CaseToldAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def by_law(self, request, pk=None):
        """Handle it by law; the clock of the police case starts anew (ZA-19, ZA-20)."""
        return self._out("by_law", ending.by_law, CaseToldAsk)

    @extend_schema(request=CaseToldAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def litigate(self, request, pk=None):
        """Tell the parties of litigation (RT-15)."""
        return self._out("litigate", ending.litigate, CaseToldAsk)

    @extend_schema(request=CaseToldAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def enforce(self, request, pk=None):
        """Tell the parties of enforcement (SF-06)."""
        return self._out("enforce", ending.enforce, CaseToldAsk)

    @extend_schema(request=CaseWhyAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Take the case up again."""
        return self._out("reopen", ending.reopen, CaseWhyAsk)

    @extend_schema(request=CaseTransferAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def transfer(self, request, pk=None):
        """Give the case to a court, a department or a governance centre."""
        return self._out("transfer", transferring.transfer, CaseTransferAsk)

    @extend_schema(request=CaseReceiptAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def receipt(self, request, pk=None):
        """Enter the receipt of the open transfer; only with it the case is closed."""
        return self._answer(transferring.receive, CaseReceiptAsk)

    @extend_schema(request=CaseReturnAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def give_back(self, request, pk=None):
        """The open transfer was sent back."""
        return self._answer(transferring.give_back, CaseReturnAsk)

    @extend_schema(request=None, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def take_back(self, request, pk=None):
        """Take up again what was sent back."""
        return self._out("take_back", transferring.take_back)

    @extend_schema(request=CaseExtendAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        """Extend the limit with the consent of both sides (RT-16)."""
        return self._beside(extending.extend, CaseExtendAsk, rules.may_lead)

    @extend_schema(request=CaseAppraisalAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def appraise(self, request, pk=None):
        """Note an appraisal and its result, from which the first session counts (ZA-12)."""
        return self._beside(appraising.appraise, CaseAppraisalAsk, rules.may_lead)

    @extend_schema(request=CaseNoteAsk, responses=SHOWN)
    @action(detail=True, methods=["post"])
    def note(self, request, pk=None):
        """A signed note, the only correction of an archived case."""
        return self._beside(ending.add_note, CaseNoteAsk)
