"""Pages of the handover: read, sign, count, print; who sees what."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from stations.handovers import actions
from stations.handovers.models import AssetCheck, Handover
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import client_of, grant, make_officer, make_person, make_rotation

DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


def text(response) -> str:
    return response.content.decode()


def pdf_text(response) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_the_page_of_now_writes_the_handover_and_shows_both_names(morning, browser):
    response = browser(morning.desk).get("/duty/handovers/today/", follow=True)
    assert response.status_code == 200
    assert morning.outgoing.user.name in text(response)
    assert morning.incoming.user.name in text(response)
    assert Handover.objects.count() == 1


def test_without_a_rotation_plan_one_is_told(cast, client_of):
    response = client_of(cast.desk).get("/duty/handovers/today/", follow=True)
    assert response.redirect_chain[-1][0] == "/duty/handovers/"


def test_both_sign_on_the_page(morning, browser):
    page = morning.page()
    assert f"{page}give/" in text(browser(morning.outgoing).get(page))
    browser(morning.outgoing).post(f"{page}give/")
    shown = text(browser(morning.incoming).get(page))
    assert f"{page}take/" in shown
    assert "take-back" not in shown
    browser(morning.incoming).post(f"{page}take/")
    assert morning.handover().state == "taken"


def test_who_gave_sees_the_way_back_and_no_second_box_to_sign(morning, browser):
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    shown = text(browser(morning.outgoing).get(morning.page()))
    assert "take-back/" in shown
    assert f"{morning.page()}take/" not in shown
    browser(morning.outgoing).post(f"{morning.page()}take-back/")
    assert morning.handover().state == "open"


def test_another_leader_is_asked_for_a_reason(morning, browser):
    chief = browser(morning.rotation.chief)
    assert 'name="reason"' in text(chief.get(morning.page()))
    chief.post(f"{morning.page()}give/", {"reason": ""})
    assert morning.handover().state == "open"
    chief.post(f"{morning.page()}give/", {"reason": "带班领导赴分局开会"})
    assert "带班领导赴分局开会" in text(chief.get(morning.page()))


def test_the_desk_sees_no_signature_buttons_and_may_not_press_them(morning, browser):
    desk = browser(morning.desk)
    assert "/give/" not in text(desk.get(morning.page()))
    assert desk.post(f"{morning.page()}give/").status_code == 403


def test_one_tap_and_one_exception(morning, things, browser):
    desk = browser(morning.desk)
    desk.post(f"{morning.page()}count-all/")
    desk.post(f"{morning.page()}count/", {"asset": things[1].pk, "counted": 5, "remark": "一把送配"})
    assert list(AssetCheck.objects.order_by("asset_id").values_list("counted", flat=True)) == [1, 5, 20]
    assert "一把送配" in text(desk.get(morning.page()))


def test_a_count_that_is_no_number_is_refused(morning, things, browser):
    browser(morning.desk).post(f"{morning.page()}count/", {"asset": things[1].pk, "counted": "viele"})
    assert not AssetCheck.objects.exists()


def test_words_about_persons_are_hidden_from_who_is_off_duty(morning, note, browser, on_duty, off_duty):
    note("person", "留置室张某")
    assert "留置室张某" in text(browser(morning.desk).get(morning.page()))
    assert "留置室张某" in text(browser(on_duty).get(morning.page()))
    assert "留置室张某" not in text(browser(off_duty).get(morning.page()))


def test_auxiliaries_guards_and_strangers_stay_outside(morning, browser, db):
    page = morning.page()
    auxiliary = make_officer(morning.station, post="auxiliary", team=morning.rotation.teams["command"])
    assert browser(auxiliary).get(page).status_code == 403
    assert browser(make_person(morning.station)).get(page).status_code == 403
    elsewhere = make_rotation("CW", per_section=1, street=0)
    for address in (page, f"{page}pdf/", "/duty/handovers/notes/1/"):
        assert client_of(elsewhere.chief).get(address).status_code == 404
    assert client_of(elsewhere.chief).post(f"{page}give/", {"reason": "x"}).status_code == 404
    with in_station(morning.station):
        assert morning.handover().state == "open"


def test_a_viewer_from_the_district_reads_lines_but_no_words(morning, note, browser):
    note("note", "三层打印机")
    viewer = make_person(morning.station)
    grant(viewer, "view")
    shown = browser(viewer).get(morning.page())
    assert shown.status_code == 200
    assert "三层打印机" not in text(shown)


def test_the_page_costs_the_same_with_one_and_with_many(morning, note, things, browser):
    desk, page = browser(morning.desk), morning.page()
    note()
    _queries(desk, page)  # the first visit also writes its session
    with_one = _queries(desk, page)
    for kind in ("person", "call_back", "deadline", "note"):
        note(kind)
        note(kind)
    actions.count_all(handover=morning.handover(), actor=morning.desk.user)
    assert _queries(desk, page) == with_one


def _queries(client, page) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


# -- list ------------------------------------------------------------------------------------------------------


def test_the_list_marks_the_unsigned_and_filters_them(morning, signed, clock, browser):
    clock(9, 30, days=1)
    tomorrow = morning.handover()
    desk = browser(morning.desk)
    unsigned = desk.get("/duty/handovers/?state=unsigned")
    assert [row.pk for row in unsigned.context["page"]] == [tomorrow.pk]
    both = desk.get("/duty/handovers/")
    assert [row.pk for row in both.context["page"]] == [tomorrow.pk, signed.pk]
    mine = desk.get(f"/duty/handovers/?commander={morning.outgoing.pk}&date_to={morning.today}")
    assert [row.pk for row in mine.context["page"]] == [signed.pk]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_leaves_as_a_file_and_that_is_recorded(morning, signed, browser, form):
    response = browser(morning.desk).get(f"/duty/handovers/?format={form}")
    assert response.status_code == 200
    if form == "csv":
        assert morning.outgoing.user.name in response.content.decode("utf-8-sig")
    assert Entry.objects.filter(verb="exported", data__what="handovers").exists()


# -- print -----------------------------------------------------------------------------------------------------


def test_the_paper_has_both_names_times_sections_and_the_day_without_zeros(morning, note, things, browser):
    note("call_back", "答复李女士", due_at=timezone.now() - DAY)
    actions.count(handover=morning.handover(), asset=things[0], counted=0, remark="送修", actor=morning.desk.user)
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    response = browser(morning.desk).get(f"{morning.page()}pdf/")
    words = pdf_text(response)
    assert response["Content-Type"] == "application/pdf"
    for wanted in (morning.outgoing.user.name, morning.outgoing.police_no, "答复李女士", "送修", "京A0001警"):
        assert wanted in words
    local = timezone.localtime(handover.given_at)
    assert f"{local:%H:%M}" in words
    page = PdfReader(io.BytesIO(response.content)).pages[0]
    assert round(float(page.mediabox.width)) == 595
    assert Entry.objects.about(handover).first().verb == "handover.printed"


def test_the_paper_of_who_may_not_read_holds_no_words(morning, note, browser, off_duty):
    note("person", "留置室张某")
    assert "张某" not in pdf_text(browser(off_duty).get(f"{morning.page()}pdf/"))


# -- part and banner -------------------------------------------------------------------------------------------


def test_the_part_tells_until_both_have_signed(morning, browser):
    desk = browser(morning.desk)
    page = morning.page()
    assert page in text(desk.get("/duty/handovers/part/", headers=HTMX))
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    assert page in text(desk.get("/duty/handovers/part/", headers=HTMX))
    actions.take(handover=handover, actor=morning.incoming.user)
    assert text(desk.get("/duty/handovers/part/", headers=HTMX)).strip() == ""
    assert desk.get("/duty/handovers/part/").status_code == 200


def test_the_part_is_amber_first_and_red_when_late(morning, browser, clock):
    desk = browser(morning.desk)
    clock(8, 10)
    morning.handover()
    assert "fg-tone-warn" in text(desk.get("/duty/handovers/part/", headers=HTMX))
    clock(8, 31)
    assert "fg-tone-danger" in text(desk.get("/duty/handovers/part/", headers=HTMX))


def test_every_page_of_desk_and_leadership_fetches_the_part(morning, browser, off_duty):
    slot = 'hx-get="/duty/handovers/part/"'
    assert slot in text(browser(morning.desk).get("/duty/"))
    assert slot in text(browser(morning.rotation.chief).get("/duty/"))
    assert slot not in text(browser(off_duty).get("/duty/"))
    assert slot not in text(browser(morning.desk).get(morning.page()))


def test_the_agenda_asks_the_commander_to_sign(morning, browser):
    def asked(officer):
        return morning.page() in text(browser(officer).get("/me/agenda/"))

    handover = morning.handover()
    assert asked(morning.outgoing)
    assert not asked(morning.incoming)
    actions.give(handover=handover, actor=morning.outgoing.user)
    assert asked(morning.incoming)
    assert not asked(morning.outgoing)


# -- times -----------------------------------------------------------------------------------------------------


def test_the_chief_sets_the_times_and_nobody_else(morning, browser):
    values = {"prepare_minutes": 45, "on_time_minutes": 20}
    assert browser(morning.outgoing).get("/duty/handovers/times/").status_code == 403
    chief = browser(morning.rotation.chief)
    assert chief.post("/duty/handovers/times/", values).status_code == 302
    assert 'value="45"' in text(chief.get("/duty/handovers/times/"))
    assert chief.post("/duty/handovers/times/", values | {"prepare_minutes": 9999}).status_code == 400
