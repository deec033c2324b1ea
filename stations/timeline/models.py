"""The day-book: every action writes one line to it; nothing is ever changed or removed."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.scoping import StationOwned, station_manager


class EntryQuerySet(models.QuerySet):
    """Domain words of the day-book."""

    def about(self, obj):
        """The entries of one object, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=obj.pk).order_by("-id")


class Entry(StationOwned):
    """One thing that happened, as codes and ids; the words are made when it is shown.

    ``data`` never holds names, numbers or free text about persons, so that nothing has to be erased here.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True)
    actor = models.ForeignKey("stations.User", on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("verb"), max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects = station_manager(EntryQuerySet)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["station", "subject_type", "subject_id", "-id"], name="entry_subject"),
            models.Index(fields=["station", "-at"], name="entry_at"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
