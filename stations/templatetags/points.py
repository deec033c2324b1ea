"""Words of points in templates: ``{% load points %}``."""

from django import template

from stations.recognition import tables

register = template.Library()
register.filter("whose", tables.whose)
register.filter("booked_when", tables.when)
register.filter("checked_by", tables.checked_by)
register.filter("appellant", tables.appellant)


@register.filter
def act_name(row, names: dict[str, str]) -> str:
    """What an act is called."""
    return names.get(row.act, row.act)


@register.filter
def tone_of(state: str) -> str:
    """The tone of a state."""
    return tables.TONES.get(state, "muted")
