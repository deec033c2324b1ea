"""Check lists in frozen versions, visits with their answers and tips, and safety findings followed to the end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enterprises.models import Enterprise, EnterpriseKind, append_only
from community.enterprises.words import (
    OVER,
    RUNNING,
    AnswerKind,
    Department,
    FindingState,
    Grade,
    Stage,
    Subject,
    Told,
    VisitKind,
    YesNo,
)
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL


@tracked()
class CheckList(StationOwned):
    """What is looked at when an officer comes; of one kind of enterprise, or of all."""

    name = models.CharField(_("name"), max_length=40)
    kind = models.ForeignKey(
        EnterpriseKind, on_delete=models.PROTECT, null=True, blank=True, related_name="check_lists",
        verbose_name=_("kind of enterprise"),
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("check list")
        verbose_name_plural = _("check lists")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="check_list_name_once")]

    def __str__(self):
        return self.name


@tracked(bulk=True)
class CheckListVersion(StationOwned):
    """One version of a check list; never changed, so that old answers keep their questions."""

    check_list = models.ForeignKey(CheckList, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(_("version"))
    # Text that came with the system as an example; the station has not made it its own yet.
    is_default = models.BooleanField(_("example text"), default=False)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of a check list")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["check_list", "version"], name="check_list_version_once")]
        triggers = [append_only("check_list_version_frozen")]

    def __str__(self):
        return f"{self.check_list} v{self.version}"


@tracked(bulk=True)
class CheckItem(StationOwned):
    """One line of a check list."""

    version = models.ForeignKey(CheckListVersion, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("what is looked at"), max_length=200)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    answer = models.CharField(_("answer"), max_length=6, choices=AnswerKind.choices, default=AnswerKind.YES_NO)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    required = models.BooleanField(_("must be answered"), default=True)
    # "No" opens a finding of this grade; empty: it is only noted.
    grade = models.PositiveSmallIntegerField(
        _('grade of the finding when "no"'), choices=Grade.choices, null=True, blank=True
    )

    class Meta:
        verbose_name = _("item of a check list")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="check_item_order_once"),
            models.CheckConstraint(condition=Q(grade=None) | Q(answer="yes_no"), name="check_item_grade"),
        ]
        triggers = [append_only("check_item_frozen")]

    def __str__(self):
        return self.text


class TipQuerySet(models.QuerySet):
    """Domain words of tips."""

    def on(self, day):
        """Those that hold on a day."""
        open_end = Q(valid_until=None) | Q(valid_until__gt=day)
        return self.filter(open_end, active=True, valid_from__lte=day)


@tracked()
class Tip(StationOwned):
    """A prevention tip of the catalogue: a leaflet to give, words to say."""

    title = models.CharField(_("title"), max_length=60)
    subject = models.CharField(_("about"), max_length=6, choices=Subject.choices)
    text = models.TextField(_("words"), blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (excluded)"), null=True, blank=True)
    is_default = models.BooleanField(_("example text"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    objects = station_manager(TipQuerySet)

    class Meta:
        verbose_name = _("prevention tip")
        verbose_name_plural = _("prevention tips")
        ordering = ["subject", "title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "title"], name="tip_title_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="tip_span"
            ),
        ]

    def __str__(self):
        return self.title


class VisitQuerySet(models.QuerySet):
    """Domain words of visits."""

    def valid(self):
        """Those that were not struck."""
        return self.filter(struck_at=None)


@tracked(exclude=("client_id", "mark"))
class EnterpriseVisit(StationOwned):
    """An officer was there: who, when, what was looked at, what was said."""

    # Made when the form is opened: sent twice, it counts once.
    client_id = models.UUIDField(editable=False)
    mark = models.CharField(max_length=64, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="visits", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind of visit"), max_length=7, choices=VisitKind.choices)
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, related_name="enterprise_visits", verbose_name=_("officer")
    )
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded"))
    # It waited on the tablet for a network.
    offline = models.BooleanField(_("uploaded later (离线补传)"), default=False)
    # What the person is there, not who: the name stands with the contacts.
    met = models.CharField(_("spoke with"), max_length=40, blank=True)
    version = models.ForeignKey(
        CheckListVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="visits",
        verbose_name=_("check list"),
    )  # fmt: skip
    told = models.CharField(_("told the result"), max_length=8, choices=Told.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    struck_at = models.DateTimeField(null=True, editable=False)
    struck_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    struck_reason = models.CharField(_("why struck"), max_length=120, blank=True, editable=False)

    objects = station_manager(VisitQuerySet)

    class Meta:
        verbose_name = _("visit to an enterprise")
        verbose_name_plural = _("visits to enterprises")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "client_id"], name="enterprise_visit_once"),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(kind="first", struck_at=None), name="enterprise_first_visit_once",
                violation_error_message=_("The first visit has been recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_reason="") | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="enterprise_visit_struck",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["station", "at"], name="enterprise_visit_at"),
            models.Index(fields=["enterprise", "at"], name="enterprise_visit_of"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The visit's page."""
        return reverse("enterprise-visit", args=[self.pk])


class VisitOfficer(StationOwned):
    """An officer who came along."""

    visit = models.ForeignKey(EnterpriseVisit, on_delete=models.PROTECT, related_name="others")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("officer who came along")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "officer"], name="visit_officer_once")]
        triggers = [append_only("visit_officer_kept")]


class VisitAnswer(StationOwned):
    """The answer to one item of the check list."""

    visit = models.ForeignKey(EnterpriseVisit, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="answers")
    choice = models.CharField(_("answer"), max_length=3, choices=YesNo.choices, blank=True)
    number = models.DecimalField(_("number"), max_digits=12, decimal_places=2, null=True)
    text = models.CharField(_("words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("answer of a visit")
        ordering = ["item__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="visit_answer_once"),
            models.CheckConstraint(
                condition=~Q(choice="") | Q(number__isnull=False) | ~Q(text=""), name="visit_answer_something"
            ),
        ]
        triggers = [append_only("visit_answer_kept")]


class VisitTip(StationOwned):
    """A tip that was given."""

    visit = models.ForeignKey(EnterpriseVisit, on_delete=models.PROTECT, related_name="tips")
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tip given on a visit")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "tip"], name="visit_tip_once")]
        triggers = [append_only("visit_tip_kept")]


class VisitFile(StationOwned):
    """A photo of a visit; those of what is not in order belong to the finding."""

    visit = models.ForeignKey(EnterpriseVisit, on_delete=models.PROTECT, related_name="files")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("photo of a visit")
        ordering = ["id"]


class SafetyFindingQuerySet(models.QuerySet):
    """Domain words of safety findings."""

    def open(self):
        """Not at their end."""
        return self.exclude(state__in=OVER)

    def overdue(self, day):
        """The deadline has passed and nobody has reported it as put right."""
        return self.filter(state__in=RUNNING, due_on__lt=day)


@tracked()
class SafetyFinding(StationOwned):
    """Something that is not in order at an enterprise, followed to its end."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="findings", verbose_name=_("enterprise")
    )
    visit = models.ForeignKey(
        EnterpriseVisit, on_delete=models.PROTECT, null=True, related_name="findings", verbose_name=_("visit")
    )
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(_("what is not in order"), max_length=300)
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices)
    state = models.CharField(
        _("state"), max_length=9, choices=FindingState.choices, default=FindingState.FOUND, editable=False
    )
    found_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("found by"))
    found_at = models.DateTimeField(_("found"))
    due_on = models.DateField(_("to be put right by"))
    told_at = models.DateTimeField(_("told"), null=True)
    rectified_at = models.DateTimeField(_("reported as put right"), null=True)
    rectified_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    rechecked_at = models.DateTimeField(_("re-checked"), null=True)
    rechecked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)
    department = models.CharField(_("department"), max_length=10, choices=Department.choices, blank=True)
    department_due_on = models.DateField(_("answer expected by"), null=True)
    reference = models.CharField(_("reference number"), max_length=40, blank=True)
    incident = models.ForeignKey(
        "stations.Incident", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("incident")
    )
    warned_on = models.DateField(null=True, editable=False)

    objects = station_manager(SafetyFindingQuerySet)

    class Meta:
        verbose_name = _("safety finding")
        verbose_name_plural = _("safety findings")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rechecked_by=None) | ~Q(rechecked_by=F("rectified_by")),
                name="safety_finding_four_eyes",
                violation_error_message=_("Somebody else re-checks than who reported it as put right."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rechecked", "closed"]) | Q(rechecked_by__isnull=False),
                name="safety_finding_rechecked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "lapsed"]) ^ Q(closed_at=None), name="safety_finding_closed"
            ),
            models.CheckConstraint(
                condition=~Q(state="command") | Q(incident__isnull=False), name="safety_finding_incident"
            ),
            models.CheckConstraint(condition=~Q(state="handed") | ~Q(department=""), name="safety_finding_handed"),
        ]
        indexes = [
            models.Index(fields=["station", "state", "due_on"], name="safety_finding_due"),
            models.Index(fields=["station", "found_at"], name="safety_finding_found"),
            models.Index(fields=["incident"], condition=Q(incident__isnull=False), name="safety_finding_inc"),
        ]

    def __str__(self):
        return self.what

    @property
    def is_running(self) -> bool:
        """The enterprise is at work on it: its deadline counts."""
        return self.state in RUNNING

    def get_absolute_url(self) -> str:
        """The finding's page."""
        return reverse("safety-finding", args=[self.pk])


class FindingStep(StationOwned):
    """One step of a finding with its words: what was asked, what was done, what the re-check saw."""

    finding = models.ForeignKey(SafetyFinding, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    words = models.CharField(_("words"), max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a safety finding")
        ordering = ["at", "id"]
        triggers = [append_only("finding_step_kept")]


class SafetyFindingFile(StationOwned):
    """A photo of before or after."""

    finding = models.ForeignKey(SafetyFinding, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(_("stage"), max_length=6, choices=Stage.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo of a safety finding")
        ordering = ["id"]
