"""An uploaded workbook on its way into the tables."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked(exclude=("preview",))
class WorkbookImport(StationOwned):
    """One workbook: uploaded, checked row by row, then applied as a whole or not at all."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Being checked")
        CHECKED = "checked", _("Ready to apply")
        REFUSED = "refused", _("Has mistakes")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Failed")
        DISCARDED = "discarded", _("Discarded")

    kind = models.CharField(max_length=40, help_text="code of a registered workbook, e.g. station")
    file = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    preview = models.JSONField(default=list, help_text="rows: sheet, row, action, label, changes, problems")
    counts = models.JSONField(default=dict, help_text="added, changed, same, refused")
    fingerprint = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey("stations.Job", on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")

    def __str__(self):
        return f"{self.file.name} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The preview page."""
        return reverse("import", args=[self.pk])
