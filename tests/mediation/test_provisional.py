"""A limit that reaches into a year without a published calendar says so wherever people read it (DOMAIN 2.8)."""

import re
from datetime import date, datetime

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from mediation.agreements.models import Agreement
from mediation.cases import triage_actions
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.words import State, Track
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.mediation import make_case, make_mediation_room, make_mediator

pytestmark = pytest.mark.django_db
# 节假日安排未发布，按周一至周五暂算
SAYS = re.compile(r"holiday arrangement is not published yet|暂按周一至周五|按周一至周五|节假日安排")
SHORT = re.compile(r"provisional|暂定|暂算")


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{text} 10:00"))


@pytest.fixture
def keeper(in_one):
    return make_mediator(in_one, keeper=True)


@pytest.fixture
def late(in_one, keeper):
    """People's mediation accepted on 2026-12-20: its thirty days end in January 2027."""
    case = make_case(in_one, State.TRIAGE, at=at("2026-12-20"))
    Triage.objects.create(station=in_one, case=case, answers={}, outcome="rt", law=case.law, at=at("2026-12-20"))
    Case.objects.filter(pk=case.pk).update(track=Track.RT, triaged_at=at("2026-12-20"))
    case.refresh_from_db()
    return triage_actions.accept(case=case, actor=keeper.user, at=at("2026-12-20"))


def page(browser, name: str, *args) -> str:
    return browser.get(reverse(name, args=args)).content.decode()


def test_the_limit_is_marked_on_the_case_the_list_the_session_and_over_the_api(late, keeper, in_one, client_of):
    assert (late.due_on.year, late.due_provisional) == (2027, True)
    make_mediation_room(in_one)
    browser = client_of(keeper.user)
    assert SAYS.search(page(browser, "mediation-case", late.pk))
    assert SAYS.search(page(browser, "limits-part", late.pk))
    assert SAYS.search(page(browser, "session-new", late.pk))
    assert SHORT.search(page(browser, "mediation-cases"))
    assert browser.get(f"/api/v1/cases/{late.pk}/").json()["due_provisional"] is True


def test_judicial_confirmation_is_marked_on_the_agreement_and_its_form(in_one, keeper, client_of):
    row = make_agreement(make_mediated(in_one, mediator=keeper), keeper.user)
    with pgtrigger.ignore():
        Agreement.objects.filter(pk=row.pk).update(effective_on=date(2026, 12, 20), made_on=date(2026, 12, 20))
    browser = client_of(keeper.user)
    assert SAYS.search(page(browser, "agreement", row.pk))
    assert SAYS.search(page(browser, "confirmation-new", row.pk))


def test_a_limit_within_the_published_years_carries_no_mark(in_one, keeper, client_of):
    case = make_case(in_one, State.ACCEPTED, Track.RT, at=at("2026-03-02"), due_on=date(2026, 4, 1))
    browser = client_of(keeper.user)
    assert not SAYS.search(page(browser, "mediation-case", case.pk))


def test_the_sentence_is_the_domains_in_chinese():
    with translation.override("zh-hans"):
        words = translation.gettext(
            "The holiday arrangement is not published yet; reckoned by Monday to Friday for now."
        )
    assert "周一至周五" in words and "未发布" in words.replace("尚未公布", "未发布").replace("未公布", "未发布")
