"""Words of what administrators do."""

from django.utils.translation import gettext_lazy as _

from stations.timeline.sentences import look, looked_at
from stations.timeline.sentences import register as words

words("admin.added", _("Administration: added (%(model)s %(key)s)"), "info", "settings")
words("admin.changed", _("Administration: changed (%(model)s %(key)s)"), "info", "settings")
words("admin.removed", _("Administration: removed (%(model)s %(key)s)"), "warn", "settings")
words("looked", looked_at, "muted", "eye")
look("phone", _("phone number"))
words("exported", _("Exported a list (%(what)s, %(rows)s rows)"), "muted", "download")
