"""Words of night patrols that several layers share. Pure choices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a night patrol stands."""

    PLANNED = "planned", pgettext_lazy("night patrol", "Planned")
    CALLED = "called", pgettext_lazy("night patrol", "Helpers wanted")
    STANDING = "standing", pgettext_lazy("night patrol", "Enough helpers")
    WALKING = "walking", pgettext_lazy("night patrol", "On the way")
    FINISHED = "finished", pgettext_lazy("night patrol", "Reported")
    CONFIRMED = "confirmed", pgettext_lazy("night patrol", "Confirmed")
    CANCELLED = "cancelled", pgettext_lazy("night patrol", "Cancelled")
    NOT_HELD = "not_held", pgettext_lazy("night patrol", "Not held")


TONES = {
    State.PLANNED: "muted", State.CALLED: "warn", State.STANDING: "info", State.WALKING: "primary",
    State.FINISHED: "warn", State.CONFIRMED: "ok", State.CANCELLED: "muted", State.NOT_HELD: "danger",
}  # fmt: skip
# Still to come or under way; helpers can join the first ones, and the last as long as it walks.
AHEAD = (State.PLANNED, State.CALLED, State.STANDING)
OPEN = (*AHEAD, State.WALKING, State.FINISHED)
JOINABLE = (State.CALLED, State.STANDING)
HELD = (State.FINISHED, State.CONFIRMED)


class Cause(TextChoices):
    """Why a patrol does not take place."""

    WEATHER = "weather", _("bad weather")
    FEW = "few", _("too few helpers")
    CALLED_AWAY = "away", _("police needed elsewhere")
    OTHER = "other", _("another reason")


class Seat(TextChoices):
    """What became of somebody who accepted."""

    TAKEN = "taken", pgettext_lazy("night patrol", "has a place")
    WAITING = "waiting", pgettext_lazy("night patrol", "on the waiting list")
    GIVEN_BACK = "back", pgettext_lazy("night patrol", "cannot come")


class How(TextChoices):
    """How somebody was noted as present."""

    SCAN = "scan", _("scanned the leader's code")
    TYPED = "typed", _("typed the leader's digits")
    DESK = "desk", _("ticked by hand")
    LEADS = "leads", _("leads the patrol")
