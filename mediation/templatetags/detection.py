"""Words of early detection in templates: ``{% load detection %}``.

{% level row %}             badge of a recurrence's level
{% recurrence_state row %}  badge of its state
{% reasons row %}           why it has the level, in words
{% case_of finding cases %} the case a finding became, where it may be seen
"""

from django import template
from django.utils.safestring import SafeString

from mediation.detection.shown import reason_words
from mediation.detection.words import LEVEL_TONES, TONES
from stations.templatetags.ui import state

register = template.Library()


@register.simple_tag
def level(row) -> SafeString:
    """How soon somebody should look."""
    return state(row.get_level_display(), LEVEL_TONES.get(row.level, "muted"))


@register.simple_tag
def recurrence_state(row) -> SafeString:
    """Proposed, confirmed, dismissed, cleared."""
    return state(row.get_state_display(), TONES.get(row.state, "muted"))


@register.simple_tag
def reasons(row) -> str:
    """The reasons, one after the other."""
    return "；".join(reason_words(row.reasons))


@register.simple_tag
def case_of(finding, cases: dict):
    """The case, or None where this person may not see it."""
    return cases.get(finding.case_id)
