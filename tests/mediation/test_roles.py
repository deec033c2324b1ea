"""Who may do what, walked whole: every step table above the case's own, and every verb that has no table.

The case's table is walked in ``cases/test_steps.py``. Each table below is written down a second time: state × verb ×
role, and the code must say the same (DOMAIN 2.1: ZA by the police only, RT and HJ by the committee's, the approval of
a settlement by the police).
"""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mediation.agreements import confirming
from mediation.agreements import rules as agreements
from mediation.agreements.models import Agreement, CourtConfirmation, Instalment
from mediation.agreements.words import CourtState, Performance
from mediation.agreements.words import State as AgreementState
from mediation.archive import visiting
from mediation.cases import appraising, extending, notices, transferring
from mediation.cases.models import Case
from mediation.cases.models_papers import Transfer
from mediation.cases.words import NoticeKind, State, Track
from mediation.consultations import rules as consultations
from mediation.consultations.models import Consultation, ConsultationTask
from mediation.consultations.words import State as MeetingState
from mediation.consultations.words import TaskState
from mediation.detection import rules as detection
from mediation.detection.models import Recurrence
from mediation.detection.words import RecurrenceState
from mediation.network.models import Mediator
from mediation.sessions import rules as sessions
from mediation.sessions.models import Session
from mediation.sessions.words import State as SessionState
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import Team
from tests.factories import make_community, make_officer, make_team
from tests.factories.mediation import make_case, make_case_mediator, make_mediator

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)
ROLES = [
    "keeper", "leader", "community police", "other police", "officer in charge", "lead mediator", "other mediator",
    "registrar", "stranger",
]  # fmt: skip
POLICE = {"leader", "community police", "officer in charge"}
LEAD = {
    Track.RT: {"keeper", "leader", "lead mediator", "officer in charge"},
    Track.ZA: POLICE,
    Track.HJ: POLICE | {"keeper", "lead mediator"},
}
TRACKS = list(LEAD)


@pytest.fixture
def people(cast, in_one):
    """One person a role."""
    elsewhere = make_team(in_one, Team.Kind.STREET, "街面巡控队")
    return {
        "keeper": make_mediator(in_one, keeper=True).user,
        "leader": cast.chief.user,
        "community police": cast.officer.user,
        "other police": make_officer(in_one, team=elsewhere).user,
        "officer in charge": make_officer(in_one, team=elsewhere).user,
        "lead mediator": make_mediator(in_one).user,
        "other mediator": make_mediator(in_one).user,
        "registrar": cast.auxiliary.user,
        "stranger": cast.guard,
    }


@pytest.fixture
def a_case(cast, in_one, people):
    """``a_case(track, state)``: of the cast's community, with everybody in the role named after them."""

    def make(track: str, state: str = State.PERFORMING) -> Case:
        community = make_community(in_one, team=cast.community_team)
        case = make_case(
            in_one, state=state, track=track, community=community, registered_by=people["registrar"],
            officer=people["officer in charge"].officer,
        )  # fmt: skip
        make_case_mediator(case, Mediator.objects.get(user=people["lead mediator"]))
        return case

    return make


def walk(table, row, states, people, may) -> None:
    """Every verb in every state for every role: ``may(verb)`` names who; pairs outside the table are nobody's."""
    expected = {(step.source, step.verb) for step in table.steps}
    for state in states:
        for verb in {verb for _source, verb in expected}:
            for role, person in people.items():
                row.state = state
                answer = table.check(row, verb, person, timezone.now())
                if (state, verb) not in expected:
                    assert answer.code == "wrong_state", (state, verb, role)
                    continue
                assert (answer.code != "not_allowed") == (role in may(verb)), (state, verb, role, answer.reason)
                assert answer or str(answer.reason)


@pytest.mark.parametrize("track", TRACKS)
def test_agreements_are_made_and_signed_by_who_leads_the_case(track, a_case, people, in_one):
    case = a_case(track)
    row = Agreement(station=in_one, case=case, kind="rt_written", made_on=TODAY())
    walk(agreements.AGREEMENT_STEPS, row, AgreementState, people, lambda verb: LEAD[track])


@pytest.mark.parametrize("track", TRACKS)
def test_performance_is_followed_by_who_leads_the_case(track, a_case, people, in_one):
    agreement = Agreement(station=in_one, case=a_case(track), state=AgreementState.IN_FORCE, made_on=TODAY())
    row = Instalment(station=in_one, agreement=agreement, due_on=TODAY() - DAY)
    walk(agreements.PERFORMANCE_STEPS, row, Performance, people, lambda verb: LEAD[track])


def test_what_the_court_says_is_entered_by_who_leads_the_case(a_case, people, in_one):
    agreement = Agreement(station=in_one, case=a_case(Track.RT), state=AgreementState.IN_FORCE, made_on=TODAY())
    row = CourtConfirmation(station=in_one, agreement=agreement)
    walk(agreements.COURT_STEPS, row, CourtState, people, lambda verb: LEAD[Track.RT])


@pytest.mark.parametrize("track", TRACKS)
def test_sessions_are_run_by_who_leads_the_case(track, a_case, people, in_one, cast):
    start = timezone.now()
    row = Session.objects.create(
        station=in_one, case=a_case(track, State.MEDIATING), no=1, track=track, venue="居委会", starts_at=start,
        ends_at=start + timedelta(hours=1), officer=cast.officer, public=True,
    )  # fmt: skip
    walk(sessions.STEPS, row, SessionState, people, lambda verb: LEAD[track])


@pytest.fixture
def meeting(in_one, people, cast):
    """A meeting led by the officer in charge, with a task of the community's police."""
    start = timezone.now() - DAY
    made = Consultation.objects.create(
        station=in_one, kind="workday", title="政法工作日", starts_at=start, ends_at=start + timedelta(hours=1),
        chair=people["officer in charge"].officer,
    )  # fmt: skip
    return made


def test_meetings_are_led_by_keepers_leadership_and_chair(meeting, people):
    lead = {"keeper", "leader", "officer in charge"}
    walk(consultations.STEPS, meeting, MeetingState, people, lambda verb: lead)


def test_tasks_are_answered_by_whose_they_are_and_given_by_who_leads_the_meeting(meeting, people, cast, in_one):
    row = ConsultationTask(station=in_one, consultation=meeting, officer=cast.officer, due_on=TODAY())
    lead = {"keeper", "leader", "officer in charge"}
    answered = {"done", "give_back"}
    walk(
        consultations.TASK_STEPS, row, TaskState, people,
        lambda verb: lead | ({"community police"} if verb in answered else set()),
    )  # fmt: skip


def test_recurrences_are_decided_by_people_and_cleared_by_the_rule_alone(a_case, people, in_one):
    community = a_case(Track.RT).community
    row = Recurrence(station=in_one, community=community, kind="pair", key="k", last_at=timezone.now())
    people_may = {"keeper", "leader", "community police"}
    system = {"lapse", "clear"}
    walk(detection.STEPS, row, RecurrenceState, people, lambda verb: set() if verb in system else people_may)


# ── verbs without a table ──


def refused_for_the_person(verb) -> bool:
    """Whether a verb says "not you"; what else it may refuse is not asked here."""
    try:
        with transaction.atomic():
            verb()
            transaction.set_rollback(True)
    except NotAllowed:
        return True
    except RuleBroken:
        return False
    return False


def only(people, allowed: set, verb) -> None:
    """``verb(person)`` is for these roles and nobody else."""
    for role, person in people.items():
        assert refused_for_the_person(lambda who=person: verb(who)) == (role not in allowed), role


def an_agreement(case: Case) -> Agreement:
    return Agreement.objects.create(
        station=case.station, case=case, kind="hj" if case.track == Track.HJ else "rt_written", made_on=TODAY(),
        facts="事实", place="民调室",
    )  # fmt: skip


def test_a_settlements_application_is_filed_by_who_leads_and_answered_by_the_police(a_case, people):
    """HJ-04, HJ-05: the committee that mediated never approves its own settlement."""
    row = an_agreement(a_case(Track.HJ))
    filed = {"agreement": row, "applied_on": TODAY(), "name": "申请.pdf", "content": b"%PDF-1.4"}
    only(people, LEAD[Track.HJ], lambda who: confirming.hj_apply(actor=who, **filed))
    answered = {"agreement": row, "approved": True, "decided_on": TODAY()}
    only(people, POLICE, lambda who: confirming.hj_decide(actor=who, **answered))


@pytest.mark.parametrize("track", TRACKS)
def test_visits_are_planned_by_who_leads_and_by_keepers(track, a_case, people):
    case = a_case(track, State.PERFORMED)
    allowed = LEAD[track] | {"keeper"}
    only(people, allowed, lambda who: visiting.plan(case=case, due_on=TODAY() + DAY, reason="回访", actor=who))


@pytest.mark.parametrize("track", TRACKS)
def test_visits_are_recorded_by_who_leads_and_by_keepers(track, a_case, people):
    case = a_case(track, State.PERFORMED)
    row = visiting.plan(case=case, due_on=TODAY(), reason="回访", actor=people["leader"])
    form = {"way": "phone", "visited_at": timezone.now(), "performance": "full", "result": "ok", "interviewee": "甲"}
    only(people, LEAD[track] | {"keeper"}, lambda who: visiting.record(follow_up=row, actor=who, **form))


EDITORS = {"keeper", "leader", "community police", "officer in charge", "lead mediator"}


@pytest.mark.parametrize("track", TRACKS)
def test_notices_are_given_by_who_works_on_the_case(track, a_case, people):
    case = a_case(track, State.MEDIATING)
    only(people, EDITORS, lambda who: notices.give(case=case, kind=NoticeKind.RIGHTS, way="written", actor=who))


def test_receipts_are_entered_by_who_works_on_the_case(a_case, people, in_one):
    case = a_case(Track.RT, State.TRANSFERRED)
    row = Transfer.objects.create(
        station=in_one, case=case, target="人民法院", reason="应诉讼", sent_at=timezone.now(), due_on=TODAY() + DAY
    )
    form = {"receipt_no": "回1", "receipt_on": TODAY()}
    only(people, EDITORS, lambda who: transferring.receive(transfer=row, actor=who, **form))
    only(people, EDITORS, lambda who: transferring.give_back(transfer=row, reason="退", actor=who))


def test_limits_are_extended_by_who_leads(a_case, people):
    case = a_case(Track.RT, State.MEDIATING)
    form = {"days": 10, "reason": "双方同意", "both_consent": True}
    only(people, LEAD[Track.RT], lambda who: extending.extend(case=case, actor=who, **form))


def test_appraisals_are_noted_by_the_police_who_lead(a_case, people):
    case = a_case(Track.ZA, State.ACCEPTED)
    form = {"appraisal": "injury", "appraisal_from": date(2026, 1, 5)}
    only(people, POLICE, lambda who: appraising.appraise(case=case, actor=who, **form))
