"""What a case holds beside its people: accounts, ways, triages, notices, transfers, extensions, papers, notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case, CaseParty, kept_when_filed
from mediation.cases.words import Line, LineState, NoticeKind, PaperKind, Side, TransferState
from mediation.network.words import Way
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned

USER = settings.AUTH_USER_MODEL


@tracked()
class AccountLine(StationOwned):
    """One line of a side's account (双方陈述): words, money or a date, agreed or disputed by the other side."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    about = models.CharField(_("about"), max_length=6, choices=Line.choices)
    text = models.CharField(_("words"), max_length=500)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True)
    on = models.DateField(_("day"), null=True)
    state = models.CharField(_("other side"), max_length=8, choices=LineState.choices, default=LineState.OPEN)
    paper = models.ForeignKey("mediation.CasePaper", on_delete=models.PROTECT, null=True, related_name="lines")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("line of an account")
        ordering = ["id"]
        triggers = [kept_when_filed("line_kept")]


@tracked()
class WayMark(StationOwned):
    """One of the five ways marked on a case with its own minimum of facts (DOMAIN 1.5)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="way_marks")
    way = models.CharField(_("way"), max_length=8, choices=Way.choices)
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    recording = models.CharField(_("recording"), max_length=80, blank=True)
    consented_at = models.DateTimeField(_("all parties agree"), null=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("way of mediation")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "way"], name="way_mark_once")]


@tracked(bulk=True)
class Triage(StationOwned):
    """One triage (研判分流): what was asked and answered, which track follows, which article says so."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="triages")
    # Answers by the codes of the questions of ``law``; the questions' words stay with the version.
    answers = models.JSONField()
    outcome = models.CharField(max_length=12)  # rt, za, hj, transfer, decline
    # Codes of the reasons; their words and articles live in the rule table.
    reasons = models.JSONField(default=list)
    facts = models.CharField(_("facts found"), max_length=1000, blank=True)  # ZA-04
    law = models.CharField(max_length=20)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("triage")
        ordering = ["-id"]
        triggers = [kept_when_filed("triage_kept")]


@tracked()
class CaseNotice(StationOwned):
    """That the parties were told something the law asks for, by whom and how."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("notice"), max_length=16, choices=NoticeKind.choices)
    party = models.ForeignKey(CaseParty, on_delete=models.PROTECT, null=True, related_name="+")  # None: all
    way = models.CharField(_("how"), max_length=60)
    text = models.CharField(_("words"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("notice to the parties")
        ordering = ["id"]
        triggers = [kept_when_filed("notice_kept")]


@tracked()
class Transfer(StationOwned):
    """A case given to a court, a department or a governance centre; the receipt is waited for (DOMAIN 2.6)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    target = models.CharField(_("given to"), max_length=80)
    department = models.ForeignKey("mediation.Department", on_delete=models.PROTECT, null=True, related_name="+")
    centre = models.ForeignKey("mediation.GovCenter", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=8, choices=TransferState.choices, default=TransferState.SENT)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("receipt expected by"))
    receipt_no = models.CharField(_("receipt"), max_length=60, blank=True)
    receipt_on = models.DateField(_("received there on"), null=True)
    returned_on = models.DateField(_("sent back on"), null=True)
    return_reason = models.CharField(_("sent back because"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("transfer of a case")
        ordering = ["-id"]
        triggers = [kept_when_filed("transfer_kept")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="sent"), name="case_transfer_one_open"),
            models.CheckConstraint(
                condition=~Q(state="received") | (~Q(receipt_no="") & Q(receipt_on__isnull=False)),
                name="case_transfer_receipt",
            ),
        ]


@tracked()
class Extension(StationOwned):
    """The limit of a people's mediation extended, with the consent of both sides (RT-16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField(_("new limit"))
    reason = models.CharField(_("reason"), max_length=200)
    consented_at = models.DateTimeField(_("both sides agree"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("extension of the limit")
        ordering = ["id"]
        triggers = [kept_when_filed("extension_kept")]


@tracked()
class CasePaper(StationOwned):
    """A scan, photo or document in the file of a case; the bytes lie outside the web root."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=12, choices=PaperKind.choices)
    title = models.CharField(_("title"), max_length=80, blank=True)
    party = models.ForeignKey(CaseParty, on_delete=models.PROTECT, null=True, related_name="papers")
    file = models.OneToOneField("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    media = models.CharField(max_length=8)  # image, audio, document
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("paper of a case")
        ordering = ["id"]
        triggers = [kept_when_filed("paper_kept")]


@tracked()
class CaseNote(StationOwned):
    """An added, signed note: the only correction of an archived case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(_("note"), max_length=500)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("note to a case")
        ordering = ["id"]
