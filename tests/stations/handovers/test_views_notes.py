"""Pages of notes: write, read, settle, list."""

from stations.handovers.models import HandoverNote
from tests.factories import client_of, make_rotation


def text(response) -> str:
    return response.content.decode()


def test_a_note_is_written_from_the_page_and_shown_there(morning, browser):
    desk = browser(morning.desk)
    values = {"kind": "call_back", "text": "答复李女士", "due_at": f"{morning.today}T18:00"}
    response = desk.post("/duty/handovers/notes/new/", values, follow=True)
    assert response.redirect_chain[-1][0] == morning.page()
    assert "答复李女士" in text(response)
    assert HandoverNote.objects.get().due_at


def test_an_empty_note_is_refused_with_its_reason(morning, browser):
    assert browser(morning.desk).post("/duty/handovers/notes/new/", {"kind": "note", "text": ""}).status_code == 400


def test_a_note_is_settled_with_an_outcome_once(morning, note, browser):
    written, desk = note("call_back", "答复李女士"), browser(morning.desk)
    page = f"/duty/handovers/notes/{written.pk}/"
    assert desk.post(f"{page}settle/", {"outcome": ""}).status_code == 400
    assert desk.post(f"{page}settle/", {"outcome": "已答复"}).status_code == 302
    assert "已答复" in text(desk.get(page))
    assert desk.post(f"{page}settle/", {"outcome": "再次"}).status_code == 400


def test_who_is_off_duty_reads_plain_notes_and_writes_none(morning, note, browser, off_duty):
    plain, person = note("note", "三层打印机"), note("person", "留置室张某")
    me = browser(off_duty)
    assert "三层打印机" in text(me.get(f"/duty/handovers/notes/{plain.pk}/"))
    assert "张某" not in text(me.get(f"/duty/handovers/notes/{person.pk}/"))
    assert me.get("/duty/handovers/notes/new/").status_code == 403
    assert me.post(f"/duty/handovers/notes/{plain.pk}/settle/", {"outcome": "x"}).status_code == 403
    listed = text(me.get("/duty/handovers/notes/"))
    assert "三层打印机" in listed
    assert "张某" not in listed


def test_words_about_persons_never_leave_in_a_list(morning, note, browser):
    note("person", "留置室张某")
    note("note", "三层打印机")
    sent = browser(morning.desk).get("/duty/handovers/notes/?format=csv").content.decode("utf-8-sig")
    assert "三层打印机" in sent
    assert "张某" not in sent


def test_notes_are_filtered_by_state_and_kind(morning, note, browser):
    first, second = note("note"), note("deadline")
    desk = browser(morning.desk)
    desk.post(f"/duty/handovers/notes/{first.pk}/settle/", {"outcome": "好"})

    def found(query):
        return [row.pk for row in desk.get(f"/duty/handovers/notes/?{query}").context["page"]]

    assert found("state=open") == [second.pk]
    assert found(f"state=settled&settled_from={morning.today}&settled_to={morning.today}") == [first.pk]
    assert found("kind=deadline") == [second.pk]


def test_a_stranger_gets_404(morning, note):
    written = note()
    stranger = client_of(make_rotation("CW", per_section=1, street=0).chief)
    for page in ("", "settle/"):
        assert stranger.get(f"/duty/handovers/notes/{written.pk}/{page}").status_code == 404
