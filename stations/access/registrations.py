"""Words and menu entries of the door."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from stations.access.rules import may_hand_out_codes, may_pair_walls
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.kit.spans import in_force
from stations.organisation.models import Grant, TeamLead
from stations.organisation.rules import commands
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
words("access.factor_failed", _("Second factor refused"), "warn", "alert-triangle")
words("access.factor_removed", _("Second factor removed"), "warn", "shield-half")
words("access.token_issued", _("API token handed out until %(until)s"), "warn", "key")
words("access.wall_paired", _("Wall screen connected"), "ok", "device-tv")
words("access.wall_revoked", _("Wall screen disconnected"), "warn", "device-tv")

menu(NavItem("me", _("My account"), "account", "user-circle", order=90))
menu(NavItem("team/keeping", _("Accounts and codes"), "accounts", "key", may_hand_out_codes, order=80))
menu(NavItem("team/keeping", _("Day-book"), "daybook", "history", commands, order=85))
menu(NavItem("team/keeping", _("Wall screens"), "walls", "device-tv", may_pair_walls, order=90))

# What StationMiddleware fills in: ``user.rights`` and ``user.leads``.
ties.register("right", lambda user, day: Grant.objects.filter(in_force(day), user=user), "pk", "right")
ties.register("team", lambda user, day: TeamLead.objects.filter(in_force(day), officer__user=user), "team_id")

# Names of the libraries' parts in /admin/.
apps.get_app_config("otp_totp").verbose_name = _("Second factors")
apps.get_app_config("axes").verbose_name = _("Login lockout")
