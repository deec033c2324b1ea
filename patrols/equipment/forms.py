"""Forms of gear."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patrols.equipment.models import GearIssue, GearKind
from patrols.squads.models import Guard
from stations.kit.forms import StationChoice, StationForm


def _kinds():
    return GearKind.objects.filter(active=True)


class GuardChoice(StationChoice):
    """A serving guard with the guard number."""

    def label_from_instance(self, row):
        """Name and number."""
        return f"{row.user.name} {row.guard_no}"


def _guards():
    return Guard.objects.serving().select_related("user").order_by("user__pinyin")


class StockForm(StationForm):
    """New pieces for the store."""

    kind = StationChoice(_kinds, label=_("Kind"))
    prefix = forms.CharField(label=_("Letters of the number"), max_length=10, help_text=_("For example FGY-."))
    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=99999, initial=1)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=500)


class IssueForm(StationForm):
    """To whom."""

    guard = GuardChoice(_guards, label=_("Guard"))


class ReturnForm(StationForm):
    """How it came back."""

    condition = forms.ChoiceField(
        label=_("Condition"), choices=GearIssue.Condition.choices, widget=forms.RadioSelect, initial="good"
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
