"""The lost phone of the article: a visitor calls 110, a guard finds it minutes later, the desk brings both together.

From the guard's phone to the signature of the owner, in three browsers: guard, desk, office.
"""

import re

import pytest

from patrols.findings.models import Finding, FindingKind
from patrols.findings.words import Act
from patrols.squads.models import CommandPost
from stations.catalogue.words import Kind
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident
from stations.incidents.persons import Person
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import make_category, make_officer, make_station
from tests.factories.organisation import FIRST_DAY
from tests.factories.patrols import make_patrols
from tests.journeys.conftest import log_in, scrolls_sideways, serious


@pytest.fixture
def town(transactional_db):
    """A station with a desk officer who also sits in the patrol office, and a squad on its way."""
    station = make_station("QM", "前门所")
    with in_station(station):
        patrols = make_patrols(station)
        desk = make_officer(station, post="desk")
        CommandPost.objects.create(
            station=station, user=desk.user, level="office", title="办公室成员", start=FIRST_DAY
        )
        found = make_category(station, "手机", kind=Kind.FOUND)
        FindingKind.objects.create(
            station=station, code="item", name="拾得物品", category=found, direct=True, acts=[Act.REPORTED],
            card="当着同伴的面清点，拍照。\n不翻看手机内容。",
        )  # fmt: skip
        loss = record_incident(
            station=station, actor=desk.user, source="110", category=make_category(station, "手机", kind=Kind.LOSS),
            summary="游客在前门东路丢失一部手机", place="前门东路北口", persons=[Person("赵女士", "13800001234")],
        )  # fmt: skip
    return patrols, desk, loss


def test_a_lost_phone_is_back_with_its_owner(town, new_page):
    patrols, desk, loss = town
    phone = new_page("phone")
    log_in(phone, patrols.guard)
    phone.goto("/c/finding/")
    phone.get_by_text("拾得物品").click()
    assert "不翻看手机内容" in phone.locator("main").inner_text()
    assert not scrolls_sideways(phone)
    assert serious(phone) == []
    phone.locator("[name=words]").fill("在前门东路捡到一部黑色手机")
    phone.locator("[name=place]").fill("前门东路")
    with phone.expect_navigation():
        phone.locator("button.ph-go").click()
    with in_station(loss.station):
        finding = Finding.objects.get()
        incident = finding.incident
    assert incident.kind == Kind.FOUND  # past the office, straight to the command room

    screen = new_page("desktop")
    log_in(screen, desk)
    screen.goto(f"/command/incidents/{incident.pk}/do/match/")
    suggested = screen.locator("input[name=loss]")
    assert suggested.first.get_attribute("value") == str(loss.pk)
    suggested.first.check()
    with screen.expect_navigation():
        screen.locator("main form button[type=submit]").first.click()
    screen.goto(f"/command/incidents/{incident.pk}/do/hand_back/")
    screen.locator("[name=receiver]").fill("赵女士")
    with screen.expect_navigation():
        screen.locator("main form button[type=submit]").first.click()
    with in_station(loss.station):
        states = set(Incident.objects.filter(pk__in=[incident.pk, loss.pk]).values_list("state", "result"))
        told = set(Notice.objects.filter(recipient=patrols.guard.user).values_list("kind", flat=True))
    assert {result for _state, result in states} == {"returned"}
    assert "finding.handled" in told

    screen.goto(f"/patrols/findings/{finding.pk}/confirm/")
    screen.locator("[name=words]").fill("已交还失主，谢谢。")
    with screen.expect_navigation():
        screen.locator("main form button[type=submit]").first.click()
    phone.goto(f"/c/finding/{finding.pk}/")
    words = phone.locator("main").inner_text()
    assert "已交还失主，谢谢。" in words
    assert re.search(r"办公室确认", words)
