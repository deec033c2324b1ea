"""What clues earn: verified outcomes, to whoever gave them, so that no list leads from the points to the clue.

Who gave a clue stays known to two roles (SE-31, 0027). The ledger holds a keyed digest in place of the clue; what a
protected giver is paid is named in no list (docs/decisions/0032). Anonymous givers are paid at the desk, by code.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues.models import Clue, Giver
from community.clues.words import Finding, Protection
from community.groups.models import Member
from community.groups.own_data import Part
from community.groups.own_data import register as register_part
from community.groups.words import State
from stations.kit.answer import YES, Answer, no
from stations.kit.crypto import blind_index
from stations.kit.receipts import tidy
from stations.recognition.erasing import erase, own_rows
from stations.recognition.registry import Earned, Earner, Presented, register_earner, register_may_earn

ACTS = (
    ("clue-person", _("Clue: persons caught")),
    ("clue-loss", _("Clue: loss prevented")),
    ("clue-hazard", _("Clue: hazard removed")),
    ("clue", _("Clue: it was so")),
)


def act_of(clue: Clue) -> str:
    """What a verified outcome counts as; empty where nothing came of it."""
    if clue.persons_caught:
        return "clue-person"
    if clue.loss_prevented:
        return "clue-loss"
    if clue.hazards_removed:
        return "clue-hazard"
    return "clue" if clue.finding == Finding.CONFIRMED else ""


def source_of(clue: Clue) -> str:
    """What the ledger holds in place of the clue: leads nowhere without the house's key."""
    return f"clue:{blind_index(f'clue-reward/{clue.pk}')}"


def due(since: datetime) -> Iterable[Earned]:
    """Givers of clues whose outcome was verified; anonymous clues have none. One query."""
    rows = Giver.objects.filter(clue__verified_at__gte=since).select_related("clue__verified_by", "user")
    for row in rows:
        if act := act_of(row.clue):
            protected = row.clue.protection != Protection.NAMED
            yield Earned(
                row.user, act, source_of(row.clue), row.clue.verified_by, protected,
                place="" if protected else row.clue.place, done_at=None if protected else row.clue.given_at,
            )  # fmt: skip


def by_receipt(code: str) -> Presented | None:
    """What the receipt code of an anonymous clue earned; nothing of what was told."""
    clue = Clue.objects.filter(receipt_digest=blind_index(tidy(code))).first()
    if clue is None:
        return None
    act = act_of(clue)
    ready = YES if clue.verified_at and act else no(_("What came of it has not been verified yet."), "not_verified")
    return Presented(source_of(clue), act, ready)


def may_earn(user) -> Answer | None:
    """A confirmed member earns; whose membership has ended or lapsed does not (0026); others are not ours to say."""
    member = getattr(user, "member", None)
    if member is None:
        return None
    if member.state == State.CONFIRMED:
        return YES
    return no(_("Only confirmed members earn points."), code="not_confirmed")


def register() -> None:
    """Make it known; called from ``registrations.py``."""
    register_earner(Earner("clues", due, by_receipt, ACTS))
    register_may_earn("members", may_earn)
    kept = _(
        "Bookings of points stay as numbers, without anything that leads to you; what waits at the desk returns."
    )
    register_part(Part("points", pgettext_lazy("recognition", "Points"), _own_rows, _erase, kept), 60)


def _own_rows(member: Member) -> list[dict]:
    return own_rows(member.user)


def _erase(member: Member) -> None:
    erase(member.user)
