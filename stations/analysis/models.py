"""Incident analysis (警情研判): meetings with findings, tasks followed to the end, operations against hot spots."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.dated import ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Briefing(StationOwned):
    """A periodic analysis meeting (研判会商) over a period."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CLOSED = "closed", _("Closed")

    class Rhythm(models.TextChoices):
        WEEK = "week", _("weekly")
        MONTH = "month", _("monthly")
        TOPIC = "topic", _("on a topic")

    rhythm = models.CharField(_("rhythm"), max_length=6, choices=Rhythm.choices, default=Rhythm.WEEK)
    topic = models.CharField(_("topic"), max_length=80)
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    chair = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    findings = models.TextField(_("findings"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("analysis meeting")
        ordering = ["-last", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="briefing_span"),
            models.CheckConstraint(
                condition=Q(state="planned") | ~Q(findings=""), name="briefing_held_with_findings"
            ),
            models.UniqueConstraint(fields=["station", "rhythm", "first", "topic"], name="briefing_once"),
        ]

    def __str__(self):
        return self.topic

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("briefing", args=[self.pk])


@tracked()
class AnalysisTask(StationOwned):
    """Something to find out or to do; opened by a meeting, by hand, or by a repeat alarm (IN-12)."""

    class Kind(models.TextChoices):
        PLACE = "place", _("repeated place")
        PERSON = "person", _("repeated person")
        MEETING = "meeting", _("from a meeting")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "Open")
        ASSIGNED = "assigned", _("Assigned")
        DONE = "done", _("Done")
        CLOSED = "closed", _("Closed")
        DROPPED = "dropped", _("Not needed")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    # What repeats: "spot:12", "place:<digest>", "phone:<blind index>"; never a name or a number.
    key = models.CharField(max_length=100, blank=True)
    title = models.CharField(_("task"), max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    incidents = models.ManyToManyField("stations.Incident", related_name="analysis_tasks")
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, null=True, related_name="tasks")
    community = models.ForeignKey("stations.Community", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="analysis_tasks")
    due_on = models.DateField(_("due on"), null=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("analysis task")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind", "key"],
                condition=Q(state__in=("open", "assigned")) & ~Q(key=""),
                name="analysis_task_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "closed")) | ~Q(result=""), name="analysis_task_result"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The task's page."""
        return reverse("analysis-task", args=[self.pk])


@tracked()
class Operation(StationOwned):
    """An operation against a hot spot (小案快侦, 围点整治): where, how long, with whom, before and after."""

    class Kind(models.TextChoices):
        PETTY_CASES = "petty_cases", _("quick petty-case investigation")
        SPOT = "spot", _("spot rectification")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        REVIEWED = "reviewed", _("Reviewed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("place"), max_length=120)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("until (excluded)"))
    forces = models.CharField(_("forces"), max_length=200)
    goal = models.CharField(_("goal"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    lead = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="+", verbose_name=_("led by"))
    review = models.CharField(_("review"), max_length=500, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("operation")
        ordering = ["-start", "-id"]
        constraints = [
            ordered_span("operation_span"),
            models.CheckConstraint(condition=~Q(state="reviewed") | ~Q(review=""), name="operation_reviewed"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The operation's page."""
        return reverse("operation", args=[self.pk])

    @property
    def last(self):
        """The last day."""
        return self.end - timedelta(days=1)


@tracked()
class PulledOff(StationOwned):
    """A community officer taken off community work: when, how long, what for (A角专职, DU-08)."""

    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="pulled_off")
    community = models.ForeignKey("stations.Community", on_delete=models.PROTECT, null=True, related_name="+")
    date = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    work = models.CharField(_("taken off for"), max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("time away from community work")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="pulled_off_hours"),
            models.UniqueConstraint(fields=["officer", "date", "work"], name="pulled_off_once"),
        ]
