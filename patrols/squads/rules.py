"""Who may do what among the patrols: the three levels of command, the squad leader, the liaison officer."""

from django.utils.translation import gettext_lazy as _

from patrols.squads.readings import standing
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Grant
from stations.organisation.rules import commands, has_right, is_police


def in_office(user) -> Answer:
    """The patrol office (巡逻队办公室), the leading group, the station leadership."""
    if standing(user).level or commands(user):
        return YES
    return no(_("This is for the patrol office."), code="office_only")


def may_see_patrols(user) -> Answer:
    """All squads, routes and check-ins: police officers, the office and the leading group."""
    if is_police(user) or standing(user).level:
        return YES
    return no(_("This page is for the police officers and the patrol office."), code="patrol_staff_only")


def may_keep_patrols(user) -> Answer:
    """Change companies, squads, guards, routes and plans: the office, the leadership, the personnel clerk."""
    if in_office(user) or has_right(user, Grant.Right.PERSONNEL):
        return YES
    return no(_("Ask the patrol office to change this."), code="office_only")


def is_guard(user) -> Answer:
    """A serving guard: the pages of the phone."""
    if standing(user).guard:
        return YES
    return no(_("This page is for the guards of the patrols."), code="guards_only")


def leads_squad(user, squad_id: int | None) -> Answer:
    """Leader or deputy of the squad today."""
    if squad_id in standing(user).leads:
        return YES
    return no(_("Only the squad leader may do this."), code="squad_leader_only")


def may_run_squad(user, squad_id: int | None) -> Answer:
    """Change who goes and when: the squad's leader, its liaison officer, the office."""
    if leads_squad(user, squad_id) or squad_id in standing(user).liaises or in_office(user):
        return YES
    return no(_("Only the squad leader, the liaison officer or the office may do this."), code="squad_leader_only")


def may_see_squad(user, squad_id: int | None) -> Answer:
    """A squad's own pages: its guards, and whoever sees all patrols."""
    if may_see_patrols(user) or (squad_id is not None and standing(user).squad_id == squad_id):
        return YES
    return no(_("This is another squad's."), code="other_squad")
