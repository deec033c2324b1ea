"""What files tell the rest of the house: their timeline words."""

from django.utils.translation import gettext_lazy as _

from stations.timeline.sentences import register

register("file.stored", _("A file was stored (%(purpose)s, %(bytes)s bytes)"), icon="paperclip")
register("file.downloaded", _("A file was downloaded (%(purpose)s, %(bytes)s bytes)"), icon="download")
register("file.forgotten", _("The bytes of a file were deleted (%(purpose)s)"), tone="muted", icon="trash")
