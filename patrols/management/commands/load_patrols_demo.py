"""``manage.py load_patrols_demo``: the patrols of the two demo stations through the importer, logins, duties."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from patrols.management.furnishing import furnish, nights
from patrols.schedule.actions import extend
from patrols.schedule.models import Plan
from patrols.squads import actions, duty_lists
from patrols.squads.importer import KIND
from patrols.squads.models import Company, Guard, GuardDutyListConfirmation, Squad, SquadLead
from patrols.squads.people import current_lists, guards_on
from stations.kit.spans import in_force
from stations.management.demo.loading import LoadDemo
from stations.organisation.models import User

PASSWORD = "demo"
LEADER, GUARD, LIAISON = "squadleader", "guard", "liaison"
ENDS_SOON = timedelta(days=20)
UNREAD = 11  # every so manyth guard has not confirmed the duty list yet


class Command(LoadDemo):
    """Workbooks are read until there are plans, logins are given until they belong to guards."""

    help = "Load the patrols of the demo stations (only when DEMO=1, after load_demo)."
    app, kind = "patrols", KIND

    def is_new(self):
        """Until there are plans."""
        return not Plan.objects.exists()

    def tell(self, station, suffix):
        """Logins, duty lists, what hangs on the squads, the duties of the next days."""
        today = timezone.localdate()
        if not GuardDutyListConfirmation.objects.exists():
            self.say(station, f"{confirm(today)} guards confirmed their duty list")
            end_soon(today)
        squad = squad_of_logins(suffix, today)
        self.say(station, f"logins {LEADER}{suffix}, {GUARD}{suffix} in {squad}")
        if furnish(station):
            self.say(station, "cards, sheets, gear, training, reports")
        if nights(station):
            self.say(station, "a squad for the night")
        made = extend(station=station)
        self.say(station, f"{made.made} patrol duties, {len(made.gaps)} without enough guards")


def confirm(today: date) -> int:
    """Most guards have read their duty list; some are still asked to. Returns how many confirmed now."""
    lists = {row.pk: row for row in current_lists(today).values()}
    asked = guards_on(today).filter(left_on=None, squad_id__isnull=False, confirmed=False).order_by("guard_no")
    done = 0
    for place, guard in enumerate(asked, 1):
        if guard.current_list in lists and place % UNREAD:
            duty_lists.confirm(guard=guard, duty_list=lists[guard.current_list])
            done += 1
    return done


def end_soon(today: date) -> None:
    """One contract is about to end, so that the office has something to renew."""
    company = Company.objects.exclude(contract_no="").order_by("-code").first()
    if company:
        actions.change_company(company=company, actor=None, contract_until=today + ENDS_SOON)


def squad_of_logins(suffix: str, today: date) -> Squad:
    """The squad of the demo logins: leader and first other guard of the squad that the login ``liaison`` looks after.

    Whose plan names both goes first, so that they are on duty every day.
    """
    known = Guard.objects.filter(user__username=f"{LEADER}{suffix}").first()
    if known:
        return known.memberships.get(in_force(today)).squad
    squads = Squad.objects.active().filter(
        in_force(today, "liaisons__"), liaisons__officer__user__username=f"{LIAISON}{suffix}"
    )
    squad = squads.order_by("code").first() or Squad.objects.active().order_by("code").first()
    leader = squad.leads.get(in_force(today), role=SquadLead.Role.LEADER).guard
    plan = Plan.objects.filter(squad=squad, guards__guard=leader).order_by("pk").first()
    named = [row.guard for row in plan.guards.select_related("guard")] if plan else []
    others = named or [row.guard for row in squad.memberships.filter(in_force(today)).order_by("guard__guard_no")]
    guard = next(row for row in others if row.pk != leader.pk)
    give_login(leader, f"{LEADER}{suffix}")
    give_login(guard, f"{GUARD}{suffix}")
    return squad


def give_login(guard: Guard, username: str) -> None:
    """Let a demo login belong to a guard; the stand-in that load_demo made goes."""
    stand_in = User.objects.filter(username=username).exclude(pk=guard.user_id).first()
    if stand_in:
        try:
            with transaction.atomic():
                stand_in.delete()
        except ProtectedError:
            stand_in.username, stand_in.is_active = f"{username}-{stand_in.pk}", False
            stand_in.save(update_fields=["username", "is_active"])
    user = User.objects.get(pk=guard.user_id)
    user.username, user.password = username, make_password(PASSWORD)
    user.must_change_password, user.password_changed_at = False, timezone.now()
    user.save()
