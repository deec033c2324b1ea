"""The handover of the duty (交接班): lines that write themselves, notes that stay open, two signatures (DU-11)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class HandoverSettings(StationOwned):
    """When a station's handovers are written and by when both sign; design defaults."""

    prepare_minutes = models.PositiveSmallIntegerField(_("written so many minutes before"), default=60)
    on_time_minutes = models.PositiveSmallIntegerField(_("signed within so many minutes"), default=30)

    class Meta:
        verbose_name = _("handover settings")
        constraints = [models.UniqueConstraint(fields=["station"], name="handover_settings_once")]


@tracked()
class Handover(StationOwned):
    """The record with which one duty day takes over from the day before."""

    class State(models.TextChoices):
        OPEN = "open", _("Being written")
        GIVEN = "given", _("Signed by the outgoing commander")
        TAKEN = "taken", _("Signed by both")

    # The duty day that takes over.
    date = models.DateField(_("duty day"))
    at = models.DateTimeField(_("handover"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outgoing_group = models.ForeignKey("stations.ShiftGroup", on_delete=models.PROTECT, null=True, related_name="+")
    incoming_group = models.ForeignKey("stations.ShiftGroup", on_delete=models.PROTECT, null=True, related_name="+")
    outgoing_commander = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    incoming_commander = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("handed over"), null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken over"), null=True)
    # Why somebody else than the commander of the roster signed.
    given_reason = models.CharField(_("reason"), max_length=120, blank=True)
    taken_reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(fields=["station", "date"], name="handover_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(state="open", given_by=None, taken_by=None)
                | models.Q(state="given", given_by__isnull=False, given_at__isnull=False, taken_by=None)
                | models.Q(state="taken", given_by__isnull=False, taken_by__isnull=False, taken_at__isnull=False),
                name="handover_signatures",
            ),
        ]
        triggers = [
            # What both have signed stays as it is.
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="taken"),
            )
        ]

    def __str__(self):
        return f"{self.date}"

    def get_absolute_url(self) -> str:
        """The handover's page."""
        return reverse("handover", args=[self.pk])


class HandoverLine(StationOwned):
    """A line as it stood when the outgoing commander signed; until then lines are worked out when they are shown."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines")
    source = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    tone = models.CharField(max_length=10, default="info")
    # Of the signing: a signature taken back leaves its lines as evidence, the next one freezes new ones.
    round = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("handover line")
        ordering = ["order", "id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


@tracked()
class HandoverNote(StationOwned):
    """Something to pass on: a person to look after, a promised call, a deadline; stays until somebody settles it."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person to look after")
        CALL_BACK = "call_back", _("promised call-back")
        DEADLINE = "deadline", _("deadline")
        NOTE = "note", _("note")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NOTE)
    # May tell about a person: encrypted, and never in the day-book (SE-12).
    text = EncryptedTextField(_("what"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = EncryptedTextField(_("outcome"), blank=True)

    objects = station_manager()

    class Meta:
        verbose_name = _("handover note")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["station", "kind"], condition=models.Q(settled_at=None), name="handover_note_open")
        ]


@tracked()
class AssetCheck(StationOwned):
    """One vehicle, key or piece of equipment counted at a handover."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="checks")
    asset = models.ForeignKey("stations.Asset", on_delete=models.PROTECT, related_name="checks")
    counted = models.PositiveSmallIntegerField(_("counted"))
    remark = models.CharField(_("remark"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("asset check")
        ordering = ["asset__kind", "asset__code"]
        constraints = [models.UniqueConstraint(fields=["handover", "asset"], name="asset_checked_once")]
