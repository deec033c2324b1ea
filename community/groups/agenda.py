"""What the groups want done: renew, vet, hand out slips."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.groups.readings import enrolments_seen_by, members_tended_by, settings_of, standing
from community.groups.words import State, Vetting
from stations.agenda.registry import Due


def renewal(user, day: date) -> list[Due]:
    """The own membership, when its time is nearly up or has passed."""
    person = standing(user).member
    if person is None or person.state not in {State.CONFIRMED, State.LAPSED}:
        return []
    if person.valid_until > day + timedelta(days=settings_of(user.home_station).renewal_days):
        return []
    tone = "danger" if person.state == State.LAPSED else "warn"
    return [Due(_("Renew your membership"), person.valid_until, reverse("my-membership"), tone, "paper")]


def office(user, day: date) -> list[Due]:
    """For who keeps groups: members to vet, and enrolments that are deleted within a week; two queries."""
    who, found = standing(user), []
    if not (who.sees_all or who.communities):
        return []
    waiting = members_tended_by(user).filter(state=State.CONFIRMED, vetting=Vetting.WAITING).count()
    if waiting:
        title = ngettext("%(n)s member waits for vetting", "%(n)s members wait for vetting", waiting) % {"n": waiting}
        found.append(
            Due(title, None, f"{reverse('members')}?state=confirmed&vetting=waiting", kind="people", passes=True)
        )
    ending = enrolments_seen_by(user).filter(expires_at__date__lte=day + timedelta(days=7)).count()
    if ending:
        title = ngettext(
            "%(n)s enrolment is deleted within a week", "%(n)s enrolments are deleted within a week", ending
        )
        found.append(
            Due(title % {"n": ending}, day + timedelta(days=7), reverse("enrolments"), "warn", "people", passes=True)
        )
    return found
