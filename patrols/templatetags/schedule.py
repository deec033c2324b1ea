"""Plans and duties in templates: ``{% load schedule %}``."""

from django import template
from django.utils import timezone

from patrols.schedule import readings, rules, tables
from stations.kit.spans import holds

register = template.Library()


@register.simple_tag
def plan_lines(page) -> list[tuple]:
    """The plans of a page with warnings, slots, weekdays and whether they hold today; four queries.

    Args:
        page: of plans, with slots and guards loaded.
    """
    found, today = list(page), timezone.localdate()
    warned = readings.warnings_of(found, today)
    return [
        (plan, warned[plan.pk], tables.slots_of(plan), tables.weekdays_of(plan), holds(plan, today)) for plan in found
    ]


@register.filter
def state_tone(state: str) -> str:
    """The look of a duty's state."""
    return rules.TONES.get(state, "muted")
