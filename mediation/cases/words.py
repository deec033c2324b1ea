"""Words of mediation cases that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """States of DOMAIN 2.6, one machine for all tracks."""

    REGISTERED = "registered", pgettext_lazy("dispute", "Registered")
    TRIAGE = "triage", pgettext_lazy("dispute", "Being triaged")
    ACCEPTED = "accepted", pgettext_lazy("dispute", "Accepted for mediation")
    MEDIATING = "mediating", pgettext_lazy("dispute", "In mediation")
    AGREED = "agreed", pgettext_lazy("dispute", "Agreement reached")
    PERFORMING = "performing", pgettext_lazy("dispute", "Being performed")
    PERFORMED = "performed", pgettext_lazy("dispute", "Performed")
    VISIT = "visit", pgettext_lazy("dispute", "Follow-up visit due")
    ARCHIVED = "archived", pgettext_lazy("dispute", "Archived")
    DECLINED = "declined", pgettext_lazy("dispute", "Not accepted, told")
    TRANSFERRED = "transferred", pgettext_lazy("dispute", "Transferred")
    ENDED = "ended", pgettext_lazy("dispute", "Mediation ended, told")
    BY_LAW = "by_law", pgettext_lazy("dispute", "Handled by law")
    CONFIRMING = "confirming", pgettext_lazy("dispute", "Judicial confirmation")
    ENFORCEMENT = "enforcement", pgettext_lazy("dispute", "Told of enforcement")
    LITIGATION = "litigation", pgettext_lazy("dispute", "Told of litigation")


# Work is still to be done on these.
OPEN_STATES = (
    State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING, State.AGREED, State.PERFORMING,
    State.CONFIRMING,
)  # fmt: skip
# Over, with or without an agreement, but not filed yet.
ENDED_STATES = (
    State.PERFORMED, State.VISIT, State.DECLINED, State.TRANSFERRED, State.ENDED, State.BY_LAW, State.ENFORCEMENT,
    State.LITIGATION,
)  # fmt: skip
# From here on parties, cause and accounts are no longer changed.
TONES = {
    State.REGISTERED: "warn", State.TRIAGE: "warn", State.ACCEPTED: "info", State.MEDIATING: "info",
    State.AGREED: "info", State.PERFORMING: "info", State.PERFORMED: "ok", State.VISIT: "warn",
    State.ARCHIVED: "muted", State.DECLINED: "muted", State.TRANSFERRED: "warn", State.ENDED: "danger",
    State.BY_LAW: "danger", State.CONFIRMING: "info", State.ENFORCEMENT: "danger", State.LITIGATION: "muted",
}  # fmt: skip


class Track(models.TextChoices):
    """Which law governs (DOMAIN 2.1)."""

    RT = "rt", _("people's mediation (人民调解)")
    ZA = "za", _("public order mediation (治安调解)")
    HJ = "hj", _("settlement of a public order case (自行和解)")


class Source(models.TextChoices):
    """How the station learned of the dispute (DT-04 and the doors of the house)."""

    APPLICATION = "application", _("application by a party")
    INITIATIVE = "initiative", _("on the committee's initiative")
    INCIDENT = "incident", _("from an incident (公安移交)")
    GRID = "grid", _("grid worker")
    MEMBER = "member", _("crime-watch member")
    COURT = "court", _("entrusted by the court")
    DEPARTMENT = "department", _("from a department")
    CENTRE = "centre", _("from a governance centre")
    SWEEP = "sweep", _("found in a sweep (排查)")


class Side(models.TextChoices):
    """Which side of the dispute a party is on."""

    A = "a", _("applicant's side")
    B = "b", _("respondent's side")
    THIRD = "third", _("third party")


class PartyKind(models.TextChoices):
    """A person or a unit."""

    PERSON = "person", pgettext_lazy("party", "person")
    UNIT = "unit", pgettext_lazy("party", "unit")


class PublicRole(models.TextChoices):
    """What a party is in a public order case; ZA-30: nobody is labelled by itself."""

    NONE = "", _("none")
    VICTIM = "victim", _("injured party")
    SUSPECT = "suspect", _("suspected of the offence")
    BOTH = "both", _("each injured by the other")


class Risk(models.TextChoices):
    """What may come of it (RT-06)."""

    NORMAL = "normal", pgettext_lazy("risk", "ordinary")
    PROMINENT = "prominent", pgettext_lazy("risk", "prominent")
    PUBLIC_ORDER = "public_order", pgettext_lazy("risk", "may become a public order case")
    CRIMINAL = "criminal", pgettext_lazy("risk", "may become a criminal case")


class Appraisal(models.TextChoices):
    """What is appraised before a public order mediation can begin (ZA-12)."""

    NONE = "", _("no appraisal is needed")
    INJURY = "injury", _("appraisal of an injury (伤情鉴定)")
    PRICE = "price", _("appraisal of a price (价格认定)")


class NoticeKind(models.TextChoices):
    """What parties were told, each with who told them and how."""

    RIGHTS = "rights", _("rights and duties (RT-05)")
    MEDIATION_OPEN = "mediation_open", _("people's mediation is open to them (RT-20)")
    REMEDY = "remedy", _("other remedies (RT-07)")
    CIVIL = "civil", _("civil action (ZA-19)")
    REFERRAL = "referral", _("court or people's mediation (ZA-03)")
    ENFORCEMENT = "enforcement", _("enforcement by the court (SF-06)")
    LITIGATION = "litigation", _("litigation about performance (RT-15)")
    DISMISSAL = "dismissal", _("not accepted, and why")


class EndReason(models.TextChoices):
    """Why a mediation ended without result."""

    REFUSED = "refused", _("a party refuses (RT-01, ZA-02 no. 4)")
    FAILED = "failed", _("no agreement")
    EXPIRED = "expired", _("the time limit has passed")
    NEW_OFFENCE = "new_offence", _("a new offence during mediation (ZA-02 no. 5)")
    FLED = "fled", _("the suspect fled (ZA-02 no. 6)")
    OTHER = "other", _("not fit for mediation")


class Line(models.TextChoices):
    """What a line of an account is about."""

    FACT = "fact", pgettext_lazy("account", "what happened")
    CLAIM = "claim", pgettext_lazy("account", "demand")
    MONEY = "money", pgettext_lazy("account", "money")


class LineState(models.TextChoices):
    """Whether the other side agrees with a line."""

    OPEN = "open", pgettext_lazy("account", "not discussed")
    AGREED = "agreed", pgettext_lazy("account", "agreed")
    DISPUTED = "disputed", pgettext_lazy("account", "disputed")


class PaperKind(models.TextChoices):
    """What an attached paper is; the order of the file (DOMAIN 2.7)."""

    APPLICATION = "application", _("application")
    IDENTITY = "identity", _("proof of identity")
    AUTHORITY = "authority", _("power of attorney")
    INQUIRY = "inquiry", _("record of inquiry")
    EVIDENCE = "evidence", _("evidence")
    SESSION = "session", _("signed record of mediation")
    AGREEMENT = "agreement", _("signed agreement")
    PROOF = "proof", _("proof of performance")
    VISIT = "visit", _("signed record of follow-up")
    COURT = "court", _("papers of judicial confirmation")
    RECEIPT = "receipt", _("receipt of a transfer")
    NOTICE = "notice", _("signed notice")
    OTHER = "other", pgettext_lazy("paper", "other paper")


class TransferState(models.TextChoices):
    """A transfer never vanishes: it is received or comes back."""

    SENT = "sent", pgettext_lazy("transfer", "Sent, receipt outstanding")
    RECEIVED = "received", pgettext_lazy("transfer", "Received there")
    RETURNED = "returned", pgettext_lazy("transfer", "Sent back")
