"""The ways out of a mediation: each with its notice, its clock and its refusals (DOMAIN 2.2, 2.3, 2.6)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from mediation.cases import agenda_out, ending, extending, notices, transferring
from mediation.cases.actions import advance, locked, void_number
from mediation.cases.models import BodyNumber, Case
from mediation.cases.models_papers import Triage
from mediation.cases.notice_words import words_of
from mediation.cases.notices import HowTold
from mediation.cases.words import EndReason, NoticeKind, State, Track
from mediation.network.models import MediationSettings
from stations.agenda.registry import due_from
from stations.casework.models import PoliceCase
from stations.handovers.registry import sections
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories.casework import make_case as make_police_case
from tests.factories.incidents import make_incident
from tests.factories.mediation import make_case, make_mediator

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast, in_one):
    """Keeps the mediation room of station one."""
    return make_mediator(cast.station, keeper=True).user


def triaged(case: Case, outcome: str) -> Case:
    """With a triage that came to this."""
    Triage.objects.create(
        station=case.station, case=case, answers={}, outcome=outcome, law=case.law, at=timezone.now()
    )  # fmt: skip
    return case


# -- notices ---------------------------------------------------------------------------------------------------


def test_rights_are_told_once_every_party_was_told_rt_05(cast, keeper):
    case = make_case(cast.station, State.ACCEPTED, rights_notice_at=None)
    first, second = case.parties.all()
    notices.give(case=case, kind=NoticeKind.RIGHTS, way=HowTold.WRITTEN, party=first, actor=keeper)
    case.refresh_from_db()
    assert case.rights_notice_at is None
    notices.give(case=case, kind=NoticeKind.RIGHTS, way=HowTold.ORAL, party=second, actor=keeper)
    case.refresh_from_db()
    assert case.rights_notice_at is not None


def test_the_rights_notice_has_five_points_rt_05():
    assert len(words_of(NoticeKind.RIGHTS, police=False).points) == 5
    assert len(words_of(NoticeKind.RIGHTS, police=True).points) == 5


@pytest.mark.parametrize(
    ("kind", "track", "code"),
    [
        (NoticeKind.CIVIL, Track.RT, "not_za"),
        (NoticeKind.LITIGATION, Track.ZA, "by_law"),
        (NoticeKind.ENFORCEMENT, Track.RT, "not_confirmed"),
    ],
)
def test_a_notice_that_does_not_fit_the_case_is_refused(kind, track, code, cast, keeper):
    case = make_case(cast.station, State.PERFORMING, track)
    with pytest.raises(RuleBroken) as refusal:
        notices.give(case=case, kind=kind, way=HowTold.WRITTEN, actor=keeper)
    assert refusal.value.code == code


def test_a_notice_is_given_by_who_works_on_the_case(cast, in_one):
    stranger = make_mediator(cast.station).user
    with pytest.raises(NotAllowed):
        notices.give(case=make_case(cast.station), kind=NoticeKind.MEDIATION_OPEN, way=HowTold.ORAL, actor=stranger)


# -- not accepted, ended ---------------------------------------------------------------------------------------


def test_declining_tells_the_parties_why_and_of_court_and_mediation_za_03(cast, keeper):
    case = make_case(cast.station, State.TRIAGE)
    ending.decline(case=case, reason="不属于民间纠纷", way=HowTold.WRITTEN, no_violation=True, actor=keeper)
    case.refresh_from_db()
    assert case.state == State.DECLINED
    assert list(case.notices.values_list("kind", flat=True)) == ["dismissal", "referral"]
    assert case.notices.first().text == "不属于民间纠纷"


def test_a_peoples_mediation_ends_with_the_remedy_notice_rt_07(cast, keeper):
    case = make_case(cast.station, State.MEDIATING)
    party = case.parties.first()
    ending.end(case=case, reason=EndReason.REFUSED, refused_by=party, way=HowTold.ORAL, actor=keeper)
    case.refresh_from_db()
    assert (case.state, case.refused_by, case.ended_on) == (State.ENDED, "a", timezone.localdate())
    assert case.notices.get().kind == NoticeKind.REMEDY
    assert case.next_session_at is None


def test_an_end_by_refusal_names_who_refuses_rt_01(cast, keeper):
    case = make_case(cast.station, State.MEDIATING)
    with pytest.raises(RuleBroken) as refusal:
        ending.end(case=case, reason=EndReason.REFUSED, way=HowTold.ORAL, actor=keeper)
    assert refusal.value.code == "who_refuses"


def test_a_limit_that_has_not_passed_ends_nothing_rt_16(cast, keeper):
    case = make_case(cast.station, State.MEDIATING)
    with pytest.raises(RuleBroken) as refusal:
        ending.end(case=case, reason=EndReason.EXPIRED, way=HowTold.ORAL, actor=keeper)
    assert refusal.value.code == "not_expired"


@pytest.mark.parametrize("reason", [EndReason.NEW_OFFENCE, EndReason.FLED])
def test_new_offence_and_flight_end_public_order_mediation_only_za_02(reason, cast, keeper):
    case = make_case(cast.station, State.MEDIATING)
    with pytest.raises(RuleBroken):
        ending.end(case=case, reason=reason, way=HowTold.ORAL, actor=keeper)
    police = make_case(cast.station, State.MEDIATING, Track.ZA, officer=cast.officer)
    ending.end(case=police, reason=reason, way=HowTold.ORAL, actor=cast.officer.user)
    police.refresh_from_db()
    assert police.state == State.ENDED
    assert police.notices.get().kind == NoticeKind.CIVIL


@pytest.mark.parametrize(("track", "article"), [(Track.RT, "RT-01"), (Track.ZA, "ZA-02")])
def test_a_refusal_leaves_nothing_but_the_end(track, article, cast, keeper):
    case = make_case(cast.station, State.MEDIATING, track)
    case.parties.update(refused_at=timezone.now())
    for verb in ("hold", "agree"):
        with pytest.raises(RuleBroken, match=article) as refusal:
            advance(locked(case.pk), verb, actor=cast.chief.user)
        assert refusal.value.code == "refused"


# -- by law, court ---------------------------------------------------------------------------------------------


def test_by_law_starts_the_clock_of_the_police_case_anew_za_20(cast, in_one):
    incident = make_incident(cast.station)
    day = timezone.localdate()
    filed = day - timedelta(days=20)
    police_case = make_police_case(
        incident, PoliceCase.State.WORKING, clock_from=filed, filed_on=filed, due_on=day, team=cast.community_team,
        owner=cast.deputy,
    )  # fmt: skip
    case = make_case(
        cast.station, State.ENDED, Track.ZA, officer=cast.officer, police_case=police_case,
        ended_on=day - timedelta(days=2), accepted_on=filed,
    )  # fmt: skip
    ending.by_law(case=case, way=HowTold.WRITTEN, actor=cast.officer.user)
    case.refresh_from_db()
    police_case.refresh_from_db()
    assert case.state == State.BY_LAW
    assert police_case.clock_from == day - timedelta(days=2)
    assert police_case.due_on > day
    assert case.notices.get().kind == NoticeKind.CIVIL


def test_a_clock_that_cannot_start_anew_by_itself_is_told_to_the_officer_za_20(cast, in_one):
    day = timezone.localdate()
    police_case = make_police_case(
        make_incident(cast.station), PoliceCase.State.CONCLUDED, team=cast.community_team, owner=cast.deputy,
        outcome="mediated", concluded_on=day, clock_from=day - timedelta(days=5),
    )  # fmt: skip
    case = make_case(cast.station, State.ENDED, Track.ZA, officer=cast.officer, police_case=police_case)
    ending.by_law(case=case, way=HowTold.WRITTEN, actor=cast.officer.user)
    assert Notice.objects.get(kind=ending.RESTART).recipient == cast.deputy.user


def test_non_performance_of_a_public_order_agreement_goes_by_law_za_19(cast, in_one):
    case = make_case(cast.station, State.PERFORMING, Track.ZA, officer=cast.officer)
    with pytest.raises(RuleBroken) as refusal:
        ending.by_law(case=case, way=HowTold.ORAL, actor=cast.officer.user)
    assert refusal.value.code == "not_breached"
    Case.objects.filter(pk=case.pk).update(breached_on=timezone.localdate())
    ending.by_law(case=case, way=HowTold.ORAL, actor=cast.officer.user)
    case.refresh_from_db()
    assert case.state == State.BY_LAW


def test_the_court_is_told_of_by_notice_rt_15_sf_06(cast, keeper):
    case = make_case(cast.station, State.PERFORMING)
    ending.litigate(case=case, way=HowTold.WRITTEN, actor=keeper)
    confirmed = make_case(cast.station, State.PERFORMING, confirmed_on=timezone.localdate())
    ending.enforce(case=confirmed, way=HowTold.WRITTEN, actor=keeper)
    case.refresh_from_db()
    confirmed.refresh_from_db()
    assert (case.state, confirmed.state) == (State.LITIGATION, State.ENFORCEMENT)


def test_a_reopened_case_asks_the_parties_again(cast, keeper):
    case = make_case(cast.station, State.ENDED)
    case.parties.update(refused_at=timezone.now())
    ending.reopen(case=case, reason="双方愿意再次调解", actor=cast.chief.user)
    case.refresh_from_db()
    assert (case.state, case.reopened, case.ended_on) == (State.TRIAGE, 1, None)
    assert not case.parties.filter(refused_at__isnull=False).exists()
    assert case.notes.get().text == "双方愿意再次调解"


def test_only_a_signed_note_is_added_to_an_archived_case(cast, keeper):
    case = make_case(cast.station, State.ARCHIVED)
    note = ending.add_note(case=case, text="更正：第二页日期笔误", actor=keeper)
    assert note.by == keeper
    with pytest.raises(RuleBroken) as refusal:
        ending.add_note(case=make_case(cast.station, State.VISIT), text="…", actor=keeper)
    assert refusal.value.code == "not_archived"


# -- limit and number ------------------------------------------------------------------------------------------


def test_the_limit_is_extended_with_both_sides_consent_and_rolls_to_a_working_day_rt_16(cast, keeper):
    case = make_case(cast.station, State.MEDIATING, due_on=date(2026, 9, 1))
    with pytest.raises(RuleBroken) as refusal:
        extending.extend(case=case, days=30, reason="等待鉴定", both_consent=False, actor=keeper)
    assert refusal.value.code == "no_consent"
    extending.extend(case=case, days=30, reason="等待鉴定", both_consent=True, actor=keeper)
    case.refresh_from_db()
    assert case.due_on == date(2026, 10, 8)


@pytest.mark.parametrize(("track", "code"), [(Track.ZA, "za_limit"), (Track.HJ, "not_rt")])
def test_the_limit_of_a_public_order_case_is_not_extended(track, code, cast, keeper):
    case = make_case(cast.station, State.MEDIATING, track)
    with pytest.raises(RuleBroken) as refusal:
        extending.extend(case=case, days=7, reason="…", both_consent=True, actor=cast.chief.user)
    assert refusal.value.code == code


def test_a_voided_number_stays_with_its_reason_dt_03(cast, keeper):
    case = make_case(cast.station, State.ACCEPTED)
    number = BodyNumber.objects.create(
        station=cast.station, case=case, series="rt", year=2026, serial=1, text="（2026）人调字第1号",
        issued_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        void_number(number=number, reason="误发", actor=make_mediator(cast.station).user)
    void_number(number=number, reason="误发", actor=keeper)
    number.refresh_from_db()
    assert number.voided_at and number.void_reason == "误发"


# -- transfers -------------------------------------------------------------------------------------------------


def sent(cast, keeper, at: datetime | None = None, **fields):
    """A case given to the court."""
    case = triaged(make_case(cast.station, State.TRIAGE), "transfer")
    return transferring.transfer(
        case=case, target="朝阳区人民法院", reason="应由法院处理", actor=keeper, at=at, **fields
    )


def test_a_transfer_waits_for_its_receipt_in_working_days(cast, keeper):
    MediationSettings.objects.create(station=cast.station, receipt_days=7)
    at = timezone.make_aware(datetime(2026, 9, 24, 10))
    row = sent(cast, keeper, at=at)
    assert row.due_on == date(2026, 10, 12)
    assert Case.objects.get(pk=row.case_id).state == State.TRANSFERRED


def test_a_transfer_is_closed_by_its_receipt_only(cast, keeper):
    row = sent(cast, keeper)
    with pytest.raises(RuleBroken) as refusal:
        advance(locked(row.case_id), "archive", actor=keeper)
    assert refusal.value.code == "no_receipt"
    transferring.receive(transfer=row, receipt_no="（2026）收123", receipt_on=timezone.localdate(), actor=keeper)
    with pytest.raises(RuleBroken) as refusal:
        transferring.give_back(transfer=row, reason="迟到的退回", actor=keeper)
    assert refusal.value.code == "answered"


def test_what_is_sent_back_stays_in_sight_until_it_is_taken_up(cast, keeper):
    row = sent(cast, keeper)
    transferring.give_back(transfer=row, reason="不属于受案范围", actor=keeper)
    today = timezone.localdate()
    assert [
        due.title for due in due_from(agenda_out.due_transfers, keeper, today) if row.case.number in str(due.title)
    ]
    section = next(part for part in sections() if part.code == "mediation_transfers")
    lines = section.source(cast.station, timezone.now())
    assert len(lines) == 1
    assert Notice.objects.filter(kind=transferring.RETURNED, recipient=keeper).exists()
    transferring.take_back(case=row.case, actor=keeper)
    assert Case.objects.get(pk=row.case_id).state == State.TRIAGE
    assert not [due for due in due_from(agenda_out.due_transfers, keeper, today) if row.case.number in str(due.title)]


def test_what_was_not_sent_back_is_not_taken_up(cast, keeper):
    row = sent(cast, keeper)
    with pytest.raises(RuleBroken) as refusal:
        transferring.take_back(case=row.case, actor=keeper)
    assert refusal.value.code == "not_returned"
