"""Input of communities, grids, police rooms and trades."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.forms import ListField, OfficerChoice, serving_police
from stations.organisation.models import Team
from stations.places.fields import PointField
from stations.places.geometry import GCJ02, WGS84, gcj_to_wgs, read_outline
from stations.places.models import Community, PoliceRoom


class PointForm(StationForm):
    """A form with a position: ``lat`` and ``lng`` (WGS-84) among the cleaned values instead of ``point``."""

    point = PointField(help_text=_("Latitude, longitude; leave empty if not known."))
    gcj = forms.BooleanField(label=_("Copied from a Chinese map (GCJ-02)"), required=False)

    def clean(self):
        """Turn the point into columns."""
        values = super().clean()
        lat, lng = values.pop("point", None) or (None, None)
        if values.pop("gcj", False) and lat is not None:
            lng, lat = gcj_to_wgs(lng, lat)
        values["lat"] = None if lat is None else round(lat, 7)
        values["lng"] = None if lng is None else round(lng, 7)
        return values


class OutlineForm(StationForm):
    """An outline pasted or uploaded as GeoJSON; ``outline`` among the cleaned values is tidy and in WGS-84."""

    text = forms.CharField(
        label=_("GeoJSON"), required=False, max_length=400_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A Polygon or MultiPolygon, points as [longitude, latitude]."),
    )  # fmt: skip
    file = forms.FileField(label=_("or a .geojson file"), required=False)
    datum = forms.ChoiceField(
        label=_("Coordinates"), choices=[(WGS84, _("WGS-84 (GPS, surveys)")), (GCJ02, _("GCJ-02 (Chinese maps)"))]
    )
    remove = forms.BooleanField(label=_("Remove the outline"), required=False)

    def clean(self):
        """Read the outline; None removes it."""
        values = super().clean()
        text, file = values.pop("text", ""), values.pop("file", None)
        datum, remove = values.pop("datum", WGS84), values.pop("remove", False)
        if file and file.size > 400_000:
            raise forms.ValidationError(_("The outline has too many points; simplify it first."))
        try:
            source = file.read().decode("utf-8-sig") if file else text
            if not (source.strip() or remove):
                raise forms.ValidationError(_("Paste an outline or choose a file."))
            values["outline"] = None if remove else read_outline(source, datum)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is not GeoJSON: it cannot be read.")) from None
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal.reason), refusal.code) from None
        return values


def community_teams():
    """Teams that can answer for a community."""
    return Team.objects.filter(active=True, kind=Team.Kind.COMMUNITY)


class CommunityForm(StationForm):
    """Facts of a community."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    street = forms.CharField(label=_("Sub-district"), max_length=60, required=False)
    team = StationChoice(rows=community_teams, label=_("Responsible team"), required=False)
    mediation_room = forms.CharField(label=_("Community mediation room"), max_length=80, required=False)


class PostsForm(StationForm):
    """A and B role of a community, from when."""

    a = OfficerChoice(rows=serving_police, label=_("A role (full-time community officer)"))
    b = OfficerChoice(rows=serving_police, label=_("B role (back-up and apprentice)"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class GridForm(StationForm):
    """Facts of a grid."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    community = StationChoice(rows=Community.objects.all, label=_("Community"))


class NewGridForm(GridForm):
    """A grid with its one responsible officer."""

    officer = OfficerChoice(rows=serving_police, label=_("Responsible officer"))


class HandOverForm(StationForm):
    """Who answers for the grid from now on."""

    officer = OfficerChoice(rows=serving_police, label=_("New responsible officer"))


class TradeForm(StationForm):
    """Who is in charge of a trade, from when."""

    officer = OfficerChoice(rows=serving_police, label=_("Officer in charge"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class PoliceRoomForm(PointForm):
    """Facts of a police room or patrol post."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=PoliceRoom.Kind.choices)
    community = StationChoice(rows=Community.objects.all, label=_("Community"), required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    opening = forms.CharField(label=_("Opening hours"), max_length=60, required=False)
    services = ListField(label=_("Services"), required=False, help_text=_("Divide by commas."))
    field_order = ["code", "name", "kind", "community", "address", "point", "gcj", "opening", "services"]


class ContactForm(StationForm):
    """A residents' committee contact who shares the room."""

    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    phone = forms.RegexField(
        label=_("Phone"), regex=r"^\+?[\d\- ]{5,20}$", required=False,
        error_messages={"invalid": _("Enter a phone number, for example 13812345678.")},
    )  # fmt: skip
