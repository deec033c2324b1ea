"""What the groups want done: renew, vet, hand out slips."""

from datetime import date, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.groups.readings import enrolments_seen_by, members_tended_by, settings_of, standing
from community.groups.words import State, Vetting
from stations.agenda.words import Due, Tally


def renewal(user, day: date) -> list[Due]:
    """The own membership, when its time is nearly up or has passed."""
    person = standing(user).member
    if person is None or person.state not in {State.CONFIRMED, State.LAPSED}:
        return []
    if person.valid_until > day + timedelta(days=settings_of(user.home_station).renewal_days):
        return []
    tone = "danger" if person.state == State.LAPSED else "warn"
    return [Due(_("Renew your membership"), person.valid_until, reverse("my-membership"), tone, "paper")]


def office(user, day: date) -> list[Tally]:
    """For who keeps groups: members to vet, and enrolments that are deleted within a week."""
    who = standing(user)
    if not (who.sees_all or who.communities):
        return []
    waiting = members_tended_by(user).filter(state=State.CONFIRMED, vetting=Vetting.WAITING)
    until = day + timedelta(days=7)
    ending = enrolments_seen_by(user).filter(expires_at__date__lte=until)
    return [Tally(waiting, _to_vet), Tally(ending, partial(_ending, until=until))]


def _to_vet(n: int) -> Due:
    title = ngettext("%(n)s member waits for vetting", "%(n)s members wait for vetting", n) % {"n": n}
    return Due(title, None, f"{reverse('members')}?state=confirmed&vetting=waiting", kind="people", passes=True)


def _ending(n: int, until: date) -> Due:
    title = ngettext("%(n)s enrolment is deleted within a week", "%(n)s enrolments are deleted within a week", n)
    return Due(title % {"n": n}, until, reverse("enrolments"), "warn", "people", passes=True)
