"""Timers follow from the incident; the sweep escalates what is overdue, once."""

import datetime

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.dispatch import actions, watch
from stations.dispatch.models import Assignment, ResponseCircle, Timer
from stations.incidents import actions as incidents
from stations.incidents import duplicates, entries, handling
from stations.incidents.models import Incident
from stations.incidents.rules import workflow_of
from stations.kit.answer import RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from stations.timeline.sentences import lines
from tests.factories import make_community, make_crew, make_incident, make_officer

pytestmark = pytest.mark.usefixtures("in_one")
MINUTE = datetime.timedelta(minutes=1)


def recorded(cast, **fields) -> Incident:
    incident = make_incident(cast.station, **fields)
    incidents.after(incident, "record", actor=cast.desk.user, at=incident.received_at)
    return incident


def told_again(incident, verb="correct"):
    incidents.after(incident, verb, actor=None, at=timezone.now())


def timers(incident) -> list[tuple[str, int, str]]:
    rows = Timer.objects.filter(incident=incident).order_by("kind", "round")
    return list(rows.values_list("kind", "round", "state"))


def due(incident, kind) -> datetime.timedelta:
    return Timer.objects.get(incident=incident, kind=kind).due_at - incident.received_at


def consistent(incident) -> None:
    incident.refresh_from_db()
    rows = list(Timer.objects.filter(incident=incident).select_related("assignment"))
    waiting = [row.due_at for row in rows if row.state == "waiting"]
    late = [
        row.due_at for row in rows
        if row.state == "escalated" and row.met_at is None
        and (row.assignment is None or row.assignment.state not in Assignment.ENDED)
    ]  # fmt: skip
    assert (incident.due_at, incident.overdue_since) == (min(waiting, default=None), min(late, default=None))


def test_the_community_has_its_own_circle(cast):
    community = make_community(cast.station)
    ResponseCircle.objects.create(station=cast.station, grade=2, assign_seconds=90)
    ResponseCircle.objects.create(station=cast.station, grade=2, community=community, assign_seconds=30)
    assert due(recorded(cast, grade=2, community=community), "assign").seconds == 30
    assert due(recorded(cast, grade=2), "assign").seconds == 90
    assert due(recorded(cast, grade=1), "assign").seconds == 60


def test_a_corrected_grade_moves_the_timers(cast):
    incident = recorded(cast, grade=3)
    incident.grade = 1
    incident.save()
    told_again(incident)
    assert due(incident, "assign").seconds == 60
    consistent(incident)


def test_an_appointment_has_no_time_to_arrive(cast):
    row = actions.send(
        incident=recorded(cast, grade=4), crew=make_crew(cast.station, cast.officer), actor=cast.desk.user
    )
    assert {timer.kind for timer in row.timers.all()} == {"accept"}


def test_found_property_and_what_the_bureau_counted_have_no_timers(cast):
    assert timers(recorded(cast, kind="found")) == []
    assert timers(recorded(cast, imported=True)) == []


def test_a_hazard_is_due_on_the_day_it_was_given_with(cast):
    day = timezone.now() + datetime.timedelta(days=3)
    incident = recorded(cast, kind="hazard", state="assigned", due_at=day)
    assert timers(incident) == [("close", 0, "waiting")]
    watch.escalate_due(at=day + MINUTE)
    incident = incidents.locked(incident.pk)
    later = incident.due_at = day + datetime.timedelta(days=5)
    incident.save()
    told_again(incident)
    assert timers(incident) == [("close", 0, "escalated"), ("close", 1, "waiting")]
    incident.refresh_from_db()
    assert (incident.due_at, incident.overdue_since) == (later, None)
    assert Timer.objects.get(incident=incident, round=1).due_at == later


def test_a_promised_call_back_outlives_the_closing(cast):
    incident = recorded(cast)
    incident.call_back_at = timezone.now() + MINUTE
    incident.save()
    told_again(incident, "promise")
    incident.state, incident.result = "closed", "helped"
    incident.save()
    told_again(incident, "close")
    assert timers(incident) == [("assign", 0, "void"), ("call_back", 0, "waiting"), ("close", 0, "met")]
    incident.called_back_at = timezone.now()
    told_again(incident, "called_back")
    assert ("call_back", 0, "met") in timers(incident)
    consistent(incident)


def test_first_contact_stops_the_clock_of_an_urgent_clue(cast):
    incident = recorded(cast, kind="clue", urgent=True)
    incident.first_contact_at = timezone.now()
    incident.save()
    told_again(incident, "contact")
    assert ("contact", 0, "met") in timers(incident)


def test_what_is_overdue_is_escalated_once_and_may_still_happen(cast):
    incident = recorded(cast, grade=1, at=timezone.now() - 2 * MINUTE)
    assert (watch.escalate_due(), watch.escalate_due()) == (1, 0)
    told = Notice.objects.filter(kind="dispatch.overdue")
    assert sorted(row.recipient_id for row in told) == sorted(
        [cast.chief.user_id, cast.deputy.user_id, cast.desk.user_id]
    )
    assert all(row.urgent for row in told)
    assert Entry.objects.filter(verb="timer.escalated", subject_id=incident.pk).count() == 1
    consistent(incident)
    assert incident.overdue_since
    actions.send(incident=incident, crew=make_crew(cast.station, cast.officer), actor=cast.desk.user)
    timer = Timer.objects.get(incident=incident, kind="assign")
    assert timer.state == "escalated"
    assert timer.met_at
    consistent(incident)
    assert incident.overdue_since is None


def test_a_crew_called_back_is_overdue_no_more(cast):
    incident = recorded(cast, grade=1)
    row = actions.send(incident=incident, crew=make_crew(cast.station, cast.officer), actor=cast.desk.user)
    watch.escalate_due(at=timezone.now() + 2 * MINUTE)
    consistent(incident)
    assert incident.overdue_since
    actions.recall(assignment=row, actor=cast.desk.user)
    consistent(incident)
    assert incident.overdue_since is None


def test_the_commander_and_the_desk_on_duty_are_told(cast):
    assert {officer.pk for officer in watch.in_command(timezone.now())} == {
        cast.chief.pk,
        cast.deputy.pk,
        cast.desk.pk,
    }


STEPS = [
    "send1", "send2", "accept1", "accept2", "depart1", "arrive1", "arrive2", "done1", "pass1", "recall1", "recall2",
    "feedback", "send_back", "close", "reopen", "refer", "take_back", "strike", "link", "sweep", "sweep_late",
    "control",
]  # fmt: skip


@pytest.fixture
def pair(cast):
    return [make_crew(cast.station, make_officer(cast.station)) for _number in range(2)]


class Day:
    """One incident and two crews, whatever is pressed in whatever order."""

    def __init__(self, cast, crews):
        self.cast, self.crews = cast, crews
        self.incident = recorded(cast)
        self.main = make_incident(cast.station)
        self.now = timezone.now()

    def latest(self, number):
        return Assignment.objects.filter(incident=self.incident, crew=self.crews[number]).last()

    def press(self, step: str) -> None:
        actor = self.cast.chief.user
        number = int(step[-1]) - 1 if step[-1].isdigit() else 0
        name = step.rstrip("12")
        if name == "send":
            actions.send(incident=self.incident, crew=self.crews[number], actor=actor)
        elif name == "pass":
            actions.pass_on(assignment=self.latest(0), crew=self.crews[1], actor=actor)
        elif name in {"accept", "depart", "arrive", "done", "recall"} and step[-1].isdigit():
            getattr(actions, name)(assignment=self.latest(number), actor=actor)
        elif name.startswith("sweep"):
            late = datetime.timedelta(hours=30) if name == "sweep_late" else 3 * MINUTE
            watch.escalate_due(at=self.now + late)
        else:
            self._move(name, actor)

    def _move(self, verb, actor):
        incident = incidents.locked(self.incident.pk)
        if workflow_of(incident).step(incident.state, verb) is None:
            raise RuleBroken("no step")
        if verb in {"feedback", "close"}:
            incident.result = "helped"
        incident.struck_reason = "误录" if verb == "strike" else ""
        incident.main = self.main if verb == "link" else None
        incident.reopened += verb == "reopen"
        incidents.advance(incident, verb, actor=actor, system=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=16))
def test_whatever_is_pressed_timers_and_incident_agree(cast, steps):
    crews = Day.known = getattr(Day, "known", None) or []
    if not crews or crews[0].station_id != cast.station.pk:
        crews[:] = [
            make_crew(cast.station, make_officer(cast.station)),
            make_crew(cast.station, make_officer(cast.station)),
        ]
    day = Day(cast, crews)
    for step in ["send1", *steps]:
        try:
            day.press(step)
        except (RuleBroken, AttributeError) as refusal:
            assert isinstance(refusal, RuleBroken) or day.latest(0) is None or day.latest(1) is None
    consistent(day.incident)
    rows = list(Timer.objects.filter(incident=day.incident))
    for row in rows:
        assert (row.state == "waiting") == (row.ended_at is None)
    entries = Entry.objects.filter(verb="timer.escalated", subject_id=day.incident.pk)
    assert entries.count() == sum(row.state == "escalated" for row in rows)
    waiting = {row.kind for row in rows if row.state == "waiting"}
    active = Assignment.objects.filter(incident=day.incident).active()
    if not day.incident.is_open or day.incident.state in {"fed_back", "referred"}:
        assert not active.exists()
        assert waiting <= {"close"}
    if day.incident.state == "received":
        assert not active.exists()
        assert any(row.kind == "assign" and (row.state == "waiting" or row.met_at is None) for row in rows)
    else:
        assert "assign" not in waiting
    handlers = set(day.incident.handlers.filter(until=None).values_list("officer_id", flat=True))
    on_it = {member.officer_id for row in active for member in row.crew.members.all()}
    assert on_it <= handlers


def test_a_report_that_comes_into_the_queue_late_has_its_time_from_then_on(cast):
    """Linked when it was taken, or settled on the spot: nothing ran, so nothing is overdue at once."""
    begun = timezone.now() - 3 * 60 * MINUTE
    main = make_incident(cast.station)
    linked = recorded(cast, at=begun, state="linked", main=main)
    assert not timers(linked)
    duplicates.unlink(incident=linked, actor=cast.desk.user)
    assert timers(linked) == [("assign", 1, "waiting"), ("close", 1, "waiting")]
    assert watch.escalate_due() == 0
    told_again(Incident.objects.get(pk=linked.pk))
    assert watch.escalate_due() == 0


def test_a_more_urgent_grade_shortens_the_timers_of_a_later_round(cast):
    incident = recorded(cast, grade=4)
    report = {"category": incident.category, "result": "nothing", "text": "已处理"}
    handling.feedback(incident=incident, actor=cast.desk.user, **report)
    handling.close(incident=incident, actor=cast.desk.user)
    handling.reopen(incident=incident, actor=cast.desk.user)
    before = Timer.objects.get(incident=incident, kind="assign", round=1).due_at
    entries.correct(incident=incident, actor=cast.desk.user, reason="grade", grade=1)
    after = Timer.objects.get(incident=incident, kind="assign", round=1).due_at
    assert before - after > 8 * MINUTE
    told_again(Incident.objects.get(pk=incident.pk))
    assert Timer.objects.get(incident=incident, kind="assign", round=1).due_at == after


def test_what_is_not_urgent_after_all_alarms_nobody_any_more(cast):
    incident = recorded(cast, urgent=True)
    notices = Notice.objects.filter(kind="dispatch.urgent", read_at=None)
    assert notices.exists()
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", urgent=False)
    assert not notices.exists()


def crew_due(row) -> dict:
    return {timer.kind: timer for timer in Timer.objects.filter(assignment=row)}


def test_a_corrected_grade_moves_the_timers_of_crews_already_sent(cast):
    incident = recorded(cast, grade=3)
    row = actions.send(incident=incident, crew=make_crew(cast.station, cast.officer), actor=cast.desk.user)
    assert crew_due(row)["arrive"].due_at == row.sent_at + 10 * MINUTE
    now = timezone.now()
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", grade=2, at=now)
    assert crew_due(row)["arrive"].due_at == now + 5 * MINUTE  # from now: the crew could not know
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", grade=3)
    assert crew_due(row)["arrive"].due_at == row.sent_at + 10 * MINUTE
    assert crew_due(row)["accept"].due_at == row.sent_at + 2 * MINUTE
    consistent(incident)


def test_a_grade_without_a_time_to_arrive_ends_that_timer_and_another_begins_it_anew(cast):
    incident = recorded(cast, grade=4)
    row = actions.send(incident=incident, crew=make_crew(cast.station, cast.officer), actor=cast.desk.user)
    now = timezone.now()
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", grade=3, at=now)
    assert crew_due(row)["arrive"].due_at == now + 10 * MINUTE
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", grade=4)
    assert crew_due(row)["arrive"].state == "void"
    entries.correct(incident=incident, actor=cast.desk.user, reason="classified", grade=1)
    assert [timer.state for timer in row.timers.filter(kind="arrive").order_by("round")] == ["void", "waiting"]
    consistent(incident)


def test_an_urgency_withdrawn_and_set_again_alarms_again(cast):
    incident = recorded(cast, urgent=True)
    alarms = Notice.objects.filter(kind="dispatch.urgent", recipient=cast.deputy.user)
    for urgent in (False, True):
        entries.correct(incident=incident, actor=cast.desk.user, reason="classified", urgent=urgent)
    assert alarms.count() == 2 and alarms.filter(read_at=None).count() == 1


def test_the_form_says_that_it_is_urgent_already_and_who_saw_the_alarm(cast):
    incident = recorded(cast, urgent=True)
    assert watch.about_urgency(recorded(cast)) == []
    seen, waiting = watch.seen_by(incident)
    assert seen == [] and cast.deputy.user.name in waiting
    Notice.objects.filter(recipient=cast.deputy.user).update(read_at=timezone.now())
    entries.first_contact(incident=incident, actor=cast.desk.user)
    incident.refresh_from_db()
    seen, waiting = watch.seen_by(incident)
    assert [name.split()[0] for name in seen] == [cast.deputy.user.name] and waiting == []
    assert len(watch.about_urgency(incident)) == 2


def test_an_alarm_ends_when_what_was_overdue_has_happened(cast):
    incident = recorded(cast, kind="clue", urgent=True)
    watch.escalate_due(timezone.now() + 60 * MINUTE)
    alarms = Notice.objects.filter(kind="dispatch.overdue", data__timer="contact", read_at=None)
    assert alarms.exists()
    entries.first_contact(incident=incident, actor=cast.desk.user)
    assert not alarms.exists()
    assert Notice.objects.filter(kind="dispatch.overdue", data__timer="assign", read_at=None).exists()


def test_the_alarm_of_a_crew_that_did_not_answer_ends_when_it_is_called_back(cast):
    incident = recorded(cast)
    row = actions.send(incident=incident, crew=make_crew(cast.station, cast.officer), actor=cast.desk.user)
    watch.escalate_due(timezone.now() + 5 * MINUTE)
    alarms = Notice.objects.filter(kind="dispatch.overdue", data__timer="accept", read_at=None)
    assert alarms.exists()
    actions.recall(assignment=row, actor=cast.desk.user)
    assert not alarms.exists()


def test_the_day_book_says_what_was_overdue(cast):
    incident = recorded(cast, kind="clue", urgent=True)
    watch.escalate_due(timezone.now() + 60 * MINUTE)
    with translation.override("en"):
        told = [line.sentence for line in lines(Entry.objects.about(incident))]
    assert "overdue: no first contact; the duty commander was told" in told
