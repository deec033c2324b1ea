"""What a choice of mediators is made from: the case's need, the candidates of the station, their ranking."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from mediation.cases.matching_rules import FINAL, SHOWN, Candidate, Need, Score, rank, score, track_bar
from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.words import OPEN_STATES, State
from mediation.network.models import Mediator, MediatorAbsence, MediatorCommunity, MediatorInterest, RoomSitting
from stations.kit.spans import holds, in_force
from stations.organisation.rules import officer_of
from stations.roster.readings import Taken, taken

LEAD = CaseMediator.Part.LEAD
# A case that came to its end with its mediator.
OVER = tuple(state for state in State.values if state not in OPEN_STATES)
NO_ANSWER = "no_answer"
MOST_FOUND = 20


def need_of(case: Case, parties: Iterable[CaseParty]) -> Need:
    """What matters of a case; names and addresses stay inside the comparison."""
    rows = list(parties)
    names = [name for row in rows for name in (row.name, row.representative, row.agent_name) if name]
    return Need(
        track=case.track, cause=case.cause, community=case.community_id, grid=case.grid_id, risk=case.risk,
        languages=frozenset(row.language for row in rows if row.language), names=tuple(names),
        places=tuple(text for text in (case.place, *(row.address for row in rows)) if text),
    )  # fmt: skip


def parties_of(case: Case) -> list[CaseParty]:
    """The parties of a case; one query."""
    return list(case.parties.filter(removed_at=None))


def candidates(case: Case, parties: list[CaseParty], day: date, only: int | None = None) -> list[Candidate]:
    """Serving mediators as the rules know them; twelve queries, however many there are."""
    rows = Mediator.objects.serving().select_related("user__officer", "kind").order_by("pk")
    rows = rows.prefetch_related(
        Prefetch("communities", MediatorCommunity.objects.all()),
        Prefetch("interests", MediatorInterest.objects.all()),
        Prefetch("absences", MediatorAbsence.objects.filter(in_force(day))),
        Prefetch("sittings", RoomSitting.objects.filter(in_force(day))),
    )
    if only:
        rows = rows.filter(pk=only)
    counts, out = _counts(), _kept_out(case, parties)
    phones = {row.phone_index for row in parties if row.phone_index}
    rows = list(rows)
    roster = _roster(rows, day)
    return [_candidate(row, counts.get(row.pk, {}), out.get(row.pk, ""), phones, day, roster) for row in rows]


def _roster(rows: list[Mediator], day: date) -> dict[int, Taken]:
    """What the roster says of the officers among them on a day, an absence before all else; two queries."""
    ids = [own.pk for row in rows if (own := officer_of(row.user))]
    if not ids:
        return {}
    zone = timezone.get_current_timezone()
    # Office hours: the end of a night's duty in the morning is no reason.
    start = datetime.combine(day, time(9), zone)
    found: dict[int, Taken] = {}
    for row in taken(ids, start, start + timedelta(hours=9)):
        found.setdefault(row.officer_id, row)
    return found


def _candidate(row: Mediator, counts: dict, out: str, phones: set[str], day: date, roster: dict) -> Candidate:
    away = [absence.end for absence in row.absences.all() if holds(absence, day)]
    until = "" if not away else away[0].isoformat() if away[0] else "…"
    own = officer_of(row.user)
    engaged = roster.get(own.pk) if own else None
    if engaged and engaged.why == "absent":
        until = until or timezone.localdate(engaged.end).isoformat()
    party = row.user.phone_index and row.user.phone_index in phones
    return Candidate(
        pk=row.pk, name=row.user.name, group=row.kind.group, of_committee=row.of_committee,
        subjects=frozenset(row.subjects), languages=frozenset(row.languages), grid=row.grid_id, most=row.most_open,
        communities=frozenset(place.community_id for place in row.communities.all()),
        open=counts.get("open", 0), waiting=counts.get("waiting", 0), ended=counts.get("ended", 0),
        agreed=counts.get("agreed", 0), away_until=until, sits_on=_next_sitting(row.sittings.all(), day),
        engaged=engaged.why if engaged and engaged.why != "absent" else "",
        ties=tuple((tie.keyword, tie.note) for tie in row.interests.all()), stays_out="party" if party else out,
    )  # fmt: skip


def _next_sitting(sittings, day: date) -> str:
    """The next day within a week on which somebody sits in a room."""
    weekdays = {row.weekday for row in sittings}
    days = (day + timedelta(days=n) for n in range(7))
    return next((found.isoformat() for found in days if found.weekday() in weekdays), "")


def _counts() -> dict[int, dict]:
    """Open, waiting, ended and agreed cases by mediator; one query."""
    took = Q(accepted=True)
    led = took & Q(part=LEAD, case__state__in=OVER)
    rows = CaseMediator.objects.filter(until=None).order_by().values("mediator").annotate(
        open=Count("pk", filter=took & Q(case__state__in=OPEN_STATES)),
        waiting=Count("pk", filter=Q(accepted=None)),
        ended=Count("pk", filter=led),
        agreed=Count("pk", filter=led & Q(case__agreed_on__isnull=False)),
    )  # fmt: skip
    return {row["mediator"]: row for row in rows}


def _kept_out(case: Case, parties: list[CaseParty]) -> dict[int, str]:
    """Who stays out of this case for what happened in it, or with its parties before (RT-19); two queries."""
    out: dict[int, str] = {}
    for row in case.mediators.order_by("id"):
        if row.conflict:
            out[row.mediator_id] = "conflict_before"
        elif row.until is None:
            out[row.mediator_id] = "here"
        elif row.accepted is False or row.end_reason == NO_ANSWER:
            out.setdefault(row.mediator_id, "declined")
    same = Q(pk=None)
    for row in parties:
        if row.phone_index:
            same |= Q(phone_index=row.phone_index)
        if row.id_index:
            same |= Q(id_index=row.id_index)
    cases = CaseParty.objects.filter(same).exclude(case=case).values("case")
    before = CaseMediator.objects.filter(case__in=cases).exclude(conflict="").values_list("mediator_id", flat=True)
    return out | dict.fromkeys(before, "conflict_before")


def ranked(case: Case, day: date | None = None) -> tuple[list[Score], list[Score]]:
    """All mediators of the station in order, and those who stay out with the reason; thirteen queries."""
    parties = parties_of(case)
    return rank(candidates(case, parties, day or timezone.localdate()), need_of(case, parties))


def suggested(case: Case, day: date | None = None) -> list[Score]:
    """The best three."""
    return ranked(case, day)[0][:SHOWN]


def scored(case: Case, mediator: Mediator, day: date | None = None) -> Score | None:
    """One mediator against the case; None for somebody who no longer serves."""
    parties = parties_of(case)
    found = candidates(case, parties, day or timezone.localdate(), only=mediator.pk)
    return score(found[0], need_of(case, parties)) if found else None


def helper_bar(case: Case, found: Score) -> str:
    """Why somebody may not help: as for the lead, but the track only keeps the police out of people's mediation."""
    if found.out is None:
        return ""
    code = found.out.code
    if code in {"track_police", "track_committee"}:
        # The track bars the lead only; look behind it for what bars the helper.
        candidate = replace(found.candidate, group="police" if case.track == "za" else found.candidate.group,
                            of_committee=True)  # fmt: skip
        behind = score(candidate, need_of(case, parties_of(case)))
        code = behind.out.code if behind.out else ""
    return code if code in FINAL else ""


def found_by(text: str, case: Case) -> list[Mediator]:
    """Mediators by name, number or organisation who may lead on the case's track; at most twenty."""
    text = text.strip()
    if not text:
        return []
    rows = Mediator.objects.serving().select_related("user", "kind").filter(
        Q(user__name__icontains=text) | Q(number__istartswith=text) | Q(organisation__icontains=text)
        | Q(user__initials__istartswith=text.lower())
    )  # fmt: skip
    fit = [row for row in rows.order_by("number")[:60] if not track_bar(case.track, row.kind.group, row.of_committee)]
    return fit[:MOST_FOUND]


def people_of(case: Case):
    """Everybody asked or mediating, newest last; one query."""
    return case.mediators.select_related("mediator__user", "mediator__kind", "by").order_by("id")


def asked_of(user):
    """Open questions to a person: cases that wait for a yes or no, oldest first."""
    profile = getattr(user, "mediator", None)
    if profile is None:
        return CaseMediator.objects.none()
    rows = CaseMediator.objects.filter(mediator=profile, until=None, accepted=None)
    return rows.filter(case__in=Case.objects.visible_to(user)).order_by("asked_at", "id")


def lead_of(case: Case) -> CaseMediator | None:
    """Who leads or is asked to lead now."""
    return case.mediators.filter(until=None, part=LEAD).select_related("mediator__user").first()


def keepers():
    """Accounts of those who keep the mediation room."""
    return [row.user for row in Mediator.objects.serving().filter(keeper=True).select_related("user")]
