"""Surveys of premises, places and events (要素摸排): level, measure, who answers, and every review on record.

Residents are not surveyed: no table here has a column for a person, and numbers of persons are refused in every text,
by the forms and by the database.
"""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.surveys.words import PERSONAL, Finding, Kind, State
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL


def impersonal(*columns: str) -> Q:
    """None of these texts holds a number of a person."""
    found = Q()
    for column in columns:
        found &= ~Q(**{f"{column}__regex": PERSONAL})
    return found


@tracked()
class SurveyLevel(StationOwned):
    """A level (一级 二级 三级), as the station names it, and how often it is looked at again."""

    rank = models.PositiveSmallIntegerField(
        _("rank"), validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=_("1 is the highest.")
    )
    name = models.CharField(_("name"), max_length=20)
    review_days = models.PositiveSmallIntegerField(
        _("looked at again after (days)"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    measure = models.CharField(_("usual measure"), max_length=300, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("level of surveys")
        verbose_name_plural = _("levels of surveys")
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "rank"], name="survey_level_rank_once"),
            models.UniqueConstraint(fields=["station", "name"], name="survey_level_name_once"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=5, review_days__gte=1, review_days__lte=366),
                name="survey_level_bounds",
            ),
        ]

    def __str__(self):
        return self.name


class SurveyQuerySet(models.QuerySet):
    """Domain words of surveys."""

    def active(self):
        """Kept in sight."""
        return self.filter(state=State.ACTIVE)

    def overdue(self, day):
        """To be looked at again before a day."""
        return self.active().filter(review_on__lt=day)


@tracked(exclude=("told_late",))
class Survey(StationOwned):
    """One premises, place or event that is kept in sight."""

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("where"), max_length=160)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("community"),
    )  # fmt: skip
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid")
    )
    spot = models.ForeignKey(
        "stations.Spot", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("known place"),
    )  # fmt: skip
    enterprise = models.ForeignKey(
        "community.Enterprise", on_delete=models.PROTECT, null=True, blank=True, related_name="surveys",
        verbose_name=_("enterprise"),
    )  # fmt: skip
    level = models.ForeignKey(SurveyLevel, on_delete=models.PROTECT, related_name="+", verbose_name=_("level"))
    why = models.CharField(_("why it is kept in sight"), max_length=300, blank=True)
    measure = models.CharField(_("measure"), max_length=300)
    # Named here; empty: who answers for the grid, then the A and B role of the community.
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("survey", "responsible officer"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("event from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("event until"), null=True, blank=True)
    crowd = models.PositiveIntegerField(
        _("people expected"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ACTIVE)
    reviewed_on = models.DateField(_("last looked at"))
    review_on = models.DateField(_("to be looked at again by"))
    ended_on = models.DateField(_("ended on"), null=True)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    # Of which day it has been told that it passed.
    told_late = models.DateField(null=True, editable=False)

    objects = station_manager(SurveyQuerySet)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["review_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind", "name", "place"],
                condition=Q(state="active"),
                name="survey_once",
                violation_error_message=_("This is kept in sight already."),
            ),
            models.CheckConstraint(condition=Q(state="ended") ^ Q(ended_on__isnull=True), name="survey_ended_on"),
            models.CheckConstraint(
                condition=(Q(kind="event") & Q(starts_at__isnull=False, ends_at__gt=F("starts_at")))
                | (~Q(kind="event") & Q(starts_at=None, ends_at=None, crowd=None)),
                name="survey_event_span",
            ),
            models.CheckConstraint(
                condition=impersonal("name", "place", "why", "measure"),
                name="survey_no_person",
                violation_error_message=_("Numbers of persons do not belong here: residents are not surveyed."),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "review_on"], condition=Q(state="active"), name="survey_due"),
            models.Index(fields=["station", "grid"], name="survey_grid"),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The survey's page."""
        return reverse("survey", args=[self.pk])


class SurveyReview(StationOwned):
    """Somebody looked at it: what was found, what it is from now on, when it is looked at again. Never changed."""

    client_id = models.UUIDField()
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="reviews")
    finding = models.CharField(_("found"), max_length=7, choices=Finding.choices)
    level = models.ForeignKey(SurveyLevel, on_delete=models.PROTECT, related_name="+", verbose_name=_("level"))
    level_before = models.ForeignKey(SurveyLevel, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    photo = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("looked at"))
    # By which day it ought to have been; empty for the first.
    due_on = models.DateField(_("was to be looked at by"), null=True)
    next_on = models.DateField(_("again by"), null=True)

    class Meta:
        verbose_name = _("review of a survey")
        verbose_name_plural = _("reviews of surveys")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="survey_review_once"),
            models.CheckConstraint(condition=~Q(finding="ended") | ~Q(note=""), name="survey_ended_with_reason"),
            models.CheckConstraint(condition=impersonal("note"), name="survey_review_no_person"),
        ]
        indexes = [
            models.Index(fields=["survey", "-at"], name="survey_review_newest"),
            models.Index(fields=["station", "at"], name="survey_review_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="survey_review_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
