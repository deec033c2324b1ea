"""Verbs about the parties of a case: enter, change, take out, agree, refuse, show (DT-06, SE-24).

What is learned of people in a case serves the case alone (ZA-25): it is shown masked, in full only to who works on
it, and each such look is recorded; no list, export or figure carries it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules, rules_parties
from mediation.cases.actions import after, locked
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import PartyKind, State
from stations.incidents.persons import normal_phone
from stations.kit import masks
from stations.kit.answer import RuleBroken, demand
from stations.kit.identity import born_on, is_id_number, is_male, normal
from stations.timeline.actions import looked

FIELDS = (
    "side", "kind", "name", "sex", "nation", "born_on", "occupation", "representative", "address", "phone",
    "id_number", "language", "public_role", "guardian_name", "guardian_phone", "self_supporting", "guardian_waived",
    "agent_name", "agent_scope",
)  # fmt: skip
MOST = 40  # parties of one case
# The case has not begun: a refusal is written on it and nothing may begin (RT-01).
BEFORE = frozenset({State.REGISTERED, State.TRIAGE})


def fill(party: CaseParty, values: Mapping, at: datetime) -> list[str]:
    """Set some of :data:`FIELDS` (and ``guardian_notified``), tidy them, and ask the law; returns what changed.

    Raises:
        RuleBroken: ``no_name``, ``id_number``, ``born_on``, ``guardian_waiver``, ``suspect_agent``, ``agent_scope``.
    """
    before = {name: getattr(party, name) for name in (*FIELDS, "guardian_notified_at")}
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(party, name, value.strip() if isinstance(value, str) else value)
    if "guardian_notified" in values:
        told = party.guardian_notified_at or at
        party.guardian_notified_at = told if values["guardian_notified"] else None
    _tidy(party)
    rules_parties.party_answer(party, timezone.localdate(at)).or_refuse()
    return sorted(name for name, value in before.items() if getattr(party, name) != value)


def _tidy(party: CaseParty) -> None:
    """One way of writing numbers; day of birth and sex from the ID number; a unit has no body."""
    party.phone, party.guardian_phone = normal_phone(party.phone), normal_phone(party.guardian_phone)
    party.id_number = normal(party.id_number)
    if party.kind == PartyKind.UNIT:
        party.sex, party.nation, party.born_on, party.occupation = "", "", None, ""
    elif is_id_number(party.id_number):
        party.born_on = born_on(party.id_number)
        party.sex = "男" if is_male(party.id_number) else "女"


def editable(case_id: int, actor, version: int | None) -> Case:
    """The case, locked, for an edit of its facts.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``changed_meanwhile``, ``settled``, ``archived``.
    """
    case = locked(case_id, version)
    demand(rules.may_edit(actor, case))
    rules.is_editable(case).or_refuse()
    return case


@transaction.atomic
def add_party(*, case: Case, actor, version: int | None = None, at: datetime | None = None, **values) -> CaseParty:
    """Enter a party.

    Args:
        version: of the case on which the form was made; None does not ask.
        values: some of :data:`FIELDS`; ``guardian_notified`` says that the guardian was told just now.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``changed_meanwhile``, ``settled``, ``archived``, ``too_many``, and those of :func:`fill`.
    """
    moment = at or timezone.now()
    case = editable(case.pk, actor, version)
    if case.parties.filter(removed_at=None).count() >= MOST:
        words = _("A case holds at most %(count)s parties.") % {"count": MOST}
        raise RuleBroken(words, code="too_many")
    party = CaseParty(station_id=case.station_id, case=case)
    fill(party, values, moment)
    party.save()
    after(case, "party_added", actor=actor, at=moment, party=party.pk, side=party.side)
    return party


def _of(case: Case, party: CaseParty) -> CaseParty:
    """The party's row, locked, unless it was taken out meanwhile."""
    row = CaseParty.objects.select_for_update(no_key=True).get(pk=party.pk, case=case)
    if row.removed_at:
        raise RuleBroken(_("This party has been taken out of the case."), code="removed")
    return row


@transaction.atomic
def change_party(
    *, party: CaseParty, actor, version: int | None = None, at: datetime | None = None, **values
) -> CaseParty:
    """Change a party; only fields that are given change."""
    moment = at or timezone.now()
    case = editable(party.case_id, actor, version)
    row = _of(case, party)
    changed = fill(row, values, moment)
    if not changed:
        raise RuleBroken(_("Nothing was changed."), code="nothing_changed")
    row.save()
    after(case, "party_changed", actor=actor, at=moment, party=row.pk, fields=changed)
    return row


@transaction.atomic
def remove_party(*, party: CaseParty, actor, version: int | None = None, at: datetime | None = None) -> CaseParty:
    """Take a party out of the case; the row stays."""
    moment = at or timezone.now()
    case = editable(party.case_id, actor, version)
    row = _of(case, party)
    row.removed_at = moment
    row.save(update_fields=["removed_at"])
    _write_refusal(case)
    after(case, "party_removed", actor=actor, at=moment, party=row.pk, side=row.side)
    return row


@transaction.atomic
def consent(*, party: CaseParty, actor, at: datetime | None = None, version: int | None = None) -> CaseParty:
    """Note that a party agrees to mediation (ZA-05); an earlier refusal is withdrawn by it (RT-01)."""
    return _answer(party, actor, at or timezone.now(), version, agrees=True)


@transaction.atomic
def refuse(*, party: CaseParty, actor, at: datetime | None = None, version: int | None = None) -> CaseParty:
    """Note that a party refuses: nothing begins, what has begun must end (RT-01, ZA-02 no. 4)."""
    return _answer(party, actor, at or timezone.now(), version, agrees=False)


def _answer(party: CaseParty, actor, moment: datetime, version: int | None, *, agrees: bool) -> CaseParty:
    case = editable(party.case_id, actor, version)
    row = _of(case, party)
    if (row.consented_at if agrees else row.refused_at) is not None:
        raise RuleBroken(_("This is noted already."), code="nothing_changed")
    row.consented_at, row.refused_at = (moment, None) if agrees else (None, moment)
    row.save(update_fields=["consented_at", "refused_at"])
    _write_refusal(case)
    after(case, "consented" if agrees else "refused", actor=actor, at=moment, party=row.pk, side=row.side)
    return row


def _write_refusal(case: Case) -> None:
    """RT-01 on the case itself, as the side that refuses; once it has begun, ending it writes this."""
    if case.state in BEFORE:
        first = case.parties.filter(removed_at=None, refused_at__isnull=False).order_by("refused_at").first()
        case.refused_by = first.side if first else ""


@transaction.atomic
def show_party(*, party: CaseParty, actor, reason: str) -> CaseParty:
    """A party in full, for who works on the case; recorded with the reason (SE-24).

    Args:
        reason: of :class:`stations.incidents.reasons.LookReason`.
    """
    case = Case.objects.get(pk=party.case_id)
    demand(rules.may_edit(actor, case))
    looked(subject=case, actor=actor, what=f"party:{reason}")
    return party


@dataclass(frozen=True, slots=True)
class Shown:
    """A party as everybody sees it (SE-24)."""

    party: CaseParty
    name: str
    phone: str
    id_number: str
    minor: bool
    guardian_missing: bool
    has_agent: bool


def shown(rows: Iterable[CaseParty], day: date) -> list[Shown]:
    """Parties masked; a unit's name is public, its numbers are not."""
    return [
        Shown(
            party=row, name=row.name if row.kind == PartyKind.UNIT else masks.name(row.name),
            phone=masks.phone(row.phone), id_number=masks.id_number(row.id_number),
            minor=rules_parties.is_minor(row, day),
            guardian_missing=rules_parties.needs_guardian(row, day) and row.guardian_notified_at is None,
            has_agent=bool(row.agent_name),
        )
        for row in rows
    ]  # fmt: skip
