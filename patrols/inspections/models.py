"""The liaison officer's round (专责民警): guidance, correction and help, followed to the end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Inspection(StationOwned):
    """One visit of an officer to a squad on the street."""

    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, related_name="inspections")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="patrol_inspections")
    duty = models.ForeignKey("patrols.PatrolDuty", on_delete=models.PROTECT, null=True, related_name="inspections")
    checkpoint = models.ForeignKey(
        "patrols.Checkpoint", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("time"))
    # Who stood there; a spot check of the score sheet counts people present of people planned.
    present = models.PositiveSmallIntegerField(_("guards present"), null=True, blank=True)
    planned = models.PositiveSmallIntegerField(_("guards planned"), null=True, blank=True)
    passed = models.BooleanField(_("in order"), default=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("inspection")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["station", "at"], name="inspection_station")]

    def __str__(self):
        return f"{self.squad} {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The inspection's page."""
        return reverse("inspection", args=[self.pk])


@tracked()
class InspectionPoint(StationOwned):
    """One thing that came up, with who does what until when."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("guidance (业务指导)")
        CORRECTION = "correction", _("correction (问题纠偏)")
        HELP = "help", _("help (困难帮扶)")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("inspection", "Open")
        DONE = "done", pgettext_lazy("inspection", "Reported done")
        CHECKED = "checked", pgettext_lazy("inspection", "Checked")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("what came up"), max_length=300)
    due_on = models.DateField(_("due"), null=True, blank=True)
    # Guidance given on the spot is done at once; correction by the squad; help by the station.
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    result = models.CharField(_("what was done"), max_length=300, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("point of an inspection")
        ordering = ["inspection", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(result=""),
                name="inspection_point_result",
                violation_error_message=_("Say what was done."),
            ),
        ]
        indexes = [models.Index(fields=["station", "due_on"], condition=~Q(state="checked"), name="inspection_due")]
