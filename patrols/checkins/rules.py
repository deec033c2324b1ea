"""Who sees check-ins, who decides about doubts (PA-11), who enters one by hand (PA-10)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from patrols.checkins.models import CheckIn, ManualEntry
from patrols.checkins.words import EntryState, Flag
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty
from patrols.schedule.words import State
from patrols.squads.models import PatrolSettings
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, may_run_squad, may_see_patrols
from stations.kit.answer import YES, Answer, no

# The database function keeps no older time (check_in.sql).
OLDEST = timedelta(days=31)
MINUTE = timedelta(minutes=1)
NOT_OWED = _("This duty does not owe this point.")
ASKED_ALREADY = _("Somebody has asked for this point already.")

may_see_check_ins = may_see_patrols


def decides(user) -> Answer:
    """Whoever is asked about doubts at all: the office, and liaison officers for their squads."""
    if standing(user).liaises or in_office(user):
        return YES
    return no(_("The office or the liaison officer of the squad decides."), code="office_only")


def may_decide_for(user, squad_id: int | None) -> Answer:
    """Decide for one squad; a check-in on no duty is the office's."""
    if squad_id in standing(user).liaises or in_office(user):
        return YES
    return no(_("The office or the liaison officer of the squad decides."), code="office_only")


def may_review(user, check_in: CheckIn) -> Answer:
    """PA-11: a person decides, never about their own."""
    if check_in.guard.user_id == user.pk:
        return no(_("Nobody decides about their own check-in."), code="own")
    return may_decide_for(user, check_in.duty.squad_id if check_in.duty else None)


def can_be_reviewed(check_in: CheckIn, decided: bool) -> Answer:
    """Once, and where there is a duty for which it may count."""
    if decided:
        return no(_("This has been decided already."), code="check_in.decided")
    return YES


def can_count(check_in: CheckIn) -> Answer:
    """A check-in that belongs to no duty counts for none, whatever is decided."""
    if check_in.duty_id is None or Flag.UNPLANNED in check_in.flags:
        return no(_("No duty asks for this point; it cannot count."), code="check_in.no_duty")
    return YES


# Entered by hand (PA-10)


def may_ask_entry(user, duty: PatrolDuty) -> Answer:
    """Ask for an entry by hand: whoever runs the squad."""
    return may_run_squad(user, duty.squad_id)


def may_decide_entry(user, entry: ManualEntry) -> Answer:
    """Approve or refuse: the office or the liaison officer, neither the asker nor the guard."""
    if user.pk in (entry.asked_by_id, entry.guard.user_id):
        return no(_("Somebody else approves a manual entry."), code="own")
    return may_decide_for(user, entry.duty.squad_id)


def entry_fits(
    *, duty: PatrolDuty, target: DutyTarget | None, named: DutyGuard | None, at: datetime, now: datetime,
    limits: PatrolSettings,
) -> Answer:  # fmt: skip
    """Only for a point the duty owes and nobody has visited, within the duty's time and by a guard on it.

    Args:
        duty: it counts for.
        target: the point among those of the duty, None when it is none.
        named: the guard's place on the duty, None when there is none.
        at: when the guard is said to have been there.
        now: the server's time.
        limits: the station's numbers.
    """
    if duty.state == State.CANCELLED:
        return no(_("The duty was cancelled."), code="entry.cancelled")
    if target is None:
        return no(NOT_OWED, code="entry.not_owed")
    if target.visits:
        return no(_("This point has been visited in this duty."), code="entry.visited")
    if named is None or not named.holds:
        return no(_("This guard was not on this duty."), code="entry.other_guard")
    first = duty.starts_at - limits.early_minutes * MINUTE
    last = duty.ends_at + limits.grace_minutes * MINUTE
    if not first <= at < last or at > now:
        return no(_("The time does not lie within the duty."), code="entry.other_time")
    if at < now - OLDEST:
        return no(_("The duty is too long ago; its month has been counted."), code="entry.too_old")
    return YES


def within_limit(used: int, limits: PatrolSettings) -> Answer:
    """PA-10: so many a guard and month, asked for or approved."""
    if used < limits.manual_a_month:
        return YES
    words = _("This guard has had %(count)s manual entries this month already.") % {"count": used}
    return no(words, code="entry.limit")


def is_open(entry: ManualEntry) -> Answer:
    """Decided once."""
    if entry.state == EntryState.ASKED:
        return YES
    return no(_("This has been decided already."), code="entry.decided")
