"""Forms of the liaison officer's round."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.inspections.actions import Raised
from patrols.inspections.models import InspectionPoint
from patrols.routes.models import Checkpoint
from patrols.squads.models import Squad
from patrols.squads.readings import standing
from patrols.squads.rules import in_office
from stations.kit.forms import DayField, StationChoice, StationForm

ROWS = 3


def _none():
    return Squad.objects.none()


def _points():
    return Checkpoint.objects.filter(active=True).only("code", "name", "station_id")


class InspectionForm(StationForm):
    """One visit: who stood there, and up to three things that came up."""

    squad = StationChoice(_none, label=_("Squad"))
    checkpoint = StationChoice(_points, label=_("Where"), required=False)
    present = forms.IntegerField(label=_("Guards present"), min_value=0, max_value=99, required=False)
    passed = forms.BooleanField(label=_("In order"), required=False, initial=True)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        squads = Squad.objects.active()
        self.fields["squad"].queryset = squads if in_office(user) else squads.filter(pk__in=standing(user).liaises)
        for number in range(1, ROWS + 1):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        kinds = [("", pgettext_lazy("inspection", "nothing")), *InspectionPoint.Kind.choices]
        row = {
            f"kind_{number}": forms.ChoiceField(label=_("What kind"), choices=kinds, required=False),
            f"words_{number}": forms.CharField(label=_("What came up"), max_length=300, required=False),
            f"due_{number}": DayField(label=_("Due"), required=False),
            f"result_{number}": forms.CharField(label=_("Settled on the spot by"), max_length=300, required=False),
        }
        self.fields.update(row)

    def rows(self):
        """The fields of the three things, row by row, for the page."""
        names = ("kind", "words", "due", "result")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, ROWS + 1)]

    def clean(self):
        """A thing that came up has a kind."""
        values = super().clean()
        for number in range(1, ROWS + 1):
            if values.get(f"words_{number}") and not values.get(f"kind_{number}"):
                self.add_error(f"kind_{number}", _("Choose what kind it is."))
            if values.get(f"kind_{number}") and not values.get(f"words_{number}"):
                self.add_error(f"words_{number}", _("Say what came up."))
        return values

    def raised(self) -> list[Raised]:
        """What came up, for the action."""
        told = self.cleaned_data
        return [
            Raised(told[f"kind_{n}"], told[f"words_{n}"], told[f"due_{n}"], told[f"result_{n}"])
            for n in range(1, ROWS + 1)
            if told[f"kind_{n}"]
        ]


class ResultForm(StationForm):
    """What was done."""

    result = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
