"""What comes from the bureau's own system: saved mappings of the columns of its exports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class ColumnMapping(StationOwned):
    """Which column of an export means what, and which of its words stand for which of ours."""

    class Kind(models.TextChoices):
        INCIDENTS = "incidents", _("incidents")
        COUNTS = "counts", _("monthly counts")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INCIDENTS)
    # field of ours → title of their column
    columns = models.JSONField(_("columns"), default=dict)
    # field of ours → {their word: code of ours}
    words = models.JSONField(_("words"), default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="mapping_name_once")]

    def __str__(self):
        return self.name


@tracked(bulk=True)
class BureauImport(StationOwned):
    """One export taken in: checked first, then applied as a whole."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")

    mapping = models.ForeignKey(ColumnMapping, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    # {"new": n, "matched": n, "known": n, "errors": [[row, column, message], …]}; never names or numbers of persons
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bureau import")
        ordering = ["-id"]
