"""Check-ins (打卡): proof that a planned duty was done, never changed; people decide about doubts."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patrols.checkins.words import Closing, EntryState, Flag, Method, Verdict
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


class CheckInQuerySet(models.QuerySet):
    """Domain words of check-ins."""

    def counted(self):
        """Those that count for a duty."""
        return self.filter(counted=True)

    def in_doubt(self):
        """Flagged, and nobody has decided yet."""
        return self.exclude(flags=[]).filter(review=None)


@tracked(bulk=True)
class CheckIn(StationOwned):
    """One guard at one checkpoint. Rows come in through the function ``patrols_check_in`` only (check_in.sql)."""

    # Station, checkpoint and guard come from rows that the function has just read, and triggers refuse to delete one:
    # a constraint here would look them up again, and lock the same few for every check-in (docs/decisions/0014).
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="+", editable=False, db_index=False, db_constraint=False
    )
    # Made by the phone: the same id is the same check-in, however often it is sent.
    client_id = models.UUIDField()
    # Fingerprint of what was sent: the same id with another content is a conflict, not a repetition.
    mark = models.CharField(max_length=64)
    # Each insert pays for every index: the composite ones below serve these keys as well.
    guard = models.ForeignKey(
        "patrols.Guard", models.PROTECT, related_name="check_ins", db_index=False, db_constraint=False
    )
    checkpoint = models.ForeignKey(
        "patrols.Checkpoint", models.PROTECT, related_name="check_ins", db_index=False, db_constraint=False
    )
    duty = models.ForeignKey(
        "patrols.PatrolDuty", models.PROTECT, null=True, related_name="check_ins", db_index=False
    )
    date = models.DateField(_("duty day"))
    # The time that counts: of the server, or for a later upload the phone's corrected by its distance from ours.
    at = models.DateTimeField(_("time"))
    received_at = models.DateTimeField(_("received"))
    claimed_at = models.DateTimeField(_("time of the phone"))
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    offline = models.BooleanField(_("uploaded later (离线补传)"), default=False)
    counter = models.PositiveIntegerField(null=True)
    # The position of that moment only; there is no track (SE-17).
    lat = models.FloatField(_("latitude"), null=True)
    lng = models.FloatField(_("longitude"), null=True)
    accuracy = models.PositiveIntegerField(_("accuracy (m)"), null=True)
    distance = models.PositiveIntegerField(_("distance (m)"), null=True)
    photo = models.ForeignKey("stations.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    # The pairing of a phone with a person; ``phone`` is the phone itself, whoever holds it (PA-05).
    device = models.ForeignKey("stations.DeviceToken", models.PROTECT, null=True, related_name="+", db_index=False)
    phone = models.UUIDField(null=True)
    flags = ArrayField(models.CharField(max_length=10, choices=Flag.choices), verbose_name=_("flags"), default=list)
    counted = models.BooleanField(_("counts"))
    closing = models.CharField(_("found there"), max_length=8, choices=Closing.choices, blank=True)

    objects = station_manager(CheckInQuerySet)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["guard", "client_id"], name="check_in_once")]
        indexes = [
            models.Index(fields=["station", "at", "id"], name="check_in_station"),
            models.Index(fields=["checkpoint", "at", "id"], name="check_in_point"),
            models.Index(fields=["guard", "at"], name="check_in_guard"),
            models.Index(fields=["station", "at"], condition=~Q(flags=[]), name="check_in_flagged"),
            models.Index(fields=["duty", "at"], condition=Q(duty__isnull=False), name="check_in_duty"),
            models.Index(fields=["phone", "at"], condition=Q(phone__isnull=False), name="check_in_phone"),
        ]
        triggers = [
            pgtrigger.Protect(name="check_in_kept", operation=pgtrigger.Delete),
            # A decision and the closing of the why-card come later; everything else stays as it came.
            pgtrigger.ReadOnly(name="check_in_fixed", exclude=["counted", "closing"]),
        ]


class CheckInConflict(StationOwned):
    """The same id came again with other content: the first stands, the other is kept for whoever looks into it."""

    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    content = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("conflicting check-in")
        ordering = ["-id"]


@tracked(bulk=True)
class CheckInReview(StationOwned):
    """What a person decided about a check-in (PA-11); nobody decides about their own."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about a check-in")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="check_in_review_reason"),
        ]


@tracked()
class ManualEntry(StationOwned):
    """A check-in entered by hand (补录): asked for with a reason, approved by somebody else (PA-10)."""

    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="manual_entries")
    checkpoint = models.ForeignKey("patrols.Checkpoint", on_delete=models.PROTECT, related_name="+")
    duty = models.ForeignKey("patrols.PatrolDuty", on_delete=models.PROTECT, related_name="manual_entries")
    at = models.DateTimeField(_("time"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=EntryState.choices, default=EntryState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, null=True, related_name="manual_entry")

    class Meta:
        verbose_name = _("manual entry")
        verbose_name_plural = _("manual entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="manual_entry_not_by_oneself",
                violation_error_message=_("Somebody else approves a manual entry."),
            ),
        ]
