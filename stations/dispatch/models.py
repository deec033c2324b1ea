"""Who was sent to what, and the timers that see that somebody goes (2+X+N, IN-09)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.catalogue.words import Grade
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class ResponseCircle(StationOwned):
    """Time allowed by grade (响应圈), for the whole station or one community; a design default."""

    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    assign_seconds = models.PositiveIntegerField(_("dispatch within (s)"), default=60)
    accept_seconds = models.PositiveIntegerField(_("accept within (s)"), default=60)
    arrive_seconds = models.PositiveIntegerField(_("arrive within (s)"), null=True, blank=True)
    contact_seconds = models.PositiveIntegerField(_("first contact within (s)"), default=300)
    close_hours = models.PositiveIntegerField(_("close within (h)"), default=24)

    class Meta:
        verbose_name = _("response circle")
        ordering = ["grade", "community"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "grade", "community"], name="circle_once", nulls_distinct=False
            )
        ]


class AssignmentQuerySet(models.QuerySet):
    """Domain words of assignments."""

    def active(self):
        """Not ended."""
        return self.exclude(state__in=Assignment.ENDED)


@tracked(bulk=True)
class Assignment(StationOwned):
    """One crew sent to one incident. A crew may have several, an incident too."""

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("assignment", "Sent")
        ACCEPTED = "accepted", _("Accepted")
        EN_ROUTE = "en_route", _("En route")
        ARRIVED = "arrived", _("On the scene")
        DONE = "done", pgettext_lazy("assignment", "Done")
        PASSED_ON = "passed_on", pgettext_lazy("assignment", "Handed over")
        RECALLED = "recalled", _("Recalled")

    class Part(models.TextChoices):
        MAIN = "main", _("first to go")
        REINFORCE = "reinforce", _("reinforcement")
        INFORMED = "informed", _("informed")

    ENDED = (State.DONE, State.PASSED_ON, State.RECALLED)

    incident = models.ForeignKey("stations.Incident", on_delete=models.PROTECT, related_name="assignments")
    crew = models.ForeignKey("stations.Crew", on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.MAIN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    departed_at = models.DateTimeField(_("en route"), null=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # One fix of one moment, given by the officer with the tap; never a track (SE-17).
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    fix_at = models.DateTimeField(null=True)
    support_wanted_at = models.DateTimeField(_("asked for support"), null=True)
    passed_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # Code of the recommendation that was followed, e.g. "second_free"; empty when chosen by hand.
    advice = models.CharField(max_length=30, blank=True)

    objects = station_manager(AssignmentQuerySet)

    class Meta:
        verbose_name = _("assignment")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "crew"], condition=~Q(state__in=("done", "passed_on", "recalled")),
                name="crew_sent_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["station", "crew"],
                condition=~Q(state__in=("done", "passed_on", "recalled")),
                name="assignment_open",
            ),
            models.Index(fields=["crew", "-sent_at"], name="assignment_crew"),
        ]


@tracked(bulk=True)
class Timer(StationOwned):
    """Something that must have happened by a moment; a sweep escalates what is overdue, once (DESIGN §7)."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("not dispatched")
        ACCEPT = "accept", _("not accepted")
        ARRIVE = "arrive", _("not arrived")
        CONTACT = "contact", _("no first contact")
        CLOSE = "close", _("not closed")
        CALL_BACK = "call_back", _("not called back")

    class State(models.TextChoices):
        WAITING = "waiting", _("Running")
        MET = "met", _("In time")
        ESCALATED = "escalated", _("Overdue")
        VOID = "void", _("No longer needed")

    incident = models.ForeignKey("stations.Incident", on_delete=models.CASCADE, related_name="timers")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, null=True, related_name="timers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Number of the round: a re-opened incident has its timers again.
    round = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True)
    # An overdue thing may still happen: when it did.
    met_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("timer")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind", "round", "assignment"], name="timer_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="timer_waiting")]
