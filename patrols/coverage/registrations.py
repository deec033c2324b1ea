"""The first page of the patrols in the menu."""

from django.utils.translation import gettext_lazy as _

from patrols.squads.rules import may_see_patrols
from stations.kit.navigation import NavItem, register

register(NavItem("patrols", _("Live coverage"), "patrols", "route", may_see_patrols, 10))
