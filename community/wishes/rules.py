"""Decisions about residents' wishes: who handles them, their step table, how they are ranked and why. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from community.groups.readings import standing
from community.groups.rules import is_member, may_keep_groups
from community.wishes.models import Wish, WishScene, WishSettings
from community.wishes.standing import stood_in
from community.wishes.words import OPEN_STATES, Band, State
from stations.errands.models import Errand
from stations.errands.words import OPEN_STATES as ERRAND_OPEN
from stations.errands.words import State as ErrandState
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands, is_police

# States of an errand that leave the wish to the office again.
REFUSED = (ErrandState.DECLINED, ErrandState.LAPSED)


def may_wish(user) -> Answer:
    """Under the own account: every confirmed member; everybody else uses the public page."""
    return is_member(user)


def may_see_wishes(user) -> Answer:
    """The list names nobody: the police officers and the crime-watch office."""
    if standing(user).office:
        return YES
    return is_police(user)


def may_set_wishes(user) -> Answer:
    """Weights, reasons to tap, posters: the crime-watch office and the leadership."""
    return may_keep_groups(user)


def may_handle(user, wish: Wish) -> Answer:
    """Accept, decline, merge, answer: the office, the leadership, officers who answer for its community."""
    who = standing(user)
    if who.sees_all or commands(user) or wish.community_id in who.communities | stood_in(user):
        return YES
    words = gettext_lazy("The crime-watch office and the officers of the community handle this wish.")
    return no(words, code="other_community")


# -- the step table ------------------------------------------------------------------------------------------------


def _errand_open(wish: Wish, at) -> Answer:
    if wish.errand is not None and wish.errand.state in ERRAND_OPEN:
        return no(gettext_lazy("It has been asked for already."), code="asked")
    return YES


STEPS = Workflow(
    "wish",
    [
        Step(State.SUBMITTED, "accept", State.ACCEPTED, pgettext_lazy("wish", "Accept"), may_handle),
        Step(State.ACCEPTED, "accept", State.ACCEPTED, gettext_lazy("Ask the patrols again"), may_handle,
             _errand_open),
        *[Step(state, "decline", State.DECLINED, gettext_lazy("Decline with reason"), may_handle, tone="danger")
          for state in (State.SUBMITTED, State.ACCEPTED)],
        *[Step(state, "merge", State.MERGED, gettext_lazy("Join with another wish"), may_handle, tone="")
          for state in (State.SUBMITTED, State.ACCEPTED)],
        # By the errand, see ``actions.followed``.
        Step(State.ACCEPTED, "plan", State.PLANNED, gettext_lazy("Put on a route"), None),
        Step(State.PLANNED, "unplan", State.ACCEPTED, gettext_lazy("Off the route"), None),
        *[Step(state, "walk", State.WALKED, gettext_lazy("Walked"), None)
          for state in (State.ACCEPTED, State.PLANNED)],
        Step(State.WALKED, "answer", State.ANSWERED, gettext_lazy("Answer the residents"), may_handle),
        # At the end of the quarter.
        *[Step(state, "clear", State.CLEARED, gettext_lazy("The list was cleared"), None)
          for state in (State.SUBMITTED, State.ACCEPTED, State.PLANNED)],
    ],
)  # fmt: skip


def may_be_wished(scene: WishScene, place: str, settings: WishSettings) -> Answer:
    """A wish names a reason in use and a place, while the station takes wishes."""
    if not settings.open:
        return no(gettext_lazy("The station takes no wishes at the moment."), code="closed")
    if not scene.active:
        return no(gettext_lazy("This reason is no longer in use."), code="scene_closed")
    if not place.strip():
        return no(gettext_lazy("Say where."), code="no_place")
    return YES


def may_merge(wish: Wish, into: Wish) -> Answer:
    """Into another open wish that is none of those joined with it."""
    if wish.pk == into.pk or into.main_id == wish.pk:
        return no(gettext_lazy("Choose another wish."), code="same")
    if into.state not in OPEN_STATES:
        return no(gettext_lazy("That wish is closed already."), code="closed")
    return YES


def has_words(words: str) -> Answer:
    """Residents read words, never an empty answer."""
    return YES if words.strip() else no(gettext_lazy("Write what the residents read."), code="no_words")


# -- the quarter ---------------------------------------------------------------------------------------------------


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def quarter_end(quarter: date) -> date:
    """The first day after a quarter."""
    return quarter_of(quarter + timedelta(days=100))


def quarter_name(quarter: date) -> str:
    """A quarter in words."""
    return _("quarter %(n)s of %(year)s") % {"n": (quarter.month + 2) // 3, "year": quarter.year}


def cleared_words(wish: Wish) -> str:
    """What the residents of an unfinished wish read when the list is cleared."""
    why = {
        State.SUBMITTED: _("it had not been taken up yet"),
        State.ACCEPTED: _("no patrol could be arranged for it"),
        State.PLANNED: _("it was on a route, but nobody had passed yet"),
    }
    return _(
        "The list of %(quarter)s has been cleared. This wish was not carried out: %(why)s. "
        "If it still matters to you, please wish again."
    ) % {"quarter": quarter_name(wish.quarter), "why": why[State(wish.state)]}


def walked_words(errand: Errand, days: list[date]) -> str:
    """The answer proposed when patrols have passed; editable."""
    shown = "、".join(f"{day:%m-%d}" for day in days[-4:])
    return ngettext(
        "As you wished, the patrol passed %(place)s %(n)s time (%(days)s). Thank you for telling us.",
        "As you wished, the patrol passed %(place)s %(n)s times (%(days)s). Thank you for telling us.",
        errand.passes,
    ) % {"place": errand.place, "n": errand.passes, "days": shown}


def verb_of(errand_verb: str, wish: Wish) -> str:
    """What a move of the errand means for its wish; empty: nothing.

    Args:
        errand_verb: see :class:`stations.errands.registry.Move`.
    """
    if errand_verb == "plan" and wish.state == State.ACCEPTED:
        return "plan"
    if errand_verb in {"release", "decline", "lapse", "withdraw"} and wish.state == State.PLANNED:
        return "unplan"
    if errand_verb == "finish" and wish.state in {State.ACCEPTED, State.PLANNED}:
        return "walk"
    return ""


def refused_by_patrols(wish: Wish) -> bool:
    """Whether the patrols said no, or nobody passed in its time: the office decides anew."""
    return bool(wish.state == State.ACCEPTED and wish.errand and wish.errand.state in REFUSED)


# -- ranking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a wish stands where it stands.

    Attributes:
        residents: how many wish it.
        calls_30, calls_90: calls near by at that time of the day in 30 and in 90 days (those of 30 included).
        key_place: name of a key place near by that matters at that time; empty where there is none.
        days: days since the first one wished it.
        placed: whether a point is known; without one no calls can be counted.
    """

    residents: int = 1
    calls_30: int = 0
    calls_90: int = 0
    key_place: str = ""
    days: int = 0
    placed: bool = True


def weight(grounds: Grounds, settings: WishSettings) -> int:
    """How much a wish weighs: never less by one more resident, call, day, or a key place."""
    return (
        settings.per_resident * grounds.residents
        + settings.per_call_90 * grounds.calls_90
        + settings.per_call_30 * grounds.calls_30
        + (settings.key_place if grounds.key_place else 0)
        + settings.per_day * max(0, min(grounds.days, settings.most_days))
    )


def explained(grounds: Grounds) -> str:
    """The grounds in words: 3 位居民 · 90 天内附近 5 起警情 · 已等 6 天."""
    parts = [ngettext("%(n)s resident", "%(n)s residents", grounds.residents) % {"n": grounds.residents}]
    if not grounds.placed:
        parts.append(_("no position: calls near by not counted"))
    elif grounds.calls_90:
        told = {"n": grounds.calls_90, "lately": grounds.calls_30}
        words = ngettext("%(n)s call near by in 90 days", "%(n)s calls near by in 90 days", grounds.calls_90)
        parts.append(words % told + (" " + _("(%(lately)s in 30)") % told if grounds.calls_30 else ""))
    else:
        parts.append(_("no calls near by in 90 days"))
    if grounds.key_place:
        parts.append(_("near the key place %(name)s") % {"name": grounds.key_place})
    waited = ngettext("waiting for %(n)s day", "waiting for %(n)s days", grounds.days)
    parts.append(waited % {"n": grounds.days} if grounds.days else _("wished today"))
    return " · ".join(parts)


def in_band(band: str, at: datetime) -> bool:
    """Whether a local moment lies in a band of the day."""
    hour = at.hour
    return {
        Band.MORNING: 6 <= hour < 9, Band.DAY: 9 <= hour < 17, Band.EVENING: 17 <= hour < 21,
        Band.NIGHT: hour >= 21, Band.LATE: hour < 6,
    }[Band(band)]  # fmt: skip
