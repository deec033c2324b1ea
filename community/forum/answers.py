"""Official answers: write one for everybody, review it when its day comes, change, publish, retire."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forum import privacy, rules
from community.forum.actions import write_answer
from community.forum.models import ForumPost, ForumTopic, OfficialAnswer
from community.forum.telling import tell_writer
from community.forum.words import Reach
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station
from stations.organisation.rules import officer_of
from stations.timeline.actions import lines_last, record


@transaction.atomic
@lines_last()
def write_faq(
    *, station: Station, actor, question: str, text: str, basis: str, topic: ForumTopic, valid_until: date,
    reach: str = Reach.PUBLIC, at: datetime | None = None,
) -> OfficialAnswer:  # fmt: skip
    """Write an official answer before anybody asks."""
    demand(rules.is_officer(actor))
    if topic.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    made = write_answer(
        station=station, actor=actor, question=question, text=text, basis=basis, topic=topic,
        valid_until=valid_until, reach=reach, at=at or timezone.now(),
    )  # fmt: skip
    record(verb="forum.answer_written", subject=made, actor=actor, until=str(valid_until))
    return made


@transaction.atomic
@lines_last()
def confirm(*, answer: OfficialAnswer, actor, valid_until: date, at: datetime | None = None) -> OfficialAnswer:
    """It was reviewed and still holds, until another day."""
    moment = at or timezone.now()
    answer = locked(answer)
    rules.may_hold(valid_until, timezone.localdate(moment)).or_refuse()
    answer.valid_until, answer.reviewed_at = valid_until, moment
    return _moved(answer, "confirm", actor, moment, until=str(valid_until))


@transaction.atomic
@lines_last()
def revise(
    *, answer: OfficialAnswer, actor, question: str, text: str, basis: str, valid_until: date,
    at: datetime | None = None,
) -> OfficialAnswer:  # fmt: skip
    """Change what is said: from now on in the name of who changed it; whoever asked is told."""
    moment = at or timezone.now()
    answer = locked(answer)
    rules.may_hold(valid_until, timezone.localdate(moment)).or_refuse()
    if not text.strip() or not basis.strip():
        raise RuleBroken(_("An official answer names its basis: the law, the rule, the article."), code="no_basis")
    answer.question = privacy.masked(question.strip())[:120] or answer.question
    answer.text, answer.basis = privacy.masked(text.strip()), basis.strip()[:300]
    answer.valid_until, answer.reviewed_at, answer.officer = valid_until, moment, officer_of(actor) or answer.officer
    _moved(answer, "revise", actor, moment, until=str(valid_until))
    for post in ForumPost.objects.filter(answer=answer).select_related("station", "author"):
        tell_writer(post, "forum.answer_changed", f"{answer.pk}:{moment.timestamp():.0f}")
    return answer


@transaction.atomic
@lines_last()
def publish(*, answer: OfficialAnswer, actor, reach: str, at: datetime | None = None) -> OfficialAnswer:
    """Say who reads it beside those who asked, of :class:`Reach`; one that is under review is shown to nobody new."""
    moment = at or timezone.now()
    answer = locked(answer)
    if reach != Reach.ASKER:
        rules.is_valid(answer, timezone.localdate(moment)).or_refuse()
    answer.reach = reach
    return _moved(answer, "publish", actor, moment, reach=reach)


@transaction.atomic
@lines_last()
def retire(*, answer: OfficialAnswer, actor, at: datetime | None = None) -> OfficialAnswer:
    """The station no longer says this; those whose question it answered see that it no longer holds."""
    moment = at or timezone.now()
    answer = locked(answer)
    answer.retired_at = moment
    return _moved(answer, "retire", actor, moment)


def locked(answer: OfficialAnswer) -> OfficialAnswer:
    """The row, locked until the transaction ends."""
    rows = OfficialAnswer.objects.select_for_update(no_key=True).prefetch_related("officer", "topic")
    return rows.get(pk=answer.pk)


def _moved(answer: OfficialAnswer, verb: str, actor, at: datetime, **data) -> OfficialAnswer:
    rules.ANSWER.advance(answer, verb, actor, at)
    answer.save()
    record(verb=f"forum.answer_{verb}", subject=answer, actor=actor, **data)
    return answer
