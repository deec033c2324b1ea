"""Put an act forward, verify or refuse it; appeal against a booking or a refusal, and decide."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.kit.history import unsigned
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.recognition import rules
from stations.recognition.actions import credit, earning, hold_account, settings_of
from stations.recognition.models import Appeal, Deed, LedgerEntry, PointRule
from stations.recognition.words import AppealState, Booking, DeedState, Refusal
from stations.timeline.actions import lines_last, record


@transaction.atomic
@lines_last()
def propose(
    *, station: Station, actor: User, user: User, rule: PointRule, words: str, done_at: datetime, key: uuid.UUID,
    place: str = "", at: datetime | None = None,
) -> Deed:  # fmt: skip
    """Put forward an act of a person that no other room knows; nothing is booked until somebody else verifies it.

    Args:
        rule: what kind of act it is.
        words: what was done, for the person and the checker to read.
        done_at, place: when and where.
        key: of the form; sent again, it is the same act.

    Raises:
        NotAllowed: no police officer; for oneself; somebody of another station.
        RuleBroken: ``earns_none``, ``worthless``, ``no_words``, ``in_future``.
    """
    demand(rules.may_see_deeds(actor))
    demand(rules.may_receive(actor, user))
    now, source = at or timezone.now(), f"deed:{key}"
    hold_account(user)
    if known := Deed.objects.filter(source=source).first():
        return known
    rules.brings(earning(user, station), rules.worth(rule, 0)).or_refuse()
    if not words.strip():
        raise RuleBroken(_("Say what was done."), code="no_words")
    if done_at > now:
        raise RuleBroken(_("The day lies in the future."), code="in_future")
    deed = Deed.objects.create(
        station=station, user=user, act=rule.act, words=words.strip(), place=place.strip(), done_at=done_at,
        source=source, proposed_by=actor, proposed_at=now,
    )  # fmt: skip
    record(verb="deed.proposed", subject=deed, actor=actor, act=deed.act)
    return deed


@transaction.atomic
@lines_last()
def verify(*, deed: Deed, actor: User, at: datetime | None = None) -> Deed:
    """Verify an act: it is booked by its rule; where the month's cap is reached it is refused with that reason.

    Raises:
        NotAllowed: checked already, the own act, the own proposal, not of the leadership.
        RuleBroken: ``earns_none``, ``worthless``: it is refused by hand, with words.
    """
    now, deed = at or timezone.now(), _locked(deed)
    demand(rules.may_check(actor, deed))
    rule = PointRule.objects.filter(act=deed.act).first()
    rules.brings(earning(deed.user, deed.station), rules.worth(rule, 0)).or_refuse()
    entry = credit(
        station=deed.station, user=deed.user, act=deed.act, source=deed.source, checker=actor, at=now,
        place=deed.place, done_at=deed.done_at,
    )  # fmt: skip
    _checked(deed, actor, now, DeedState.VERIFIED if entry else DeedState.REFUSED, "" if entry else Refusal.CAP)
    record(verb="deed.verified" if entry else "deed.capped", subject=deed, actor=actor)
    return deed


@transaction.atomic
@lines_last()
def refuse(*, deed: Deed, actor: User, reason: str, at: datetime | None = None) -> Deed:
    """Refuse an act with a reason the person reads and may appeal against."""
    now, deed = at or timezone.now(), _locked(deed)
    demand(rules.may_check(actor, deed))
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    deed.reason = reason.strip()
    _checked(deed, actor, now, DeedState.REFUSED, Refusal.WORDS)
    record(verb="deed.refused", subject=deed, actor=actor)
    tell(
        station=deed.station, recipients=[deed.user], kind="points.refused", key=f"deed:{deed.pk}", url="/me/points/"
    )
    return deed


@unsigned()
@transaction.atomic
@lines_last()
def appeal(*, actor: User, of: LedgerEntry | Deed, words: str, at: datetime | None = None) -> Appeal:
    """Disagree, once, within the station's days, with what was earned, refused or booked back; sent twice is once.

    Args:
        of: the booking, or the refusal.

    Raises:
        RuleBroken: ``own_only``, ``not_appealable``, ``appealed``, ``too_late``, ``no_words``.
    """
    now = at or timezone.now()
    entry, deed = (of, None) if isinstance(of, LedgerEntry) else (None, of)
    hold_account(of.user)
    known = Appeal.objects.filter(entry=entry, deed=deed).first()
    if known and (known.user_id, known.words) == (actor.pk, words.strip()):
        return known
    rules.may_appeal(actor, of, settings_of(of.station).appeal_days, now, known is not None).or_refuse()
    if not words.strip():
        raise RuleBroken(_("Say why."), code="no_words")
    made = Appeal.objects.create(
        station=of.station, user=actor, entry=entry, deed=deed, words=words.strip(), made_at=now,
        against=of.checker,
    )  # fmt: skip
    # Whose it is is left out: an appeal about a protected booking would name its giver (SE-31).
    record(verb="appeal.made", subject=made, actor=None)
    return made


@transaction.atomic
@lines_last()
def decide(
    *, appeal: Appeal, actor: User, granted: bool, answer: str, points: int = 0, at: datetime | None = None
) -> Appeal:
    """Decide an appeal, once: by somebody who neither checked what it is about nor made it.

    Args:
        granted: whether it stands.
        answer: what the person reads.
        points: given on appeal; at most what was booked back, or what the act is worth. A person decides here with
            a reason, so the month's cap does not bind; what is given counts towards it.

    Raises:
        NotAllowed: not of the leadership, the person, the checker; decided already.
        RuleBroken: ``no_answer``, ``points``.
    """
    now = at or timezone.now()
    row = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    demand(rules.may_decide(actor, row))
    if not answer.strip():
        raise RuleBroken(_("Write what the person is told."), code="no_answer")
    of = row.entry or row.deed
    most = rules.most_on_appeal(row.entry, PointRule.objects.filter(act=of.act).first())
    if granted and not 1 <= points <= most:
        raise RuleBroken(_("Give between 1 and %(most)s points.") % {"most": most}, code="points")
    row.state = AppealState.GRANTED if granted else AppealState.REFUSED
    row.points, row.answer = points if granted else 0, answer.strip()
    row.decided_by, row.decided_at = actor, now
    row.save()
    if granted:
        hold_account(row.user)
        LedgerEntry.objects.create(
            station=row.station, user=row.user, points=points, act=of.act, source=f"appeal:{row.pk}", checker=actor,
            at=now, kind=Booking.APPEAL, reason=row.answer[:200], protected=of.protected,
        )  # fmt: skip
    record(verb="appeal.granted" if granted else "appeal.refused", subject=row, actor=actor)
    if not of.protected:
        tell(
            station=row.station,
            recipients=[row.user],
            kind="points.appeal",
            key=f"appeal:{row.pk}",
            url="/me/points/",
        )
    return row


def _locked(deed: Deed) -> Deed:
    return Deed.objects.select_for_update(no_key=True).prefetch_related("user", "station").get(pk=deed.pk)


def _checked(deed: Deed, actor: User, now: datetime, state: str, refusal: str) -> None:
    deed.state, deed.refusal, deed.checker, deed.checked_at = state, refusal, actor, now
    deed.save()
