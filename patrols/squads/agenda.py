"""What the squads want done: duty lists to confirm, places to fill, contracts that end."""

from datetime import date, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patrols.squads.models import Company, Liaison, Squad, SquadLead
from patrols.squads.readings import current_duty_list, standing
from patrols.squads.rules import in_office, is_guard
from stations.agenda.words import Due, Tally
from stations.kit.spans import in_force

SOON = timedelta(days=30)


def unconfirmed_duty_list(user, day: date) -> list[Due]:
    """The duty list of the guard's group, until the guard has confirmed it (职责明确到人)."""
    if not is_guard(user):
        return []
    guard = standing(user).guard
    current = current_duty_list(guard, day)
    if current is None or current.confirmations.filter(guard=guard).exists():
        return []
    title = _("Read and confirm version %(version)s of your duty list") % {"version": current.version}
    return [Due(title=title, due=None, url=reverse("phone-duty-list"), tone="warn", kind="paper")]


def missing_people(user, day: date) -> list[Tally]:
    """Squads without a leader or a liaison officer, for the office."""
    if not in_office(user):
        return []
    led = SquadLead.objects.filter(in_force(day), role=SquadLead.Role.LEADER).values("squad")
    liaised = Liaison.objects.filter(in_force(day)).values("squad")
    squads = Squad.objects.active()
    return [
        Tally(squads.exclude(pk__in=led), partial(_leaderless, day=day)),
        Tally(squads.exclude(pk__in=liaised), partial(_alone, day=day)),
    ]


def _leaderless(n: int, day: date) -> Due:
    title = ngettext("%(n)s squad has no leader", "%(n)s squads have no leader", n) % {"n": n}
    return Due(title=title, due=day, url=f"{reverse('squads')}?lacks=leader", tone="warn", kind="people")


def _alone(n: int, day: date) -> Due:
    title = ngettext("%(n)s squad has no liaison officer", "%(n)s squads have no liaison officer", n) % {"n": n}
    return Due(title=title, due=day, url=f"{reverse('squads')}?lacks=liaison", tone="warn", kind="people")


def ending_contracts(user, day: date) -> list[Due]:
    """Contracts that end within 30 days or have ended, while the company has squads (PA-13)."""
    if not in_office(user):
        return []
    rows = Company.objects.filter(active=True, contract_until__lte=day + SOON, squads__active=True).distinct()
    return [
        Due(
            title=_("The contract of %(company)s ends") % {"company": row.short_name},
            due=row.contract_until,
            url=row.get_absolute_url(),
            tone="danger" if row.contract_until < day else "warn",
            kind="patrol",
        )
        for row in rows.order_by("contract_until", "code")[:20]
    ]
