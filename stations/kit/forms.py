"""Form bases: choices of the station are looked up when a form is made, never at import (DESIGN §7)."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError


class StationChoice(forms.ModelChoiceField):
    """A choice among rows of the station in scope.

    Args:
        rows: function without arguments giving the queryset; called for every new form.
    """

    def __init__(self, rows: Callable, **kwargs):
        self.rows = rows
        super().__init__(queryset=None, **kwargs)

    def to_python(self, value):
        """The chosen row, in one query for each field (a form may choose two officers; that is no N+1)."""
        if value in self.empty_values:
            return None
        key = self.to_field_name or "pk"
        try:
            row = self.queryset.filter(**{key: getattr(value, key, value)}).first()
        except (ValueError, TypeError):
            row = None
        if row is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return row


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


class ManyFiles(forms.ClearableFileInput):
    """One input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; an empty one is no file."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        """A list of uploads."""
        single = super().clean
        return [single(one, initial) for one in data if one] if isinstance(data, list | tuple) else []


def photo_files(label, **options) -> FilesField:
    """Photos; on a phone the camera opens."""
    camera = ManyFiles(attrs={"accept": "image/*", "capture": "environment"})
    return FilesField(label=label, required=False, widget=camera, **options)


def voice_notes(label, **options) -> FilesField:
    """Voice notes; on a phone the recorder opens."""
    recorder = ManyFiles(attrs={"accept": "audio/*", "capture": "user"})
    return FilesField(label=label, required=False, widget=recorder, **options)


class StationForm(forms.Form):
    """A form whose station choices are filled inside the request's scope."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, StationChoice | StationMultipleChoice):
                field.queryset = field.rows()
