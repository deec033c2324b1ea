"""What pages ask of the forum: the inbox, boards without names, similar questions, the sides of one writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.models import Announcement, ForumPost, ForumSettings, ForumTopic, OfficialAnswer
from community.forum.models_beside import Hiding, Useful
from community.forum.privacy import shown_name
from community.forum.words import Audience, HidingState, Kind, Reach, Seen, State
from community.groups.models import GroupMembership, Member
from stations.calendar.rules import marks_for_limit, working_day_after
from stations.kit.spans import in_force
from stations.kit.stages import Stage, in_phases

# How many of each are looked at and offered while somebody types.
LOOKED_AT, CANDIDATES, OFFERED, SHORTEST = 2000, 40, 5, 2
# Shares of what was typed; below, nothing is offered.
LEAST_WORDS, LEAST_PAIRS, LEAST_TEMPLATE = 0.05, 0.3, 0.2
MOST_READ, NEWS_SHOWN = 3, 2


def settings_of(station) -> ForumSettings:
    """The station's settings, with the defaults where it has set none."""
    return ForumSettings.objects.filter(station=station).first() or ForumSettings(station=station)


def due_of(kind: str, settings: ForumSettings, day: date) -> date:
    """The last day of an answer, by the calendar; one query."""
    days = settings.answer_days if kind == Kind.QUESTION else settings.reply_days
    return working_day_after(day, days, marks_for_limit(day, days)).day


def topics() -> QuerySet[ForumTopic]:
    """Topics in use, in the station's order."""
    return ForumTopic.objects.filter(active=True)


# Lists


def listed() -> QuerySet[ForumPost]:
    """Questions and suggestions with what the office sees in a list; nothing of who wrote but a trade."""
    return ForumPost.objects.select_related("topic", "community", "officer__user", "answer", "duplicate_of").annotate(
        reported=Count("reports", filter=Q(reports__settled_at=None), distinct=True)
    )


def in_order(rows: QuerySet[ForumPost]) -> QuerySet[ForumPost]:
    """What is owed first, by its last day; the rest by age."""
    owed = Case(
        When(state__in=(State.ASKED, State.SUBMITTED, State.ACCEPTED), then=Value(0)), default=Value(1),
        output_field=IntegerField(),
    )  # fmt: skip
    return rows.alias(first=owed).order_by("first", Case(When(first=0, then=F("due_on"))), "-written_at", "-id")


def written_by(user) -> QuerySet[ForumPost]:
    """A member's own questions and suggestions, the newest first."""
    return ForumPost.objects.filter(author=user).select_related("topic", "answer", "officer__user", "duplicate_of")


def board(user) -> QuerySet[ForumPost]:
    """What members read of each other, with counts of "useful" and whether the reader said so."""
    mine = Useful.objects.filter(post=OuterRef("pk"), user=user)
    rows = ForumPost.objects.on_board().select_related("topic", "answer", "author")
    return rows.annotate(useful_count=Count("useful", distinct=True), useful_mine=Exists(mine))


def byline(post: ForumPost) -> str:
    """Who wrote, as others may know it: surname and trade of a member, nothing of a resident (needs ``author``)."""
    if post.author_id is None:
        return str(_("A member") if post.trade else _("A resident"))
    name = shown_name(post.author.name)
    return f"{name} · {post.trade}" if post.trade else name


def of_sitting(sitting_id: int) -> QuerySet[ForumPost]:
    """Questions asked after a class."""
    return listed().filter(sitting_id=sitting_id)


# Official answers


def answers() -> QuerySet[OfficialAnswer]:
    """Official answers with what a list shows."""
    return OfficialAnswer.objects.select_related("topic", "officer__user")


def answers_for(public: bool) -> QuerySet[OfficialAnswer]:
    """What members, or everybody, read of the official answers."""
    reach = [Reach.PUBLIC] if public else [Reach.PUBLIC, Reach.MEMBERS]
    return answers().in_force().filter(reach__in=reach)


def most_read(day: date, public: bool = False) -> QuerySet[OfficialAnswer]:
    """The three valid answers read most."""
    return answers_for(public).filter(valid_until__gte=day).order_by("-reads", "-written_at")[:MOST_READ]


def count_read(answer: OfficialAnswer) -> None:
    """One more reader; only a number, of nobody."""
    OfficialAnswer.objects.filter(pk=answer.pk).update(reads=F("reads") + 1)


# Similar questions


@dataclass(frozen=True, slots=True)
class Similar:
    """One thing offered while somebody types: an official answer, or a question that is still open."""

    answer: OfficialAnswer | None
    post: ForumPost | None
    score: float

    @property
    def text(self) -> str:
        """The question."""
        return self.answer.question if self.answer else self.post.text


def similar(typed: str, day: date, public: bool = False) -> list[Similar]:
    """Up to five similar questions, the answered ones first; two queries, none for less than two characters.

    Chinese has no spaces between words, so the database picks by trigrams and by what is contained, and pairs of
    characters decide: 电动车能上楼吗 finds 电动自行车可以推上楼吗.

    Args:
        typed: what stands in the field.
        day: today; what expired before is not offered.
        public: only what everybody reads.
    """
    typed = " ".join(typed.split())[:200]
    if len(typed) < SHORTEST:
        return []
    valid = answers_for(public).filter(valid_until__gte=day)
    found = [Similar(row, None, pairs(typed, row.question)) for row in _alike(valid, "question", typed)]
    best = sorted((one for one in found if one.score >= LEAST_PAIRS), key=lambda one: -one.score)[:OFFERED]
    if public or len(best) == OFFERED:
        return best
    waiting = ForumPost.objects.questions().on_board().filter(state=State.ASKED)
    open_ones = [Similar(None, row, pairs(typed, row.text)) for row in _alike(waiting, "text", typed)]
    open_ones = sorted((one for one in open_ones if one.score >= LEAST_PAIRS), key=lambda one: -one.score)
    return [*best, *open_ones[: OFFERED - len(best)]]


def _alike(rows: QuerySet, column: str, typed: str) -> QuerySet:
    newest = rows.order_by("-written_at").values("pk")[:LOOKED_AT]
    alike = Greatest(TrigramSimilarity(column, typed), TrigramWordSimilarity(typed, column))
    shares = Q(alike__gte=LEAST_WORDS)
    for pair in sorted(_pairs(typed))[:30]:
        shares |= Q(**{f"{column}__contains": pair})
    fresh = rows.model.objects.filter(pk__in=newest).annotate(alike=alike)
    return fresh.filter(shares).order_by("-alike", "-written_at")[:CANDIDATES]


# Characters that say nothing about what is asked.
EMPTY = frozenset("的了吗呢吧啊呀么是我你您他她它们请问怎么什么如何能可以有没不要被把在和与或及，。？！、；：,.?!;: ")


def _pairs(text: str) -> frozenset[str]:
    letters = [letter for letter in text.lower() if letter not in EMPTY and not letter.isdigit()]
    return frozenset("".join(pair) for pair in zip(letters, letters[1:], strict=False)) or frozenset(letters)


def pairs(typed: str, other: str) -> float:
    """How much of what was typed stands in another text, too: pairs of characters first, then single ones; 0 … 1."""
    wanted, single = _pairs(typed), _letters(typed)
    if not wanted:
        return 0.0
    return 0.65 * len(wanted & _pairs(other)) / len(wanted) + 0.35 * len(single & _letters(other)) / len(single)


def _letters(text: str) -> frozenset[str]:
    return frozenset(letter for letter in text.lower() if letter not in EMPTY and not letter.isdigit())


# Notices of the station


def news_for(user, day: date) -> QuerySet[Announcement]:
    """Current notices for a member: for everybody, for members, for the own trade or group."""
    member = Member.objects.confirmed().filter(user=user).values_list("pk", "trade_id").first()
    rows = Announcement.objects.current(day)
    if member is None:
        return rows.filter(audience=Audience.PUBLIC)
    groups = GroupMembership.objects.filter(in_force(day), member=member[0]).values_list("group_id", flat=True)
    mine = [f"trade-{member[1]}", *(f"group-{pk}" for pk in groups)]
    return rows.filter(Q(audience__in=(Audience.PUBLIC, Audience.MEMBERS)) | Q(parts__overlap=mine))


def public_news(day: date) -> QuerySet[Announcement]:
    """Current notices for everybody."""
    return Announcement.objects.current(day).filter(audience=Audience.PUBLIC)


# One writing, from its writer's side


def stages(post: ForumPost) -> Sequence[Stage]:
    """How far it is, in words."""
    if post.kind == Kind.QUESTION:
        reached = [
            (_("Received by the station"), True, post.written_at),
            (pgettext_lazy("question, to its writer", "Answered"), post.state == State.ANSWERED, post.answered_at),
        ]
    else:
        ended = post.state in {State.REPLIED, State.PUBLISHED}
        reached = [
            (_("Received by the station"), True, post.written_at),
            (_("Taken on"), ended or post.state == State.ACCEPTED, post.accepted_at),
            (_("Replied to"), ended, post.answered_at),
            (_("Made public"), post.state == State.PUBLISHED, post.published_at),
        ]
    return in_phases(reached)


def with_words(rows: QuerySet[ForumPost]) -> QuerySet[ForumPost]:
    """With the words of the steps and what was hidden."""
    return rows.prefetch_related(
        "steps__by__user", "steps__to__user",
        Prefetch("hidings", Hiding.objects.select_related("by__user", "decided_by__user")),
    )  # fmt: skip


def hiding_of(post: ForumPost) -> Hiding | None:
    """What keeps it off the board now."""
    return post.hidings.exclude(state=HidingState.LIFTED).select_related("post").first()


# The office


def clock(post: ForumPost, day: date) -> tuple[str, int]:
    """Tone of the due clock and days that are left (negative: overdue); nothing once it was answered."""
    if post.state not in {State.ASKED, State.SUBMITTED, State.ACCEPTED}:
        return "", 0
    left = (post.due_on - day).days
    return ("danger" if left < 0 else "warn" if left <= 1 else "info"), left


def tiles(day: date) -> dict[str, int]:
    """What waits in the forum, counted; three queries."""
    owed = ForumPost.objects.owed().aggregate(
        questions=Count("pk", filter=Q(kind=Kind.QUESTION)),
        suggestions=Count("pk", filter=Q(kind=Kind.SUGGESTION)),
        overdue=Count("pk", filter=Q(due_on__lt=day)),
        unclaimed=Count("pk", filter=Q(officer=None)),
    )
    waiting = ForumPost.objects.aggregate(
        check=Count("pk", filter=Q(seen=Seen.WAITING) & ~Q(state__in=(State.WITHDRAWN, State.REFUSED, State.MERGED))),
    )
    reviews = OfficialAnswer.objects.to_review(day).count()
    appeals = Hiding.objects.filter(state=HidingState.APPEALED).count()
    return owed | waiting | {"reviews": reviews, "appeals": appeals}


def templates(post: ForumPost, day: date) -> list[OfficialAnswer]:
    """Official answers worth reusing for a question: those that are alike, the most alike first, and no others."""
    valid = answers().valid(day)
    scored = [(pairs(post.text, row.question), row.pk) for row in _alike(valid, "question", post.text)]
    ids = [pk for score, pk in sorted(scored, reverse=True) if score >= LEAST_TEMPLATE][:OFFERED]
    best = {row.pk: row for row in valid.filter(pk__in=ids)}
    return [best[pk] for pk in ids]


def today() -> date:
    """The station's day."""
    return timezone.localdate()
