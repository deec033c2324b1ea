"""What each verb of a case writes: numbers, days, transfers with receipts, reasons, the day-book."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stations.calendar.models import DayMark
from stations.calendar.rules import mark_of
from stations.casework import actions, allocating, law
from stations.casework.models import AllocationRule, CaseStep, CaseTransfer, PoliceCase
from stations.catalogue.models import Element
from stations.incidents.words import State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.numbers.actions import last
from stations.timeline.models import Entry
from stations.timeline.sentences import lines
from tests.factories import make_category, make_incident, make_team
from tests.factories.casework import make_case

DAY = datetime.timedelta(days=1)
S = PoliceCase.State


@pytest.fixture
def inside(room, in_one):
    return room


@pytest.fixture
def today():
    return timezone.localdate()


def file(room, people, incident=None, **fields):
    fields = {"kind": "order", "filed_on": timezone.localdate(), "actor": people["desk"]} | fields
    return actions.file_case(incident_id=(incident or room.incident).pk, **fields)


def working(room, people):
    case = file(room, people)
    actions.allocate(case=case, team=room.case_team, reason="涉及串案", actor=people["desk"])
    return actions.receive(case=case, owner=room.worker, actor=people["worker"])


def verbs_of(case):
    return [entry.verb for entry in Entry.objects.about(case).order_by("id")]


def test_a_case_is_numbered_and_its_clock_runs_from_filing(inside, people, today):
    case = file(inside, people)
    assert (case.number, case.state, case.law) == (f"{today.year}-0001", S.FILED, "ZA-2025")
    assert case.clock_from == today
    assert case.due_on == law.deadline(
        law.limit_on(today), today, {d: mark_of(d) for d in (today + n * DAY for n in range(80))}
    ).day  # fmt: skip
    assert verbs_of(case) == ["case.file"]
    assert Entry.objects.about(inside.incident).filter(verb="incident.case_filed").exists()


def test_numbers_have_no_gap_when_filing_fails(inside, people, today):
    file(inside, people)
    with pytest.raises(RuleBroken) as refusal:
        file(inside, people)
    assert refusal.value.code == "case_exists"
    other = make_incident(inside.cast.station, state=State.FED_BACK, result="case")
    assert file(inside, people, other).serial == 2
    assert last(station_id=inside.cast.station.pk, series="police_case", year=today.year) == 2


def test_a_case_filed_before_2026_keeps_the_old_law_and_runs_from_acceptance(inside, people):
    at = timezone.make_aware(datetime.datetime(2025, 12, 1, 9))
    incident = make_incident(inside.cast.station, state=State.FED_BACK, result="case", at=at)
    case = file(inside, people, incident, filed_on=datetime.date(2025, 12, 3))
    assert (case.law, case.clock_from, case.due_on) == (
        "ZA-2005",
        datetime.date(2025, 12, 1),
        datetime.date(2025, 12, 31),
    )
    assert case.number == "2025-0001"


def test_a_criminal_case_has_a_check_day_instead_of_a_limit(inside, people, today):
    case = file(inside, people, kind="criminal", check_on=today + 7 * DAY)
    assert (case.law, case.due_on) == ("", today + 7 * DAY)


@pytest.mark.parametrize(("shift", "code"), [(1, "future"), (-1, "too_early")])
def test_a_case_is_filed_between_the_report_and_today(inside, people, today, shift, code):
    with pytest.raises(RuleBroken) as refusal:
        file(inside, people, filed_on=today + shift * DAY)
    assert refusal.value.code == code


def test_who_neither_handles_the_incident_nor_sits_in_the_command_room_files_nothing(inside, people):
    for name in ("outsider", "auxiliary", "guard", "worker"):
        with pytest.raises(NotAllowed):
            file(inside, people, actor=people[name])
    assert file(inside, people, actor=people["officer"])


def test_the_table_allocates_without_a_reason_and_another_team_needs_one(inside, people):
    rule = AllocationRule.objects.create(station=inside.cast.station, order=1, name="涉企", team=inside.case_team)
    case = file(inside, people)
    street = inside.outsider.memberships.get().team
    with pytest.raises(RuleBroken) as refusal:
        actions.allocate(case=case, team=street, actor=people["desk"])
    assert refusal.value.code == "no_reason"
    case = actions.allocate(case=case, team=inside.case_team, actor=people["desk"])
    assert (case.state, case.allocated_by, case.owner) == (S.ALLOCATED, rule, None)
    waiting = CaseTransfer.objects.get(case=case)
    assert waiting.received_at is None
    assert "涉企" in waiting.reason


def test_an_allocation_that_nobody_received_can_go_to_another_team(inside, people):
    case = file(inside, people)
    actions.allocate(case=case, team=inside.case_team, reason="串案", actor=people["desk"])
    actions.allocate(case=case, team=inside.cast.community_team, actor=people["desk"])
    assert CaseTransfer.objects.get(case=case).to_team == inside.cast.community_team
    with pytest.raises(NotAllowed):
        actions.receive(case=case, owner=inside.worker, actor=people["worker"])
    assert actions.receive(case=case, owner=inside.cast.officer, actor=people["officer"]).owner == inside.cast.officer


def test_the_receipt_names_a_case_officer_of_the_team(inside, people):
    case = file(inside, people)
    actions.allocate(case=case, team=inside.case_team, reason="串案", actor=people["desk"])
    with pytest.raises(RuleBroken) as refusal:
        actions.receive(case=case, owner=inside.outsider, actor=people["worker"])
    assert refusal.value.code == "not_in_team"
    with pytest.raises(NotAllowed):
        actions.receive(case=case, owner=inside.worker, actor=people["desk"])
    case = actions.receive(case=case, owner=inside.worker, actor=people["leader"])
    row = CaseTransfer.objects.get(case=case)
    assert (case.state, case.owner, row.received_by) == (S.WORKING, inside.worker, inside.leader)


def test_a_case_handed_over_stays_open_until_the_receipt(inside, people):
    case = working(inside, people)
    case = actions.transfer(
        case=case, team=inside.cast.community_team, reason="当事人为辖区租户", actor=people["worker"]
    )
    assert (case.state, case.team, case.owner) == (S.ALLOCATED, inside.cast.community_team, None)
    row = CaseTransfer.objects.filter(case=case, received_at=None).get()
    assert (row.from_team, row.reason) == (inside.case_team, "当事人为辖区租户")
    case = actions.receive(case=case, owner=inside.cast.officer, actor=people["deputy"])
    assert not CaseTransfer.objects.filter(case=case, received_at=None).exists()
    assert verbs_of(case) == ["case.file", "case.allocate", "case.receive", "case.transfer", "case.receive"]


def test_two_open_transfers_of_a_case_cannot_be(inside, people):
    case = working(inside, people)
    actions.transfer(case=case, team=inside.cast.community_team, reason="关联", actor=people["worker"])
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTransfer.objects.create(
            station=inside.cast.station, case=case, to_team=inside.case_team, reason="再转", at=timezone.now()
        )


def test_a_case_goes_to_another_open_team_of_the_same_station(inside, people):
    case = working(inside, people)
    for team, code in (
        (inside.case_team, "same_team"),
        (make_team(inside.cast.station, "case", active=False), "team_closed"),
        (inside.cast.community_team2, "other_station"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            actions.transfer(case=case, team=team, reason="关联", actor=people["worker"])
        assert refusal.value.code == code


def extend(case, people, day, **fields):
    fields = {"approved_by": "东城分局", "approved_on": day, "reason": "案情重大", "actor": people["worker"]} | fields
    return actions.extend(case=case, **fields)


def test_two_extensions_move_the_day_and_a_third_is_refused(inside, people, today):
    case = working(inside, people)
    first, case = case.due_on, extend(case, people, today)
    second, case = case.due_on, extend(case, people, today, document="东公批〔2026〕5号")
    assert first < second < case.due_on
    with pytest.raises(RuleBroken) as refusal:
        extend(case, people, today)
    assert refusal.value.code == "extensions_used"
    kept = CaseStep.objects.filter(case=case, verb="extend").order_by("id")
    assert [(row.approved_by, row.document, row.days) for row in kept] == [
        ("东城分局", "", 30), ("东城分局", "东公批〔2026〕5号", 30),
    ]  # fmt: skip


def test_the_day_book_holds_no_reasons(inside, people, today):
    case = extend(working(inside, people), people, today)
    actions.exclude(case=case, days=12, reason="伤情鉴定", actor=people["worker"])
    told = str([entry.data for entry in Entry.objects.about(case)])
    assert not any(word in told for word in ("案情重大", "伤情鉴定", "东城分局", "涉及串案"))
    assert all("%" not in line.sentence for line in lines(Entry.objects.about(case).select_related("actor")))


def test_days_of_an_appraisal_are_added_up(inside, people):
    case = working(inside, people)
    before = case.due_on
    case = actions.exclude(case=case, days=7, reason="伤情鉴定", actor=people["worker"])
    case = actions.exclude(case=case, days=7, reason="价格鉴定", actor=people["worker"])
    assert case.excluded_days == 14
    assert case.due_on >= before + 7 * DAY


def test_the_clock_starts_anew_when_mediation_failed(inside, people, today):
    at = timezone.now() - 20 * DAY
    incident = make_incident(inside.cast.station, state=State.FED_BACK, result="case", at=at)
    case = file(inside, people, incident, filed_on=today - 20 * DAY)
    actions.allocate(case=case, team=inside.case_team, reason="串案", actor=people["desk"])
    case = actions.receive(case=case, owner=inside.worker, actor=people["worker"])
    case = extend(case, people, today)
    case = actions.restart(case=case, day=today - DAY, reason="调解未达成协议", actor=people["worker"])
    assert (case.clock_from, case.extensions, case.excluded_days) == (today - DAY, 0, 0)
    with pytest.raises(RuleBroken) as refusal:
        actions.restart(case=case, day=today + DAY, reason="未履行", actor=people["worker"])
    assert refusal.value.code == "outside"


def test_a_case_is_closed_after_a_check_by_somebody_else(inside, people, today):
    case = working(inside, people)
    case = actions.conclude(case=case, outcome="punished", outcome_text="罚款200元", actor=people["leader"])
    with pytest.raises(NotAllowed):
        actions.close(case=case, check_text="卷宗齐全", actor=people["leader"])
    case = actions.send_back(case=case, reason="缺告知笔录", actor=people["chief"])
    assert (case.state, case.outcome, case.concluded_by) == (S.WORKING, "", None)
    actions.conclude(case=case, outcome="punished", outcome_text="罚款200元，已补笔录", actor=people["worker"])
    case = actions.close(case=case, check_text="卷宗齐全", actor=people["leader"])
    assert (case.state, case.checked_by, case.closed_on) == (S.CLOSED, people["leader"], today)
    assert CaseStep.objects.get(case=case, verb="send_back").reason == "缺告知笔录"


def test_the_database_itself_forbids_checking_the_own_work(inside, people):
    case = make_case(inside.incident, S.CONCLUDED, outcome="punished", concluded_by=people["worker"])
    with pytest.raises(IntegrityError), transaction.atomic():
        PoliceCase.objects.filter(pk=case.pk).update(state=S.CLOSED, checked_by=people["worker"])


def test_a_published_calendar_moves_provisional_days_once(inside, people):
    start = datetime.date(2026, 12, 20)
    case = make_case(inside.incident, S.WORKING, filed_on=start, clock_from=start, due_on=datetime.date(2027, 1, 19))
    assert actions.reckon_again() == 0
    for day in ("2027-01-19", "2027-01-20", "2027-01-21"):
        DayMark.objects.create(date=day, kind="day_off")
    assert actions.reckon_again() == 1
    assert actions.reckon_again() == 0
    case.refresh_from_db()
    assert case.due_on == datetime.date(2027, 1, 22)


def test_a_closed_case_keeps_its_day(inside, people):
    case = make_case(
        inside.incident, S.CLOSED, outcome="punished", concluded_by=people["worker"], checked_by=people["chief"],
        due_on=datetime.date(2026, 1, 3),
    )  # fmt: skip
    actions.reckon_again()
    case.refresh_from_db()
    assert case.due_on == datetime.date(2026, 1, 3)


# -- the allocation table --------------------------------------------------------------------------------------------


def test_the_usual_split_invents_no_elements(inside, people):
    make_category(inside.cast.station, "刑事类警情", fold="criminal")
    made = allocating.start_table(station=inside.cast.station, actor=people["chief"])
    rows = list(AllocationRule.objects.all())
    assert made == len(rows) == 2
    assert rows[0].team == inside.case_team
    assert rows[1].team is None
    assert not any(row.elements for row in rows)
    assert not Element.objects.exists()
    assert allocating.start_table(station=inside.cast.station, actor=people["chief"]) == 0


def save(room, people, **fields):
    fields = {"order": 5, "name": "一", "elements": [], "category": None, "team": None, "active": True} | fields
    return allocating.save_rule(station=room.cast.station, actor=people["chief"], **fields)


def test_rows_have_names_of_their_own_and_belong_to_one_station(inside, people):
    made = save(inside, people)
    assert save(inside, people, order=7, rule=made).order == 7
    for fields, code in (({}, "name_taken"), ({"name": "二", "team": inside.cast.community_team2}, "other_station")):
        with pytest.raises(RuleBroken) as refusal:
            save(inside, people, **fields)
        assert refusal.value.code == code


def test_only_the_leadership_keeps_the_table(inside, people):
    for name in ("desk", "leader", "officer", "auxiliary", "guard"):
        with pytest.raises(NotAllowed):
            allocating.start_table(station=inside.cast.station, actor=people[name])
