"""Tell the parties what the law asks for: rights and duties (RT-05), remedies (RT-07, ZA-19, SF-06, RT-15) …"""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import CaseNotice
from mediation.cases.words import NoticeKind, State, Track
from stations.kit.answer import YES, Answer, RuleBroken, demand, no


class HowTold(models.TextChoices):
    """How a notice reached the parties."""

    WRITTEN = "written", pgettext_lazy("notice", "in writing, signed")
    ORAL = "oral", pgettext_lazy("notice", "orally, noted in the record")
    PHONE = "phone", pgettext_lazy("notice", "by phone")
    MESSAGE = "message", pgettext_lazy("notice", "by text message")
    POST = "post", pgettext_lazy("notice", "by post")


# Notices that only make sense on one side of the law.
ONLY_POLICE = frozenset({NoticeKind.CIVIL})
ONLY_PEOPLES = frozenset({NoticeKind.LITIGATION, NoticeKind.ENFORCEMENT})


def may_give(case: Case, kind: str) -> Answer:
    """Whether a kind of notice fits the case as it stands.

    RT-15 and SF-06 speak of agreements of people's mediation; ZA-19 of public order cases.
    """
    if case.state == State.ARCHIVED:
        return no(_("The case is archived; add a signed note."), code="archived")
    if kind in ONLY_POLICE and case.track == Track.RT:
        return no(_("Civil action (ZA-19) is told in public order cases only."), "not_za")
    if kind in ONLY_PEOPLES and case.is_police:
        return no(
            _("A public order agreement that is not performed is handled by law (ZA-19, 程序规定第一百八十五条)."),
            code="by_law",
        )
    if kind == NoticeKind.ENFORCEMENT and case.confirmed_on is None:
        return no(
            _("Only an agreement the court has confirmed is enforced (SF-06, 人民调解法第三十三条)."),
            code="not_confirmed",
        )
    if kind == NoticeKind.LITIGATION and case.agreed_on is None:
        return no(_("There is no agreement to go to court about (RT-15)."), code="no_agreement")
    return YES


def kinds_for(case: Case) -> list[NoticeKind]:
    """The notices that fit the case now."""
    return [kind for kind in NoticeKind if may_give(case, kind)]


@transaction.atomic
def give(
    *,
    case: Case,
    kind: str,
    way: str,
    actor,
    party: CaseParty | None = None,
    text: str = "",
    at: datetime | None = None,
) -> CaseNotice:
    """Record that a notice was given to one party, or to all.

    Args:
        case: the case.
        kind: a value of :class:`NoticeKind`.
        way: a value of :class:`HowTold`.
        party: None is all of them.
        text: what was added to the words of the notice.
        at: when it was given, not in the future; now by default.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``archived``, ``future``, ``other_case``, and those of :func:`may_give`.
    """
    now = timezone.now()
    found = locked(case.pk)
    demand(rules.may_edit(actor, found))
    row = put(found, kind=kind, way=way, actor=actor, party=party, text=text, at=at or now, now=now)
    after(found, "notice_given", actor=actor, at=now, kind=kind, notice=row.pk)
    return row


def put(case: Case, *, kind: str, way: str, actor, at: datetime, now: datetime, party=None, text="") -> CaseNotice:
    """Write a notice on a locked case, inside another verb; the caller saves the case.

    RT-05: once every party has been told of rights and duties, the case says so.
    """
    may_give(case, kind).or_refuse()
    if at > now:
        raise RuleBroken(_("The notice lies in the future."), code="future")
    if party is not None and (party.case_id != case.pk or party.removed_at):
        raise RuleBroken(_("This is not a party of the case."), code="other_case")
    row = CaseNotice.objects.create(
        station_id=case.station_id, case=case, kind=kind, party=party, way=way, text=text.strip(), at=at, by=actor
    )
    if kind == NoticeKind.RIGHTS and case.rights_notice_at is None and all_told(case, kind):
        case.rights_notice_at = at
    return row


def all_told(case: Case, kind: str) -> bool:
    """Whether every party was told: at once, or one by one."""
    told: Sequence[int | None] = list(case.notices.filter(kind=kind).values_list("party_id", flat=True))
    if None in told:
        return True
    there = case.parties.filter(removed_at=None).values_list("pk", flat=True)
    return bool(there) and set(there) <= set(told)
