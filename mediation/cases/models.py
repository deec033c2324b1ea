"""Mediation cases (纠纷): one row from the first quarrel to the archive, with parties, accounts and notices."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.words import Appraisal, EndReason, PartyKind, PublicRole, Risk, Side, Source, State, Track
from mediation.network.readings import standing
from mediation.network.words import Cause, Way
from stations.agenda.standing_in import stands_in_for
from stations.kit.crypto import EncryptedTextField, blind_index
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL
FILED = """
IF EXISTS (SELECT 1 FROM mediation_case WHERE id = OLD.case_id AND state = 'archived') THEN
    RAISE EXCEPTION 'pgtrigger: a row of an archived case is not changed';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""
ARCHIVED = """
IF to_jsonb(OLD) - '{sealed,version,changed_at}'::text[] IS DISTINCT FROM
   to_jsonb(NEW) - '{sealed,version,changed_at}'::text[] THEN
    RAISE EXCEPTION 'pgtrigger: an archived case is not changed';
END IF;
RETURN NEW;
"""


def kept_when_filed(name: str) -> pgtrigger.Trigger:
    """Trigger of a table of the case: its rows stay as they are once the case is archived (DOMAIN 2.6)."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=FILED
    )


class CaseQuerySet(models.QuerySet):
    """Domain words of cases."""

    def visible_to(self, user):
        """The one spelling of who sees which case; views, API, forms, filters and admin know no other (issue 5.10).

        Keepers and the leadership see all of the station; police officers those of their communities, their own and
        those of whom they stand in for today; whoever registered a case and its mediators see it. Sealed cases
        (SE-26) are opened one by one, elsewhere.
        """
        return self.filter(sealed=False).within_reach(user)

    def within_reach(self, user):
        """The same, sealed cases included; only for :mod:`mediation.cases.sealed`."""
        who = standing(user)
        if who.sees_all:
            return self
        mine = Q(registered_by=user)
        if who.police:
            mine |= Q(community__in=who.communities) | Q(officer__in={who.officer_id, *stands_in_for(user)})
        if who.mediator:
            here = CaseMediator.objects.filter(case=OuterRef("pk"), mediator=who.mediator, until=None)
            mine |= Exists(here)
        elif not who.police and who.officer_id is None:
            return self.none()
        return self.filter(mine)

    def open(self):
        """Work is still to be done."""
        return self.exclude(state=State.ARCHIVED)


@tracked()
class Case(StationOwned):
    """One dispute. Columns ending in ``_on``/``_at`` are milestones that upper rooms set through ``actions``."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    # 一案一码: what a party types on the public page; random, so that codes are not guessed one after the other.
    code = models.CharField(_("case code"), max_length=16)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REGISTERED)
    track = models.CharField(_("track"), max_length=2, choices=Track.choices, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    incident = models.OneToOneField(
        "stations.Incident", on_delete=models.PROTECT, null=True, related_name="mediation_case"
    )
    police_case = models.ForeignKey(
        "stations.PoliceCase", on_delete=models.PROTECT, null=True, related_name="mediation_cases"
    )
    cause = models.CharField(_("cause"), max_length=16, choices=Cause.choices, blank=True)
    summary = models.CharField(_("what it is about"), max_length=1000)
    place = models.CharField(_("place"), max_length=160, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("community")
    )
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("grid")
    )
    amount = models.DecimalField(_("amount in dispute (yuan)"), max_digits=14, decimal_places=2, null=True)
    risk = models.CharField(_("risk"), max_length=12, choices=Risk.choices, default=Risk.NORMAL)
    police_reported_at = models.DateTimeField(_("reported to the police"), null=True)  # RT-06
    domestic_violence = models.BooleanField(_("domestic violence"), default=False)  # ZA-28
    other_side_unknown = models.BooleanField(_("the other side is not known yet"), default=False)
    ways = ArrayField(models.CharField(max_length=8, choices=Way.choices), verbose_name=_("ways"), default=list)
    # RT: the parties choose; ZA-06: public unless there is a ground.
    public_hearing = models.BooleanField(_("public hearing"), default=False)
    sealed = models.BooleanField(_("sealed"), default=False)  # SE-26, ZA-26
    # The version of the rule table it began under (mediation.cases.law).
    law = models.CharField(max_length=20)
    # The police officer in charge, where the track is the police's.
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("officer in charge")
    )
    registered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered"))
    triaged_at = models.DateTimeField(_("triaged"), null=True)
    accepted_on = models.DateField(_("accepted on"), null=True)
    due_on = models.DateField(_("mediation ends by"), null=True)  # RT-16, ZA-11
    due_provisional = models.BooleanField(default=False)
    # ZA-12: where an injury or a price is appraised, the first session counts from the result, not from acceptance.
    appraisal = models.CharField(_("appraisal"), max_length=8, choices=Appraisal.choices, blank=True, default="")
    appraisal_from = models.DateField(_("appraisal asked for on"), null=True)
    appraised_on = models.DateField(_("result of the appraisal on"), null=True)
    refused_by = models.CharField(_("refused by"), max_length=80, blank=True)  # RT-01
    rights_notice_at = models.DateTimeField(_("rights notice given"), null=True)  # RT-05
    next_session_at = models.DateTimeField(_("next session"), null=True)
    first_session_on = models.DateField(_("first session"), null=True)
    sessions_held = models.PositiveSmallIntegerField(_("sessions held"), default=0)
    agreed_on = models.DateField(_("agreed on"), null=True)
    effective_on = models.DateField(_("in effect from"), null=True)  # RT-11, RT-12
    instant = models.BooleanField(_("performed at once"), default=False)
    perform_by = models.DateField(_("to be performed by"), null=True)
    performed_on = models.DateField(_("performed on"), null=True)
    breached_on = models.DateField(_("not performed, established on"), null=True)
    confirmed_on = models.DateField(_("confirmed by the court on"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    end_reason = models.CharField(_("ended because"), max_length=12, choices=EndReason.choices, blank=True)
    follow_up_due_on = models.DateField(_("follow-up due"), null=True)
    followed_up_on = models.DateField(_("followed up on"), null=True)
    archived_on = models.DateField(_("archived on"), null=True)
    reopened = models.PositiveSmallIntegerField(_("re-opened"), default=0)
    # Counts accepted edits: an edit names the version it was made on (409 if that is no longer the newest).
    version = models.PositiveIntegerField(default=0)
    client_key = models.UUIDField(null=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = station_manager(CaseQuerySet)

    class Meta:
        verbose_name = _("mediation case")
        verbose_name_plural = _("mediation cases")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="case_number_once"),
            models.UniqueConstraint(fields=["code"], name="case_code_once"),
            models.UniqueConstraint(
                fields=["station", "client_key"], condition=Q(client_key__isnull=False), name="case_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("registered", "triage", "declined", "transferred", "archived")) | ~Q(track=""),
                name="case_track_known",
            ),
            models.CheckConstraint(
                condition=~Q(track="za") | Q(sessions_held__lte=2),
                name="case_za_two_sessions",
                violation_error_message=_("Public order mediation has at most two sessions (ZA-10)."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("agreed", "performing", "performed", "visit", "confirming"))
                | Q(agreed_on__isnull=False),
                name="case_agreed_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("performed", "visit")) | Q(performed_on__isnull=False),
                name="case_performed_on",
                violation_error_message=_("An agreement that is not performed closes nothing."),
            ),
            models.CheckConstraint(
                condition=Q(refused_by="")
                | Q(state__in=("registered", "triage", "declined", "transferred", "ended", "by_law", "archived")),
                name="case_refused_is_over",
                violation_error_message=_("A party refuses: mediation must not go on (RT-01)."),
            ),
            models.CheckConstraint(
                condition=~Q(state="archived") | Q(archived_on__isnull=False), name="case_archived_on"
            ),
            models.CheckConstraint(
                condition=Q(appraised_on=None) | (Q(appraisal_from__lte=F("appraised_on")) & ~Q(appraisal="")),
                name="case_appraisal_order",
            ),
            models.CheckConstraint(
                condition=Q(domestic_violence=False) | ~Q(track__in=("za", "hj")),
                name="case_no_domestic_violence",
                violation_error_message=_("Domestic violence is not closed by mediation (ZA-28)."),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-registered_at", "-id"], name="case_newest"),
            models.Index(fields=["station", "due_on"], condition=~Q(state="archived"), name="case_due"),
            models.Index(fields=["station", "state", "-registered_at"], name="case_state"),
            models.Index(fields=["station", "community", "-registered_at"], name="case_community"),
            GinIndex(OpClass(F("summary"), name="gin_trgm_ops"), name="case_summary_trigram"),
        ]
        triggers = [
            # A dispute is never deleted, and an archived one changes no more: notes are rows of their own, sealing
            # hides it (SE-26).
            pgtrigger.Protect(name="case_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="case_archived",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="archived"),
                func=ARCHIVED,
            ),
        ]

    # The state it has just left, for rooms that follow a move; not a column.
    left_state = ""

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("mediation-case", args=[self.pk])

    @property
    def number(self) -> str:
        """The register's number, gap-free per station and year; numbers of documents are :class:`BodyNumber`."""
        return f"{self.year}-T{self.serial:04d}"

    @property
    def is_police(self) -> bool:
        """Whether it is a public order case: what fails is handled by law (ZA, HJ)."""
        return self.track in {Track.ZA, Track.HJ}

    @property
    def police_led(self) -> bool:
        """Whether the police mediate themselves (DOMAIN 2.1): ZA; HJ is the parties' or the committee's."""
        return self.track == Track.ZA


@tracked()
class BodyNumber(StationOwned):
    """A number of the committee or of the police (DT-01 … DT-03): gap-free, never reused, voided with a reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="numbers")
    series = models.CharField(max_length=2, choices=Track.choices)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    text = models.CharField(_("number"), max_length=60)
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(_("void because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("number of a document")
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["station", "series", "year", "serial"], name="body_number_once"),
            models.UniqueConstraint(
                fields=["case", "series"], condition=Q(voided_at=None), name="body_number_one_a_case"
            ),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="body_number_void_reason"),
        ]

    def __str__(self):
        return self.text


@tracked()
class CaseParty(StationOwned):
    """A party (DT-06); personal columns are shown masked, each look at more is recorded (SE-24)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(_("name"), max_length=80)
    sex = models.CharField(_("sex"), max_length=4, blank=True)
    nation = models.CharField(_("ethnic group"), max_length=20, blank=True)
    born_on = models.DateField(_("born on"), null=True)
    occupation = models.CharField(_("occupation"), max_length=40, blank=True)
    # Where a unit is a party: who speaks for it.
    representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    address = EncryptedTextField(_("address"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    id_number = EncryptedTextField(_("ID number or credit code"), blank=True)
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=20, blank=True)
    public_role = models.CharField(
        _("part in the public order case"), max_length=8, choices=PublicRole.choices, blank=True, default=""
    )
    # ZA-07: a minor's guardian is told, unless a 16-year-old who lives on own labour waives it.
    guardian_name = models.CharField(_("guardian"), max_length=60, blank=True)
    guardian_phone = EncryptedTextField(_("guardian's phone"), blank=True)
    guardian_notified_at = models.DateTimeField(_("guardian told"), null=True)
    self_supporting = models.BooleanField(_("lives on own labour"), default=False)
    guardian_waived = models.BooleanField(_("agrees not to tell the guardian"), default=False)
    # ZA-08: the injured party may send an agent, the suspect may not.
    agent_name = models.CharField(_("agent"), max_length=60, blank=True)
    agent_scope = models.CharField(_("agent's authority"), max_length=120, blank=True)
    consented_at = models.DateTimeField(_("agrees to mediation"), null=True)  # ZA-05, RT-01
    refused_at = models.DateTimeField(_("refuses mediation"), null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["side", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agent_name="") | ~Q(public_role__in=("suspect", "both")),
                name="case_party_suspect_no_agent",
                violation_error_message=_("Whoever is suspected of the offence may not send an agent (ZA-08)."),
            ),
            models.CheckConstraint(condition=Q(consented_at=None) | Q(refused_at=None), name="case_party_yes_or_no"),
        ]
        indexes = [
            models.Index(fields=["station", "phone_index"], condition=~Q(phone_index=""), name="case_party_phone"),
            models.Index(fields=["station", "id_index"], condition=~Q(id_index=""), name="case_party_id"),
            models.Index(fields=["station", "name"], name="case_party_name"),
        ]
        triggers = [kept_when_filed("party_kept")]

    def __str__(self):
        return f"{self.get_side_display()} #{self.pk}"

    def save(self, *args, **kwargs):
        """Keep the search keys beside the encrypted columns."""
        self.phone_index, self.id_index = blind_index(self.phone), blind_index(self.id_number)
        super().save(*args, **kwargs)


@tracked()
class CaseMediator(StationOwned):
    """Who mediates a case: proposed, agreed or declined, withdrawn for a conflict of interest (RT-19)."""

    class Part(models.TextChoices):
        LEAD = "lead", pgettext_lazy("mediator", "leads")
        HELPS = "helps", _("helps")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mediators")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, related_name="cases")
    part = models.CharField(_("part"), max_length=6, choices=Part.choices, default=Part.LEAD)
    # Which proposal it came from: the rank and its reasons as codes, kept as they were shown.
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    accepted = models.BooleanField(_("took it"), null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    # Of the mediator or of the party who demands it.
    conflict = models.CharField(_("conflict of interest"), max_length=200, blank=True)
    end_reason = models.CharField(_("ended because"), max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mediator of a case")
        ordering = ["part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "mediator"], condition=Q(until=None), name="case_mediator_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(until=None, part="lead"), name="case_one_lead"),
        ]
        indexes = [models.Index(fields=["mediator"], condition=Q(until=None), name="case_mediator_open")]


@tracked()
class Invitee(StationOwned):
    """Somebody invited to help (RT-04, ZA-09, 联调, 助调, 心调): nobody comes without the parties' consent."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("relative")
        NEIGHBOUR = "neighbour", _("neighbour or residents' committee")
        EXPERT = "expert", _("expert")
        LAWYER = "lawyer", _("lawyer")
        ASSOCIATION = "association", _("industry association")
        DEPARTMENT = "department", _("department")
        COUNSELLOR = "counsellor", _("psychologist")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invitees")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    department = models.ForeignKey("mediation.Department", on_delete=models.PROTECT, null=True, related_name="+")
    licence_no = models.CharField(_("licence number"), max_length=60, blank=True)
    consented_at = models.DateTimeField(_("all parties agree"), null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invited person")
        ordering = ["id"]
