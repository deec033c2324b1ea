"""Marks of incidents: ``{% load incidents %}``.

{% incident_state incident %}        badge: words, shape and tone of its state
{% incident_handlers incident %}     names of who handles it; prefetch ``handlers__officer__user``
{% stage_icon status %}              shape of a stage of its way
"""

from django import template
from django.utils.safestring import SafeString

from stations.incidents.models import Incident
from stations.incidents.tables import TONES, handler_names
from stations.templatetags.ui import icon, state

register = template.Library()

SHAPES = {"done": "circle-check", "now": "hourglass", "late": "alert-triangle", "skipped": "minus", "todo": "circle"}


@register.simple_tag
def incident_state(incident: Incident) -> SafeString:
    """The state as a badge."""
    tone, shape = TONES[incident.state]
    return state(incident.get_state_display(), tone, shape)


@register.simple_tag
def incident_handlers(incident: Incident) -> str:
    """Who handles it now."""
    return handler_names(incident)


@register.simple_tag
def stage_icon(status: str) -> SafeString:
    """The shape of a stage."""
    return icon(SHAPES[status])
