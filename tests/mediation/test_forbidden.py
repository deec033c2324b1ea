"""Every forbidden transition of DOMAIN 2.6, tried through page and API: refused with its article.

A third session of public order mediation stands in ``sessions`` (views, api), the signed text in ``agreements``.
"""

from datetime import timedelta

import pgtrigger
import pytest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone, translation

from mediation.agreements.models import Agreement
from mediation.cases import ending, rules, transferring
from mediation.cases.actions import advance, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.words import State, Track
from stations.kit.answer import RuleBroken
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.mediation import make_case, make_mediator

pytestmark = pytest.mark.django_db
TOLD = {"way": "written"}


@pytest.fixture
def keeper(cast, in_one):
    """Keeps the mediation room of station one."""
    return make_mediator(cast.station, keeper=True).user


def by_page(browser, case: Case, name: str, values: dict | None = None) -> str:
    """What the page says after somebody sent its form by hand; the case stays where it was."""
    before = case.state
    answer = browser.post(reverse(name, args=[case.pk]), values or {}, follow=True)
    case.refresh_from_db()
    assert case.state == before
    assert answer.status_code in {200, 400, 403, 404, 405, 409}
    return answer.content.decode()


def by_api(browser, case: Case, verb: str, values: dict | None = None) -> dict:
    """The refusal of the API."""
    before = case.state
    answer = browser.post(f"/api/v1/cases/{case.pk}/{verb}/", values or {}, content_type="application/json")
    case.refresh_from_db()
    assert case.state == before
    assert answer.status_code in {403, 409}, answer.content
    return answer.json()


def refused(case: Case, verb: str, actor) -> str:
    """The sentence of the one gate, whoever knocks."""
    with pytest.raises(RuleBroken) as refusal, translation.override("en"):
        advance(locked(case.pk), verb, actor=actor)
    return str(refusal.value.reason)


@pytest.mark.parametrize("state", [State.REGISTERED, State.TRIAGE, State.ACCEPTED])
def test_no_agreement_before_the_mediation_has_begun(state, cast, keeper):
    case = make_case(cast.station, state)
    assert "RT-08" in refused(case, "agree", cast.chief.user)


@pytest.mark.parametrize("state", [State.AGREED, State.PERFORMING, State.CONFIRMING])
def test_an_agreement_is_not_filed_before_it_is_performed(state, cast, keeper):
    case = make_case(cast.station, state)
    assert "RT-14" in refused(case, "archive", keeper)


def test_there_is_no_third_session_of_public_order_mediation(cast, in_one):
    case = make_case(cast.station, State.MEDIATING, Track.ZA, officer=cast.officer, sessions_held=2)
    assert "ZA-10" in refused(case, "hold", cast.officer.user)


def test_a_dispute_is_never_deleted(cast, client_of, keeper):
    case = make_case(cast.station)
    browser = client_of(keeper)
    assert browser.delete(f"/api/v1/cases/{case.pk}/").status_code == 405
    with pytest.raises(NoReverseMatch):
        reverse("mediation-case-delete", args=[case.pk])
    assert not hasattr(resolve(f"/mediation/cases/{case.pk}/").func, "delete")
    assert Case.objects.filter(pk=case.pk).exists()


def test_a_transfer_is_not_closed_without_its_receipt(cast, client_of, keeper):
    case = make_case(cast.station, State.TRIAGE)
    Triage.objects.create(
        station=case.station, case=case, answers={}, outcome="transfer", law=case.law, at=timezone.now()
    )
    row = transferring.transfer(case=case, target="人民法院", reason="应诉讼解决", actor=keeper)
    case.refresh_from_db()
    assert any(word in refused(case, "archive", keeper) for word in ("receipt", "回执"))
    browser = client_of(keeper)
    answer = browser.post(
        reverse("mediation-transfer-receipt", args=[row.pk]), {"receipt_no": " ", "receipt_on": "2026-01-01"}
    )
    assert answer.status_code == 400
    answer = browser.post(
        f"/api/v1/cases/{case.pk}/receipt/", {"receipt_no": "  ", "receipt_on": f"{timezone.localdate()}"},
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.state == "sent"


def test_public_order_mediation_that_ended_is_handled_by_law_not_filed(cast, keeper):
    case = make_case(cast.station, State.ENDED, Track.ZA)
    assert "ZA-19" in refused(case, "archive", keeper)


def test_nothing_is_accepted_after_a_refusal(cast, keeper):
    case = make_case(cast.station, State.TRIAGE, Track.RT)
    Triage.objects.create(station=case.station, case=case, answers={}, outcome="rt", law=case.law, at=timezone.now())
    case.parties.update(refused_at=timezone.now())
    assert "RT-01" in refused(case, "accept", keeper)


def test_domestic_violence_is_not_mediated_on_the_polices_track(cast, keeper):
    case = make_case(cast.station, State.TRIAGE, domestic_violence=True)
    Triage.objects.create(station=case.station, case=case, answers={}, outcome="za", law=case.law, at=timezone.now())
    case.track = Track.ZA
    assert "ZA-28" in str(rules.STEPS.check(case, "accept", keeper, timezone.now()).reason)


def test_an_ended_mediation_is_over_by_page_and_api(cast, client_of, keeper):
    case = make_case(cast.station, State.ENDED)
    browser = client_of(keeper)
    with translation.override("en"):
        assert by_api(browser, case, "end", TOLD | {"reason": "failed"})["code"] == "wrong_state"
    by_page(browser, case, "mediation-end", TOLD | {"reason": "failed", "ended_on": f"{timezone.localdate()}"})


@pytest.mark.parametrize(
    ("state", "track", "verb", "page", "article"),
    [
        (State.AGREED, Track.RT, "end", "mediation-end", "RT-15"),
        (State.PERFORMING, Track.RT, "end", "mediation-end", "RT-15"),
        (State.ARCHIVED, Track.RT, "reopen", "mediation-reopen", "RT-08"),
        (State.BY_LAW, Track.ZA, "reopen", "mediation-reopen", "ZA-19"),
        # No law of its own: the refusal says that it is a rule of the house (test_forbidden_pairs).
        (State.TRANSFERRED, "", "decline", "mediation-decline", ""),
        (State.REGISTERED, "", "decline", "mediation-decline", "RT-01"),
        (State.PERFORMING, Track.ZA, "litigate", "mediation-litigate", "ZA-19"),
        (State.PERFORMING, Track.RT, "enforce", "mediation-enforce", "SF-06"),
        (State.PERFORMING, Track.RT, "by_law", "mediation-by-law", "ZA-19"),
        (State.PERFORMING, Track.ZA, "by_law", "mediation-by-law", "ZA-19"),
        (State.ENDED, Track.ZA, "reopen", "mediation-reopen", "ZA-19"),
        (State.ENDED, Track.HJ, "reopen", "mediation-reopen", "ZA-19"),
    ],
)
def test_a_way_out_that_is_closed_is_refused_by_page_and_api(state, track, verb, page, article, cast, client_of):
    """RT-08, RT-15, SF-06, ZA-19: the same sentence at both doors."""
    case = make_case(cast.station, state, track, officer=cast.officer if track == Track.ZA else None)
    browser = client_of(cast.chief)
    values = TOLD | {"reason": "failed" if verb == "end" else "理由", "ended_on": f"{timezone.localdate()}"}
    answer = by_api(browser, case, verb, values)
    assert article in answer["detail"]
    words = by_page(browser, case, page, values)
    assert article in words


def test_the_limit_of_public_order_mediation_is_not_extended_by_page_and_api(cast, client_of, in_one):
    case = make_case(cast.station, State.MEDIATING, Track.ZA, officer=cast.officer)
    due = case.due_on
    browser = client_of(cast.officer)
    values = {"days": 7, "reason": "…", "both_consent": True}
    assert "ZA-11" in by_api(browser, case, "extend", values)["detail"]
    assert "ZA-11" in by_page(browser, case, "mediation-extend", values)
    assert Case.objects.get(pk=case.pk).due_on == due


@pytest.mark.parametrize(
    ("state", "track", "article"),
    [
        (State.REGISTERED, "", "RT-07"),
        (State.MEDIATING, Track.RT, "RT-07"),
        (State.AGREED, Track.RT, "RT-14"),
        (State.PERFORMING, Track.RT, "RT-14"),
        (State.ENDED, Track.ZA, "ZA-19"),
    ],
)
def test_what_is_not_over_is_not_filed_by_page_and_api(state, track, article, cast, client_of, keeper):
    """RT-07, RT-14, ZA-19: nobody files an agreement that is not performed, or what must be handled by law."""
    case = make_case(cast.station, state, track)
    browser = client_of(keeper)
    answer = browser.post(f"/api/v1/case-files/{case.pk}/archive/", {}, content_type="application/json")
    assert answer.status_code == 409
    assert article in answer.json()["detail"]
    assert article in by_page(browser, case, "case-file-archive", {"remarks": ""})


def test_a_transfer_without_receipt_is_not_filed_by_page_and_api(cast, client_of, keeper):
    case = make_case(cast.station, State.TRIAGE)
    Triage.objects.create(
        station=case.station, case=case, answers={}, outcome="transfer", law=case.law, at=timezone.now()
    )
    transferring.transfer(case=case, target="人民法院", reason="应诉讼解决", actor=keeper)
    case.refresh_from_db()
    browser = client_of(keeper)
    answer = browser.post(f"/api/v1/case-files/{case.pk}/archive/", {}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["detail"]
    by_page(browser, case, "case-file-archive", {"remarks": ""})


def test_judicial_confirmation_is_refused_after_day_thirty_by_page_and_api(cast, client_of, in_one):
    """SF-01, SF-08."""
    keeper = make_mediator(cast.station, keeper=True).user
    agreement = make_agreement(make_mediated(cast.station, mediator=keeper.mediator), keeper)
    long_ago = timezone.localdate() - timedelta(days=60)
    with pgtrigger.ignore():
        Agreement.objects.filter(pk=agreement.pk).update(effective_on=long_ago, made_on=long_ago)
    Case.objects.filter(pk=agreement.case_id).update(effective_on=long_ago, agreed_on=long_ago)
    values = {
        "applied_on": f"{timezone.localdate()}", "court": "东城区人民法院", "court_choice": "committee",
        "materials": ["agreement", "presided", "identity"],
    }  # fmt: skip
    browser = client_of(keeper)
    answer = browser.post(
        f"/api/v1/agreements/{agreement.pk}/apply-confirmation/", values, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")
    assert "SF-01" in answer.json()["detail"]
    page = browser.post(reverse("confirmation-new", args=[agreement.pk]), values, follow=True)
    assert "SF-01" in page.content.decode()
    assert not agreement.confirmations.exists()


def test_a_reopened_case_is_not_accepted_on_the_triage_of_its_last_round(cast, client_of, keeper):
    case = make_case(cast.station, State.ENDED)
    Triage.objects.create(station=case.station, case=case, answers={}, outcome="rt", law=case.law, at=timezone.now())
    ending.reopen(case=case, reason="双方愿意再次调解", actor=keeper)
    case.refresh_from_db()
    assert by_api(client_of(keeper), case, "accept")["code"] == "not_triaged"
