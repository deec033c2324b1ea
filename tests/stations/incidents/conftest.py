"""Incidents ready in any state, and the people who may or may not do something with them."""

import datetime

import pytest
from django.utils import timezone

from stations.catalogue.words import Kind
from stations.incidents.models import Handler
from stations.incidents.words import Result, Satisfaction, State
from stations.organisation.models import Grant, Post
from tests.factories import grant, make_category, make_incident, make_officer, make_person

MINUTE = datetime.timedelta(minutes=1)
# Times of a call as far as each state implies them.
COLUMNS = ("dispatched_at", "accepted_at", "departed_at", "arrived_at", "controlled_at", "fed_back_at", "closed_at",
           "followed_up_at")  # fmt: skip
WAY = (State.DISPATCHED, State.ACCEPTED, State.EN_ROUTE, State.ARRIVED, State.CONTROLLED, State.FED_BACK,
       State.CLOSED, State.FOLLOWED_UP)  # fmt: skip
RESULT_OF = {Kind.HAZARD: Result.REMOVED, Kind.CLUE: Result.USED, Kind.FOUND: Result.OTHER, Kind.LOSS: Result.OTHER}
WITH_RESULT = {State.FED_BACK, State.CLOSED, State.FOLLOWED_UP, State.RECTIFIED, State.ACTED_ON, State.SETTLED,
               State.RETURNED, State.REFERRED}  # fmt: skip


@pytest.fixture
def ready(cast, in_one):
    """``ready(kind, state)``: an incident as it stands in that state, legally reached."""
    made = {}

    def category(kind):
        if kind not in made:
            made[kind] = make_category(cast.station, kind=kind)
        return made[kind]

    def make(kind=Kind.CALL, state=State.RECEIVED, handlers=(), at=None, **fields):
        at = at or timezone.now() - 60 * MINUTE
        values = {"category": category(kind), "recorded_by": cast.desk.user}
        if kind in {Kind.CALL, Kind.HELP} and state in WAY:
            values |= {COLUMNS[i]: at + (i + 1) * MINUTE for i in range(WAY.index(state) + 1)}
        elif state in {State.CLOSED, State.SETTLED, State.RETURNED}:
            values["closed_at"] = at + 10 * MINUTE
        if state in WITH_RESULT:
            values |= {"result": RESULT_OF.get(kind, Result.OTHER), "result_text": "已处理"}
        if kind == Kind.HAZARD and state in {State.RECTIFIED, State.CLOSED}:
            values["fixer"] = cast.officer.user
            values["verifier"] = cast.desk.user if state == State.CLOSED else None
        if state == State.FOLLOWED_UP:
            values["satisfaction"] = Satisfaction.DISSATISFIED
        if state == State.STRUCK:
            values["struck_reason"] = "录错"
        if state == State.LINKED:
            values["main"] = make_incident(cast.station, kind=kind, category=category(kind), at=at)
        if state == State.MATCHED and kind == Kind.FOUND:
            values["match"] = make_incident(
                cast.station, kind=Kind.LOSS, state=State.MATCHED, category=category(Kind.LOSS), at=at
            )
        return make_incident(cast.station, kind=kind, state=state, at=at, handlers=handlers, **(values | fields))

    return make


@pytest.fixture
def roles(cast):
    """The people of the walk by role; ``handler``, ``helper`` handle every incident, ``fixer`` removed the hazard."""
    handler = make_officer(cast.station, team=cast.community_team)
    helper = make_officer(cast.station, post=Post.AUXILIARY, team=cast.community_team)
    viewer = make_person(cast.station)
    grant(viewer, Grant.Right.VIEW)
    viewer.rights = frozenset({Grant.Right.VIEW})
    return {
        "chief": cast.chief.user, "deputy": cast.deputy.user, "desk": cast.desk.user, "handler": handler.user,
        "helper": helper.user, "fixer": cast.officer.user, "auxiliary": cast.auxiliary.user, "viewer": viewer,
        "guard": cast.guard,
    }  # fmt: skip


@pytest.fixture
def handle(roles):
    """``handle(incident)``: the handler and the helper handle it."""

    def put(incident):
        for role in ("handler", "helper"):
            Handler.objects.get_or_create(
                station=incident.station, incident=incident, officer=roles[role].officer, until=None,
                defaults={"since": incident.received_at},
            )  # fmt: skip
        return incident

    return put
