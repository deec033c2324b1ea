"""A point as people write it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.places.geometry import plausible


class PointField(forms.CharField):
    """A point typed or pasted as "latitude, longitude" (either order: in China the two cannot be confused)."""

    default_error_messages = {"invalid": _("Write a position as latitude, longitude: 39.9042, 116.4074.")}

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 60, "required": False, "label": _("Position")} | kwargs)

    def to_python(self, value) -> tuple[float, float] | None:
        """(latitude, longitude), or None."""
        text = super().to_python(value)
        if not text:
            return None
        parts = re.split(r"[\s,，;；]+", text.strip())
        try:
            one, two = (float(part) for part in parts)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None
        lat, lng = (two, one) if plausible(two, one) else (one, two)
        if not plausible(lat, lng):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return lat, lng

    def prepare_value(self, value):
        """A point as it is typed."""
        return f"{value[0]:.6f}, {value[1]:.6f}" if isinstance(value, tuple) else value
