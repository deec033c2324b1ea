"""Forms of scores."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patrols.scoring.models import Measure
from patrols.squads.models import Squad
from stations.kit.forms import DayField, StationChoice, StationForm


class SheetForm(StationForm):
    """The weights of a group; each measure with what earns all of it."""

    in_force_from = DayField(label=_("In force from"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for measure, label in Measure.choices:
            self.fields[f"weight_{measure}"] = forms.IntegerField(label=label, min_value=0, max_value=100)
            self.fields[f"full_{measure}"] = forms.DecimalField(
                label=_("Full weight at"), min_value=0.1, max_value=1000, max_digits=7, decimal_places=1
            )

    def rows(self):
        """Weight and full value, measure by measure, for the page."""
        return [(self[f"weight_{measure}"], self[f"full_{measure}"]) for measure in Measure.values]

    def weights(self) -> dict:
        """Measure → (weight, full), for the action."""
        told = self.cleaned_data
        return {measure: (told[f"weight_{measure}"], told[f"full_{measure}"]) for measure in Measure.values}


class ContestForm(StationForm):
    """What is wrong with one line."""

    measure = forms.ChoiceField(label=_("Which line"), choices=Measure.choices)
    words = forms.CharField(label=_("What is wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(StationForm):
    """The reason of a decision."""

    answer = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _squads():
    return Squad.objects.active()


class RatingForm(StationForm):
    """The sum of a survey."""

    squad = StationChoice(_squads, label=_("Squad"))
    month = DayField(label=_("A day of the month"))
    asked = forms.IntegerField(label=_("People asked"), min_value=1, max_value=100000)
    content = forms.IntegerField(label=_("Of these content"), min_value=0, max_value=100000)
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Which survey; never single persons."))
