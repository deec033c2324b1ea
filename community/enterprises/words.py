"""The words of enterprises, visits and safety findings. Pure choices, without tables."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where an enterprise stands."""

    OPEN = "open", pgettext_lazy("enterprise", "In business")
    CLOSED = "closed", pgettext_lazy("enterprise", "Closed for now")
    MOVED_OUT = "moved_out", pgettext_lazy("enterprise", "Moved out")


TONES = {State.OPEN: "ok", State.CLOSED: "warn", State.MOVED_OUT: "muted"}


class BuildingKind(TextChoices):
    """What sort of building or area it is."""

    MALL = "mall", _("shopping mall")
    TOWER = "tower", _("office building")
    MARKET = "market", _("market")
    STREET = "street", _("shopping street")
    YARD = "yard", _("industrial or business park")
    OTHER = "other", pgettext_lazy("building", "other")


class Part(TextChoices):
    """What a contact is for the enterprise."""

    LEGAL = "legal", _("legal representative")
    MANAGER = "manager", _("manager")
    SAFETY = "safety", _("person in charge of safety")
    OTHER = "other", pgettext_lazy("contact", "other contact")


class FirstState(TextChoices):
    """How far a first visit is."""

    OPEN = "open", pgettext_lazy("first visit", "Due")
    DONE = "done", pgettext_lazy("first visit", "Done")
    DROPPED = "dropped", pgettext_lazy("first visit", "No longer needed")


class VisitKind(TextChoices):
    """Why an officer came."""

    FIRST = "first", _("first visit (首访)")
    VISIT = "visit", _("visit (走访)")
    CHECK = "check", _("inspection (检查)")
    REVISIT = "revisit", _("revisit (回访)")


class Told(TextChoices):
    """How the visit ended: without a signature, by word of mouth."""

    AGREED = "agreed", _("told on the spot, agreed")
    OBJECTED = "objected", _("told on the spot, had objections")
    ABSENT = "absent", _("nobody in charge was there")


class AnswerKind(TextChoices):
    """What sort of answer an item of a check list wants."""

    YES_NO = "yes_no", _("yes, no, not applicable")
    NUMBER = "number", _("number")
    TEXT = "text", _("words")


class YesNo(TextChoices):
    """The answer of a check."""

    YES = "yes", pgettext_lazy("check", "Yes")
    NO = "no", pgettext_lazy("check", "No")
    NA = "na", pgettext_lazy("check", "Not applicable")


class Subject(TextChoices):
    """What a prevention tip is about."""

    FRAUD = "fraud", _("fraud")
    FIRE = "fire", _("fire safety")
    THEFT = "theft", _("theft")
    ORDER = "order", _("public order")
    TRADE = "trade", _("rules of the trade")
    OTHER = "other", pgettext_lazy("tip", "other subject")


class Grade(IntegerChoices):
    """How serious a safety finding is; the days to put it right are a setting of the station."""

    MINOR = 1, pgettext_lazy("safety finding", "Minor")
    SERIOUS = 2, pgettext_lazy("safety finding", "Serious")
    MAJOR = 3, pgettext_lazy("safety finding", "Major")


GRADE_TONES = {Grade.MINOR: "info", Grade.SERIOUS: "warn", Grade.MAJOR: "danger"}


class FindingState(TextChoices):
    """The way of a safety finding to its end."""

    FOUND = "found", pgettext_lazy("safety finding", "Found")
    TOLD = "told", pgettext_lazy("safety finding", "Told, to be put right")
    RECTIFIED = "rectified", pgettext_lazy("safety finding", "Reported as put right")
    RECHECKED = "rechecked", pgettext_lazy("safety finding", "Re-checked")
    CLOSED = "closed", pgettext_lazy("safety finding", "Closed")
    HANDED = "handed", pgettext_lazy("safety finding", "With the competent department")
    COMMAND = "command", pgettext_lazy("safety finding", "With the command room")
    LAPSED = "lapsed", pgettext_lazy("safety finding", "No longer applies")


FINDING_TONES = {
    FindingState.FOUND: "danger", FindingState.TOLD: "warn", FindingState.RECTIFIED: "info",
    FindingState.RECHECKED: "info", FindingState.CLOSED: "ok", FindingState.HANDED: "info",
    FindingState.COMMAND: "danger", FindingState.LAPSED: "muted",
}  # fmt: skip
OVER = (FindingState.CLOSED, FindingState.LAPSED)
# The merchant is at work; a deadline runs.
RUNNING = (FindingState.FOUND, FindingState.TOLD)


class Department(TextChoices):
    """Who is competent for what the police only notice."""

    FIRE = "fire", _("fire and rescue")
    MARKET = "market", _("market supervision")
    URBAN = "urban", _("urban management")
    HEALTH = "health", _("health commission")
    EDUCATION = "education", _("education commission")
    EMERGENCY = "emergency", _("emergency management")
    OTHER = "other", pgettext_lazy("department", "other department")


class Stage(TextChoices):
    """When a photo was taken."""

    BEFORE = "before", pgettext_lazy("photo", "Before")
    AFTER = "after", pgettext_lazy("photo", "After")


class LookReason(TextChoices):
    """Why a contact is needed in full; a code, as the day-book takes no free text (SE-08)."""

    VISIT = "visit", _("arranging a visit")
    FINDING = "finding", _("following up a safety finding")
    INCIDENT = "incident", _("something happened there")
    CHECK = "check", _("checking whether the entry is right")
