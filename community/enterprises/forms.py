"""Forms of enterprises, buildings, liaison officers, check lists, tips; that of a visit is in ``forms_visit``."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises import readings
from community.enterprises.check_lists import Line
from community.enterprises.models import EnterpriseSettings
from community.enterprises.words import (
    AnswerKind,
    BuildingKind,
    Department,
    Grade,
    LookReason,
    Part,
    Subject,
)
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.imports.fields import PhoneField
from stations.kit.forms import DayField, FilesField, ManyFiles, StationChoice, StationForm
from stations.kit.identity import is_credit_code, normal
from stations.places.models import IndustryOfficer
from stations.places.readings import named_communities

NONE = _("(none)")


def _text(label, longest: int, *, required: bool = False, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, **kwargs)


def _words(label, longest: int = 300, *, required: bool = False, rows: int = 3, **kwargs) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **kwargs)


def _degrees(label, low: int, high: int) -> forms.FloatField:
    return forms.FloatField(
        label=label, required=False, min_value=low, max_value=high, help_text="WGS-84",
        widget=forms.NumberInput(attrs={"step": "0.000001", "inputmode": "decimal"}),
    )  # fmt: skip


class EnterpriseForm(StationForm):
    """Facts of an enterprise; nothing about its customers is asked."""

    name = _text(pgettext_lazy("enterprise", "Name"), 80, required=True)
    short_name = _text(_("Short name"), 40)
    kind = StationChoice(readings.kinds, label=_("Kind of enterprise"))
    building = StationChoice(readings.buildings, label=_("Building"), required=False, empty_label=NONE)
    floor = _text(_("Floor"), 8)
    unit = _text(pgettext_lazy("enterprise", "Unit"), 20)
    address = _text(_("Address"), 120, help_text=_("Needed where it is in no building of the list."))
    community = StationChoice(named_communities, label=_("Community"), required=False, empty_label=NONE)
    cluster = StationChoice(readings.clusters, label=_("Cluster"), required=False, empty_label=NONE)
    lat = _degrees(_("Latitude"), 3, 54)
    lng = _degrees(_("Longitude"), 73, 136)
    credit_code = _text(_("Unified social credit code"), 30)
    scope = _text(_("Business scope"), 200)
    opening = _text(pgettext_lazy("enterprise", "Opening hours"), 60)
    staff = forms.IntegerField(label=_("Number of staff"), required=False, min_value=0, max_value=100000)
    fire_note = _words(_("Fire safety notes"), rows=2)
    fraud_note = _words(_("Anti-fraud notes"), rows=2)
    moved_in_on = DayField(label=_("Moved in on"))

    def clean_credit_code(self) -> str:
        """With its check character, or empty."""
        text = normal(self.cleaned_data["credit_code"])
        if text and not is_credit_code(text):
            raise forms.ValidationError(_("This is not a valid unified social credit code."), "bad_credit_code")
        return text


class MoveOutForm(forms.Form):
    """The day on which it moved out."""

    on = DayField(label=_("Moved out on"))


class ContactForm(forms.Form):
    """A contact; an empty number leaves the one that is kept."""

    part = forms.ChoiceField(label=_("As"), choices=Part.choices)
    name = _text(_("Name"), 60, required=True)
    phone = PhoneField()


class LookForm(forms.Form):
    """Why the contacts are needed in full."""

    reason = forms.ChoiceField(label=_("Reason"), choices=LookReason.choices)


class BuildingForm(StationForm):
    """A building."""

    name = _text(pgettext_lazy("enterprise", "Name"), 60, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=BuildingKind.choices)
    address = _text(_("Address"), 120)
    floors = forms.IntegerField(label=_("Floors above ground"), min_value=1, max_value=200, initial=1)
    basements = forms.IntegerField(label=_("Floors below ground"), min_value=0, max_value=20, initial=0)
    lat = _degrees(_("Latitude"), 3, 54)
    lng = _degrees(_("Longitude"), 73, 136)
    community = StationChoice(
        named_communities, label=_("Community"), required=False, empty_label=NONE,
        help_text=_("Found from the point where there is one."),
    )  # fmt: skip
    cluster = StationChoice(readings.clusters, label=_("Cluster"), required=False, empty_label=NONE)
    keeper = _text(_("Property management contact"), 60)
    keeper_phone = PhoneField(label=_("Phone of the property management"))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class LiaisonForm(StationForm):
    """Who is liaison officer from when; nobody leaves it to the wider assignment."""

    officer = StationChoice(
        lambda: readings.liaison_officers(timezone.localdate()), required=False,
        label=pgettext_lazy("enterprise", "Liaison officer"), empty_label=_("(nobody of its own)"),
    )  # fmt: skip
    start = DayField(label=_("From"))


class ClusterForm(forms.Form):
    """A cluster."""

    name = _text(pgettext_lazy("enterprise", "Name"), 40, required=True)
    note = _text(_("Note"), 200)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class KindForm(forms.Form):
    """A kind of enterprise."""

    code = forms.RegexField(r"^[a-z0-9_-]+$", label=_("Code"), max_length=20)
    name = _text(pgettext_lazy("enterprise", "Name"), 30, required=True)
    regulated = forms.BooleanField(label=_("Regulated: it is inspected"), required=False)
    industry = forms.ChoiceField(
        label=_("Trade officer of"), choices=[("", NONE), *IndustryOfficer.Industry.choices], required=False
    )
    interval_days = forms.IntegerField(
        label=_("Visited every (days)"), required=False, min_value=1, max_value=999,
        help_text=_("Empty: visited when there is a reason."),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class SettingsForm(StationForm):
    """The numbers of the room."""

    first_visit_days = forms.IntegerField(label=_("First visit within (days)"), min_value=1, max_value=60)
    working_days = forms.BooleanField(label=_("Count working days only"), required=False)
    first_visits_a_day = forms.IntegerField(
        label=_("First visits an officer and working day, after an import"), min_value=1, max_value=200
    )
    escalate_days = forms.IntegerField(
        label=_("The team leader is told when overdue for (days)"), min_value=0, max_value=30
    )
    unvisited_days = forms.IntegerField(label=_("Not visited for long: after (days)"), min_value=1, max_value=999)
    days_minor = forms.IntegerField(label=_("To put right a minor finding (days)"), min_value=1, max_value=365)
    days_serious = forms.IntegerField(label=_("To put right a serious finding (days)"), min_value=1, max_value=365)
    days_major = forms.IntegerField(label=_("To put right a major finding (days)"), min_value=1, max_value=365)
    command_from = forms.TypedChoiceField(
        label=_("Straight to the command room from"), choices=Grade.choices, coerce=int
    )
    category = StationChoice(
        lambda: Category.objects.filter(kind=Kind.HAZARD, active=True), label=_("Category of the incident"),
        required=False, empty_label=NONE,
    )  # fmt: skip
    contact_days = forms.IntegerField(
        label=_("Contacts are deleted after moving out for (days)"), min_value=1, max_value=3650
    )

    @staticmethod
    def of(row: EnterpriseSettings) -> dict:
        """Initial values."""
        return {name: getattr(row, name) for name in SettingsForm.base_fields}


# Findings


class PhotosField(FilesField):
    """The bytes of several photos, from camera or album."""

    def __init__(self, **kwargs):
        camera = ManyFiles(attrs={"accept": "image/*"})
        super().__init__(**{"label": _("Photos"), "required": False, "widget": camera} | kwargs)

    def clean(self, data, initial=None) -> list[bytes]:
        """The bytes, in order."""
        return [upload.read() for upload in super().clean(data, initial)]


class FindForm(forms.Form):
    """Something not in order."""

    what = _words(_("What is not in order"), required=True)
    grade = forms.TypedChoiceField(label=_("Grade"), choices=Grade.choices, coerce=int)
    told = forms.BooleanField(label=_("Told somebody in charge on the spot"), required=False)
    photos = PhotosField()


class WordsForm(forms.Form):
    """Words, if there are any."""

    words = _words(_("Note"))


class NeededForm(forms.Form):
    """Words that must be there."""

    words = _words(_("What was said or seen"), required=True)


class TellForm(forms.Form):
    """By when it is to be put right."""

    due_on = DayField(label=_("To be put right by"))
    words = _words(_("Note"))


class RejectForm(forms.Form):
    """What is not right yet, and the new deadline."""

    words = _words(_("What is not right yet"), required=True)
    due_on = DayField(label=_("To be put right by"), required=False)


class SeenForm(forms.Form):
    """Words and photos of how it is now."""

    words = _words(_("What was said or seen"))
    photos = PhotosField(label=_("Photos of how it is now"))


class HandOverForm(forms.Form):
    """To which department, with what words."""

    department = forms.ChoiceField(label=_("Department"), choices=Department.choices)
    words = _words(_("What the department is told"), required=True)
    reference = _text(_("Reference number"), 40)
    due_on = DayField(label=_("Answer expected by"), required=False)


class StrikeForm(forms.Form):
    """Why a visit is struck."""

    reason = _text(_("Why it is struck"), 120, required=True)


# Check lists and tips

_GRADES = {"一般": Grade.MINOR, "较大": Grade.SERIOUS, "重大": Grade.MAJOR}
_ANSWERS = {"数字": AnswerKind.NUMBER, "文字": AnswerKind.TEXT}
KNOWN = {*_GRADES, *_ANSWERS, "选填"}
_MARK = re.compile(r"[［\[](?P<mark>[^\]］]*)[\]］]\s*$")


class CheckListForm(StationForm):
    """A check list, one item a line; marks in square brackets at the end of a line say what kind it is."""

    name = _text(pgettext_lazy("enterprise", "Name"), 40, required=True)
    kind = StationChoice(readings.kinds, label=_("Kind of enterprise"), required=False, empty_label=_("(all kinds)"))
    items = forms.CharField(
        label=_("Items, one a line"), widget=forms.Textarea(attrs={"rows": 14}), max_length=12000,
        help_text=_(
            "Every line is answered by yes, no, not applicable. At the end of a line: [一般], [较大] or [重大] opens "
            "a finding of that grade when the answer is no; [数字 人] asks for a number, [文字] for words; [选填] "
            "may be left empty."
        ),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_items(self) -> list[Line]:
        """The lines."""
        written = [line for line in self.cleaned_data["items"].splitlines() if line.strip()]
        for line in written:
            if strange := strange_marks(line):
                words = _("“%(mark)s” is no mark of an item: %(line)s") % {"mark": strange[0], "line": line.strip()}
                raise forms.ValidationError(words, "mark")
        lines = [read_line(line) for line in written]
        if any(len(line.text) > 200 or not line.text for line in lines):
            raise forms.ValidationError(_("An item has between 1 and 200 characters."), "length")
        return lines


def read_line(text: str) -> Line:
    """An item from a line such as ``灭火器在位 [一般]`` or ``从业人员数 [数字 人 选填]``."""
    found = _MARK.search(text)
    words = found["mark"].split() if found else []
    answer = next((_ANSWERS[word] for word in words if word in _ANSWERS), AnswerKind.YES_NO)
    grade = next((_GRADES[word] for word in words if word in _GRADES), None)
    unit = next((word for word in words if word not in KNOWN), "") if answer == AnswerKind.NUMBER else ""
    hint = ""
    plain = (text[: found.start()] if found else text).strip()
    if "｜" in plain:
        plain, hint = (part.strip() for part in plain.split("｜", 1))
    return Line(plain, answer, grade, "选填" not in words, hint[:200], unit[:10])


def strange_marks(text: str) -> list[str]:
    """Words in the brackets at the end of a line that mean nothing: a mistyped grade would open no finding."""
    found = _MARK.search(text)
    words = found["mark"].split() if found else []
    strange = [word for word in words if word not in KNOWN]
    return strange[1:] if "数字" in words else strange


def write_line(line: Line) -> str:
    """The line that :func:`read_line` reads as this item."""
    words = [name for name, grade in _GRADES.items() if line.grade == grade]
    words += [name for name, answer in _ANSWERS.items() if line.answer == answer]
    words += [line.unit] if line.unit else []
    words += [] if line.required else ["选填"]
    text = f"{line.text}｜{line.hint}" if line.hint else line.text
    return f"{text} [{' '.join(words)}]" if words else text


class TipForm(forms.Form):
    """A prevention tip."""

    title = _text(pgettext_lazy("tip", "Title"), 60, required=True)
    subject = forms.ChoiceField(label=pgettext_lazy("tip", "About"), choices=Subject.choices)
    text = _words(pgettext_lazy("tip", "Words"), 2000, rows=5)
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until (excluded)"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
