"""Tags of the door's pages and of the day-book."""

import math
from functools import lru_cache

from django import template
from django.apps import apps

from stations.timeline.sentences import Line, lines

register = template.Library()


@register.simple_tag
def minutes(span) -> int:
    """A span of time as whole minutes, rounded up."""
    return math.ceil(span.total_seconds() / 60)


@register.simple_tag
def in_words(entry) -> Line:
    """A day-book entry (with ``select_related("actor")``) as a line for people."""
    return lines([entry])[0]


@lru_cache
def _kinds() -> dict[str, type]:
    """Tables by the name the day-book keeps."""
    return {model._meta.model_name: model for model in apps.get_models()}


@register.simple_tag
def subject_in_words(entry) -> str:
    """What it happened to: kind and number."""
    if not entry.subject_type:
        return ""
    model = _kinds().get(entry.subject_type)
    return f"{model._meta.verbose_name if model else entry.subject_type} {entry.subject_id}"
