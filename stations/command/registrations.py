"""The board in the menu; words of the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.command.rules import may_see_board
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu

menu(NavItem("command", _("Command board"), "board", "layout-dashboard", may_see_board, 10, pinned=True))
