"""Residents' wishes (居民心愿, 点单式巡逻): asked for on a public page, ranked, put on a route, answered, cleared.

A wish says what, where and when. Who wished stands in :class:`Voice` (a code and a mark nobody can trace), a phone in
:class:`Contact`, both without history: phones go when the quarter is cleared, codes a quarter later.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.wishes.words import OPEN_STATES, Band, Days, State
from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class WishSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    open = models.BooleanField(_("residents may wish"), default=True)
    # The ranking: what each ground weighs.
    per_resident = models.PositiveSmallIntegerField(_("weight of each resident"), default=10)
    per_call_30 = models.PositiveSmallIntegerField(_("further weight of one in 30 days"), default=3)
    per_call_90 = models.PositiveSmallIntegerField(_("weight of a call near by in 90 days"), default=1)
    key_place = models.PositiveSmallIntegerField(_("weight of a key place near by"), default=8)
    per_day = models.PositiveSmallIntegerField(_("weight of each day of waiting"), default=1)
    most_days = models.PositiveSmallIntegerField(_("days of waiting counted at most"), default=30)
    near_metres = models.PositiveSmallIntegerField(_("near by (m)"), default=200)
    join_metres = models.PositiveSmallIntegerField(_("the same wish within (m)"), default=100)
    answer_days = models.PositiveSmallIntegerField(_("answered within (days)"), default=14)
    # A wish that was walked and nobody answered is answered by the house with the words prepared.
    auto_answer_hours = models.PositiveSmallIntegerField(_("answered by itself after (hours)"), default=24)
    passes = models.PositiveSmallIntegerField(_("times passed for a wish"), default=2)

    class Meta:
        verbose_name = _("settings of residents' wishes")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="wish_settings_once"),
            models.CheckConstraint(
                condition=Q(near_metres__gte=20, near_metres__lte=1000, join_metres__gte=10, join_metres__lte=500,
                            answer_days__gte=1, answer_days__lte=90, passes__gte=1, passes__lte=20),
                name="wish_settings_bounds",
            ),
        ]  # fmt: skip


@tracked()
class WishScene(StationOwned):
    """Why somebody wants a patrol, as a picture to tap."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=30)
    # Name of an icon of the house.
    picture = models.CharField(_("picture"), max_length=30, default="eye")
    # What is not a matter of patrols, said before anything is asked (110, 12345).
    hint = models.CharField(_("note"), max_length=200, blank=True)
    # Folds of calls that speak for it; empty: all.
    folds = ArrayField(models.CharField(max_length=10), verbose_name=_("calls that count"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason of a wish")
        verbose_name_plural = _("reasons of wishes")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="wish_scene_code_once")]

    def __str__(self):
        return self.name


class WishQuerySet(models.QuerySet):
    """Domain words of wishes."""

    def open(self):
        """Not answered, declined, merged or cleared."""
        return self.filter(state__in=OPEN_STATES)

    def of(self, quarter):
        """Wishes of a quarter, by its first day."""
        return self.filter(quarter=quarter)

    def own(self):
        """What figures count: every wish but those joined with another."""
        return self.exclude(state=State.MERGED)

    def in_time(self, days: int):
        """Those of them that were answered or declined within so many days."""
        within = models.F("given_at") + timedelta(days=days)
        return self.filter(state__in=[State.ANSWERED, State.DECLINED], closed_at__lte=within)


@tracked(exclude=("client_id", "mark"))
class Wish(StationOwned):
    """A resident asks for a patrol at a place and time. Nothing here says who."""

    client_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    scene = models.ForeignKey(WishScene, on_delete=models.PROTECT, related_name="wishes", verbose_name=_("reason"))
    words = models.CharField(_("in a few words"), max_length=200, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, related_name="+", verbose_name=_("community")
    )
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("grid")
    )
    place = models.CharField(_("place"), max_length=80)
    lat = models.FloatField(_("latitude"), null=True)
    lng = models.FloatField(_("longitude"), null=True)
    band = models.CharField(_("time of the day"), max_length=8, choices=Band.choices)
    days = models.CharField(_("days"), max_length=8, choices=Days.choices, default=Days.ANY)
    # The first day of its quarter.
    quarter = models.DateField(_("quarter"))
    given_at = models.DateTimeField(_("wished"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.SUBMITTED)
    # How many residents wish it, kept beside their voices, which go with the quarter.
    residents = models.PositiveSmallIntegerField(_("residents"), default=1)
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    errand = models.OneToOneField("stations.Errand", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("put on a route"), null=True)
    walked_at = models.DateTimeField(_("walked"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    # What the residents read, also with a refusal and when the list is cleared.
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    done_well = models.PositiveSmallIntegerField(_("done well"), default=0)
    not_well = models.PositiveSmallIntegerField(_("not done well"), default=0)

    objects = station_manager(WishQuerySet)

    class Meta:
        verbose_name = _("resident's wish")
        verbose_name_plural = _("residents' wishes")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="wish_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED, State.DECLINED, State.CLEARED]) | ~Q(answer=""),
                name="wish_ends_with_words",
            ),
            models.CheckConstraint(condition=Q(state=State.MERGED) ^ Q(main=None), name="wish_merged_into_another"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PLANNED, State.WALKED]) | Q(errand__isnull=False),
                name="wish_planned_by_errand",
            ),
            models.CheckConstraint(condition=Q(residents__gte=1), name="wish_of_somebody"),
            models.CheckConstraint(condition=~Q(place=""), name="wish_has_a_place"),
        ]
        indexes = [
            models.Index(fields=["station", "quarter", "state"], name="wish_quarter"),
            models.Index(fields=["station", "given_at"], name="wish_station"),
        ]

    def __str__(self):
        return f"{self.scene} {self.place}"

    def get_absolute_url(self) -> str:
        """The wish's page."""
        return reverse("wish", args=[self.pk])


class Voice(StationOwned):
    """One resident of a wish: the first, or one who joined. Without history; gone a quarter after the clearing."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="voices")
    client_id = models.UUIDField()
    # HMAC of wish and the phone's random number: one voice a phone, and no two wishes can be put together by it.
    mark = models.CharField(max_length=64)
    # HMAC of the receipt code; the code itself is shown once.
    receipt_digest = models.CharField(max_length=64, unique=True)
    # A member who wished under the own account; nobody else has one.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="wishes_given"
    )
    given_at = models.DateTimeField()
    # One tap after the answer.
    well = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("resident of a wish")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["wish", "mark"], name="wish_voice_once"),
            models.UniqueConstraint(fields=["station", "client_id"], name="wish_voice_form_once"),
            models.UniqueConstraint(
                fields=["wish", "user"], condition=Q(user__isnull=False), name="wish_voice_member_once"
            ),
        ]


class Contact(StationOwned):
    """A phone left for the answer only, agreed to; deleted when the quarter is cleared, at the latest."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="contact")
    phone = EncryptedTextField(_("phone"))
    # HMAC of wish and number: one voice a number.
    mark = models.CharField(max_length=64)
    agreed_at = models.DateTimeField()
    # The answer is to be sent from here on.
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("phone left for the answer")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["station", "mark"], name="wish_contact_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="wish_contact_due")]


@tracked()
class QuarterList(StationOwned):
    """The list of a quarter that was cleared: figures only."""

    quarter = models.DateField(_("quarter"))
    cleared_at = models.DateTimeField(_("cleared"))
    wishes = models.PositiveIntegerField(_("wishes"), default=0)
    residents = models.PositiveIntegerField(_("residents"), default=0)
    planned = models.PositiveIntegerField(_("put on a route"), default=0)
    answered = models.PositiveIntegerField(_("answered"), default=0)
    declined = models.PositiveIntegerField(_("declined"), default=0)
    cleared = models.PositiveIntegerField(_("cleared unfinished"), default=0)

    class Meta:
        verbose_name = _("list of a quarter")
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["station", "quarter"], name="wish_quarter_once")]
