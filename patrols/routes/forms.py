"""Input of areas, routes, checkpoints, streets and signs."""

import json

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.routes.filters import active_squads, named_areas
from patrols.routes.geometry import read_line
from patrols.routes.models import Checkpoint
from patrols.squads.models import Guard
from stations.kit.answer import RuleBroken
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.places.fields import PointField
from stations.places.geometry import GCJ02, WGS84, gcj_to_wgs, read_outline
from stations.places.readings import named_grids

DATUMS = [(WGS84, _("WGS-84 (GPS, surveys)")), (GCJ02, _("GCJ-02 (Chinese maps)"))]
MOST_BYTES = 400_000


def areas_in_use():
    """The areas that routes and points may lie in."""
    return named_areas().filter(active=True)


def serving_guards():
    """Guards who have not left, by number."""
    return Guard.objects.serving().select_related("user", "company").order_by("guard_no")


class GuardChoice(StationChoice):
    """A guard by name, number and company."""

    def label_from_instance(self, obj) -> str:
        """Name, number, company."""
        return f"{obj.user.name} {obj.guard_no} · {obj.company}"


class GeometryForm(StationForm):
    """A shape drawn, pasted or uploaded; ``shape`` among the cleaned values is tidy, None removes it."""

    reader = staticmethod(read_outline)
    needed = _("Draw a shape, paste one or choose a file.")

    text = forms.CharField(
        label=_("GeoJSON"), required=False, max_length=MOST_BYTES, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Points as [longitude, latitude]. What is drawn on the map stands here."),
    )  # fmt: skip
    file = forms.FileField(label=_("or a .geojson file"), required=False)
    datum = forms.ChoiceField(label=_("Coordinates"), choices=DATUMS, required=False)

    def clean(self):
        """Read the shape."""
        values = super().clean()
        text, file = values.pop("text", ""), values.pop("file", None)
        datum, remove = values.pop("datum", "") or WGS84, values.pop("remove", False)
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large; simplify the shape first."), "too_large")
        try:
            source = file.read().decode("utf-8-sig") if file else text
            if not (source.strip() or remove):
                raise forms.ValidationError(self.needed, "required")
            values["shape"] = None if remove else self.read(source, datum)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is not GeoJSON: it cannot be read."), "line_json") from None
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal.reason), refusal.code) from None
        return values

    def read(self, source: str, datum: str) -> dict:
        """The shape as it is stored."""
        return self.reader(source, datum)


class AreaOutlineForm(GeometryForm):
    """The outline of an area."""

    remove = forms.BooleanField(label=_("Remove the outline"), required=False)


class RouteLineForm(GeometryForm):
    """The line of a route."""

    reader = staticmethod(read_line)
    remove = forms.BooleanField(label=_("Remove the line"), required=False)


class StreetForm(GeometryForm):
    """A street: its name and its line, perhaps in several pieces."""

    name = forms.CharField(label=_("Name of the street"), max_length=60)
    field_order = ["name", "text", "file", "datum"]

    def read(self, source: str, datum: str) -> dict:
        """A street may be cut by a square."""
        return read_line(source, datum, parts=True)


class AreaForm(StationForm):
    """Facts of an area."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    grid = StationChoice(rows=named_grids, label=_("Grid"), required=False)


class AreaChangeForm(AreaForm):
    """The same, and whether it is in use."""

    active = forms.BooleanField(label=_("In use"), required=False)


class GiveForm(StationForm):
    """Which squad answers for the area, from when."""

    squad = StationChoice(rows=active_squads, label=_("Squad"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class EndForm(StationForm):
    """Until when something holds."""

    end = DayField(label=_("until (excluded)"), initial=timezone.localdate)


class RouteForm(StationForm):
    """Facts of a route."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    area = StationChoice(rows=areas_in_use, label=_("Area"))
    ordered = forms.BooleanField(
        label=_("Walked in this order"), required=False,
        help_text=_("A check-in out of order counts, and is marked."),
    )  # fmt: skip
    closed = forms.BooleanField(
        label=_("Returns to its start"), required=False, help_text=_("The way home counts as its last part.")
    )


class RouteChangeForm(RouteForm):
    """The same, and whether it is in use."""

    active = forms.BooleanField(label=_("In use"), required=False)


class AddPointForm(StationForm):
    """A checkpoint to put at the end of a route."""

    checkpoint = StationChoice(rows=lambda: Checkpoint.objects.filter(active=True), label=_("Checkpoint"))


class CheckpointForm(StationForm):
    """Facts of a checkpoint; ``lat`` and ``lng`` (WGS-84) among the cleaned values instead of the position."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    area = StationChoice(rows=areas_in_use, label=_("Area"))
    point = PointField(required=True, help_text=_("Latitude, longitude; or click on the map, or drag the mark."))
    gcj = forms.BooleanField(label=_("Copied from a Chinese map (GCJ-02)"), required=False)
    radius = forms.IntegerField(
        label=_("Radius (m)"), initial=50, validators=[MinValueValidator(5), MaxValueValidator(1000)],
        widget=forms.NumberInput(attrs={"min": 5, "max": 1000, "inputmode": "numeric"}),
    )  # fmt: skip
    indoor = forms.BooleanField(
        label=_("Indoors"), required=False, help_text=_("No satellite reaches it; a photo takes its place.")
    )
    where = forms.CharField(
        label=_("Where the sign hangs"), max_length=120, required=False, help_text=_("e.g. left of the north gate")
    )
    look_at = forms.CharField(
        label=_("What to look at"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The guard reads this after each check-in."),
    )  # fmt: skip
    stay_minutes = forms.IntegerField(
        label=_("Wanted stay (min)"), initial=0, required=False,
        validators=[MinValueValidator(0), MaxValueValidator(240)],
        widget=forms.NumberInput(attrs={"min": 0, "max": 240, "inputmode": "numeric"}),
    )  # fmt: skip
    display = forms.BooleanField(
        label=_("Has a display"), required=False,
        help_text=_("It shows a code of its own every 15 seconds instead of a printed sign."),
    )  # fmt: skip

    def clean(self):
        """Turn the position into columns; of a Chinese map's coordinates nothing but the point is kept."""
        values = super().clean()
        point, gcj = values.pop("point", None), values.pop("gcj", False)
        if point:
            lat, lng = point
            if gcj:
                lng, lat = gcj_to_wgs(lng, lat)
            values |= {"lat": round(lat, 7), "lng": round(lng, 7)}
        values["stay_minutes"] = values.get("stay_minutes") or 0
        return values


class CheckpointChangeForm(CheckpointForm):
    """The same, and whether it is in use."""

    active = forms.BooleanField(label=_("In use"), required=False)


class KeeperForm(StationForm):
    """Who answers for the point, from when."""

    guard = GuardChoice(rows=serving_guards, label=_("Keeper"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class PhotoForm(StationForm):
    """A photo of the spot."""

    photo = forms.FileField(
        label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Position and camera data are removed."),
    )  # fmt: skip


class SignsForm(StationForm):
    """How the signs are printed."""

    SHEET, LARGE = "sheet", "large"

    layout = forms.ChoiceField(
        label=_("Layout"), initial=SHEET, widget=forms.RadioSelect,
        choices=[(SHEET, _("12 on a page, to cut out")), (LARGE, _("one large sign on a page"))],
    )  # fmt: skip


def shape_initial(shape: dict | None) -> dict:
    """A stored shape as the text of its form."""
    return {"text": json.dumps(shape, separators=(",", ":"))} if shape else {}
