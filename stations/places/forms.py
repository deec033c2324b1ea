"""Input of communities, grids, police rooms and trades."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.forms import ListField, OfficerChoice, serving_police
from stations.organisation.models import Team
from stations.places.models import Community, PoliceRoom


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


class PoliceRoomForm(StationForm):
    """Facts of a police room or patrol post."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=PoliceRoom.Kind.choices)
    community = StationChoice(rows=Community.objects.all, label=_("Community"), required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    opening = forms.CharField(label=_("Opening hours"), max_length=60, required=False)
    services = ListField(label=_("Services"), required=False, help_text=_("Divide by commas."))


class ContactForm(StationForm):
    """A residents' committee contact who shares the room."""

    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    phone = forms.RegexField(
        label=_("Phone"), regex=r"^\+?[\d\- ]{5,20}$", required=False,
        error_messages={"invalid": _("Enter a phone number, for example 13812345678.")},
    )  # fmt: skip
