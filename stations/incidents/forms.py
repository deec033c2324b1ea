"""Input of the verbs of incidents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Element
from stations.catalogue.words import Grade
from stations.incidents import rules_work
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.property import losses_for
from stations.incidents.reasons import CorrectionReason, LookReason
from stations.incidents.rules import DESK, POLICE_CALLS
from stations.incidents.words import Result, Satisfaction, Source, Unknown
from stations.kit.forms import StationChoice, StationForm, StationMultipleChoice
from stations.organisation.models import Officer
from stations.organisation.rules import post_of
from stations.places.models import Community, Grid

YES_NO = [("", "—"), ("yes", _("yes")), ("no", _("no"))]


def categories(kind: str):
    """Categories in use that fit a kind, as a tree."""
    kinds = POLICE_CALLS if kind in POLICE_CALLS else {kind}
    return Category.objects.filter(active=True, kind__in=kinds).order_by("code")


class TreeChoice(StationChoice):
    """A category by its whole path."""

    def label_from_instance(self, row):
        """All levels, so that typing finds each of them."""
        return row.path


class OfficersChoice(StationMultipleChoice):
    """Officers by number and name."""

    def label_from_instance(self, row):
        """Number and name."""
        return f"{row.user.name} {row.police_no}"


def _words(label, rows: int = 3, **kwargs) -> forms.CharField:
    kwargs.setdefault("max_length", 1000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _moment(label, **kwargs) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


class VerbForm(StationForm):
    """Base: knows the incident and who asks."""

    def __init__(self, *args: Any, incident: Incident, user, **kwargs: Any):
        self.incident, self.user = incident, user
        super().__init__(*args, **kwargs)


class FeedbackForm(VerbForm):
    """Report from the scene (IN-05, IN-06, IN-07)."""

    category = TreeChoice(rows=Category.objects.none, label=_("Final category"))
    result = forms.ChoiceField(label=_("Result"))
    text = _words(_("What was done"))
    violation = forms.ChoiceField(
        label=_("Offence against public order"), choices=YES_NO, required=False,
        help_text=_("Needed when mediated on the spot."),
    )  # fmt: skip
    elements = forms.MultipleChoiceField(
        label=_("Control elements"), required=False, widget=forms.CheckboxSelectMultiple
    )
    camera_reference = forms.CharField(label=_("Number of the body camera recording"), max_length=80, required=False)
    camera_sha256 = forms.CharField(
        label=_("Fingerprint of the recording (SHA-256)"), max_length=64, required=False,
        help_text=_("As the recording station shows it; the video itself stays there."),
    )  # fmt: skip

    # Known at the recording station, not on the street.
    folded, fold_label = ("camera_reference", "camera_sha256"), _("Body camera recording")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories(self.incident.kind)
        self.fields["result"].choices = [("", "—"), *rules_work.results_of(self.incident.kind)]
        self.fields["elements"].choices = list(Element.objects.filter(active=True).values_list("code", "name"))
        if not self.fields["elements"].choices:
            del self.fields["elements"]
        self.initial.setdefault("category", self.incident.category_id)

    def clean_violation(self):
        """Yes, no, or not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data["violation"])

    def clean(self):
        """What the rules refuse, said at its field."""
        values = super().clean()
        if not self.errors:
            asked = {name: values[name] for name in ("category", "result", "violation")}
            mark = values["camera_sha256"].strip().lower()
            answer = rules_work.may_report(self.incident, **asked, camera_sha256=mark)
            fields = {"violation_missing": "violation", "fingerprint": "camera_sha256", "other_result": "result"}
            if not answer:
                self.add_error(fields.get(answer.code, "category"), answer.reason)
        return values


class ResultForm(VerbForm):
    """A result with its words."""

    result = forms.ChoiceField(label=_("Result"))
    text = _words(_("Outcome"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = rules_work.results_of(self.incident.kind)


class RectifyForm(ResultForm):
    """A hazard was removed."""

    fixer = StationChoice(
        rows=lambda: Officer.objects.serving().select_related("user"), label=_("Removed by"), required=False,
        empty_label=_("myself"),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("result", Result.REMOVED)
        if post_of(self.user) not in DESK:
            del self.fields["fixer"]

    def clean_fixer(self):
        """The account behind the profile."""
        officer = self.cleaned_data["fixer"]
        return officer.user if officer else None


class GiveUpForm(ResultForm):
    """Nobody came, or it was not found."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [
            pair for pair in rules_work.results_of(self.incident.kind) if pair[0] != Result.RETURNED
        ]


class ReasonForm(VerbForm):
    """Why it is set aside."""

    text = _words(_("Reason"))


class StrikeForm(VerbForm):
    """Why an entry is struck."""

    reason = _words(_("Why is the entry wrong?"), rows=2, max_length=200)


class AssignForm(VerbForm):
    """To whom, until when."""

    officers = OfficersChoice(
        rows=lambda: Officer.objects.serving().select_related("user").order_by("user__pinyin"), label=_("Officers"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )  # fmt: skip
    due_at = _moment(_("Due"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("officers", sorted(self.incident.handler_ids))
        self.initial.setdefault("due_at", self.incident.due_at)


class FollowUpForm(VerbForm):
    """What the follow-up call heard (IN-11)."""

    satisfaction = forms.ChoiceField(label=_("Satisfaction"), choices=Satisfaction.choices, widget=forms.RadioSelect)


class PromiseForm(VerbForm):
    """When the reporter will be called back."""

    call_back_at = _moment(_("Call back at"))


def by_number(text: str) -> Incident | None:
    """An incident by the number people say: ``2026-000012`` or ``12`` of this year."""
    year, dash, serial = text.strip().rpartition("-")
    year = year or str(timezone.localdate().year)
    if not (year.isdecimal() and serial.isdecimal() and len(year) == 4 and len(serial) <= 9):
        return None
    return Incident.objects.filter(year=int(year), serial=int(serial)).first()


class NumberTyped(forms.TextInput):
    """A number that is typed, or else that of the button of a suggestion, which stands before it in the form."""

    def value_from_datadict(self, data, files, name):
        """The last value that is not empty: Enter in the field presses the first button, too."""
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return next((value for value in reversed(values) if value.strip()), "")


class NumberForm(VerbForm):
    """Another incident by its number."""

    number = forms.CharField(label=_("Number of the main report"), max_length=20, widget=NumberTyped)
    becomes = "main"

    def clean(self):
        """The incident behind the number."""
        values = super().clean()
        number = values.pop("number", "")
        if number:
            values[self.becomes] = by_number(number)
            if values[self.becomes] is None:
                self.add_error("number", _("There is no incident with this number."))
        return values


class LinkForm(NumberForm):
    """The main report (IN-03)."""


class MatchForm(NumberForm):
    """The loss a found thing belongs to: one of those suggested, or by its number."""

    loss = forms.TypedChoiceField(
        label=_("Open losses that may fit"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    number = forms.CharField(label=_("or by its number"), max_length=20, required=False)
    becomes, field_order = "loss_by_number", ("loss", "number")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggested = list(losses_for(self.incident))
        self.fields["loss"].choices = [
            (
                row.pk,
                f"{row.number} {row.category} {row.summary[:60]} ({timezone.localtime(row.reported_at):%Y-%m-%d})",
            )
            for row in self.suggested
        ]
        if not self.suggested:
            del self.fields["loss"]

    def clean(self):
        """The chosen loss; a number goes before a suggestion."""
        values = super().clean()
        named, chosen = values.pop("loss_by_number", None), values.pop("loss", None)
        values["loss"] = named or next((row for row in self.suggested if row.pk == chosen), None)
        if values["loss"] is None and not self.errors:
            self.add_error("number", _("Choose a loss or enter its number."))
        return values


class HandBackForm(VerbForm):
    """Who received the property."""

    receiver = forms.CharField(
        label=_("Received by"), max_length=60, required=False,
        help_text=_("Not needed when the signed receipt is attached."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    text = _words(_("Remark"), rows=2, required=False)


class CorrectForm(VerbForm):
    """Fields of an entry, and why they are put right."""

    place = forms.CharField(label=_("Place"), max_length=160)
    summary = _words(_("What happened"))
    category = TreeChoice(rows=Category.objects.none, label=_("Category"))
    grade = forms.TypedChoiceField(label=_("Grade"), choices=Grade.choices, coerce=int)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    community = StationChoice(rows=Community.objects.all, label=_("Community"), required=False)
    grid = StationChoice(rows=Grid.objects.all, label=_("Grid"), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    injuries = forms.ChoiceField(label=_("Injured"), choices=[("", "—"), *Unknown.choices], required=False)
    weapons = forms.ChoiceField(label=_("Weapons"), choices=[("", "—"), *Unknown.choices], required=False)
    confidential = forms.BooleanField(label=_("The reporter asks for confidentiality"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=CorrectionReason.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories(self.incident.kind) | Category.objects.filter(
            pk=self.incident.category_id
        )
        for name in self.fields:
            if name != "reason":
                self.initial.setdefault(name, getattr(self.incident, name))


class SettingsForm(StationForm):
    """Numbers of the inbox."""

    nearby_metres = forms.IntegerField(label=_("Same report within (m)"), min_value=10, max_value=2000)
    nearby_minutes = forms.IntegerField(label=_("Same report within (min)"), min_value=5, max_value=1440)
    repeats = forms.IntegerField(label=_("Looked into after so many reports"), min_value=2, max_value=50)
    repeat_days = forms.IntegerField(label=_("Counted within (days)"), min_value=1, max_value=366)
    follow_up_percent = forms.IntegerField(
        label=_("Followed up (%)"), min_value=10, max_value=100, help_text=_("At least one in ten (IN-11).")
    )
    reopen_days = forms.IntegerField(label=_("Can be opened again within (days)"), min_value=1, max_value=366)
    export_rows = forms.IntegerField(label=_("Rows of an export at most"), min_value=100, max_value=50_000)


class PersonForm(StationForm):
    """One person of an incident; every field may stay empty but one."""

    part = forms.ChoiceField(label=_("Part"), choices=Party.Part.choices, initial=Party.Part.PARTY)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    id_number = forms.CharField(label=_("ID number"), max_length=30, required=False)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)


class PersonCorrectForm(PersonForm):
    """A person put right, and why."""

    reason = forms.ChoiceField(label=_("Reason"), choices=CorrectionReason.choices)


class LookForm(forms.Form):
    """Why a person is looked at (SE-24)."""

    reason = forms.ChoiceField(label=_("What for"), choices=LookReason.choices)


class PersonSearchForm(StationForm):
    """A person to search incidents by; at least one of the three, and why."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    id_number = forms.CharField(label=_("ID number"), max_length=30, required=False)
    reason = forms.ChoiceField(label=_("What for"), choices=[("", "—"), *LookReason.choices])


class AttachForm(forms.Form):
    """A file and what it shows; a phone offers its camera."""

    file = forms.FileField(
        label=_("File"), help_text=_("Photo, recording, PDF, Word or Excel; at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,audio/*,.pdf,.docx,.xlsx"}),
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Shows"), choices=Attachment.Stage.choices)
