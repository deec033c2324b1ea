"""Words of the archive: how a visit went, what a complaint is about, which list a file follows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.words import State


class Means(models.TextChoices):
    """How a follow-up visit was made."""

    PHONE = "phone", pgettext_lazy("follow-up", "by telephone")
    VISIT = "visit", pgettext_lazy("follow-up", "at their place")
    ONLINE = "online", pgettext_lazy("follow-up", "online")
    DESK = "desk", pgettext_lazy("follow-up", "at the mediation room")


class Performance(models.TextChoices):
    """What the visit found of the performance (履行情况)."""

    FULL = "full", pgettext_lazy("follow-up", "performed in full")
    PART = "part", pgettext_lazy("follow-up", "performed in part")
    NONE = "none", pgettext_lazy("follow-up", "not performed")


class Result(models.TextChoices):
    """What follows from a visit."""

    OK = "ok", pgettext_lazy("follow-up", "settled")
    AGAIN = "again", pgettext_lazy("follow-up", "visit again")
    REOPEN = "reopen", pgettext_lazy("follow-up", "the dispute is back")


RESULT_TONES = {Result.OK: "ok", Result.AGAIN: "warn", Result.REOPEN: "danger"}


class Misconduct(models.TextChoices):
    """What a mediator is complained of (RT-18)."""

    BIAS = "bias", _("takes sides")
    INSULT = "insult", _("insults a party")
    BENEFIT = "benefit", _("asks for or takes benefits")
    LEAK = "leak", _("tells private matters or trade secrets")


class Verdict(models.TextChoices):
    """How a complaint ended (RT-18)."""

    CRITICISM = "criticism", _("criticised and told to mend it")
    REMOVAL = "removal", _("removed from office")
    UNFOUNDED = "unfounded", _("unfounded")


class Course(models.TextChoices):
    """How a case came to its end; each has its own list of papers (DOMAIN 2.7)."""

    PERFORMED = "performed", _("agreed and performed")
    ENDED = "ended", pgettext_lazy("file", "mediation ended")
    DECLINED = "declined", pgettext_lazy("file", "not accepted")
    TRANSFERRED = "transferred", pgettext_lazy("file", "transferred")
    BY_LAW = "by_law", pgettext_lazy("file", "handled by law")
    LITIGATION = "litigation", pgettext_lazy("file", "told of litigation")
    ENFORCEMENT = "enforcement", pgettext_lazy("file", "told of enforcement")


# A case that is still under way is looked at as if it went on to be performed.
COURSES = {
    State.ENDED: Course.ENDED, State.DECLINED: Course.DECLINED, State.TRANSFERRED: Course.TRANSFERRED,
    State.BY_LAW: Course.BY_LAW, State.LITIGATION: Course.LITIGATION, State.ENFORCEMENT: Course.ENFORCEMENT,
}  # fmt: skip
