"""How a membership and its vetting look: ``{% load watch %}``."""

from django import template

from community.groups.words import TONES, VETTING_TONES
from stations.kit import masks
from stations.templatetags.ui import state

register = template.Library()


@register.simple_tag
def membership(member):
    """Badge of the state."""
    return state(member.get_state_display(), TONES[member.state])


@register.simple_tag
def vetting(member):
    """Badge of what the officer found."""
    return state(member.get_vetting_display(), VETTING_TONES[member.vetting])


@register.filter
def masked(phone: str) -> str:
    """A phone number as everybody may see it (SE-24)."""
    return masks.phone(phone) if phone else "—"
