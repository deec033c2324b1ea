"""Forms of notices and of the ways out of a mediation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases import extending, notices
from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import Transfer
from mediation.cases.notices import HowTold
from mediation.cases.words import Appraisal, EndReason, PartyKind
from mediation.network.models import Department, GovCenter
from stations.kit import masks
from stations.kit.forms import DayField, StationChoice, StationForm


def _words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}), **kwargs
    )


def _way() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How the parties were told"), choices=HowTold.choices, widget=forms.RadioSelect)


def _party_name(row: CaseParty) -> str:
    name = row.name if row.kind == PartyKind.UNIT else masks.name(row.name)
    return f"{row.get_side_display()} · {name}"


class CaseForm(StationForm):
    """Base of the forms of one case: knows the case and today."""

    def __init__(self, *args, case: Case, **kwargs):
        self.case, self.today = case, timezone.localdate()
        super().__init__(*args, **kwargs)
        if "way" in self.fields:
            self.fields["way"].initial = HowTold.WRITTEN

    def parties_in(self, name: str, empty) -> None:
        """Let a field choose among the parties of the case, by masked name."""
        field = self.fields[name]
        field.queryset = self.case.parties.filter(removed_at=None)
        field.label_from_instance, field.empty_label = _party_name, empty


class NoticeForm(CaseForm):
    """Which notice was given, to whom, how and when."""

    kind = forms.ChoiceField(label=pgettext_lazy("dispute", "Notice"))
    party = StationChoice(
        lambda: CaseParty.objects.none(), label=pgettext_lazy("dispute", "Given to"), required=False
    )
    way = _way()
    on = forms.DateTimeField(label=_("When"))
    text = _words(_("Added to the words of the notice"), 500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in notices.kinds_for(self.case)]
        self.parties_in("party", _("all parties"))
        self.fields["on"].initial = timezone.localtime().replace(second=0, microsecond=0)


class DeclineForm(CaseForm):
    """Not accepted, and why; the parties are told in the same step."""

    reason = _words(_("Why it is not accepted"), 500, help_text=_("The parties read this on the notice."))
    no_violation = forms.BooleanField(
        label=_("There is no offence against public order"), required=False,
        help_text=_("They are told of the court and of people's mediation, too (ZA-03)."),
    )  # fmt: skip
    way = _way()


class EndForm(CaseForm):
    """Why the mediation ends; the parties are told in the same step."""

    reason = forms.ChoiceField(label=_("Why it ends"), choices=EndReason.choices, widget=forms.RadioSelect)
    refused_by = StationChoice(
        lambda: CaseParty.objects.none(), label=_("Which party refuses"), required=False,
        help_text=_("Where a refusal is the reason."),
    )  # fmt: skip
    ended_on = DayField(label=_("Failed on"))
    way = _way()
    text = _words(_("Added to the words of the notice"), 500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties_in("refused_by", _("nobody"))
        self.fields["ended_on"].initial = self.today
        refusing = self.case.parties.filter(removed_at=None, refused_at__isnull=False).first()
        if refusing is not None:
            self.fields["reason"].initial, self.fields["refused_by"].initial = EndReason.REFUSED, refusing.pk


class ToldForm(CaseForm):
    """How the parties were told of what remains."""

    way = _way()
    text = _words(_("Added to the words of the notice"), 500, required=False)


class WhyForm(CaseForm):
    """Why."""

    reason = _words(_("Reason"), 500)


class BareForm(CaseForm):
    """Nothing to fill in."""


class ExtendForm(CaseForm):
    """A longer limit, with the consent of both sides (RT-16)."""

    days = forms.IntegerField(label=_("Calendar days more"), min_value=1, max_value=extending.MOST_DAYS, initial=30)
    reason = _words(_("Reason"), 200)
    both_consent = forms.BooleanField(label=_("Both sides agree to the extension"))


class AppraisalForm(CaseForm):
    """What is appraised, since when, and the day of the result (ZA-12)."""

    appraisal = forms.ChoiceField(label=_("What is appraised"), choices=Appraisal.choices, required=False,
                                  widget=forms.RadioSelect)  # fmt: skip
    appraisal_from = DayField(label=_("Asked for on"), required=False)
    appraised_on = DayField(
        label=_("Result of"),
        required=False,
        help_text=_("Empty while it is outstanding; the three days wait for it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("appraisal", "appraisal_from", "appraised_on"):
            self.fields[name].initial = getattr(self.case, name)


class TransferForm(CaseForm):
    """To whom the case is given, and why."""

    centre = StationChoice(
        lambda: GovCenter.objects.filter(active=True), label=_("Governance centre"), required=False, empty_label="—"
    )
    department = StationChoice(
        lambda: Department.objects.filter(active=True), label=_("Department"), required=False, empty_label="—"
    )
    target = forms.CharField(
        label=_("Court or another body"), max_length=80, required=False, help_text=_("Fill in one of the three.")
    )
    reason = _words(_("Reason"), 300)

    def clean(self):
        """Exactly one body."""
        values = super().clean()
        given = [values.get("centre"), values.get("department"), (values.get("target") or "").strip()]
        if sum(bool(one) for one in given) != 1:
            raise forms.ValidationError(_("Give exactly one body."), code="no_target")
        return values


class ReceiptForm(StationForm):
    """The receipt of a transfer (回执)."""

    receipt_no = forms.CharField(label=_("Number of the receipt"), max_length=60)
    receipt_on = DayField(label=_("Received there on"))

    def __init__(self, *args, transfer: Transfer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receipt_on"].initial = timezone.localdate()


class ReturnForm(StationForm):
    """A transfer sent back."""

    reason = _words(_("Sent back because"), 300)
    returned_on = DayField(label=_("Sent back on"))

    def __init__(self, *args, transfer: Transfer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].initial = timezone.localdate()


class NoteForm(CaseForm):
    """A signed note on an archived case."""

    text = _words(_("Note"), 500)
