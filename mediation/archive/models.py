"""After the agreement: follow-up visits, what parties say of it, complaints of mediators, the file of the case.

Nothing here deletes a file: retention (DT-05) is a label on the cover, and no job ever removes a case.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.archive.words import Course, Means, Misconduct, Performance, Result, Verdict
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned

USER = settings.AUTH_USER_MODEL
MARKS = [MinValueValidator(1), MaxValueValidator(5)]


@tracked()
class FollowUp(StationOwned):
    """A visit after the performance (回访): due by rule (RT-14), then on record with what the form asks."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField(_("due on"))
    reason = models.CharField(_("reason of the visit"), max_length=200)
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    visited_at = models.DateTimeField(_("visited"), null=True)
    way = models.CharField(_("how"), max_length=8, choices=Means.choices, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("visitor"))
    # Whom: a party of the case, or somebody for a party.
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    interviewee = models.CharField(_("or somebody else"), max_length=80, blank=True)
    performance = models.CharField(_("performance"), max_length=8, choices=Performance.choices, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction (5 is best)"), null=True, validators=MARKS)
    words = models.CharField(_("what was said"), max_length=500, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("follow-up visit")
        verbose_name_plural = _("follow-up visits")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(visited_at=None, dropped_at=None), name="follow_up_one_open"
            ),
            models.CheckConstraint(
                condition=Q(visited_at=None) | (~Q(way="") & ~Q(performance="") & ~Q(result="")),
                name="follow_up_record",
            ),
            models.CheckConstraint(
                condition=Q(visited_at=None) | Q(party__isnull=False) | ~Q(interviewee=""),
                name="follow_up_somebody_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="follow_up_marks"
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "due_on"], condition=Q(visited_at=None, dropped_at=None), name="follow_up_due"
            )
        ]

    def __str__(self):
        return f"{self.due_on} #{self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is recorded and read."""
        return reverse("follow-up", args=[self.pk])


@tracked()
class SatisfactionLink(StationOwned):
    """A party is asked how it was: one answer, by a link nobody can guess or at the desk."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="satisfactions")
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, related_name="+")
    # SHA-256 of the token in the link; the token itself is shown once and kept nowhere. None: asked at the desk.
    digest = models.CharField(max_length=64, null=True, unique=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    score = models.PositiveSmallIntegerField(_("satisfaction (5 is best)"), null=True, validators=MARKS)
    words = models.CharField(_("words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("question of satisfaction")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, score=None) | Q(answered_at__isnull=False, score__range=(1, 5)),
                name="satisfaction_answer",
            ),
            models.UniqueConstraint(
                fields=["party"], condition=Q(answered_at=None, withdrawn_at=None), name="satisfaction_one_open"
            ),
        ]


@tracked()
class MediatorComplaint(StationOwned):
    """A complaint of a mediator (RT-18); only the leadership and the keepers who are not meant see it."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, null=True, related_name="complaints")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(_("about"), max_length=8, choices=Misconduct.choices)
    words = models.CharField(_("what happened"), max_length=1000)
    # Of the case, or whoever came to the desk; may be left out.
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    complainant = models.CharField(_("who complains"), max_length=80, blank=True)
    at = models.DateTimeField(_("received"))
    # None: through the link of a party.
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(_("outcome"), max_length=10, choices=Verdict.choices, blank=True)
    findings = models.CharField(_("what was found"), max_length=1000, blank=True)
    handled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(_("handled"), null=True)

    class Meta:
        verbose_name = _("complaint of a mediator")
        verbose_name_plural = _("complaints of mediators")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None, verdict="") | (Q(handled_at__isnull=False) & ~Q(verdict="")),
                name="mediator_complaint_handled",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("mediator-complaint", args=[self.pk])


@tracked()
class CaseFile(StationOwned):
    """The file of a case (卷宗): its volume, what lies in it page by page, and the PDF that was bound."""

    case = models.OneToOneField("mediation.Case", on_delete=models.PROTECT, related_name="file")
    # 卷号: gap-free per station and year, given when the case is archived.
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    name = models.CharField(_("name of the file"), max_length=200, blank=True)
    course = models.CharField(_("list of papers"), max_length=12, choices=Course.choices, blank=True)
    retention = models.CharField(_("retention"), max_length=40, blank=True)  # DT-05; never deleted by itself
    filed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(_("filed on"), null=True)
    # 备考表: what has to be said of the file.
    remarks = models.CharField(_("remarks on the file"), max_length=500, blank=True)
    # [{"code", "no", "title", "first", "pages"}], as bound.
    index = models.JSONField(default=list)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    bound = models.OneToOneField("stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    bound_at = models.DateTimeField(_("bound"), null=True)
    # Version of the case the PDF shows; an older one says that something changed since.
    bound_version = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="case_file_number_once"),
            models.CheckConstraint(
                condition=Q(serial=None, filed_on=None) | Q(serial__isnull=False, filed_on__isnull=False),
                name="case_file_filed",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """The volume's number, empty before the case is archived."""
        return f"{self.year}-{self.serial:04d}" if self.serial else ""
