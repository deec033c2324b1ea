"""Forms of clues: three taps of the giver, and the verbs of the officer in charge."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues.rules import MOST_HAZARDS, MOST_PERSONS
from community.clues.words import Finding, Objection, Protection
from stations.catalogue.fields import CategoryChoice
from stations.incidents.reasons import LookReason
from stations.kit.forms import StationChoice, StationForm, photo_files, voice_notes
from stations.kit.receipts import tidy
from stations.organisation.models import Officer


class GiveForm(StationForm):
    """Where, and if one likes a photo, a voice note or words; the scene is tapped before."""

    place = forms.CharField(
        label=_("Where"), max_length=160, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Street and number, shop, building"), "autocomplete": "off"}),
    )  # fmt: skip
    photos = photo_files(_("Photo"))
    voice = voice_notes(_("Voice note"))
    words = forms.CharField(
        label=_("In a few words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    protection = forms.ChoiceField(
        label=_("Who may know that it was you"), choices=Protection.choices, initial=Protection.PROTECTED,
        widget=forms.RadioSelect,
    )  # fmt: skip
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def enclosures(self) -> list[forms.BoundField]:
        """Photo and voice, side by side."""
        return [self["photos"], self["voice"]]

    @property
    def protected_as(self) -> str:
        """What is chosen about who may know, in words."""
        return str(dict(Protection.choices).get(self["protection"].value(), self["protection"].label))


class PublicGiveForm(GiveForm):
    """The same for everybody: anonymous, so nothing is asked about who."""

    protection = None


class ReceiptForm(forms.Form):
    """The code of an anonymous clue."""

    receipt = forms.CharField(
        label=_("Receipt code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_receipt(self) -> str:
        """In capitals, without the spaces and hyphens people type."""
        return tidy(self.cleaned_data["receipt"])


class MessageForm(StationForm):
    """A word between giver and station."""

    words = forms.CharField(label=_("Message"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class LookForm(StationForm):
    """Why the giver is looked at: a code, as the day-book takes no free text (SE-08)."""

    reason = forms.ChoiceField(label=_("What for"), choices=LookReason.choices, widget=forms.RadioSelect)


def _officers():
    return Officer.objects.on_strength().select_related("user")


class AssignForm(StationForm):
    """Who is in charge."""

    officer = StationChoice(_officers, label=pgettext_lazy("clue", "Officer in charge"))


class OutcomeForm(StationForm):
    """What came of it."""

    hazards_removed = forms.IntegerField(label=_("Hazards removed"), min_value=0, max_value=MOST_HAZARDS, initial=0)
    persons_caught = forms.IntegerField(label=_("Persons caught"), min_value=0, max_value=MOST_PERSONS, initial=0)
    loss_prevented = forms.DecimalField(
        label=_("Loss prevented (yuan)"), min_value=0, max_digits=12, decimal_places=2, initial=0
    )


class ObjectForm(StationForm):
    """Why a recorded outcome goes back."""

    reason = forms.ChoiceField(
        label=_("What is to be put right"), choices=Objection.choices, widget=forms.RadioSelect
    )


class TellForm(StationForm):
    """What the giver is told."""

    finding = forms.ChoiceField(label=_("It turned out to be"), choices=Finding.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What the giver is told"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Thank the giver, and say what was done as far as it may be said."),
    )  # fmt: skip


class SceneForm(StationForm):
    """A scene and its card."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=30)
    picture = forms.ChoiceField(label=_("Picture"))
    category = CategoryChoice(label=_("Category of the incident"))
    urgent = forms.BooleanField(label=_("Alarms the command room"), required=False)
    card = forms.CharField(
        label=_("What to do first"), required=False, help_text=_("One step a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["picture"].choices = PICTURES


# Icons of the house that stand for a scene.
PICTURES = [
    ("phone-call", _("telephone")), ("user-search", _("somebody")), ("flame", _("fire")), ("bolt", _("wires")),
    ("package", _("parcel")), ("car", _("vehicle")), ("door", _("exit")), ("users", _("quarrel")),
    ("eye", _("something else")),
]  # fmt: skip
