"""Input of categories, control elements and places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Spot
from stations.catalogue.rules import DEEPEST
from stations.catalogue.words import Grade, Kind
from stations.kit.forms import StationChoice, StationForm
from stations.places.forms import PointForm
from stations.places.models import Community, Grid


def possible_parents():
    """Categories that something can hang below."""
    return Category.objects.filter(active=True, level__lt=DEEPEST).order_by("code")


class PathChoice(StationChoice):
    """A category by its whole path."""

    def label_from_instance(self, obj):
        """Code and path."""
        return f"{obj.code} {obj.path}"


class CategoryForm(StationForm):
    """Facts of a category that may change."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("The station's own code."))
    name = forms.CharField(label=_("Designation"), max_length=40)
    fold = forms.ChoiceField(label=_("In reports"), choices=Category.Fold.choices)
    grade = forms.TypedChoiceField(label=_("Usual grade"), choices=Grade.choices, coerce=int, initial=Grade.III)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999, initial=0, required=False)

    def clean_order(self):
        """No order is the first place."""
        return self.cleaned_data["order"] or 0


class NewCategoryForm(CategoryForm):
    """A category with its place in the tree, which stays."""

    parent = PathChoice(rows=possible_parents, label=_("Category above"), required=False, empty_label=_("at the top"))
    kind = forms.ChoiceField(
        label=_("Kind of incident"), choices=[("", _("as the category above")), *Kind.choices], required=False,
        help_text=_("Only at the top; everything below is of the same kind."),
    )  # fmt: skip
    field_order = ["parent", "kind", "code", "name", "fold", "grade", "order"]

    def clean(self):
        """At the top the kind must be said; below it is that of the parent."""
        values = super().clean()
        parent = values.get("parent")
        if parent:
            values["kind"] = parent.kind
        elif not values.get("kind"):
            self.add_error("kind", _("Say of which kind everything below is."))
        return values


class ElementForm(StationForm):
    """A control element."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=40)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999, initial=0, required=False)
    active = forms.BooleanField(label=_("In use"), initial=True, required=False)

    def clean_order(self):
        """No order is the first place."""
        return self.cleaned_data["order"] or 0


class SpotForm(PointForm):
    """A known place."""

    name = forms.CharField(label=_("Designation"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    community = StationChoice(rows=Community.objects.all, label=_("Community"), required=False)
    grid = StationChoice(rows=Grid.objects.all, label=_("Grid"), required=False)
    field_order = ["name", "address", "point", "gcj", "community", "grid"]


class MergeForm(StationForm):
    """The place that is the same as another one."""

    gone = StationChoice(rows=Spot.objects.all, label=_("The same place under another name"))

    def __init__(self, *args, keep: Spot, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gone"].queryset = candidates
