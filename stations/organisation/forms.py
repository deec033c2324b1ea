"""Input of people, teams and duty lists."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.models import Officer, Post, Team, TeamLead

_COMMAS = re.compile(r"[,，、;；\s]+")
_NUMBERED = re.compile(r"^\s*(?:[（(]?\d+[)）.、．]|[-•·*])\s*")


class OfficerChoice(StationChoice):
    """A choice among officers, told apart by police number."""

    def to_python(self, value):
        """Found among the rows already loaded, so that two such fields cost no further query each."""
        if value in self.empty_values:
            return None
        found = next((row for row in self.queryset if str(row.pk) == str(value)), None)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return found

    def label_from_instance(self, obj) -> str:
        """Name, number and post."""
        return f"{obj.user.name}（{obj.police_no}）{obj.get_post_display()}"


def open_teams():
    """Teams that take people."""
    return Team.objects.filter(active=True)


def serving_police():
    """Police officers on post, by name."""
    return Officer.objects.on_strength().select_related("user").order_by("user__pinyin", "police_no")


class ListField(forms.CharField):
    """Several short words in one line, divided by commas of any kind."""

    def prepare_value(self, value):
        """A list as it is typed."""
        return "、".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        """The words in order, each once."""
        parts = [part for part in _COMMAS.split(super().clean(value)) if part]
        long = [part for part in parts if len(part) > 30]
        if long:
            raise forms.ValidationError(_("Each entry has at most 30 characters."))
        return list(dict.fromkeys(parts))


class LinesField(forms.CharField):
    """One entry a line; numbers and dots that were typed or pasted in front are dropped."""

    widget = forms.Textarea(attrs={"rows": 12})

    def prepare_value(self, value):
        """A list as it is typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        """The entries in order, empty lines dropped."""
        lines = [_NUMBERED.sub("", line).strip() for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("Each line has at most 300 characters."))
        return lines


class OfficerForm(StationForm):
    """Facts of a person."""

    name = forms.CharField(label=_("Name"), max_length=60)
    police_no = forms.CharField(label=_("Police number"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Officer.Kind.choices)
    post = forms.ChoiceField(label=_("Post"), choices=Post.choices, initial=Post.OFFICER)
    phone = forms.RegexField(
        label=_("Phone"), regex=r"^\+?[\d\- ]{5,20}$", required=False,
        error_messages={"invalid": _("Enter a phone number, for example 13812345678.")},
    )  # fmt: skip
    birth_year = forms.IntegerField(label=_("Birth year"), required=False, min_value=1940, max_value=2015)
    service_from = forms.IntegerField(label=_("In service since (year)"), required=False, min_value=1960)
    specialities = ListField(
        label=_("Specialities"), required=False, help_text=_("Divide by commas, for example: mediation, drones")
    )

    def clean(self):
        """Nobody serves before the age of sixteen or from a year to come."""
        values = super().clean()
        born, since = values.get("birth_year"), values.get("service_from")
        if since and since > timezone.localdate().year:
            self.add_error("service_from", _("This year has not begun."))
        if born and since and since - born < 16:
            self.add_error("service_from", _("This does not fit the birth year."))
        return values

    def clean_police_no(self) -> str:
        """Without the spaces that sheets and keyboards add."""
        return re.sub(r"\s+", "", self.cleaned_data["police_no"])


class NewOfficerForm(OfficerForm):
    """A person who joins, with the first team."""

    team = StationChoice(rows=open_teams, label=_("Team"), required=False)
    start = DayField(label=_("In the team from"), initial=timezone.localdate, required=False)


class MoveForm(StationForm):
    """To which team, from when."""

    team = StationChoice(rows=open_teams, label=_("New team"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class StandingForm(StationForm):
    """Whether a person is on post."""

    standing = forms.ChoiceField(label=_("Standing"), choices=Officer.Standing.choices)
    day = DayField(label=_("From"), initial=timezone.localdate)


class TeamForm(StationForm):
    """A team of the station."""

    name = forms.CharField(label=_("Designation"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=Team.Kind.choices)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=50)
    active = forms.BooleanField(label=_("Open"), required=False, initial=True)


class LeadForm(StationForm):
    """Who leads a team, from when."""

    role = forms.ChoiceField(label=_("Role"), choices=TeamLead.Role.choices)
    officer = OfficerChoice(rows=serving_police, label=_("Officer"), required=False, empty_label=_("(vacant)"))
    start = DayField(label=_("From"), initial=timezone.localdate)


class DutyListForm(StationForm):
    """A new version of the duties of a post."""

    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    in_force_from = DayField(label=_("In force from"), initial=timezone.localdate)
    items = LinesField(
        label=_("List of duties"), help_text=_("One duty a line; numbers in front are added by the page.")
    )
