"""Who surveys, when something is looked at again, what never belongs into a survey, and the step table. Pure."""

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.standing import standing
from community.surveys.models import Survey, SurveyLevel
from community.surveys.words import PERSONAL, Kind, State
from stations.agenda.standing_in import stands_in_for
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import is_police, officer_of, post_of

_NUMBERS = re.compile(PERSONAL)
# People write numbers in groups: what stands between two digits counts for nothing.
_BETWEEN = re.compile(r"(?<=\d)[\s.·•_-]+(?=\d)")
# A land line is told by its hyphen, so it is looked for before hyphens go.
_LAND_LINE = re.compile(r"0\d{2,3}-\d{7,8}")


def may_see_surveys(user) -> Answer:
    """What is kept in sight: the police officers of the station; it is not public."""
    return is_police(user)


def may_set_surveys(user) -> Answer:
    """Levels and their days: the crime-watch office and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the crime-watch office or the station leadership."), code="office_only")


def may_enter(user) -> Answer:
    """Whoever answers for a community, a building or a grid, the office and the leadership."""
    if standing(user).tends:
        return YES
    return no(_("Ask the officer who answers for the community."), code="community_only")


def may_tend(user, survey: Survey) -> Answer:
    """Look at it again, change it: who is responsible or stands in, who answers for the community, the office.

    ``keeper_id`` of the row says who is responsible today (:func:`readings.surveys`, ``actions.locked``).
    """
    who = standing(user)
    if who.sees_all or survey.community_id in who.communities:
        return YES
    own, keeper = officer_of(user), getattr(survey, "keeper_id", None) or survey.officer_id
    serves = own is not None and keeper is not None and bool(post_of(user))
    if serves and own is not None and (keeper == own.pk or keeper in stands_in_for(user)):
        return YES
    return no(_("This is for the responsible officer."), code="responsible_only")


def names_nobody(*texts: str) -> Answer:
    """Identity numbers and telephones are refused in every text: residents are not surveyed.

    Full-width digits and numbers written in groups are found as well.
    """
    for text in texts:
        plain = unicodedata.normalize("NFKC", text or "")
        if _LAND_LINE.search(plain) or _NUMBERS.search(_BETWEEN.sub("", plain)):
            return no(
                _("This holds a number of a person. Only premises, places and events are surveyed: write what is "
                  "done there, not who is there."),
                code="person",
            )  # fmt: skip
    return YES


def review_by(day: date, level: SurveyLevel, ends: date | None = None) -> date:
    """By which day something is looked at again.

    Args:
        day: when it was looked at.
        level: its days count.
        ends: the last day of an event: it is looked at no later than the day after, to be ended.
    """
    regular = day + timedelta(days=level.review_days)
    return regular if ends is None or ends < day else min(regular, ends + timedelta(days=1))


def is_overdue(survey: Survey, day: date) -> bool:
    """It ought to have been looked at before a day."""
    return survey.state == State.ACTIVE and survey.review_on < day


def fits_kind(kind: str, starts_at, ends_at, crowd) -> Answer:
    """An event has its span; nothing else has one."""
    if kind == Kind.EVENT:
        if starts_at is None or ends_at is None or ends_at <= starts_at:
            return no(_("Say from when until when the event is."), code="span")
        return YES
    if starts_at or ends_at or crowd:
        return no(_("Only an event has a span and expected people."), code="no_event")
    return YES


def changes_level(survey: Survey, level: SurveyLevel) -> Answer:
    """Another level of the same station, in use."""
    if level.station_id != survey.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if level.pk == survey.level_id:
        return no(_("It has this level already."), code="same_level")
    if not level.active:
        return no(_("This level is no longer in use."), code="level_closed")
    return YES


STEPS = Workflow("survey", [
    Step(State.ACTIVE, "same", State.ACTIVE, pgettext_lazy("survey", "Still so"), may_tend),
    Step(State.ACTIVE, "level", State.ACTIVE, pgettext_lazy("survey", "Change the level"), may_tend, tone="outline"),
    Step(State.ACTIVE, "end", State.ENDED, pgettext_lazy("survey", "End it"), may_tend, tone="danger"),
    Step(State.ENDED, "resume", State.ACTIVE, pgettext_lazy("survey", "Take it up again"), may_tend, tone="outline"),
])  # fmt: skip
