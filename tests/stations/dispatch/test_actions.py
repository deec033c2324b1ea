"""Crews are sent, answer by one tap each, and the incident moves along with its first crew."""

import pytest

from stations.dispatch import actions
from stations.dispatch.models import Assignment, Timer
from stations.incidents import actions as incidents
from stations.incidents.models import Incident
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_community, make_crew, make_incident, make_officer

pytestmark = pytest.mark.usefixtures("in_one")


@pytest.fixture
def crew(cast):
    return make_crew(cast.station, cast.officer, cast.auxiliary)


@pytest.fixture
def other(cast):
    return make_crew(cast.station, make_officer(cast.station), layer="first")


def recorded(cast, **fields) -> Incident:
    incident = make_incident(cast.station, **fields)
    incidents.after(incident, "record", actor=cast.desk.user, at=incident.received_at)
    return incident


@pytest.fixture
def incident(cast):
    return recorded(cast, community=make_community(cast.station))


@pytest.fixture
def sent(cast, incident, crew):
    return actions.send(incident=incident, crew=crew, actor=cast.desk.user)


def states(incident) -> dict[str, str]:
    return dict(Timer.objects.filter(incident=incident).values_list("kind", "state"))


def test_the_four_taps_take_the_incident_along(cast, incident, sent):
    for verb, state in (("accept", "accepted"), ("depart", "en_route"), ("arrive", "arrived")):
        row = getattr(actions, verb)(assignment=sent, actor=cast.auxiliary.user)
        incident.refresh_from_db()
        assert (row.state, incident.state) == (state, state)
    assert states(incident) == {"assign": "met", "accept": "met", "arrive": "met", "close": "waiting"}
    assert incident.handler_ids == {cast.officer.pk, cast.auxiliary.pk}
    verbs = list(Entry.objects.about(sent).order_by("id").values_list("verb", flat=True))
    assert verbs == ["assignment.send", "assignment.accept", "assignment.depart", "assignment.arrive"]


def test_a_second_tap_answers_the_same_and_adds_nothing(cast, incident, sent):
    first = actions.accept(assignment=sent, actor=cast.officer.user)
    before = Entry.objects.count()
    again = actions.accept(assignment=sent, actor=cast.auxiliary.user)
    assert (again.state, again.accepted_at, Entry.objects.count()) == ("accepted", first.accepted_at, before)


def test_sending_the_same_crew_again_gives_the_same_assignment(cast, incident, crew, sent):
    assert actions.send(incident=incident, crew=crew, actor=cast.deputy.user).pk == sent.pk
    assert Assignment.objects.count() == 1


def test_a_later_crew_does_not_move_the_incident_back(cast, incident, sent, other):
    actions.arrive(assignment=sent, actor=cast.officer.user)
    second = actions.send(incident=incident, crew=other, actor=cast.desk.user)
    actions.accept(assignment=second, actor=cast.desk.user)
    incident.refresh_from_db()
    assert (incident.state, second.part) == ("arrived", "reinforce")


def test_the_desk_taps_for_the_second_crew_and_the_first_stays_where_it_is(cast, incident, sent, other):
    second = actions.send(incident=incident, crew=other, actor=cast.desk.user)
    actions.accept(assignment=second, actor=cast.desk.user)
    sent.refresh_from_db()
    incident.refresh_from_db()
    assert (sent.state, incident.state) == ("sent", "accepted")


def test_when_the_last_crew_is_called_back_the_incident_returns_to_the_queue(cast, incident, sent, other):
    second = actions.send(incident=incident, crew=other, actor=cast.desk.user)
    actions.recall(assignment=sent, actor=cast.desk.user)
    incident.refresh_from_db()
    assert incident.state == "dispatched"
    actions.recall(assignment=second, actor=cast.desk.user)
    incident.refresh_from_db()
    assert (incident.state, incident.handlers.filter(until=None).count()) == ("received", 0)
    assign = Timer.objects.filter(incident=incident, kind="assign").order_by("round")
    assert [row.state for row in assign] == ["met", "waiting"]
    assert incident.due_at == assign[1].due_at


def test_the_officer_does_not_call_back_and_a_stranger_taps_nothing(cast, sent):
    stranger = make_officer(cast.station)
    with pytest.raises(NotAllowed):
        actions.recall(assignment=sent, actor=cast.officer.user)
    with pytest.raises(NotAllowed):
        actions.accept(assignment=sent, actor=stranger.user)


def test_an_auxiliary_neither_ends_nor_hands_over(cast, sent, other):
    actions.arrive(assignment=sent, actor=cast.auxiliary.user)
    with pytest.raises(NotAllowed):
        actions.done(assignment=sent, actor=cast.auxiliary.user)
    with pytest.raises(NotAllowed):
        actions.pass_on(assignment=sent, crew=other, actor=cast.auxiliary.user)


def test_the_last_crew_reports_before_it_leaves(cast, incident, sent, other):
    actions.arrive(assignment=sent, actor=cast.officer.user)
    with pytest.raises(RuleBroken) as refusal:
        actions.done(assignment=sent, actor=cast.officer.user)
    assert refusal.value.code == "result_first"
    actions.send(incident=incident, crew=other, actor=cast.desk.user)
    assert actions.done(assignment=sent, actor=cast.officer.user).state == "done"


def test_a_task_is_handed_over_with_its_part(cast, incident, sent, other):
    actions.accept(assignment=sent, actor=cast.officer.user)
    new = actions.pass_on(assignment=sent, crew=other, actor=cast.officer.user)
    again = actions.pass_on(assignment=sent, crew=other, actor=cast.officer.user)
    sent.refresh_from_db()
    assert (sent.state, sent.passed_to_id, new.part, again.pk) == ("passed_on", new.pk, "main", new.pk)
    assert Incident.objects.get(pk=incident.pk).handler_ids == {m.officer_id for m in other.members.all()}


def test_support_alarms_the_command_room_once(cast, incident, sent):
    actions.accept(assignment=sent, actor=cast.officer.user)
    actions.ask_support(assignment=sent, actor=cast.auxiliary.user)
    actions.ask_support(assignment=sent, actor=cast.officer.user)
    told = Notice.objects.filter(kind="dispatch.support")
    assert {row.recipient_id for row in told} == {cast.chief.user_id, cast.deputy.user_id, cast.desk.user_id}
    assert all(row.urgent for row in told)


def test_feedback_and_closing_end_what_is_under_way(cast, incident, sent, other):
    second = actions.send(incident=incident, crew=other, actor=cast.desk.user)
    actions.arrive(assignment=sent, actor=cast.officer.user)
    locked = incidents.locked(incident.pk)
    locked.result = "helped"
    incidents.advance(locked, "feedback", actor=cast.officer.user)
    sent.refresh_from_db()
    second.refresh_from_db()
    assert (sent.state, second.state) == ("done", "recalled")
    incidents.advance(locked, "close", actor=cast.desk.user)
    assert set(states(incident).values()) == {"met", "void"}
    assert Incident.objects.get(pk=incident.pk).due_at is None


def test_accepting_on_the_page_of_the_incident_moves_the_crew_along(cast, incident, sent):
    incidents.advance(incidents.locked(incident.pk), "accept", actor=cast.officer.user)
    sent.refresh_from_db()
    assert (sent.state, states(incident)["accept"]) == ("accepted", "met")


def test_an_informed_post_that_goes_becomes_a_reinforcement(cast, incident, sent, other):
    post = actions.send(incident=incident, crew=other, actor=cast.desk.user, part="informed")
    assert not post.timers.exists()
    assert not incident.handlers.filter(officer__in=[m.officer_id for m in other.members.all()]).exists()
    actions.accept(assignment=post, actor=cast.desk.user)
    assert actions.depart(assignment=post, actor=cast.desk.user).part == "reinforce"
    incident.refresh_from_db()
    assert incident.state == "en_route"


def test_an_urgent_clue_alarms_desk_and_commander_at_once(cast):
    incident = recorded(cast, kind="clue", urgent=True, category=None)
    told = set(Notice.objects.filter(kind="dispatch.urgent", urgent=True).values_list("recipient_id", flat=True))
    assert told == {cast.chief.user_id, cast.deputy.user_id, cast.desk.user_id}
    assert set(states(incident)) == {"assign", "contact"}


def test_the_position_is_kept_only_when_it_was_given(cast, sent):
    assert actions.accept(assignment=sent, actor=cast.officer.user).fix_at is None
    row = actions.depart(assignment=sent, actor=cast.officer.user, lat=39.9, lng=116.4)
    assert (row.lat, row.lng) == (39.9, 116.4)
    with pytest.raises(RuleBroken):
        actions.arrive(assignment=sent, actor=cast.officer.user, lat=39.9)


def test_an_answered_call_alarms_nobody_any_more(cast, incident, sent):
    told = Notice.objects.filter(kind="dispatch.sent")
    assert told.unread().count() == 2
    actions.accept(assignment=sent, actor=cast.auxiliary.user)
    assert not told.unread().exists()


def test_first_contact_ends_the_alarm_of_an_urgent_clue(cast):
    incident = recorded(cast, kind="clue", urgent=True)
    incident.first_contact_at = incident.received_at
    incident.save()
    incidents.after(incident, "contact", actor=cast.desk.user, at=incident.received_at)
    assert not Notice.objects.filter(kind="dispatch.urgent").unread().exists()
