"""Input of registering and editing cases."""

import uuid

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import CasePaper
from mediation.cases.words import Line, PaperKind, PartyKind, PublicRole, Risk, Side, Source
from mediation.network.words import Cause
from stations.incidents.reasons import LookReason
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.places.models import Community, Grid

SEXES = [("", "—"), ("男", _("male")), ("女", _("female"))]
# An incident registers itself by its own page; what comes from a sweep, by detection.
SOURCES = [choice for choice in Source.choices if choice[0] not in {Source.INCIDENT, Source.SWEEP}]


def words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


class AreaField(forms.ChoiceField):
    """A grid, or a community where the grid is not known: one control for both."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("", _("from the place"))], required=False, **kwargs)

    def fill(self) -> None:
        """Offer the communities with their grids; two queries."""
        communities = list(Community.objects.order_by("code").only("name", "station"))
        grids = list(Grid.objects.order_by("code").only("name", "community", "station"))
        self.rows = {f"c{row.pk}": row for row in communities} | {f"g{row.pk}": row for row in grids}
        self.choices = [("", _("from the place"))] + [
            (row.name, [(f"c{row.pk}", row.name), *[(f"g{g.pk}", g.name) for g in grids if g.community_id == row.pk]])
            for row in communities
        ]

    def clean(self, value):
        """The community or grid itself, or None."""
        return self.rows.get(super().clean(value))

    @staticmethod
    def key_of(case) -> str:
        """The choice of a row that has a grid or a community."""
        if case.grid_id:
            return f"g{case.grid_id}"
        return f"c{case.community_id}" if case.community_id else ""


class PlacedForm(StationForm):
    """What a dispute is about and where: common to registering and editing."""

    summary = words(_("What it is about"), 1000)
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", _("not known yet")), *Cause.choices], required=False)
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    area = AreaField(label=_("Community or grid"))
    amount = forms.DecimalField(
        label=_("Amount in dispute (yuan)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    risk = forms.ChoiceField(label=_("Risk"), choices=Risk.choices, initial=Risk.NORMAL)
    domestic_violence = forms.BooleanField(label=_("It is domestic violence"), required=False)
    other_side_unknown = forms.BooleanField(label=_("The other side is not known yet"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].fill()
        self.fields["place"].widget.attrs["data-suggest"] = reverse("spots-find")
        self.fields["summary"].widget.attrs["autofocus"] = True

    def placed(self) -> dict:
        """The facts as keywords of the actions."""
        values = dict(self.cleaned_data)
        area = values.pop("area")
        values["grid"] = area if isinstance(area, Grid) else None
        values["community"] = area if isinstance(area, Community) else None
        return values


class RegisterForm(PlacedForm):
    """A dispute in a minute: what, where, who against whom."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("Source"), choices=SOURCES, initial=Source.APPLICATION)
    a_name = forms.CharField(label=_("Name"), max_length=80)
    a_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    a_unit = forms.BooleanField(label=_("It is a unit"), required=False)
    b_name = forms.CharField(label=_("Name"), max_length=80, required=False)
    b_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    b_unit = forms.BooleanField(label=_("It is a unit"), required=False)
    go_on = forms.BooleanField(label=_("Give it to triage at once"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid.uuid4())
        for name in ("a_phone", "b_phone"):
            self.fields[name].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}

    def side(self, letter: str, side: str) -> list[dict]:
        """The party typed for one side, or nothing."""
        name = self.cleaned_data[f"{letter}_name"]
        if not name:
            return []
        kind = PartyKind.UNIT if self.cleaned_data[f"{letter}_unit"] else PartyKind.PERSON
        return [{"side": side, "kind": kind, "name": name, "phone": self.cleaned_data[f"{letter}_phone"]}]

    def values(self) -> dict:
        """Keywords of :func:`registering.register`."""
        parties = self.side("a", Side.A) + self.side("b", Side.B)
        own = {f"{letter}_{name}" for letter in "ab" for name in ("name", "phone", "unit")} | {"go_on"}
        values = {name: value for name, value in self.placed().items() if name not in own}
        if any(party["side"] == Side.B for party in parties):
            # Whoever names the other side knows it; the mark came with the form.
            values["other_side_unknown"] = False
        return values | {"parties": parties}


class IncidentForm(RegisterForm):
    """The same from an incident: its people are taken over, each to a side, without being shown."""

    LEFT_OUT = ""

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["source"]
        self.fields["a_name"].required = False
        self.people = list(people)
        sides = [*Side.choices, (self.LEFT_OUT, _("leave out"))]
        for number, person in enumerate(self.people):
            self.fields[f"person_{person.party.pk}"] = forms.ChoiceField(
                label=f"{person.part} {person.name} {person.phone}".strip(), choices=sides, required=False,
                initial=Side.A if number == 0 else Side.B,
            )  # fmt: skip

    def person_fields(self):
        """The fields of the people, for the page."""
        return [self[f"person_{person.party.pk}"] for person in self.people]

    def taken(self) -> list[tuple]:
        """(person of the incident, side) of everybody who is taken over."""
        chosen = [(person.party, self.cleaned_data.get(f"person_{person.party.pk}")) for person in self.people]
        return [(party, side) for party, side in chosen if side]

    def values(self) -> dict:
        """Without the choices of sides."""
        return {name: value for name, value in super().values().items() if not name.startswith("person_")}


class VersionForm(StationForm):
    """Base of edits: they name the version of the case that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FactsForm(PlacedForm, VersionForm):
    """Facts put right."""

    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    public_hearing = forms.BooleanField(
        label=_("Public hearing"), required=False,
        help_text=_("The parties choose; public order mediation is public unless there is a ground (ZA-06)."),
    )  # fmt: skip

    field_order = ["summary", "cause", "source", "place", "area", "amount", "risk"]

    @staticmethod
    def initial_of(case: Case) -> dict:
        """What is saved now."""
        names = ("summary", "cause", "source", "place", "amount", "risk", "domestic_violence", "other_side_unknown",
                 "public_hearing", "version")  # fmt: skip
        return {name: getattr(case, name) for name in names} | {"area": AreaField.key_of(case)}


def _text(column: str, **kwargs) -> forms.CharField:
    """A line of text as long as its column."""
    field = CaseParty._meta.get_field(column)
    return forms.CharField(label=field.verbose_name, max_length=field.max_length or 160, required=False, **kwargs)


class PartyForm(VersionForm):
    """A party's block (DT-06), guardian (ZA-07) and agent (ZA-08)."""

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, widget=forms.RadioSelect, initial=Side.A)
    kind = forms.ChoiceField(
        label=_("Person or unit"), choices=PartyKind.choices, widget=forms.RadioSelect, initial=PartyKind.PERSON
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    id_number = forms.CharField(
        label=_("ID number or credit code"), max_length=30, required=False,
        help_text=_("The check digit is tested; day of birth and sex follow from an ID number."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    born_on = DayField(label=_("Born on"), required=False)
    nation = _text("nation")
    occupation = _text("occupation")
    address = forms.CharField(label=_("Unit or address"), max_length=160, required=False)
    language = _text("language", help_text=_("If not standard Chinese: dialect or language."))
    representative = _text("representative", help_text=_("Of a unit: who speaks for it."))
    public_role = forms.ChoiceField(
        label=_("Part in the public order case"), choices=PublicRole.choices, required=False,
        help_text=_("Assess self-defence first; nobody is labelled by itself (ZA-30)."),
    )  # fmt: skip
    guardian_name = _text("guardian_name")
    guardian_phone = forms.CharField(label=_("Guardian's phone"), max_length=30, required=False)
    guardian_notified = forms.BooleanField(label=_("The guardian has been told to attend"), required=False)
    self_supporting = forms.BooleanField(label=_("16 or older and lives on own labour"), required=False)
    guardian_waived = forms.BooleanField(label=_("Agrees not to tell the guardian"), required=False)
    agent_name = _text("agent_name", help_text=_("Only of the injured party; the suspect may send none (ZA-08)."))
    agent_scope = _text("agent_scope")

    GROUPS = (
        (_("Who"), ("side", "kind", "name", "id_number", "phone", "sex", "born_on", "nation", "occupation", "address",
                    "language", "representative", "public_role")),
        (_("Minor: guardian (ZA-07)"), ("guardian_name", "guardian_phone", "guardian_notified", "self_supporting",
                                        "guardian_waived")),
        (_("Agent (ZA-08)"), ("agent_name", "agent_scope")),
    )  # fmt: skip

    def groups(self):
        """(heading, fields) for the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    @classmethod
    def initial_of(cls, party: CaseParty, version: int) -> dict:
        """What is saved now."""
        stamped = {"version", "guardian_notified"}
        values = {name: getattr(party, name) for name in cls.base_fields if name not in stamped}
        return values | {"version": version, "guardian_notified": party.guardian_notified_at is not None}


class LookForm(StationForm):
    """What a party's details are needed for (SE-24)."""

    REASONS = [
        (LookReason.HANDLING, _("handling this case")), (LookReason.CALL_BACK, _("calling or inviting the party")),
        (LookReason.CHECK, LookReason.CHECK.label), (LookReason.INQUIRY, LookReason.INQUIRY.label),
    ]  # fmt: skip
    reason = forms.ChoiceField(label=_("Needed for"), choices=REASONS)


class LineForm(VersionForm):
    """One line of a side's account."""

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("About"), choices=Line.choices, widget=forms.RadioSelect, initial=Line.FACT)
    text = words(_("Words"), 500)
    amount = forms.DecimalField(
        label=_("Amount (yuan)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    on = DayField(label=_("Day"), required=False)
    paper = StationChoice(CasePaper.objects.none, label=_("Photo or paper"), required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = CasePaper.objects.filter(case=case, struck_at=None).select_related("file")
        self.fields["paper"].label_from_instance = lambda row: (
            f"{row.get_kind_display()} · {row.title or row.file.name}"
        )

    @staticmethod
    def initial_of(line, version: int) -> dict:
        """What is saved now."""
        names = ("side", "about", "text", "amount", "on")
        return {name: getattr(line, name) for name in names} | {"paper": line.paper_id, "version": version}


class PaperForm(StationForm):
    """A scan, photo or recording."""

    kind = forms.ChoiceField(label=_("Paper"), choices=PaperKind.choices, initial=PaperKind.EVIDENCE)
    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    party = StationChoice(CaseParty.objects.none, label=_("Of the party"), required=False)
    file = forms.FileField(label=_("File"), help_text=_("Photo, PDF, Word, Excel or recording, up to 20 MB."))

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = CaseParty.objects.filter(case=case, removed_at=None)


class StrikeForm(StationForm):
    """Why a paper is struck."""

    reason = words(_("Reason"), 200, rows=2)


class SealForm(StationForm):
    """Why a case is sealed, or its seal lifted."""

    reason = words(_("Reason"), 500, help_text=_("Kept with the case as a signed note."))
