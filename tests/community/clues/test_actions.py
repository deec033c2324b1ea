"""Clues: given once, followed to the end, the outcome verified by a second person."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from community.clues import actions, giving, readings
from community.clues.models import Clue, Giver, Message
from community.clues.words import Finding, Protection, State
from community.groups import own_data
from stations.catalogue.words import Kind
from stations.incidents import handling
from stations.incidents.actions import advance, locked
from stations.incidents.models import Incident
from stations.incidents.words import State as IncidentState
from stations.kit import receipts
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_crew, make_officer, make_person
from tests.factories.clues import make_clue, make_giver, make_scene
from tests.factories.dispatch import make_assignment
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


def told_of(user):
    return list(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


def act_on(clue, desk):
    """The command room looks into it and acts."""
    incident = locked(clue.incident_id)
    advance(incident, "verify", actor=desk.user)
    advance(incident, "act_on", actor=desk.user, system=True)
    return Clue.objects.get(pk=clue.pk)


class TestGiving:
    def test_a_clue_is_an_incident_of_the_inbox_at_once(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        incident = clue.incident
        assert (incident.kind, incident.source, incident.state) == (Kind.CLUE, "member", IncidentState.RECEIVED)
        assert incident.summary == f"{street.scene.name}：两人在楼下转来转去"

    def test_who_has_not_confirmed_gives_none(self, street):
        stranger = make_person(street.station, "路人")
        with pytest.raises(NotAllowed):
            make_clue(street.station, stranger, street.scene)
        assert not Incident.objects.exists()

    def test_the_point_finds_community_place_and_officer(self, street):
        clue = make_clue(street.station, street.giver, street.scene, place="", **street.here)
        assert (clue.incident.community, clue.officer) == (street.community, street.officer)
        assert clue.place.startswith("雅宝里社区")
        assert told_of(street.officer.user) == ["clue.given"]

    def test_without_point_and_place_it_is_refused(self, street):
        with pytest.raises(RuleBroken, match="where|哪里|地点"):
            make_clue(street.station, street.giver, street.scene, place=" ")
        assert not Incident.objects.exists() and not Clue.objects.exists()

    def test_sent_again_it_is_the_same_clue(self, street):
        key = uuid.uuid4()
        first = make_clue(street.station, street.giver, street.scene, client_id=key)
        again = make_clue(street.station, street.giver, street.scene, client_id=key)
        assert first == again and Incident.objects.count() == 1

    def test_the_same_form_with_other_content_is_refused(self, street):
        key = uuid.uuid4()
        make_clue(street.station, street.giver, street.scene, client_id=key)
        with pytest.raises(RuleBroken) as refusal:
            make_clue(street.station, street.giver, street.scene, client_id=key, words="别的")
        assert refusal.value.code == "idempotency"

    def test_an_urgent_scene_alarms_the_command_room(self, street):
        scene = make_scene(street.station, urgent=True)
        clue = make_clue(street.station, street.giver, scene)
        assert clue.incident.urgent
        assert "dispatch.urgent" in set(Notice.objects.values_list("kind", flat=True))

    def test_a_photo_lies_at_the_incident_without_its_uploader(self, street):
        clue = make_clue(street.station, street.giver, street.scene, files=[("a.jpg", jpeg("red"))])
        attachment = clue.incident.attachments.select_related("file").get()
        assert attachment.added_by_id is None and attachment.file.created_by_id is None

    def test_thirty_a_day_are_enough(self, street, monkeypatch):
        monkeypatch.setattr("community.clues.rules.MOST_A_DAY", 2)
        for _clue in range(2):
            make_clue(street.station, street.giver, street.scene)
        with pytest.raises(RuleBroken) as refusal:
            make_clue(street.station, street.giver, street.scene)
        assert refusal.value.code == "too_many"

    def test_a_scene_of_another_station_is_refused(self, street):
        with pytest.raises(RuleBroken) as refusal:
            make_clue(street.station, street.giver, make_scene(street.cast.station2))
        assert refusal.value.code == "other_station"


class TestProtection:
    def test_a_protected_giver_is_no_party_no_actor_and_no_recorder(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        assert clue.incident.recorded_by is None and clue.incident.confidential
        assert not clue.incident.parties.exclude(name="未知").exclude(name="").exists()
        assert not Entry.objects.filter(actor=street.giver).exists()
        assert Giver.objects.get().user == street.giver

    def test_a_named_giver_is_the_reporter(self, street):
        clue = make_clue(street.station, street.giver, street.scene, protection=Protection.NAMED)
        assert clue.incident.parties.get().name == "保密的骑手" and not clue.incident.confidential

    def test_an_anonymous_member_is_written_down_nowhere(self, street):
        clue = make_clue(street.station, street.giver, street.scene, protection=Protection.ANONYMOUS)
        assert not Giver.objects.exists() and clue.receipt_digest

    def test_the_receipt_sent_again_is_the_same_and_another_form_has_another(self, street):
        one, two = uuid.uuid4(), uuid.uuid4()
        codes = [giving.receipt_of(street.station, key) for key in (one, one, two)]
        assert codes[0] == codes[1] != codes[2]
        assert all(len(code) == 12 and set(code) <= set(receipts.ALPHABET) for code in codes)

    @pytest.mark.parametrize(("who", "allowed"), [("chief", True), ("deputy", False), ("desk", False)])
    def test_the_head_of_the_station_sees_a_protected_giver_others_do_not(self, street, who, allowed):
        clue = make_clue(street.station, street.giver, street.scene)
        person = getattr(street.cast, who).user
        if allowed:
            assert actions.show_giver(clue=clue, actor=person, reason="handling") == ("保密的骑手", "13712345678")
            assert Entry.objects.get(verb="looked", actor=person).data["what"] == "giver:handling"
        else:
            with pytest.raises(NotAllowed):
                actions.show_giver(clue=clue, actor=person, reason="handling")

    def test_the_officer_in_charge_sees_the_giver_until_somebody_else_is(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        assert actions.show_giver(clue=clue, actor=street.officer.user, reason="handling")[0] == "保密的骑手"
        clue = actions.assign(clue=clue, officer=street.cast.officer, actor=street.cast.chief.user)
        with pytest.raises(NotAllowed):
            actions.show_giver(clue=clue, actor=street.officer.user, reason="handling")

    def test_who_gets_a_clue_back_is_told_again_and_nobody_gets_what_they_have(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        for officer in (street.cast.officer, street.officer):
            actions.assign(clue=clue, officer=officer, actor=street.cast.chief.user)
        assert told_of(street.officer.user) == ["clue.given", "clue.given"]
        with pytest.raises(RuleBroken) as refusal:
            actions.assign(clue=clue, officer=street.officer, actor=street.cast.chief.user)
        assert refusal.value.code == "same"

    def test_nobody_makes_themselves_the_officer_in_charge_of_a_protected_clue(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        for person in (street.cast.desk, street.cast.deputy, street.cast.officer):
            with pytest.raises(NotAllowed):
                actions.assign(clue=clue, officer=person, actor=person.user)

    def test_nobody_comes_near_a_protected_giver_by_taking_on_what_nobody_has(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        for person in (street.cast.desk, street.cast.deputy, street.cast.officer):
            with pytest.raises(NotAllowed):
                actions.take(clue=clue, actor=person.user)
        assert actions.take(clue=clue, actor=street.cast.chief.user).officer == street.cast.chief

    def test_a_look_without_a_reason_is_refused(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        with pytest.raises(RuleBroken, match="why|理由|原因"):
            actions.show_giver(clue=clue, actor=street.cast.chief.user, reason=" ")

    def test_at_the_givers_wish_it_is_forgotten_who_gave_it(self, street):
        clue = make_clue(street.station, street.giver, street.scene)
        part = next(part for part in own_data.parts() if part.code == "clues")
        assert [row[next(iter(row))] for row in part.rows(street.giver.member)]
        own_data.erase(member=street.giver.member, actor=street.giver, at=timezone.now())
        assert not Giver.objects.exists() and Clue.objects.get() == clue


class TestTheEnd:
    def test_from_the_first_tap_to_the_thanks(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        actions.take(clue=clue, actor=street.officer.user)
        clue = act_on(clue, street.cast.desk)
        assert clue.state == State.HANDLED
        actions.record_outcome(clue=clue, actor=street.officer.user, loss_prevented=Decimal("1630000"))
        clue = actions.tell(clue=clue, actor=street.officer.user, finding="confirmed", words="资金已保住，谢谢您。")
        assert clue.state == State.TOLD
        assert Incident.objects.get(pk=clue.incident_id).state == IncidentState.CLOSED
        assert told_of(street.giver).count("clue.told") == 1
        assert [stage.phase for stage in readings.stages(readings.listed().get(pk=clue.pk))] == ["done"] * 5

    @pytest.mark.parametrize(
        ("state", "part", "done"), [("sent", "main", 2), ("arrived", "main", 3), ("recalled", "main", 1),
                                    ("sent", "informed", 1)],
    )  # fmt: skip
    def test_a_crew_on_its_way_is_told_whatever_the_state_of_the_incident(self, street, state, part, done):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        there = {"arrived_at": timezone.now()} if state == "arrived" else {}
        make_assignment(clue.incident, make_crew(street.station, street.officer), state, part=part, **there)
        phases = [stage.phase for stage in readings.stages(readings.listed().get(pk=clue.pk))]
        assert phases.count("done") == done and phases[done] == "now"

    def test_what_is_taken_up_again_ends_with_another_word_to_the_giver(self, street):
        clue = act_on(make_clue(street.station, street.giver, street.scene, **street.here), street.cast.desk)
        for moment in (timezone.now(), timezone.now() + timedelta(days=1)):
            Clue.objects.filter(pk=clue.pk).update(state=State.HANDLED)
            actions.tell(clue=clue, actor=street.officer.user, finding="confirmed", words="谢谢您。", at=moment)
        assert told_of(street.giver).count("clue.told") == 2

    def test_nobody_is_told_before_the_police_are_done(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        with pytest.raises(RuleBroken):
            actions.tell(clue=clue, actor=street.officer.user, finding="confirmed", words="谢谢")

    def test_the_incident_is_not_closed_past_its_giver(self, street):
        clue = act_on(make_clue(street.station, street.giver, street.scene), street.cast.desk)
        incident = locked(clue.incident_id)
        incident.result, incident.result_text = "used", "有用"
        with pytest.raises(RuleBroken) as refusal:
            advance(incident, "tell_giver", actor=street.cast.chief.user, system=True)
        assert refusal.value.code == "tell_there"

    def test_opened_again_it_comes_back(self, street):
        clue = act_on(make_clue(street.station, street.giver, street.scene, **street.here), street.cast.desk)
        actions.tell(clue=clue, actor=street.officer.user, finding=Finding.NOTHING, words="未发现异常，谢谢。")
        handling.reopen(incident=clue.incident, actor=street.cast.desk.user)
        assert Clue.objects.get(pk=clue.pk).state == State.TAKEN

    def test_an_outcome_counts_when_a_second_person_has_verified_it(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        actions.record_outcome(clue=clue, actor=street.cast.deputy.user, persons_caught=1)
        assert not Clue.objects.counted().exists()
        with pytest.raises(NotAllowed):
            actions.verify(clue=clue, actor=street.cast.deputy.user)
        actions.verify(clue=clue, actor=street.cast.chief.user)
        assert Clue.objects.counted().get() == clue
        with pytest.raises(NotAllowed):
            actions.record_outcome(clue=clue, actor=street.cast.deputy.user, persons_caught=5)

    def test_a_linked_report_goes_the_way_of_its_main_record(self, street):
        first = make_clue(street.station, street.giver, street.scene)
        second = make_clue(street.station, make_giver(street.station), street.scene)
        handling_link(second, first, street.cast.desk.user)
        act_on(first, street.cast.desk)
        assert Clue.objects.get(pk=second.pk).state == State.HANDLED


def handling_link(clue, main, actor):
    incident = locked(clue.incident_id)
    incident.main = main.incident
    advance(incident, "link", actor=actor)


class TestWords:
    def test_both_sides_write_and_a_message_sent_again_is_one(self, street):
        clue, key = make_clue(street.station, street.giver, street.scene, **street.here), uuid.uuid4()
        for _time in range(2):
            actions.write(clue=clue, words="他们又来了", client_id=key)
        actions.write(clue=clue, words="收到，请注意安全", client_id=uuid.uuid4(), actor=street.officer.user)
        assert [bool(row.writer_id) for row in Message.objects.all()] == [False, True]
        assert "clue.wrote" in told_of(street.officer.user) and "clue.news" in told_of(street.giver)
        assert not Entry.objects.filter(verb="clue.giver_wrote", actor__isnull=False).exists()

    def test_who_is_not_in_charge_does_not_write(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        with pytest.raises(NotAllowed):
            actions.write(clue=clue, words="x", client_id=uuid.uuid4(), actor=street.cast.officer.user)

    def test_the_first_words_to_the_giver_of_an_urgent_clue_are_the_first_contact(self, street):
        scene = make_scene(street.station, urgent=True)
        clue = make_clue(street.station, street.giver, scene, **street.here)
        desk = make_officer(street.station, team=street.cast.command, post="desk").user
        actions.write(clue=clue, words="请留在现场，民警马上到", client_id=uuid.uuid4(), actor=desk)
        clue.incident.refresh_from_db()
        contact = clue.incident.first_contact_at
        assert contact and Entry.objects.filter(verb="incident.contact", actor=desk).count() == 1
        assert "clue.news" in told_of(street.giver)
        clue = Clue.objects.get(pk=clue.pk)
        actions.write(clue=clue, words="已到楼下", client_id=uuid.uuid4(), actor=street.officer.user)
        clue.incident.refresh_from_db()
        assert clue.incident.first_contact_at == contact
        with pytest.raises(NotAllowed):
            actions.write(clue=Clue.objects.get(pk=clue.pk), words="再问一句", client_id=uuid.uuid4(), actor=desk)

    def test_the_command_room_writes_to_no_giver_of_what_does_not_alarm(self, street):
        clue = make_clue(street.station, street.giver, street.scene, **street.here)
        desk = make_officer(street.station, team=street.cast.command, post="desk").user
        with pytest.raises(NotAllowed):
            actions.write(clue=clue, words="x", client_id=uuid.uuid4(), actor=desk)
