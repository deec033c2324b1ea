"""Training and drills (培训、联训): courses, sittings, who came, the quiz after a class, the certificates.

Of whatever audience an upper app registers: officers, guards, members of the crime watch.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class TrainingSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    class_name = models.CharField(_("what the class is called"), max_length=20, blank=True)
    questions = models.PositiveSmallIntegerField(_("questions of a quiz"), default=5)
    pass_mark = models.PositiveSmallIntegerField(_("right answers to pass"), default=4)
    retake_minutes = models.PositiveSmallIntegerField(_("another try after (minutes)"), default=30)
    quiz_days = models.PositiveSmallIntegerField(_("the quiz stays open after a sitting (days)"), default=7)
    warn_days = models.PositiveSmallIntegerField(_("a certificate running out is told before (days)"), default=30)
    reach_months = models.PositiveSmallIntegerField(_("reach looks back (months)"), default=6)
    certificate_prefix = models.CharField(_("letters of the certificates' numbers"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("settings of training")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="training_settings_once"),
            models.CheckConstraint(
                condition=Q(
                    questions__gte=1, questions__lte=10, pass_mark__gte=1, pass_mark__lte=models.F("questions"),
                    quiz_days__gte=1, reach_months__gte=1, reach_months__lte=36,
                ),
                name="training_settings_bounds",
            ),
        ]  # fmt: skip


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
    # What other rooms ask for ("night"): courses of one tag stand for each other.
    tag = models.CharField(_("counts as"), max_length=20, blank=True)
    quiz = models.BooleanField(_("ends with a quiz"), default=False)
    certificate = models.BooleanField(_("ends with a certificate"), default=False)
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
    # People sign up themselves instead of being put on the list.
    open_enrolment = models.BooleanField(_("people sign up themselves"), default=False)
    # For "near you"; without one it is for the whole station.
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("community"),
    )  # fmt: skip
    # When its people were told of it (never in quiet hours).
    announced_at = models.DateTimeField(null=True, editable=False)
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

    class Standing(models.TextChoices):
        NONE = "", pgettext_lazy("enrolment", "on the list")
        SEAT = "seat", pgettext_lazy("enrolment", "has a seat")
        WAITING = "waiting", pgettext_lazy("enrolment", "on the waiting list")
        GONE = "gone", pgettext_lazy("enrolment", "cancelled")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    invited = models.BooleanField(_("invited"), default=False)
    # Where people sign up themselves: a seat, a place on the waiting list (in the order of the moments), or given up.
    standing = models.CharField(
        pgettext_lazy("class", "enrolment"), max_length=7, choices=Standing.choices, blank=True, default=""
    )
    standing_at = models.DateTimeField(_("enrolled"), null=True)
    # A seat became free for somebody on the waiting list, who is told of it (never in quiet hours).
    promoted_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(_("came"), null=True)
    method = models.CharField(_("signed in by"), max_length=8, choices=Method.choices, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        ordering = ["sitting", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "user"], name="attendance_once"),
            models.CheckConstraint(condition=Q(attended_at=None) | ~Q(method=""), name="attendance_method"),
            models.CheckConstraint(
                condition=Q(standing="", standing_at=None) | ~Q(standing="") & Q(standing_at__isnull=False),
                name="attendance_standing",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-attended_at"], name="attendance_user"),
            models.Index(fields=["sitting", "standing", "standing_at"], name="attendance_standing"),
        ]


# The quiz


class BankQuerySet(models.QuerySet):
    """Domain words of the question bank."""

    def usable(self):
        """Checked by a second person and in use."""
        return self.filter(state=BankQuestion.State.APPROVED)


@tracked()
class BankQuestion(StationOwned):
    """A question of the bank (题库), drawn from a case of one month, told without anybody's data."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("bank question", "To be checked")
        APPROVED = "approved", pgettext_lazy("bank question", "In use")
        RETIRED = "retired", pgettext_lazy("bank question", "Out of use")

    # Its first day.
    month = models.DateField(_("month"))
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("course")
    )
    text = models.CharField(pgettext_lazy("quiz", "question"), max_length=300)
    options = ArrayField(models.CharField(max_length=120), verbose_name=_("options"), size=4)
    # Its place among the options, from 0.
    right = models.PositiveSmallIntegerField(_("right option"))
    why = models.CharField(_("explanation"), max_length=500)
    case_words = models.CharField(_("the case it comes from"), max_length=500, blank=True)
    # Number or category of an incident; shown to the staff only.
    case_ref = models.CharField(_("incident or category"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(pgettext_lazy("bank question", "checked"), null=True, editable=False)

    objects = station_manager(BankQuerySet)

    class Meta:
        verbose_name = _("question of the bank")
        verbose_name_plural = _("questions of the bank")
        ordering = ["-month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "month", "text"], name="bank_question_once",
                violation_error_message=_("This question is in the bank of that month already."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="bank_question_month"),
            models.CheckConstraint(
                condition=Q(options__len__gte=2, options__len__lte=4, right__lt=models.F("options__len")),
                name="bank_question_options",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="bank_question_checked",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(author=None) | ~Q(approved_by=models.F("author")),
                name="bank_question_by_another",
                violation_error_message=_("A question is checked by somebody else than who wrote it."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["station", "state", "month"], name="bank_question_month")]

    def __str__(self):
        return self.text

    def get_absolute_url(self) -> str:
        """The question's page."""
        return reverse("bank-question", args=[self.pk])


@tracked(bulk=True)
class QuizItem(StationOwned):
    """One of the questions everybody of a sitting is asked first."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="quiz_items")
    question = models.ForeignKey(BankQuestion, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("question of a sitting")
        ordering = ["sitting", "place"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "question"], name="quiz_item_once"),
            models.UniqueConstraint(fields=["sitting", "place"], name="quiz_item_place"),
        ]


@tracked(bulk=True)
class Attempt(StationOwned):
    """Somebody answers the quiz of a sitting; one at a time, continued where it was left."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"))
    pass_mark = models.PositiveSmallIntegerField(_("right answers to pass"))
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    right_count = models.PositiveSmallIntegerField(_("right answers"), default=0)
    passed = models.BooleanField(pgettext_lazy("quiz", "passed"), null=True)

    class Meta:
        verbose_name = _("attempt at a quiz")
        ordering = ["attendance", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attendance", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(finished_at=None), name="attempt_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, passed=None) | Q(finished_at__isnull=False, passed__isnull=False),
                name="attempt_finished",
            ),
        ]


@tracked(bulk=True)
class QuizAnswer(StationOwned):
    """A question of an attempt and what was chosen, by its place among the question's own options."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(BankQuestion, on_delete=models.PROTECT, related_name="answers")
    place = models.PositiveSmallIntegerField()
    chosen = models.PositiveSmallIntegerField(_("chosen"), null=True)
    right = models.BooleanField(_("right"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("answer of a quiz")
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="quiz_answer_once"),
            models.UniqueConstraint(fields=["attempt", "place"], name="quiz_answer_place"),
            models.CheckConstraint(
                condition=Q(chosen=None, right=None, answered_at=None)
                | Q(chosen__isnull=False, right__isnull=False, answered_at__isnull=False),
                name="quiz_answer_whole",
            ),
        ]
        triggers = [
            # What was answered stays: a repeat after a dropped connection changes nothing.
            pgtrigger.Protect(
                name="quiz_answer_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
        ]


class CertificateQuerySet(models.QuerySet):
    """Domain words of certificates."""

    def valid(self, day):
        """Those that hold on a day."""
        rows = self.filter(issued_on__lte=day, revoked_at=None)
        return rows.filter(Q(valid_until=None) | Q(valid_until__gt=day))


@tracked()
class Certificate(StationOwned):
    """That somebody came to a class and passed (结业证)."""

    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="certificate")
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("course")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    # Empty: it does not run out.
    valid_until = models.DateField(_("valid until (excluded)"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    objects = station_manager(CertificateQuerySet)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("issued_on")), name="certificate_span"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason=""),
                name="certificate_revoked_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "course", "user"], name="certificate_holder"),
            models.Index(fields=["station", "valid_until"], name="certificate_expiry"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The certificate's page."""
        return reverse("certificate", args=[self.pk])
