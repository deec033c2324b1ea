"""The agenda of joint meetings and what comes of it: proposed, held, settled, heard, minuted, called off."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import rules
from community.partners.models import AgendaItem, Carried, Invitee, JointMeeting, MeetingSeries
from community.partners.planning import carry_over, changing, locked, saved
from community.partners.words import ItemState, Outcome
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record

PROPOSED = "joint_meeting.proposed"


# -- the agenda ----------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def propose(
    *, series: MeetingSeries, topic: str, actor=None, why: str = "", enterprise=None, wish=None
) -> AgendaItem:
    """Propose something to speak about; it comes on the next planned meeting, or waits for it.

    Args:
        actor: who proposes; None is an enterprise by the code of its building.
        enterprise: for which one.
        wish: the demand it is about; once on an agenda.

    Raises:
        NotAllowed: not of the police.
        RuleBroken: ``no_topic``, ``on_agenda``, ``other_station``, ``series_closed``.
    """
    found = MeetingSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    if actor is not None:
        demand(rules.may_propose(actor))
    if not topic.strip():
        raise RuleBroken(_("Name the topic."), code="no_topic")
    if not found.active:
        raise RuleBroken(_("This series is no longer in use."), code="series_closed")
    for end in (enterprise, wish):
        if end is not None:
            same_station(found, end).or_refuse()
    if wish is not None and found.items.filter(demand=wish, outcome="").exclude(state=ItemState.DECLINED).exists():
        raise RuleBroken(_("This is on the agenda already."), code="on_agenda")
    leads = actor is not None and bool(rules.may_lead_series(actor, found))
    item = _put(
        found, topic=topic.strip()[:80], why=why.strip(), enterprise=enterprise, demand=wish, proposed_by=actor,
        state=ItemState.ON if leads else ItemState.PROPOSED,
    )  # fmt: skip
    record(verb="joint_meeting.propose", subject=item.meeting or found, actor=actor, item=item.pk)
    if not leads and found.chair is not None:
        tell(
            station=found.station, recipients=[found.chair], kind=PROPOSED, key=f"{PROPOSED}:{item.pk}",
            url=(item.meeting or found).get_absolute_url(), item=item.pk,
        )  # fmt: skip
    return item


def _put(series: MeetingSeries, **columns) -> AgendaItem:
    meeting = series.meetings.planned().first()
    order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1 if meeting else 0
    return AgendaItem.objects.create(
        station_id=series.station_id, series=series, meeting=meeting, order=order, **columns
    )


def _locked_item(item: AgendaItem) -> AgendaItem:
    rows = AgendaItem.objects.select_for_update(no_key=True).prefetch_related("series", "meeting")
    return rows.get(pk=item.pk)


@transaction.atomic
@lines_last()
def judge(*, item: AgendaItem, take_on: bool, actor, reason: str = "") -> AgendaItem:
    """Put a proposal on the agenda, or say why not; what is on it is taken off the same way.

    Raises:
        NotAllowed: does not lead the series.
        RuleBroken: ``has_outcome``, ``not_planned``, ``no_reason``.
    """
    found = _locked_item(item)
    demand(rules.may_judge(actor, found))
    if found.outcome:
        raise RuleBroken(_("This item has an outcome already."), code="has_outcome")
    if found.meeting is not None:
        rules.is_planned(found.meeting).or_refuse()
    if not take_on and not reason.strip():
        raise RuleBroken(_("Say why it is not taken on; who proposed it reads it."), code="no_reason")
    found.state = ItemState.ON if take_on else ItemState.DECLINED
    found.decline_reason = "" if take_on else reason.strip()
    found.save()
    verb = "joint_meeting.take_on" if take_on else "joint_meeting.decline"
    record(verb=verb, subject=found.meeting or found.series, actor=actor, item=found.pk)
    return found


# -- the meeting and after -----------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def hold(
    *, meeting: JointMeeting, actor, came: Sequence[Invitee] = (), minutes: str = "", at: datetime | None = None
) -> JointMeeting:  # fmt: skip
    """Record that it took place: who came, what was said. What nobody took on waits for the next meeting.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``; ``nobody``.
    """
    now = at or timezone.now()
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "hold", actor, now)
    present = {row.pk for row in came}
    there = list(found.invitees.all())
    if not present & {row.pk for row in there}:
        raise RuleBroken(_("Say who came."), code="nobody")
    for row in there:
        row.attended = row.pk in present
    Invitee.objects.bulk_update(there, ["attended"])
    found.items.filter(state=ItemState.PROPOSED).update(meeting=None, order=0)
    carry_over(found)
    found.minutes, found.held_at = minutes.strip(), now
    return saved(found, "hold", actor, came=len(present))


@transaction.atomic
@lines_last()
def write_minutes(*, meeting: JointMeeting, minutes: str, actor, version: int | None = None) -> JointMeeting:
    """Write or correct the minutes until they are final.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``, ``changed_meanwhile``.
    """
    found = changing(meeting, actor, version)
    rules.is_being_minuted(found).or_refuse()
    found.minutes = minutes.strip()
    return saved(found, "minutes", actor)


@transaction.atomic
@lines_last()
def settle(*, item: AgendaItem, outcome: str, actor, outcome_words: str = "") -> AgendaItem:
    """Write down what the meeting made of an item; "at the next meeting" puts it there by itself, once.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``, ``not_on``, ``no_words``.
    """
    series = MeetingSeries.objects.select_for_update(no_key=True).get(pk=item.series_id)
    found = _locked_item(item)
    if found.meeting is None or found.state != ItemState.ON:
        raise RuleBroken(_("This is not on the agenda of a meeting."), code="not_on")
    demand(rules.may_lead(actor, found.meeting))
    rules.is_being_minuted(found.meeting).or_refuse()
    if outcome != Outcome.LATER and not outcome_words.strip():
        raise RuleBroken(_("Write down what was said and settled."), code="no_words")
    if outcome != Outcome.LATER:
        _not_later(found)
    found.outcome, found.outcome_words = outcome, outcome_words.strip()
    found.save()
    if outcome == Outcome.LATER and not hasattr(found, "later"):
        _put(
            series, topic=found.topic, why=found.why, enterprise_id=found.enterprise_id, demand_id=found.demand_id,
            proposed_by_id=found.proposed_by_id, state=ItemState.ON, again=found,
        )  # fmt: skip
    record(verb="joint_meeting.settle", subject=found.meeting, actor=actor, item=found.pk, outcome=outcome)
    return found


def _not_later(item: AgendaItem) -> None:
    """What was put off by mistake leaves the next agenda, unless that meeting has dealt with it.

    Raises:
        RuleBroken: ``dealt_with``.
    """
    later = AgendaItem.objects.select_for_update(no_key=True).filter(again=item).prefetch_related("meeting").first()
    if later is None or later.state == ItemState.DECLINED:
        return
    if later.outcome or (later.meeting is not None and not rules.is_planned(later.meeting)):
        raise RuleBroken(_("A later meeting has dealt with this item already."), code="dealt_with")
    later.delete()


@transaction.atomic
@lines_last()
def hear(*, carried: Carried, told: str, actor) -> Carried:
    """Write down what the meeting heard about a resolution it took over.

    Raises:
        NotAllowed, RuleBroken: ``not_held``, ``final``.
    """
    found = changing(carried.meeting, actor)
    rules.is_being_minuted(found).or_refuse()
    carried.told = told.strip()
    carried.save(update_fields=["told"])
    record(verb="joint_meeting.hear", subject=found, actor=actor, resolution=carried.resolution_id)
    return carried


@transaction.atomic
@lines_last()
def close(*, meeting: JointMeeting, actor, at: datetime | None = None) -> JointMeeting:
    """Make the minutes final: every item has its outcome. Open resolutions go on to the next meeting.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``.
    """
    now = at or timezone.now()
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "close", actor, now)
    found.closed_at = now
    return saved(found, "close", actor)


@transaction.atomic
@lines_last()
def reopen(*, meeting: JointMeeting, actor, at: datetime | None = None) -> JointMeeting:
    """Correct final minutes: the leadership only."""
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "reopen", actor, at or timezone.now())
    found.closed_at = None
    return saved(found, "reopen", actor)


@transaction.atomic
@lines_last()
def cancel(*, meeting: JointMeeting, reason: str, actor, at: datetime | None = None) -> JointMeeting:
    """Call a meeting off; its agenda waits for the next one, and so does what it had taken over.

    Raises:
        NotAllowed, RuleBroken: see ``rules.MEETING``; ``no_reason``.
    """
    found = locked(meeting.pk)
    rules.MEETING.advance(found, "cancel", actor, at or timezone.now())
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    found.cancel_reason = reason.strip()
    found.items.exclude(state=ItemState.DECLINED).update(meeting=None, order=0)
    found.carried.all().delete()
    return saved(found, "cancel", actor)
