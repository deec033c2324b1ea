"""The bell of the top bar and the alarm below it: ``{% load notices %}{% bell as bell %}``."""

from django import template
from django.conf import settings
from django.utils import timezone

from stations.notices.readings import Bell, bell_of, in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context) -> Bell | None:
    """What the bell of the person shows, one query; None for strangers, wall screens and people without a station."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "station", None) is None:
        return None
    return bell_of(user, timezone.now())


@register.simple_tag
def live_port() -> int | str:
    """The port of the event streams, empty where they come from the page's own origin."""
    return settings.LIVE_PORT or ""


@register.simple_tag
def notice_line(notice):
    """Words and look of a notice."""
    return in_words(notice)
