"""Sealed cases (SE-26, ZA-26): out of every list, search and figure; opened one by one for a statutory reason.

This is the only place that asks :meth:`CaseQuerySet.within_reach`.
"""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases.actions import after, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import CaseNote
from mediation.network.readings import standing
from stations.kit.answer import YES, Answer, RuleBroken, demand, no
from stations.timeline.actions import looked


class Inquiry(models.TextChoices):
    """Why the law lets a sealed record be read (治安管理处罚法第一百三十六条): codes, no words."""

    ORGAN = "organ", _("a state organ needs it for a case it handles")
    UNIT = "unit", _("a unit inquires as the law provides")
    PARTY = "party", _("a party asks for the own record")
    REVIEW = "review", _("appeal, review or supervision")


def may_open_sealed(user) -> Answer:
    """The leadership only."""
    if standing(user).leads:
        return YES
    return no(_("Sealed records are opened by the station leadership only (SE-26)."), code="leaders_only")


def _seal(case_id: int, actor, reason: str, sealed: bool, at: datetime | None) -> Case:
    moment = at or timezone.now()
    demand(may_open_sealed(actor))
    case = locked(case_id)
    if not reason.strip():
        raise RuleBroken(_("Write the reason; it is kept with the case."), code="no_reason")
    if case.sealed == sealed:
        words = _("The case is sealed already.") if sealed else _("The case is not sealed.")
        raise RuleBroken(words, code="nothing_changed")
    case.sealed = sealed
    CaseNote.objects.create(station_id=case.station_id, case=case, text=reason.strip()[:500], by=actor, at=moment)
    return after(case, "sealed" if sealed else "unsealed", actor=actor, at=moment)


@transaction.atomic
def seal(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """Seal a case; the reason stays with it as a signed note.

    Raises:
        NotAllowed: not the leadership.
        RuleBroken: ``no_reason``, ``nothing_changed``.
    """
    return _seal(case.pk, actor, reason, True, at)


@transaction.atomic
def unseal(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """Lift a seal; arguments and refusals as of :func:`seal`."""
    return _seal(case.pk, actor, reason, False, at)


@transaction.atomic
def open_sealed(*, actor, number: str, reason: str) -> Case:
    """One sealed case by its number, for a statutory reason; recorded whether or not anything comes of it.

    Args:
        number: the whole number as it stands on the paper, ``2026-T0012``; sealed cases are found no other way.
        reason: of :class:`Inquiry`.

    Raises:
        NotAllowed: not the leadership.
        RuleBroken: ``unknown``.
    """
    demand(may_open_sealed(actor))
    year, _mark, serial = number.strip().upper().partition("-T")
    found = None
    if year.isdecimal() and serial.isdecimal() and len(year) == 4 and len(serial) < 9:
        reach = Case.objects.within_reach(actor).filter(sealed=True)
        found = reach.filter(year=int(year), serial=int(serial)).first()
    if found is None:
        raise RuleBroken(_("No sealed case has this number."), code="unknown")
    looked(subject=found, actor=actor, what=f"sealed:{reason}")
    return found


def reopened_once(*, actor, pk: int) -> Case | None:
    """A sealed case whose page is open before its reader; only to lift the seal from there."""
    demand(may_open_sealed(actor))
    return Case.objects.within_reach(actor).filter(sealed=True, pk=pk).first()
