"""The step table of mediation walked whole (DOMAIN 2.6): every verb in every state for every role; every guard."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mediation.cases import actions, rules
from mediation.cases.models import Case
from mediation.cases.models_papers import CaseNotice, Transfer, Triage
from mediation.cases.words import NoticeKind, State, Track
from mediation.network.models import Mediator
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import Team
from tests.factories import make_community, make_officer, make_team
from tests.factories.mediation import make_case, make_case_mediator, make_mediator, make_party

S = State
DAY = timedelta(days=1)
# Who may press a verb, written down a second time; the table must say the same.
KEEPERS = {"keeper", "leader"}
EDITORS = {"keeper", "leader", "community police", "lead mediator", "registrar", "officer in charge"}
TRIAGE = {"keeper", "leader", "community police"}
LEAD = {
    Track.RT: {"keeper", "leader", "lead mediator", "officer in charge"},
    # Public order mediation is led by the police: no keeper, no mediator who is not an officer.
    Track.ZA: {"leader", "community police", "officer in charge"},
    # A settlement is the parties' or the committee's (DOMAIN 2.1); the police of the case accompany it.
    Track.HJ: {"keeper", "leader", "lead mediator", "officer in charge", "community police"},
}
# Handled by law: in a public order case the police only, the committee never (ZA-19, HJ-05).
HANDLE = LEAD | {Track.HJ: LEAD[Track.ZA]}
MAY = {
    "edit": lambda track: EDITORS, "triage": lambda track: TRIAGE, "lead": LEAD.get, "keep": lambda track: KEEPERS,
    "handle": HANDLE.get,
}  # fmt: skip
# from, verb, to, who: DOMAIN 2.6 and the six side states.
TABLE = [
    (S.REGISTERED, "submit", S.TRIAGE, "edit"),
    (S.TRIAGE, "accept", S.ACCEPTED, "triage"),
    (S.TRIAGE, "transfer", S.TRANSFERRED, "triage"),
    (S.TRIAGE, "decline", S.DECLINED, "triage"),
    (S.ACCEPTED, "begin", S.MEDIATING, "lead"),
    (S.ACCEPTED, "end", S.ENDED, "lead"),
    (S.MEDIATING, "hold", S.MEDIATING, "lead"),
    (S.MEDIATING, "agree", S.AGREED, "lead"),
    (S.MEDIATING, "end", S.ENDED, "lead"),
    (S.AGREED, "await", S.PERFORMING, "lead"),
    (S.AGREED, "perform", S.PERFORMED, "lead"),
    (S.PERFORMING, "perform", S.PERFORMED, "lead"),
    (S.PERFORMING, "by_law", S.BY_LAW, "handle"),
    (S.PERFORMING, "confirm", S.CONFIRMING, "lead"),
    (S.PERFORMING, "litigate", S.LITIGATION, "lead"),
    (S.PERFORMING, "enforce", S.ENFORCEMENT, "lead"),
    (S.CONFIRMING, "settle_confirmation", S.PERFORMING, "lead"),
    (S.PERFORMED, "visit", S.VISIT, "lead"),
    (S.PERFORMED, "archive", S.ARCHIVED, "keep"),
    (S.VISIT, "archive", S.ARCHIVED, "keep"),
    (S.VISIT, "reopen", S.TRIAGE, "triage"),
    (S.ENDED, "by_law", S.BY_LAW, "handle"),
    (S.ENDED, "archive", S.ARCHIVED, "keep"),
    (S.ENDED, "reopen", S.TRIAGE, "triage"),
    (S.DECLINED, "archive", S.ARCHIVED, "keep"),
    (S.DECLINED, "reopen", S.TRIAGE, "triage"),
    (S.TRANSFERRED, "take_back", S.TRIAGE, "triage"),
    (S.TRANSFERRED, "archive", S.ARCHIVED, "keep"),
    (S.BY_LAW, "archive", S.ARCHIVED, "keep"),
    (S.LITIGATION, "archive", S.ARCHIVED, "keep"),
    (S.ENFORCEMENT, "archive", S.ARCHIVED, "keep"),
]
EXPECTED = {(source, verb): (target, who) for source, verb, target, who in TABLE}
VERBS = sorted({verb for _source, verb, _target, _who in TABLE})
ROLES = [
    "keeper", "leader", "community police", "other police", "officer in charge", "lead mediator", "other mediator",
    "registrar", "stranger", "system",
]  # fmt: skip


@pytest.fixture
def people(cast, in_one):
    """One person a role; ``system`` is nobody."""
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
        "system": None,
    }


@pytest.fixture
def a_case(cast, in_one, people):
    """``a_case(track)``: a case of the cast's community with everybody in the role named after them."""

    def make(track: str) -> Case:
        community = make_community(in_one, team=cast.community_team)
        case = make_case(
            in_one, state=S.MEDIATING, track=track, community=community, registered_by=people["registrar"],
            officer=people["officer in charge"].officer,
        )  # fmt: skip
        make_case_mediator(case, Mediator.objects.get(user=people["lead mediator"]))
        return case

    return make


def test_the_table_has_exactly_the_steps_of_the_domain():
    assert {(step.source, step.verb): step.target for step in rules.STEPS.steps} == {
        key: target for key, (target, _who) in EXPECTED.items()
    }


def test_every_state_can_be_reached_and_only_the_archive_is_an_end():
    assert {step.target for step in rules.STEPS.steps} | {S.REGISTERED} == set(S)
    assert set(S) - {step.source for step in rules.STEPS.steps} == {S.ARCHIVED}


@pytest.mark.parametrize("track", [Track.RT, Track.ZA, Track.HJ])
@pytest.mark.parametrize("role", ROLES)
def test_every_verb_in_every_state_is_open_to_its_roles_only(role, track, a_case, people):
    case, person, now = a_case(track), people[role], timezone.now()
    for state in S:
        for verb in VERBS:
            case.state = state
            answer = rules.STEPS.check(case, verb, person, now)
            target, who = EXPECTED.get((state, verb), (None, None))
            if target is None:
                assert answer.code == "wrong_state", (state, verb)
                continue
            allowed = role == "system" or role in MAY[who](track) and not (who == "edit" and state != S.REGISTERED)
            assert (answer.code != "not_allowed") == allowed, (state, verb, role, answer.reason)
            assert answer or str(answer.reason)


@pytest.mark.parametrize("role", ROLES)
def test_buttons_are_the_steps_a_person_may_take(role, a_case, people):
    case, person = a_case(Track.RT), people[role]
    if person is None:
        return
    shown = {step.verb for step in rules.STEPS.verbs(case, person, timezone.now())}
    assert shown == ({"hold", "agree"} if role in LEAD[Track.RT] else set())


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (S.REGISTERED, "agree"),
        (S.REGISTERED, "accept"),
        (S.AGREED, "archive"),
        (S.PERFORMING, "archive"),
        (S.ARCHIVED, "reopen"),
        (S.ARCHIVED, "hold"),
        (S.BY_LAW, "agree"),
    ],
)
def test_what_the_domain_forbids_is_no_step(state, verb, in_one, cast):
    case = make_case(in_one, state=state, track=Track.RT)
    with pytest.raises(RuleBroken) as refused:
        actions.advance(actions.locked(case.pk), verb, actor=cast.chief.user)
    assert refused.value.code == "wrong_state"
    assert Case.objects.get(pk=case.pk).state == state


def test_a_stranger_is_refused_and_nothing_moves(in_one, cast):
    case = make_case(in_one, state=S.MEDIATING)
    with pytest.raises(NotAllowed):
        actions.advance(actions.locked(case.pk), "agree", actor=cast.guard)
    assert Case.objects.get(pk=case.pk).version == 0


# ── guards: each refuses, and lets go once what it asks for is there ──


def refusal(case: Case, verb: str, at=None) -> str:
    """Code of the guard's refusal, or "" when the step is open to the system."""
    case = Case.objects.get(pk=case.pk)
    return rules.STEPS.check(case, verb, None, at or timezone.now()).code


def tell(case: Case, kind: str) -> None:
    CaseNotice.objects.create(station=case.station, case=case, kind=kind, way="当面", at=timezone.now())


def triaged(case: Case, outcome: str) -> None:
    Triage.objects.create(
        station=case.station, case=case, answers={}, outcome=outcome, law=case.law, at=timezone.now()
    )


def update(case: Case, **values) -> None:
    Case.objects.filter(pk=case.pk).update(**values)


@pytest.mark.parametrize(
    ("lack", "code"),
    [({"cause": ""}, "incomplete"), ({"place": "", "community": None}, "incomplete"), ({"source": ""}, "incomplete")],
)
def test_triage_asks_for_cause_place_and_source(lack, code, in_one):
    case = make_case(in_one)
    assert refusal(case, "submit") == ""
    update(case, **lack)
    assert refusal(case, "submit") == code


def test_triage_asks_for_both_sides_or_that_the_other_is_unknown(in_one):
    case = make_case(in_one, parties=1)
    assert refusal(case, "submit") == "one_side"
    update(case, other_side_unknown=True)
    assert refusal(case, "submit") == ""
    assert refusal(make_case(in_one, parties=0, other_side_unknown=True), "submit") == "one_side"


def test_acceptance_follows_a_triage_that_leads_there(in_one):
    case = make_case(in_one, state=S.TRIAGE, track=Track.RT)
    assert refusal(case, "accept") == "not_triaged"
    triaged(case, "decline")
    assert refusal(case, "accept") == "not_triaged"
    triaged(case, "rt")
    assert refusal(case, "accept") == ""


def test_nobody_is_mediated_who_refuses_rt_01(in_one):
    case = make_case(in_one, state=S.TRIAGE, track=Track.RT)
    triaged(case, "rt")
    case.parties.update(refused_at=timezone.now())
    assert refusal(case, "accept") == "refused"
    case.parties.update(refused_at=None)
    update(case, refused_by="甲方")
    assert refusal(case, "accept") == "refused"
    with pytest.raises(IntegrityError), transaction.atomic():
        update(case, state=S.MEDIATING)


def test_a_risk_of_an_offence_is_reported_first_rt_06(in_one):
    case = make_case(in_one, state=S.TRIAGE, track=Track.RT, risk="public_order")
    triaged(case, "rt")
    assert refusal(case, "accept") == "not_reported"
    update(case, police_reported_at=timezone.now())
    assert refusal(case, "accept") == ""


def test_domestic_violence_is_never_mediated_by_the_police_za_28(in_one):
    case = make_case(in_one, state=S.TRIAGE, track=Track.ZA)
    triaged(case, "za")
    case.domestic_violence = True
    assert rules.STEPS.check(case, "accept", None, timezone.now()).code == "domestic_violence"
    with pytest.raises(IntegrityError), transaction.atomic():
        update(case, domestic_violence=True)


def test_a_transfer_names_where_it_goes_and_needs_its_triage(in_one):
    case = make_case(in_one, state=S.TRIAGE)
    assert refusal(case, "transfer") == "no_transfer"
    _sent(case)
    assert refusal(case, "transfer") == "not_triaged"
    triaged(case, "transfer")
    assert refusal(case, "transfer") == ""


def test_a_transfer_is_closed_by_its_receipt_only(in_one):
    case = make_case(in_one, state=S.TRANSFERRED)
    assert refusal(case, "archive") == "no_receipt"
    sent = _sent(case)
    assert (refusal(case, "archive"), refusal(case, "take_back")) == ("no_receipt", "not_returned")
    Transfer.objects.filter(pk=sent.pk).update(state="received", receipt_no="综〔2026〕3号", receipt_on=DAY_ONE)
    assert (refusal(case, "archive"), refusal(case, "take_back")) == ("", "not_returned")
    _sent(case)
    assert refusal(case, "archive") == "no_receipt"


def test_what_was_sent_back_is_taken_up_again(in_one):
    case = make_case(in_one, state=S.TRANSFERRED)
    sent = _sent(case)
    Transfer.objects.filter(pk=sent.pk).update(state="returned", returned_on=DAY_ONE, return_reason="无管辖权")
    assert refusal(case, "take_back") == ""


DAY_ONE = timezone.localdate()


def _sent(case: Case) -> Transfer:
    return Transfer.objects.create(
        station=case.station,
        case=case,
        target="街道综治中心",
        reason="属其职责",
        sent_at=timezone.now(),
        due_on=DAY_ONE,
    )


@pytest.mark.parametrize("kind", [NoticeKind.DISMISSAL, NoticeKind.REMEDY, NoticeKind.REFERRAL])
def test_nothing_is_declined_without_telling_why(kind, in_one):
    case = make_case(in_one, state=S.TRIAGE)
    assert refusal(case, "decline") == "no_notice"
    tell(case, kind)
    assert refusal(case, "decline") == ""


def test_mediation_begins_with_a_mediator_the_rights_notice_and_a_first_session_rt_05(in_one):
    case = make_case(in_one, state=S.ACCEPTED, track=Track.RT, rights_notice_at=None)
    assert refusal(case, "begin") == "no_mediator"
    make_case_mediator(case, make_mediator(in_one), accepted=None, answered_at=None)
    assert refusal(case, "begin") == "no_mediator"
    case.mediators.update(accepted=True)
    assert refusal(case, "begin") == "no_rights_notice"
    update(case, rights_notice_at=timezone.now())
    assert refusal(case, "begin") == "no_session"
    update(case, next_session_at=timezone.now())
    assert refusal(case, "begin") == ""


@pytest.mark.parametrize(
    ("years", "waived", "code"),
    [(15, True, "guardian"), (17, False, "guardian"), (17, True, ""), (18, False, "")],
)
def test_a_minors_guardian_is_told_first_za_07(years, waived, code, in_one, cast):
    case = make_case(in_one, state=S.ACCEPTED, track=Track.ZA, officer=cast.officer, next_session_at=timezone.now())
    born = DAY_ONE.replace(year=DAY_ONE.year - years, day=1)
    party = make_party(case, born_on=born, self_supporting=waived, guardian_waived=waived)
    assert refusal(case, "begin") == code
    party.guardian_notified_at = timezone.now()
    party.save()
    assert refusal(case, "begin") == ""


def test_people_mediate_as_often_as_they_like_but_in_time_rt_16(in_one):
    case = make_case(in_one, state=S.MEDIATING, track=Track.RT, sessions_held=9)
    assert refusal(case, "hold") == ""
    update(case, due_on=DAY_ONE - DAY)
    assert refusal(case, "hold") == "limit_passed"


def test_the_police_mediate_twice_and_the_second_time_in_time_za_10_za_11(in_one):
    case = make_case(in_one, state=S.MEDIATING, track=Track.ZA, due_on=DAY_ONE - DAY)
    assert refusal(case, "hold") == ""
    update(case, sessions_held=1)
    assert refusal(case, "hold") == "seven_days"
    update(case, due_on=DAY_ONE)
    assert refusal(case, "hold") == ""
    update(case, sessions_held=2)
    assert refusal(case, "hold") == "two_sessions"
    with pytest.raises(IntegrityError), transaction.atomic():
        update(case, sessions_held=3)


def test_the_last_day_of_a_limit_is_a_day_of_the_station_not_of_greenwich(in_one):
    late = timezone.make_aware(timezone.datetime(2026, 3, 3, 0, 30))
    case = make_case(in_one, state=S.MEDIATING, track=Track.RT, due_on=timezone.datetime(2026, 3, 2).date())
    assert refusal(case, "hold", late) == "limit_passed"
    assert refusal(case, "hold", late - timedelta(hours=1)) == ""


@pytest.mark.parametrize("state", [S.ACCEPTED, S.MEDIATING])
@pytest.mark.parametrize(("track", "kind"), [(Track.RT, "remedy"), (Track.ZA, "civil"), (Track.HJ, "civil")])
def test_an_end_has_a_reason_and_is_told_rt_07_za_19(state, track, kind, in_one):
    case = make_case(in_one, state=state, track=track)
    assert refusal(case, "end") == "no_reason"
    update(case, end_reason="failed")
    assert refusal(case, "end") == "no_notice"
    tell(case, kind)
    assert refusal(case, "end") == ""


@pytest.mark.parametrize("state", [S.AGREED, S.PERFORMING])
def test_performance_needs_its_proof(state, in_one):
    case = make_case(in_one, state=state)
    assert refusal(case, "perform") == "no_proof"
    update(case, performed_on=DAY_ONE)
    assert refusal(case, "perform") == ""


def test_what_is_not_performed_is_handled_by_law_on_the_police_track_only_za_19(in_one):
    police, people = (make_case(in_one, state=S.PERFORMING, track=track) for track in (Track.ZA, Track.RT))
    assert (refusal(police, "by_law"), refusal(people, "by_law")) == ("not_breached", "not_breached")
    Case.objects.update(breached_on=DAY_ONE)
    assert (refusal(police, "by_law"), refusal(people, "by_law")) == ("", "not_police")


@pytest.mark.parametrize(("track", "code"), [(Track.RT, ""), (Track.ZA, "not_rt"), (Track.HJ, "not_rt")])
def test_only_peoples_mediation_is_confirmed_by_the_court_sf_08(track, code, in_one):
    assert refusal(make_case(in_one, state=S.PERFORMING, track=track), "confirm") == code


@pytest.mark.parametrize(
    ("verb", "kind", "state"), [("litigate", "litigation", S.LITIGATION), ("enforce", "enforcement", S.ENFORCEMENT)]
)
def test_the_ways_after_a_breach_are_told_first_and_filed_with_the_notice_rt_15_sf_06(verb, kind, state, in_one):
    case, over = make_case(in_one, state=S.PERFORMING), make_case(in_one, state=state)
    assert (refusal(case, verb), refusal(over, "archive")) == ("no_notice", "no_notice")
    tell(case, kind), tell(over, kind)
    assert (refusal(case, verb), refusal(over, "archive")) == ("", "")


def test_a_visit_that_is_due_stands_between_performance_and_archive_rt_14(in_one):
    case = make_case(in_one, state=S.PERFORMED)
    assert (refusal(case, "visit"), refusal(case, "archive")) == ("no_visit", "")
    update(case, follow_up_due_on=DAY_ONE)
    assert (refusal(case, "visit"), refusal(case, "archive")) == ("", "visit_due")
    update(case, state=S.VISIT)
    assert refusal(case, "archive") == "not_visited"
    update(case, followed_up_on=DAY_ONE)
    assert refusal(case, "archive") == ""


def test_an_ended_police_mediation_is_handled_by_law_and_filed_with_its_notice_za_19(in_one):
    case = make_case(in_one, state=S.ENDED, track=Track.ZA)
    assert (refusal(case, "archive"), refusal(case, "by_law")) == ("by_law_next", "no_notice")
    tell(case, NoticeKind.CIVIL)
    assert (refusal(case, "archive"), refusal(case, "by_law")) == ("by_law_next", "")
    over = make_case(in_one, state=S.BY_LAW, track=Track.ZA)
    assert refusal(over, "archive") == "no_notice"
    tell(over, NoticeKind.CIVIL)
    assert refusal(over, "archive") == ""


def test_an_ended_peoples_mediation_is_filed_once_the_parties_were_told_rt_07(in_one):
    case = make_case(in_one, state=S.ENDED, track=Track.RT)
    assert (refusal(case, "archive"), refusal(case, "by_law")) == ("no_notice", "not_police")
    tell(case, NoticeKind.REMEDY)
    assert refusal(case, "archive") == ""


def test_a_declined_dispute_is_filed_with_what_was_told(in_one):
    case = make_case(in_one, state=S.DECLINED)
    assert refusal(case, "archive") == "no_notice"
    tell(case, NoticeKind.DISMISSAL)
    assert refusal(case, "archive") == ""


def test_a_reopened_case_begins_anew_but_its_sessions_stay_counted(in_one, cast):
    case = make_case(
        in_one, state=S.VISIT, track=Track.ZA, sessions_held=2, followed_up_on=DAY_ONE, breached_on=DAY_ONE
    )
    again = actions.advance(actions.locked(case.pk), "reopen", actor=cast.chief.user)
    assert (again.state, again.reopened, again.sessions_held) == (S.TRIAGE, 1, 2)
    assert not any(getattr(again, name) for name in actions.FORGOTTEN)


def test_the_database_knows_too_that_agreement_is_not_performance(in_one):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(in_one, state=S.PERFORMED, performed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(in_one, state=S.AGREED, agreed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(in_one, state=S.ARCHIVED, archived_on=None)
