"""The guard's phone and the office's pages: each as owner and as stranger."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patrols.findings import actions, rules
from patrols.findings.actions import Upload
from patrols.findings.models import Finding, FindingKind
from patrols.findings.words import Act, State
from patrols.squads.models import PatrolSettings
from stations.catalogue.words import Kind
from stations.kit.answer import RuleBroken
from tests.factories import client_of, make_category
from tests.factories.patrols import make_guard, make_squad
from tests.factories.pictures import jpeg as photo

pytestmark = pytest.mark.django_db


def picture(name: str = "a.jpg", colour: str = "red") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(colour), "image/jpeg")


class TestThePhone:
    def test_a_guard_reports_in_three_steps(self, patrols, make_kind):
        kind, phone = make_kind(card="拍照\n上报"), client_of(patrols.guard)
        assert kind.name in phone.get(reverse("phone-finding")).content.decode()
        form = phone.get(reverse("phone-finding-new", args=[kind.pk]))
        assert "<li>拍照</li>" in form.content.decode()
        sent = {"act": "reported", "place": "鲜鱼口", "client_id": uuid.uuid4(), "photos": [picture()]}
        answer = phone.post(reverse("phone-finding-new", args=[kind.pk]), sent, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("phone-finding-one", args=[Finding.objects.get().pk])

    def test_from_the_scan_the_place_is_there(self, patrols, make_kind):
        point = patrols.route.points.first().checkpoint
        page = client_of(patrols.guard).get(
            reverse("phone-finding-new", args=[make_kind().pk]), {"checkpoint": point.pk, "closing": "hazard"}
        )
        assert f'value="{point.name}"' in page.content.decode()

    def test_what_was_reported_near_by_is_offered_first(self, patrols, make_kind, report):
        point = patrols.route.points.first().checkpoint
        first = report(checkpoint=point, place="")
        kind = make_kind()
        phone = client_of(patrols.leader)
        page = phone.get(reverse("phone-finding-new", args=[kind.pk]), {"checkpoint": point.pk})
        assert f'name="same_as" value="{first.pk}"' in page.content.decode()
        sent = {"act": "reported", "words": "我也看见了", "place": point.name, "client_id": uuid.uuid4(),
                "checkpoint": point.pk, "same_as": first.pk}  # fmt: skip
        phone.post(reverse("phone-finding-new", args=[kind.pk]), sent)
        assert Finding.objects.get(same_as=first).state == State.WITHDRAWN

    def test_settled_needs_both_photos_and_keeps_what_was_typed(self, patrols, make_kind):
        kind, phone = make_kind(), client_of(patrols.guard)
        sent = {"act": "removed", "words": "已清走", "place": "鲜鱼口", "client_id": uuid.uuid4(), "settled": "1"}
        page = phone.post(reverse("phone-finding-new", args=[kind.pk]), sent | {"photos": [picture()]})
        assert page.status_code == 400
        assert "已清走" in page.content.decode()
        sent["photos"], sent["after"] = [picture()], [picture("b.jpg", "green")]
        phone.post(reverse("phone-finding-new", args=[kind.pk]), sent)
        assert Finding.objects.get().state == State.SETTLED

    def test_html_in_every_field_stays_text(self, patrols, make_kind):
        kind, phone = make_kind(), client_of(patrols.guard)
        bad = "<script>alert(1)</script>"
        sent = {"act": "reported", "words": bad, "place": bad, "client_id": uuid.uuid4()}
        page = phone.post(reverse("phone-finding-new", args=[kind.pk]), sent, follow=True)
        assert bad not in page.content.decode()
        assert bad not in client_of(patrols.office).get(reverse("findings")).content.decode()

    def test_a_text_called_a_photo_is_refused(self, patrols, make_kind):
        sent = {"act": "reported", "place": "x", "client_id": uuid.uuid4(),
                "photos": [SimpleUploadedFile("a.jpg", b"no picture at all", "image/jpeg")]}  # fmt: skip
        page = client_of(patrols.guard).post(reverse("phone-finding-new", args=[make_kind().pk]), sent)
        assert page.status_code == 400
        assert not Finding.objects.exists()

    def test_an_act_of_the_police_is_not_on_the_form(self, patrols, make_kind):
        sent = {"act": "removed", "words": "x", "place": "x", "client_id": uuid.uuid4()}
        url = reverse("phone-finding-new", args=[make_kind(acts=[Act.REPORTED]).pk])
        assert client_of(patrols.guard).post(url, sent).status_code == 400

    def test_the_reporter_and_the_squad_leader_follow_it_nobody_else(self, patrols, report, cast):
        finding = report(files=[Upload("a.jpg", photo())])
        url = reverse("phone-finding-one", args=[finding.pk])
        assert client_of(patrols.guard).get(url).status_code == 200
        assert client_of(patrols.leader).get(url).status_code == 200
        assert client_of(make_guard(make_squad(cast.station))).get(url).status_code == 403
        other = make_guard(make_squad(cast.station2))
        assert client_of(other).get(url).status_code == 404
        stored = finding.files.get().file_id
        assert client_of(patrols.guard).get(reverse("phone-finding-file", args=[stored])).status_code == 200
        stranger = make_guard(make_squad(cast.station))
        assert client_of(stranger).get(reverse("phone-finding-file", args=[stored])).status_code == 403
        assert client_of(other).get(reverse("phone-finding-file", args=[stored])).status_code == 404

    def test_the_squad_leader_sees_what_the_squad_reported(self, patrols, report, cast):
        report()
        assert "消防通道堵塞" in client_of(patrols.leader).get(reverse("phone-squad-findings")).content.decode()
        assert client_of(patrols.guard).get(reverse("phone-squad-findings")).status_code == 403
        other = make_guard(make_squad(cast.station), leads=True)
        assert "消防通道堵塞" not in client_of(other).get(reverse("phone-squad-findings")).content.decode()


class TestTheOffice:
    def test_the_list_takes_the_same_queries_for_one_and_for_many(self, patrols, report):
        office = client_of(patrols.office)
        report()
        office.get(reverse("findings"))
        with CaptureQueriesContext(connection) as few:
            office.get(reverse("findings"))
        for _number in range(4):
            report()
        with CaptureQueriesContext(connection) as many:
            office.get(reverse("findings"))
        assert len(few) == len(many)

    def test_it_goes_through_the_loop_on_the_page(self, patrols, report):
        finding, office = report(), client_of(patrols.office)
        assert (
            reverse("finding-forward", args=[finding.pk]) in office.get(finding.get_absolute_url()).content.decode()
        )
        office.post(reverse("finding-forward", args=[finding.pk]))
        assert Finding.objects.get().state == State.FORWARDED

    def test_it_is_offered_the_answer_and_an_empty_one_is_refused(self, patrols, report):
        finding, office = report(), client_of(patrols.office)
        address = reverse("finding-verb", args=[finding.pk, "answer"])
        assert address in office.get(finding.get_absolute_url()).content.decode()
        assert {"forward", "answer", "link"} == set(office.get(f"/api/v1/findings/{finding.pk}/").json()["verbs"])
        assert office.post(address, {"words": " "}).status_code == 400
        assert Finding.objects.get().state == State.REPORTED

    def test_it_answers_joins_and_rates(self, patrols, report):
        first, second, office = report(), report(), client_of(patrols.office)
        office.post(reverse("finding-link", args=[second.pk, first.pk]))
        office.post(reverse("finding-verb", args=[first.pk, "answer"]), {"words": "已在处理"})
        office.post(reverse("finding-sample", args=[first.pk, 4]))
        states = dict(Finding.objects.values_list("pk", "state"))
        assert states == {first.pk: State.ANSWERED, second.pk: State.WITHDRAWN}
        assert Finding.objects.get(pk=first.pk).quality == 4

    def test_a_guard_and_another_stations_officer_stay_outside(self, patrols, report, cast):
        finding = report()
        assert client_of(patrols.guard).get(reverse("findings")).status_code == 403
        assert client_of(cast.chief2).get(finding.get_absolute_url()).status_code == 404
        client_of(cast.officer).post(reverse("finding-forward", args=[finding.pk]))
        assert Finding.objects.get().state == State.REPORTED

    def test_kinds_are_kept_by_the_office(self, patrols, cast):
        category = make_category(cast.station, kind=Kind.HAZARD)
        office = client_of(patrols.office)
        form = {"code": "exit", "name": "通道堵塞", "category": category.pk, "card": "拍照", "acts": ["reported"],
                "order": 1, "active": "on"}  # fmt: skip
        office.post(reverse("finding-kind-new"), form)
        assert "通道堵塞" in office.get(reverse("finding-kinds")).content.decode()
        assert office.post(reverse("finding-kind-new"), form).status_code == 400
        row = FindingKind.objects.get()
        office.post(reverse("finding-kind", args=[row.pk]), form | {"name": "消防通道堵塞"})
        assert FindingKind.objects.get().name == "消防通道堵塞"
        assert client_of(cast.officer).get(reverse("finding-kind-new")).status_code == 403


class TestTheApi:
    def test_a_guard_reports_and_reads_only_the_own(self, patrols, make_kind, report):
        report(guard=patrols.leader)
        phone = client_of(patrols.guard)
        body = {"client_id": str(uuid.uuid4()), "kind": make_kind().pk, "act": "reported", "words": "x", "place": "y"}
        made = phone.post("/api/v1/findings/", body, content_type="application/json")
        assert made.status_code == 201
        again = phone.post("/api/v1/findings/", body, content_type="application/json")
        assert again.json()["id"] == made.json()["id"]
        assert phone.get("/api/v1/findings/").json()["count"] == 1
        assert client_of(patrols.leader).get("/api/v1/findings/").json()["count"] == 2

    def test_the_office_takes_it_on(self, patrols, report):
        finding, office = report(), client_of(patrols.office)
        url = f"/api/v1/findings/{finding.pk}/"
        assert set(office.get(url).json()["verbs"]) == {"forward", "answer", "link"}
        assert office.post(f"{url}forward/").json()["state"] == "forwarded"
        assert office.post(f"{url}forward/").status_code == 409

    def test_who_may_not_is_told_why(self, patrols, report, cast):
        finding = report()
        assert client_of(cast.officer).post(f"/api/v1/findings/{finding.pk}/forward/").status_code == 403
        assert client_of(cast.chief2).get(f"/api/v1/findings/{finding.pk}/").status_code == 404
        answer = client_of(patrols.office).post("/api/v1/findings/", {}, content_type="application/json")
        assert answer.status_code == 403


def test_near_ones_are_within_the_stations_own_distance(patrols, report, cast):
    PatrolSettings.objects.create(station=cast.station, duplicate_metres=100)
    points = [row.checkpoint for row in patrols.route.points.select_related("checkpoint")]
    report(checkpoint=points[0], place="")
    far = report(checkpoint=points[1], place="")
    page = client_of(patrols.office).get(far.get_absolute_url())
    assert reverse("finding-link", args=[far.pk, Finding.objects.earliest("id").pk]) not in page.content.decode()
    PatrolSettings.objects.update(duplicate_metres=200)
    page = client_of(patrols.office).get(far.get_absolute_url())
    assert reverse("finding-link", args=[far.pk, Finding.objects.earliest("id").pk]) in page.content.decode()


def test_the_step_table_is_walked_whole(patrols, report, cast):
    """Every verb in every state, by a guard, the reporter, an officer, the office: only what the table says."""
    finding = report()
    verbs = {step.verb for step in rules.STEPS.steps}
    for state in State.values:
        for verb in verbs:
            finding.state, finding.answer, finding.same_as_id = state, "x", finding.pk
            step = rules.STEPS.step(state, verb)
            for user in (patrols.guard.user, patrols.leader.user, cast.officer.user):
                assert not rules.STEPS.check(finding, verb, user)
            allowed = rules.STEPS.check(finding, verb, patrols.office)
            assert bool(allowed) == bool(step and step.who), (state, verb)
            assert bool(rules.STEPS.check(finding, verb, None)) == bool(step)


def test_actions_refuse_from_the_wrong_state(patrols, report):
    finding = actions.forward(finding=report(), actor=patrols.office)
    for verb in (
        lambda: actions.forward(finding=finding, actor=patrols.office),
        lambda: actions.answer(finding=finding, actor=patrols.office, words="x"),
        lambda: actions.confirm(finding=finding, actor=patrols.office),
    ):
        with pytest.raises(RuleBroken):
            verb()
    assert Finding.objects.get().state == State.FORWARDED
