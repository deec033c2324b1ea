"""Judicial confirmation beyond its thirty days (SF-02, SF-07, SF-08), and the six of a settlement (HJ-01 … HJ-06)."""

import datetime

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mediation.agreements import actions, confirming, countdowns, performing, rules
from mediation.agreements.models import Agreement
from mediation.agreements.reminding import remind
from mediation.agreements.words import State
from mediation.cases.actions import advance, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.words import State as CaseState
from mediation.network.models import MediationSettings
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories import client_of
from tests.factories.agreements import DAY, make_agreement, make_mediated
from tests.factories.mediation import make_mediator

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
MATERIALS = ["agreement", "presided", "identity"]


def apply(row, actor, **more):
    form = {"applied_on": timezone.localdate(), "court": "东城区人民法院", "court_choice": "committee"} | more
    return confirming.apply(agreement=row, materials=MATERIALS, actor=actor, **form)


def effective(row: Agreement, day: datetime.date) -> Agreement:
    with pgtrigger.ignore():
        Agreement.objects.filter(pk=row.pk).update(effective_on=day, made_on=day)
    Case.objects.filter(pk=row.case_id).update(effective_on=day, agreed_on=day)
    row.refresh_from_db()
    return row


def test_an_application_names_its_court_sf_02(station, keeper):
    row = make_agreement(make_mediated(station), keeper)
    with pytest.raises(RuleBroken) as refusal, transaction.atomic():
        apply(row, keeper, court=" ")
    assert refusal.value.code == "no_court" and "SF-02" in str(refusal.value.reason)


def test_the_court_accepts_within_three_days_and_decides_within_fifteen_sf_07(station, keeper):
    row = effective(make_agreement(make_mediated(station), keeper), datetime.date(2026, 3, 2))
    made = apply(row, keeper, applied_on=datetime.date(2026, 3, 3))
    made.agreement.case.refresh_from_db()
    assert countdowns.court_answer_by(made).day == datetime.date(2026, 3, 6)
    made = confirming.court_says(confirmation=made, verb="accepted", on=datetime.date(2026, 3, 5), actor=keeper)
    assert countdowns.court_answer_by(made).day == datetime.date(2026, 3, 20)
    made = confirming.court_says(confirmation=made, verb="confirmed", on=datetime.date(2026, 3, 9), actor=keeper)
    assert countdowns.court_answer_by(made) is None


def test_who_mediates_is_told_once_that_the_thirty_days_run_out_sf_01(station, keeper):
    mediator = make_mediator(station)
    row = make_agreement(make_mediated(station, mediator=mediator), keeper)
    told = Notice.objects.filter(kind="mediation.confirmation_ends")
    effective(row, datetime.date(2026, 3, 2))  # The last day is 2026-04-01.
    noon = datetime.time(12)
    for day, count in (("2026-03-22", 0), ("2026-03-23", 1), ("2026-03-24", 1), ("2026-04-01", 1)):
        remind(
            station=station, at=timezone.make_aware(datetime.datetime.combine(datetime.date.fromisoformat(day), noon))
        )
        assert told.count() == count, day
    notice = told.get()
    assert (notice.recipient, notice.data["day"]) == (mediator.user, "2026-04-01")
    assert str(notice.url).endswith(f"/agreements/{row.pk}/")


@pytest.mark.parametrize("over", ["late", "applied", "police", "void"])
def test_nobody_is_told_where_nothing_can_be_applied_for(over, station, keeper, officer):
    track = "za" if over == "police" else "rt"
    case = make_mediated(station, track, mediator=None if over == "police" else make_mediator(station),
                         officer=officer if over == "police" else None)  # fmt: skip
    row = make_agreement(case, officer.user if over == "police" else keeper)
    today = timezone.localdate()
    effective(row, today - (60 if over == "late" else 25) * DAY)
    if over == "applied":
        apply(row, keeper)
    if over == "void":
        actions.void(agreement=row, reason="写错", actor=keeper)
    remind(station=station, at=timezone.now())
    assert not Notice.objects.filter(kind="mediation.confirmation_ends").exists()


def test_the_days_before_are_the_stations_setting(station, keeper):
    MediationSettings.objects.create(station=station, amber_days=20)
    row = make_agreement(make_mediated(station, mediator=make_mediator(station)), keeper)
    effective(row, timezone.localdate() - 16 * DAY)
    remind(station=station, at=timezone.now())
    assert Notice.objects.filter(kind="mediation.confirmation_ends").count() == 1


# ── a settlement mediated by the committee, approved by the police ──


@pytest.fixture
def settled(station, officer, keeper):
    """A settlement before the committee, agreed on and performed."""
    mediator = make_mediator(station)
    case = make_mediated(station, "hj", officer=officer, mediator=mediator)
    Triage.objects.create(station=station, case=case, answers={}, outcome="hj", law=case.law, at=timezone.now())
    row = make_agreement(case, mediator.user)
    for term in row.instalments.all():
        performing.say(term=term, debtor=True, creditor=True, actor=mediator.user)
        performing.confirm(term=term, actor=mediator.user)
    row.case.refresh_from_db()
    return row


def test_the_committee_carries_a_settlement_and_the_police_approve_it(settled, officer, keeper):
    today, mediator = timezone.localdate(), settled.case.mediators.get().mediator.user
    assert settled.case.state == CaseState.PERFORMED
    confirming.hj_apply(agreement=settled, applied_on=today, name="申请.pdf", content=PDF, actor=mediator)
    for person in (mediator, keeper):
        with pytest.raises(NotAllowed), transaction.atomic():
            confirming.hj_decide(agreement=settled, approved=True, decided_on=today, actor=person)
    made = confirming.hj_decide(agreement=settled, approved=True, decided_on=today, actor=officer.user)
    assert (made.approved, made.decided_by) == (True, officer.user)


def test_the_button_of_the_answer_is_the_polices(settled, officer):
    today, mediator = timezone.localdate(), settled.case.mediators.get().mediator.user
    confirming.hj_apply(agreement=settled, applied_on=today, name="申请.pdf", content=PDF, actor=mediator)
    answer = reverse("hj-decide", args=[settled.pk])
    for person, shown in ((mediator, False), (officer.user, True)):
        browser = client_of(person)
        assert (answer in browser.get(settled.get_absolute_url()).content.decode()) == shown
        assert browser.get(answer).status_code == (200 if shown else 403)


def test_over_the_api_the_committee_files_the_application_and_the_police_answer(settled, officer):
    today, mediator = timezone.localdate().isoformat(), settled.case.mediators.get().mediator.user
    file, answer = (f"/api/v1/agreements/{settled.pk}/{verb}-settlement/" for verb in ("apply", "answer"))
    browser, police = client_of(mediator), client_of(officer.user)
    assert browser.get(f"/api/v1/agreements/{settled.pk}/").json()["settlement"] is None
    assert browser.post(file, {"applied_on": today}).json()["errors"].keys() == {"file"}
    form = {"applied_on": today, "file": SimpleUploadedFile("申请.pdf", PDF)}
    assert browser.post(file, form).json()["settlement"] == {
        "applied_on": today, "approved": None, "decided_on": None, "reason": "",
    }  # fmt: skip
    again = browser.post(file, form | {"file": SimpleUploadedFile("申请.pdf", PDF)})
    assert (again.status_code, again.json()["code"]) == (409, "exists")
    said = {"approved": True, "decided_on": today}
    assert browser.post(answer, said, content_type="application/json").status_code == 403
    assert police.post(answer, said, content_type="application/json").json()["settlement"]["approved"] is True


def test_a_paper_too_large_to_be_one_is_not_read(settled):
    mediator = settled.case.mediators.get().mediator.user
    large = SimpleUploadedFile("申请.pdf", PDF + b" " * (20 * 1024 * 1024))
    form = {"applied_on": timezone.localdate().isoformat(), "file": large}
    answer = client_of(mediator).post(f"/api/v1/agreements/{settled.pk}/apply-settlement/", form)
    assert (answer.status_code, answer.json()["code"]) == (409, "file.too_large")


def test_the_page_says_by_when_the_court_answers_sf_07(station, keeper):
    row = make_agreement(make_mediated(station, mediator=make_mediator(station)), keeper)
    made = apply(row, keeper)
    shown = client_of(keeper).get(row.get_absolute_url()).content.decode()
    assert "SF-07" in shown and countdowns.court_answer_by(made).day.isoformat() in shown


def test_without_the_answer_of_the_police_a_settlement_is_not_filed_hj_05(settled, keeper):
    Case.objects.filter(pk=settled.case_id).update(follow_up_due_on=None)
    with pytest.raises(RuleBroken) as refusal:
        advance(locked(settled.case_id), "archive", actor=keeper)
    assert "HJ-05" in str(refusal.value.reason)


@pytest.mark.parametrize("rule", ["HJ-01", "HJ-02", "HJ-03", "HJ-04", "HJ-05", "HJ-06"])
def test_each_of_the_six_is_asked_for(rule, settled):
    today = timezone.localdate()
    asked = {"police_case": None, "application": object(), "approved": True}
    if rule == "HJ-01":
        case = settled.case
        Triage.objects.create(
            station=case.station, case=case, answers={}, outcome="rt", law=case.law, at=timezone.now()
        )
    elif rule == "HJ-02":
        settled.state = State.VOID
    elif rule == "HJ-03":
        settled.case.performed_on = None
    elif rule == "HJ-04":
        asked["application"] = None
    elif rule == "HJ-05":
        asked["approved"] = False
    else:
        asked["police_case"] = type("PoliceCase", (), {"concluded_on": today})()
    police_case = asked.pop("police_case")
    missing = rules.hj_lacking(settled, settled.case, police_case, on=today, **asked)
    assert len(missing) == 1 and rule in str(missing[0])
