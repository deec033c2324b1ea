"""Rules of competence: DOMAIN names no article, so the station enters its own; nothing is invented."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.cases import triage_readings
from mediation.cases.models_papers import Triage
from mediation.cases.triage_law import TABLES
from mediation.cases.words import State
from mediation.network.models import MediationSettings
from tests.factories.mediation import make_case, make_mediator

LOCAL = ("LR-01", "LR-02", "LR-03")


@pytest.mark.parametrize("law", TABLES, ids=lambda law: law.version)
def test_no_table_names_an_article_for_them(law):
    assert {law.rules[code].article for code in LOCAL} == {""}
    assert not [rule for rule in law.rules.values() if "75号" in rule.article]


def test_the_station_words_them_and_the_card_prints_what_it_said(cast, in_one, client_of):
    case = make_case(in_one, State.TRIAGE)
    row = Triage.objects.create(
        station=in_one, case=case, answers={}, outcome="transfer", reasons=["LR-01", "LR-02"], law=case.law,
        at=timezone.now(),
    )  # fmt: skip
    assert [reason.article for reason in triage_readings.kept(case, row).decision.reasons] == ["", ""]
    MediationSettings.objects.create(station=in_one, ground_organ="本市调解条例第九条")
    assert [reason.article for reason in triage_readings.kept(case, row).decision.reasons] == [
        "本市调解条例第九条",
        "",
    ]
    browser = client_of(cast.chief)
    assert "本市调解条例第九条" in browser.get(reverse("mediation-triage", args=[case.pk])).content.decode()
    shown = browser.get(f"/api/v1/cases/{case.pk}/triages/")
    assert shown.status_code == 404 or "本市调解条例第九条" in shown.content.decode()


def test_it_is_entered_on_the_settings_page(in_one, client_of):
    browser = client_of(make_mediator(in_one, keeper=True).user)
    page = browser.get(reverse("mediation-settings"))
    values = {name: field for name, field in page.context["form"].initial.items() if field not in {None, False}}
    answer = browser.post(reverse("mediation-settings"), values | {"ground_taken": "本区工作规范第三条"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert MediationSettings.objects.get(station=in_one).ground_taken == "本区工作规范第三条"
