"""The note taken on the spot."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.beat.actions import MOST_PHOTOS
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.kit.forms import StationChoice, StationForm, photo_files
from stations.places.geometry import plausible

PHOTO_LIMIT = 15 * 1024 * 1024


def note_categories():
    """What can be noted on the spot: the last branches of hazards and requests for help, in the order of the tree."""
    below = Category.objects.filter(parent=OuterRef("pk"), active=True)
    kinds = (Kind.HAZARD, Kind.HELP)
    return Category.objects.filter(~Exists(below), active=True, kind__in=kinds).order_by("kind", "code")


class NoteForm(StationForm):
    """What, where, a few words, photos if they help."""

    category = StationChoice(
        rows=note_categories, label=pgettext_lazy("note", "What is it?"), empty_label=None, widget=forms.RadioSelect
    )
    place = forms.CharField(label=_("Where"), max_length=160)
    words = forms.CharField(
        label=_("What did you see?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    injured = forms.BooleanField(label=_("Somebody is hurt"), required=False)
    photos = photo_files(_("Photo"))
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_photos(self):
        """A few, none larger than 15 MB."""
        found = self.cleaned_data["photos"]
        if len(found) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(count)s photos.") % {"count": MOST_PHOTOS}, "too_many")
        if any(one.size > PHOTO_LIMIT for one in found):
            raise forms.ValidationError(_("The photo is larger than 15 MB."), "too_large")
        return found

    def clean(self):
        """A point far from any station is left out; the words say where it is."""
        values = super().clean()
        lat, lng = values.get("lat"), values.get("lng")
        if lat is None or lng is None or not plausible(lat, lng):
            values["lat"] = values["lng"] = None
        return values

    def arguments(self) -> dict:
        """Keywords of :func:`stations.beat.actions.take_note`."""
        told = dict(self.cleaned_data)
        photos = [(one.name, one.read()) for one in told.pop("photos")]
        return told | {"client_key": told.pop("client_id"), "photos": photos}

    def by_kind(self) -> list[tuple[str, list]]:
        """The choices under the names of their kinds, as the page draws them."""
        chosen = str(self["category"].value() or "")
        found: dict[str, list] = {}
        for row in self.fields["category"].queryset:
            found.setdefault(row.kind, []).append((row, str(row.pk) == chosen))
        return [(Kind(kind).label, rows) for kind, rows in found.items()]
