"""Kinds and grades of incidents. Pure choices, without tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What reached the command room; each kind has its own step table."""

    CALL = "call", _("police call")
    HELP = "help", _("request for help")
    HAZARD = "hazard", _("hazard")
    CLUE = "clue", _("clue")
    FOUND = "found", _("found property")
    LOSS = "loss", _("lost property")


class Grade(models.IntegerChoices):
    """Ⅰ is the most urgent (DOMAIN §4.2, a design default)."""

    I = 1, "Ⅰ"  # noqa: E741 (the grade is called so)
    II = 2, "Ⅱ"
    III = 3, "Ⅲ"
    IV = 4, "Ⅳ"
