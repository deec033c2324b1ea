"""A case ready for its first session, in both tracks."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from mediation.cases.words import State, Track
from mediation.sessions import appointments
from mediation.sessions.models import Attendance
from mediation.sessions.words import Part
from tests.factories import make_officer
from tests.factories.mediation import make_case, make_mediation_room, make_mediator

HOUR = timedelta(hours=1)


def moment(text: str) -> datetime:
    """``2026-02-10 09:00`` in the station's time."""
    return timezone.make_aware(datetime.strptime(text, "%Y-%m-%d %H:%M"))


def soon(hours: int = 2) -> datetime:
    """A whole hour a few hours ahead."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + hours * HOUR


@pytest.fixture
def room(in_one):
    """The station's room, a case venue with recording, equipped for online sessions."""
    return make_mediation_room(in_one, "派出所民调室", case_venue=True, online=True, address="前门东大街1号")


@pytest.fixture
def mediator(in_one):
    """A mediator of the committee."""
    return make_mediator(in_one, name="调解员甲")


@pytest.fixture
def rt(in_one, mediator):
    """People's mediation, accepted, taken by the mediator."""
    return make_case(in_one, State.ACCEPTED, Track.RT, mediator=mediator)


@pytest.fixture
def make_za(in_one, cast):
    """``make_za(at=…)``: public order mediation, accepted, with the officer in charge; both sides agree."""

    def make(at: datetime | None = None, consents: bool = True, **fields):
        made = make_case(in_one, State.ACCEPTED, Track.ZA, at=at, officer=cast.officer, **{"due_on": None} | fields)
        if consents:
            made.parties.update(consented_at=at or timezone.now())
        return made

    return make


@pytest.fixture
def fix(cast):
    """``fix(case, starts_at, **more)``: the chief fixes a session elsewhere, or in ``room``."""

    def do(case, starts_at: datetime | None = None, actor=None, **more):
        starts_at = starts_at or soon()
        if "room" not in more:
            more = {"venue": "社区居委会"} | more
        more.setdefault("public", True)
        more.setdefault("at", starts_at - HOUR)
        return appointments.fix(
            case=case, actor=actor or cast.chief.user, starts_at=starts_at, ends_at=starts_at + HOUR, **more
        )

    return do


@pytest.fixture
def all_come(in_one):
    """``all_come(session, officers=2)``: everybody expected is there, and so many officers."""

    def do(session, officers: int = 0, auxiliaries: int = 0):
        there = session.attendances.filter(part=Part.OFFICER).count()
        for number in range(max(0, officers - there) + auxiliaries):
            helper = number >= max(0, officers - there)
            person = make_officer(in_one, post="auxiliary" if helper else "officer")
            Attendance.objects.create(
                station=in_one, session=session, officer=person,
                part=Part.AUXILIARY if helper else Part.OFFICER,
            )  # fmt: skip
        session.attendances.update(present=True, arrived_at=timezone.now())
        return session

    return do
