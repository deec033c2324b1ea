"""Tags of the door's pages."""

import math

from django import template

register = template.Library()


@register.simple_tag
def minutes(span) -> int:
    """A span of time as whole minutes, rounded up."""
    return math.ceil(span.total_seconds() / 60)
