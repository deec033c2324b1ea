"""A session from the first arrival to the signatures, and everything the law makes it refuse."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mediation.cases import actions as cases
from mediation.cases.models import Invitee
from mediation.cases.words import State as CaseState
from mediation.sessions import appointments, holding, readings, rules
from mediation.sessions.words import How, Outcome, Part, Signing, State
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.mediation import make_mediation_room, make_mediator
from tests.mediation.sessions.conftest import HOUR, moment, soon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(code: str, verb, **values):
    with pytest.raises(RuleBroken) as error:
        verb(**values)
    assert error.value.code == code, error.value
    return error.value


@pytest.fixture
def hold(cast, fix, all_come):
    """``hold(case, outcome=…)``: fix, come, start and end a session."""

    def do(case, outcome=Outcome.ADJOURNED, starts_at=None, **more):
        made = all_come(fix(case, starts_at, **more), officers=2 if case.is_police else 0)
        holding.start(session=made, actor=cast.chief.user, at=made.starts_at)
        return holding.finish(
            session=made, actor=cast.chief.user, at=made.ends_at, minutes="双方各述经过", outcome=outcome
        )

    return do


def test_the_first_session_takes_the_case_into_mediation_and_counts(rt, fix, all_come, cast):
    made = all_come(fix(rt))
    holding.start(session=made, actor=cast.chief.user, at=made.starts_at)
    rt.refresh_from_db()
    assert (rt.state, rt.sessions_held, rt.next_session_at) == (CaseState.MEDIATING, 1, None)
    assert rt.first_session_on == timezone.localdate(made.starts_at)
    made.refresh_from_db()
    assert (made.state, made.recorder) == (State.RUNNING, cast.chief.user)


def test_nothing_starts_before_the_rights_notice_rt_05(rt, fix, all_come, cast):
    rt.rights_notice_at = None
    rt.save()
    made = all_come(fix(rt))
    refused("no_rights_notice", holding.start, session=made, actor=cast.chief.user, at=made.starts_at)


def test_nothing_starts_with_nobody_there(rt, fix, all_come, cast):
    made = fix(rt)
    refused("no_lead", holding.start, session=made, actor=cast.chief.user)
    made.attendances.filter(part=Part.MEDIATOR).update(present=True)
    refused("no_party", holding.start, session=made, actor=cast.chief.user)


def test_public_order_mediation_needs_the_consent_of_every_party_za_05(make_za, fix, all_come, cast):
    case = make_za(consents=False)
    made = all_come(fix(case), officers=2)
    refused("no_consent", holding.start, session=made, actor=cast.chief.user)
    with pytest.raises(RuleBroken, match="ZA-05"):
        cases.advance(cases.locked(case.pk), "begin", actor=cast.chief.user)
    case.parties.update(consented_at=timezone.now())
    assert holding.start(session=made, actor=cast.chief.user).state == State.RUNNING


@pytest.mark.parametrize(
    ("years", "values", "code"),
    [
        (15, {}, "guardian"),
        (15, {"self_supporting": True, "guardian_waived": True}, "guardian"),
        (17, {"self_supporting": True}, "guardian"),
        (17, {"self_supporting": True, "guardian_waived": True}, ""),
        (15, {"guardian_name": "父亲", "guardian_notified_at": soon(0)}, ""),
        (18, {}, ""),
    ],
)
def test_the_guardian_of_a_minor_is_told_unless_validly_waived_za_07(
    make_za, fix, all_come, cast, years, values, code
):
    case, today = make_za(), timezone.localdate()
    case.parties.filter(side="a").update(born_on=date(today.year - years, today.month, min(today.day, 28)), **values)
    made = all_come(fix(case), officers=2)
    if code:
        refused(code, holding.start, session=made, actor=cast.chief.user)
    else:
        assert holding.start(session=made, actor=cast.chief.user).state == State.RUNNING
    assert made.attendances.filter(part=Part.GUARDIAN).exists() == ("guardian_name" in values)


@pytest.mark.parametrize(
    ("officers", "auxiliaries", "venue", "recording", "law", "code"),
    [
        (2, 0, False, "", "TJ-2026", ""),
        (1, 0, True, "", "TJ-2026", "no_recording"),
        (1, 0, True, "R-1", "TJ-2026", ""),
        (1, 0, True, "R-1", "TJ-2019", "two_officers"),
        (1, 0, False, "R-1", "TJ-2026", "two_officers"),
        (1, 1, False, "", "TJ-2026", "no_recording"),
        (1, 1, False, "R-1", "TJ-2026", ""),
        (1, 1, False, "R-1", "TJ-2019", ""),
    ],
)
def test_staffing_and_recording_za_22_za_23(
    make_za, fix, all_come, cast, in_one, officers, auxiliaries, venue, recording, law, code
):
    place = {"room": make_mediation_room(in_one, case_venue=True)} if venue else {}
    made = all_come(fix(make_za(law=law), **place), officers=officers, auxiliaries=auxiliaries)
    holding.set_recording(session=made, actor=cast.chief.user, recording=recording)
    if code:
        refused(code, holding.start, session=made, actor=cast.chief.user)
        return
    started = holding.start(session=made, actor=cast.chief.user)
    assert ("one_officer" in started.warnings) == (officers == 1 and not venue)
    record = {"minutes": "经过", "outcome": Outcome.FAILED}
    if recording:
        refused("no_recording", holding.finish, session=made, actor=cast.chief.user, **record)
        record["recording_complete"] = True
    assert holding.finish(session=made, actor=cast.chief.user, **record).state == State.HELD


def test_no_officer_no_public_order_mediation(make_za, fix, all_come, cast):
    made = all_come(fix(make_za()), officers=2)
    made.attendances.filter(part=Part.OFFICER).update(present=False)
    refused("no_lead", holding.start, session=made, actor=cast.chief.user)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-10", "2026-02-26"),
        ("2026-02-13", "2026-03-02"),
        ("2026-04-29", "2026-05-12"),
        ("2026-09-24", "2026-10-12"),
    ],
)
def test_the_second_session_is_within_seven_working_days_za_11(make_za, hold, fix, first, last):
    """The vectors of DOMAIN 2.8."""
    case = make_za(at=moment(f"{first} 08:00"))
    hold(case, starts_at=moment(f"{first} 09:00"))
    case.refresh_from_db()
    assert (f"{case.due_on}", case.due_provisional) == (last, False)
    late = moment(f"{last} 09:00") + DAY
    assert "第一百八十三条" in str(refused("seven_days", fix, case=case, starts_at=late).reason)
    assert fix(case, moment(f"{last} 09:00")).no == 2


def test_a_second_session_that_comes_too_late_does_not_start_za_11(make_za, hold, fix, all_come, cast):
    case = make_za(at=moment("2026-02-10 08:00"))
    hold(case, starts_at=moment("2026-02-10 09:00"))
    made = all_come(fix(case, moment("2026-02-26 09:00")), officers=2)
    late = moment("2026-02-27 09:00")
    refused("seven_days", holding.start, session=made, actor=cast.chief.user, at=late)
    refused(
        "seven_days", appointments.move, session=made, actor=cast.chief.user, starts_at=late, ends_at=late + HOUR,
        venue="别处", reason="改期", at=made.starts_at - HOUR,
    )  # fmt: skip


def test_a_limit_in_a_year_not_published_is_marked_provisional(make_za, hold, fix):
    case = make_za(at=moment("2026-12-28 08:00"))
    hold(case, starts_at=moment("2026-12-28 09:00"))
    case.refresh_from_db()
    assert case.due_provisional
    assert "provisional" in fix(case, moment("2026-12-30 09:00")).warnings


def test_the_second_session_cannot_be_adjourned_and_no_third_follows_za_10(make_za, hold, fix, cast):
    case = make_za()
    hold(case, starts_at=soon())
    case.refresh_from_db()
    refused("two_sessions", hold, case=case, starts_at=soon(5))
    session = case.sessions.get(no=2)
    done = holding.finish(session=session, actor=cast.chief.user, minutes="经过", outcome=Outcome.AGREED)
    assert done.state == State.HELD
    case.refresh_from_db()
    assert case.sessions_held == 2
    refused("two_sessions", fix, case=case, starts_at=soon(9))


def test_people_s_mediation_has_any_number_of_sessions(rt, hold):
    for number in range(4):
        rt.refresh_from_db()
        assert hold(rt, starts_at=soon(2 + 3 * number)).no == number + 1


@pytest.mark.parametrize(("outcome", "code"), [("failed", "over"), ("refused", "over"), ("agreed", "agreed")])
def test_an_outcome_ends_the_row_of_sessions(rt, hold, fix, outcome, code):
    hold(rt, outcome)
    rt.refresh_from_db()
    refused(code, fix, case=rt, starts_at=soon(6))


def test_the_record_needs_course_and_outcome_rt_08(rt, fix, all_come, cast):
    made = all_come(fix(rt))
    holding.start(session=made, actor=cast.chief.user)
    values = {"session": made, "actor": cast.chief.user}
    refused("no_minutes", holding.finish, outcome=Outcome.FAILED, **values)
    refused("no_outcome", holding.finish, minutes="经过", **values)
    refused("wrong_state", holding.start, **values)


def test_two_who_write_at_once_do_not_overwrite_each_other(rt, fix, all_come, cast):
    made = all_come(fix(rt))
    holding.start(session=made, actor=cast.chief.user)
    made.refresh_from_db()
    holding.write(session=made, actor=cast.chief.user, version=made.version, minutes="一")
    refused(
        "changed_meanwhile", holding.write, session=made, actor=cast.deputy.user, version=made.version, minutes="二"
    )
    made.refresh_from_db()
    assert made.minutes == "一"


def test_after_the_end_nothing_is_written_but_signatures_are_noted(rt, hold, cast):
    made = hold(rt)
    refused("over", holding.write, session=made, actor=cast.chief.user, minutes="改")
    refused("over", holding.add_talk, session=made, actor=cast.chief.user, side="a", words="话")
    seat = made.attendances.first()
    assert holding.sign(attendance=seat, actor=cast.chief.user, how=Signing.PAPER).signed_at
    made.attendances.filter(pk=seat.pk).update(present=False)
    refused("absent", holding.sign, attendance=seat, actor=cast.chief.user, how=Signing.PAPER)


def test_electronic_signing_is_recorded_za_24(make_za, hold, cast):
    made = hold(make_za(), Outcome.FAILED)
    seat = made.attendances.filter(part=Part.PARTY).first()
    refused("no_recording", holding.sign, attendance=seat, actor=cast.chief.user, how=Signing.ELECTRONIC)
    assert holding.sign(attendance=seat, actor=cast.chief.user, how=Signing.REFUSES).signed == "refuses"


def test_an_invited_person_comes_with_consent_only_rt_04(in_one, rt, fix, cast):
    invitee = Invitee.objects.create(station=in_one, case=rt, kind="lawyer", name="某律师")
    made = fix(rt)
    refused("invitee_consent", holding.add_attendee, session=made, actor=cast.chief.user, invitee=invitee)
    invitee.consented_at = timezone.now()
    invitee.save()
    seat = holding.add_attendee(session=made, actor=cast.chief.user, invitee=invitee)
    assert seat.part == Part.INVITEE
    refused("expected_already", holding.add_attendee, session=made, actor=cast.chief.user, invitee=invitee)
    Invitee.objects.update(consented_at=None)
    refused("invitee_consent", holding.set_present, attendance=seat, actor=cast.chief.user, present=True)


def test_an_online_session_needs_channel_recording_and_consent(rt, fix, all_come, cast, room):
    made = all_come(fix(rt, way=How.MIXED, room=room))
    refused("online", holding.start, session=made, actor=cast.chief.user)
    holding.set_recording(
        session=made, actor=cast.chief.user, recording="R-9", channel="视频会议", online_consent=True
    )
    assert rt.way_marks.get().recording == "R-9"
    assert holding.start(session=made, actor=cast.chief.user).state == State.RUNNING


def test_talks_apart_and_attendance_are_for_those_who_lead(in_one, rt, fix, cast, mediator):
    made = fix(rt)
    holding.add_talk(session=made, actor=mediator.user, side="a", words="愿意各让一步")
    stranger = make_mediator(in_one).user
    for verb, values in (
        (holding.add_talk, {"session": made, "side": "a", "words": "x"}),
        (holding.set_present, {"attendance": made.attendances.first(), "present": True}),
        (holding.start, {"session": made}),
        (holding.write, {"session": made, "minutes": "x"}),
        (holding.finish, {"session": made, "minutes": "x"}),
        (appointments.cancel, {"session": made, "reason": "x"}),
    ):
        with pytest.raises(NotAllowed):
            verb(actor=stranger, **values)


def test_a_case_does_not_end_while_a_session_is_under_way(rt, fix, all_come, cast):
    made = all_come(fix(rt))
    holding.start(session=made, actor=cast.chief.user)
    rt.refresh_from_db()
    assert holding.guard(rt, "end", timezone.now()).code == "session_running"
    holding.finish(session=made, actor=cast.chief.user, minutes="经过", outcome=Outcome.FAILED)
    assert holding.guard(rt, "end", timezone.now())


def test_every_step_of_the_table_and_no_other(rt, fix, all_come, cast):
    """State × verb, walked whole: what the table has is allowed to who leads, everything else is refused."""
    table = {
        ("proposed", "confirm"), ("proposed", "move"), ("proposed", "cancel"), ("confirmed", "start"),
        ("confirmed", "move"), ("confirmed", "miss"), ("confirmed", "cancel"), ("running", "finish"),
    }  # fmt: skip
    assert {(step.source, step.verb) for step in rules.STEPS.steps} == table
    made = all_come(fix(rt))
    made = readings.in_detail(cast.chief.user).get(pk=made.pk)
    for state in State.values:
        for verb in {verb for _state, verb in table}:
            made.state, made.minutes, made.outcome = state, "经过", "failed"
            answer = rules.STEPS.check(made, verb, cast.chief.user, made.starts_at)
            assert bool(answer) == ((state, verb) in table), (state, verb, answer)
            if (state, verb) in table:
                assert rules.STEPS.check(made, verb, cast.officer2.user, made.starts_at).code == "not_allowed"
