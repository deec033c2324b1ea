"""Files kept outside the web root and served only after a permission check."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.scoping import StationOwned


def private_path(stored, filename: str) -> str:
    """Where a file lies under MEDIA_ROOT: by station and a random name; the given name is only a column."""
    return f"{stored.station_id}/{stored.purpose}/{uuid.uuid4().hex}"


class StoredFile(StationOwned):
    """One stored file with the fingerprint it had when it came in."""

    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to=private_path)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["-id"]

    def __str__(self):
        return self.name
