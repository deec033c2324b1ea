"""Words of the mediation network in templates: ``{% load mediation_network %}``.

{% causes codes %}          the words of causes; "all disputes" where none is named
{% availability mediator %} badge: left, away, full, available (rows of ``lists.mediators_on``)
{% weekday number %}        the day of the week, 0 is Monday
"""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mediation.network import tables
from mediation.network.forms import WEEKDAYS
from stations.templatetags.ui import state

register = template.Library()


@register.simple_tag
def causes(codes) -> str:
    """The words of causes of disputes."""
    return tables.causes(codes) or _("all disputes")


@register.simple_tag
def availability(row) -> SafeString:
    """Whether a mediator takes a case today."""
    if row.left_on:
        return state(_("has left the network"), "muted")
    if row.away:
        return state(_("away today"), "absent")
    return state(_("full"), "warn") if row.full else state(_("available"), "ok")


@register.simple_tag
def weekday(number: int) -> str:
    """The day of the week by its number."""
    return str(dict(WEEKDAYS).get(number, ""))
