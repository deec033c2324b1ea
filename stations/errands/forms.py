"""Forms of errands: put on something, decline, the numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import StationForm


class PlanForm(StationForm):
    """What carries it: code and key of an offer."""

    carrier = forms.CharField(max_length=30, widget=forms.HiddenInput)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    # What carried it when the page was drawn: two who plan at once do not undo each other.
    seen = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class DeclineForm(StationForm):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked reads this."),
    )  # fmt: skip


class SettingsForm(StationForm):
    """The numbers of errands."""

    near_metres = forms.IntegerField(label=_("A route passes within (m)"), min_value=20, max_value=2000)
    slack_minutes = forms.IntegerField(label=_("Counts before and after the time (min)"), min_value=0, max_value=240)
    days = forms.IntegerField(label=_("An errand stands for (days)"), min_value=1, max_value=366)
