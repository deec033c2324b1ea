"""Verbs about who mediates a case: ask, answer, withdraw, change the lead (RT-03, RT-05, RT-19)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import matching_readings as readings
from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.hooks import Move
from mediation.cases.matching_rules import FINAL, Score, Why, track_bar
from mediation.cases.models import Case, CaseMediator
from mediation.cases.words import State
from mediation.network.models import Mediator
from mediation.network.readings import settings_of, standing
from stations.kit.answer import YES, Answer, RuleBroken, demand, no
from stations.notices.actions import tell

LEAD, HELPS = CaseMediator.Part.LEAD, CaseMediator.Part.HELPS
ALLOTTED = frozenset({State.ACCEPTED, State.MEDIATING})
# After these verbs nobody is asked any more.
CLOSES = frozenset({"end", "decline", "transfer", "by_law", "archive", "agree"})
BY_PARTY, OWN, OVER = "by_party", "own", "case_over"


def may_allot(user, case: Case) -> Answer:
    """Name who leads: keepers and the leadership, the community's police, the officer in charge (RT-03)."""
    own = standing(user).officer_id
    if rules.may_triage(user, case) or (own is not None and own == case.officer_id):
        return YES
    return no(_("Mediators are named by the keeper of the room or the community's police."), code="keepers_only")


def may_ask_help(user, case: Case) -> Answer:
    """Ask somebody to help: who names mediators, and who mediates the case."""
    return YES if rules.on_case(user, case) else may_allot(user, case)


def may_answer(user, row: CaseMediator) -> Answer:
    """A mediator answers for themselves; who allots may note an answer given by telephone."""
    profile = standing(user).mediator
    if profile is not None and profile.pk == row.mediator_id:
        return YES
    return may_allot(user, row.case)


def _open(case: Case) -> None:
    if case.state not in ALLOTTED:
        raise RuleBroken(_("Mediators are named once the dispute is accepted, and until it ends."), "wrong_state")


def _row(row: CaseMediator) -> tuple[Case, CaseMediator]:
    """The case and the row, locked in this order, still open.

    Raises:
        RuleBroken: ``answered``: somebody was quicker.
    """
    case = locked(row.case_id)
    fresh = CaseMediator.objects.select_for_update(no_key=True).get(pk=row.pk, case=case)
    if fresh.until is not None:
        raise RuleBroken(_("This is no longer open; load the case again."), "answered")
    fresh.case = case
    return case, fresh


@transaction.atomic
def ask(
    *,
    case: Case,
    mediator: Mediator,
    actor,
    part: str = LEAD,
    by_parties: bool = False,
    version: int | None = None,
    at: datetime | None = None,
) -> CaseMediator:
    """Ask a mediator to take a case; who asks themselves has taken it.

    Args:
        part: lead (one a case) or helper.
        by_parties: the parties have chosen this mediator (RT-03, RT-05).
        version: of the case the choice was made on; None does not ask.

    Raises:
        NotAllowed: the person does not name mediators.
        RuleBroken: ``wrong_state``, ``lead_there``, ``left``, or why this mediator stays out (``conflict`` …).
    """
    moment = at or timezone.now()
    case = locked(case.pk, version)
    demand((may_allot if part == LEAD else may_ask_help)(actor, case))
    _open(case)
    if part == LEAD and readings.lead_of(case):
        raise RuleBroken(_("Somebody leads or is asked already; end that first."), "lead_there")
    found = readings.scored(case, mediator, timezone.localdate(moment))
    if found is None or mediator.station_id != case.station_id:
        raise RuleBroken(_("This mediator no longer serves."), "left")
    bar = readings.helper_bar(case, found) if part == HELPS else _bar(found)
    if bar:
        why = found.out if found.out and found.out.code == bar else Why(bar, 0, {"tie": "—"})
        raise RuleBroken(why.words, bar)
    row = _offer(case, found, part, actor, moment, by_parties)
    if mediator.user_id == getattr(actor, "pk", None):
        return _take(case, row, actor, moment)
    return row


def _bar(found: Score) -> str:
    return found.out.code if found.out and found.out.code in FINAL else ""


def _offer(case: Case, found: Score, part: str, actor, moment: datetime, by_parties: bool = False) -> CaseMediator:
    """Put the question to a mediator: row, notice, day-book."""
    reasons = [reason.kept for reason in found.reasons]
    if by_parties:
        reasons.insert(0, Why("chosen").kept)
    row = CaseMediator.objects.create(
        station_id=case.station_id, case=case, mediator_id=found.candidate.pk, part=part, reasons=reasons,
        asked_at=moment, by=actor,
    )  # fmt: skip
    account = Mediator.objects.select_related("user").get(pk=found.candidate.pk).user
    tell(
        station=case.station, recipients=[account], kind="mediation.asked", key=f"mediation.asked:{row.pk}",
        url=reverse("mediation-asks"), number=case.number,
    )  # fmt: skip
    after(case, "mediator_asked", actor=actor, at=moment, mediator=found.candidate.pk, part=part)
    return row


def _take(case: Case, row: CaseMediator, actor, moment: datetime) -> CaseMediator:
    row.accepted, row.answered_at, row.since = True, moment, moment
    row.save()
    if row.part == LEAD and case.police_led:
        case.officer = getattr(row.mediator.user, "officer", None) or case.officer
    after(case, "mediator_took", actor=actor, at=moment, mediator=row.mediator_id, part=row.part)
    _tell_asker(case, row, "mediation.taken")
    return row


@transaction.atomic
def answer(
    *, row: CaseMediator, yes: bool, actor, conflict: str = "", reason: str = "", at: datetime | None = None
) -> CaseMediator:
    """The yes or no of a mediator; after a no the next one is asked by itself.

    Args:
        conflict: a conflict of interest disclosed with the no (RT-19); keeps them out for good.
        reason: why not, in a few words.

    Raises:
        NotAllowed: neither the mediator nor who allots.
        RuleBroken: ``answered``, ``wrong_state``, ``conflict`` if a conflict is disclosed with a yes.
    """
    moment = at or timezone.now()
    case, row = _row(row)
    demand(may_answer(actor, row))
    if row.accepted is not None:
        raise RuleBroken(_("This has been answered already."), "answered")
    if yes:
        _open(case)
        if conflict.strip():
            raise RuleBroken(_("Whoever has a conflict of interest must withdraw (RT-19)."), "conflict")
        return _take(case, row, actor, moment)
    row.accepted, row.answered_at, row.until = False, moment, moment
    row.conflict, row.end_reason = conflict.strip()[:200], reason.strip()[:200]
    row.save()
    after(case, "mediator_declined", actor=actor, at=moment, mediator=row.mediator_id, conflict=bool(row.conflict))
    _after_no(case, row, actor, moment)
    return row


def _after_no(case: Case, row: CaseMediator, actor, moment: datetime) -> None:
    """The next of the list is asked; if nobody is left, or a helper said no, who asked is told."""
    if row.part != LEAD or case.state not in ALLOTTED:
        _tell_asker(case, row, "mediation.declined")
        return
    fit = readings.ranked(case, timezone.localdate(moment))[0]
    if fit:
        _offer(case, fit[0], LEAD, None, moment)
        return
    people = [*readings.keepers(), *([row.by] if row.by else [])]
    tell(
        station=case.station, recipients=people, kind="mediation.nobody", key=f"mediation.nobody:{row.pk}",
        url=reverse("mediation-match", args=[case.pk]), number=case.number,
    )  # fmt: skip


def _tell_asker(case: Case, row: CaseMediator, kind: str) -> None:
    if row.by_id and row.by_id != row.mediator.user_id:
        tell(
            station=case.station, recipients=[row.by], kind=kind, key=f"{kind}:{row.pk}",
            url=case.get_absolute_url(), number=case.number,
        )  # fmt: skip


@transaction.atomic
def withdraw(
    *, row: CaseMediator, conflict: str, actor, by_party: bool = False, at: datetime | None = None
) -> CaseMediator:
    """A mediator withdraws for a conflict of interest, or a party demands it (RT-19); the next one is asked.

    Args:
        conflict: the tie; kept on the row, never in the day-book.
        by_party: a party demands it.

    Raises:
        NotAllowed: neither the mediator nor who allots.
        RuleBroken: ``answered``, ``no_conflict``.
    """
    moment = at or timezone.now()
    case, row = _row(row)
    demand(may_answer(actor, row))
    if not conflict.strip():
        raise RuleBroken(_("Say what the conflict of interest is (RT-19)."), "no_conflict")
    row.until, row.conflict, row.end_reason = moment, conflict.strip()[:200], BY_PARTY if by_party else OWN
    row.save()
    _no_longer_in_charge(case, row)
    after(case, "mediator_withdrew", actor=actor, at=moment, mediator=row.mediator_id, by_party=by_party)
    if row.part == LEAD:
        _after_no(case, row, actor, moment)
    return row


@transaction.atomic
def release(*, row: CaseMediator, reason: str, actor, at: datetime | None = None) -> CaseMediator:
    """End somebody's part, or take a question back; nobody else is asked by itself.

    Raises:
        NotAllowed: the person does not name mediators.
        RuleBroken: ``answered``, ``no_reason``.
    """
    moment = at or timezone.now()
    case, row = _row(row)
    demand(may_allot(actor, case))
    if not reason.strip():
        raise RuleBroken(_("Say why."), "no_reason")
    row.until, row.end_reason = moment, reason.strip()[:200]
    row.save()
    _no_longer_in_charge(case, row)
    after(case, "mediator_left", actor=actor, at=moment, mediator=row.mediator_id)
    return row


def _no_longer_in_charge(case: Case, row: CaseMediator) -> None:
    own = getattr(row.mediator.user, "officer", None)
    if row.part == LEAD and own is not None and case.officer_id == own.pk:
        case.officer = None


@transaction.atomic
def lead_by(*, row: CaseMediator, actor, at: datetime | None = None) -> CaseMediator:
    """A helper takes over the lead; who led becomes a helper, or stops being asked.

    Raises:
        NotAllowed: the person does not name mediators.
        RuleBroken: ``answered``, ``not_taken``, ``wrong_state``, or the track keeps them out.
    """
    moment = at or timezone.now()
    case, row = _row(row)
    demand(may_allot(actor, case))
    _open(case)
    if not row.accepted or row.part == LEAD:
        raise RuleBroken(_("Only a helper who has taken the case may take over the lead."), "not_taken")
    bar = track_bar(case.track, row.mediator.kind.group, row.mediator.of_committee)
    if bar:
        raise RuleBroken(Why(bar).words, bar)
    former = case.mediators.select_for_update(no_key=True).filter(until=None, part=LEAD).first()
    if former and former.accepted:
        former.part = HELPS
        former.save()
    elif former:
        former.until, former.end_reason = moment, OVER
        former.save()
    row.part = LEAD
    row.save()
    if case.police_led:
        case.officer = getattr(row.mediator.user, "officer", None) or case.officer
    after(case, "lead_changed", actor=actor, at=moment, mediator=row.mediator_id)
    return row


# The system's own


def expire(*, pk: int, case_id: int, at: datetime) -> bool:
    """Close one question nobody answered, and ask the next; False when it has been answered meanwhile."""
    with transaction.atomic():
        case = locked(case_id)
        row = CaseMediator.objects.select_for_update(no_key=True).filter(pk=pk, until=None, accepted=None).first()
        if row is None:
            return False
        row.case, row.until, row.end_reason = case, at, readings.NO_ANSWER
        row.save()
        after(case, "mediator_silent", actor=None, at=at, mediator=row.mediator_id)
        _after_no(case, row, None, at)
        return True


def expire_all(*, station, at: datetime) -> int:
    """Every question of the station that waits longer than ``answer_hours``; each once. Returns how many."""
    before = at - timedelta(hours=settings_of(station).answer_hours)
    waiting = CaseMediator.objects.filter(accepted=None, until=None, asked_at__lte=before).order_by("asked_at", "pk")
    rows = list(waiting.values_list("pk", "case_id")[:200])
    return sum(expire(pk=pk, case_id=case_id, at=at) for pk, case_id in rows)


def followed(move: Move) -> None:
    """A case that is over asks nobody; one that begins on another track parts with a lead the track keeps out."""
    rows = move.case.mediators.filter(until=None)
    if move.verb in CLOSES:
        rows.filter(accepted=None).update(until=move.at, end_reason=OVER)
    elif move.verb == "accept":
        for row in rows.filter(part=LEAD).select_related("mediator__kind"):
            if track_bar(move.case.track, row.mediator.kind.group, row.mediator.of_committee):
                row.until, row.end_reason = move.at, OVER
                row.save()
