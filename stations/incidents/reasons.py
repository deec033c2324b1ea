"""Why somebody looks at a person or corrects an entry: codes, as the day-book takes no free text (SE-08, SE-24)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookReason(models.TextChoices):
    """Why a person's details are needed in full."""

    HANDLING = "handling", _("handling this incident")
    CALL_BACK = "call_back", _("calling back or following up")
    CASE = "case", _("investigating a case")
    REPEAT = "repeat", _("checking for repeated reports")
    CHECK = "check", _("checking the quality of the work")
    INQUIRY = "inquiry", _("lawful inquiry of another authority")


class CorrectionReason(models.TextChoices):
    """Why an entry was put right."""

    MISHEARD = "misheard", _("misheard or mistyped")
    REPORTER = "reporter", _("the reporter corrected it")
    SCENE = "scene", _("the scene showed otherwise")
    CLASSIFIED = "classified", _("classified wrongly")
    GRADE = "grade", _("more or less urgent than thought")
    MISSING = "missing", _("was missing")
