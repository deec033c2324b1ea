"""Filters of the list of imports and of the rows of a preview."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from stations.imports.models import WorkbookImport
from stations.imports.sheets import ADDED, CHANGED, REFUSED, SAME
from stations.kit.filters import StationFilter

OUTCOMES = ((REFUSED, _("Refused")), (ADDED, _("Added")), (CHANGED, _("Changed")), (SAME, _("Unchanged")))


class ImportFilter(StationFilter):
    """Imports by state."""

    state = django_filters.ChoiceFilter(choices=WorkbookImport.State.choices, label=_("State"))


class RowForm(forms.Form):
    """Rows of one preview by outcome and sheet."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)

    def __init__(self, data, *, rows: list[dict]):
        super().__init__(data)
        titles = list(dict.fromkeys(row["sheet"] for row in rows if row["sheet"]))
        self.fields["outcome"].choices = [("", _("All outcomes")), *OUTCOMES]
        self.fields["sheet"].choices = [("", _("All sheets")), *((title, title) for title in titles)]


class RowFilter:
    """Filters the JSON rows of a preview; refused rows come first."""

    order = {REFUSED: 0, CHANGED: 1, ADDED: 2, SAME: 3}

    def __init__(self, data, rows: list[dict]):
        self.form = RowForm(data, rows=rows)
        self.rows = rows

    @property
    def qs(self) -> list[dict]:
        """The rows that pass, an unknown filter value passes nothing."""
        if not self.form.is_valid():
            return []
        wanted = {"action": self.form.cleaned_data["outcome"], "sheet": self.form.cleaned_data["sheet"]}
        wanted = {name: value for name, value in wanted.items() if value}
        found = [row for row in self.rows if all(row[name] == value for name, value in wanted.items())]
        return sorted(found, key=lambda row: self.order[row["action"]])
