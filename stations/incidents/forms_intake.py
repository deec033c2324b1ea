"""What is asked when something is reported: the intake form, and the short one for what was settled on the spot."""

import re
import uuid

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Spot
from stations.catalogue.words import Grade, Kind
from stations.crews.models import VideoRound
from stations.incidents import intake_rules
from stations.incidents.intake import Photo
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.persons import UNKNOWN_WORDS, Person, is_unknown, normal_phone
from stations.incidents.words import Result, Source, State, Unknown
from stations.kit.forms import StationChoice, StationForm
from stations.places.forms import PointField
from stations.places.models import Community, Grid

UNKNOWN = "未知"
SHORT_UNKNOWN = {"?", "？", "-", "*"}
OTHERS = 2  # further persons on the form; more are entered on the incident's page
PHONE = re.compile(r"^\+?[\d\- ()（）]{3,24}$")
PHOTO_LIMIT = 15 * 1024 * 1024


def categories_in_use():
    """Categories that can be chosen, in the order of the tree."""
    return Category.objects.filter(active=True).order_by("code")


def spot_categories():
    """Categories of what can be settled on the spot."""
    return categories_in_use().filter(kind__in=intake_rules.ON_THE_SPOT)


def _asks(key: str, **more) -> forms.TextInput:
    """A text control with its access key."""
    return forms.TextInput(attrs={"accesskey": key, **more})


def _camera() -> forms.FileInput:
    """A photo; on a phone the camera opens at once."""
    return forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})


class CategorySelect(forms.Select):
    """A select whose options tell the script what typing may find and what follows from the choice."""

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        """Add pinyin, initials, kind and grade to an option."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        row = getattr(value, "instance", None)
        if row is not None:
            option["attrs"] |= {
                "data-initials": row.initials, "data-pinyin": row.pinyin.replace(" ", ""), "data-path": row.path,
                "data-code": row.code, "data-kind": row.kind, "data-grade": row.grade, "data-level": row.level,
                "data-name": row.name,
            }  # fmt: skip
        return option


class CategoryChoice(StationChoice):
    """A category: typed by Chinese, pinyin or initials where scripts run, a plain list elsewhere."""

    widget = CategorySelect(attrs={"data-combobox": "", "accesskey": "c"})

    def label_from_instance(self, obj):
        """Indented by level."""
        return f"{'　' * (obj.level - 1)}{obj.name}"


class UnknownField(forms.CharField):
    """Text that takes "unknown" for an answer; a question mark is short for it."""

    def to_python(self, value):
        """The text, with every word for "unknown" written alike."""
        text = super().to_python(value)
        return UNKNOWN if text in SHORT_UNKNOWN or text.lower() in UNKNOWN_WORDS else text


class PhoneField(UnknownField):
    """A phone number as people say it, or "unknown"."""

    def __init__(self, **kwargs):
        super().__init__(max_length=24, **kwargs)

    def clean(self, value):
        """Digits, spaces, dashes and a plus; at least three digits."""
        text = super().clean(value)
        if text and not is_unknown(text) and not (PHONE.match(text) and len(normal_phone(text)) >= 3):
            raise forms.ValidationError(_("Enter a phone number, for example 13812345678."), "invalid")
        return text


class AreaField(forms.ChoiceField):
    """A grid, or a community where the grid is not known: one control for both."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("", _("from the point"))], required=False, **kwargs)

    def fill(self) -> None:
        """Offer the communities with their grids; two queries."""
        communities = list(Community.objects.order_by("code"))
        grids = list(Grid.objects.order_by("code"))
        self.rows = {f"c{row.pk}": row for row in communities} | {f"g{row.pk}": row for row in grids}
        self.choices = [("", _("from the point"))] + [
            (row.name, [(f"c{row.pk}", row.name), *[(f"g{g.pk}", g.name) for g in grids if g.community_id == row.pk]])
            for row in communities
        ]

    def clean(self, value):
        """The community or grid itself, or None."""
        return self.rows.get(super().clean(value))


class PlacedForm(StationForm):
    """Where it happened, what category, which sending: common to both forms."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    opened_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    spot = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = UnknownField(label=_("Where"), max_length=160, widget=_asks("p"))
    point = PointField(label=_("Position"))
    area = AreaField(label=_("Community or grid"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].fill()
        self.fields["place"].widget.attrs["data-suggest"] = reverse("spots-find")
        self.initial.setdefault("client_key", uuid.uuid4())
        self.initial.setdefault("opened_at", timezone.now().isoformat(timespec="seconds"))

    def clean_opened_at(self):
        """When the form was opened: the time of the report unless another is given."""
        try:
            moment = parse_datetime(self.cleaned_data["opened_at"])
        except ValueError:
            return None
        return moment if moment and timezone.is_aware(moment) else None

    def clean_spot(self):
        """The known place, unless it is gone meanwhile."""
        number = self.cleaned_data["spot"]
        known = Spot.objects.select_related("grid", "community").filter(pk=number).first() if number else None
        # The words were changed after a suggestion had been taken: they count.
        return known if known and self.data.get("place", "").strip() in (known.name, known.address) else None

    def placed(self) -> dict:
        """The place as keywords of the actions."""
        values = self.cleaned_data
        lat, lng = values["point"] or (None, None)
        area = values["area"]
        return {
            "client_key": values["client_key"], "spot": values["spot"], "place": values["place"], "lat": lat,
            "lng": lng, "grid": area if isinstance(area, Grid) else None,
            "community": area if isinstance(area, Community) else None, "category": values["category"],
            "summary": values["summary"],
        }  # fmt: skip


class IntakeForm(PlacedForm):
    """Everything that is asked at the telephone, in the order in which it is asked."""

    category = CategoryChoice(rows=categories_in_use, label=_("Category"), empty_label="")
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    grade = forms.TypedChoiceField(
        label=_("Grade"), choices=[("", _("usual")), *Grade.choices], coerce=int, required=False, empty_value=None
    )
    summary = forms.CharField(
        label=_("What happened"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "accesskey": "s"}),
    )
    injuries = forms.ChoiceField(
        label=_("Injured"), choices=Unknown.choices, required=False, widget=forms.RadioSelect
    )
    weapons = forms.ChoiceField(label=_("Weapons"), choices=Unknown.choices, required=False, widget=forms.RadioSelect)
    name = UnknownField(label=_("Reporter"), max_length=60, required=False, widget=_asks("n"))
    phone = PhoneField(label=_("Phone"), required=False, widget=_asks("t", inputmode="tel"))
    confidential = forms.BooleanField(label=_("Keep the reporter confidential"), required=False)
    urgent = forms.BooleanField(label=_("Urgent: jumps the queue"), required=False)
    on_the_scene = forms.BooleanField(label=_("Police are on the scene"), required=False)
    call_back_at = forms.DateTimeField(
        label=_("Call-back promised for"), required=False, widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
    )
    reported_at = forms.DateTimeField(
        label=_("Reported earlier"), required=False, widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
    )
    external_number = forms.CharField(label=_("Number in the bureau's system"), max_length=40, required=False)
    main = forms.IntegerField(widget=forms.HiddenInput, required=False)
    video_round = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].required = False
        for number in range(1, OTHERS + 1):
            self.fields[f"part{number}"] = forms.ChoiceField(
                label=_("Part"), choices=[("", "—"), *Party.Part.choices], required=False
            )
            self.fields[f"name{number}"] = UnknownField(label=_("Name"), max_length=60, required=False)
            self.fields[f"phone{number}"] = PhoneField(label=_("Phone"), required=False)
            self.fields[f"note{number}"] = forms.CharField(label=_("Note"), max_length=120, required=False)

    def clean_video_round(self):
        """The round of the video patrol that saw it."""
        number = self.cleaned_data["video_round"]
        return VideoRound.objects.filter(pk=number).first() if number else None

    def clean_call_back_at(self):
        """A time that is still to come, and soon."""
        moment = self.cleaned_data["call_back_at"]
        answer = intake_rules.may_promise(moment, timezone.now())
        if not answer:
            raise forms.ValidationError(answer.reason, answer.code)
        return moment

    def others(self) -> list[dict]:
        """Bound fields of the further persons, row by row."""
        return [
            {part: self[f"{part}{number}"] for part in ("part", "name", "phone", "note")}
            for number in range(1, OTHERS + 1)
        ]

    def persons(self) -> list[Person]:
        """The reporter first, then the others that were filled in."""
        values = self.cleaned_data
        found = values["category"].kind == Kind.FOUND
        first = Person(values["name"], values["phone"], Party.Part.FINDER if found else Party.Part.REPORTER)
        rest = [
            Person(values[f"name{n}"], values[f"phone{n}"], values[f"part{n}"] or Party.Part.PARTY,
                   note=values[f"note{n}"])
            for n in range(1, OTHERS + 1)
        ]  # fmt: skip
        return [first, *(one for one in rest if one.name or one.phone or one.note)]

    def clean(self):
        """The required questions of the kind (IN-02), each marked at its own field."""
        values = super().clean()
        if self.errors:
            return values
        draft = intake_rules.Draft(
            values["category"].kind, values["source"], values["place"], values["summary"], timezone.now(),
            values["injuries"], values["weapons"], self.persons(),
        )  # fmt: skip
        for name in intake_rules.missing(draft):
            self.add_error(name, _("Ask for it; “unknown” is an answer."))
        number = values.pop("main")
        values["main"] = Incident.objects.filter(pk=number).first() if number else None
        if number and values["main"] is None:
            self.add_error(None, _("The main record is gone; choose again."))
        return values

    def arguments(self) -> dict:
        """Keywords of :func:`stations.incidents.intake.record_incident`."""
        values = self.cleaned_data
        # The mark is preset for officers; a hazard or a clue has no scene to be on.
        on_the_scene = values["category"].kind in intake_rules.ON_THE_SCENE and not values["main"]
        names = ("source", "grade", "injuries", "weapons", "confidential", "urgent", "call_back_at", "main",
                 "external_number", "video_round")  # fmt: skip
        return self.placed() | {name: values[name] for name in names} | {
            "persons": self.persons(), "reported_at": values["reported_at"] or values["opened_at"],
            "state": State.ARRIVED if values["on_the_scene"] and on_the_scene else State.RECEIVED,
        }  # fmt: skip


class SettledForm(PlacedForm):
    """What was settled on the spot: outside the queue, with what was done."""

    category = CategoryChoice(rows=spot_categories, label=_("Category"), empty_label="")
    summary = forms.CharField(label=_("What it was"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[(word.value, word.label) for word in (*intake_rules.SPOT_RESULTS, Result.REMOVED)],
    )
    result_text = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    before = forms.FileField(
        label=_("Photo before"), required=False, help_text=_("Required for a hazard."), widget=_camera()
    )
    after = forms.FileField(
        label=_("Photo after"), required=False, help_text=_("Required for a hazard."), widget=_camera()
    )
    field_order = ["place", "category", "summary", "result", "result_text", "before", "after", "point", "area"]

    def clean(self):
        """The rules of settling, before any file is kept."""
        values = super().clean()
        for name in ("before", "after"):
            if values.get(name) and values[name].size > PHOTO_LIMIT:
                self.add_error(name, _("The photo is larger than 15 MB."))
        if not self.errors:
            stages = [name for name in ("before", "after") if values.get(name)]
            kind = values["category"].kind
            answer = intake_rules.may_settle(kind, values["result"], values["result_text"], stages)
            if not answer:
                field = {"photos": "before", "no_result": "result", "no_text": "result_text"}.get(answer.code)
                self.add_error(field, answer.reason)
        return values

    def arguments(self) -> dict:
        """Keywords of :func:`stations.incidents.intake.record_settled`."""
        values = self.cleaned_data
        stages = {"before": Attachment.Stage.BEFORE, "after": Attachment.Stage.AFTER}
        photos = [
            Photo(stage, values[name].name, values[name].read()) for name, stage in stages.items() if values[name]
        ]
        return self.placed() | {
            "result": values["result"], "result_text": values["result_text"], "photos": photos,
            "reported_at": values["opened_at"],
        }  # fmt: skip
