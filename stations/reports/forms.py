"""Which month to make."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import StationForm


class MonthForm(StationForm):
    """A month as ``2026-10``."""

    month = forms.CharField(label=_("Month"), max_length=7)

    def clean_month(self) -> date:
        """The first day of the month."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", self.cleaned_data["month"])
        if not found:
            raise forms.ValidationError(_("Give a month such as 2026-10."))
        return date(int(found[1]), int(found[2]), 1)
