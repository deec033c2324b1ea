"""Agreements: clauses, signatures, instalments, judicial confirmation, approval of a settlement by the police."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.agreements.words import (
    CourtChoice,
    CourtState,
    Dismissal,
    Kind,
    PayWay,
    Performance,
    Role,
    SignWay,
    State,
)
from mediation.network.words import Cause
from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL

# The text is fixed when signing begins; a signed agreement only becomes void (DOMAIN 2.6).
_SIGNED = """
IF OLD.state <> 'draft' AND NOT (OLD.state = 'signing' AND NEW.state = 'draft') AND
   (NEW.case_id, NEW.kind, NEW.facts, NEW.issues, NEW.responsibility, NEW.circumstances, NEW.place, NEW.host,
    NEW.present, NEW.amount, NEW.made_on, NEW.instant, NEW.copies, NEW.electronic, NEW.sha256, NEW.round)
   IS DISTINCT FROM
   (OLD.case_id, OLD.kind, OLD.facts, OLD.issues, OLD.responsibility, OLD.circumstances, OLD.place, OLD.host,
    OLD.present, OLD.amount, OLD.made_on, OLD.instant, OLD.copies, OLD.electronic, OLD.sha256, OLD.round)
   OR OLD.state = 'in_force' AND (NEW.state NOT IN ('in_force', 'void')
      OR (NEW.effective_on, NEW.number_id) IS DISTINCT FROM (OLD.effective_on, OLD.number_id))
   OR OLD.state = 'void' AND NEW.state <> 'void' THEN
    RAISE EXCEPTION 'pgtrigger: a signed agreement is not edited';
END IF;
RETURN NEW;
"""
_OF_DRAFT = """
IF (SELECT state FROM mediation_agreement WHERE id = {row}.agreement_id) <> 'draft' THEN
    RAISE EXCEPTION 'pgtrigger: a signed agreement is not edited';
END IF;
RETURN {row};
"""
_TERMS = """
IF (SELECT state FROM mediation_agreement WHERE id = OLD.agreement_id) <> 'draft' AND
   (NEW.agreement_id, NEW.order, NEW.debtor_id, NEW.creditor_id, NEW.amount, NEW.act, NEW.due_on, NEW.way)
   IS DISTINCT FROM
   (OLD.agreement_id, OLD.order, OLD.debtor_id, OLD.creditor_id, OLD.amount, OLD.act, OLD.due_on, OLD.way) THEN
    RAISE EXCEPTION 'pgtrigger: a signed agreement is not edited';
END IF;
RETURN NEW;
"""


def _signed(name: str, operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


@tracked()
class ClauseTemplate(StationOwned):
    """A clause of the station's library; ``{甲方}``, ``{乙方}``, ``{金额}`` and ``{期限}`` are filled in."""

    cause = models.CharField(_("cause"), max_length=16, choices=Cause.choices, blank=True)  # empty: every cause
    title = models.CharField(_("title"), max_length=40)
    text = models.CharField(_("text"), max_length=600)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("clause of the library")
        verbose_name_plural = _("clauses of the library")
        ordering = ["cause", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "cause", "title"], name="clause_template_once")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The library."""
        return reverse("clauses")


class AgreementQuerySet(models.QuerySet):
    """Domain words of agreements."""

    def live(self):
        """Not void; a case has one at most in each round."""
        return self.exclude(state=State.VOID)


@tracked()
class Agreement(StationOwned):
    """One agreement of a case (RT-09 … RT-13, ZA-15, ZA-16)."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="agreements")
    # Which round of a re-opened case it belongs to.
    round = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("form"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    # DT-01: the case's number; a replaced agreement bears the same one.
    number = models.ForeignKey("mediation.BodyNumber", on_delete=models.PROTECT, null=True, related_name="agreements")
    facts = models.TextField(_("main facts"), max_length=2000, blank=True)
    issues = models.TextField(_("points at issue"), max_length=1000, blank=True)
    responsibility = models.TextField(_("each side's responsibility"), max_length=1000, blank=True)
    circumstances = models.TextField(_("cause, course and circumstances"), max_length=2000, blank=True)  # ZA-15
    place = models.CharField(_("place of mediation"), max_length=160, blank=True)
    host = models.CharField(_("who presided"), max_length=80, blank=True)  # ZA-15 主持人
    present = models.CharField(_("other persons present"), max_length=300, blank=True)  # ZA-15
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    made_on = models.DateField(_("agreed on"))
    instant = models.BooleanField(_("performed at once"), default=False)  # ZA-13
    copies = models.PositiveSmallIntegerField(_("copies"), default=3)  # RT-13, ZA-16
    electronic = models.BooleanField(_("signed electronically by agreement"), default=False)  # DT-08
    # What the parties sign, as it stood when signing began (JSON with their data, so encrypted), and its
    # fingerprint, printed on every page.
    snapshot = EncryptedTextField(_("text as signed"), blank=True)
    sha256 = models.CharField(_("checksum of the text"), max_length=64, blank=True)
    recording = models.CharField(_("recording of the signing (number)"), max_length=80, blank=True)  # ZA-24
    scan = models.ForeignKey("mediation.CasePaper", on_delete=models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField(_("in effect from"), null=True)  # RT-11, RT-12
    signed_at = models.DateTimeField(_("signing complete"), null=True)
    voided_at = models.DateTimeField(_("voided"), null=True)
    void_reason = models.CharField(_("void because"), max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)
    client_key = models.UUIDField(null=True, editable=False)

    objects = station_manager(AgreementQuerySet)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"],
                condition=~Q(state="void"),
                name="agreement_one_live",
                violation_error_message=_("The case has an agreement; void it first, with a reason."),
            ),
            models.UniqueConstraint(
                fields=["station", "client_key"], condition=Q(client_key__isnull=False), name="agreement_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | (Q(effective_on__isnull=False) & Q(number__isnull=False)),
                name="agreement_in_force",
            ),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(sha256=""), name="agreement_text_fixed"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_reason=""), name="agreement_void_reason"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="agreement_amount"),
        ]
        triggers = [
            pgtrigger.Protect(name="agreement_kept", operation=pgtrigger.Delete),
            _signed("agreement_signed", pgtrigger.Update, _SIGNED),
        ]

    def __str__(self):
        return self.number.text if self.number_id else f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """The agreement's page."""
        return reverse("agreement", args=[self.pk])


@tracked()
class AgreementClause(StationOwned):
    """A clause of an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clauses")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"), max_length=1000)

    class Meta:
        verbose_name = _("clause of an agreement")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["agreement", "order"], name="agreement_clause_order")]
        triggers = [
            _signed("clause_entered", pgtrigger.Insert | pgtrigger.Update, _OF_DRAFT.format(row="NEW")),
            _signed("clause_taken_out", pgtrigger.Delete, _OF_DRAFT.format(row="OLD")),
        ]


@tracked()
class AgreementSignature(StationOwned):
    """A signature or seal with its day (RT-11); never changed, never taken back."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(_("as"), max_length=10, choices=Role.choices)
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    # The agent or guardian who signed for the party (ZA-07, ZA-08).
    by_agent = models.BooleanField(_("signed by the agent or guardian"), default=False)
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(_("how"), max_length=12, choices=SignWay.choices)
    on = models.DateField(_("on"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signature")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "role", "party"],
                condition=~Q(way="drawn"),
                nulls_distinct=False,
                name="agreement_signature_once",
                violation_error_message=_("This signature is on the agreement already."),
            ),
            models.CheckConstraint(
                condition=(Q(role="party") & Q(party__isnull=False)) | (~Q(role="party") & Q(party=None)),
                name="agreement_signature_who",
            ),
        ]
        triggers = [pgtrigger.Protect(name="signature_kept", operation=pgtrigger.Update | pgtrigger.Delete)]


class InstalmentQuerySet(models.QuerySet):
    """Domain words of instalments."""

    def open(self):
        """Of agreements in force, not yet confirmed or given up."""
        return self.filter(agreement__state=State.IN_FORCE, state__in=(Performance.DUE, Performance.PROVED))


@tracked()
class Instalment(StationOwned):
    """What one party owes another by a day: money or an act; proof and confirmations of its performance."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="instalments")
    order = models.PositiveSmallIntegerField(_("no."))
    debtor = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    act = models.CharField(_("what is done"), max_length=200, blank=True)
    due_on = models.DateField(_("due on"))
    way = models.CharField(_("way"), max_length=10, choices=PayWay.choices)
    state = models.CharField(_("state"), max_length=10, choices=Performance.choices, default=Performance.DUE)
    done_on = models.DateField(_("performed on"), null=True)
    proof = models.ForeignKey("mediation.CasePaper", on_delete=models.PROTECT, null=True, related_name="+")
    debtor_confirmed_at = models.DateTimeField(_("debtor confirms"), null=True)
    creditor_confirmed_at = models.DateTimeField(_("creditor confirms"), null=True)
    breached_on = models.DateField(_("not performed, established on"), null=True)
    breach_reason = models.CharField(_("why not"), max_length=200, blank=True)
    # Set by the reminding task, so that each reminder goes out once.
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    objects = station_manager(InstalmentQuerySet)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["due_on", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="instalment_order"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | (Q(amount=None) & ~Q(act="")),
                name="instalment_what",
                violation_error_message=_("Say how much is paid, or what is done."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("proved", "confirmed")) | Q(done_on__isnull=False), name="instalment_done_on"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(proof__isnull=False)
                | (Q(debtor_confirmed_at__isnull=False) & Q(creditor_confirmed_at__isnull=False)),
                name="instalment_proof",
                violation_error_message=_("Performance needs proof, or both parties' word."),
            ),
            models.CheckConstraint(
                condition=~Q(state="breached") | Q(breached_on__isnull=False), name="instalment_breached_on"
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "due_on"], condition=Q(state__in=("due", "proved")), name="instalment_due"
            )
        ]
        triggers = [
            _signed("instalment_terms", pgtrigger.Update, _TERMS),
            _signed("instalment_entered", pgtrigger.Insert, _OF_DRAFT.format(row="NEW")),
            _signed("instalment_taken_out", pgtrigger.Delete, _OF_DRAFT.format(row="OLD")),
        ]

    def get_absolute_url(self) -> str:
        """The page of its agreement."""
        return reverse("agreement", args=[self.agreement_id])


@tracked()
class CourtConfirmation(StationOwned):
    """A joint application for judicial confirmation and what the court said (SF-01 … SF-07)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="confirmations")
    state = models.CharField(_("state"), max_length=10, choices=CourtState.choices, default=CourtState.APPLIED)
    court = models.CharField(_("court"), max_length=80)
    court_choice = models.CharField(_("competent as"), max_length=10, choices=CourtChoice.choices)  # SF-02
    materials = ArrayField(models.CharField(max_length=12), verbose_name=_("materials"))  # SF-03
    property_right = models.BooleanField(_("property rights are concerned"), default=False)
    applied_on = models.DateField(_("applied on"))
    due_on = models.DateField(_("last day"))
    answered_on = models.DateField(_("the court's answer"), null=True)
    decided_on = models.DateField(_("decided on"), null=True)
    ruling_no = models.CharField(_("number of the ruling"), max_length=60, blank=True)
    dismissal = models.CharField(_("dismissed because"), max_length=14, choices=Dismissal.choices, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    paper = models.ForeignKey("mediation.CasePaper", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("judicial confirmation")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=("applied", "accepted")), name="confirmation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(applied_on__lte=models.F("due_on")),
                name="confirmation_in_time",
                violation_error_message=_("The thirty days are over (SF-01)."),
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(dismissal=""), name="confirmation_dismissal_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "dismissed")) | Q(decided_on__isnull=False),
                name="confirmation_decided_on",
            ),
        ]


@tracked()
class HjApplication(StationOwned):
    """HJ-04, HJ-05: both parties' written application and the answer of the police."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="hj_application")
    applied_on = models.DateField(_("both parties applied in writing on"))
    paper = models.ForeignKey("mediation.CasePaper", on_delete=models.PROTECT, null=True, related_name="+")
    approved = models.BooleanField(_("approved (认可)"), null=True)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("application of a settlement")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved=None) | Q(decided_on__isnull=False), name="hj_application_decided_on"
            ),
            models.CheckConstraint(condition=~Q(approved=False) | ~Q(reason=""), name="hj_application_reason"),
        ]
