"""How instalments look in lists: parties masked, what is owed, how late."""

from django import template
from django.utils.translation import gettext as _

from mediation.agreements.rules import late_tone
from mediation.agreements.tables import name_of, what_of
from mediation.agreements.words import Performance
from stations.templatetags.ui import state

register = template.Library()
register.filter("party_masked", name_of)
register.filter("term_what", what_of)


@register.simple_tag
def term_state(term, today):
    """The badge of an instalment; one that is late says so."""
    tone = late_tone(term, today)
    if term.due_on < today and term.state in {Performance.DUE, Performance.PROVED}:
        return state(_("overdue"), "danger")
    return state(term.get_state_display(), tone)
