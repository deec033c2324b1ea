"""The words of the forum: what is written, how far it is, who may see it. Pure choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What somebody writes; each kind has its own step table."""

    QUESTION = "question", pgettext_lazy("forum", "Question")
    SUGGESTION = "suggestion", pgettext_lazy("forum", "Suggestion")


class State(models.TextChoices):
    """How far it is. Questions: asked, answered; suggestions: submitted, accepted, replied, published."""

    ASKED = "asked", pgettext_lazy("question", "Waiting for the answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    SUBMITTED = "submitted", pgettext_lazy("suggestion", "Submitted")
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    REPLIED = "replied", pgettext_lazy("suggestion", "Replied")
    PUBLISHED = "published", pgettext_lazy("suggestion", "Made public")
    REFUSED = "refused", pgettext_lazy("forum", "Not taken up")
    MERGED = "merged", pgettext_lazy("forum", "Joined with another")
    WITHDRAWN = "withdrawn", pgettext_lazy("forum", "Taken back")


QUESTION_STATES = (State.ASKED, State.ANSWERED, State.REFUSED, State.WITHDRAWN)
SUGGESTION_STATES = (
    State.SUBMITTED, State.ACCEPTED, State.REPLIED, State.PUBLISHED, State.REFUSED, State.MERGED, State.WITHDRAWN,
)  # fmt: skip
FIRST = {Kind.QUESTION: State.ASKED, Kind.SUGGESTION: State.SUBMITTED}
# Somebody of the station still owes an answer.
OWED = (State.ASKED, State.SUBMITTED, State.ACCEPTED)
TONES = {
    State.ASKED: "warn", State.ANSWERED: "ok", State.SUBMITTED: "warn", State.ACCEPTED: "info", State.REPLIED: "ok",
    State.PUBLISHED: "ok", State.REFUSED: "muted", State.MERGED: "muted", State.WITHDRAWN: "muted",
}  # fmt: skip


class Seen(models.TextChoices):
    """Who may read what somebody wrote, beside the writer and the police officers."""

    PRIVATE = "private", pgettext_lazy("forum", "the police only")
    WAITING = "waiting", pgettext_lazy("forum", "waits to be checked")
    SHOWN = "shown", pgettext_lazy("forum", "all members")
    HIDDEN = "hidden", pgettext_lazy("forum", "hidden")


class Adoption(models.TextChoices):
    """What the station makes of a suggestion."""

    ADOPTED = "adopted", pgettext_lazy("suggestion", "adopted")
    PARTLY = "partly", pgettext_lazy("suggestion", "adopted in part")
    NOT = "not", pgettext_lazy("suggestion", "not adopted")
    PASSED = "passed", pgettext_lazy("suggestion", "passed to the office in charge")


ADOPTED = (Adoption.ADOPTED, Adoption.PARTLY)


class Reach(models.TextChoices):
    """Who reads an official answer beside those who asked."""

    ASKER = "asker", pgettext_lazy("official answer", "who asked")
    MEMBERS = "members", pgettext_lazy("official answer", "all members")
    PUBLIC = "public", pgettext_lazy("official answer", "everybody")


class AnswerState(models.TextChoices):
    """An official answer holds until its day, then it is under review; a retired one is history."""

    IN_FORCE = "in_force", pgettext_lazy("official answer", "in force")
    RETIRED = "retired", pgettext_lazy("official answer", "retired")


class NewsState(models.TextChoices):
    """A notice of the station: what has passed its last day leaves the lists by itself."""

    DRAFT = "draft", pgettext_lazy("announcement", "Draft")
    PUBLISHED = "published", pgettext_lazy("announcement", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("announcement", "Withdrawn")


class Audience(models.TextChoices):
    """Whom a notice of the station is for."""

    PUBLIC = "public", pgettext_lazy("announcement", "everybody")
    MEMBERS = "members", pgettext_lazy("announcement", "all members")
    PARTS = "parts", pgettext_lazy("announcement", "some trades or groups")


class HidingState(models.TextChoices):
    """What was hidden, and what came of the writer's appeal."""

    IN_FORCE = "in_force", pgettext_lazy("hiding", "Hidden")
    APPEALED = "appealed", pgettext_lazy("hiding", "Appealed against")
    UPHELD = "upheld", pgettext_lazy("hiding", "Stays hidden")
    LIFTED = "lifted", pgettext_lazy("hiding", "Shown again")


class Fault(models.TextChoices):
    """Why a reader reports something."""

    ABUSE = "abuse", _("insult or threat")
    PRIVACY = "privacy", _("names or numbers of somebody")
    RUMOUR = "rumour", _("untrue, spreads fear")
    ADVERT = "advert", _("advertisement or fraud")
    OTHER = "other", pgettext_lazy("report of a reader", "something else")


class Step(models.TextChoices):
    """What a word between the two sides belongs to; the day-book holds no words."""

    PASS_ON = "pass_on", pgettext_lazy("forum", "passed on")
    REFUSE = "refuse", pgettext_lazy("forum", "not taken up")
    MERGE = "merge", pgettext_lazy("forum", "joined with another")
    NOT_ANSWERED = "not_answered", pgettext_lazy("forum", "asked again")
    UNPUBLISH = "unpublish", pgettext_lazy("forum", "taken back from the public")
