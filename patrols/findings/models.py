"""What guards find (隐患, 物品, 人员, 违法): reported with a photo, followed by its reporter to the end."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patrols.findings.words import Act, State
from patrols.squads.models import PatrolGroup
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class FindingKind(StationOwned):
    """A kind of finding with its what-to-do card."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    # Says which kind of incident it becomes in the command room.
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category of the incident")
    )
    # One step a line; shown at the moment of reporting.
    card = models.TextField(_("what to do"), blank=True)
    # Past the office, straight to the command room: danger does not wait for office hours.
    direct = models.BooleanField(_("straight to the command room"), default=False)
    acts = ArrayField(
        models.CharField(max_length=10, choices=Act.choices), verbose_name=_("what guards may do"), default=list
    )
    # Whose work it is in the score sheets; empty: it is in none.
    counts_for = models.CharField(_("counts for"), max_length=10, choices=PatrolGroup.Focus.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of finding")
        verbose_name_plural = _("kinds of findings")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="finding_kind_code_once")]

    def __str__(self):
        return self.name


class FindingQuerySet(models.QuerySet):
    """Domain words of findings."""

    def waiting(self):
        """For the office to look at."""
        return self.filter(state=State.REPORTED)


@tracked()
class Finding(StationOwned):
    """One report of a guard. What the police make of it is the incident's; this row is the loop around it."""

    client_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    kind = models.ForeignKey(FindingKind, on_delete=models.PROTECT, related_name="findings", verbose_name=_("kind"))
    act = models.CharField(_("what the guard did"), max_length=10, choices=Act.choices)
    words = models.CharField(_("what was found"), max_length=500, blank=True)
    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="findings")
    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, null=True, related_name="findings")
    duty = models.ForeignKey("patrols.PatrolDuty", on_delete=models.PROTECT, null=True, related_name="findings")
    check_in = models.ForeignKey("patrols.CheckIn", on_delete=models.PROTECT, null=True, related_name="findings")
    checkpoint = models.ForeignKey("patrols.Checkpoint", on_delete=models.PROTECT, null=True, related_name="findings")
    place = models.CharField(_("place"), max_length=160)
    lat = models.FloatField(_("latitude"), null=True)
    lng = models.FloatField(_("longitude"), null=True)
    found_at = models.DateTimeField(_("found"))
    reported_at = models.DateTimeField(_("reported"))
    # Kept on the phone without a network and sent when it was back: found then, reported now.
    offline = models.BooleanField(_("uploaded later (离线补传)"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REPORTED)
    incident = models.ForeignKey(
        "stations.Incident", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("incident")
    )
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    forwarded_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(_("handled"), null=True)
    confirmed_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer to the reporter"), max_length=300, blank=True)
    # Quality of the report, sampled by the office for the score sheet; null: not sampled.
    quality = models.PositiveSmallIntegerField(_("quality of the report"), null=True)
    quality_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = station_manager(FindingQuerySet)

    class Meta:
        verbose_name = _("finding")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["guard", "client_id"], name="finding_once"),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | ~Q(answer=""), name="finding_answered_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.FORWARDED, State.HANDLED)) | Q(incident__isnull=False),
                name="finding_forwarded_has_incident",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | Q(same_as__isnull=False), name="finding_linked_to_one"
            ),
            models.CheckConstraint(
                condition=Q(quality=None) | Q(quality__gte=1, quality__lte=5), name="finding_quality"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "reported_at"], name="finding_station"),
            models.Index(fields=["incident"], condition=Q(incident__isnull=False), name="finding_incident"),
        ]

    def __str__(self):
        return f"{self.kind} {self.place}"

    def get_absolute_url(self) -> str:
        """The finding's page."""
        return reverse("finding", args=[self.pk])


class FindingFile(StationOwned):
    """A photo or a voice note of a finding."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        VOICE = "voice", _("voice note")

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(_("stage"), max_length=6, choices=Stage.choices, default=Stage.BEFORE)

    class Meta:
        verbose_name = _("file of a finding")
        ordering = ["id"]
