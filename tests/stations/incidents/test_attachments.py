"""Attachments: known by content, without position, served to few and recorded, struck but never deleted."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image

from stations.catalogue.words import Kind
from stations.incidents import attachments
from stations.incidents.models import Attachment
from stations.incidents.words import State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import client_of, make_incident
from tests.stations.incidents.test_verbs import refused


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo(form="JPEG", size=(40, 30), exif=None) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "navy").save(stream, form, **({"exif": exif} if exif else {}))
    return stream.getvalue()


def located() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "王建国家门口"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 0.0), 3: "E", 4: (116.0, 23.0, 0.0)})
    return photo(exif=exif)


def workbook() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def archive(*names) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


GOOD = {
    "photo.jpg": (photo(), "image", "image/jpeg"), "shot.png": (photo("PNG"), "image", "image/png"),
    "shot.webp": (photo("WEBP"), "image", "image/jpeg"), "call.mp3": (b"ID3\x03" + bytes(200), "audio", "audio/mpeg"),
    "call.wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(60), "audio", "audio/wav"),
    "call.amr": (b"#!AMR\n" + bytes(60), "audio", "audio/amr"),
    "a.pdf": (b"%PDF-1.7\n1 0 obj", "document", "application/pdf"), "list.xlsx": (workbook(), "document", None),
}  # fmt: skip
HOSTILE = {
    "page as photo": b"<html><script>alert(1)</script></html>",
    "drawing with script": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>',
    "program": b"MZ\x90\x00" + bytes(300),
    "text": "你好".encode(),
    "torn photo": photo()[:80],
    "photo with a page behind a broken head": b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 20,
    "plain archive": archive("a.txt"),
    "torn archive": archive("word/document.xml")[:40],
    "macros": archive("word/document.xml", "word/vbaProject.bin"),
    "shell": b"#!/bin/sh\nrm -rf /\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_photos_recordings_and_documents_are_taken_by_content(name):
    content, media, content_type = GOOD[name]
    found = attachments.recognised(content)
    assert found[0] == media
    assert content_type in (None, found[2])


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_stays_outside(name):
    with pytest.raises(RuleBroken) as refusal:
        attachments.recognised(HOSTILE[name])
    assert refusal.value.code in {"file.type", "file.damaged"}


def test_a_photo_is_written_anew_without_position_words_or_tail():
    content = attachments.recognised(located() + b"<script>alert(1)</script>")[3]
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif() and picture.size == (40, 30)
    assert b"script" not in content


def test_empty_large_and_huge_files_are_refused(monkeypatch):
    refused("file.empty", attachments.recognised, content=b"")
    monkeypatch.setitem(attachments.LIMITS, "image", 100)
    refused("file.too_large", attachments.recognised, content=photo())
    monkeypatch.setitem(attachments.LIMITS, "image", 10**6)
    monkeypatch.setattr(attachments, "PIXELS", 100)
    refused("file.too_large", attachments.recognised, content=photo())


def test_large_photos_are_scaled_down(monkeypatch):
    monkeypatch.setattr(attachments, "LONGEST_SIDE", 20)
    with Image.open(io.BytesIO(attachments.recognised(photo())[3])) as picture:
        assert max(picture.size) == 20


def attach(incident, actor, **values):
    given = {"name": "现场<.jpg", "content": photo()} | values
    return attachments.attach(incident=incident, actor=actor, **given)


def test_who_handles_or_entered_it_adds_and_others_do_not(ready, cast):
    incident = ready(Kind.HAZARD, State.ASSIGNED, handlers=(cast.auxiliary,), recorded_by=cast.officer.user)
    for person in (cast.auxiliary, cast.officer, cast.desk):
        row = attach(incident, person.user, stage="before")
    assert (row.media, row.stage, row.file.name) == ("image", "before", "现场.jpg")
    for person in (cast.guard, cast.officer.user):
        with pytest.raises(NotAllowed):
            attach(ready(), person)
    assert Entry.objects.filter(verb="incident.attached").count() == 3


def test_of_a_protected_reporter_only_desk_deputies_and_handlers_see_pictures(ready, cast):
    incident = ready(Kind.CLUE, confidential=True, handlers=(cast.auxiliary,), recorded_by=cast.officer.user)
    row = attach(incident, cast.desk.user)
    for person, sees in [(cast.desk, True), (cast.deputy, True), (cast.auxiliary, True), (cast.chief, False),
                         (cast.officer, False)]:  # fmt: skip
        assert bool(attachments.may_fetch(person.user, row.file)) == sees


def test_an_incident_holds_so_many_and_no_more(ready, cast, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    incident = ready()
    attach(incident, cast.desk.user)
    refused("file.too_many", attach, incident=incident, actor=cast.desk.user)


def test_struck_is_kept_and_shown_to_the_desk_only(ready, cast):
    incident = ready(handlers=(cast.officer,))
    row = attach(incident, cast.officer.user)
    with pytest.raises(NotAllowed):
        attachments.strike(attachment=row, actor=cast.officer.user)
    row = attachments.strike(attachment=row, actor=cast.desk.user)
    refused("struck", attachments.strike, attachment=row, actor=cast.desk.user)
    with pytest.raises(NotAllowed):
        attachments.opened(attachment=row, actor=cast.officer.user)
    assert attachments.opened(attachment=row, actor=cast.desk.user)


def test_nothing_is_added_to_a_struck_entry(ready, cast):
    with pytest.raises(NotAllowed):
        attach(ready(Kind.CALL, State.STRUCK), cast.desk.user)


def test_the_page_takes_a_photo_and_shows_it_to_few(ready, cast):
    incident = ready(handlers=(cast.officer,))
    browser = client_of(cast.officer)
    sent = io.BytesIO(located())
    sent.name = "IMG_0001.jpg"
    browser.post(f"/command/incidents/{incident.pk}/files/new/", {"file": sent, "stage": "scene"})
    row = Attachment.objects.get(incident=incident)
    address = f"/command/incidents/{incident.pk}/files/{row.pk}/"
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/jpeg" and answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(verb="file.downloaded", subject_id=row.file_id).count() == 1
    assert client_of(cast.auxiliary).get(address).status_code == 404
    assert client_of(cast.chief2).get(address).status_code == 404
    assert client_of(cast.chief).get(address).status_code == 200
    other = make_incident(cast.station)
    assert client_of(cast.desk).get(f"/command/incidents/{other.pk}/files/{row.pk}/").status_code == 404


def test_a_document_is_a_download(ready, cast):
    incident = ready()
    row = attach(incident, cast.desk.user, name="笔录.exe", content=b"%PDF-1.7\n1 0 obj")
    answer = client_of(cast.desk).get(f"/command/incidents/{incident.pk}/files/{row.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert row.file.name == "笔录.pdf"
