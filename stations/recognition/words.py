"""The words of points and rewards. Pure choices."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Booking(models.TextChoices):
    """What an entry of a person's points is."""

    CREDIT = "credit", pgettext_lazy("points", "earned")
    APPEAL = "appeal", pgettext_lazy("points", "given on appeal")
    REVERSAL = "reversal", pgettext_lazy("points", "booked back")
    REDEEM = "redeem", pgettext_lazy("points", "exchanged")
    RETURN = "return", pgettext_lazy("points", "returned")
    EXPIRY = "expiry", pgettext_lazy("points", "lapsed")


class Movement(models.TextChoices):
    """What a movement of items and yuan is."""

    STOCK = "stock", pgettext_lazy("reward", "brought in")
    COUNT = "count", pgettext_lazy("reward", "difference found when counting")
    GRANT = "grant", pgettext_lazy("reward", "budget granted")
    RESERVE = "reserve", pgettext_lazy("reward", "reserved")
    RELEASE = "release", pgettext_lazy("reward", "reservation ended")
    HAND_OUT = "hand_out", pgettext_lazy("reward", "handed out")
    PROMISE = "promise", pgettext_lazy("reward", "anonymous reward prepared")
    PAY = "pay", pgettext_lazy("reward", "anonymous reward paid")
    WITHDRAW = "withdraw", pgettext_lazy("reward", "anonymous reward withdrawn")


class DeedState(models.TextChoices):
    """How far an act that was put forward is."""

    PROPOSED = "proposed", pgettext_lazy("act", "to be checked")
    VERIFIED = "verified", pgettext_lazy("act", "verified")
    REFUSED = "refused", pgettext_lazy("act", "refused")


class Refusal(models.TextChoices):
    """Why an act brought nothing."""

    CAP = "cap", pgettext_lazy("act", "the month's cap was reached")
    WORDS = "words", pgettext_lazy("act", "refused by the checker")


class AppealState(models.TextChoices):
    """How far an appeal is."""

    OPEN = "open", pgettext_lazy("appeal", "to be decided")
    GRANTED = "granted", pgettext_lazy("appeal", "granted")
    REFUSED = "refused", pgettext_lazy("appeal", "refused")


class Oddity(models.TextChoices):
    """What may be worth a look."""

    CHECKER = "checker", pgettext_lazy("pattern", "one checker books most of a person's points")
    BURST = "burst", pgettext_lazy("pattern", "many acts of one kind within minutes")
    TOGETHER = "together", pgettext_lazy("pattern", "two people at one place at one time")
    CAP = "cap", pgettext_lazy("pattern", "cap reached month after month")


class Reviewed(models.TextChoices):
    """What the look found."""

    OPEN = "open", pgettext_lazy("pattern", "to be looked at")
    ORDINARY = "ordinary", pgettext_lazy("pattern", "ordinary")
    BACK = "back", pgettext_lazy("pattern", "booked back")


class Taken(models.TextChoices):
    """How far a reservation is."""

    RESERVED = "reserved", pgettext_lazy("reservation", "waits at the desk")
    HANDED = "handed", pgettext_lazy("reservation", "handed out")
    CANCELLED = "cancelled", pgettext_lazy("reservation", "cancelled")
    LAPSED = "lapsed", pgettext_lazy("reservation", "lapsed")


class PayoutState(models.TextChoices):
    """How far an anonymous reward is."""

    PREPARED = "prepared", pgettext_lazy("payout", "waits for the second signature")
    PAID = "paid", pgettext_lazy("payout", "paid")
    WITHDRAWN = "withdrawn", pgettext_lazy("payout", "withdrawn")
