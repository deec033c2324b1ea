"""What every page of the guards' phone is drawn of: ``{% load phone %}``.

    {% phone_facts as facts %}       JSON for phone.js: whose phone, addresses, words; None for strangers
    {% leads_a_squad as leads %}     whether the bar at the foot shows the way to the squad

A page that knows today's walks (``phone`` in its context) shows them; any other one gets along without a query.
"""

from django import template
from django.utils import timezone

from patrols.checkins.phone_data import phone_data
from patrols.squads.readings import standing

register = template.Library()


def _guard(context):
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not getattr(request, "station", None):
        return None
    return user if standing(user).guard else None


@register.simple_tag(takes_context=True)
def phone_facts(context) -> dict | None:
    """Facts of the page for the phone's scripts."""
    known, user = context.get("phone"), _guard(context)
    if known or user is None:
        return known
    return phone_data(user, [], {}, timezone.now())


@register.simple_tag(takes_context=True)
def leads_a_squad(context) -> bool:
    """Leader or deputy of a squad today."""
    user = _guard(context)
    return bool(user and standing(user).leads)
