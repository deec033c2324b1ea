"""Words of packages that ship no Chinese, named here so that ``make messages`` keeps their translation."""

from django.utils.translation import gettext_noop as _

AXES = (
    _("access attempt"),
    _("access attempts"),
    _("access log"),
    _("access logs"),
    _("Attempt Time"),
    _("Failed Logins"),
    _("Form Data"),
    _("GET Data"),
    _("HTTP Accept"),
    _("IP Address"),
    _("Locked Out"),
    _("Access lock out"),
    _("Attempt Remaining"),
    _("Expires At"),
    _("Logout Time"),
    _("Meta Data"),
    _("POST Data"),
    _("Session key hash (sha256)"),
    _("User Agent"),
    _("Username"),
)
