"""What stands on the board: let it show, report, hide with a reason, appeal; what readers found useful."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forum import privacy, rules
from community.forum.actions import locked
from community.forum.models import ForumPost, OfficialAnswer
from community.forum.models_beside import Hiding, PostReport, Useful
from community.forum.readings import settings_of
from community.forum.telling import leaders, tell_writer
from community.forum.words import Fault, HidingState, Seen
from community.groups.rules import is_member
from stations.kit.answer import RuleBroken, demand
from stations.kit.history import unsigned
from stations.notices.actions import tell as notify
from stations.organisation.rules import officer_of
from stations.timeline.actions import lines_last, record


@transaction.atomic
@lines_last()
def show(*, post: ForumPost, actor, at: datetime | None = None) -> ForumPost:
    """It was checked and may stand on the board; reports about it are settled."""
    post = locked(post.pk)
    demand(rules.may_show(actor, post))
    post.seen = Seen.SHOWN
    post.save()
    _settle(post, at or timezone.now())
    record(verb="forum.show", subject=post, actor=actor)
    return post


@transaction.atomic
@lines_last()
def hide(*, post: ForumPost, actor, reason: str, at: datetime | None = None) -> Hiding:
    """Take it off the board; the writer reads the reason and may appeal."""
    moment = at or timezone.now()
    post = locked(post.pk)
    demand(rules.may_hide(actor, post))
    text = privacy.masked(reason.strip())[:200]
    if not text:
        raise RuleBroken(_("Give the reason."), code="no_reason")
    hiding = Hiding.objects.create(station=post.station, post=post, reason=text, by=officer_of(actor), at=moment)
    post.seen = Seen.HIDDEN
    post.save()
    _settle(post, moment)
    record(verb="forum.hide", subject=post, actor=actor)
    tell_writer(post, "forum.hidden", str(hiding.pk))
    return hiding


@unsigned()
@transaction.atomic
@lines_last()
def appeal(*, hiding: Hiding, actor, words: str, at: datetime | None = None) -> Hiding:
    """The writer appeals; somebody else of the leadership or the office decides."""
    moment = at or timezone.now()
    hiding = _locked(hiding)
    rules.may_appeal_at(hiding, settings_of(hiding.station), moment).or_refuse()
    hiding.appeal, hiding.appealed_at = privacy.masked(words.strip())[:300], moment
    if not hiding.appeal:
        raise RuleBroken(_("Say why it should be shown."), code="no_reason")
    rules.HIDING.advance(hiding, "appeal", actor, moment)
    hiding.save()
    record(verb="forum.appeal", subject=hiding.post, actor=None)
    deciders = [officer for officer in leaders() if officer.pk != hiding.by_id]
    notify(
        station=hiding.station, recipients=deciders, kind="forum.appeal", key=f"forum.appeal:{hiding.pk}",
        url=hiding.post.get_absolute_url(), post=hiding.post_id, number=hiding.post.number,
    )  # fmt: skip
    return hiding


@transaction.atomic
@lines_last()
def decide(*, hiding: Hiding, actor, verb: str, words: str = "", at: datetime | None = None) -> Hiding:
    """Show it again, or keep it hidden; about an appeal somebody else decides than who hid it.

    Args:
        verb: ``lift`` or ``uphold``.
        words: what the writer reads; needed to uphold.
    """
    moment = at or timezone.now()
    hiding = _locked(hiding)
    appealed = hiding.state == HidingState.APPEALED
    rules.HIDING.advance(hiding, verb, actor, moment)
    hiding.decided_by, hiding.decided_at = officer_of(actor), moment
    hiding.decision = privacy.masked(words.strip())[:200]
    if hiding.state == HidingState.UPHELD and not hiding.decision:
        raise RuleBroken(_("Give the reason."), code="no_reason")
    hiding.save()
    if hiding.state == HidingState.LIFTED:
        hiding.post.seen = Seen.SHOWN
        hiding.post.save()
    record(verb=f"forum.{verb}", subject=hiding.post, actor=actor)
    tell_writer(hiding.post, "forum.appeal_decided" if appealed else "forum.shown", str(hiding.pk))
    return hiding


@unsigned()
@transaction.atomic
@lines_last()
def report(*, post: ForumPost, user, fault: str, at: datetime | None = None) -> bool:
    """A reader reports it, once; enough reports take it off the board until an officer has looked.

    Returns:
        Whether it is off the board now.
    """
    moment = at or timezone.now()
    post = locked(post.pk)
    if PostReport.objects.filter(post=post, user=user).exists():
        raise RuleBroken(_("You have reported this already. Thank you."), code="reported")
    demand(rules.may_report(user, post))
    if fault not in Fault.values:
        raise RuleBroken(_("Choose a reason."), code="no_reason")
    PostReport.objects.create(station=post.station, post=post, user=user, fault=fault, at=moment)
    open_reports = PostReport.objects.filter(post=post, settled_at=None).count()
    if open_reports >= settings_of(post.station).reports_to_check:
        post.seen = Seen.WAITING
        post.save()
    record(verb="forum.reported", subject=post, actor=None, count=open_reports)
    return post.seen == Seen.WAITING


@unsigned()
@transaction.atomic
def found_useful(*, user, post: ForumPost | None = None, answer: OfficialAnswer | None = None) -> bool:
    """A member found something useful; counted once, nobody is named.

    Returns:
        Whether it was the first time.

    Raises:
        NotAllowed: no member, or it is not on the board.
    """
    demand(is_member(user))
    if post is not None:
        demand(rules.may_read(user, post))
    if answer is not None:
        demand(rules.may_open_answer(user, answer))
    fresh = {"station": user.home_station}
    made = Useful.objects.get_or_create(post=post, answer=answer, user=user, defaults=fresh)[1]
    if made and answer is not None:
        OfficialAnswer.objects.filter(pk=answer.pk).update(helped=F("helped") + 1)
    return made


def _settle(post: ForumPost, at: datetime) -> None:
    PostReport.objects.filter(post=post, settled_at=None).update(settled_at=at)


def _locked(hiding: Hiding) -> Hiding:
    """The writing first, as everybody locks it; then what hides it."""
    post = locked(hiding.post_id)
    row = Hiding.objects.select_for_update(no_key=True).prefetch_related("station").get(pk=hiding.pk)
    row.post = post
    return row
