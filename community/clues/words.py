"""The words of clues: how far the giver is protected, states, what they turned out to be. Pure choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Protection(models.TextChoices):
    """Who may know who gave a clue (SE-31)."""

    NAMED = "named", _("under my name")
    PROTECTED = "protected", _("protected: the head of the station and the officer in charge only")
    ANONYMOUS = "anonymous", _("anonymous, with a receipt code")


class State(models.TextChoices):
    """How far the loop around a clue is; what the police do is the incident's own table."""

    GIVEN = "given", pgettext_lazy("clue", "Given")
    TAKEN = "taken", pgettext_lazy("clue", "Taken on")
    HANDLED = "handled", pgettext_lazy("clue", "Handled")
    TOLD = "told", pgettext_lazy("clue", "Giver told")


class Objection(models.TextChoices):
    """Why an outcome goes back to who recorded it: codes, as the day-book takes no free text."""

    NUMBERS = "numbers", _("the numbers do not fit what the incident says")
    PROOF = "proof", _("nothing in the incident shows it")
    COUNTED = "counted", _("it is counted with another clue already")


OPEN_STATES = (State.GIVEN, State.TAKEN, State.HANDLED)


class Finding(models.TextChoices):
    """What it turned out to be, in the words the giver reads. Nobody is marked by it (SE-29)."""

    CONFIRMED = "confirmed", _("it was so")
    DUPLICATE = "duplicate", _("known already")
    NOTHING = "nothing", _("nothing was found")
    GROUNDLESS = "groundless", _("without ground")
