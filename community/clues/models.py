"""What members and others tell the station (线索): given in three taps, followed by the giver to the end.

What the police make of it is an incident of the one inbox, which also holds the photos; these rows are the giver's
side of the loop. Who gave a clue stands in :class:`Giver` and nowhere else: no history, no day-book line, no party of
the incident (SE-31).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.clues.words import Finding, Protection, State
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class Scene(StationOwned):
    """What a clue is about, as a picture to tap, with what to do first."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=30)
    # Name of an icon of the house.
    picture = models.CharField(_("picture"), max_length=30, default="eye")
    # Says which kind of incident it becomes in the command room.
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category of the incident")
    )
    # Fraud in progress: straight to the alarm of the command room.
    urgent = models.BooleanField(_("alarms the command room"), default=False)
    # One step a line; shown before anything is asked.
    card = models.TextField(_("what to do first"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("scene")
        verbose_name_plural = _("scenes")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="clue_scene_code_once")]

    def __str__(self):
        return self.name


class ClueQuerySet(models.QuerySet):
    """Domain words of clues."""

    def open(self):
        """The giver has not been told the end yet."""
        return self.exclude(state=State.TOLD)

    def counted(self):
        """What the year's figures count: an outcome that a second person has verified."""
        return self.filter(verified_at__isnull=False)


@tracked(exclude=("receipt_digest", "client_id", "mark"))
class Clue(StationOwned):
    """One thing somebody told. Nothing here says who."""

    client_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    scene = models.ForeignKey(Scene, on_delete=models.PROTECT, related_name="clues", verbose_name=_("scene"))
    words = models.CharField(_("what was seen"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=160)
    lat = models.FloatField(_("latitude"), null=True)
    lng = models.FloatField(_("longitude"), null=True)
    protection = models.CharField(_("protection"), max_length=9, choices=Protection.choices)
    # HMAC of the receipt code of an anonymous clue; the code itself is shown once.
    receipt_digest = models.CharField(max_length=64, null=True, unique=True)
    given_at = models.DateTimeField(_("given"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.GIVEN)
    incident = models.OneToOneField(
        "stations.Incident", on_delete=models.PROTECT, related_name="+", verbose_name=_("incident")
    )
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("officer in charge")
    )
    taken_at = models.DateTimeField(_("taken on"), null=True)
    handled_at = models.DateTimeField(_("handled"), null=True)
    told_at = models.DateTimeField(_("giver told"), null=True)
    # What came of it
    finding = models.CharField(_("turned out to be"), max_length=10, choices=Finding.choices, blank=True)
    answer = models.CharField(_("what the giver is told"), max_length=300, blank=True)
    hazards_removed = models.PositiveSmallIntegerField(_("hazards removed"), default=0)
    persons_caught = models.PositiveSmallIntegerField(_("persons caught"), default=0)
    loss_prevented = models.DecimalField(_("loss prevented (yuan)"), max_digits=12, decimal_places=2, default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(_("outcome verified"), null=True)

    objects = station_manager(ClueQuerySet)

    class Meta:
        verbose_name = _("clue")
        verbose_name_plural = _("clues")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="clue_once"),
            models.CheckConstraint(condition=~Q(state=State.TOLD) | ~Q(answer=""), name="clue_told_with_words"),
            models.CheckConstraint(condition=~Q(state=State.TOLD) | ~Q(finding=""), name="clue_told_with_finding"),
            models.CheckConstraint(
                condition=Q(receipt_digest=None) | Q(protection=Protection.ANONYMOUS), name="clue_receipt_anonymous"
            ),
            models.CheckConstraint(condition=Q(loss_prevented__gte=0), name="clue_loss_not_negative"),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=models.F("recorded_by")),
                name="clue_verified_by_another",
                violation_error_message=_("An outcome is verified by somebody else than who recorded it."),
            ),
        ]
        indexes = [models.Index(fields=["station", "given_at"], name="clue_station")]

    def __str__(self):
        return f"{self.scene} {self.place}"

    def get_absolute_url(self) -> str:
        """The clue's page."""
        return reverse("clue", args=[self.pk])


class Giver(StationOwned):
    """Who gave a clue. A row of its own, without history: lists and pages of clues never touch it (SE-31)."""

    clue = models.OneToOneField(Clue, on_delete=models.PROTECT, related_name="giver")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clues_given")

    class Meta:
        verbose_name = _("giver of a clue")


class Message(StationOwned):
    """A word between the giver and the station; ``writer`` is empty where the giver wrote."""

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="messages")
    client_id = models.UUIDField()
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("message"), max_length=500)
    at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message about a clue")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["clue", "client_id"], name="clue_message_once")]
