"""Stored files: fingerprint, name, and who may fetch them."""

import hashlib

import pytest
from django.urls import reverse

from stations.files import actions, registry
from stations.files.models import StoredFile
from stations.kit.answer import YES, RuleBroken, no
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def purposes(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(registry, "_purposes", {})
    registry.register("open", lambda user, stored: YES)
    registry.register("shut", lambda user, stored: no("Only for the chief.", code="chief_only"))


def store(station, purpose="open", name="报表.pdf", content=b"%PDF-1.7 abc", **more):
    with in_station(station):
        return actions.store(
            station=station, purpose=purpose, name=name, content=content, content_type="application/pdf", **more
        )


def fetch(person, stored):
    return client_of(person).get(reverse("file", args=[stored.pk]))


def test_a_file_keeps_its_size_and_fingerprint(station):
    stored = store(station)
    assert (stored.size, stored.sha256) == (12, hashlib.sha256(b"%PDF-1.7 abc").hexdigest())


def test_the_given_name_never_becomes_a_path(station, tmp_path):
    stored = store(station, name="../../etc/passwd")
    assert stored.name == "passwd"
    assert "passwd" not in stored.content.name
    assert (tmp_path / stored.content.name).is_file()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\docs\\表.xlsx", "表.xlsx"),
        ("a\nb\u202etxt.exe", "abtxt.exe"),
        ("  ..  ", "file"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert actions.clean_name(given) == kept


def test_an_empty_or_too_large_file_is_refused(station):
    with pytest.raises(RuleBroken) as empty:
        store(station, content=b"")
    with pytest.raises(RuleBroken) as large:
        store(station, content=b"12345", limit=4)
    assert (empty.value.code, large.value.code) == ("file.empty", "file.too_large")


def test_a_file_comes_as_an_attachment_that_no_browser_guesses_at(cast):
    response = fetch(cast.officer, store(cast.station))
    assert response.status_code == 200
    assert response.content == b"%PDF-1.7 abc"
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%8A%A5")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")


def test_every_download_is_recorded(cast):
    stored = store(cast.station)
    fetch(cast.officer, stored)
    with in_station(cast.station):
        entry = Entry.objects.about(stored).first()
    assert (entry.verb, entry.actor_id, entry.data["purpose"]) == ("file.downloaded", cast.officer.user_id, "open")


def test_the_purpose_decides_who_may_fetch(cast):
    response = fetch(cast.officer, store(cast.station, purpose="shut"))
    assert response.status_code == 403
    assert "Only for the chief." in response.content.decode()


def test_nobody_fetches_what_no_feature_answers_for(cast):
    assert fetch(cast.chief, store(cast.station, purpose="forgotten")).status_code == 403


def test_another_stations_file_does_not_exist(cast):
    assert fetch(cast.chief2, store(cast.station)).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, station):
    assert client.get(reverse("file", args=[store(station).pk])).status_code == 302


def test_a_damaged_file_is_not_handed_out(cast, tmp_path):
    stored = store(cast.station)
    (tmp_path / stored.content.name).write_bytes(b"changed")
    assert fetch(cast.chief, stored).status_code == 409


def test_one_purpose_has_one_answer():
    with pytest.raises(ValueError):
        registry.register("open", lambda user, stored: YES)


def test_a_file_belongs_to_its_station(cast):
    store(cast.station)
    with in_station(cast.station2):
        assert not StoredFile.objects.exists()
