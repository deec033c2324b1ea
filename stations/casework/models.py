"""What an incident becomes: a police case, a mediation on the spot, a matter for somebody else (两级办案)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class AllocationRule(StationOwned):
    """One line of the table that says which team a case goes to, by control elements (管控要素) and category."""

    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=60)
    elements = ArrayField(
        models.CharField(max_length=20), verbose_name=_("any of these elements"), default=list, blank=True
    )
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Empty: the community team of the place.
    team = models.ForeignKey("stations.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("allocation rule")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="allocation_rule_once")]

    def __str__(self):
        return self.name


@tracked()
class PoliceCase(StationOwned):
    """A police case (案件) made of an incident; its clock is ZA-21."""

    class Kind(models.TextChoices):
        ORDER = "order", _("public order case")
        CRIMINAL = "criminal", _("criminal case")

    class State(models.TextChoices):
        FILED = "filed", _("Filed")
        ALLOCATED = "allocated", _("Allocated")
        WORKING = "working", _("Being worked on")
        CONCLUDED = "concluded", _("Concluded")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        PUNISHED = "punished", _("punished")
        MEDIATED = "mediated", _("mediated and performed")
        NOT_PUNISHED = "not_punished", _("not punished")
        ENDED = "ended", _("investigation ended")
        HANDED_ON = "handed_on", _("handed on")

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    incident = models.OneToOneField("stations.Incident", on_delete=models.PROTECT, related_name="police_case")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ORDER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILED)
    filed_on = models.DateField(_("filed on (立案)"))
    # ZA-20: the clock starts anew when mediation failed.
    clock_from = models.DateField(_("clock runs from"))
    extensions = models.PositiveSmallIntegerField(_("extensions"), default=0)
    excluded_days = models.PositiveSmallIntegerField(_("days of appraisal or hearing"), default=0)
    due_on = models.DateField(_("due on"))
    # Version of the law's table in force when it was filed.
    law = models.CharField(max_length=20)
    team = models.ForeignKey(
        "stations.Team", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("team")
    )
    owner = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("case officer")
    )
    allocated_by = models.ForeignKey(AllocationRule, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_text = models.CharField(_("outcome in words"), max_length=300, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    check_text = models.CharField(_("quality check"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("police case")
        verbose_name_plural = _("police cases")
        ordering = ["-filed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="police_case_number_once"),
            models.CheckConstraint(condition=Q(extensions__lte=2), name="police_case_two_extensions"),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (~Q(outcome="") & Q(checked_by__isnull=False) & ~Q(checked_by=F("concluded_by"))),
                name="police_case_checked_by_another",
                violation_error_message=_("A case is closed after a quality check by somebody else."),
            ),
        ]
        indexes = [models.Index(fields=["station", "due_on"], condition=~Q(state="closed"), name="police_case_due")]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("police-case", args=[self.pk])

    @property
    def number(self) -> str:
        """Year and serial, gap-free per station and year."""
        return f"{self.year}-{self.serial:04d}"


@tracked()
class CaseTransfer(StationOwned):
    """A case handed from one team to another, with reason and receipt."""

    case = models.ForeignKey(PoliceCase, on_delete=models.PROTECT, related_name="transfers")
    from_team = models.ForeignKey("stations.Team", on_delete=models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey("stations.Team", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    received_by = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("received"), null=True)

    class Meta:
        verbose_name = _("case transfer")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(received_at=None), name="transfer_one_open"),
        ]


@tracked()
class CaseStep(StationOwned):
    """Who approved what and why: an extension, a restart of the clock, excluded days, a return for correction."""

    case = models.ForeignKey(PoliceCase, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    document = models.CharField(_("document"), max_length=60, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    on = models.DateField(_("on"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a case")
        ordering = ["id"]


@tracked()
class SceneMediation(StationOwned):
    """Result 现场调解: an offence needs a document or a recording (ZA-13, ZA-14), none needs a work note only."""

    incident = models.OneToOneField("stations.Incident", on_delete=models.PROTECT, related_name="scene_mediation")
    violation = models.BooleanField(_("offence against public order"))
    domestic_violence = models.BooleanField(_("domestic violence"), default=False)
    undisputed = models.BooleanField(_("no cost or loss in dispute"), default=False)
    performed = models.BooleanField(_("performed on the spot"), default=False)
    document = models.ForeignKey("stations.Attachment", on_delete=models.PROTECT, null=True, related_name="+")
    recording = models.CharField(_("recording"), max_length=80, blank=True)
    note = models.CharField(_("work note"), max_length=500, blank=True)
    law = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mediation on the spot")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domestic_violence=False),
                name="scene_mediation_no_domestic_violence",
                violation_error_message=_("Domestic violence is not closed by mediation."),
            ),
            models.CheckConstraint(
                condition=Q(violation=False)
                | (Q(undisputed=True, performed=True) & (Q(document__isnull=False) | ~Q(recording=""))),
                name="scene_mediation_on_record",
            ),
        ]


@tracked()
class Referral(StationOwned):
    """A matter given to somebody else (12345, court, department); what comes back never vanishes."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent out")
        ACCEPTED = "accepted", _("Accepted there")
        RETURNED = "returned", _("Sent back")
        TAKEN_BACK = "taken_back", _("Taken up again")
        DONE = "done", _("Done there")

    incident = models.ForeignKey("stations.Incident", on_delete=models.PROTECT, related_name="referrals")
    target = models.CharField(_("referred to"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    reference = models.CharField(_("their number"), max_length=60, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    due_on = models.DateField(_("answer expected by"), null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("referral")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state__in=("sent", "accepted", "returned")), name="referral_one_open"
            ),
        ]
        indexes = [models.Index(fields=["station", "state"], name="referral_state")]

    def get_absolute_url(self) -> str:
        """The page of the incident."""
        return reverse("incident", args=[self.incident_id])
