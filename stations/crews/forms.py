"""Input of crews, patterns, things and video rounds."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.crews.models import Asset, Crew, CrewPattern, Layer
from stations.kit.forms import ClockField, DayField, StationChoice, StationForm
from stations.organisation.models import Officer, Team
from stations.places.models import Community, PoliceRoom
from stations.roster.models import Role

MOST_BANDS = 6
WORKING = [choice for choice in Role.choices if choice[0] != Role.REST]


def _vehicles():
    return Asset.objects.filter(kind=Asset.Kind.VEHICLE, active=True)


def _communities():
    return Community.objects.all()


def _rooms():
    return PoliceRoom.objects.all()


def _none():
    return Officer.objects.none()


def _no_crew():
    return Crew.objects.none()


class MomentField(forms.DateTimeField):
    """A moment picked with the browser's own control, on the station's wall clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class OfficerChoice(StationChoice):
    """An officer by name."""

    def label_from_instance(self, officer) -> str:
        """Name and police number."""
        return f"{officer.user.name} {officer.police_no}"


class CrewChoice(StationChoice):
    """A crew by name and hours."""

    def label_from_instance(self, crew) -> str:
        """Name, day and hours."""
        start, end = timezone.localtime(crew.starts_at), timezone.localtime(crew.ends_at)
        return f"{crew.name} {start:%m-%d %H:%M}–{end:%H:%M}"


class CrewChangeForm(StationForm):
    """Times, number, place and vehicle of one crew."""

    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))
    size = forms.IntegerField(min_value=1, max_value=50, label=_("Officers wanted"))
    vehicle = StationChoice(rows=_vehicles, required=False, label=_("Vehicle"), empty_label=_("none"))
    place = forms.CharField(max_length=60, required=False, label=_("Place"))


class CrewForm(CrewChangeForm):
    """A crew or post added by hand."""

    field_order = ("layer", "name", "community", "room", "starts_at", "ends_at", "size", "vehicle", "place")
    layer = forms.ChoiceField(choices=Layer.choices, label=_("Layer"))
    name = forms.CharField(max_length=60, label=pgettext_lazy("thing", "Name"))
    community = StationChoice(rows=_communities, required=False, label=_("Community"), empty_label=_("none"))
    room = StationChoice(rows=_rooms, required=False, label=_("Police room"), empty_label=_("none"))


class PauseForm(StationForm):
    """Why a crew is out of action."""

    reason = forms.CharField(max_length=60, label=_("Out of action because"))


class SwapForm(StationForm):
    """A member of this crew, and somebody of another one of the same day.

    Args:
        mine: (officer id, name) of this crew.
        theirs: (member id, words) of the others.
    """

    officer = forms.TypedChoiceField(coerce=int, label=_("From this crew"))
    other = forms.TypedChoiceField(coerce=int, label=_("Changes with"))

    def __init__(self, *args, mine, theirs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = list(mine)
        self.fields["other"].choices = list(theirs)


class PatternForm(StationForm):
    """A crew pattern and up to six bands."""

    name = forms.CharField(max_length=40, label=pgettext_lazy("thing", "Name"))
    layer = forms.ChoiceField(choices=Layer.choices, label=_("Layer"))
    per = forms.ChoiceField(choices=CrewPattern.Per.choices, label=_("How often"))
    count = forms.IntegerField(min_value=1, max_value=20, initial=1, label=_("How many crews"))
    role = forms.ChoiceField(choices=WORKING, label=_("From duty"))
    team_kind = forms.ChoiceField(choices=Team.Kind.choices, label=_("From teams"))
    size = forms.IntegerField(
        min_value=1,
        max_value=50,
        initial=2,
        label=_("Officers a crew"),
        help_text=_("Crews that drive have two at least."),
    )
    vehicle = forms.BooleanField(required=False, label=_("With a vehicle"))
    order = forms.IntegerField(min_value=0, max_value=999, initial=10, label=_("Order"))
    start = DayField(label=_("In force from"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_BANDS + 1):
            words = {"n": number}
            self.fields[f"starts_{number}"] = ClockField(required=number == 1, label=_("Band %(n)s begins") % words)
            self.fields[f"hours_{number}"] = forms.DecimalField(
                required=number == 1, min_value=0.5, max_value=24, max_digits=4, decimal_places=1,
                label=_("Band %(n)s: hours") % words,
            )  # fmt: skip

    def clean(self):
        """A band has both its begin and its length."""
        data = super().clean()
        for number in range(2, MOST_BANDS + 1):
            if (data.get(f"starts_{number}") is None) != (data.get(f"hours_{number}") is None):
                self.add_error(f"hours_{number}", _("Give begin and hours of the band, or neither."))
        return data

    def values(self) -> dict:
        """The columns of the pattern, and ``bands``."""
        data = dict(self.cleaned_data)
        pairs = [(data.pop(f"starts_{n}"), data.pop(f"hours_{n}")) for n in range(1, MOST_BANDS + 1)]
        return data | {"bands": [(begin, hours) for begin, hours in pairs if begin is not None]}

    @staticmethod
    def initial_of(pattern: CrewPattern) -> dict:
        """The present values of a pattern."""
        names = ("name", "layer", "per", "count", "role", "team_kind", "size", "vehicle", "order", "start")
        values = {name: getattr(pattern, name) for name in names}
        for number, band in enumerate(pattern.bands.all()[:MOST_BANDS], 1):
            values |= {f"starts_{number}": band.starts, f"hours_{number}": band.hours}
        return values


class AssetForm(StationForm):
    """A vehicle, key or piece of equipment."""

    kind = forms.ChoiceField(choices=Asset.Kind.choices, label=_("Kind"))
    code = forms.CharField(max_length=30, label=_("Number"), help_text=_("Number plate, key or inventory number."))
    name = forms.CharField(max_length=60, label=pgettext_lazy("thing", "Name"))
    quantity = forms.IntegerField(min_value=1, max_value=9999, initial=1, label=_("Quantity"))
    active = forms.BooleanField(required=False, initial=True, label=_("In use"))
    note = forms.CharField(max_length=120, required=False, label=_("Note"))


class RoundForm(StationForm):
    """One round of the video patrol.

    Args:
        crews: video patrols one may write for, with members.
        at: now.
    """

    crew = CrewChoice(rows=_no_crew, label=_("Video patrol"))
    officer = OfficerChoice(rows=_none, label=_("Officer"))
    started_at = MomentField(label=_("Round begins"))
    ended_at = MomentField(label=_("Round ends"))
    area = forms.CharField(max_length=200, label=_("Looked at"), help_text=_("Cameras, streets or squares."))
    found = forms.BooleanField(required=False, label=_("Something found"))
    findings = forms.CharField(
        max_length=300, required=False, label=_("What was found"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of persons; what needs action is recorded as an incident."),
    )  # fmt: skip

    def __init__(self, *args, crews, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["crew"].queryset = crews
        people = Officer.objects.filter(crew_places__crew__in=crews.values("pk")).select_related("user").distinct()
        self.fields["officer"].queryset = people
        self.fields["ended_at"].initial = timezone.localtime(at).replace(second=0, microsecond=0)

    def clean(self):
        """A finding has words."""
        data = super().clean()
        if data.get("found") and not data.get("findings", "").strip():
            self.add_error("findings", _("Say what was found."))
        return data
