"""The recurrence radar: the disputes of the last days, grouped by pair, address and phone."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.db.models import Prefetch

from mediation.cases.listening import FOLDS, KINDS
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import Risk, State
from mediation.detection.rules import Dispute
from mediation.detection.words import Reason, RecurrenceKind
from stations.incidents.models import Incident, Party
from stations.incidents.words import State as IncidentState
from stations.incidents.words import Unknown
from stations.kit.crypto import blind_index

GONE = (IncidentState.STRUCK, IncidentState.LINKED)
INVOLVED = (Party.Part.REPORTER, Party.Part.VICTIM, Party.Part.PARTY)
FAILED_STATES = (State.ENDED, State.BY_LAW, State.LITIGATION, State.ENFORCEMENT)
MOST_PEOPLE = 6  # of one dispute: a crowd makes no pairs


@dataclass(slots=True)
class Found:
    """Disputes that have something in common; ``key`` is a keyed fingerprint, never a number or a name."""

    kind: str
    key: str
    disputes: list[Dispute]


def gather(since: datetime, until: datetime) -> list[Dispute]:
    """All disputes of a time, oldest first; a case that came of an incident counts once. Four queries."""
    incidents = list(_incidents(since, until))
    cases = {case.incident_id: case for case in _cases_of(incidents)}
    found = [_of_incident(incident, cases.get(incident.pk)) for incident in incidents]
    own = _cases().filter(incident=None, registered_at__gte=since, registered_at__lt=until)
    found += [_of_case(case) for case in own]
    return sorted(found, key=lambda dispute: (dispute.at, dispute.ident))


def _incidents(since: datetime, until: datetime):
    rows = Incident.objects.filter(
        reported_at__gte=since, reported_at__lt=until, kind__in=KINDS, category__fold__in=FOLDS, main=None
    ).exclude(state__in=GONE)
    people = Party.objects.filter(part__in=INVOLVED).order_by("id")
    return rows.select_related("spot").prefetch_related(Prefetch("parties", queryset=people))


def _cases():
    """Sealed cases are looked up by nobody's reckoning (SE-26)."""
    people = CaseParty.objects.filter(removed_at=None).order_by("id")
    return Case.objects.filter(sealed=False).prefetch_related(Prefetch("parties", queryset=people))


def _cases_of(incidents: list[Incident]):
    return _cases().filter(incident__in=[incident.pk for incident in incidents])


def _fingerprints(people: Iterable) -> frozenset[str]:
    """Phones where they are known, ID numbers else; both are keyed fingerprints already."""
    return frozenset(one.phone_index or one.id_index for one in people if one.phone_index or one.id_index)


def _of_incident(incident: Incident, case: Case | None) -> Dispute:
    marks = set()
    if incident.injuries == Unknown.YES:
        marks.add(Reason.INJURY)
    if incident.weapons == Unknown.YES:
        marks.add(Reason.WEAPON)
    people = [*incident.parties.all(), *(case.parties.all() if case else ())]
    return Dispute(
        at=incident.reported_at, incident_id=incident.pk, marks=frozenset(marks | (_marks(case) if case else set())),
        people=_fingerprints(people), place=incident.spot.name if incident.spot else incident.place,
        community_id=incident.community_id,
    )  # fmt: skip


def _of_case(case: Case) -> Dispute:
    return Dispute(
        at=case.registered_at, case_id=case.pk, marks=frozenset(_marks(case)), place=case.place,
        people=_fingerprints(case.parties.all()), community_id=case.community_id,
    )  # fmt: skip


def _marks(case: Case) -> set[str]:
    marks = set()
    if case.risk != Risk.NORMAL:
        marks.add(Reason.RISK)
    if case.domestic_violence:
        marks.add(Reason.VIOLENCE)
    if case.state in FAILED_STATES or case.breached_on:
        marks.add(Reason.FAILED)
    return marks


def address_key(place: str) -> str:
    """One way of writing an address: no blanks, no signs; empty where it names no house."""
    text = re.sub(r"[\s\-—,，.。·()（）]+", "", place).lower()
    return text if re.search(r"\d", text) or len(text) >= 6 else ""


def recurring(disputes: list[Dispute], least: Mapping[str, int]) -> list[Found]:
    """What comes again at least so many times: the most telling ground of the same disputes, pair before address.

    Args:
        disputes: from :func:`gather`.
        least: the station's least number by kind, from :func:`mediation.detection.rules.thresholds`.
    """
    groups: dict[tuple[str, str], list[Dispute]] = defaultdict(list)
    for dispute in disputes:
        people = sorted(dispute.people)
        if len(people) <= MOST_PEOPLE:
            for pair in combinations(people, 2):
                groups[RecurrenceKind.PAIR, "+".join(pair)].append(dispute)
        place = address_key(dispute.place)
        if place:
            groups[RecurrenceKind.ADDRESS, place].append(dispute)
        for one in people:
            groups[RecurrenceKind.PHONE, one].append(dispute)
    order = list(RecurrenceKind)
    found, covered = [], set()
    for (kind, text), rows in sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        same = frozenset(row.ident for row in rows)
        if len(rows) >= least[kind] and same not in covered:
            covered.add(same)
            found.append(Found(str(kind), fingerprint(kind, text), rows))
    return found


def fingerprint(kind: str, text: str) -> str:
    """What is stored of the ground; the same ground gives the same fingerprint."""
    return hashlib.sha256(blind_index(f"recurrence:{kind}:{text}").encode()).hexdigest()


def window(now: datetime, days: int) -> datetime:
    """From when disputes count."""
    return now - timedelta(days=days)
