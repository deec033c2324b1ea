"""Words and menu entries of the door."""

from django.utils.translation import gettext_lazy as _

from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as words

words("access.login", _("Logged in"), "info", "login")
words("access.logout", _("Logged out"), "muted", "logout")
words("access.idle", _("Logged out after a while without activity"), "muted", "clock")
words("access.login_failed", _("Login failed"), "warn", "alert-triangle")
words("access.password_set", _("Password changed"), "ok", "key")
words("access.code_issued", _("One-time code handed out"), "warn", "key")
words("access.code_used", _("One-time code used"), "ok", "key")
words("access.phone_paired", _("Phone connected"), "ok", "device-mobile")
words("access.phone_revoked", _("Phone disconnected"), "warn", "device-mobile")
words("access.factor_set", _("Second factor set up"), "ok", "shield-check")
words("access.factor_removed", _("Second factor removed"), "warn", "shield-half")
words("access.wall_paired", _("Wall screen connected"), "ok", "device-tv")
words("access.wall_revoked", _("Wall screen disconnected"), "warn", "device-tv")

menu(NavItem("me", _("My account"), "me", "user-circle", order=90))
