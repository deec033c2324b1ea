"""Answer questions, take suggestions through their steps, pass on; what the writer does afterwards.

Lines about the writer's own steps have no actor; words that belong to a step stand in :class:`PostWord`.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forum import privacy, rules
from community.forum.models import ForumPost, OfficialAnswer
from community.forum.models_beside import PostWord
from community.forum.readings import due_of, settings_of
from community.forum.telling import tell_officer, tell_writer
from community.forum.words import Reach, Seen, Step
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.history import unsigned
from stations.organisation.models import Officer
from stations.organisation.rules import may_answer, officer_of
from stations.timeline.actions import lines_last, record

# -- questions -------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def answer(
    *,
    post: ForumPost,
    actor,
    text: str,
    basis: str,
    valid_until: date,
    title: str = "",
    reach: str = Reach.ASKER,
    verb: str = "answer",
    at: datetime | None = None,
) -> ForumPost:
    """Give an official answer: it carries the officer, its basis and its last day.

    Args:
        title: the question as others will find it; the writer's own words without it.
        reach: who else reads it, of :class:`Reach`.
        verb: ``answer``, or ``correct`` where it was answered before.

    Raises:
        NotAllowed: not in charge.
        RuleBroken: ``wrong_state`` (somebody else was first), ``no_basis``, ``past``, ``too_long``.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    _may(post, verb, actor, moment)
    made = write_answer(
        station=post.station, actor=actor, question=title.strip() or post.text[:120], text=text, basis=basis,
        topic=post.topic, valid_until=valid_until, reach=reach, at=moment,
    )  # fmt: skip
    return _answered(post, made, actor, verb, moment)


@transaction.atomic
@lines_last()
def reuse(
    *, post: ForumPost, answer: OfficialAnswer, actor, verb: str = "answer", at: datetime | None = None
) -> ForumPost:
    """Answer with an official answer that is there already; an expired one answers nothing.

    Raises:
        NotAllowed: not in charge.
        RuleBroken: ``wrong_state``, ``under_review``, ``retired``, ``other_station``.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    _may(post, verb, actor, moment)
    answer = OfficialAnswer.objects.select_for_update(no_key=True).get(pk=answer.pk)
    rules.is_valid(answer, timezone.localdate(moment)).or_refuse()
    return _answered(post, answer, actor, verb, moment)


def write_answer(
    *, station, actor, question: str, text: str, basis: str, topic, valid_until: date, reach: str, at: datetime
) -> OfficialAnswer:
    """A new official answer, inside the caller's transaction, whose right it has checked."""
    if not text.strip() or not basis.strip():
        raise RuleBroken(_("An official answer names its basis: the law, the rule, the article."), code="no_basis")
    rules.may_hold(valid_until, timezone.localdate(at)).or_refuse()
    return OfficialAnswer.objects.create(
        station=station, question=privacy.masked(question.strip())[:120], text=privacy.masked(text.strip()),
        basis=basis.strip()[:300], topic=topic, officer=officer_of(actor), reach=reach, valid_until=valid_until,
        written_at=at,
    )  # fmt: skip


def _answered(post: ForumPost, found: OfficialAnswer, actor, verb: str, at: datetime) -> ForumPost:
    post.answer = found
    _first_answer(post, at)
    _move(post, verb, actor, at, answer=found.pk)
    tell_writer(post, "forum.answered", f"{found.pk}:{at.timestamp():.0f}")
    return post


@unsigned()
@transaction.atomic
@lines_last()
def not_answered(*, post: ForumPost, actor, words: str, at: datetime | None = None) -> ForumPost:
    """The writer says, once, that the answer does not answer: back to the officer, with a new last day.

    Args:
        actor: the writer; None where the receipt code was shown, which the caller has checked.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    _move(post, "not_answered", actor, moment, nameless=True)
    post.again_at, post.alarmed_at = moment, None
    post.due_on = due_of(post.kind, settings_of(post.station), timezone.localdate(moment))
    post.save()
    _word(post, Step.NOT_ANSWERED, words, None, moment)
    tell_officer(post, post.officer, "forum.again")
    return post


# -- suggestions -----------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def accept(*, post: ForumPost, actor, at: datetime | None = None) -> ForumPost:
    """Take a suggestion on."""
    moment = at or timezone.now()
    post = locked(post.pk)
    post.accepted_at = moment
    _move(post, "accept", actor, moment)
    tell_writer(post, "forum.accepted")
    return post


@transaction.atomic
@lines_last()
def reply(
    *, post: ForumPost, actor, text: str, adoption: str, verb: str = "reply", at: datetime | None = None
) -> ForumPost:
    """Say what becomes of a suggestion.

    Args:
        text: what its writer reads.
        adoption: of :class:`Adoption`.
        verb: ``reply``, or ``correct`` where it was replied to before.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    _may(post, verb, actor, moment)
    if not text.strip() or not adoption:
        raise RuleBroken(_("Say what becomes of it, and why."), code="no_reply")
    post.reply, post.adoption = privacy.masked(text.strip())[:1000], adoption
    _first_answer(post, moment)
    _move(post, verb, actor, moment, adoption=adoption)
    for one in [post, *_joined(post)]:
        tell_writer(one, "forum.replied", f"{moment.timestamp():.0f}")
    return post


@transaction.atomic
@lines_last()
def publish(*, post: ForumPost, actor, at: datetime | None = None) -> ForumPost:
    """Make suggestion and reply public: everybody reads them, without anything about who wrote."""
    moment = at or timezone.now()
    post = locked(post.pk)
    _may(post, "publish", actor, moment)
    post.published_at, post.seen = moment, Seen.SHOWN
    _move(post, "publish", actor, moment)
    tell_writer(post, "forum.public")
    return post


@transaction.atomic
@lines_last()
def unpublish(*, post: ForumPost, actor, reason: str, at: datetime | None = None) -> ForumPost:
    """Take it back from the public, with the reason."""
    moment = at or timezone.now()
    post = locked(post.pk)
    post.published_at = None
    _move(post, "unpublish", actor, moment)
    _word(post, Step.UNPUBLISH, reason, actor, moment)
    return post


@transaction.atomic
@lines_last()
def merge(*, post: ForumPost, other: ForumPost, actor, at: datetime | None = None) -> ForumPost:
    """Join a suggestion with one that says the same; its writer follows that one from now on.

    Raises:
        RuleBroken: ``same``, ``ended``, ``other_station``, ``wrong_state``.
    """
    moment = at or timezone.now()
    # In one order, so that two who join crosswise wait for each other.
    rows = {row.pk: row for row in _locking().filter(pk__in={post.pk, other.pk}).order_by("pk")}
    post, other = rows[post.pk], rows[other.pk]
    _may(post, "merge", actor, moment)
    rules.may_join(post, other).or_refuse()
    post.duplicate_of = other
    _move(post, "merge", actor, moment, other=other.number)
    _word(post, Step.MERGE, other.number, actor, moment)
    tell_writer(post, "forum.merged")
    return post


# -- both ------------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def pass_on(*, post: ForumPost, actor, officer: Officer, reason: str, at: datetime | None = None) -> ForumPost:
    """Hand it to a colleague, with the reason; the last day stays.

    Raises:
        RuleBroken: ``other_station``, ``auxiliary``, ``not_on_post``, ``same``, ``no_reason``.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    _may(post, "pass_on", actor, moment)
    if officer.station_id != post.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    may_answer(officer).or_refuse()
    if officer.pk == post.officer_id:
        raise RuleBroken(_("This officer is in charge already."), code="same")
    post.officer = officer
    _move(post, "pass_on", actor, moment, officer=officer.pk)
    _word(post, Step.PASS_ON, reason, actor, moment, to=officer)
    tell_officer(post, officer, "forum.passed", f"{officer.pk}:{moment.timestamp():.0f}")
    return post


@transaction.atomic
@lines_last()
def refuse(*, post: ForumPost, actor, reason: str, at: datetime | None = None) -> ForumPost:
    """Do not take it up; the writer reads why."""
    moment = at or timezone.now()
    post = locked(post.pk)
    _first_answer(post, moment)
    _move(post, "refuse", actor, moment)
    _word(post, Step.REFUSE, reason, actor, moment)
    tell_writer(post, "forum.refused")
    return post


@unsigned()
@transaction.atomic
@lines_last()
def withdraw(*, post: ForumPost, actor, at: datetime | None = None) -> ForumPost:
    """The writer takes it back.

    Args:
        actor: the writer; None where the receipt code was shown, which the caller has checked.
    """
    post = locked(post.pk)
    _move(post, "withdraw", actor, at or timezone.now(), nameless=True)
    return post


# -- small parts -----------------------------------------------------------------------------------------------


def locked(post_id: int) -> ForumPost:
    """The row, locked until the transaction ends; without joins, so that nothing old is looked at."""
    return _locking().get(pk=post_id)


def _locking():
    rows = ForumPost.objects.select_for_update(no_key=True)
    return rows.prefetch_related("station", "officer", "topic", "author")


def _may(post: ForumPost, verb: str, actor, at: datetime) -> None:
    """Refuse before anything else is looked at; the move itself asks again."""
    said = rules.steps_of(post).check(post, verb, actor, at)
    if not said:
        raise (NotAllowed if said.code == "not_allowed" else RuleBroken)(said.reason, code=said.code)


def _move(
    post: ForumPost, verb: str, actor, at: datetime, *, nameless: bool = False, **data: Any
) -> None:  # fmt: skip
    rules.steps_of(post).advance(post, verb, actor, at)
    if post.officer_id is None and not nameless and verb not in {"pass_on", "refuse"}:
        post.officer = officer_of(actor)
    post.save()
    record(verb=f"forum.{verb}", subject=post, actor=None if nameless else actor, state=post.state, **data)


def _first_answer(post: ForumPost, at: datetime) -> None:
    """The figures count the first one, against the day that was due then."""
    if post.answered_at is None:
        post.answered_at = at
        post.in_time = timezone.localdate(at) <= post.due_on


def _word(post: ForumPost, step: str, words: str, actor, at: datetime, to: Officer | None = None) -> None:
    text = privacy.masked(words.strip())[:300]
    if not text:
        raise RuleBroken(_("Give the reason."), code="no_reason")
    PostWord.objects.create(
        station=post.station, post=post, step=step, words=text, by=officer_of(actor) if actor else None, to=to, at=at
    )


def _joined(post: ForumPost) -> list[ForumPost]:
    return list(ForumPost.objects.filter(duplicate_of=post).select_related("station", "author"))
