"""The gate of every move of a case, and what all verbs share: lock, version, number, day-book."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import hooks, rules
from mediation.cases.models import BodyNumber, Case
from mediation.cases.words import State, Track
from mediation.network.readings import settings_of
from stations.kit.answer import RuleBroken, demand
from stations.numbers.actions import take
from stations.timeline.actions import record

# No 0/O, 1/I: read aloud at the counter and typed on a phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SERIES = "mediation"
# Milestones of a round that a re-opened case leaves behind.
FORGOTTEN = (
    "triaged_at", "accepted_on", "due_on", "next_session_at", "agreed_on", "effective_on", "perform_by",
    "performed_on", "breached_on", "confirmed_on", "ended_on", "follow_up_due_on", "followed_up_on",
)  # fmt: skip


def locked(pk: int, version: int | None = None) -> Case:
    """The case, its row locked until the transaction ends.

    Args:
        pk: its id.
        version: the version an edit was made on; None does not ask.

    Raises:
        Case.DoesNotExist: not in this station.
        RuleBroken: ``changed_meanwhile``: somebody else's edit was accepted since.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=pk)
    if version is not None and version != case.version:
        raise RuleBroken(
            _("Somebody else has changed this case meanwhile; load it again and repeat your change."),
            code="changed_meanwhile",
        )
    return case


def ask(case: Case, verb: str, actor) -> None:
    """Refuse a verb that does not exist in the present state or is not the person's, before anything is written.

    What else is missing is said by :func:`advance`, once the notices of the same form are written.

    Raises:
        RuleBroken: not from this state; the reason names the article.
        NotAllowed: the person may not.
    """
    step = rules.STEPS.step(case.state, verb)
    if step is None:
        rules.why_not(case, verb).or_refuse()
    elif actor is not None and step.who is not None:
        demand(step.who(actor, case))


def new_code() -> str:
    """A case code nobody can guess (一案一码)."""
    return "".join(secrets.choice(ALPHABET) for _place in range(10))


def give_number(case: Case, at: datetime) -> None:
    """The next number of the register and a fresh code; before anything is recorded."""
    case.year = timezone.localdate(at).year
    case.serial = take(station_id=case.station_id, series=SERIES, year=case.year)
    case.code = case.code or new_code()


def issue_number(case: Case, at: datetime) -> BodyNumber:
    """DT-01 … DT-03: the number printed on agreement, follow-up and cover; the same one again if there is one."""
    known = BodyNumber.objects.filter(case=case, series=case.track, voided_at=None).first()
    if known:
        return known
    year, words = timezone.localdate(at).year, settings_of(case.station)
    serial = take(station_id=case.station_id, series=f"mediation-{case.track}", year=year)
    if case.track == Track.RT:
        text = f"（{year}）{words.rt_prefix}人调字第{serial}号"
    else:
        text = f"{words.za_prefix or '调解字'}〔{year}〕{serial}号"
    return BodyNumber.objects.create(
        station_id=case.station_id, case=case, series=case.track, year=year, serial=serial, text=text, issued_at=at
    )


@transaction.atomic
def void_number(*, number: BodyNumber, reason: str, actor) -> None:
    """DT-03: a voided number stays as 作废 with its reason and is never used again.

    Raises:
        NotAllowed: not a keeper and not of the leadership.
        RuleBroken: ``no_reason``, ``voided``.
    """
    case = locked(number.case_id)
    demand(rules.may_keep(actor))
    if not reason.strip():
        raise RuleBroken(_("Say why the number is void."), code="no_reason")
    if BodyNumber.objects.filter(pk=number.pk, voided_at=None).update(
        voided_at=timezone.now(), void_reason=reason.strip()
    ) == 0:  # fmt: skip
        raise RuleBroken(_("The number is void already."), code="voided")
    after(case, "number_voided", actor=actor, at=timezone.now(), number=number.pk)


def advance(case: Case, verb: str, *, actor, at: datetime | None = None, system: bool = False, **data) -> Case:
    """Take a locked case one step on: table, other rooms' objections, save, followers, day-book.

    Args:
        case: from :func:`locked`, its milestones already set by the caller.
        verb: of ``rules.STEPS``.
        actor: who does it; None is the system itself.
        system: the step is a consequence of another verb whose permission was checked there.
        data: codes, ids and dates for the day-book.

    Raises:
        NotAllowed: the person may not.
        RuleBroken: the state, a guard or another room refuses.
    """
    at, case.left_state = at or timezone.now(), case.state
    step = rules.STEPS.advance(case, verb, None if system else actor, at)
    hooks.objection(case, verb, at).or_refuse()
    if step.target == State.ARCHIVED:
        case.archived_on = timezone.localdate(at)
    if verb == "reopen":
        begin_again(case)
    if verb == "hold":
        # Counted after the guard has asked how many there were (ZA-10).
        case.sessions_held += 1
        case.first_session_on = case.first_session_on or timezone.localdate(at)
    return after(case, verb, actor=actor, at=at, **data)


def begin_again(case: Case) -> None:
    """A re-opened case is triaged anew: what the last round came to no longer speaks for the next one.

    The rows of that round (sessions, agreement, visits) stay; the sessions of a public order mediation stay counted,
    because the law allows two in all (ZA-10).
    """
    case.reopened += 1
    for name in FORGOTTEN:
        setattr(case, name, None)
    case.refused_by, case.end_reason, case.instant, case.due_provisional = "", "", False, False


def after(case: Case, verb: str, *, actor, at: datetime, **data) -> Case:
    """Save an accepted change of a locked case, tell the other rooms, write the day-book."""
    case.version += 1
    case.save()
    hooks.moved(hooks.Move(case, verb, actor, at))
    record(verb=f"mediation.{verb}", subject=case, actor=actor, **data)
    return case
