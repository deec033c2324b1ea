"""The forum: notices of the station, questions, suggestions, official answers (信息交流 建言献策 答疑回应).

A question or suggestion of a member names its writer in ``author`` and nowhere else: that column has no history, and
no list, page, export or API shows more than a surname and a trade. One of a resident has no writer at all; a phone
number left with it stands apart in :class:`PostContact`.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.words import (
    FIRST,
    QUESTION_STATES,
    SUGGESTION_STATES,
    Adoption,
    AnswerState,
    Audience,
    Kind,
    NewsState,
    Reach,
    Seen,
    State,
)
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class ForumSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    answer_days = models.PositiveSmallIntegerField(_("questions are answered within (working days)"), default=3)
    reply_days = models.PositiveSmallIntegerField(_("suggestions are answered within (working days)"), default=10)
    valid_months = models.PositiveSmallIntegerField(_("an official answer holds for (months)"), default=12)
    review_days = models.PositiveSmallIntegerField(_("its review is due before (days)"), default=14)
    check_public = models.BooleanField(_("what residents write is checked before anybody reads it"), default=True)
    check_members = models.BooleanField(_("what members write is checked before others read it"), default=False)
    reports_to_check = models.PositiveSmallIntegerField(
        _("reports by readers that take something off the board until it is checked"), default=3
    )
    appeal_days = models.PositiveSmallIntegerField(_("hiding can be appealed against within (days)"), default=7)
    phone_days = models.PositiveSmallIntegerField(
        _("phone numbers of residents are deleted after the answer (days)"), default=30
    )

    class Meta:
        verbose_name = _("forum settings")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="forum_settings_once"),
            models.CheckConstraint(
                condition=Q(
                    answer_days__gte=1, answer_days__lte=60, reply_days__gte=1, reply_days__lte=120,
                    valid_months__gte=1, valid_months__lte=60, review_days__lte=120, reports_to_check__gte=1,
                ),
                name="forum_settings_bounds",
            ),
        ]  # fmt: skip


@tracked()
class ForumTopic(StationOwned):
    """What a question is about; its officer gets what belongs to no community."""

    name = models.CharField(_("name"), max_length=20)
    icon = models.CharField(_("picture"), max_length=30, default="message-question")
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("forum", "officer in charge"),
    )  # fmt: skip
    # By topic rather than by place: households, immigration and the like are one desk's for the whole station.
    whole_station = models.BooleanField(_("always for this officer, whatever the community"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="forum_topic_once")]

    def __str__(self):
        return self.name


class AnnouncementQuerySet(models.QuerySet):
    """Domain words of notices of the station."""

    def current(self, day: date):
        """Published and not past the last day: nothing stale is ever listed."""
        return self.filter(state=NewsState.PUBLISHED, ends_on__gte=day)


@tracked()
class Announcement(StationOwned):
    """A notice of the station for members or everybody, until its last day."""

    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"), max_length=2000)
    audience = models.CharField(_("for"), max_length=7, choices=Audience.choices, default=Audience.MEMBERS)
    # ``trade-<id>`` and ``group-<id>``, as courses name them.
    parts = ArrayField(models.CharField(max_length=20), verbose_name=_("only for"), default=list, blank=True)
    important = models.BooleanField(_("members are told at once"), default=False)
    ends_on = models.DateField(_("shown until (included)"))
    state = models.CharField(_("state"), max_length=9, choices=NewsState.choices, default=NewsState.DRAFT)
    written_by = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    objects = station_manager(AnnouncementQuerySet)

    class Meta:
        verbose_name = pgettext_lazy("forum", "notice of the station")
        verbose_name_plural = pgettext_lazy("forum", "notices of the station")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=NewsState.PUBLISHED) | Q(published_at__isnull=False), name="announcement_published"
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.PARTS) | ~Q(parts=[]), name="announcement_parts_named"
            ),
        ]
        indexes = [models.Index(fields=["station", "state", "ends_on"], name="announcement_current")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("announcement", args=[self.pk])


class OfficialAnswerQuerySet(models.QuerySet):
    """Domain words of official answers."""

    def in_force(self):
        """Not retired; may be under review."""
        return self.filter(state=AnswerState.IN_FORCE)

    def valid(self, day: date):
        """What the station stands by on a day."""
        return self.in_force().filter(valid_until__gte=day)

    def to_review(self, day: date):
        """Whose last day lies before ``day``."""
        return self.in_force().filter(valid_until__lt=day)


@tracked(exclude=("reads", "helped"))
class OfficialAnswer(StationOwned):
    """What the station says to a question: who, on what ground, until when. Many questions may share one."""

    question = models.CharField(_("question"), max_length=120)
    text = models.TextField(_("answer"), max_length=2000)
    basis = models.CharField(_("basis (law, rule, article)"), max_length=300)
    topic = models.ForeignKey(ForumTopic, on_delete=models.PROTECT, related_name="answers", verbose_name=_("topic"))
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, related_name="+",
        verbose_name=pgettext_lazy("forum", "answered by"),
    )  # fmt: skip
    reach = models.CharField(_("read by"), max_length=7, choices=Reach.choices, default=Reach.ASKER)
    state = models.CharField(_("state"), max_length=8, choices=AnswerState.choices, default=AnswerState.IN_FORCE)
    valid_until = models.DateField(_("valid until (included)"))
    written_at = models.DateTimeField(_("written"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    retired_at = models.DateTimeField(_("retired"), null=True)
    reads = models.PositiveIntegerField(_("read"), default=0)
    helped = models.PositiveIntegerField(_("answered the question of"), default=0)

    objects = station_manager(OfficialAnswerQuerySet)

    class Meta:
        verbose_name = _("official answer")
        verbose_name_plural = _("official answers")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(basis=""), name="official_answer_on_a_basis"),
            models.CheckConstraint(
                condition=Q(state=AnswerState.IN_FORCE) | Q(retired_at__isnull=False), name="official_answer_retired"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "state", "valid_until"], name="official_answer_valid"),
            GinIndex(OpClass(F("question"), name="gin_trgm_ops"), name="official_answer_trigram"),
        ]

    def __str__(self):
        return self.question

    def get_absolute_url(self) -> str:
        """The page in the office."""
        return reverse("official-answer", args=[self.pk])


class ForumPostQuerySet(models.QuerySet):
    """Domain words of questions and suggestions."""

    def questions(self):
        """Questions only."""
        return self.filter(kind=Kind.QUESTION)

    def suggestions(self):
        """Suggestions only."""
        return self.filter(kind=Kind.SUGGESTION)

    def owed(self):
        """The station still owes an answer."""
        return self.filter(state__in=(State.ASKED, State.SUBMITTED, State.ACCEPTED))

    def overdue(self, day: date):
        """Owed beyond its last day."""
        return self.owed().filter(due_on__lt=day)

    def on_board(self):
        """What members read of each other."""
        ended = (State.REFUSED, State.MERGED, State.WITHDRAWN)
        return self.filter(seen=Seen.SHOWN).exclude(state__in=ended)

    def public(self):
        """What everybody reads: suggestions whose answer was made public."""
        return self.filter(kind=Kind.SUGGESTION, state=State.PUBLISHED, seen=Seen.SHOWN)


@tracked(exclude=("author", "receipt_digest", "client_id", "mark"))
class ForumPost(StationOwned):
    """A question or a suggestion. Numbers of phones and identity cards are masked before it is written here."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=20)
    client_id = models.UUIDField(editable=False)
    mark = models.CharField(max_length=64, editable=False)
    # Empty: a resident without login, or a member who had it forgotten.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    # What is shown of a member; empty for a resident.
    trade = models.CharField(_("trade"), max_length=20, blank=True)
    receipt_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    topic = models.ForeignKey(ForumTopic, on_delete=models.PROTECT, related_name="posts", verbose_name=_("topic"))
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("community")
    )
    text = models.CharField(_("text"), max_length=1000)
    photo = models.ForeignKey("stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.CharField(pgettext_lazy("forum", "who may read it"), max_length=7, choices=Seen.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    written_at = models.DateTimeField(pgettext_lazy("forum", "written"))
    # The class after which it was asked.
    sitting = models.ForeignKey("stations.Sitting", on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=pgettext_lazy("forum", "officer in charge"),
    )  # fmt: skip
    due_on = models.DateField(pgettext_lazy("forum", "answer due"))
    alarmed_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True)
    # The first answer counts in the figures, whatever was asked again.
    answered_at = models.DateTimeField(pgettext_lazy("forum", "answered"), null=True)
    in_time = models.BooleanField(_("answered in time"), null=True)
    again_at = models.DateTimeField(null=True)
    # Of a question
    answer = models.ForeignKey(
        OfficialAnswer, on_delete=models.PROTECT, null=True, related_name="questions", verbose_name=_("answer")
    )
    # Of a suggestion
    reply = models.CharField(pgettext_lazy("suggestion", "reply"), max_length=1000, blank=True)
    adoption = models.CharField(_("outcome"), max_length=7, choices=Adoption.choices, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    published_at = models.DateTimeField(pgettext_lazy("suggestion", "made public"), null=True)

    objects = station_manager(ForumPostQuerySet)

    class Meta:
        verbose_name = _("question or suggestion")
        verbose_name_plural = _("questions and suggestions")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="forum_post_once"),
            models.UniqueConstraint(fields=["station", "number"], name="forum_post_number_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.QUESTION, state__in=QUESTION_STATES)
                | Q(kind=Kind.SUGGESTION, state__in=SUGGESTION_STATES),
                name="forum_post_state_of_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | Q(answer__isnull=False), name="forum_answered_by_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.REPLIED, State.PUBLISHED)) | (~Q(reply="") & ~Q(adoption="")),
                name="forum_replied_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(duplicate_of__isnull=False), name="forum_merged_with_one"
            ),
            models.CheckConstraint(condition=Q(author=None) | Q(receipt_digest=None), name="forum_receipt_nobodys"),
        ]
        indexes = [
            models.Index(fields=["station", "state", "due_on"], name="forum_post_due"),
            models.Index(fields=["station", "written_at"], name="forum_post_station"),
            models.Index(fields=["author", "-written_at"], name="forum_post_author"),
            GinIndex(OpClass(F("text"), name="gin_trgm_ops"), name="forum_post_trigram"),
        ]

    def __str__(self):
        return self.text[:40]

    def get_absolute_url(self) -> str:
        """The page in the office."""
        return reverse("forum-post", args=[self.pk])

    @property
    def first_state(self) -> str:
        """Where its kind begins."""
        return FIRST[Kind(self.kind)]
