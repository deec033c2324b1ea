"""Words of the archive in templates: masked parties, who leads, tones."""

from django import template

from mediation.archive import readings
from mediation.archive.words import RESULT_TONES
from mediation.cases import tables

register = template.Library()


@register.filter
def masked_sides(case) -> str:
    """Both sides, masked, of a case whose parties are loaded."""
    return readings.sides(case)


@register.filter
def led_by(case) -> str:
    """Who leads the mediation, of a case whose mediators are loaded."""
    return tables.leads(case)


@register.filter
def result_tone(result: str) -> str:
    """Tone of the result of a visit."""
    return RESULT_TONES.get(result, "muted")


@register.filter
def of(mapping: dict, key) -> str:
    """A value by its key."""
    return mapping.get(key, "")
