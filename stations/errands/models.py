"""Errands (巡逻需求): somebody should pass there. One room asks, another carries out; this room knows neither.

Nothing here names a person who asked: why and where only.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.errands.words import OPEN_STATES, Result, State
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class ErrandSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    near_metres = models.PositiveSmallIntegerField(_("a route passes within (m)"), default=150)
    slack_minutes = models.PositiveSmallIntegerField(_("counts before and after the time (min)"), default=30)
    days = models.PositiveSmallIntegerField(_("an errand stands for (days)"), default=28)

    class Meta:
        verbose_name = _("settings of patrol errands")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="errand_settings_once"),
            models.CheckConstraint(
                condition=Q(near_metres__gte=20, near_metres__lte=2000, slack_minutes__lte=240, days__gte=1,
                            days__lte=366),
                name="errand_settings_bounds",
            ),
        ]  # fmt: skip


class ErrandQuerySet(models.QuerySet):
    """Domain words of errands."""

    def open(self):
        """Asked for or on a route."""
        return self.filter(state__in=OPEN_STATES)

    def on(self, day):
        """Wanted on a day: between its dates, on this weekday (or on any)."""
        here = Q(first__lte=day, end__gt=day)
        return self.filter(here & (Q(weekdays=[]) | Q(weekdays__contains=[day.isoweekday()])))


@tracked()
class Errand(StationOwned):
    """Somebody should pass at a place, at a time of the day, between two dates."""

    # Who asked, in the asker's own words: "wish:12". The same key again is the same errand.
    source = models.CharField(max_length=60)
    # The asker's page of it.
    url = models.CharField(max_length=200, blank=True)
    title = models.CharField(_("what for"), max_length=80)
    why = models.CharField(_("why there"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=160)
    lat = models.FloatField(_("latitude"), null=True)
    lng = models.FloatField(_("longitude"), null=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("community")
    )
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("grid")
    )
    # ISO weekdays, 1 is Monday; empty is any day.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("weekdays"), default=list, blank=True)
    # A band of the day; one that ends before it begins passes midnight.
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    first = models.DateField(_("first day"))
    end = models.DateField(_("until (excluded)"))
    times = models.PositiveSmallIntegerField(_("times wanted"), default=1)
    # How much it matters, and why, as the asker reckons it.
    weight = models.PositiveIntegerField(_("weight"), default=0)
    grounds = models.CharField(_("grounds"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    # The carrier's registered code, its own key and words for what carries it ("plan:5", 31 号路线).
    carrier = models.CharField(max_length=30, blank=True)
    carrier_key = models.CharField(max_length=60, blank=True)
    carrier_label = models.CharField(_("carried out by"), max_length=160, blank=True)
    carrier_url = models.CharField(max_length=200, blank=True)
    passes = models.PositiveSmallIntegerField(_("times passed"), default=0)
    passed_at = models.DateTimeField(_("last passed"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("put on a route"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = station_manager(ErrandQuerySet)

    class Meta:
        verbose_name = _("patrol errand")
        verbose_name_plural = _("patrol errands")
        ordering = ["-weight", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "source"], name="errand_once"),
            models.CheckConstraint(condition=Q(end__gt=F("first")), name="errand_span"),
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="errand_band"),
            models.CheckConstraint(condition=Q(times__gte=1), name="errand_times"),
            models.CheckConstraint(
                condition=~Q(state=State.PLANNED) | ~Q(carrier="") & ~Q(carrier_key=""), name="errand_carried"
            ),
            models.CheckConstraint(condition=~Q(state=State.DONE) | Q(passes__gte=1), name="errand_done_by_passing"),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(reason=""), name="errand_declined_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(lat=None, lng=None) | Q(lat__gte=3, lat__lte=54, lng__gte=73,
                                                                       lng__lte=136), name="errand_in_china"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["station", "state", "end"], name="errand_state"),
            models.Index(fields=["station", "carrier", "carrier_key"], name="errand_carrier"),
        ]

    def __str__(self):
        return f"{self.title} {self.place}"

    def get_absolute_url(self) -> str:
        """The errand's page."""
        return reverse("errand", args=[self.pk])


class ErrandPass(StationOwned):
    """Somebody passed there: who carries errands says when, and whether something was found. Never changed."""

    errand = models.ForeignKey(Errand, on_delete=models.PROTECT, related_name="passings")
    # The carrier's own key, "check-in:123": the same one is one pass.
    key = models.CharField(max_length=80)
    at = models.DateTimeField(_("passed"))
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, default=Result.NOTHING)
    # The unit that passed (squad, group), never a person.
    by = models.CharField(_("passed by"), max_length=80, blank=True)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("pass of an errand")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["errand", "key"], name="errand_pass_once")]
        triggers = [pgtrigger.Protect(name="errand_pass_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
