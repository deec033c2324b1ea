"""Training and drills (培训、联训): courses, sittings, who came; of whatever audience an upper app registers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Course(StationOwned):
    """What is taught or drilled, for whom, and how long it holds."""

    class Kind(models.TextChoices):
        CLASS = "class", _("class (课程)")
        DRILL = "drill", _("drill (演练)")
        JOINT = "joint", _("joint drill of station and squads (联训)")
        PUBLICITY = "publicity", _("publicity and prevention (宣防)")

    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CLASS)
    # Code of ``training.registry``: guards, officers, crime-watch members …
    audience = models.CharField(_("audience"), max_length=20)
    content = models.TextField(_("content"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    # 0: once is enough.
    valid_months = models.PositiveSmallIntegerField(_("to be repeated after (months)"), default=0)
    required = models.BooleanField(_("everybody of the audience needs it"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("course")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["station", "title"], name="course_title_once")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The course's page."""
        return reverse("course", args=[self.pk])


@tracked()
class Sitting(StationOwned):
    """One time a course is held."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("training", "Planned")
        OPEN = "open", pgettext_lazy("training", "Open for signing in")
        HELD = "held", pgettext_lazy("training", "Held")
        CANCELLED = "cancelled", pgettext_lazy("training", "Cancelled")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("course"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    online = models.CharField(_("online address"), max_length=200, blank=True)
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Codes of the audience's own parts (squads, groups …); empty: all of it.
    parts = ArrayField(models.CharField(max_length=20), verbose_name=_("only for"), default=list, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sitting")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="sitting_span"),
        ]
        indexes = [models.Index(fields=["station", "starts_at"], name="sitting_station")]

    def __str__(self):
        return f"{self.course} {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The sitting's page."""
        return reverse("sitting", args=[self.pk])


@tracked(bulk=True)
class Attendance(StationOwned):
    """Somebody asked to come, or who came."""

    class Method(models.TextChoices):
        ROTATING = "rotating", _("code on the screen")
        TYPED = "typed", _("typed code")
        DESK = "desk", _("entered by the teacher")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    invited = models.BooleanField(_("invited"), default=False)
    attended_at = models.DateTimeField(_("came"), null=True)
    method = models.CharField(_("signed in by"), max_length=8, choices=Method.choices, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        ordering = ["sitting", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "user"], name="attendance_once"),
            models.CheckConstraint(condition=Q(attended_at=None) | ~Q(method=""), name="attendance_method"),
        ]
        indexes = [models.Index(fields=["user", "-attended_at"], name="attendance_user")]
