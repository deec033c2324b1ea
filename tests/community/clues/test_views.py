"""The station's pages and the member's phone: each as owner and as stranger; lists in a fixed number of queries."""

import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.clues import actions
from community.clues.models import Clue, Scene
from community.clues.words import Objection, State
from community.groups.models import Member
from stations.incidents.actions import advance, locked
from stations.incidents.models import Incident
from stations.notices.models import Notice
from tests.factories import client_of, make_category, make_person
from tests.factories.clues import make_clue, make_giver, make_scene
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


def sent(**more):
    return {"place": "雅宝路8号", "protection": "protected", "client_id": uuid.uuid4()} | more


class TestThePhone:
    def test_three_taps_and_the_clue_is_there(self, street):
        phone = client_of(street.giver)
        tiles = phone.get(reverse("my-clues")).content.decode()
        assert street.scene.name in tiles and f'href="{reverse("my-clue-new", args=[street.scene.pk])}"' in tiles
        page = phone.get(reverse("my-clue-new", args=[street.scene.pk])).content.decode()
        assert 'value="protected"' in page and "checked" in page
        answer = phone.post(reverse("my-clue-new", args=[street.scene.pk]), sent(), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("my-clue", args=[Clue.objects.get().pk])

    def test_the_card_comes_before_the_questions(self, street):
        street.scene.card = "先劝对方不转账\n等民警"
        street.scene.save()
        page = client_of(street.giver).get(reverse("my-clue-new", args=[street.scene.pk])).content.decode()
        assert page.index("<li>等民警</li>") < page.index("data-here")

    def test_an_anonymous_clue_shows_its_receipt_once(self, street):
        phone = client_of(street.giver)
        page = phone.post(reverse("my-clue-new", args=[street.scene.pk]), sent(protection="anonymous"))
        assert "data-receipt" in page.content.decode()
        assert "雅宝路8号" not in phone.get(reverse("my-clues")).content.decode()

    def test_without_a_place_nothing_is_lost(self, street):
        page = client_of(street.giver).post(
            reverse("my-clue-new", args=[street.scene.pk]), sent(place="", words="穿红衣服")
        )
        assert page.status_code == 400 and "穿红衣服" in page.content.decode()

    def test_a_photo_and_html_stay_what_they_are(self, street):
        bad = "<script>alert(1)</script>"
        picture = SimpleUploadedFile("a.jpg", jpeg("red"), "image/jpeg")
        phone = client_of(street.giver)
        phone.post(reverse("my-clue-new", args=[street.scene.pk]), sent(words=bad, photos=[picture]))
        clue = Clue.objects.get()
        assert clue.incident.attachments.count() == 1
        assert bad not in client_of(street.cast.chief).get(clue.get_absolute_url()).content.decode()

    def test_another_members_clue_does_not_exist(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        assert client_of(make_giver(street.station)).get(reverse("my-clue", args=[clue.pk])).status_code == 404

    def test_who_is_no_member_is_told_why(self, street):
        assert client_of(make_person(street.station)).get(reverse("my-clues")).status_code == 403

    def test_whose_membership_has_lapsed_follows_to_the_end_and_gives_nothing_new(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        Member.objects.filter(user=street.giver).update(state="lapsed")
        phone, new = client_of(street.giver), reverse("my-clue-new", args=[street.scene.pk])
        actions.take(clue=clue, actor=street.officer.user)
        assert not Notice.objects.filter(recipient=street.giver).exists()
        start = phone.get(reverse("my-clues")).content.decode()
        assert reverse("my-clue", args=[clue.pk]) in start and new not in start
        assert phone.get(reverse("my-clue", args=[clue.pk])).status_code == 200
        assert phone.post(new, sent()).status_code == 403 and Clue.objects.count() == 1

    def test_the_giver_writes_and_reads_the_answer(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        phone = client_of(street.giver)
        phone.post(reverse("my-clue", args=[clue.pk]), {"words": "又来了", "client_id": uuid.uuid4()})
        client_of(street.officer).post(
            reverse("clue-verb", args=[clue.pk, "write"]), {"words": "已安排民警", "client_id": uuid.uuid4()}
        )
        page = phone.get(reverse("my-clue", args=[clue.pk])).content.decode()
        assert "又来了" in page and "已安排民警" in page and street.officer.user.name not in page


class TestTheStation:
    def test_officers_see_clues_and_nobody_else(self, street):
        make_clue(street.station, street.giver, street.scene)
        assert client_of(street.cast.officer).get(reverse("clues")).status_code == 200
        assert client_of(street.cast.auxiliary).get(reverse("clues")).status_code == 403
        assert client_of(street.giver).get(reverse("clues")).status_code == 403

    def test_another_stations_clue_does_not_exist(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        assert client_of(street.cast.chief2).get(clue.get_absolute_url()).status_code == 404

    def test_the_list_takes_the_same_queries_for_one_and_for_three(self, street):
        def queries():
            with CaptureQueriesContext(connection) as caught:
                client_of(street.cast.chief).get(reverse("clues"))
            return len(caught)

        make_clue(street.station, street.giver, street.scene, **street.here)
        client_of(street.cast.chief).get(reverse("clues"))
        one = queries()
        for _more in range(2):
            make_clue(street.station, street.giver, make_scene(street.station), **street.here)
        assert queries() == one

    def test_the_whole_way_by_pages(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        officer, chief = client_of(street.officer), client_of(street.cast.chief)
        officer.post(reverse("clue-take", args=[clue.pk]))
        incident = locked(clue.incident_id)
        advance(incident, "verify", actor=street.cast.desk.user)
        advance(incident, "act_on", actor=street.cast.desk.user, system=True)
        numbers = {"hazards_removed": 0, "persons_caught": 0, "loss_prevented": "1630000"}
        officer.post(reverse("clue-verb", args=[clue.pk, "outcome"]), numbers)
        chief.post(reverse("clue-verify", args=[clue.pk]))
        officer.post(
            reverse("clue-verb", args=[clue.pk, "tell"]), {"finding": "confirmed", "words": "保住了，谢谢您"}
        )
        clue.refresh_from_db()
        assert (clue.state, clue.verified_by) == (State.TOLD, street.cast.chief.user)
        assert "保住了，谢谢您" in client_of(street.giver).get(reverse("my-clue", args=[clue.pk])).content.decode()

    def test_the_giver_is_shown_to_the_chief_against_a_reason_and_to_the_desk_not_at_all(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        chief, desk = client_of(street.cast.chief), client_of(street.cast.desk)
        assert "保密的骑手" not in chief.get(reverse("clue-giver", args=[clue.pk])).content.decode()
        shown = chief.post(reverse("clue-giver", args=[clue.pk]), {"reason": "handling"})
        assert "保密的骑手" in shown.content.decode() and "no-store" in shown["Cache-Control"]
        answer = desk.post(reverse("clue-giver", args=[clue.pk]), {"reason": "check"}, follow=True)
        assert "保密的骑手" not in answer.content.decode()

    def test_what_was_reported_near_by_is_offered_as_the_same(self, street):
        first = make_clue(street.station, street.giver, street.scene, **street.here)
        again = make_clue(street.station, make_giver(street.station), street.scene, place="别处", **street.here)
        make_clue(street.station, make_giver(street.station), street.scene, place="远处", lat=39.95, lng=116.40)
        page = client_of(street.officer).get(again.get_absolute_url()).content.decode()
        assert first.incident.number in page and page.count("米</small>") == 1
        Incident.objects.filter(pk=again.incident_id).update(main=first.incident, state="linked")
        Clue.objects.filter(pk=again.pk).update(state="handled")
        form = client_of(street.officer).get(reverse("clue-verb", args=[again.pk, "tell"])).content.decode()
        assert 'value="duplicate" id="id_finding_1" checked' in form

    def test_an_unknown_verb_does_not_exist(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        assert client_of(street.cast.chief).get(reverse("clue-verb", args=[clue.pk, "erase"])).status_code == 404

    def test_scenes_are_installed_once_and_changed_by_the_leadership(self, street):
        make_category(street.station, "正在发生的诈骗", kind="clue")
        chief = client_of(street.cast.chief)
        for _time in range(2):
            chief.post(reverse("clue-scenes-install"))
        scene = Scene.objects.get(code="fraud")
        assert scene.urgent
        values = {"code": "fraud", "name": "被骗", "picture": "phone-call", "category": scene.category_id, "order": 1}
        chief.post(reverse("clue-scene", args=[scene.pk]), values)
        scene.refresh_from_db()
        assert (scene.name, scene.urgent, scene.active) == ("被骗", False, False)
        assert client_of(street.cast.officer).get(reverse("clue-scene", args=[scene.pk])).status_code == 403

    def test_the_page_of_the_incident_leads_to_the_clue(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        page = client_of(street.cast.desk).get(clue.incident.get_absolute_url()).content.decode()
        assert clue.get_absolute_url() in page

    def test_the_checker_sees_what_is_verified_and_sends_it_back(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        actions.record_outcome(clue=clue, actor=street.officer.user, loss_prevented=Decimal(31500))
        chief, address = client_of(street.cast.chief), reverse("clue-verb", args=[clue.pk, "object"])
        page = chief.get(clue.get_absolute_url()).content.decode()
        check = page.split('id="check"')[1].split("</section>")[0]
        assert "31500" in check.replace(",", "") and street.officer.user.name in check and address in check
        assert 'id="check"' not in client_of(street.officer).get(clue.get_absolute_url()).content.decode()
        assert chief.post(address, {"reason": "numbers"}).status_code == 302
        assert Clue.objects.get().recorded_by is None
        told = Notice.objects.get(kind="clue.object")
        assert told.recipient == street.officer.user and told.data["reason"] == "numbers"
        words = str(Objection.NUMBERS.label)
        assert words in client_of(street.officer).get(clue.get_absolute_url()).content.decode()
        assert words in client_of(street.officer).get(reverse("notices")).content.decode()

    def test_the_public_page_is_printed_as_a_poster(self, street):
        address = reverse("clue-poster")
        assert address in client_of(street.officer).get(reverse("clue-scenes")).content.decode()
        sheet = client_of(street.officer).get(address)
        assert sheet.content[:5] == b"%PDF-" and sheet["Content-Type"] == "application/pdf"
        assert client_of(street.giver).get(address).status_code == 403

    def test_the_photos_of_the_giver_are_on_the_page(self, street):
        clue = make_clue(street.station, street.giver, street.scene, files=[("a.jpg", jpeg("red"))], **street.here)
        photo = reverse("incident-file", args=[clue.incident_id, clue.incident.attachments.get().pk])
        assert photo in client_of(street.cast.desk).get(clue.get_absolute_url()).content.decode()
        assert photo not in client_of(street.cast.officer).get(clue.get_absolute_url()).content.decode()

    def test_what_is_due_is_told(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        nobodys = make_clue(street.station, street.giver, street.scene, place="说不清的地方")
        assert nobodys.officer is None
        actions.record_outcome(clue=clue, actor=street.officer.user, hazards_removed=1)
        chief = client_of(street.cast.chief)
        assert "which=nobody" in chief.get(reverse("agenda-part")).content.decode()
        listed = chief.get(reverse("clues"), {"which": "nobody"}).content.decode()
        assert nobodys.get_absolute_url() in listed and clue.get_absolute_url() not in listed
        assert clue.get_absolute_url() in client_of(street.officer).get(reverse("agenda-part")).content.decode()
        assert "which=unverified" in client_of(street.cast.chief).get(reverse("agenda-part")).content.decode()
