"""Words of what administrators do."""

from django.utils.translation import gettext_lazy as _

from stations.timeline.sentences import register as words

words("admin.added", _("Administration: added (%(model)s %(key)s)"), "info", "settings")
words("admin.changed", _("Administration: changed (%(model)s %(key)s)"), "info", "settings")
words("admin.removed", _("Administration: removed (%(model)s %(key)s)"), "warn", "settings")
words("looked", _("Looked at personal data (%(what)s)"), "muted", "eye")
words("exported", _("Exported a list (%(what)s, %(rows)s rows)"), "muted", "download")
