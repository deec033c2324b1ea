"""Forms of wishes: what a resident taps, and the verbs of the office."""

import re
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from community.wishes.models import Wish
from community.wishes.words import Band, Days
from stations.catalogue.models import Category
from stations.kit.forms import StationChoice, StationForm
from stations.kit.receipts import tidy
from stations.places.fields import PointField
from stations.places.readings import named_communities

MOBILE = re.compile(r"1[3-9]\d{9}\Z")


class WishForm(StationForm):
    """Where and when; the reason is tapped before. A number only for the answer, and only agreed to."""

    community = StationChoice(named_communities, label=_("Community"), required=False)
    place = forms.CharField(
        label=_("Where"), max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Gate, building, street"), "autocomplete": "off"}),
    )  # fmt: skip
    band = forms.ChoiceField(label=_("At what time"), choices=Band.choices, widget=forms.RadioSelect)
    days = forms.ChoiceField(
        label=_("On which days"), choices=Days.choices, initial=Days.ANY, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No names and numbers of people, please."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile number for the answer"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("You need not leave one: the answer is read with a code."),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("Send me the answer by SMS. The number is used for this only and deleted afterwards."), required=False
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # The answer to "is it the same": the wish joined, or that it is another one.
    join = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    apart = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        """Digits only; empty or a mobile number."""
        digits = re.sub(r"[\s+-]", "", self.cleaned_data["phone"]).removeprefix("86")
        if digits and not MOBILE.match(digits):
            raise forms.ValidationError(_("Write a mobile number of eleven digits, or leave it empty."), "phone")
        return digits

    def clean(self):
        """A number without agreement is not kept; a place needs a community or a position."""
        told = super().clean()
        if told.get("phone") and not told.get("agreed"):
            self.add_error("agreed", _("Tick this if the answer may be sent there, or clear the number."))
        if not told.get("community") and (told.get("lat") is None or told.get("lng") is None):
            self.add_error("community", _("Choose the community."))
        return told


class MemberWishForm(WishForm):
    """The same under the own account: told by the bell, so no number is asked for."""

    phone = agreed = None

    def clean(self):
        """As above, without a number."""
        return super().clean()


class ReceiptForm(forms.Form):
    """The code of a wish."""

    receipt = forms.CharField(
        label=_("Receipt code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    well = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)

    def clean_receipt(self) -> str:
        """In capitals, without the spaces and hyphens people type."""
        return tidy(self.cleaned_data["receipt"])


class AcceptForm(StationForm):
    """How guards and the public list read the place, and where it is."""

    place = forms.CharField(
        label=_("Place as guards and the public list read it"), max_length=80,
        help_text=_("Take out whatever points to a person."),
    )  # fmt: skip
    point = PointField(help_text=_("Latitude, longitude. Without one neither calls nor routes near by can be found."))


class WordsForm(StationForm):
    """What the residents read."""

    words = forms.CharField(
        label=_("What the residents read"), max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands on the public list, too: nothing that points to a person."),
    )  # fmt: skip


class _WishChoice(StationChoice):
    """A wish by its number, reason and place."""

    def label_from_instance(self, row):
        """Number, reason, place, band."""
        return f"#{row.pk} {row.scene} · {row.place} · {row.get_band_display()}"


def _open_wishes():
    return Wish.objects.open().select_related("scene").order_by("-given_at", "-id")


class MergeForm(StationForm):
    """Into which one."""

    into = _WishChoice(_open_wishes, label=_("The same as"))

    def __init__(self, *args, wish: Wish, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = _open_wishes().exclude(pk=wish.pk)


class SettingsForm(StationForm):
    """Weights and numbers."""

    open = forms.BooleanField(label=_("Residents may wish"), required=False)
    per_resident = forms.IntegerField(label=_("Weight of each resident"), min_value=0, max_value=1000)
    per_call_90 = forms.IntegerField(label=_("Weight of a call near by in 90 days"), min_value=0, max_value=1000)
    per_call_30 = forms.IntegerField(label=_("Further weight of one in 30 days"), min_value=0, max_value=1000)
    key_place = forms.IntegerField(label=_("Weight of a key place near by"), min_value=0, max_value=1000)
    per_day = forms.IntegerField(label=_("Weight of each day of waiting"), min_value=0, max_value=1000)
    most_days = forms.IntegerField(label=_("Days of waiting counted at most"), min_value=0, max_value=366)
    near_metres = forms.IntegerField(label=_("Near by (m)"), min_value=20, max_value=1000)
    join_metres = forms.IntegerField(label=_("The same wish within (m)"), min_value=10, max_value=500)
    passes = forms.IntegerField(label=_("Times passed for a wish"), min_value=1, max_value=20)
    answer_days = forms.IntegerField(label=_("Answered within (days)"), min_value=1, max_value=90)
    auto_answer_hours = forms.IntegerField(
        label=_("Answered by itself after (hours)"), min_value=1, max_value=720,
        help_text=_("A wish that was walked and that nobody answers."),
    )  # fmt: skip


class SceneForm(StationForm):
    """A reason to tap."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=30)
    picture = forms.ChoiceField(label=_("Picture"))
    hint = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Said before anything is asked: when to call 110."),
    )
    folds = forms.MultipleChoiceField(
        label=_("Calls that count"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["picture"].choices = PICTURES
        self.fields["folds"].choices = [one for one in Category.Fold.choices if one[0] != Category.Fold.NUISANCE]


# Icons of the house that stand for a reason.
PICTURES = [
    ("bike", _("two-wheeler")), ("bulb", _("dark")), ("user-search", _("somebody")), ("volume", _("noise")),
    ("school", _("school")), ("car", _("vehicle")), ("users", _("quarrel")), ("home", _("house")),
    ("eye", _("something else")), ("speakerphone", _("loud")), ("moon", _("night")), ("building-store", _("shops")),
]  # fmt: skip
