"""The words of an incident: sources, states, results. Pure choices, without tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """By which way it came (DOMAIN §4.1)."""

    EMERGENCY = "110", _("110 call")
    TRAFFIC = "122", _("122 call")
    PHONE = "phone", _("telephone")
    WALK_IN = "walk_in", _("walk-in")
    HANDED_OVER = "handed_over", _("suspect brought in")
    PATROL = "patrol", _("patrol")
    BEAT = "beat", _("community officer")
    MEMBER = "member", _("crime-watch member")
    VIDEO = "video", _("video patrol")
    SENSOR = "sensor", _("technical alarm")
    SMS = "sms", _("text message")
    ONLINE = "online", _("online")
    HOTLINE = "12345", _("12345 hotline")
    FIRE = "119", _("from 119")
    AMBULANCE = "120", _("from 120")
    DEPARTMENT = "department", _("other department")
    TRANSFER = "transfer", _("another station")


class State(models.TextChoices):
    """States of all kinds; which of them a kind passes through stands in its step table."""

    RECEIVED = "received", _("Received")
    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    EN_ROUTE = "en_route", _("En route")
    ARRIVED = "arrived", _("Arrived")
    CONTROLLED = "controlled", _("Under control")
    FED_BACK = "fed_back", _("Fed back")
    VERIFIED = "verified", _("Verified")
    ASSIGNED = "assigned", _("Assigned")
    RECTIFIED = "rectified", _("Rectified")
    ACTED_ON = "acted_on", _("Acted on")
    MATCHED = "matched", _("Matched")
    REFERRED = "referred", _("Referred")
    RETURNED = "returned", pgettext_lazy("property", "Returned")
    CLOSED = "closed", _("Closed")
    FOLLOWED_UP = "followed_up", _("Followed up")
    SETTLED = "settled", _("Settled on the spot")
    LINKED = "linked", _("Linked")
    STRUCK = "struck", _("Struck")


CLOSED_STATES = (
    State.RETURNED, State.CLOSED, State.FOLLOWED_UP, State.SETTLED, State.LINKED, State.STRUCK,
)  # fmt: skip


class Result(models.TextChoices):
    """What came of it (IN-06)."""

    MEDIATED = "mediated", _("mediated on the spot")
    CASE = "case", _("made a case")
    HANDED_ON = "handed_on", _("handed on")
    HELPED = "helped", _("help given")
    NOTHING = "nothing", _("nothing found")
    DUPLICATE = "duplicate", _("repeated report")
    FALSE = "false", _("false alarm")
    NUISANCE = "nuisance", _("nuisance call")
    REMOVED = "removed", _("hazard removed")
    USED = "used", _("clue used")
    UNUSED = "unused", _("clue of no use")
    RETURNED = "returned", _("returned to the owner")
    DISSUADED = "dissuaded", _("dissuaded")
    GUIDED = "guided", _("guided")
    OTHER = "other", _("other")


class Unknown(models.TextChoices):
    """An answer that may be missing (IN-02)."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Satisfaction(models.TextChoices):
    """What the follow-up call heard (IN-11)."""

    SATISFIED = "satisfied", _("satisfied")
    FAIRLY = "fairly", _("fairly satisfied")
    DISSATISFIED = "dissatisfied", _("dissatisfied")
    UNREACHED = "unreached", _("not reached")
