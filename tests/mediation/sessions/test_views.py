"""The pages of sessions: who sees them, fixing in three taps, running one, its papers."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from icalendar import Calendar
from pypdf import PdfReader

from mediation.cases.words import State as CaseState
from mediation.sessions import holding
from mediation.sessions.models import Session
from mediation.sessions.words import Part, State
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediator
from tests.mediation.sessions.conftest import HOUR, soon

pytestmark = pytest.mark.django_db
NASTY = "欧阳𠮷龘&<>\"'" + "长" * 50


def text_of(answer) -> str:
    return answer.content.decode()


def test_list_week_export_and_fragments_open_for_who_sees_the_case(rt, fix, room, client_of, mediator, cast):
    made = fix(rt, room=room)
    for person in (cast.chief, mediator):
        browser = client_of(person)
        assert browser.get("/mediation/sessions/").context["total"] == 1
        for which in ("mine", "today", "ahead", "week"):
            assert browser.get(f"/mediation/sessions/?which={which}").status_code == 200
        assert rt.number in text_of(
            browser.get(f"/mediation/sessions/week/?day={timezone.localdate(made.starts_at)}")
        )
        assert "派出所民调室" in text_of(browser.get(f"/mediation/cases/{rt.pk}/parts/sessions/"))
        assert browser.get("/mediation/sessions/today/").status_code == 200
        assert browser.get(made.get_absolute_url()).status_code == 200
        sheet = browser.get("/mediation/sessions/?format=csv")
        assert rt.number in sheet.content.decode("utf-8-sig")
    assert client_of(mediator).get("/mediation/sessions/?which=mine").context["total"] == 1
    assert client_of(cast.chief).get("/mediation/sessions/?which=mine").context["total"] == 0
    assert Entry.objects.filter(verb="exported").count() == 2


def test_strangers_get_404_and_guards_403(in_one, rt, fix, client_of, cast):
    made = fix(rt)
    seat = made.attendances.first()
    paths = [
        made.get_absolute_url(), f"/mediation/cases/{rt.pk}/sessions/new/",
        f"/mediation/cases/{rt.pk}/parts/sessions/",
        f"/mediation/sessions/{made.pk}/record.pdf", f"/mediation/sessions/{made.pk}/calendar.ics",
        f"/mediation/sessions/{made.pk}/move/", f"/mediation/sessions/{made.pk}/drop/cancel/",
    ]  # fmt: skip
    for path in paths:
        assert client_of(make_mediator(in_one)).get(path).status_code == 404, path
        assert client_of(cast.chief2).get(path).status_code == 404, path
        assert client_of(cast.guard).get(path).status_code == 403, path
    assert client_of(cast.chief2).post(f"/mediation/attendance/{seat.pk}/here/").status_code == 404
    assert client_of(cast.chief2).post(f"/mediation/sessions/{made.pk}/start/").status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_three(in_one, cast, fix, client_of):
    counts = []
    for number in (1, 2, 3):
        fix(make_case(in_one, CaseState.ACCEPTED, mediator=make_mediator(in_one)), soon(number * 3))
        browser = client_of(cast.chief)
        browser.get("/mediation/sessions/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/mediation/sessions/").context["total"] == number
        counts.append(len(captured))
    assert counts[0] == counts[2]


def test_three_taps_fix_a_session(rt, room, client_of, mediator):
    browser = client_of(mediator)
    page = text_of(browser.get(f"/mediation/cases/{rt.pk}/sessions/new/"))
    slots = re.findall(r'name="slot" value="([^"]+)"', page)
    assert len(slots) == 4
    key = re.search(r'name="client_key" value="([^"]+)"', page).group(1)
    for _turn in range(2):
        answer = browser.post(f"/mediation/cases/{rt.pk}/sessions/new/", {"slot": slots[0], "client_key": key})
        assert answer.status_code == 302
    made = Session.objects.get()
    assert (made.state, made.booking.room) == (State.CONFIRMED, room)
    page = text_of(browser.get(f"/mediation/cases/{rt.pk}/sessions/new/"))
    assert 'name="slot"' not in page
    bad = browser.post(f"/mediation/cases/{rt.pk}/sessions/new/", {"slot": "x|y|z"})
    assert bad.status_code == 400


def test_a_time_can_be_typed_and_a_refusal_is_said_on_the_form(rt, room, client_of, cast):
    url = f"/mediation/cases/{rt.pk}/sessions/new/"
    start = timezone.localtime(soon(3))
    values = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "way": "onsite"}
    nowhere = client_of(cast.chief).post(url, values)
    assert nowhere.status_code == 400 and not Session.objects.exists()
    assert client_of(cast.chief).post(url, values | {"venue": "社区居委会"}).status_code == 302
    assert Session.objects.get().place == "社区居委会"


def test_a_third_session_of_public_order_mediation_is_refused_on_the_page_za_10(make_za, client_of, cast):
    case = make_za()
    case.state, case.sessions_held, case.due_on = CaseState.MEDIATING, 2, timezone.localdate() + timedelta(days=5)
    case.save()
    url = f"/mediation/cases/{case.pk}/sessions/new/"
    assert "第一百八十三条" in text_of(client_of(cast.chief).get(url))
    start = timezone.localtime(soon(3))
    typed = {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "way": "onsite",
        "venue": "别处", "public": "on",
    }  # fmt: skip
    answer = client_of(cast.chief).post(url, typed)
    assert answer.status_code == 400 and not Session.objects.exists()


def test_a_session_is_run_from_its_page(rt, fix, room, client_of, mediator):
    rt.rights_notice_at = None
    rt.save()
    made, browser = fix(rt, room=room), client_of(mediator)
    url = made.get_absolute_url()
    assert "disabled" in text_of(browser.get(url))
    browser.post(f"{url}rights/")
    for seat in made.attendances.all():
        browser.post(f"/mediation/attendance/{seat.pk}/here/")
    assert 'type="submit" disabled' not in text_of(browser.get(url))
    browser.post(f"{url}add/recording/", {"recording": "R-1"})
    browser.post(f"{url}start/")
    browser.post(f"{url}add/talk/", {"side": "a", "words": "愿意退一步"})
    made.refresh_from_db()
    assert made.state == State.RUNNING
    running = text_of(browser.get(url))
    assert rt.parties.first().name in running and "愿意退一步" in running
    assert Entry.objects.filter(verb="looked", data__what="session").exists()
    bare = {"version": made.version, "minutes": "", "finish": "1"}
    assert browser.post(f"{url}record/", bare).status_code == 409
    kept = {"version": made.version, "minutes": "双方各述经过", "result": "一次性退还", "outcome": "agreed"}
    assert browser.post(f"{url}record/", kept).status_code == 302
    made.refresh_from_db()
    ended = browser.post(f"{url}record/", kept | {"version": made.version, "finish": "1"})
    assert ended.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.outcome) == (State.HELD, "agreed")
    seat = made.attendances.first()
    browser.post(f"/mediation/attendance/{seat.pk}/sign/", {"how": "paper"})
    page = text_of(browser.get(url))
    assert rt.parties.first().name not in page
    assert f"/mediation/cases/{rt.pk}/" in page
    seat.refresh_from_db()
    assert seat.signed == "paper"


def test_moving_cancelling_and_missing_have_their_pages(rt, fix, room, client_of, cast):
    made, browser = fix(rt, room=room), client_of(cast.chief)
    url = made.get_absolute_url()
    start = timezone.localtime(soon(6))
    values = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "room": room.pk}
    assert browser.post(f"{url}move/", values).status_code == 400
    assert browser.post(f"{url}move/", values | {"reason": "一方请假"}).status_code == 302
    made.refresh_from_db()
    assert made.starts_at == soon(6)
    assert browser.post(f"{url}drop/miss/", {"reason": "未到"}).status_code == 400
    assert browser.get(f"{url}drop/other/").status_code == 404
    assert browser.post(f"{url}drop/cancel/", {"reason": "撤回"}).status_code == 302
    made.refresh_from_db()
    assert made.state == State.CANCELLED


def test_who_can_come_is_noted_and_taken_out(rt, client_of, mediator):
    browser, start = client_of(mediator), timezone.localtime(soon(30))
    values = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}"}
    party = rt.parties.first()
    browser.post(f"/mediation/cases/{rt.pk}/sessions/come/", values | {"who": f"party:{party.pk}"})
    browser.post(f"/mediation/cases/{rt.pk}/sessions/come/", values | {"who": f"mediator:{mediator.pk}"})
    assert rt.availabilities.count() == 2
    page = text_of(browser.get(f"/mediation/cases/{rt.pk}/sessions/new/"))
    assert party.name not in page and party.name[0] in page
    browser.post(f"/mediation/come/{rt.availabilities.first().pk}/drop/")
    assert rt.availabilities.count() == 1


def test_the_record_is_printed_with_every_part_and_every_character(rt, fix, room, all_come, client_of, cast):
    party = rt.parties.first()
    party.name = NASTY
    party.save()
    made = all_come(fix(rt, room=room))
    holding.add_talk(session=made, actor=cast.chief.user, side="a", words="悄悄话")
    holding.start(session=made, actor=cast.chief.user, at=made.starts_at)
    holding.finish(
        session=made, actor=cast.chief.user, at=made.ends_at, minutes="双方陈述：A < B & C。\n第二段",
        result="退还三千元", outcome="agreed",
    )  # fmt: skip
    browser = client_of(cast.chief)
    word = browser.get(f"{made.get_absolute_url()}record.docx")
    words = "\n".join(line.text for line in Document(BytesIO(word.content)).element.body.iter() if line.text)
    for part in (
        "人民调解记录",
        "时间",
        "地点",
        "主持人",
        "记录人",
        "调解过程",
        "调解结果",
        NASTY,
        "A < B & C",
        "退还三千元",
        "第一次",
    ):
        assert part in words, part
    assert "悄悄话" not in words
    pdf = browser.get(f"{made.get_absolute_url()}record.pdf")
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    assert "人民调解记录" in printed and "退还三千元" in printed and "悄悄话" not in printed
    assert Entry.objects.filter(verb="looked", data__what="session_record").count() == 2


def test_an_invitation_names_nobody_else(rt, fix, room, client_of, cast):
    first, second = rt.parties.all()
    first.name, second.name, second.phone = "张大山", "李小河", "13900001111"
    first.save()
    second.save()
    made = fix(rt, room=room)
    answer = client_of(cast.chief).get(f"{made.get_absolute_url()}invitation/{first.pk}/")
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "张大山" in printed and "派出所民调室" in printed and rt.code in printed
    assert "李小河" not in printed and "13900001111" not in printed
    assert client_of(cast.auxiliary).get(f"{made.get_absolute_url()}invitation/{first.pk}/").status_code in {403, 404}


def test_the_calendar_entry_names_nobody(rt, fix, room, client_of, mediator):
    made = fix(rt, room=room)
    answer = client_of(mediator).get(f"{made.get_absolute_url()}calendar.ics")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (event.decoded("dtstart"), str(event["location"])) == (made.starts_at, "派出所民调室")
    assert rt.number in str(event["summary"]) and "当事人" not in str(event)


def test_the_case_s_verbs_lead_to_the_appointment(rt, fix, client_of, mediator):
    browser = client_of(mediator)
    assert browser.get(f"/mediation/cases/{rt.pk}/sessions/next/").url.endswith("/sessions/new/")
    made = fix(rt)
    assert browser.get(f"/mediation/cases/{rt.pk}/sessions/next/").url == made.get_absolute_url()


def test_taps_of_strangers_to_the_case_are_refused(in_one, rt, fix, client_of, cast):
    """Who sees the case without working on it reads, and writes nothing."""
    rt.registered_by = cast.auxiliary.user
    rt.save()
    made, browser = fix(rt), client_of(cast.auxiliary)
    assert browser.get(made.get_absolute_url()).status_code in {200, 403}
    seat = made.attendances.filter(part=Part.PARTY).first()
    for path in (f"{made.get_absolute_url()}start/", f"/mediation/attendance/{seat.pk}/here/"):
        assert browser.post(path).status_code == 403
    assert browser.get(f"{made.get_absolute_url()}record.pdf").status_code == 403
