"""What the forum wants done: questions to answer, suggestions to reply to, answers to review, what to check."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.forum.models import ForumPost, OfficialAnswer
from community.forum.models_beside import Hiding
from community.forum.readings import settings_of
from community.forum.rules import is_officer
from community.forum.words import OWED, HidingState, Kind, Seen
from community.groups.readings import standing
from stations.agenda.words import Ask, Due, Tally
from stations.handovers.registry import Line
from stations.organisation.rules import commands, officer_of

KIND = "question"
# One line each up to here; more are one line together.
EACH = 8


def waiting(user, day: date) -> list[Ask | Tally]:
    """Questions and suggestions of mine."""
    own = officer_of(user)
    if own is None or not is_officer(user):
        return []
    rows = ForumPost.objects.owed().filter(officer=own)
    nearest = rows.select_related("community").order_by("due_on", "pk")[:EACH]
    return [Ask(nearest, partial(_one, day=day)), Tally(rows, partial(_more, day=day))]


def _more(n: int, day: date) -> Due | None:
    if n <= EACH:
        return None
    words = _("%(n)s more questions and suggestions") % {"n": n - EACH}
    return Due(words, day, f"{reverse('forum-posts')}?which=mine", kind=KIND)


def _one(post: ForumPost, day: date) -> Due:
    title = _("Answer: %(text)s") if post.kind == Kind.QUESTION else _("Reply to: %(text)s")
    tone = "danger" if post.due_on < day else "warn" if post.due_on <= day + timedelta(days=1) else "info"
    place = post.community.name if post.community else ""
    # Answering is work of the area: a colleague does it while the owner is at rest.
    return Due(title % {"text": post.text[:30]}, post.due_on, post.get_absolute_url(), tone, KIND, place, passes=True)


def to_check(user, day: date) -> list[Due | Ask | Tally]:
    """My official answers whose day comes; what the leadership and the office look at. Two queries of its own."""
    own = officer_of(user)
    if own is None or not is_officer(user):
        return []
    soon = day + timedelta(days=settings_of(user.home_station).review_days)
    rows = OfficialAnswer.objects.in_force().filter(officer=own, valid_until__lt=soon).order_by("valid_until")[:EACH]
    return [Ask(rows, partial(_review, day=day)), *_checks(user, day)]


def _review(row: OfficialAnswer, day: date) -> Due:
    title = _("Review the official answer: %(text)s") % {"text": row.question[:30]}
    tone = "danger" if row.valid_until < day else "warn"
    return Due(title, row.valid_until, row.get_absolute_url(), tone, KIND)


def _checks(user, day: date) -> list[Due | Tally]:
    """For the leadership and the office: what is overdue, unclaimed, to be checked, appealed against."""
    if not standing(user).sees_all:
        return []
    counted = ForumPost.objects.aggregate(
        overdue=Count("pk", filter=Q(state__in=OWED, due_on__lt=day)),
        since=Min("due_on", filter=Q(state__in=OWED, due_on__lt=day)),
        nobody=Count("pk", filter=Q(state__in=OWED, officer=None)),
        check=Count("pk", filter=Q(seen=Seen.WAITING, state__in=OWED)),
    )
    address, found = reverse("forum-posts"), []
    if n := counted["overdue"]:
        words = ngettext("%(n)s question is overdue", "%(n)s questions and suggestions are overdue", n) % {"n": n}
        found.append(Due(words, counted["since"], f"{address}?which=overdue", "danger", KIND))
    if n := counted["nobody"]:
        words = ngettext("%(n)s question has no officer", "%(n)s questions have no officer", n) % {"n": n}
        found.append(Due(words, day, f"{address}?which=nobody", "warn", KIND))
    if n := counted["check"]:
        words = ngettext("%(n)s entry to be checked", "%(n)s entries to be checked", n) % {"n": n}
        found.append(Due(words, None, f"{address}?which=check", kind=KIND))
    if commands(user):
        found.append(Tally(Hiding.objects.filter(state=HidingState.APPEALED), _appeals))
    return found


def _appeals(n: int) -> Due:
    words = ngettext("%(n)s appeal against hiding", "%(n)s appeals against hiding", n) % {"n": n}
    return Due(words, None, f"{reverse('forum-posts')}?which=appeal", "warn", KIND)


def handover_lines(station, at) -> list[Line]:
    """What the next duty must know: what is overdue, by number only."""
    day = timezone.localdate(at)
    rows = ForumPost.objects.overdue(day).order_by("due_on", "pk")[:EACH]
    return [
        Line(
            _("%(number)s is overdue since %(day)s") % {"number": row.number, "day": row.due_on},
            row.get_absolute_url(), "danger", at,
        )
        for row in rows
    ]  # fmt: skip
