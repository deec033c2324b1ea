"""In-app notices and their outbox: a row is the notice, its deliveries stay queued until an adapter took them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.scoping import StationOwned, station_manager


class NoticeQuerySet(models.QuerySet):
    """Domain words of notices."""

    def visible_to(self, user):
        """Everybody sees the own notices only."""
        return self.filter(recipient=user)

    def unread(self):
        """Not yet read."""
        return self.filter(read_at=None)


class Notice(StationOwned):
    """Something one person should know, as a code and ids; the words are made when it is shown."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    # The same fact is told to the same person once, however often it is reported.
    key = models.CharField(max_length=120)
    url = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = station_manager(NoticeQuerySet)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["station", "recipient", "-id"], name="notice_mine"),
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"


class Delivery(StationOwned):
    """One notice on its way through one adapter; ``finished_at`` is set only when the adapter has taken it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        DONE = "done", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    adapter = models.CharField(_("way"), max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "adapter"], name="delivery_once_a_way")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="queued"), name="delivery_due"),
        ]
