"""Words of the groups that several layers share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a membership stands; only a confirmed one takes part in anything."""

    CONFIRMED = "confirmed", pgettext_lazy("crime-watch member", "Confirmed")
    LAPSED = "lapsed", pgettext_lazy("crime-watch member", "To be renewed")
    LEFT = "left", pgettext_lazy("crime-watch member", "Left")
    STRUCK = "struck", pgettext_lazy("crime-watch member", "Struck off")


TONES = {State.CONFIRMED: "ok", State.LAPSED: "warn", State.LEFT: "muted", State.STRUCK: "danger"}


class Source(TextChoices):
    """How somebody came on the list of those who may join."""

    IMPORT = "import", _("list of an employer (Excel)")
    QR = "qr", _("code of the group, by the person")
    DESK = "desk", _("entered by the office")


class How(TextChoices):
    """How a consent was given."""

    PHONE = "phone", _("on the own phone")
    DESK = "desk", _("on paper, at the desk")


class Vetting(TextChoices):
    """What the officer found; no record of any offence is ever kept with it."""

    WAITING = "", _("not vetted yet")
    PASSED = "passed", _("fit to take part")
    REFUSED = "refused", _("not fit to take part")


VETTING_TONES = {Vetting.WAITING: "muted", Vetting.PASSED: "ok", Vetting.REFUSED: "danger"}
