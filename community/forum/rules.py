"""Decisions of the forum: who asks, answers, checks and hides; the step tables; when an answer is due.

Questions and suggestions share a table and have a step table each; hiding, notices of the station and official
answers have their own. An answer is due on a working day (程序规定 第35条: the day of writing is not counted).
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.models import Announcement, ForumPost, ForumSettings, OfficialAnswer
from community.forum.models_beside import Hiding
from community.forum.words import AnswerState, HidingState, Kind, NewsState, Reach, Seen, State
from community.groups.readings import standing
from community.groups.rules import ends, is_member, is_profiled, may_keep_groups
from stations.agenda.standing_in import stands_in_for
from stations.calendar.rules import Marks, working_day_after
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Post
from stations.organisation.rules import commands, is_police, officer_of, post_of

# Design defaults [I]: more than this in a day is a call for a telephone, not for a form.
MOST_A_DAY = 20
# A writer may say once, and not for ever, that the answer does not answer.
AGAIN_DAYS = 30
# What is typed is compared from this length on (characters).
SHORTEST = 2
TAKE_BACK, RETIRE = pgettext_lazy("forum", "Take back"), pgettext_lazy("official answer", "Retire")
PATIENCE = _("There were a lot of questions today: call the station, or 110 in an emergency.")


# Who


def may_ask(user) -> Answer:
    """Every confirmed member; who is none uses the public page."""
    return is_member(user)


def may_follow(user) -> Answer:
    """What one wrote is followed to its answer, also when the membership has lapsed or ended meanwhile."""
    return is_profiled(user)


def may_see_forum(user) -> Answer:
    """The office of the forum: police officers of the station."""
    return is_police(user)


def is_officer(user) -> Answer:
    """A police officer on post: answers and announcements carry one."""
    if officer_of(user) and post_of(user) not in {"", Post.AUXILIARY}:
        return YES
    return no(_("An official answer carries a police officer on post."), code="officers_only")


def keeps_forum(user) -> Answer:
    """Settings, topics, publishing: the leadership and the crime-watch office."""
    return may_keep_groups(user)


def handles(user, post: ForumPost) -> Answer:
    """Answer, pass on, refuse: the officer in charge, who answers for the community, the office, the leadership.

    What nobody is in charge of any police officer may take up.
    """
    officer = is_officer(user)
    if not officer:
        return officer
    who = standing(user)
    if post.officer_id is None or _is(user, post.officer_id) or who.sees_all:
        return YES
    if post.community_id is not None and post.community_id in who.communities:
        return YES
    # Work of the area passes to the stand-in while its owner is at rest.
    if post.officer_id in stands_in_for(user):
        return YES
    return no(_("The officer in charge does this; have it passed on to you."), code="in_charge_only")


def _is(user, officer_id: int | None) -> bool:
    own = officer_of(user)
    return own is not None and own.pk == officer_id


def is_writer(user, post: ForumPost) -> Answer:
    """Who wrote it; nobody wrote what a resident left without a login."""
    if post.author_id is not None and post.author_id == user.pk:
        return YES
    return no(_("Only who wrote it does this."), code="writer_only")


def may_read(user, post: ForumPost) -> Answer:
    """The writer, the police, and members where it stands on the board."""
    if is_writer(user, post) or may_see_forum(user):
        return YES
    if is_member(user) and post.seen == Seen.SHOWN:
        return YES
    return no(_("This is not on the board."), code="not_shown")


def may_see_contact(user, post: ForumPost) -> Answer:
    """The phone that a resident left: who handles it."""
    return handles(user, post)


# When


def due_on(kind: str, settings: ForumSettings, day: date, marks: Marks) -> date:
    """The last day of the answer, reckoned in working days; the day of writing is not counted.

    Args:
        kind: of :class:`Kind`.
        day: when it was written (or asked again).
        marks: of the calendar, from ``marks_for_limit``.
    """
    days = settings.answer_days if kind == Kind.QUESTION else settings.reply_days
    return working_day_after(day, days, marks).day


def valid_until(settings: ForumSettings, day: date) -> date:
    """The last day that is proposed for an official answer written on ``day``."""
    return ends(day, settings.valid_months) - timedelta(days=1)


def is_valid(answer: OfficialAnswer, day: date) -> Answer:
    """Whether the station stands by an answer on a day; an expired one is under review and answers nothing."""
    if answer.state != AnswerState.IN_FORCE:
        return no(_("This answer has been retired."), code="retired")
    if answer.valid_until < day:
        return no(_("This answer has expired and is under review."), code="under_review")
    return YES


def may_hold(last: date, day: date) -> Answer:
    """An answer or a notice holds at least until today, and for five years at most."""
    if last < day:
        return no(_("The last day has already passed."), code="past")
    if last > day + timedelta(days=5 * 366):
        return no(_("Five years are the longest."), code="too_long")
    return YES


# Questions


def _once(post: ForumPost, at: datetime | None) -> Answer:
    if post.again_at:
        return no(_("It was asked again once already; ask a new question."), code="again_once")
    if at and post.answered_at and at - post.answered_at > timedelta(days=AGAIN_DAYS):
        return no(_("This was answered long ago; ask a new question."), code="again_late")
    return YES


QUESTION = Workflow(
    "question",
    [
        Step(State.ASKED, "answer", State.ANSWERED, pgettext_lazy("verb", "Answer"), handles),
        Step(State.ASKED, "pass_on", State.ASKED, _("Pass on"), handles),
        Step(State.ASKED, "refuse", State.REFUSED, _("Do not take up"), handles, tone="danger"),
        Step(State.ASKED, "withdraw", State.WITHDRAWN, TAKE_BACK, is_writer, tone="danger"),
        Step(State.ANSWERED, "correct", State.ANSWERED, _("Answer anew"), handles),
        Step(State.ANSWERED, "not_answered", State.ASKED, _("This does not answer it"), is_writer, _once),
    ],
)


# Suggestions


def _can_be_public(post: ForumPost, at: datetime | None) -> Answer:
    if post.seen == Seen.PRIVATE:
        return no(_("It was written for the police only."), code="private")
    if post.seen == Seen.HIDDEN:
        return no(_("It is hidden."), code="hidden")
    return YES


SUGGESTION = Workflow(
    "suggestion",
    [
        Step(State.SUBMITTED, "accept", State.ACCEPTED, pgettext_lazy("suggestion", "Accept"), handles),
        Step(State.SUBMITTED, "pass_on", State.SUBMITTED, _("Pass on"), handles),
        Step(State.SUBMITTED, "merge", State.MERGED, _("Join with another"), handles),
        Step(State.SUBMITTED, "refuse", State.REFUSED, _("Do not take up"), handles, tone="danger"),
        Step(State.SUBMITTED, "withdraw", State.WITHDRAWN, TAKE_BACK, is_writer, tone="danger"),
        Step(State.ACCEPTED, "reply", State.REPLIED, pgettext_lazy("suggestion", "Reply"), handles),
        Step(State.ACCEPTED, "pass_on", State.ACCEPTED, _("Pass on"), handles),
        Step(State.ACCEPTED, "merge", State.MERGED, _("Join with another"), handles),
        Step(State.ACCEPTED, "withdraw", State.WITHDRAWN, TAKE_BACK, is_writer, tone="danger"),
        Step(State.REPLIED, "correct", State.REPLIED, _("Answer anew"), handles),
        Step(
            State.REPLIED, "publish", State.PUBLISHED, pgettext_lazy("suggestion", "Make public"), handles,
            _can_be_public,
        ),
        Step(
            State.PUBLISHED, "unpublish", State.REPLIED, _("Take back from the public"), handles, tone="danger"
        ),
    ],
)  # fmt: skip
STEPS = {Kind.QUESTION: QUESTION, Kind.SUGGESTION: SUGGESTION}


def steps_of(post: ForumPost) -> Workflow:
    """The step table of its kind."""
    return STEPS[Kind(post.kind)]


def may_join(post: ForumPost, other: ForumPost) -> Answer:
    """A suggestion joins another one of the station that still lives; never itself, never in a ring."""
    if post.station_id != other.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if post.pk == other.pk or other.kind != Kind.SUGGESTION:
        return no(_("Choose another suggestion."), code="same")
    if other.state in {State.MERGED, State.WITHDRAWN, State.REFUSED}:
        return no(_("That suggestion has ended."), code="ended")
    return YES


# Checking, reporting, hiding


def may_check(user) -> Answer:
    """Let something stand on the board or hide it: police officers on post."""
    return is_officer(user)


def may_show(user, post: ForumPost) -> Answer:
    """Put on the board what waits to be checked."""
    if post.seen != Seen.WAITING:
        return no(_("This does not wait to be checked."), code="wrong_state")
    return may_check(user)


def may_hide(user, post: ForumPost) -> Answer:
    """Take something off the board, with a reason its writer reads."""
    if post.seen == Seen.HIDDEN:
        return no(_("This is hidden already."), code="wrong_state")
    if post.author_id is not None and post.author_id == user.pk:
        return no(_("Take back what you wrote yourself."), code="own")
    return may_check(user)


def may_report(user, post: ForumPost) -> Answer:
    """A member reports what stands on the board and is somebody else's."""
    if post.author_id is not None and post.author_id == user.pk:
        return no(_("This is your own."), code="own")
    if post.seen != Seen.SHOWN:
        return no(_("This is not on the board."), code="not_shown")
    return is_member(user)


def _hid_by_other(user, hiding: Hiding) -> Answer:
    own = officer_of(user)
    if own and own.pk == hiding.by_id:
        return no(_("Somebody else decides about the appeal."), code="own")
    return commands(user) or may_keep_groups(user)


def _may_lift(user, hiding: Hiding) -> Answer:
    return may_check(user)


def _writer_of_hidden(user, hiding: Hiding) -> Answer:
    return is_writer(user, hiding.post)


def may_appeal_at(hiding: Hiding, settings: ForumSettings, at: datetime) -> Answer:
    """An appeal comes within the days the station gives."""
    if at - hiding.at > timedelta(days=settings.appeal_days):
        return no(_("The time for an appeal has passed."), code="appeal_late")
    return YES


HIDING = Workflow(
    "hiding",
    [
        Step(HidingState.IN_FORCE, "appeal", HidingState.APPEALED, _("Appeal"), _writer_of_hidden),
        Step(HidingState.IN_FORCE, "lift", HidingState.LIFTED, _("Show again"), _may_lift),
        Step(HidingState.APPEALED, "lift", HidingState.LIFTED, _("Show again"), _hid_by_other),
        Step(
            HidingState.APPEALED, "uphold", HidingState.UPHELD, _("Keep hidden"), _hid_by_other, tone="danger"
        ),
    ],
)  # fmt: skip


# Official answers


def keeps_answer(user, answer: OfficialAnswer) -> Answer:
    """Review, change, publish, retire: the officer who gave it, the office, the leadership."""
    if not is_officer(user):
        return is_officer(user)
    if _is(user, answer.officer_id) or standing(user).sees_all:
        return YES
    return no(_("The officer who gave it, the crime-watch office or the leadership does this."), code="keeper_only")


ANSWER = Workflow(
    "official answer",
    [
        Step(AnswerState.IN_FORCE, "confirm", AnswerState.IN_FORCE, _("Confirm for longer"), keeps_answer),
        Step(AnswerState.IN_FORCE, "revise", AnswerState.IN_FORCE, _("Change the answer"), keeps_answer),
        Step(
            AnswerState.IN_FORCE, "publish", AnswerState.IN_FORCE, pgettext_lazy("official answer", "Who reads it"),
            keeps_answer,
        ),
        Step(AnswerState.IN_FORCE, "retire", AnswerState.RETIRED, RETIRE, keeps_answer, tone="danger"),
    ],
)  # fmt: skip


def may_open_answer(user, answer: OfficialAnswer) -> Answer:
    """Police officers all; members what is for members, and what answered their own question."""
    if may_see_forum(user):
        return YES
    asked = answer.reach == Reach.ASKER
    if is_member(user) and (not asked or answer.questions.filter(author=user).exists()):
        return YES
    return no(_("This answer is for who asked."), code="asker_only")


# Notices of the station


def _still_ahead(news: Announcement, at: datetime | None) -> Answer:
    return may_hold(news.ends_on, timezone.localdate(at))


def _writes(user, news: Announcement) -> Answer:
    own = officer_of(user)
    if own and own.pk == news.written_by_id:
        return is_officer(user)
    return keeps_forum(user)


def _publishes(user, news: Announcement) -> Answer:
    return keeps_forum(user)


NEWS = Workflow(
    "announcement",
    [
        Step(NewsState.DRAFT, "edit", NewsState.DRAFT, _("Change"), _writes),
        Step(
            NewsState.DRAFT, "publish", NewsState.PUBLISHED, pgettext_lazy("announcement", "Publish"),
            _publishes, _still_ahead,
        ),
        Step(NewsState.PUBLISHED, "extend", NewsState.PUBLISHED, _("Change the last day"), _writes),
        Step(NewsState.PUBLISHED, "withdraw", NewsState.WITHDRAWN, _("Withdraw"), _writes, tone="danger"),
        Step(NewsState.DRAFT, "discard", NewsState.WITHDRAWN, _("Discard the draft"), _writes, tone="danger"),
    ],
)  # fmt: skip
