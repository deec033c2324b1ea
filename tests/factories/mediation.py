"""Mediation rooms, mediators and disputes made in one line each, without the actions."""

import datetime
import itertools

from django.utils import timezone
from django_scopes import scopes_disabled

from mediation.cases.law import law_on
from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.models_papers import CasePaper
from mediation.cases.words import Side, Source, State, Track
from mediation.network.models import MediationRoom, Mediator, MediatorKind
from mediation.network.words import Cause, Group
from stations.files.models import StoredFile
from stations.organisation.models import Officer, Station, User
from stations.places.models import Community
from tests.factories.organisation import FIRST_DAY, make_person
from tests.factories.places import make_community

_numbers = itertools.count(1)
DAY = datetime.timedelta(days=1)
CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

# States that presuppose a track, an acceptance, an agreement, a performance.
_BEFORE = (State.REGISTERED, State.TRIAGE, State.DECLINED, State.TRANSFERRED)
_AGREED = (
    State.AGREED, State.PERFORMING, State.PERFORMED, State.VISIT, State.CONFIRMING, State.ENFORCEMENT,
    State.LITIGATION, State.ARCHIVED,
)  # fmt: skip
_PERFORMED = (State.PERFORMED, State.VISIT, State.ARCHIVED)


@scopes_disabled()
def make_mediation_room(
    station: Station, name: str = "", community: Community | None = None, **fields
) -> MediationRoom:
    """The station's room, or with ``community`` one of a community."""
    number = next(_numbers)
    level = MediationRoom.Level.COMMUNITY if community else MediationRoom.Level.CORE
    fields = {"code": f"M{number:03d}", "level": level} | fields
    return MediationRoom.objects.create(
        station=station, name=name or f"调解室{number}", community=community, **fields
    )


@scopes_disabled()
def make_mediator_kind(station: Station, group: str = Group.FULL_TIME, name: str = "", **fields) -> MediatorKind:
    """A kind of mediator in a group; the same name gives the same kind again."""
    found = MediatorKind.objects.filter(station=station, group=group).first() if not name else None
    if found:
        return found
    name = name or str(group)
    return MediatorKind.objects.get_or_create(station=station, name=name, defaults={"group": group} | fields)[0]


@scopes_disabled()
def make_mediator(
    station: Station, group: str = Group.FULL_TIME, user: User | None = None, name: str = "", **fields
) -> Mediator:
    """A mediator on a person; the police are never of the committee. ``keeper=True`` keeps the room."""
    number = next(_numbers)
    user = user or make_person(station, name=name)
    fields = {
        "number": f"TJ{number:04d}", "kind": fields.pop("kind", None) or make_mediator_kind(station, group),
        "joined_on": FIRST_DAY, "of_committee": group != Group.POLICE,
    } | fields  # fmt: skip
    return Mediator.objects.create(station=station, user=user, **fields)


@scopes_disabled()
def make_party(case: Case, side: str = Side.A, name: str = "", **fields) -> CaseParty:
    """A party with a phone number."""
    number = next(_numbers)
    fields = {"phone": f"138{number:08d}"} | fields
    return CaseParty.objects.create(
        station=case.station, case=case, side=side, name=name or f"当事人{number}", **fields
    )


@scopes_disabled()
def make_case_mediator(case: Case, mediator: Mediator, part: str = CaseMediator.Part.LEAD, **fields) -> CaseMediator:
    """A mediator who has taken a case."""
    now = timezone.now()
    fields = {"asked_at": now, "answered_at": now, "accepted": True, "since": now} | fields
    return CaseMediator.objects.create(station=case.station, case=case, mediator=mediator, part=part, **fields)


@scopes_disabled()
def make_paper(case: Case, kind: str = "evidence", **fields) -> CasePaper:
    """A paper in the file of a case, without bytes."""
    number = next(_numbers)
    stored = StoredFile.objects.create(
        station=case.station, purpose="mediation", name=f"{number}.pdf", content_type="application/pdf", size=1,
        sha256=f"{number:064d}", content=f"{case.station_id}/mediation/{number}",
    )  # fmt: skip
    fields = {"media": "document"} | fields
    return CasePaper.objects.create(station=case.station, case=case, kind=kind, file=stored, **fields)


@scopes_disabled()
def make_case(
    station: Station,
    state: str = State.REGISTERED,
    track: str = "",
    at: datetime.datetime | None = None,
    mediator: Mediator | None = None,
    officer: Officer | None = None,
    parties: int = 2,
    **fields,
) -> Case:
    """A dispute in a state, with what that state presupposes; its number lies far above those given out.

    Args:
        track: people's mediation where the state needs one and none is given.
        at: when it was registered; now by default.
        mediator: leads it, has taken it.
        officer: in charge, where the police lead.
        parties: how many: the first on side A, the second on side B.
    """
    number, at = next(_numbers), at or timezone.now()
    day = timezone.localdate(at)
    track = track or ("" if state in _BEFORE else Track.RT)
    values = {
        "year": day.year, "serial": 900000 + number, "code": _code(number), "source": Source.APPLICATION,
        "cause": Cause.NEIGHBOURS, "summary": "楼道堆物争执", "place": "前门大街1号",
        "law": law_on(day).version, "registered_at": at, "officer": officer,
    } | _milestones(state, track, day, at) | fields  # fmt: skip
    if "community" not in values:
        values["community"] = Community.objects.filter(station=station).first() or make_community(station)
    case = Case.objects.create(station=station, state=state, track=track, **values)
    for side in [Side.A, Side.B, Side.THIRD][:parties]:
        make_party(case, side)
    if mediator:
        make_case_mediator(case, mediator)
    return case


def _milestones(state: str, track: str, day: datetime.date, at: datetime.datetime) -> dict:
    """What a case in a state must have behind it."""
    values: dict = {}
    if state not in _BEFORE:
        values |= {"triaged_at": at, "accepted_on": day, "due_on": day + 30 * DAY, "rights_notice_at": at}
    if state in {State.MEDIATING, *_AGREED}:
        values |= {"next_session_at": at + DAY}
    if state in _AGREED:
        values |= {"agreed_on": day, "effective_on": day, "first_session_on": day, "sessions_held": 1,
                   "perform_by": day + 15 * DAY, "next_session_at": None}  # fmt: skip
    if state in _PERFORMED:
        values |= {"performed_on": day}
    if state == State.VISIT:
        values |= {"follow_up_due_on": day + 15 * DAY}
    if state in {State.ENDED, State.BY_LAW}:
        values |= {"ended_on": day, "end_reason": "failed"}
    if state == State.ARCHIVED:
        values |= {"archived_on": day}
    return values


def _code(number: int) -> str:
    """A case code of its own for every made-up case."""
    letters = ""
    for _place in range(8):
        number, rest = divmod(number, len(CODE))
        letters = CODE[rest] + letters
    return f"ZZ{letters}"
