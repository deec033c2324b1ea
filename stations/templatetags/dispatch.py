"""Running clocks of timers: ``{% load dispatch %}{% clock moment now %}``; ``dispatch.js`` goes on counting them."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

register = template.Library()


@register.simple_tag
def clock(moment: datetime, now: datetime) -> SafeString:
    """``left 02:31`` or ``overdue 00:12``, told by words and tone."""
    seconds = round((moment - now).total_seconds())
    left, late = gettext("left"), gettext("overdue by")
    return format_html(
        '<span class="di-clock fg-badge fg-tone-{}" role="timer" data-clock="{}" data-left="{}" data-late="{}">'
        "<span>{}</span> <b>{}</b></span>",
        tone_of(seconds), moment.isoformat(), left, late, left if seconds >= 0 else late, span(abs(seconds)),
    )  # fmt: skip


def tone_of(seconds: int) -> str:
    """Danger when overdue, warn within the last minute."""
    return "danger" if seconds < 0 else "warn" if seconds < 60 else "info"


def span(seconds: int) -> str:
    """``02:31``, ``1:02:31`` or, from two days on, whole days."""
    if seconds >= 2 * 86400:
        days = seconds // 86400
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes:02d}:{seconds % 60:02d}"


NAMES = {
    "assign": _("Dispatch"), "accept": _("Accept the task"), "arrive": _("Arrival"), "contact": _("First contact"),
    "close": _("Closing"), "call_back": _("Call-back"),
}  # fmt: skip


@register.filter
def timer_name(kind: str) -> str:
    """What a timer waits for, before its clock."""
    return NAMES.get(kind, kind)


@register.filter
def grade_tone(grade: int) -> str:
    """Look of a grade; its numeral tells it, the tone repeats it."""
    return {1: "danger", 2: "warn", 3: "info"}.get(grade, "muted")


@register.filter
def seconds(number: int) -> str:
    """``90`` → ``1 min 30 s``."""
    minutes, rest = divmod(int(number), 60)
    if not minutes:
        return gettext("%(s)s s") % {"s": rest}
    if rest:
        return gettext("%(m)s min %(s)s s") % {"m": minutes, "s": rest}
    return gettext("%(m)s min") % {"m": minutes}
