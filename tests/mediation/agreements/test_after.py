"""After the signature: performance (RT-14, RT-15, ZA-18 … ZA-20), judicial confirmation (SF-01 … SF-08), HJ."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from mediation.agreements import agenda, confirming, performing, readings, rules
from mediation.agreements.reminding import remind
from mediation.agreements.words import Dismissal, Unfit
from mediation.cases.actions import advance, locked
from mediation.cases.law import law_on
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.words import State as CaseState
from mediation.network.models import MediationSettings
from stations.agenda.registry import due_from
from stations.calendar.rules import Deadline, marks_for_limit
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories.agreements import DAY, make_agreement, make_mediated, terms_for
from tests.factories.mediation import make_case_mediator, make_mediator

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
MATERIALS = ["agreement", "presided", "identity"]


def refused(code, work, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        work(*args, **kwargs)
    assert caught.value.code == code
    return str(caught.value.reason)


def both_say(term, actor, **more):
    performing.say(term=term, debtor=True, creditor=True, actor=actor, **more)
    return performing.confirm(term=term, actor=actor, **more)


def test_the_last_instalment_performed_closes_the_performance(station, keeper):
    row = make_agreement(make_mediated(station), keeper)
    first, second = row.instalments.all()
    both_say(first, keeper)
    row.case.refresh_from_db()
    assert row.case.state == CaseState.PERFORMING
    both_say(second, keeper)
    row.case.refresh_from_db()
    assert (row.case.state, row.case.performed_on) == (CaseState.PERFORMED, timezone.localdate())


def test_one_side_alone_proves_nothing(station, keeper):
    term = make_agreement(make_mediated(station), keeper).instalments.first()
    performing.say(term=term, debtor=True, actor=keeper)
    refused("no_proof", performing.confirm, term=term, actor=keeper)
    refused("nobody", performing.say, term=term, actor=keeper)


def test_a_case_is_not_performed_by_its_own_verb_while_something_is_open(station, keeper):
    case = make_agreement(make_mediated(station), keeper).case
    Case.objects.filter(pk=case.pk).update(performed_on=timezone.localdate())
    refused("no_proof", lambda: advance(locked(case.pk), "perform", actor=keeper))


def test_nobody_is_late_before_the_day_has_passed_and_a_breach_leads_on(station, keeper):
    """RT-15."""
    case = make_mediated(station)
    term = make_agreement(case, keeper).instalments.first()
    refused("not_due", performing.breach, term=term, reason="未付", actor=keeper)
    later = timezone.now() + 11 * DAY
    refused("no_reason", performing.breach, term=term, reason="", actor=keeper, at=later)
    performing.breach(term=term, reason="电话核实未付", actor=keeper, at=later)
    case.refresh_from_db()
    assert case.breached_on == timezone.localdate(later)
    refused("not_police", lambda: advance(locked(case.pk), "by_law", actor=keeper))


def test_a_police_agreement_not_performed_goes_by_law(station, officer):
    """ZA-19."""
    case = make_mediated(station, track="za", officer=officer)
    term = make_agreement(case, officer.user).instalments.first()
    refused("not_breached", lambda: advance(locked(case.pk), "by_law", actor=officer.user))
    performing.breach(term=term, reason="未付", actor=officer.user, at=timezone.now() + 11 * DAY)
    case.refresh_from_db()
    assert rules.may_lead(officer.user, case)
    assert case.breached_on


def test_people_off_the_case_prove_nothing(station, keeper, stranger):
    term = make_agreement(make_mediated(station), keeper).instalments.first()
    with pytest.raises(NotAllowed):
        performing.say(term=term, debtor=True, actor=stranger)


def test_reminders_go_out_exactly_once(station, keeper):
    lead = make_mediator(station)
    case = make_mediated(station)
    make_case_mediator(case, lead)
    make_agreement(case, keeper)
    assert remind(station=station, at=timezone.now()) == 0
    near, late = timezone.now() + 8 * DAY, timezone.now() + 11 * DAY
    assert [remind(station=station, at=near), remind(station=station, at=near)] == [1, 0]
    assert [remind(station=station, at=late), remind(station=station, at=late)] == [1, 0]
    told = Notice.objects.filter(recipient=lead.user)
    assert sorted(told.values_list("kind", flat=True)) == ["mediation.performance_due", "mediation.performance_late"]


def test_what_is_due_stands_on_the_mediators_list(station, keeper):
    make_agreement(make_mediated(station), keeper)
    today = timezone.localdate()
    assert due_from(agenda.due_terms, keeper, today) == []
    assert [due.tone for due in due_from(agenda.due_terms, keeper, today + 9 * DAY)] == ["warn"]
    assert due_from(agenda.due_terms, keeper, today + 30 * DAY)[0].tone == "danger"
    assert len(agenda.due_confirmations(keeper, today + 25 * DAY)) == 1
    assert len(agenda.performance_lines(station, timezone.now() + 30 * DAY)) == 2


@pytest.mark.parametrize(
    ("effective", "last"),
    [("2026-01-17", "2026-02-24"), ("2026-09-01", "2026-10-08")],
)
def test_the_thirty_days_of_domain_2_8(effective, last):
    """SF-01: a last day off moves on."""
    start = datetime.date.fromisoformat(effective)
    case = Case(law=law_on(start).version)
    assert rules.confirmation_deadline(case, start, marks_for_limit(start, 30)).day.isoformat() == last


@pytest.mark.parametrize(
    ("left", "tone", "open_"),
    [(30, "info", True), (11, "info", True), (10, "warn", True), (4, "warn", True), (3, "danger", True),
     (1, "danger", True), (0, "muted", False), (-5, "muted", False)],
)  # fmt: skip
def test_the_badge_counts_down(left, tone, open_):
    """SF-08: amber and red by the settings; 0 is closed."""
    today = datetime.date(2026, 11, 22)
    badge = rules.countdown(Deadline(today + (left - 1) * DAY), today, MediationSettings())
    assert (badge.tone, badge.open, badge.left) == (tone, open_, max(0, left))


def apply(row, actor, **more):
    values = {"applied_on": row.effective_on, "court": "东城区人民法院", "court_choice": "committee",
              "materials": MATERIALS} | more  # fmt: skip
    return confirming.apply(agreement=row, actor=actor, **values)


def test_a_joint_application_in_time_waits_for_the_court_and_comes_back_confirmed(station, keeper):
    """SF-01, SF-06."""
    row = make_agreement(make_mediated(station), keeper)
    made, today = apply(row, keeper), timezone.localdate()
    row.case.refresh_from_db()
    assert row.case.state == CaseState.CONFIRMING
    refused("open", lambda: advance(locked(row.case_id), "settle_confirmation", actor=keeper))
    confirming.court_says(confirmation=made, verb="accepted", on=today, actor=keeper)
    confirming.court_says(
        confirmation=made, verb="confirmed", on=today, ruling_no="（2026）京0101民特1号", actor=keeper
    )
    row.case.refresh_from_db()
    assert (row.case.state, row.case.confirmed_on) == (CaseState.PERFORMING, today)
    refused("confirmed", apply, row, keeper)


def test_the_application_is_refused_after_the_last_day(station, keeper):
    day = timezone.localdate() - 60 * DAY
    case = make_mediated(station)
    row = make_agreement(case, keeper, made_on=day, terms=terms_for(case, first=day + 10 * DAY))
    assert "SF-01" in refused("too_late", apply, row, keeper, applied_on=timezone.localdate())
    assert not readings.countdown_of(row, timezone.localdate()).open
    refused("no_application", lambda: advance(locked(case.pk), "confirm", actor=keeper))


@pytest.mark.parametrize("unfit", Unfit.values)
def test_what_the_court_does_not_take_is_not_sent(station, keeper, unfit):
    """SF-04."""
    row = make_agreement(make_mediated(station), keeper)
    assert "SF-04" in refused(f"unfit_{unfit}", apply, row, keeper, unfit=[unfit])


def test_without_its_materials_nothing_is_sent(station, keeper):
    """SF-03."""
    row = make_agreement(make_mediated(station), keeper)
    refused("materials", apply, row, keeper, materials=["agreement"])
    refused("materials", apply, row, keeper, property_right=True)


def test_a_police_agreement_is_not_confirmed_by_the_court(station, officer):
    """SF-08."""
    row = make_agreement(make_mediated(station, track="za", officer=officer), officer.user)
    assert "SF-08" in refused("not_rt", apply, row, officer.user)
    assert readings.countdown_of(row, timezone.localdate()) is None


def test_a_dismissal_names_its_reason(station, keeper):
    """SF-05."""
    row, today = make_agreement(make_mediated(station), keeper), timezone.localdate()
    made = apply(row, keeper)
    confirming.court_says(confirmation=made, verb="accepted", on=today, actor=keeper)
    refused("no_reason", confirming.court_says, confirmation=made, verb="dismissed", on=today, actor=keeper)
    confirming.court_says(confirmation=made, verb="dismissed", on=today, dismissal=Dismissal.UNCLEAR, actor=keeper)
    row.case.refresh_from_db()
    assert (row.case.state, row.case.confirmed_on) == (CaseState.PERFORMING, None)


def settled(station, officer):
    """A settlement in force of a case triaged for it."""
    case = make_mediated(station, track="hj", officer=officer)
    Triage.objects.create(station=station, case=case, answers={}, outcome="hj", law=case.law, at=timezone.now())
    return make_agreement(case, officer.user)


def test_a_settlement_has_effect_with_all_six_only(station, officer):
    """HJ-01 … HJ-06."""
    row, today, user = settled(station, officer), timezone.localdate(), officer.user
    form = {"agreement": row, "applied_on": today, "name": "申请.pdf", "content": PDF, "actor": user}
    answer = {"agreement": row, "approved": True, "decided_on": today, "actor": user}
    refused("not_performed", confirming.hj_apply, **form)
    refused("no_application", confirming.hj_decide, **answer)
    for term in row.instalments.all():
        both_say(term, user)
    row.case.refresh_from_db()
    assert row.case.state == CaseState.PERFORMED
    assert len(rules.hj_lacking(row, row.case, None, application=None, approved=False, on=today)) == 2


def test_without_the_offence_being_fit_for_mediation_the_police_do_not_approve(station, officer):
    """HJ-01."""
    row = settled(station, officer)
    Triage.objects.filter(case=row.case).delete()
    words = rules.hj_lacking(row, row.case, None, application=object(), approved=True, on=timezone.localdate())
    assert any("HJ-01" in str(one) for one in words)
