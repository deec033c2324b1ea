"""Marks of incidents: ``{% load incidents %}``.

{% incident_state incident %}        badge: words, shape and tone of its state
{% incident_rows rows %}             rows of the list; prefetch ``handlers__officer__user``
{% stage_icon status %}              shape of a stage of its way
{{ incident|to_contact }}            time from the report to the first contact
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stations.catalogue.words import Grade, Kind
from stations.incidents import rules_work
from stations.incidents.models import Incident
from stations.incidents.tables import TONES, handler_names
from stations.incidents.words import CLOSED_STATES, State
from stations.templatetags.ui import icon, state

register = template.Library()

SHAPES = {"done": "circle-check", "now": "hourglass", "late": "alert-triangle", "skipped": "minus", "todo": "circle"}
# The whole row in one piece: a list of fifty is drawn in Python, because template nodes cost more than its queries.
# Its labels are filled in once a language.
ROW = (
    '<tr{struck}><th scope="row"><span><a href="/command/incidents/{pk}/">{number}</a>{urgent}</span></th>'
    '<td data-label="%(reported)s"><time datetime="{iso}">{at}</time></td>'
    '<td class="d-none d-md-table-cell">{grade}</td>'
    '<td data-label="%(category)s"><span><span class="fg-meta">{kind}<span class="d-md-none"> {grade}</span></span> '
    "{category}</span></td>"
    '<td data-label="%(place)s" class="in-what"><span>{place}<span class="fg-meta in-clip">{summary}</span>'
    "</span></td>"
    '<td class="d-none d-md-table-cell">{community}</td>'
    '<td data-label="%(state)s"><span>{state}{overdue}</span></td>'
    '<td data-label="%(handlers)s">{handlers}</td></tr>'
)


@register.simple_tag
def incident_state(incident: Incident) -> SafeString:
    """The state as a badge."""
    return _badge(get_language(), incident.state)


@lru_cache(maxsize=256)
def _badge(language: str, value: str) -> SafeString:
    tone, shape = TONES[value]
    return state(State(value).label, tone, shape)


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, Any]:
    """What every row of the list says, once a language."""
    labels = {
        "reported": _("Reported"), "category": _("Category"), "place": _("Place"), "state": _("State"),
        "handlers": _("Handled by"),
    }  # fmt: skip
    return {
        "row": ROW % {name: escape(label) for name, label in labels.items()},
        "urgent": format_html(" {}", state(_("Urgent"), "danger", "flag")),
        "overdue": format_html(" {}", state(_("Overdue"), "danger", "alert-triangle")),
        "kinds": {kind.value: str(kind.label) for kind in Kind},
        "grades": {grade.value: str(grade.label) for grade in Grade},
    }  # fmt: skip


@register.simple_tag
def incident_rows(rows: Iterable[Incident]) -> SafeString:
    """The rows of the list."""
    language = get_language()
    words = _words(language)
    struck = mark_safe(' class="in-struck"')
    drawn = []
    for row in rows:
        at = timezone.localtime(row.reported_at)
        drawn.append(
            format_html(
                words["row"], struck=struck if row.state == State.STRUCK else "", pk=row.pk, number=row.number,
                urgent=words["urgent"] if row.urgent else "", iso=at.isoformat(), at=f"{at:%Y-%m-%d %H:%M}",
                grade=words["grades"][row.grade], kind=words["kinds"][row.kind], category=row.category.name,
                place=row.place or "—", summary=row.summary, community=row.community.name if row.community_id else "",
                state=_badge(language, row.state), handlers=handler_names(row),
                overdue=words["overdue"] if row.overdue_since and row.state not in CLOSED_STATES else "",
            )
        )  # fmt: skip
    return mark_safe("".join(drawn))


@register.filter
def named(codes: Iterable[str], names: dict[str, str]) -> str:
    """Codes by their names."""
    return "、".join(names.get(code, code) for code in codes)


@register.filter
def to_contact(incident: Incident) -> str:
    """How long it took from the report to the first contact."""
    return rules_work.to_contact(incident)


@register.simple_tag
def stage_icon(status: str) -> SafeString:
    """The shape of a stage."""
    return icon(SHAPES[status])
