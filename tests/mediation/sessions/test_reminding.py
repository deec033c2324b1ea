"""Reminders once, what is due, what the next duty must know, what the case's page is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mediation.cases import hooks
from mediation.cases.words import State as CaseState
from mediation.sessions import agenda, appointments, holding, tasks
from mediation.sessions.reminding import remind
from stations.agenda.registry import due_from
from stations.notices.models import Notice
from tests.mediation.sessions.conftest import HOUR, soon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reminders():
    return Notice.objects.filter(kind="mediation_session.remind")


def test_a_session_is_reminded_of_exactly_once_and_again_after_a_move(in_one, rt, fix, room, cast, mediator):
    made = fix(rt, room=room)
    assert remind(station=in_one, at=made.starts_at - 30 * HOUR) == 0
    assert remind(station=in_one, at=made.starts_at - HOUR) == 1
    assert remind(station=in_one, at=made.starts_at - HOUR) == 0
    assert reminders().filter(recipient=mediator.user).count() == 1
    appointments.move(
        session=made, actor=cast.chief.user, starts_at=soon(9), ends_at=soon(10), room=room, reason="改期"
    )
    assert remind(station=in_one, at=soon(8)) == 1
    assert reminders().count() == 2


def test_the_task_works_through_every_station(rt, fix):
    fix(rt)
    assert tasks.remind() == 1
    assert tasks.remind() == 0


def test_my_sessions_are_due_and_a_missed_one_is_asked_about(rt, fix, mediator, cast):
    made = fix(rt)
    day = timezone.localdate(made.starts_at)
    assert [due.tone for due in due_from(agenda.sessions_due, mediator.user, day)] == ["warn"]
    assert [due.tone for due in due_from(agenda.sessions_due, mediator.user, day + DAY)] == ["danger"]
    assert [due.tone for due in due_from(agenda.sessions_due, mediator.user, day - DAY)] == ["info"]
    assert due_from(agenda.sessions_due, cast.desk.user, day) == []


def test_the_second_session_of_a_public_order_case_is_due_za_11(make_za, cast):
    case = make_za()
    case.state, case.sessions_held, case.due_on = CaseState.MEDIATING, 1, timezone.localdate() + 5 * DAY
    case.save()
    due = due_from(agenda.second_due, cast.officer.user, timezone.localdate())
    assert [(one.due, one.tone) for one in due] == [(case.due_on, "warn")]
    assert due_from(agenda.second_due, cast.officer.user, case.due_on)[0].tone == "danger"


def test_the_next_duty_reads_the_sessions_of_the_next_day_without_names(in_one, rt, fix, room):
    made = fix(rt, room=room)
    lines = agenda.handover_lines(in_one, timezone.now())
    assert [line.url for line in lines] == [made.get_absolute_url()]
    assert "当事人" not in str(lines[0].text) and rt.number in str(lines[0].text)


def test_the_public_page_is_told_when_and_where(rt, fix, room):
    assert hooks.appointment_of(rt) is None or rt.next_session_at
    made = fix(rt, room=room)
    found = hooks.appointment_of(rt)
    assert (found.starts_at, found.room, found.address) == (made.starts_at, room.name, room.address)


def test_what_a_session_is_told_of_has_words(rt, fix, all_come, cast, client_of):
    made = all_come(fix(rt))
    holding.start(session=made, actor=cast.chief.user)
    page = client_of(cast.chief).get(made.get_absolute_url()).content.decode()
    assert "mediation_session." not in page
