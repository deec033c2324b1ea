"""Form bases: choices of the station are looked up when a form is made, never at import (DESIGN §7)."""

from collections.abc import Callable

from django import forms


class StationChoice(forms.ModelChoiceField):
    """A choice among rows of the station in scope.

    Args:
        rows: function without arguments giving the queryset; called for every new form.
    """

    def __init__(self, rows: Callable, **kwargs):
        self.rows = rows
        super().__init__(queryset=None, **kwargs)


class StationMultipleChoice(forms.ModelMultipleChoiceField):
    """Several rows of the station in scope; see :class:`StationChoice`."""

    def __init__(self, rows: Callable, **kwargs):
        self.rows = rows
        super().__init__(queryset=None, **kwargs)


class DayField(forms.DateField):
    """A day picked with the browser's own control."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClockField(forms.TimeField):
    """A time of day picked with the browser's own control."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class StationForm(forms.Form):
    """A form whose station choices are filled inside the request's scope."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, StationChoice | StationMultipleChoice):
                field.queryset = field.rows()
