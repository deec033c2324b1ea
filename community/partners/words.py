"""The words of working with enterprises: states of meetings, resolutions, demands, recovered losses."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingState(models.TextChoices):
    """How far a joint meeting is."""

    PLANNED = "planned", pgettext_lazy("joint meeting", "Planned")
    HELD = "held", pgettext_lazy("joint meeting", "Held")
    CLOSED = "closed", pgettext_lazy("joint meeting", "Minutes final")
    CANCELLED = "cancelled", pgettext_lazy("joint meeting", "Cancelled")


MEETING_TONES = {
    MeetingState.PLANNED: "info", MeetingState.HELD: "warn", MeetingState.CLOSED: "ok",
    MeetingState.CANCELLED: "muted",
}  # fmt: skip


class ItemState(models.TextChoices):
    """Whether what somebody proposed comes on the agenda."""

    PROPOSED = "proposed", pgettext_lazy("agenda item", "Proposed")
    ON = "on", pgettext_lazy("agenda item", "On the agenda")
    DECLINED = "declined", pgettext_lazy("agenda item", "Not taken on")


class Outcome(models.TextChoices):
    """What the meeting made of an item."""

    SETTLED = "settled", _("settled")
    NOTED = "noted", _("noted")
    LATER = "later", _("at the next meeting")


class ResolutionState(models.TextChoices):
    """How far a resolution is."""

    OPEN = "open", pgettext_lazy("resolution", "Open")
    DONE = "done", pgettext_lazy("resolution", "Done")
    DROPPED = "dropped", pgettext_lazy("resolution", "Dropped by the meeting")


RESOLUTION_TONES = {ResolutionState.OPEN: "info", ResolutionState.DONE: "ok", ResolutionState.DROPPED: "muted"}


class Source(models.TextChoices):
    """How a demand came in."""

    PUBLIC = "public", _("code of the building, by the merchant")
    OFFICER = "officer", _("taken down by an officer")


class DemandState(models.TextChoices):
    """How far a demand of an enterprise is."""

    RECEIVED = "received", pgettext_lazy("demand", "Received")
    ACCEPTED = "accepted", pgettext_lazy("demand", "Accepted")
    PASSED = "passed", pgettext_lazy("demand", "With another department")
    ANSWERED = "answered", pgettext_lazy("demand", "Answered")
    RETURNED = "returned", pgettext_lazy("demand", "Returned by the enterprise")
    CONFIRMED = "confirmed", pgettext_lazy("demand", "Confirmed by the enterprise")
    LAPSED = "lapsed", pgettext_lazy("demand", "Closed without a word of the enterprise")
    DECLINED = "declined", pgettext_lazy("demand", "Not accepted")


DEMAND_TONES = {
    DemandState.RECEIVED: "warn", DemandState.ACCEPTED: "info", DemandState.PASSED: "info",
    DemandState.ANSWERED: "info", DemandState.RETURNED: "danger", DemandState.CONFIRMED: "ok",
    DemandState.LAPSED: "muted", DemandState.DECLINED: "muted",
}  # fmt: skip
# The clock of an answer runs in these.
WAITING = (DemandState.RECEIVED, DemandState.ACCEPTED, DemandState.PASSED, DemandState.RETURNED)
OVER = (DemandState.CONFIRMED, DemandState.LAPSED, DemandState.DECLINED)


class PassedState(models.TextChoices):
    """What a department made of a demand that was passed on to it."""

    OUT = "out", pgettext_lazy("demand passed on", "With the department")
    DONE = "done", pgettext_lazy("demand passed on", "Dealt with")
    NOT_THEIRS = "not_theirs", pgettext_lazy("demand passed on", "Sent back: not theirs")


class LossState(models.TextChoices):
    """How far a recovered loss is; only what was verified counts."""

    RECORDED = "recorded", pgettext_lazy("recovered loss", "Recovered")
    GIVEN_BACK = "given_back", pgettext_lazy("recovered loss", "Given back, to be verified")
    VERIFIED = "verified", pgettext_lazy("recovered loss", "Verified")
    WITHDRAWN = "withdrawn", pgettext_lazy("recovered loss", "Withdrawn")


LOSS_TONES = {
    LossState.RECORDED: "info", LossState.GIVEN_BACK: "warn", LossState.VERIFIED: "ok", LossState.WITHDRAWN: "muted",
}  # fmt: skip


class Manner(models.TextChoices):
    """What kind of loss it was."""

    GOODS = "goods", _("stolen or taken goods found")
    MONEY = "money", _("money got back")
    STOPPED = "stopped", _("payment stopped and returned")
    OTHER = "other", pgettext_lazy("recovered loss", "other")
