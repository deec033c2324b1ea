"""What lists of cases show in a cell: ``{% load mediation %}``; rows come from ``readings.with_people``."""

from django import template

from mediation.cases import readings, tables
from mediation.cases.words import TONES

register = template.Library()


@register.filter
def side(case, letter: str) -> str:
    """The parties of one side, masked."""
    return tables.sides(case, letter)


@register.filter
def led_by(case) -> str:
    """Who leads the mediation."""
    return tables.leads(case)


@register.filter
def case_state_tone(case) -> str:
    """The tone of a case's state."""
    return TONES[case.state]


@register.simple_tag
def case_day(case, today):
    """The next day of a case with its tone, or None."""
    return readings.day_left(case, today)


@register.filter
def money(value) -> str:
    """An amount with its groups of three."""
    return f"{value:,.2f}"
