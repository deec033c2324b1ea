"""What recognition tells the rest of the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.indicators import registry as figures
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.recognition import rules
from stations.recognition.models import Commendation
from stations.timeline.sentences import register as says

menu(NavItem("team", _("Commendations"), "commendations", "award", rules.may_see, 60))
menu(NavItem("setup", pgettext_lazy("recognition", "Points"), "points", "coins", rules.may_set, 110))
menu(NavItem("me", _("My commendations"), "my-commendations", "award", order=55))
notice("commendation", _("You have been commended"), tone="ok", icon="award")

says("commendation.given", _("gave a commendation"), tone="ok", icon="award")
says("commendation.struck", _("struck the commendation"), tone="warn", icon="eraser")
says("recognition.points_set", _("changed whether points are kept"), icon="adjustments")
says("recognition.rule_set", _("set what an act is worth: %(points)s points"), icon="adjustments")
says("points.credited", _("booked %(points)s points"), tone="ok", icon="coins")
says("points.reversed", _("booked %(points)s points back"), tone="warn", icon="rotate-clockwise")


def _given(station, scope, period) -> int | None:
    """Commendations of the whole station; a team or community has no figure of its own."""
    if scope.team_id or scope.community_id:
        return None
    return Commendation.objects.filter(struck_reason="", given_on__range=(period.first, period.last)).count()


figures.register(
    figures.Figure(
        "recognition.commendations",
        _("Commendations"),
        _("commendations"),
        _("Thanks, letters, awards and merits given in the period to people and units; struck ones left out."),
        _given,
        _("Recognition"),
        lambda station, scope, period: figures.address("commendations", period),
        higher_is_better=True,
    )  # fmt: skip
)
