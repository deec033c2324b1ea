"""Who may do what among the patrols: the three levels of command, the squad leader, the liaison officer."""

import datetime

from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError
from shapely.geometry import shape

from patrols.squads.models import Company, Guard, Squad
from patrols.squads.readings import standing
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Grant
from stations.organisation.rules import commands, has_right, is_police, officer_of

# Share of an area that may lie outside the premises: hand drawing never fits exactly.
OUTSIDE = 0.02


def in_office(user) -> Answer:
    """The patrol office (巡逻队办公室), the leading group, the station leadership."""
    if commands(user) or standing(user).level:
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


def may_see_phone(user, squad_id: int | None) -> Answer:
    """A guard's phone number in full: who runs the squad, and who keeps the patrols."""
    if may_run_squad(user, squad_id) or may_keep_patrols(user):
        return YES
    return no(_("Phone numbers are shown to the squad leader, the liaison officer and the office."), code="private")


def may_see_leader_phone(user) -> Answer:
    """The phone number of a company's leader: the office, and every liaison officer."""
    if may_keep_patrols(user) or standing(user).liaises:
        return YES
    return no(_("Phone numbers are shown to the squad leader, the liaison officer and the office."), code="private")


def may_give_code(user, person) -> Answer:
    """Hand out a one-time code to a guard: the leader and the liaison officer of the squad, the office.

    Whoever holds the code gets in as that person, so nobody gives one to an officer, to a member of the upper levels
    of command (unless from there), or to themselves.
    """
    theirs = standing(person)
    if theirs.guard is None or officer_of(person) or person.pk == user.pk:
        return no(_("The command room hands out this person's code."), code="not_a_guard")
    if theirs.level and not in_office(user):
        return no(_("The command room hands out this person's code."), code="office_only")
    return may_run_squad(user, theirs.squad_id)


def sits_in_command(user) -> bool:
    """Leading group and office work at a desk and choose a password; a guard among them keeps the phone."""
    mine = standing(user)
    return bool(mine.level) and mine.guard is None


def may_take_area(company: Company, outline: dict | None, day: datetime.date) -> Answer:
    """Whether squads of a company may answer for an area (PA-13).

    A licensed company needs its licence and a contract that has not ended. A company that hires its guards itself
    stays inside its own premises; beyond them it needs a contract with a licensed company.

    Args:
        company: the squad's company.
        outline: GeoJSON of the area, None where it is not drawn.
        day: from when it would answer for the area.
    """
    if company.kind == Company.Kind.LICENSED and not company.licence_no:
        return no(_("This security company has no licence on file (PA-13)."), code="no_licence")
    if has_contract(company, day):
        return YES
    if company.kind == Company.Kind.LICENSED:
        return no(_("The contract with this security company has ended or is missing (PA-13)."), code="no_contract")
    if not company.premises:
        return no(
            _("Guards whom a company hires itself stay on its premises: enter their outline first (PA-13)."),
            code="no_premises",
        )
    if not outline:
        return no(_("The area has no outline yet; draw it first (PA-13)."), code="no_outline")
    if lies_in(outline, company.premises):
        return YES
    return no(
        _("This area reaches beyond the premises of the company, whose guards are its own (PA-13)."),
        code="outside_premises",
    )


def has_contract(company: Company, day: datetime.date) -> bool:
    """Whether a contract with a licensed company covers a day."""
    return bool(company.contract_no) and (company.contract_until is None or company.contract_until >= day)


def lies_in(inner: dict, outer: dict) -> bool:
    """Whether an outline lies in another, but for what hand drawing explains."""
    try:
        one, other = shape(inner), shape(outer)
        return bool(one.area) and one.difference(other).area / one.area <= OUTSIDE
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
        return False


def may_join(guard: Guard, squad: Squad) -> Answer:
    """Whether a guard may enter a squad: of the same company, and both still there."""
    if guard.station_id != squad.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if not squad.active:
        return no(_("This squad has been dissolved."), code="squad_closed")
    if guard.left_on:
        return no(_("This guard has left the patrols."), code="left")
    if guard.company_id != squad.company_id:
        return no(_("This squad belongs to another company."), code="other_company")
    return YES


def may_lead(guard: Guard, squad_id_of_guard: int | None, squad: Squad) -> Answer:
    """Leader and deputy come from the squad itself."""
    if guard.station_id != squad.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if squad_id_of_guard != squad.pk:
        return no(_("Only a guard of this squad can lead it."), code="not_in_squad")
    return YES
