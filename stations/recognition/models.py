"""Recognition: commendations first; where a station wants points, a book of them. Rewards: ``models_rewards``.

The book has two tables that balance in one transaction (docs/decisions/0032): :class:`LedgerEntry` for the points of
persons, ``RewardEntry`` for items and yuan. Both are append-only; what they add up to (:class:`PointAccount`, the
places of a reward, the purse of a budget) is kept by triggers and bounded by constraints.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned
from stations.recognition import books
from stations.recognition.columns import YUAN, another, somebody
from stations.recognition.words import (
    AppealState,
    Booking,
    DeedState,
    Oddity,
    Refusal,
    Reviewed,
)


@tracked()
class RecognitionSettings(StationOwned):
    """Whether a station wants points at all; off unless it says so. The numbers are design defaults [I]."""

    points = models.BooleanField(_("keep points"), default=False)
    # What was verified before is thanked, not paid.
    points_since = models.DateTimeField(null=True, editable=False)
    anonymous = models.BooleanField(_("pay anonymous givers of clues at the desk"), default=False)
    appeal_days = models.PositiveSmallIntegerField(_("appeals within (days)"), default=7)
    reserve_days = models.PositiveSmallIntegerField(_("reservations lapse after (days)"), default=7)
    expire_months = models.PositiveSmallIntegerField(_("points lapse after (months, 0: never)"), default=0)
    # From here on somebody looks; nothing else happens.
    share_percent = models.PositiveSmallIntegerField(
        _("one checker books at least (% of a person's month)"), default=80
    )
    share_least = models.PositiveSmallIntegerField(_("with at least so many bookings"), default=5)
    burst_count = models.PositiveSmallIntegerField(_("same kind of act, so many times"), default=3)
    burst_minutes = models.PositiveSmallIntegerField(_("within (minutes)"), default=10)
    together_minutes = models.PositiveSmallIntegerField(_("two people, same place, within (minutes)"), default=5)
    cap_months = models.PositiveSmallIntegerField(_("cap reached in a row (months)"), default=3)

    class Meta:
        verbose_name = _("recognition settings")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="recognition_settings_once"),
            models.CheckConstraint(
                condition=Q(
                    appeal_days__gte=1, reserve_days__gte=1, share_percent__gte=1, share_percent__lte=100,
                    share_least__gte=2, burst_count__gte=2, burst_minutes__gte=1, together_minutes__gte=1,
                    cap_months__gte=2,
                ),
                name="recognition_settings_bounds",
            ),
        ]  # fmt: skip


@tracked()
class Commendation(StationOwned):
    """Thanks or an award for a person or a unit (表彰奖励), for something that is on record."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("thanks (表扬)")
        LETTER = "letter", _("letter or banner (感谢信、锦旗)")
        AWARD = "award", _("award (嘉奖)")
        MERIT = "merit", _("merit (立功)")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.THANKS)
    # Either a person …
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="commendations"
    )
    # … or a unit of an upper app (a company, a squad, a group): its table and its number.
    unit_type = models.CharField(max_length=40, blank=True)
    unit_id = models.BigIntegerField(null=True)
    unit_name = models.CharField(_("unit"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=80)
    words = models.CharField(_("for what"), max_length=500)
    given_on = models.DateField(_("given on"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What it is for: a key such as ``finding:12``; the same key makes one commendation.
    source = models.CharField(max_length=80, blank=True)
    struck_reason = models.CharField(_("struck because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commendation")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit_id=None) | Q(user=None, unit_id__isnull=False),
                name="commendation_one_recipient",
                violation_error_message=_("A commendation goes to one person or one unit."),
            ),
            models.UniqueConstraint(
                fields=["station", "source", "user", "unit_type", "unit_id"],
                condition=~Q(source=""),
                name="commendation_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["station", "given_on"], name="commendation_station")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The commendation's page."""
        return reverse("commendation", args=[self.pk])


@tracked()
class PointRule(StationOwned):
    """What an act is worth, and how much of it counts in a month."""

    act = models.CharField(_("act"), max_length=40)
    label = models.CharField(_("name"), max_length=60)
    points = models.PositiveSmallIntegerField(_("points"))
    monthly_cap = models.PositiveSmallIntegerField(_("at most a month (0: no cap)"), default=0)
    # What whoever presents the receipt of an anonymous clue is paid for it at the desk.
    anonymous_yuan = models.DecimalField(_("to an anonymous giver (yuan)"), **YUAN)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rule for points")
        ordering = ["act"]
        constraints = [
            models.UniqueConstraint(fields=["station", "act"], name="point_rule_once"),
            models.CheckConstraint(condition=Q(anonymous_yuan__gte=0), name="point_rule_yuan"),
        ]

    def __str__(self):
        return self.label


class LedgerEntry(StationOwned):
    """One booking of points. Never changed: a mistake is booked back by another entry."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_entries")
    points = models.SmallIntegerField(_("points"))
    act = models.CharField(_("act"), max_length=40)
    # Who pays in says for what: the same source is booked once.
    source = models.CharField(max_length=80)
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()
    kind = models.CharField(_("booking"), max_length=8, choices=Booking.choices, default=Booking.CREDIT)
    # For what a protected giver told: no list of the station names the person, the day or the checker (SE-31).
    protected = models.BooleanField(default=False)
    place = models.CharField(_("place"), max_length=160, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        verbose_name = _("ledger entry")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "source"], name="ledger_source_once"),
            models.CheckConstraint(condition=~Q(points=0), name="ledger_not_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=[Booking.CREDIT, Booking.APPEAL, Booking.RETURN], points__gt=0)
                | Q(kind__in=[Booking.REDEEM, Booking.EXPIRY], points__lt=0)
                | Q(reverses__isnull=False),
                name="ledger_sign",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Booking.REVERSAL, Booking.RETURN]) | Q(reverses__isnull=False),
                name="ledger_reverses_something",
            ),
            another("ledger_checked_by_another", "checker", "user"),
        ]
        indexes = [
            models.Index(fields=["station", "user", "at"], name="ledger_user"),
            models.Index(fields=["station", "at"], name="ledger_station"),
        ]
        triggers = [
            pgtrigger.Protect(name="ledger_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            books.account_kept(),
            books.redemption_has_goods(),
        ]


class PointAccount(StationOwned):
    """What a person's entries add up to. Written by the ledger's trigger and by nobody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_accounts")
    balance = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("account of points")
        constraints = [models.UniqueConstraint(fields=["station", "user"], name="point_account_once")]
        triggers = [books.only_by_the_book("account_kept")]


@tracked()
class Deed(StationOwned):
    """An act that somebody of the station puts forward for points; another person verifies or refuses it.

    What the house refused by itself because a cap was reached stands here too, so that it can be appealed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deeds")
    act = models.CharField(_("act"), max_length=40)
    words = models.CharField(_("what was done"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    done_at = models.DateTimeField(_("done at"))
    source = models.CharField(max_length=80)
    proposed_by = somebody()
    proposed_at = models.DateTimeField(_("put forward"))
    state = models.CharField(_("state"), max_length=8, choices=DeedState.choices, default=DeedState.PROPOSED)
    refusal = models.CharField(max_length=5, choices=Refusal.choices, blank=True)
    checker = somebody()
    checked_at = models.DateTimeField(_("checked"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    protected = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("act put forward")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "source"], name="deed_source_once"),
            models.CheckConstraint(
                condition=Q(state=DeedState.PROPOSED) ^ Q(checked_at__isnull=False), name="deed_checked"
            ),
            models.CheckConstraint(condition=~Q(state=DeedState.REFUSED) | ~Q(refusal=""), name="deed_refused_why"),
            another("deed_checked_by_another", "checker", "user", "proposed_by"),
            another("deed_proposed_by_another", "proposed_by", "user"),
        ]
        indexes = [models.Index(fields=["station", "state"], name="deed_state")]

    def __str__(self):
        return self.words or self.act

    def get_absolute_url(self) -> str:
        """The act's page."""
        return reverse("deed", args=[self.pk])


@tracked()
class Appeal(StationOwned):
    """The person concerned disagrees, once, with a booking or a refusal; somebody else than the checker decides."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_appeals")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, null=True, related_name="appeal")
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, null=True, related_name="appeal")
    words = models.CharField(_("why"), max_length=500)
    made_at = models.DateTimeField(_("made"))
    # Who checked what it is about.
    against = somebody()
    state = models.CharField(_("state"), max_length=7, choices=AppealState.choices, default=AppealState.OPEN)
    points = models.PositiveSmallIntegerField(_("points given"), default=0)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    decided_by = somebody()
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("appeal")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(entry=None) ^ Q(deed=None), name="appeal_about_one"),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN) ^ Q(decided_by__isnull=False), name="appeal_decided"
            ),
            models.CheckConstraint(condition=Q(state=AppealState.GRANTED) ^ Q(points=0), name="appeal_points"),
            another("appeal_decided_by_another", "decided_by", "user", "against"),
        ]
        indexes = [models.Index(fields=["station", "state"], name="appeal_state")]

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse("point-appeal", args=[self.pk])


@tracked()
class Pattern(StationOwned):
    """Bookings that look unusual: somebody looks at them. No punishment and no mark on anybody follows (SE-29)."""

    kind = models.CharField(_("kind"), max_length=8, choices=Oddity.choices)
    # What makes it the same finding.
    key = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The checker, or the second person.
    other = somebody()
    entries = models.ManyToManyField(LedgerEntry, related_name="patterns")
    found_at = models.DateTimeField(_("found"))
    state = models.CharField(_("state"), max_length=8, choices=Reviewed.choices, default=Reviewed.OPEN)
    reviewed_by = somebody()
    reviewed_at = models.DateTimeField(_("looked at"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unusual bookings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "key"], name="pattern_once"),
            models.CheckConstraint(
                condition=Q(state=Reviewed.OPEN) ^ Q(reviewed_by__isnull=False), name="pattern_reviewed"
            ),
            another("pattern_reviewed_by_another", "reviewed_by", "user", "other"),
        ]
        indexes = [models.Index(fields=["station", "state"], name="pattern_state")]

    def get_absolute_url(self) -> str:
        """Where it is looked at."""
        return reverse("point-pattern", args=[self.pk])
