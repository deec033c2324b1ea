"""Early detection (排查): sweeps by grid, what they find, and disputes that come again (SE-29)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.detection.words import Attention, FindingState, RecurrenceKind, RecurrenceState, TaskState
from mediation.network.readings import standing
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL


@tracked()
class Sweep(StationOwned):
    """A round through the grids: what to look at, and by when."""

    title = models.CharField(_("title"), max_length=80)
    look_for = models.CharField(_("what to look at"), max_length=500)
    due_on = models.DateField(_("due on"))
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("given out"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["station", "-created_at"], name="sweep_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The sweep's page."""
        return reverse("sweep", args=[self.pk])


class SweepTaskQuerySet(models.QuerySet):
    """Domain words of the parts of a sweep."""

    def mine(self, user):
        """Given to this person: as a mediator (grid worker), or as the officer who answers for the grid."""
        who = standing(user)
        wanted = Q(mediator__user=user)
        if who.officer_id:
            wanted |= Q(mediator=None, grid__officer=who.officer_id)
        return self.filter(wanted)


@tracked()
class SweepTask(StationOwned):
    """One grid of a sweep, given to its grid worker or, without one, to its officer."""

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="tasks")
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(
        "mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="sweep_tasks"
    )
    state = models.CharField(_("state"), max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("done"), null=True)
    note = models.CharField(_("what was looked at"), max_length=300, blank=True)

    objects = station_manager(SweepTaskQuerySet)

    class Meta:
        verbose_name = _("part of a sweep")
        ordering = ["grid", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "grid"], name="sweep_task_once"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="sweep_task_done"),
        ]
        indexes = [models.Index(fields=["mediator"], condition=Q(state="open"), name="sweep_task_open")]


@tracked()
class SweepFinding(StationOwned):
    """A quarrel somebody came across: the place and what it is about, no names; persons are entered with the case."""

    task = models.ForeignKey(SweepTask, on_delete=models.PROTECT, related_name="findings")
    place = models.CharField(_("place"), max_length=160)
    text = models.CharField(_("what it is about"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=FindingState.choices, default=FindingState.NEW)
    case = models.OneToOneField("mediation.Case", on_delete=models.PROTECT, null=True, related_name="sweep_finding")
    found_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(_("found"))
    # Made by the browser when the form is opened: sending twice makes one finding.
    client_key = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("finding of a sweep")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "client_key"], condition=Q(client_key__isnull=False), name="sweep_finding_once"
            ),
            models.CheckConstraint(condition=~Q(state="case") | Q(case__isnull=False), name="sweep_finding_case"),
        ]


class RecurrenceQuerySet(models.QuerySet):
    """Domain words of recurrences."""

    def open(self):
        """Proposed or confirmed."""
        return self.filter(state__in=(RecurrenceState.PROPOSED, RecurrenceState.CONFIRMED))

    def visible_to(self, user):
        """Keepers and the leadership see all; police officers those of their communities and without one."""
        who = standing(user)
        if who.sees_all:
            return self
        if who.police:
            return self.filter(Q(community__in=who.communities) | Q(community=None) | Q(owner=who.officer_id))
        return self.none()


@tracked()
class Recurrence(StationOwned):
    """Disputes that come again between the same two, at one address or from one phone; about disputes, not persons.

    Reckoned daily and proposed; a person confirms with a dated plan or dismisses (SE-29). Nothing here holds a name
    or a number: ``key`` is a keyed fingerprint.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=RecurrenceKind.choices)
    key = models.CharField(max_length=64, editable=False)
    place = models.CharField(_("place"), max_length=160, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("community")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RecurrenceState.choices, default=RecurrenceState.PROPOSED
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Attention.choices, default=Attention.WATCH)
    # [{"code": …, "times": …, "days": …}] as they were reckoned; words at view time.
    reasons = models.JSONField(default=list)
    times = models.PositiveSmallIntegerField(_("times"), default=0)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.CharField(_("reason"), max_length=200, blank=True)
    plan = models.CharField(_("plan"), max_length=500, blank=True)
    plan_from = models.DateField(_("plan from"), null=True)
    plan_until = models.DateField(_("plan until"), null=True)
    owner = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("in charge")
    )
    cleared_at = models.DateTimeField(_("cleared"), null=True)

    objects = station_manager(RecurrenceQuerySet)

    class Meta:
        verbose_name = _("recurring dispute")
        verbose_name_plural = _("recurring disputes")
        ordering = ["-level", "-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind", "key"],
                condition=Q(state__in=("proposed", "confirmed")),
                name="recurrence_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False, plan_from__isnull=False, plan_until__isnull=False) & ~Q(plan="")),
                name="recurrence_by_a_person",
                violation_error_message=_("A recurrence is confirmed by a person, with a dated plan (SE-29)."),
            ),
            models.CheckConstraint(
                condition=Q(plan_until=None) | Q(plan_until__gte=models.F("plan_from")), name="recurrence_plan_span"
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | (Q(decided_by__isnull=False) & ~Q(decision="")),
                name="recurrence_dismissed_why",
            ),
        ]
        indexes = [models.Index(fields=["station", "state", "-level", "-last_at"], name="recurrence_state")]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The recurrence's page."""
        return reverse("recurrence", args=[self.pk])


@tracked(bulk=True)
class RecurrenceItem(StationOwned):
    """One dispute that belongs to a recurrence: an incident, or a case that came from none."""

    recurrence = models.ForeignKey(Recurrence, on_delete=models.CASCADE, related_name="items")
    incident = models.ForeignKey("stations.Incident", on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dispute of a recurrence")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False) ^ Q(case__isnull=False), name="recurrence_item_one"
            ),
            models.UniqueConstraint(
                fields=["recurrence", "incident"],
                condition=Q(incident__isnull=False),
                name="recurrence_incident_once",
            ),
            models.UniqueConstraint(
                fields=["recurrence", "case"], condition=Q(case__isnull=False), name="recurrence_case_once"
            ),
        ]
