"""Forms of surveys. None has a field for a person, and numbers of persons are refused in every text."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Enterprise
from community.surveys import readings, rules
from community.surveys.words import Kind
from stations.catalogue.models import Spot
from stations.kit.forms import StationChoice, StationForm
from stations.organisation.models import Officer
from stations.places.models import Community, Grid

MOST_BYTES = 10 * 1024 * 1024
COMBO = {"data-combobox": ""}


def _text(label, longest: int, **kwargs) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=box, **kwargs)


def _officers():
    rows = Officer.objects.filter(standing=Officer.Standing.ON_POST, kind=Officer.Kind.POLICE)
    return rows.select_related("user").order_by("police_no")


def _enterprises():
    return Enterprise.objects.present().only("name", "short_name")


class _Impersonal(StationForm):
    """Every text is looked through for numbers of persons; a photo comes as name and bytes."""

    def clean(self):
        """Refuse what names somebody, at its field."""
        told = super().clean()
        for name, value in list(told.items()):
            answer = rules.names_nobody(value) if isinstance(value, str) else None
            if answer is not None and not answer:
                self.add_error(name, str(answer.reason))
        upload = told.get("photo")
        if upload and upload.size > MOST_BYTES:
            self.add_error("photo", _("The file is larger than %(limit)s MB.") % {"limit": 10})
        if "photo" in self.fields:
            told["photo"] = (upload.name, upload.read()) if upload else None
        return told


def _photo() -> forms.FileField:
    return forms.FileField(
        label=_("Photo"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip


class SurveyForm(_Impersonal):
    """Premises, a place or an event, its level, and what is done about it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the place"), max_length=80)
    place = forms.CharField(label=_("Where"), max_length=160)
    enterprise = StationChoice(
        _enterprises, label=_("Enterprise"), required=False, empty_label="—", widget=forms.Select(attrs=COMBO)
    )
    spot = StationChoice(
        Spot.objects.all, label=_("Known place"), required=False, empty_label="—", widget=forms.Select(attrs=COMBO)
    )
    community = StationChoice(
        Community.objects.all, label=_("Community"), required=False, empty_label=_("by its point, or none")
    )
    grid = StationChoice(Grid.objects.all, label=_("Grid"), required=False, empty_label=_("by its point, or none"))
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=3, max_value=54)
    lng = forms.FloatField(label=_("Longitude"), required=False, min_value=73, max_value=136)
    level = StationChoice(readings.levels, label=_("Level"), empty_label=None, widget=forms.RadioSelect)
    why = _text(_("Why it is kept in sight"), 300, required=False)
    measure = _text(_("Control measure"), 300, required=False, help_text=_("Empty: the usual one of the level."))
    officer = StationChoice(
        _officers, label=pgettext_lazy("survey", "Responsible officer"), required=False,
        empty_label=_("who answers for the grid or the community"),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("Event from"), required=False)
    ends_at = forms.DateTimeField(label=_("Event until"), required=False)
    crowd = forms.IntegerField(label=_("People expected"), required=False, min_value=0, max_value=1_000_000)
    photo = _photo()
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    NAMES = (
        "kind", "name", "place", "enterprise", "spot", "community", "grid", "lat", "lng", "why", "measure", "officer",
        "starts_at", "ends_at", "crowd",
    )  # fmt: skip

    def __init__(self, *args, changing: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].label_from_instance = lambda row: f"{row.user.name} {row.police_no}"
        if changing:
            for name in ("level", "photo", "client_id"):
                del self.fields[name]

    def clean(self):
        """What only an event has is left out of the rest."""
        told = super().clean()
        if told.get("kind") and told["kind"] != Kind.EVENT:
            told |= {"starts_at": None, "ends_at": None, "crowd": None}
        answer = rules.fits_kind(told.get("kind", ""), told.get("starts_at"), told.get("ends_at"), told.get("crowd"))
        if told.get("kind") and not answer:
            self.add_error("starts_at", str(answer.reason))
        return told


class ReviewForm(_Impersonal):
    """What was found when somebody looked."""

    note = _text(_("Note"), 300, required=False)
    photo = _photo()
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class LevelChangeForm(ReviewForm):
    """The new level, and why."""

    level = StationChoice(readings.levels, label=_("New level"), empty_label=None, widget=forms.RadioSelect)
    note = _text(_("What has changed"), 300)
    field_order = ["level", "note", "photo", "client_id"]


class EndForm(ReviewForm):
    """Why it is no longer kept in sight."""

    note = _text(_("Why it ends"), 300)


class LevelForm(_Impersonal):
    """A level and how often it is looked at."""

    rank = forms.IntegerField(
        label=_("Rank of the level"), min_value=1, max_value=5, help_text=_("1 is the highest.")
    )
    name = forms.CharField(label=_("Name of the level"), max_length=20)
    review_days = forms.IntegerField(label=_("Looked at again after (days)"), min_value=1, max_value=366)
    measure = _text(_("Usual measure"), 300, required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
