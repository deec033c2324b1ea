"""Rewards with stock and budget: the shelf, what waits at the desk, anonymous rewards, and the book of both.

See ``models`` for the book; docs/decisions/0032.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned
from stations.recognition import books
from stations.recognition.columns import YUAN, another, somebody
from stations.recognition.models import LedgerEntry
from stations.recognition.words import Movement, PayoutState, Taken


@tracked(exclude=("granted", "free", "reserved", "spent"))
class RewardBudget(Dated):
    """What a station may spend on rewards in a period. The purse is written by the book's trigger."""

    name = models.CharField(_("name"), max_length=40)
    granted = models.DecimalField(_("granted (yuan)"), editable=False, **YUAN)
    free = models.DecimalField(_("free (yuan)"), editable=False, **YUAN)
    reserved = models.DecimalField(_("reserved (yuan)"), editable=False, **YUAN)
    spent = models.DecimalField(_("spent (yuan)"), editable=False, **YUAN)

    class Meta:
        verbose_name = _("budget of rewards")
        ordering = ["-start"]
        constraints = [
            ordered_span("reward_budget_span"),
            never_two("reward_budget_once", "station", message=_("There is a budget for these days already.")),
            models.CheckConstraint(
                condition=Q(free__gte=0, reserved__gte=0, spent__gte=0), name="reward_budget_never_below",
                violation_error_message=_("The budget does not reach."),
            ),
            models.CheckConstraint(
                condition=Q(granted=F("free") + F("reserved") + F("spent")), name="reward_budget_balances"
            ),
        ]  # fmt: skip
        triggers = [books.purse_only_by_the_book()]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The budget's page."""
        return reverse("reward-budget", args=[self.pk])


@tracked(exclude=("shelf", "held", "given"))
class Reward(Dated):
    """Something on the shelf that points are exchanged for. Its places are written by the book's trigger."""

    name = models.CharField(_("name"), max_length=40)
    words = models.CharField(_("description"), max_length=200, blank=True)
    points = models.PositiveSmallIntegerField(_("points"))
    yuan = models.DecimalField(_("worth (yuan)"), **YUAN)
    per_person = models.PositiveSmallIntegerField(_("at most a person and budget period (0: no limit)"), default=0)
    shelf = models.IntegerField(_("on the shelf"), default=0, editable=False)
    held = models.IntegerField(_("reserved"), default=0, editable=False)
    given = models.IntegerField(_("handed out"), default=0, editable=False)

    class Meta:
        verbose_name = _("reward")
        ordering = ["points", "id"]
        constraints = [
            ordered_span("reward_span"),
            models.UniqueConstraint(fields=["station", "name"], name="reward_name_once"),
            models.CheckConstraint(condition=Q(points__gte=1, yuan__gte=0), name="reward_costs"),
            models.CheckConstraint(
                condition=Q(shelf__gte=0, held__gte=0, given__gte=0), name="reward_never_below",
                violation_error_message=_("There is none left."),
            ),
        ]  # fmt: skip
        triggers = [books.shelf_only_by_the_book()]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The reward's page."""
        return reverse("reward", args=[self.pk])


@tracked()
class Reservation(StationOwned):
    """A person's reward waits at the desk until it is handed out, cancelled, or lapses."""

    client_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reservations")
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="reservations")
    budget = models.ForeignKey(RewardBudget, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"))
    yuan = models.DecimalField(_("worth (yuan)"), **YUAN)
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="reservation")
    state = models.CharField(_("state"), max_length=9, choices=Taken.choices, default=Taken.RESERVED)
    reserved_at = models.DateTimeField(_("reserved"))
    expires_at = models.DateTimeField(_("waits until"))
    handed_by = somebody()
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("reservation of a reward")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="reservation_once"),
            models.CheckConstraint(
                condition=Q(state=Taken.RESERVED) ^ Q(ended_at__isnull=False), name="reservation_end"
            ),
            models.CheckConstraint(condition=Q(state=Taken.HANDED) ^ Q(handed_by=None), name="reservation_handed_by"),
            another("reservation_handed_by_another", "handed_by", "user"),
        ]
        indexes = [models.Index(fields=["station", "state", "expires_at"], name="reservation_state")]

    def get_absolute_url(self) -> str:
        """The owner's page, with the code to show at the desk."""
        return reverse("my-reservation", args=[self.pk])


@tracked()
class Payout(StationOwned):
    """Yuan for whoever presents the receipt of an anonymous clue: no name, one payment a code, two signatures."""

    # Keyed digest of what it is for; leads nowhere without the house's key.
    source = models.CharField(max_length=80)
    act = models.CharField(_("act"), max_length=40)
    yuan = models.DecimalField(_("yuan"), **YUAN)
    budget = models.ForeignKey(RewardBudget, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=PayoutState.choices, default=PayoutState.PREPARED)
    prepared_by = somebody()
    prepared_at = models.DateTimeField(_("prepared"))
    signed_by = somebody()
    signed_at = models.DateTimeField(_("paid"), null=True)

    class Meta:
        verbose_name = _("anonymous reward")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "source"], condition=~Q(state=PayoutState.WITHDRAWN), name="payout_once_a_code"
            ),
            models.CheckConstraint(condition=Q(yuan__gt=0), name="payout_not_zero"),
            models.CheckConstraint(
                condition=Q(state=PayoutState.PAID) ^ Q(signed_by=None), name="payout_two_signatures"
            ),
            another("payout_signed_by_another", "signed_by", "prepared_by"),
        ]
        indexes = [models.Index(fields=["station", "state"], name="payout_state")]


class RewardEntry(StationOwned):
    """One movement of items and yuan. Each row balances in itself; it is never changed.

    Items come in and lie on the shelf, are held for somebody or have been given; yuan are granted and are free,
    reserved or spent. A reservation's points are the person's entry of the same transaction.
    """

    kind = models.CharField(_("movement"), max_length=8, choices=Movement.choices)
    source = models.CharField(max_length=80)
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, null=True, related_name="movements")
    budget = models.ForeignKey(RewardBudget, on_delete=models.PROTECT, null=True, related_name="movements")
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, null=True, related_name="movements")
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, null=True, related_name="movements")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, null=True, related_name="movement")
    points = models.SmallIntegerField(_("points"), default=0)
    items_in = models.IntegerField(pgettext_lazy("items", "brought in"), default=0)
    shelf = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    given = models.IntegerField(default=0)
    yuan_in = models.DecimalField(pgettext_lazy("yuan", "granted"), **YUAN)
    free = models.DecimalField(**YUAN)
    reserved = models.DecimalField(**YUAN)
    spent = models.DecimalField(**YUAN)
    by = somebody()
    second = somebody()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("movement of rewards")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "source"], name="reward_entry_source_once"),
            models.CheckConstraint(
                condition=Q(items_in=F("shelf") + F("held") + F("given")), name="reward_entry_items"
            ),
            models.CheckConstraint(
                condition=Q(yuan_in=F("free") + F("reserved") + F("spent")), name="reward_entry_yuan"
            ),
            models.CheckConstraint(condition=Q(points=0) ^ Q(entry__isnull=False), name="reward_entry_points"),
            models.CheckConstraint(
                condition=~Q(kind__in=[Movement.COUNT, Movement.GRANT]) | ~Q(reason=""), name="reward_entry_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Movement.PAY) | Q(by__isnull=False, second__isnull=False),
                name="reward_entry_two_sign",
            ),
            another("reward_entry_second_is_another", "second", "by"),
        ]
        indexes = [models.Index(fields=["station", "at"], name="reward_entry_station")]
        triggers = [
            pgtrigger.Protect(name="reward_entry_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            books.goods_moved(),
        ]
