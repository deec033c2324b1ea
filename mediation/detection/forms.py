"""Input of sweeps, findings, plans and decisions."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import DayField, StationChoice, StationForm, StationMultipleChoice
from stations.organisation.models import Officer
from stations.places.models import Community, Grid


def all_grids():
    """Grids with their communities."""
    return Grid.objects.select_related("community").order_by("community__code", "code")


def serving_police():
    """Police officers on post, by name."""
    return Officer.objects.on_strength().select_related("user").order_by("user__pinyin", "police_no")


class GridChoices(StationMultipleChoice):
    """Grids to tick, with their communities."""

    def label_from_instance(self, obj) -> str:
        """``东社区 第一网格``."""
        return f"{obj.community} {obj.name}"


class OfficerChoice(StationChoice):
    """A choice among officers, told apart by police number."""

    def label_from_instance(self, obj) -> str:
        """Name, number and post."""
        return f"{obj.user.name}（{obj.police_no}）{obj.get_post_display()}"


class SweepForm(StationForm):
    """A sweep: by community, by grids, or both together."""

    title = forms.CharField(label=_("Title of the sweep"), max_length=80)
    look_for = forms.CharField(
        label=_("What to look out for"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kinds of quarrels and places; no names of residents."),
    )  # fmt: skip
    due_on = DayField(label=_("To be done by"), initial=timezone.localdate)
    community = StationChoice(
        rows=Community.objects.all, label=_("All grids of"), required=False, empty_label=_("(choose grids below)")
    )
    grids = GridChoices(rows=all_grids, label=_("Grids"), required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self):
        """The grids ticked and those of the community."""
        values = super().clean()
        community, chosen = values.pop("community", None), {grid.pk: grid for grid in values.get("grids") or ()}
        if community:
            chosen |= {grid.pk: grid for grid in all_grids().filter(community=community)}
        values["grids"] = list(chosen.values())
        return values


class FindingForm(StationForm):
    """A quarrel somebody came across."""

    place = forms.CharField(label=_("Place"), max_length=160)
    text = forms.CharField(
        label=_("What it is about"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names here: persons are entered with the case."),
    )  # fmt: skip
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class DoneForm(StationForm):
    """What was looked at."""

    note = forms.CharField(
        label=_("What was looked at"), max_length=300, required=False,
        help_text=_("Nothing found is a result, too."),
    )  # fmt: skip


class PlanForm(StationForm):
    """A dated plan with somebody in charge."""

    plan = forms.CharField(label=_("Plan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    plan_from = DayField(label=_("Plan from"), initial=timezone.localdate)
    plan_until = DayField(label=_("Plan until"))
    owner = OfficerChoice(rows=serving_police, label=_("In charge"))


class DismissForm(StationForm):
    """Why these disputes do not belong together."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
