"""A community officer's day on a tablet: one list and one map, a gap in the network, a rest day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.clues.models import Clue
from mediation.cases.words import State as CaseState
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.words import Source, State
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_category, make_incident
from tests.factories.beat import LAT, LNG, make_beat, primary, rest
from tests.factories.clues import make_clue
from tests.factories.mediation import make_case
from tests.journeys.conftest import log_in, scrolls_sideways, serious, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beat(cast, transactional_db, settings, tmp_path):
    """A hazard, a dispute and a clue of three rooms, all of 王小明 (A角); the last one lies outside the own grid."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made, station, today = make_beat(cast), cast.station, timezone.localdate()
    make_category(station, "消防通道堵塞", Kind.HAZARD)
    make_incident(
        station, Kind.HAZARD, State.ASSIGNED, handlers=(made.a,), place="西街12号", lat=LAT + 0.001, lng=LNG + 0.001,
        due_at=timezone.now() - timedelta(days=3),
    )  # fmt: skip
    make_case(
        station, CaseState.MEDIATING, officer=made.a, community=made.community, place="东巷3号", due_on=today
    )  # fmt: skip
    clue = make_clue(station, lat=LAT + 0.009, lng=LNG + 0.009)
    with in_station(station):
        Clue.objects.filter(pk=clue.pk).update(officer=made.a)
    return made


def notes(beat) -> list[Incident]:
    """What the officer took down on the spot."""
    with in_station(beat.a.station):
        return list(Incident.objects.filter(source=Source.BEAT))


def kinds(page) -> set[str]:
    """The sorts of tasks on the list."""
    return set(page.locator(".bt-task:visible").evaluate_all("rows => rows.map((row) => row.dataset.kind)"))


def test_a_day_on_the_tablet(new_page, beat, cast):
    page = new_page("tablet")
    log_in(page, beat.a)
    page.goto("/me/")
    expect(page.locator(".bt-task[data-kind=hazard]")).to_be_visible()
    settle(page)

    # One list, the most pressing first; one map with those that have a point.
    assert {"hazard", "mediation", "clue"} <= kinds(page)
    assert page.locator(".bt-task").first.get_attribute("data-kind") == "hazard"
    expect(page.locator(".pm-map .pm-mark")).to_have_count(2)
    assert not serious(page)
    assert not scrolls_sideways(page)

    # "Only my grid" leaves the clue out, on the list and on the map.
    page.locator(".bt-here").click()
    expect(page.locator(".pm-map .pm-mark")).to_have_count(1)
    assert "clue" not in kinds(page) and "hazard" in kinds(page)
    page.locator(".bt-here").click()

    # A tap on a mark leads to the page where it is done.
    page.locator(".pm-map .pm-mark").first.click()
    expect(page.locator(".leaflet-popup-content a")).to_be_visible()
    page.keyboard.press("Escape")

    # A gap in the network: the list stays, says how old it is, and nothing leads away from it.
    page.evaluate("console.error = () => {}")  # htmx writes every failed request into the console
    page.context.set_offline(True)
    page.evaluate("document.getElementById('bt-part').dispatchEvent(new CustomEvent('fg:again'))")
    expect(page.locator("#bt-net")).to_be_visible()
    expect(page.locator("#bt-net")).to_contain_text(page.locator("#agenda").get_attribute("data-at"))
    assert {"hazard", "mediation", "clue"} <= kinds(page)
    page.locator(".bt-task a").first.click()
    assert page.url.endswith("/me/")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#bt-net")).to_be_hidden()


def test_a_note_without_a_network_arrives_once(new_page, beat, cast):
    page = new_page("tablet")
    log_in(page, beat.a)
    page.goto("/me/notes/new/?place=西街")
    page.locator(".bt-pick").filter(has_text="消防通道堵塞").first.locator("input").check()
    page.locator("[name=words]").fill("通道被纸箱堵住")
    assert not serious(page)

    # What was typed survives a reload.
    page.reload()
    expect(page.locator("[name=words]")).to_have_value("通道被纸箱堵住")

    page.context.set_offline(True)
    page.locator("button[type=submit].bt-go-now").dblclick()
    expect(page.locator("#bt-notes [data-waiting='1']")).to_be_visible()
    assert not notes(beat)
    # Nothing leads away to a page that cannot be had.
    page.locator(".breadcrumb a").click()
    expect(page.locator("#bt-note [data-error]")).to_be_visible()
    assert "/me/notes/new/" in page.url
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#bt-notes [data-entered]")).to_be_visible()
    (row,) = notes(beat)
    assert row.place == "西街" and row.recorded_by_id == beat.a.user_id

    # The page of the day shows it, too; sending again sends nothing.
    page.goto("/me/")
    expect(page.locator("#bt-notes [data-entered]")).to_be_visible()
    assert len(notes(beat)) == 1


def test_what_is_marked_done_without_a_network_stays_on_the_screen_and_is_marked_once(new_page, beat, cast):
    with in_station(cast.station):
        hazard = Incident.objects.get(kind=Kind.HAZARD)
    page = new_page("tablet")
    log_in(page, beat.a)
    page.goto(f"/command/incidents/{hazard.pk}/do/rectify/")
    page.locator("main textarea").first.fill("已清理")
    page.context.set_offline(True)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#fg-toasts .fg-note")).to_be_visible()
    expect(page.locator("main textarea").first).to_have_value("已清理")
    page.context.set_offline(False)
    page.locator("main form button[type=submit]").last.dblclick()
    page.wait_for_url(f"**/command/incidents/{hazard.pk}/")
    hazard.refresh_from_db()
    assert hazard.state == State.RECTIFIED
    with in_station(cast.station):
        assert Entry.objects.about(hazard).filter(verb="incident.rectify").count() == 1


def test_on_the_rest_day_the_b_role_sees_it_and_the_a_role_reads_by_whom(new_page, beat, cast):
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    page = new_page("tablet")
    log_in(page, beat.b)
    page.goto("/me/")
    hazard = page.locator(".bt-task[data-kind=hazard]")
    expect(hazard).to_contain_text("王小明")
    hazard.locator("a").click()
    page.wait_for_url("**/command/incidents/*/")
    expect(page.locator("main h1")).to_be_visible()

    own = new_page("tablet")
    log_in(own, beat.a)
    own.goto("/me/")
    expect(own.locator(".bt-task[data-kind=hazard] .bt-for")).to_contain_text("刘冬梅")
