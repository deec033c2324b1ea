"""Running times of the board: ``{% load command %}``; ``static/fenggang/board.js`` goes on counting them."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


def span(seconds: int) -> str:
    """A span in words that stay short: ``4:05``, then hours and minutes, then days and hours."""
    seconds = abs(int(seconds))
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02d}"
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours < 24:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes}
    return _("%(d)d d %(h)d h") % {"d": hours // 24, "h": hours % 24}


@register.simple_tag
def since(moment: datetime | None, at: datetime) -> SafeString:
    """How long ago something was, counting up."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time class="cm-clock" datetime="{0}" data-since="{0}">{1}</time>',
        moment.isoformat(timespec="seconds"), span(max((at - moment).total_seconds(), 0)),
    )  # fmt: skip


@register.simple_tag
def due(row: Any, at: datetime) -> SafeString:
    """The clock of a board row: what is overdue and since when, else what runs and how long it has left."""
    one = row.incident
    moment = one.overdue_since or (row.timer.due_at if row.timer else one.due_at)
    if moment is None:
        return since(one.received_at, at)
    late = at >= moment
    kind = row.timer.get_kind_display() if row.timer else _("due")
    return format_html(
        '<span class="cm-due{4}"><small>{2}</small> <span class="visually-hidden">{3}</span>'
        '<time class="cm-clock" datetime="{0}" data-due="{0}">{1}</time></span>',
        moment.isoformat(timespec="seconds"), ("+" if late else "") + span((at - moment).total_seconds()), kind,
        _("overdue by") if late else _("left"), " cm-late" if late else "",
    )  # fmt: skip
