"""How cases and referrals look in lists: ``{% load casework %}``.

{% due_badge case today %}      days left, overdue, in time; "provisional" beside it while a year is not published
{{ case|case_tone }}            tone of a case's state
{{ referral|referral_tone }}    tone of a referral's state
{% referral_late referral today as late %}
"""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stations.calendar.rules import is_published
from stations.casework import rules
from stations.casework.listening import CASE_TONES, TONES
from stations.casework.models import PoliceCase, Referral
from stations.templatetags.ui import state

register = template.Library()


@register.simple_tag
def due_badge(case: PoliceCase, today: date) -> SafeString:
    """The badge of a case's day; a running one in a year not published yet says that it is provisional."""
    found = rules.due_badge(case, today)
    badge = state(found.text, found.tone)
    if case.law and not case.concluded_on and not is_published(case.due_on.year):
        return format_html("{} {}", badge, state(_("provisional"), "muted"))
    return badge


@register.filter
def case_tone(case: PoliceCase) -> str:
    """Look of a case's state."""
    return CASE_TONES[case.state]


@register.filter
def referral_tone(referral: Referral) -> str:
    """Look of a referral's state."""
    return TONES[referral.state]


@register.simple_tag
def referral_late(referral: Referral, today: date) -> bool:
    """Whether the answer is overdue."""
    return referral.state in rules.OPEN_REFERRALS and bool(referral.due_on and referral.due_on < today)
