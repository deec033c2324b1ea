"""Pages of the bureau's exports: from the upload to the written calls, for the command room only."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from stations.bureau.models import BureauImport, ColumnMapping
from stations.bureau.rules import IMPORT
from stations.incidents.models import Incident
from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from tests.factories import client_of
from tests.stations.bureau.conftest import call, export


@pytest.fixture
def client(desk):
    return client_of(desk.cast.desk)


def run(desk, verb):
    """The worker does what was queued."""
    with in_station(desk.cast.station):
        job = Job.objects.get(kind=f"bureau.{verb}", state=Job.State.QUEUED)
    jobs.run(job_id=job.pk)
    with in_station(desk.cast.station):
        return BureauImport.objects.get()


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_export_goes_its_whole_way_by_the_pages(desk, client):
    form = {"file": export(call(1), call(2, 警情类别="口角")), "name": "分局", "kind": "incidents", "mapping": ""}
    sent = client.post(reverse("bureau-new"), form)
    with scopes_disabled():
        found = BureauImport.objects.get()
    address = reverse("bureau-import", args=[found.pk])
    assert sent.url == address
    run(desk, "check")
    assert reverse("bureau-words", args=[found.pk]) in text(client.get(address))
    assert "口角" in text(client.get(reverse("bureau-words", args=[found.pk])))
    answer = {"category_0": desk.dispute.code}
    assert client.post(reverse("bureau-words", args=[found.pk]), answer).status_code == 302
    run(desk, "check")
    assert reverse("bureau-apply", args=[found.pk]) in text(client.get(address))
    assert client.post(reverse("bureau-apply", args=[found.pk])).status_code == 302
    run(desk, "apply")
    with scopes_disabled():
        assert Incident.objects.filter(imported=True).count() == 2
    assert reverse("bureau-apply", args=[found.pk]) not in text(client.get(address))
    assert "警情.xlsx" in text(client.get(reverse("bureau-imports")))
    mapping = reverse("bureau-mapping", args=[found.mapping_id])
    assert mapping in text(client.get(reverse("bureau-mappings")))
    assert "口角" in text(client.get(mapping))
    assert client.post(mapping, {"category_0": "", "x": "1"}).status_code == 302
    with scopes_disabled():
        assert ColumnMapping.objects.get().words["category"] == {}


def test_columns_are_chosen_beside_examples_and_persons_are_masked(desk, client):
    form = {
        "file": export(call(7, 报警人="欧阳明月"), head=tuple("ABCDEFGHIJK")),
        "name": "分局",
        "kind": "incidents",
    }
    client.post(reverse("bureau-new"), form)
    with scopes_disabled():
        found = BureauImport.objects.get()
    page = text(client.get(reverse("bureau-columns", args=[found.pk])))
    assert "前门东大街1号" in page
    chosen = {"external": "A", "reported_at": "B", "place": "C", "category": "D", "phone": "H"}
    assert client.post(reverse("bureau-columns", args=[found.pk]), chosen | {"place": "A"}).status_code == 400
    assert client.post(reverse("bureau-columns", args=[found.pk]), chosen).status_code == 302
    assert run(desk, "check").state == "checked"
    second = {"file": export(call(8, 报警人="欧阳明月")), "name": "另一", "kind": "incidents"}
    client.post(reverse("bureau-new"), second)
    with scopes_disabled():
        other = BureauImport.objects.latest("id")
    page = text(client.get(reverse("bureau-columns", args=[other.pk])))
    assert "欧阳" not in page
    assert "13800000008" not in page


def test_a_file_that_is_no_workbook_is_refused_in_the_form(client):
    file = export(call(1))
    file.name, file.file = "x.xlsx", type(file.file)(b"nothing")
    file.size = 7
    assert client.post(reverse("bureau-new"), {"file": file, "name": "x", "kind": "incidents"}).status_code == 400


def test_exports_are_for_the_command_room_and_of_one_station(desk, client):
    client.post(reverse("bureau-new"), {"file": export(call(1)), "name": "分局", "kind": "incidents"})
    with scopes_disabled():
        found = BureauImport.objects.get()
    pages = [reverse("bureau-imports"), reverse("bureau-new"), reverse("bureau-mappings"),
             reverse("bureau-mapping", args=[found.mapping_id]),
             *[reverse(f"bureau-{name}", args=[found.pk]) for name in ("import", "columns", "words")]]  # fmt: skip
    for address in pages:
        assert client_of(desk.cast.officer).get(address).status_code == 403
        assert client_of(desk.cast.guard).get(address).status_code == 403
    for address in pages[3:]:
        assert client_of(desk.cast.chief2).get(address).status_code == 404
    for name in ("check", "apply"):
        assert client_of(desk.cast.chief2).post(reverse(f"bureau-{name}", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("state", BureauImport.State.values)
def test_every_verb_of_an_export_in_every_state(state):
    class Person:
        def __init__(self, post):
            self.officer = type("Officer", (), {"post": post, "standing": "on_post"})()

    found = BureauImport(state=state, report={"new": 1})
    may = {"uploaded": {"recheck"}, "checked": {"recheck", "apply"}, "refused": {"recheck"}, "applied": set()}
    assert {step.verb for step in IMPORT.verbs(found, Person("desk"))} == may[state]
    assert IMPORT.verbs(found, Person("officer")) == []
