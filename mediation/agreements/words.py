"""Words of agreements that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Stands in a clause for the amount of the agreement until the draft is saved.
AMOUNT = "{金额}"


class Kind(models.TextChoices):
    """Forms of an agreement."""

    RT_WRITTEN = "rt_written", _("people's mediation agreement (人民调解协议书)")
    RT_ORAL = "rt_oral", _("oral agreement, recorded (口头协议登记表)")
    ZA = "za", _("public order mediation agreement (治安调解协议书)")
    HJ = "hj", _("settlement agreement (和解协议书)")


class State(models.TextChoices):
    """A signed text changes no more; what is wrong is voided and made anew."""

    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    SIGNING = "signing", pgettext_lazy("agreement", "Being signed")
    IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
    VOID = "void", pgettext_lazy("agreement", "Void")


TONES = {State.DRAFT: "warn", State.SIGNING: "info", State.IN_FORCE: "ok", State.VOID: "muted"}


class Role(models.TextChoices):
    """In which part somebody signs."""

    PARTY = "party", pgettext_lazy("signs", "party")
    MEDIATOR = "mediator", pgettext_lazy("signs", "mediator")
    OFFICER = "officer", pgettext_lazy("signs", "police officer")
    SEAL = "seal", pgettext_lazy("signs", "seal")


class SignWay(models.TextChoices):
    """How it was signed; a drawn image alone is no signature (DT-08)."""

    INK = "ink", pgettext_lazy("signature", "signed on paper")
    SEAL = "seal", pgettext_lazy("signature", "sealed")
    FINGERPRINT = "fingerprint", pgettext_lazy("signature", "fingerprint on paper")
    ELECTRONIC = "electronic", pgettext_lazy("signature", "reliable electronic signature")
    DRAWN = "drawn", pgettext_lazy("signature", "drawn on the screen (过程留痕)")


# What counts as signing (RT-11); a drawn image only shows how it came about.
BINDING = frozenset({SignWay.INK, SignWay.SEAL, SignWay.FINGERPRINT, SignWay.ELECTRONIC})


class Performance(models.TextChoices):
    """How far an instalment is."""

    DUE = "due", pgettext_lazy("instalment", "Outstanding")
    PROVED = "proved", pgettext_lazy("instalment", "Proof on file")
    CONFIRMED = "confirmed", pgettext_lazy("instalment", "Performed")
    BREACHED = "breached", pgettext_lazy("instalment", "Not performed")


PERFORMANCE_TONES = {
    Performance.DUE: "info", Performance.PROVED: "info", Performance.CONFIRMED: "ok", Performance.BREACHED: "danger",
}  # fmt: skip


class PayWay(models.TextChoices):
    """How an instalment is performed."""

    CASH = "cash", pgettext_lazy("performance", "cash")
    TRANSFER = "transfer", pgettext_lazy("performance", "bank transfer")
    ONLINE = "online", pgettext_lazy("performance", "online payment")
    ACT = "act", pgettext_lazy("performance", "an act")


class CourtState(models.TextChoices):
    """States of a judicial confirmation (司法确认)."""

    APPLIED = "applied", pgettext_lazy("confirmation", "Applied for")
    ACCEPTED = "accepted", pgettext_lazy("confirmation", "Accepted by the court")
    REFUSED = "refused", pgettext_lazy("confirmation", "Not accepted")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation", "Confirmed")
    DISMISSED = "dismissed", pgettext_lazy("confirmation", "Dismissed")


class CourtChoice(models.TextChoices):
    """Which basic-level court (SF-02)."""

    INVITED = "invited", _("the court that asked for the mediation")
    DOMICILE = "domicile", _("of a party's domicile")
    SUBJECT = "subject", _("of the place of the subject matter")
    COMMITTEE = "committee", _("of the place of the mediation committee")


class Unfit(models.TextChoices):
    """What a court does not accept (SF-04)."""

    NOT_COURT = "not_court", _("not a matter for the courts")
    WRONG_COURT = "wrong_court", _("another court is competent")
    STATUS = "status", _("confirms, voids or dissolves a marriage, parentage or adoption")
    SPECIAL = "special", _("other special proceedings apply")
    TITLE = "title", _("establishes title to property or intellectual property")


class Dismissal(models.TextChoices):
    """Why a court dismisses (SF-05)."""

    MANDATORY = "mandatory", _("breaks mandatory provisions of law")
    INTERESTS = "interests", _("harms the state, the public or others")
    PUBLIC_ORDER = "public_order", _("against public order and good morals")
    NOT_VOLUNTARY = "not_voluntary", _("not voluntary")
    UNCLEAR = "unclear", _("the content is not clear")
    OTHER = "other", _("other reasons")


class Material(models.TextChoices):
    """What an application holds (SF-03)."""

    AGREEMENT = "agreement", _("the agreement")
    PRESIDED = "presided", _("proof that the committee presided")
    IDENTITY = "identity", _("both parties' identity, address and contact")
    PROPERTY = "property", _("proof of property rights, where they are concerned")


REQUIRED_MATERIALS = (Material.AGREEMENT, Material.PRESIDED, Material.IDENTITY)
