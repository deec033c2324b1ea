"""Scores of squads: each functional group by its own sheet (PA-16 … PA-19), frozen by month, contestable."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned

# Asked when the transaction ends: the sheet's weights must then add up to exactly 100 (PA-16).
WHOLE = """
IF (SELECT coalesce(sum(weight), 0) FROM patrols_scoreitem WHERE sheet_id = NEW.sheet_id) <> 100 THEN
    RAISE EXCEPTION 'the weights of score sheet % do not add up to 100', NEW.sheet_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'score_sheet_whole';
END IF;
RETURN NULL;
"""


class Measure(models.TextChoices):
    """What is measured, from records alone (DOMAIN §5.5)."""

    ATTENDANCE = "attendance", _("check-in rate (到位率)")
    PUNCTUALITY = "punctuality", _("in time (准时率)")
    FRONTAGE = "frontage", _("environment findings handled (环境、市容处置)")
    HAZARDS = "hazards", _("hazards found and closed (隐患闭环)")
    PRESENCE = "presence", _("hours on the street (见警率代理值)")
    QUALITY = "quality", _("quality of reports (报告质量)")
    INSPECTION = "inspection", _("spot checks and public ratings (抽查、评价)")


@tracked()
class ScoreSheet(StationOwned):
    """A version of a group's weights, in force from a day; a past month keeps its version."""

    group = models.ForeignKey(
        "patrols.PatrolGroup", on_delete=models.PROTECT, related_name="score_sheets", verbose_name=_("group")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    in_force_from = models.DateField(_("in force from"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("score sheet")
        ordering = ["group", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="score_sheet_version"),
            models.UniqueConstraint(fields=["group", "in_force_from"], name="score_sheet_one_a_day"),
        ]

    def __str__(self):
        return f"{self.group} v{self.version}"

    def get_absolute_url(self) -> str:
        """The sheet's page."""
        return reverse("score-sheet", args=[self.pk])


@tracked()
class ScoreItem(StationOwned):
    """One line of a sheet: a measure, its weight, and the value that earns all of it."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="items")
    measure = models.CharField(_("measure"), max_length=11, choices=Measure.choices)
    weight = models.PositiveSmallIntegerField(_("weight"))
    # Shares: percent; counts: number closed in the month. Reached or passed: the full weight.
    full_at = models.DecimalField(_("full weight at"), max_digits=7, decimal_places=1, default=100)

    class Meta:
        verbose_name = _("line of a score sheet")
        ordering = ["sheet", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "measure"], name="score_item_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="score_item_weight"),
            models.CheckConstraint(condition=Q(full_at__gt=0), name="score_item_full_at"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="score_sheet_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=WHOLE,
            )
        ]


@tracked(bulk=True)
class MonthScore(StationOwned):
    """The score of a squad in a month. A revision after a contest is another row; none is ever changed."""

    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, related_name="scores")
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    month = models.DateField(_("month"))  # its first day
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    # None: no duties in the month (无任务), which is not 0 (PA-17).
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    # A line an item: measure, weight, value, points, numerator, denominator; the page links each to its records.
    lines = models.JSONField(default=list)
    frozen_at = models.DateTimeField(_("frozen"))

    class Meta:
        verbose_name = _("score of a month")
        ordering = ["-month", "squad", "-revision"]
        constraints = [models.UniqueConstraint(fields=["squad", "month", "revision"], name="month_score_once")]
        indexes = [models.Index(fields=["month", "station"], name="month_score_month")]
        triggers = [pgtrigger.Protect(name="month_score_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def get_absolute_url(self) -> str:
        """The page that explains it."""
        return reverse("month-score", args=[self.pk])


@tracked()
class Contest(StationOwned):
    """A squad contests its score within seven days; the office decides with a reason."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("contest", "Asked for")
        ACCEPTED = "accepted", pgettext_lazy("contest", "Accepted")
        REJECTED = "rejected", pgettext_lazy("contest", "Rejected")

    score = models.ForeignKey(MonthScore, on_delete=models.PROTECT, related_name="contests")
    measure = models.CharField(_("measure"), max_length=11, choices=Measure.choices)
    words = models.CharField(_("what is wrong"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("contest of a score")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["score", "measure"], condition=Q(state="asked"), name="contest_open_once"
            ),
            models.CheckConstraint(condition=Q(state="asked") | ~Q(answer=""), name="contest_answered"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="contest_not_by_oneself"
            ),
        ]


@tracked()
class PublicRating(StationOwned):
    """What people outside say of a squad in a month (群众评价): the sum of a survey, never single persons."""

    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, related_name="ratings")
    month = models.DateField(_("month"))
    asked = models.PositiveIntegerField(_("people asked"))
    content = models.PositiveIntegerField(_("of these content"))
    source = models.CharField(_("source"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("public rating")
        ordering = ["-month", "squad"]
        constraints = [
            models.UniqueConstraint(fields=["squad", "month"], name="public_rating_once"),
            models.CheckConstraint(
                condition=Q(asked__gte=1, content__lte=models.F("asked")), name="public_rating_sum"
            ),
        ]
