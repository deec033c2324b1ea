"""Form fields that take a value just as the workbooks do."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.imports.cells import CellError
from stations.imports.cells import Phone as PhoneCell


class PhoneField(forms.CharField):
    """A phone number as workbooks take it: eleven digits, or a land line with area code."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Phone"), "required": False, "max_length": 30} | kwargs)
        self.widget.input_type = "tel"

    def clean(self, value) -> str:
        """Digits only."""
        text = super().clean(value)
        try:
            return PhoneCell()(text) if text else ""
        except CellError as error:
            raise forms.ValidationError(error.reason, error.code) from None


class CodeField(forms.CharField):
    """A code without spaces."""

    def clean(self, value) -> str:
        """Without the spaces that sheets and keyboards add."""
        return re.sub(r"\s+", "", super().clean(value))
