"""How agreements and instalments look in lists: parties masked, what is owed, how late."""

from django import template
from django.utils.translation import gettext as _

from mediation.agreements.countdowns import court_answer_by
from mediation.agreements.rules import late_tone, may_approve
from mediation.agreements.tables import name_of, performed, what_of
from mediation.agreements.words import TONES, Performance
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


@register.simple_tag
def agreement_state(row):
    """The badge of an agreement."""
    return state(row.get_state_display(), TONES[row.state])


@register.simple_tag
def court_answer(row, agreement):
    """By when the court has answered an application (SF-07), or None."""
    row.agreement = agreement
    return court_answer_by(row)


@register.simple_tag
def answers_settlement(user, case) -> bool:
    """Whether the person may give the answer of the police (HJ-05)."""
    return bool(may_approve(user, case))


@register.inclusion_tag("mediation/agreements/progress.html")
def performance_of(row, today):
    """How far an agreement of the list is performed, and the next day something is due."""
    return {
        "row": row, "performed": performed(row), "today": today,
        "late": row.next_due is not None and row.next_due < today,
    }  # fmt: skip
