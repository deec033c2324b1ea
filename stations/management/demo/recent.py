"""The last three days in full: which crew went, in what time, and every line of the day-book (for the replay)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Prefetch

from stations.crews.models import Crew, CrewMember, Layer
from stations.dispatch.models import Assignment, Timer
from stations.incidents.models import Incident
from stations.incidents.words import State
from stations.management.demo.copying import number, save, write
from stations.timeline.models import Entry

DAYS = 3
# Verb, column that stamps it, state it leads to.
STEPS = (
    ("dispatch", "dispatched_at", State.DISPATCHED),
    ("accept", "accepted_at", State.ACCEPTED),
    ("depart", "departed_at", State.EN_ROUTE),
    ("arrive", "arrived_at", State.ARRIVED),
    ("control", "controlled_at", State.CONTROLLED),
    ("feedback", "fed_back_at", State.FED_BACK),
    ("close", "closed_at", State.CLOSED),
    ("follow_up", "followed_up_at", State.FOLLOWED_UP),
)
TAPS = {"dispatch": ("send", "sent"), "accept": ("accept", "accepted"), "depart": ("depart", "en_route"),
        "arrive": ("arrive", "arrived"), "feedback": ("done", "done")}  # fmt: skip


def tell(incidents: Iterable[Incident], now: datetime) -> int:
    """Assignments, timers and day-book of the incidents of the last days; returns the lines written."""
    since = now - DAYS * timedelta(days=1)
    recent = [one for one in incidents if one.received_at >= since]
    members = CrewMember.objects.select_related("officer").defer("span")
    crews = Crew.objects.filter(layer__in=(Layer.SECOND, Layer.FIRST), ends_at__gt=since).defer("span")
    crews = list(crews.prefetch_related(Prefetch("members", queryset=members)).order_by("-layer", "pk"))
    sent = {one.pk: row for one in recent if (row := _assignment(one, crews))}
    number(list(sent.values()))
    write(list(sent.values()), now)
    save([timer for row in sent.values() for timer in _timers(row)], now)
    entries = [entry for one in recent for entry in _entries(one, sent.get(one.pk))]
    entries.sort(key=lambda entry: entry.at)
    return save(entries, now)


def _assignment(one: Incident, crews: list[Crew]) -> Assignment | None:
    """The crew of the community, else any that was out; None where nobody was sent or crews were not kept yet."""
    if not one.dispatched_at or not one.fed_back_at:
        return None
    out = [crew for crew in crews if crew.starts_at <= one.dispatched_at < crew.ends_at and crew.members.all()]
    own = [crew for crew in out if crew.community_id == one.community_id]
    if not out:
        return None
    return Assignment(
        station_id=one.station_id, incident=one, crew=(own or out)[0], state=Assignment.State.DONE,
        sent_at=one.dispatched_at, sent_by_id=one.recorded_by_id, accepted_at=one.accepted_at,
        departed_at=one.departed_at, arrived_at=one.arrived_at, ended_at=one.fed_back_at,
        advice="second_free" if own else "",
    )  # fmt: skip


def _timers(row: Assignment) -> Iterable[Timer]:
    for kind, seconds, met in ((Timer.Kind.ACCEPT, 60, row.accepted_at), (Timer.Kind.ARRIVE, 600, row.arrived_at)):
        due = row.sent_at + timedelta(seconds=seconds)
        late = met > due
        yield Timer(
            station_id=row.station_id, incident_id=row.incident_id, assignment=row, kind=kind, due_at=due,
            state=Timer.State.ESCALATED if late else Timer.State.MET, ended_at=due if late else met, met_at=met,
        )  # fmt: skip


def _entries(one: Incident, sent: Assignment | None) -> Iterable[Entry]:
    leader = next((row.officer.user_id for row in sent.crew.members.all() if row.leader), None) if sent else None

    def entry(at, verb, actor, subject, **data):
        return Entry(
            station_id=one.station_id, at=at, actor_id=actor or one.recorded_by_id, verb=verb,
            subject_type=subject._meta.model_name, subject_id=subject.pk, data=data,
        )  # fmt: skip

    if one.state in (State.SETTLED, State.LINKED, State.STRUCK):
        extra = {"main": one.main_id} if one.main_id else {}
        first = State.RECEIVED if one.state == State.STRUCK else one.state
        yield entry(one.received_at, "incident.record", None, one, state=first, **extra)
        if one.state == State.STRUCK:
            yield entry(one.received_at + timedelta(minutes=2), "incident.strike", None, one, state=one.state)
        return
    yield entry(one.received_at, "incident.record", None, one, state=State.RECEIVED)
    was = State.RECEIVED
    for verb, column, state in STEPS:
        moment = getattr(one, column)
        if moment is None:
            continue
        if verb == "close" and one.state == State.RETURNED:
            verb, state = "hand_back", State.RETURNED
        by = None if verb in ("dispatch", "close", "follow_up") else leader
        yield entry(moment, f"incident.{verb}", by, one, state=state, was=was)
        was = state
        if sent and verb in TAPS:
            tap, tapped = TAPS[verb]
            yield entry(
                moment, f"assignment.{tap}", by, sent, assignment=sent.pk, incident=one.pk, crew=sent.crew_id,
                assignment_state=tapped,
            )  # fmt: skip
