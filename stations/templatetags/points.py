"""Words of points in templates: ``{% load points %}``."""

from django import template

from stations.recognition import tables

register = template.Library()
register.filter("whose", tables.whose)
register.filter("booked_when", tables.when)
register.filter("checked_by", tables.checked_by)
register.filter("reason_of", tables.reason_of)
register.filter("appellant", tables.appellant)
register.filter("act_name", tables.act_of)


@register.filter
def tone_of(state: str) -> str:
    """The tone of a state."""
    return tables.TONES.get(state, "muted")
