"""The line on every page of the command room and the leadership while the handover is not signed."""

from django import template

from stations.handovers.rules import may_be_warned

register = template.Library()


@register.inclusion_tag("handovers/banner.html", takes_context=True)
def handover_banner(context) -> dict:
    """A slot that the browser fills, at no query of the page itself; the handover's own pages say it themselves."""
    request = context.get("request")
    user = getattr(request, "user", None)
    own_page = request is not None and request.path.startswith("/duty/handovers/")
    return {"shown": bool(user and user.is_authenticated and not own_page and may_be_warned(user))}
