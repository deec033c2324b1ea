"""Columns of recognition, shared by page and export, and the tones of its states."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column
from stations.recognition.models import Commendation, LedgerEntry
from stations.recognition.readings import is_named


def recipient(row: Commendation) -> str:
    """The person or the unit."""
    return row.user.name if row.user_id else row.unit_name


COMMENDATIONS = [
    Column(_("Given on"), lambda row: f"{row.given_on:%Y-%m-%d}"),
    Column(_("For whom"), recipient),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(pgettext_lazy("commendation", "Title"), lambda row: row.title),
    Column(_("For what"), lambda row: row.words),
    Column(_("Given by"), lambda row: row.given_by.name if row.given_by else ""),
]


def whose(row) -> str:
    """The person of a booking, where lists of the station name one (SE-31)."""
    if row.protected:
        return _("protected giver")
    return row.user.name if is_named(row) else "—"


def when(row: LedgerEntry) -> str:
    """The moment of a booking; of a protected giver the month."""
    return timezone.localtime(row.at).strftime("%Y-%m" if row.protected else "%Y-%m-%d %H:%M")


def act_of(row: LedgerEntry, names: dict[str, str]) -> str:
    """What a booking is for; of a protected giver not even that."""
    return _("protected") if row.protected else names.get(row.act, row.act)


def reason_of(row: LedgerEntry) -> str:
    """Its reason; not of a protected giver's, whose appeal it answers."""
    return "" if row.protected else row.reason


def checked_by(row: LedgerEntry) -> str:
    """Who checked it; not of a protected giver's."""
    return row.checker.name if row.checker and not row.protected else ""


def ledger(names: dict[str, str]) -> list[Column]:
    """Columns of the ledger.

    Args:
        names: code of an act → what it is called.
    """
    return [
        Column(_("Time"), when),
        Column(_("Person"), lambda row: str(whose(row))),
        Column(pgettext_lazy("recognition", "Booking"), lambda row: row.get_kind_display()),
        Column(_("Act"), lambda row: str(act_of(row, names))),
        Column(pgettext_lazy("recognition", "Points"), lambda row: row.points),
        Column(_("Checked by"), checked_by),
        Column(_("Reason"), reason_of),
    ]


def deeds(names: dict[str, str]) -> list[Column]:
    """Columns of acts put forward."""
    return [
        Column(_("When"), lambda row: timezone.localtime(row.done_at).strftime("%Y-%m-%d %H:%M")),
        Column(_("Person"), lambda row: row.user.name),
        Column(_("Act"), lambda row: names.get(row.act, row.act)),
        Column(pgettext_lazy("act", "What was done"), lambda row: row.words),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Put forward by"), lambda row: row.proposed_by.name if row.proposed_by else ""),
        Column(_("Checked by"), lambda row: row.checker.name if row.checker else ""),
        Column(_("Reason"), lambda row: row.reason or row.get_refusal_display()),
    ]


def appellant(row) -> str:
    """Who appeals; about a protected booking nobody is named (SE-31)."""
    of = row.entry or row.deed
    return _("protected giver") if of.protected else row.user.name


APPEALS = [
    Column(pgettext_lazy("appeal", "Made"), lambda row: timezone.localtime(row.made_at).strftime("%Y-%m-%d")),
    Column(_("Person"), lambda row: str(appellant(row))),
    Column(_("Why"), lambda row: row.words),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Answer"), lambda row: row.answer),
    Column(_("Decided by"), lambda row: row.decided_by.name if row.decided_by else ""),
]
PATTERNS = [
    Column(pgettext_lazy("pattern", "Found"), lambda row: timezone.localtime(row.found_at).strftime("%Y-%m-%d")),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Concerns"), lambda row: "、".join(one.name for one in (row.user, row.other) if one)),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Reason"), lambda row: row.reason),
]
REWARDS = [
    Column(pgettext_lazy("reward", "Name"), lambda row: row.name),
    Column(pgettext_lazy("recognition", "Points"), lambda row: row.points),
    Column(_("Worth (yuan)"), lambda row: row.yuan),
    Column(pgettext_lazy("reward", "On the shelf"), lambda row: row.shelf),
    Column(pgettext_lazy("reward", "Reserved"), lambda row: row.held),
    Column(pgettext_lazy("reward", "Handed out"), lambda row: row.given),
]
TONES = {
    "proposed": "warn", "verified": "ok", "refused": "muted", "open": "warn", "granted": "ok", "ordinary": "muted",
    "back": "info", "reserved": "info", "handed": "ok", "cancelled": "muted", "lapsed": "muted", "prepared": "warn",
    "paid": "ok", "withdrawn": "muted", "credit": "ok", "appeal": "ok", "reversal": "warn", "redeem": "info",
    "return": "muted", "expiry": "muted",
}  # fmt: skip
