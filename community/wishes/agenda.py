"""What of wishes waits for the office and the officers of a community."""

from datetime import date
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from community.groups.readings import standing
from community.wishes.models import Wish
from community.wishes.rules import REFUSED
from community.wishes.words import State
from stations.agenda.words import Ask, Due, Tally

KIND, MOST = "wish", 20


def waiting(user, day: date) -> list[Ask | Tally]:
    """Wishes to take up or to decide anew, answers to give, of the communities one answers for."""
    who = standing(user)
    if not (who.sees_all or who.communities):
        return []
    again = Q(state=State.ACCEPTED, errand__state__in=REFUSED)
    rows = Wish.objects.filter(Q(state__in=(State.SUBMITTED, State.WALKED)) | again).select_related("scene")
    if not who.communities:
        # The office and the leadership look at the list; officers of a community get each one.
        return [Tally(rows, _together)]
    rows = rows.filter(community__in=who.communities).order_by("given_at", "id")
    return [Ask(rows[:MOST], partial(_due, day=day))]


def _together(n: int) -> Due:
    return Due(_("%(n)s wishes of residents wait") % {"n": n}, None, reverse("wishes"), kind=KIND)


def _due(wish: Wish, day: date) -> Due:
    words = {
        State.WALKED: _("Answer the residents: %(what)s"),
        State.ACCEPTED: _("The patrols cannot; ask again or decline the wish: %(what)s"),
    }.get(State(wish.state), _("A wish of residents: %(what)s"))
    return Due(
        words % {"what": wish.scene.name}, day if wish.state == State.WALKED else None, wish.get_absolute_url(),
        "warn" if wish.state == State.WALKED else "info", kind=KIND, place=wish.place,
        point=(wish.lat, wish.lng) if wish.lat is not None and wish.lng is not None else None, passes=True,
    )  # fmt: skip
