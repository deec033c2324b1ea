"""Recognition: commendations first; points, where a station wants them, in a ledger others pay into."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class RecognitionSettings(StationOwned):
    """Whether a station wants points at all; off unless it says so."""

    points = models.BooleanField(_("keep points"), default=False)

    class Meta:
        verbose_name = _("recognition settings")
        constraints = [models.UniqueConstraint(fields=["station"], name="recognition_settings_once")]


@tracked()
class Commendation(StationOwned):
    """Thanks or an award for a person or a unit (表彰奖励), for something that is on record."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("thanks (表扬)")
        LETTER = "letter", _("letter or banner (感谢信、锦旗)")
        AWARD = "award", _("award (嘉奖)")
        MERIT = "merit", _("merit (立功)")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.THANKS)
    # Either a person …
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="commendations"
    )
    # … or a unit of an upper app (a company, a squad, a group): its table and its number.
    unit_type = models.CharField(max_length=40, blank=True)
    unit_id = models.BigIntegerField(null=True)
    unit_name = models.CharField(_("unit"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=80)
    words = models.CharField(_("for what"), max_length=500)
    given_on = models.DateField(_("given on"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What it is for: a key such as ``finding:12``; the same key makes one commendation.
    source = models.CharField(max_length=80, blank=True)
    struck_reason = models.CharField(_("struck because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commendation")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit_id=None) | Q(user=None, unit_id__isnull=False),
                name="commendation_one_recipient",
                violation_error_message=_("A commendation goes to one person or one unit."),
            ),
            models.UniqueConstraint(
                fields=["station", "source", "user", "unit_type", "unit_id"],
                condition=~Q(source=""),
                name="commendation_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["station", "given_on"], name="commendation_station")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The commendation's page."""
        return reverse("commendation", args=[self.pk])


@tracked()
class PointRule(StationOwned):
    """What an act is worth, and how much of it counts in a month."""

    act = models.CharField(_("act"), max_length=40)
    label = models.CharField(_("name"), max_length=60)
    points = models.PositiveSmallIntegerField(_("points"))
    monthly_cap = models.PositiveSmallIntegerField(_("at most a month (0: no cap)"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rule for points")
        ordering = ["act"]
        constraints = [models.UniqueConstraint(fields=["station", "act"], name="point_rule_once")]


class LedgerEntry(StationOwned):
    """One booking of points. Never changed: a mistake is booked back by another entry."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_entries")
    points = models.SmallIntegerField(_("points"))
    act = models.CharField(_("act"), max_length=40)
    # Who pays in says for what: the same source is booked once.
    source = models.CharField(max_length=80)
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ledger entry")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "source"], name="ledger_source_once"),
            models.CheckConstraint(condition=~Q(points=0), name="ledger_not_zero"),
        ]
        indexes = [models.Index(fields=["station", "user", "at"], name="ledger_user")]
        triggers = [pgtrigger.Protect(name="ledger_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
