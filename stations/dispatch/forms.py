"""Forms of dispatch: which crews to send, whom to hand over to, the times of a grade."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Grade
from stations.crews.models import Crew
from stations.dispatch.circles import TIMES
from stations.dispatch.models import Assignment
from stations.kit.forms import StationChoice, StationForm, StationMultipleChoice
from stations.places.models import Community

DAY_SECONDS, YEAR_HOURS = 86400, 8760


def _crews():
    return Crew.objects.all()


def _communities():
    return Community.objects.all()


class SendForm(StationForm):
    """One crew by its own button, or the ticked ones; ``code`` tells which advice was followed."""

    crew = StationChoice(rows=_crews, required=False)
    crews = StationMultipleChoice(rows=_crews, required=False)
    part = forms.ChoiceField(choices=[("", ""), *Assignment.Part.choices], required=False)
    advice = forms.RegexField(r"^[a-z_]{0,30}$", required=False)

    def clean(self):
        """At least one crew; the button of one row wins over the ticks."""
        values = super().clean()
        chosen = values.get("crew")
        values["crews"] = [chosen] if chosen else list(values.get("crews") or [])
        if not values["crews"] and not self.errors:
            raise forms.ValidationError(_("Choose a crew."), code="no_crew")
        return values


class PassOnForm(StationForm):
    """To which crew."""

    crew = StationChoice(rows=_crews, label=_("Crew"))


class FixForm(forms.Form):
    """The position of this moment, only if the person ticked it (SE-17)."""

    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lng = forms.FloatField(required=False, min_value=-180, max_value=180)

    @property
    def fix(self) -> dict:
        """``lat`` and ``lng`` for the action; nothing when they are missing or no position."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


def _seconds(label, help_text="", required=True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=10, max_value=DAY_SECONDS, help_text=help_text, required=required
    )


class CircleForm(StationForm):
    """The times of one grade."""

    assign_seconds = _seconds(_("Dispatch within (seconds)"), _("From the receipt until a crew is sent."))
    accept_seconds = _seconds(_("Accept within (seconds)"), _("From sending until the crew answers."))
    arrive_seconds = _seconds(
        _("Arrive within (seconds)"),
        _("From sending until the crew is there; empty: by appointment."),
        required=False,
    )
    contact_seconds = _seconds(_("First contact within (seconds)"), _("For urgent clues, from the report."))
    close_hours = forms.IntegerField(label=_("Close within (hours)"), min_value=1, max_value=YEAR_HOURS)

    def __init__(self, *args, circle, **kwargs):
        super().__init__(*args, initial={name: getattr(circle, name) for name in TIMES}, **kwargs)


class NewCircleForm(StationForm):
    """Which community gets times of its own for which grade."""

    community = StationChoice(rows=_communities, label=_("Community"))
    grade = forms.TypedChoiceField(label=_("Grade"), choices=Grade.choices, coerce=int)
