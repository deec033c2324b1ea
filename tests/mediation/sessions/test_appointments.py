"""Appointments: fixed once, within the law, in a room nobody else has; moved, cancelled, missed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mediation.cases.words import State as CaseState
from mediation.network.models import RoomBooking
from mediation.sessions import appointments, readings, rules
from mediation.sessions.models import Session
from mediation.sessions.words import Ground, How, Part, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediation_room, make_mediator
from tests.mediation.sessions.conftest import HOUR, moment, soon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(code: str, verb, **values):
    with pytest.raises(RuleBroken) as error:
        verb(**values)
    assert error.value.code == code
    return error.value


def test_fixing_books_the_room_names_the_day_and_tells_who_mediates(rt, fix, room, mediator):
    made = fix(rt, room=room)
    rt.refresh_from_db()
    assert (made.no, made.state, made.case_venue, made.mediator) == (1, State.CONFIRMED, True, mediator)
    assert rt.next_session_at == made.starts_at
    assert RoomBooking.objects.get(released_at=None) == made.booking
    assert Notice.objects.filter(recipient=mediator.user, kind="mediation_session.fix").count() == 1
    parts = sorted(made.attendances.values_list("part", flat=True))
    assert parts == [Part.MEDIATOR, Part.PARTY, Part.PARTY]
    assert Entry.objects.about(made).filter(verb="mediation_session.fix").exists()
    assert "当事人" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_same_key_fixes_once(rt, fix):
    key = "7b1ff3a4-93a3-4b8e-9a41-6d9a0a3c3f01"
    assert fix(rt, client_key=key).pk == fix(rt, client_key=key).pk
    assert Session.objects.count() == 1


def test_a_room_that_is_taken_is_refused(in_one, rt, fix, room):
    fix(rt, room=room)
    other = make_case(in_one, CaseState.ACCEPTED, mediator=make_mediator(in_one))
    refused("room_taken", fix, case=other, starts_at=soon() + HOUR / 2, room=room)
    assert not other.sessions.exists()


def test_a_mediator_leads_one_session_at_a_time(in_one, rt, fix, mediator):
    fix(rt)
    refused("mediator_busy", fix, case=make_case(in_one, CaseState.ACCEPTED, mediator=mediator))


def test_a_case_has_one_appointment_ahead(rt, fix):
    fix(rt)
    refused("one_ahead", fix, case=rt, starts_at=soon(8))


def test_who_does_not_lead_may_not_fix(rt, fix, cast, in_one):
    with pytest.raises(NotAllowed):
        fix(rt, actor=make_mediator(in_one).user)
    with pytest.raises(NotAllowed):
        fix(rt, actor=cast.auxiliary.user)


def test_only_the_police_lead_public_order_mediation_and_only_the_committee_the_peoples(
    make_za, rt, fix, cast, in_one
):
    za = make_za()
    with pytest.raises(NotAllowed):
        fix(za, actor=make_mediator(in_one, keeper=True).user)
    rt.mediators.all().delete()
    refused("committee_only", fix, case=rt)
    refused("committee_only", fix, case=rt, mediator=make_mediator(in_one, "police"))


def test_public_order_mediation_is_public_unless_there_is_a_ground_za_06(make_za, fix):
    refused("no_ground", fix, case=make_za(), public=False)
    made = fix(make_za(), starts_at=soon(6), public=False, closed_ground=Ground.PRIVACY)
    assert not made.public


def test_not_before_acceptance_and_not_after_a_refusal_rt_01(in_one, fix, mediator):
    refused("wrong_state", fix, case=make_case(in_one, CaseState.TRIAGE, mediator=mediator))
    refusing = make_case(in_one, CaseState.ACCEPTED, mediator=mediator)
    refusing.parties.filter(side="b").update(refused_at=soon(0))
    refused("refused", fix, case=refusing)


def test_not_after_the_limit_rt_16(in_one, fix, mediator):
    case = make_case(in_one, CaseState.MEDIATING, mediator=mediator)
    refused("limit_passed", fix, case=case, starts_at=soon() + 31 * DAY)


def test_a_late_first_session_of_za_is_a_warning_only_za_12(make_za, fix):
    """DOMAIN 2.8: accepted 2026-02-13, three working days end on 2026-02-25."""
    case = make_za(at=moment("2026-02-13 10:00"))
    assert str(readings.advised_by(case).day) == "2026-02-25"
    assert fix(case, moment("2026-02-25 09:00")).warnings == []
    other = make_za(at=moment("2026-02-13 10:00"))
    assert fix(other, moment("2026-02-26 14:00")).warnings == ["late"]


def test_a_third_session_of_public_order_mediation_is_refused_by_rule_action_and_database_za_10(make_za, fix, in_one):
    case = make_za()
    case.state, case.sessions_held, case.first_session_on = CaseState.MEDIATING, 2, soon().date()
    case.due_on = soon().date() + 7 * DAY
    case.save()
    assert rules.fix_answer(case, soon()).code == "two_sessions"
    error = refused("two_sessions", fix, case=case)
    assert "第一百八十三条" in str(error.reason)
    with pytest.raises(IntegrityError, match="session_za_two"), transaction.atomic():
        Session.objects.create(
            station=in_one, case=case, no=3, track="za", starts_at=soon(), ends_at=soon() + HOUR, venue="—",
            officer=case.officer, public=True,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="case_za_two_sessions"), transaction.atomic():
        case.sessions_held = 3
        case.save()


def test_moving_gives_the_old_room_free_and_reminds_anew(rt, fix, room, in_one, cast):
    made = fix(rt, room=room)
    Session.objects.update(reminded_at=soon(0))
    other = make_mediation_room(in_one)
    refused(
        "no_reason", appointments.move, session=made, actor=cast.chief.user, starts_at=soon(5), ends_at=soon(6),
        room=other, reason=" ",
    )  # fmt: skip
    moved = appointments.move(
        session=made, actor=cast.chief.user, starts_at=soon(5), ends_at=soon(6), room=other, reason="一方请假"
    )
    assert (moved.booking.room, moved.reminded_at, moved.case_venue) == (other, None, False)
    assert list(RoomBooking.objects.filter(released_at=None)) == [moved.booking]
    rt.refresh_from_db()
    assert rt.next_session_at == soon(5)


def test_cancelling_gives_room_and_number_back(make_za, fix, room, cast):
    case = make_za()
    made = appointments.cancel(session=fix(case, room=room), actor=cast.chief.user, reason="改期")
    assert (made.state, made.no) == (State.CANCELLED, None)
    assert not RoomBooking.objects.filter(released_at=None).exists()
    case.refresh_from_db()
    assert case.next_session_at is None
    assert fix(case, soon(6), room=room).no == 1


def test_somebody_who_does_not_come_is_noted_after_the_time_and_counts_as_no_session(rt, fix, cast):
    made = fix(rt)
    values = {"session": made, "actor": cast.chief.user, "reason": "被申请人未到"}
    refused("too_early", appointments.miss, at=made.starts_at - HOUR, **values)
    assert appointments.miss(at=made.starts_at + HOUR, **values).state == State.MISSED
    rt.refresh_from_db()
    assert rt.sessions_held == 0


def test_a_proposed_time_waits_for_the_parties(rt, fix, cast):
    made = fix(rt, proposed=True)
    assert made.state == State.PROPOSED
    refused("wrong_state", appointments.miss, session=made, actor=cast.chief.user, reason="x", at=soon(9))
    assert appointments.confirm(session=made, actor=cast.chief.user).state == State.CONFIRMED


def test_a_case_that_ends_cancels_what_is_ahead(rt, fix, cast, room):
    made = fix(rt, room=room)
    appointments.case_moved(type("Move", (), {"verb": "end", "case": rt, "at": soon(0)}))
    made.refresh_from_db()
    assert made.state == State.CANCELLED
    assert not RoomBooking.objects.filter(released_at=None).exists()


def test_proposals_keep_to_what_people_said_and_to_other_sessions(in_one, rt, fix, room, mediator, cast):
    at = moment("2026-03-02 08:00")
    rt.accepted_on, rt.due_on = at.date(), at.date() + 30 * DAY
    rt.save()
    party = rt.parties.first()
    for first, last in (("2026-03-04 14:00", "2026-03-04 18:00"), ("2026-03-05 09:00", "2026-03-05 12:00")):
        appointments.add_availability(
            case=rt, actor=cast.chief.user, party=party, starts_at=moment(first), ends_at=moment(last)
        )
    found = [slot.start for slot, _room in readings.proposals(rt, at, mediator=mediator)]
    assert found == [moment("2026-03-04 14:00"), moment("2026-03-05 09:00")]
    other = make_case(in_one, CaseState.ACCEPTED, mediator=mediator, at=at)
    fix(other, moment("2026-03-04 14:30"), at=at)
    found = readings.proposals(rt, at, mediator=mediator)
    assert [slot.start for slot, _room in found] == [moment("2026-03-04 15:30"), moment("2026-03-05 09:00")]
    assert found[0][1] == room


def test_an_online_session_needs_an_equipped_room_and_marks_the_way(rt, fix, room, in_one):
    refused("not_online", fix, case=rt, way=How.MIXED, room=make_mediation_room(in_one))
    fix(rt, way=How.MIXED, room=room, channel="云上法庭")
    rt.refresh_from_db()
    assert rt.ways == ["online"]
    assert rt.way_marks.get().channel == "云上法庭"
