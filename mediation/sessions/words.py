"""Words of mediation sessions that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """A session from the first proposal to the record."""

    PROPOSED = "proposed", pgettext_lazy("session", "Proposed")
    CONFIRMED = "confirmed", pgettext_lazy("session", "Fixed")
    RUNNING = "running", pgettext_lazy("session", "Under way")
    HELD = "held", pgettext_lazy("session", "Held")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    MISSED = "missed", pgettext_lazy("session", "Somebody did not come")


# A case has one of these at most: the next appointment, or the session under way.
OPEN_STATES = (State.PROPOSED, State.CONFIRMED, State.RUNNING)
# These keep their number; a cancelled or missed session gives it back.
NUMBERED = (*OPEN_STATES, State.HELD)
TONES = {
    State.PROPOSED: "warn", State.CONFIRMED: "info", State.RUNNING: "warn", State.HELD: "ok",
    State.CANCELLED: "muted", State.MISSED: "danger",
}  # fmt: skip


class How(models.TextChoices):
    """How people come together."""

    ONSITE = "onsite", pgettext_lazy("session", "on site")
    REMOTE = "remote", pgettext_lazy("session", "remote")
    MIXED = "mixed", pgettext_lazy("session", "partly remote")


class Ground(models.TextChoices):
    """Why a hearing of public order mediation is closed (ZA-06)."""

    STATE_SECRET = "state_secret", _("state secret")
    TRADE_SECRET = "trade_secret", _("trade secret")
    PRIVACY = "privacy", _("privacy")
    BOTH_ASK = "both_ask", _("both sides ask for it")


class Outcome(models.TextChoices):
    """What a session came to."""

    AGREED = "agreed", pgettext_lazy("session", "agreed")
    ADJOURNED = "adjourned", pgettext_lazy("session", "adjourned")
    FAILED = "failed", pgettext_lazy("session", "no agreement")
    REFUSED = "refused", pgettext_lazy("session", "a side refuses to go on")


class Part(models.TextChoices):
    """As what somebody attends."""

    PARTY = "party", pgettext_lazy("attends", "party")
    GUARDIAN = "guardian", pgettext_lazy("attends", "guardian")
    AGENT = "agent", pgettext_lazy("attends", "agent")
    MEDIATOR = "mediator", pgettext_lazy("attends", "mediator")
    OFFICER = "officer", pgettext_lazy("attends", "police officer")
    AUXILIARY = "auxiliary", pgettext_lazy("attends", "auxiliary officer")
    INVITEE = "invitee", pgettext_lazy("attends", "invited person")


class Signing(models.TextChoices):
    """How the record was signed."""

    PAPER = "paper", pgettext_lazy("signed", "on paper")
    ELECTRONIC = "electronic", pgettext_lazy("signed", "electronically")
    REFUSES = "refuses", pgettext_lazy("signed", "refuses to sign")
