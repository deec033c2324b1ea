"""Input of agreements: text, instalments, signatures, proofs, the court's word."""

import uuid

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from mediation.agreements import rules
from mediation.agreements.library import priced
from mediation.agreements.models import Agreement, ClauseTemplate
from mediation.agreements.words import (
    CourtChoice,
    Dismissal,
    Kind,
    Material,
    PayWay,
    Role,
    SignWay,
    Unfit,
)
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import PartyKind
from mediation.network.words import Cause
from stations.kit import masks
from stations.kit.forms import DayField, StationForm

PAPER = "image/*,.pdf"
SPARE_ROWS = 3


def words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


def masked(party: CaseParty) -> str:
    """A party as a choice shows it (SE-24)."""
    name = party.name if party.kind == PartyKind.UNIT else masks.name(party.name)
    return f"{party.get_side_display()} · {name}"


class AgreementForm(StationForm):
    """The text of an agreement (RT-10, ZA-15); it may be incomplete until it is signed."""

    kind = forms.ChoiceField(label=_("Form of the agreement"), choices=Kind.choices)
    made_on = DayField(label=_("Agreed on"))
    place = forms.CharField(label=_("Place of the mediation"), max_length=160, required=False)
    host = forms.CharField(label=_("Who presided"), max_length=80, required=False)
    present = forms.CharField(label=_("Other persons present"), max_length=300, required=False)
    facts = words(_("Main facts"), 2000, 4, required=False)
    issues = words(_("Points at issue"), 1000, 2, required=False)
    responsibility = words(_("Each side's responsibility"), 1000, 2, required=False)
    circumstances = words(_("Cause, course and circumstances"), 2000, 4, required=False)
    clauses = words(
        _("Clauses, one a line"), 8000, 8, required=False,
        help_text=_("Plain standard Chinese; from the station's library, to be adapted. {金额} becomes the amount "
                    "below."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Amount (yuan)"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("The paper shows it in figures and in capital characters (大写)."),
    )  # fmt: skip
    instant = forms.BooleanField(label=_("Performed at once, on the day of the agreement"), required=False)
    electronic = forms.BooleanField(label=_("The parties agree to sign electronically"), required=False)
    recording = forms.CharField(label=_("Recording of the signing (number)"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = rules.KINDS.get(case.track, ())
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        drop = ("issues", "responsibility") if case.is_police else ("circumstances", "host", "present", "recording")
        if not rules.electronic_answer(case):
            drop += ("electronic",)
        for name in drop:
            self.fields.pop(name, None)
        self.fields["client_key"].initial = uuid.uuid4

    def clean_clauses(self) -> list[str]:
        """One clause a line."""
        return [line.strip() for line in self.cleaned_data["clauses"].splitlines() if line.strip()]

    def clean_amount(self):
        """No money is no amount."""
        return self.cleaned_data["amount"] or None

    def clean(self):
        """The amount stands in the clauses as it is typed below them, in figures and 大写 (DT-07)."""
        found = super().clean()
        found["clauses"] = [priced(text, found.get("amount")) for text in found.get("clauses", [])]
        return found


class TermForm(forms.Form):
    """One instalment: who, to whom, how much or what, until when, in which way; an empty row is left out."""

    debtor = forms.ChoiceField(label=_("Who performs"), required=False)
    creditor = forms.ChoiceField(label=_("To whom"), required=False)
    amount = forms.DecimalField(
        label=_("Amount (yuan)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    act = forms.CharField(label=_("or what is done"), max_length=200, required=False)
    due_on = DayField(label=_("Until"), required=False)
    way = forms.ChoiceField(label=_("Way"), choices=[("", "—"), *PayWay.choices], required=False)

    def __init__(self, *args, parties=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        choices = [("", "—"), *[(pk, masked(party)) for pk, party in self.parties.items()]]
        self.fields["debtor"].choices = self.fields["creditor"].choices = choices

    def clean(self):
        """A row with money or an act says who, when and how."""
        found = super().clean()
        if not (found.get("amount") or found.get("act")):
            return found
        for name in ("debtor", "due_on", "way"):
            if not found.get(name):
                self.add_error(name, _("This field is required."))
        return found

    @property
    def term(self) -> dict | None:
        """The instalment as the action takes it, or None for an empty row."""
        found = dict(self.cleaned_data)
        if not (found.get("amount") or found.get("act")):
            return None
        for name in ("debtor", "creditor"):
            found[name] = self.parties.get(found[name])
        return found


def term_forms(data, *, parties, initial=()):
    """The rows of the schedule: those there are and some spare ones."""
    made = formset_factory(TermForm, extra=SPARE_ROWS, max_num=rules.MOST_INSTALMENTS, absolute_max=80)
    return made(data, prefix="terms", initial=list(initial), form_kwargs={"parties": parties})


class SignForm(StationForm):
    """Signatures and seals that are still missing; what is signed at one table is entered at once."""

    who = forms.MultipleChoiceField(
        label=_("Who has signed"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever signs on another day or in another way is entered afterwards."),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How"), choices=SignWay.choices, initial=SignWay.INK)
    on = DayField(label=_("On"))
    by_agent = forms.BooleanField(label=_("Signed by the agent or guardian"), required=False)

    def __init__(self, *args, needed, parties, agreement: Agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {party.pk: party for party in parties}
        self.fields["who"].choices = [
            (f"{role}:{pk or ''}", masked(self.parties[pk]) if pk else Role(role).label) for role, pk in needed
        ]
        self.fields["who"].initial = [code for code, _label in self.fields["who"].choices]
        if not agreement.electronic:
            self.fields["way"].choices = [row for row in SignWay.choices if row[0] != SignWay.ELECTRONIC]

    def clean_who(self) -> list[tuple[str, CaseParty | None]]:
        """Role and party apart, as the action takes them."""
        chosen = [code.partition(":") for code in self.cleaned_data["who"]]
        return [(role, self.parties[int(pk)] if pk else None) for role, _colon, pk in chosen]


class ReasonForm(StationForm):
    """Why."""

    reason = words(_("Reason"), 200, 2)


class ScanForm(StationForm):
    """A scan or photo of a paper."""

    file = forms.FileField(label=_("Scan or photo"), widget=forms.ClearableFileInput(attrs={"accept": PAPER}))

    def clean(self):
        """Name and bytes, as the action takes them."""
        found = super().clean()
        file = found.pop("file", None)
        if file is not None:
            found["name"], found["content"] = file.name, file.read()
        return found


class ProofForm(ScanForm):
    """A proof of performance: receipt, transfer slip, photo."""

    done_on = DayField(label=_("Performed on"))


class SayForm(StationForm):
    """Which party says that it was performed."""

    debtor = forms.BooleanField(label=_("Who had to perform confirms it"), required=False)
    creditor = forms.BooleanField(label=_("Who received it confirms it"), required=False)
    done_on = DayField(label=_("Performed on"), required=False)


class ConfirmForm(StationForm):
    """Taken as performed."""

    done_on = DayField(label=_("Performed on"), required=False)


class ApplyForm(StationForm):
    """The joint application for judicial confirmation (SF-01 … SF-04)."""

    applied_on = DayField(label=_("Both parties applied on"))
    court = forms.CharField(label=_("Court"), max_length=80)
    court_choice = forms.ChoiceField(label=_("Competent as the court (SF-02)"), choices=CourtChoice.choices)
    unfit = forms.MultipleChoiceField(
        label=_("Does any of this apply? (SF-04)"), choices=Unfit.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Any one of these and the court does not accept it."),
    )  # fmt: skip
    property_right = forms.BooleanField(label=_("Property rights are concerned"), required=False)
    materials = forms.MultipleChoiceField(
        label=_("Materials at hand (SF-03)"), choices=Material.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class CourtForm(StationForm):
    """What the court said."""

    on = DayField(label=_("Day of the court's paper"))
    ruling_no = forms.CharField(label=_("Number of the court's paper"), max_length=60, required=False)
    dismissal = forms.ChoiceField(label=_("Dismissed because (SF-05)"), choices=Dismissal.choices)
    note = words(_("Note"), 200, 2, required=False)
    file = forms.FileField(label=_("The court's paper"), required=False)

    def __init__(self, *args, verb: str, **kwargs):
        super().__init__(*args, **kwargs)
        if verb != "dismissed":
            self.fields.pop("dismissal")
        if verb == "refused":
            self.fields["note"].required = True
            self.fields["note"].label = _("Not accepted because (SF-04)")

    def clean(self):
        """Name and bytes of the paper, if there is one."""
        found = super().clean()
        file = found.pop("file", None)
        found["name"], found["content"] = (file.name, file.read()) if file else ("", b"")
        return found


class HjApplyForm(ScanForm):
    """HJ-04: the written application of both parties."""

    applied_on = DayField(label=_("Both parties applied on"))


class HjDecideForm(StationForm):
    """HJ-05: the answer of the police."""

    approved = forms.TypedChoiceField(
        label=_("Answer of the police"), choices=[("1", _("approved (认可)")), ("0", _("not approved"))],
        coerce=lambda value: value == "1",
    )  # fmt: skip
    decided_on = DayField(label=_("Decided on"))
    reason = words(_("Reason, where not approved"), 200, 2, required=False)


class ClauseForm(StationForm):
    """A clause of the library."""

    cause = forms.ChoiceField(label=_("Cause"), choices=[("", _("every cause")), *Cause.choices], required=False)
    title = forms.CharField(label=_("Title"), max_length=40)
    text = words(
        _("Text"), 600, 4, help_text=_("{甲方}, {乙方} and {金额} are filled in when an agreement is written.")
    )
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args, clause: ClauseTemplate | None = None, **kwargs):
        if clause is not None:
            names = ("cause", "title", "text", "order", "active")
            kwargs["initial"] = {name: getattr(clause, name) for name in names}
        super().__init__(*args, **kwargs)
