"""The board in the menu; words of the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.command.rules import may_replay, may_see_board
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says

menu(NavItem("command", _("Command board"), "board", "layout-dashboard", may_see_board, 10))
menu(NavItem("command/records", _("Replay"), "board-replay", "history", may_replay, 95))
says("board.replayed", _("replayed the board of %(moment)s"), tone="muted", icon="history")
