"""ZA-12: three working days from acceptance, or from the result where an injury or a price is appraised."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mediation.cases import appraising, triage_actions
from mediation.cases.law import first_session_by, law_on
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.words import State, Track
from mediation.sessions import readings
from stations.calendar.rules import days, mark_of
from stations.kit.answer import RuleBroken
from tests.factories.mediation import make_case
from tests.mediation.cases.test_law import FIRST, LAST, nth_working_day

MARKS = {day: mark_of(day) for day in days(FIRST, date(2027, 12, 31))}


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{text} 10:00"))


@pytest.fixture
def za(cast, in_one):
    """Public order mediation accepted on 2026-02-10."""
    return make_case(
        in_one, State.ACCEPTED, Track.ZA, at=at("2026-02-10"), officer=cast.officer, accepted_on=date(2026, 2, 10)
    )


def appraise(case, cast, now="2026-03-01", **values):
    appraising.appraise(case=case, actor=cast.chief.user, at=at(now), **values)
    case.refresh_from_db()
    return case


def test_the_first_session_waits_for_the_result_and_counts_from_it(za, cast):
    appraise(za, cast, appraisal="injury", appraisal_from=date(2026, 2, 10))
    assert za.due_on is None and readings.advised_by(za) is None
    appraise(za, cast, appraisal="injury", appraisal_from=date(2026, 2, 10), appraised_on=date(2026, 2, 13))
    # The vector of DOMAIN 2.8: three working days after 2026-02-13.
    assert (za.due_on, readings.advised_by(za).day) == (date(2026, 2, 25), date(2026, 2, 25))


def test_without_an_appraisal_it_counts_from_acceptance(za, cast):
    assert readings.advised_by(za).day == date(2026, 2, 13)
    appraise(za, cast, appraisal="price", appraisal_from=date(2026, 2, 10), appraised_on=date(2026, 2, 25))
    assert za.due_on == date(2026, 2, 28)
    appraise(za, cast, appraisal="")
    assert (za.due_on, za.appraisal_from, za.appraised_on) == (date(2026, 2, 13), None, None)


def test_a_result_before_the_acceptance_moves_nothing(za, cast):
    appraise(za, cast, appraisal="injury", appraisal_from=date(2026, 1, 5), appraised_on=date(2026, 1, 20))
    assert za.due_on == date(2026, 2, 13)


def test_a_case_accepted_while_the_appraisal_runs_has_no_day_yet(cast, in_one):
    case = make_case(in_one, State.TRIAGE, officer=cast.officer)
    Case.objects.filter(pk=case.pk).update(
        track=Track.ZA, appraisal="injury", appraisal_from=timezone.localdate(), triaged_at=timezone.now()
    )
    Triage.objects.create(station=in_one, case=case, answers={}, outcome="za", law=case.law, at=timezone.now())
    case = triage_actions.accept(case=case, actor=cast.chief.user)
    assert (case.state, case.due_on) == (State.ACCEPTED, None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"appraisal": "dna", "appraisal_from": date(2026, 2, 10)}, "kind"),
        ({"appraisal": "injury"}, "no_day"),
        ({"appraisal": "injury", "appraisal_from": date(2026, 2, 10), "appraised_on": date(2026, 2, 9)}, "order"),
        ({"appraisal": "injury", "appraisal_from": date(2026, 3, 2)}, "future"),
    ],
)
def test_what_is_no_appraisal_is_said(values, code, za, cast):
    with pytest.raises(RuleBroken) as refusal:
        appraise(za, cast, **values)
    assert refusal.value.code == code


@pytest.mark.parametrize("track", [Track.RT, Track.HJ])
def test_only_the_first_session_of_the_police_is_moved(track, cast, in_one, za):
    case = make_case(in_one, State.ACCEPTED, track, officer=cast.officer)
    with pytest.raises(RuleBroken) as refusal:
        appraise(case, cast, appraisal="")
    assert refusal.value.code == "not_za"
    Case.objects.filter(pk=za.pk).update(sessions_held=1, state=State.MEDIATING)
    with pytest.raises(RuleBroken) as refusal:
        appraise(za, cast, appraisal="")
    assert refusal.value.code == "held"


def test_the_database_knows_the_order_of_the_days(za):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=za.pk).update(appraised_on=date(2026, 2, 10))


@given(st.dates(FIRST, LAST - timedelta(days=60)), st.integers(0, 40))
def test_the_limit_is_what_a_second_reckoning_says_za_12(accepted, later):
    result = accepted + timedelta(days=later)
    assert first_session_by(law_on(accepted), max(accepted, result), MARKS).day == nth_working_day(result, 3)


def test_it_is_noted_on_the_page_and_over_the_api(za, cast, client_of):
    browser = client_of(cast.chief)
    page = browser.get(reverse("limits-part", args=[za.pk]))
    assert reverse("mediation-appraisal", args=[za.pk]) in page.content.decode()
    form = {"appraisal": "injury", "appraisal_from": "2026-02-10", "appraised_on": ""}
    assert browser.post(reverse("mediation-appraisal", args=[za.pk]), form).status_code == 302
    za.refresh_from_db()
    assert (za.appraisal, za.due_on) == ("injury", None)
    sent = {"appraisal": "injury", "appraisal_from": "2026-02-10", "appraised_on": "2026-02-13"}
    assert "结果未出" in browser.get(za.get_absolute_url()).content.decode()
    answer = browser.post(f"/api/v1/cases/{za.pk}/appraise/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["due_on"]) == (200, "2026-02-25")
    assert "2026-02-13" in browser.get(reverse("limits-part", args=[za.pk])).content.decode()
    stranger = client_of(cast.guard)
    assert stranger.post(reverse("mediation-appraisal", args=[za.pk]), form).status_code == 403
