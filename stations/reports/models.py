"""The stored monthly report (月报)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked(bulk=True, exclude=("figures",))
class MonthlyReport(StationOwned):
    """All registered figures of one month; made again with other data it becomes a new version."""

    month = models.DateField(_("month"), help_text="first day of the month")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    current = models.BooleanField(_("current version"), default=True)
    figures = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    excel = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-month", "-version"]
        verbose_name = _("monthly report")
        constraints = [
            models.UniqueConstraint(fields=["station", "month", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["station", "month"], condition=models.Q(current=True), name="report_one_current"
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} v{self.version}"

    def get_absolute_url(self) -> str:
        """The report page."""
        return reverse("report", args=[self.pk])
