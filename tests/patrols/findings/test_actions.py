"""From a guard's report to its confirmed end: squad → command room → office, each told what came of it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from patrols.findings import actions, defaults
from patrols.findings.actions import Upload
from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.findings.words import Act, State
from stations.catalogue.defaults import entries
from stations.catalogue.words import Kind
from stations.files.registry import may_fetch
from stations.incidents import handling
from stations.incidents.actions import advance, locked
from stations.incidents.models import Incident
from stations.incidents.words import Result, Source
from stations.incidents.words import State as IncidentState
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_category
from tests.factories.patrols import make_guard, make_office_seat, make_squad
from tests.factories.pictures import jpeg as photo

pytestmark = pytest.mark.django_db

BEFORE, AFTER = Upload("a.jpg", photo(), "before"), Upload("b.jpg", photo("green"), "after")


def verbs_of(finding) -> list[str]:
    return list(Entry.objects.about(finding).order_by("id").values_list("verb", flat=True))


def told(guard) -> list[str]:
    return list(Notice.objects.filter(recipient=guard.user).order_by("id").values_list("kind", flat=True))


def close(incident, cast) -> Incident:
    """The command room handles a hazard to its end."""
    incident = locked(incident.pk)
    if incident.state == IncidentState.RECEIVED:
        advance(incident, "assign", actor=None, system=True)
    fill = {"result": Result.REMOVED, "fixer": cast.officer.user, "verifier": cast.chief.user}
    advance(incident, "rectify", actor=None, system=True, fill=fill)
    advance(incident, "recheck", actor=None, system=True)
    return incident


class TestReporting:
    def test_a_report_waits_for_the_office(self, report, patrols):
        finding = report()
        assert finding.state == State.REPORTED
        assert (finding.squad, finding.duty, finding.incident) == (patrols.squad, patrols.duty, None)
        assert verbs_of(finding) == ["finding.report"]

    def test_danger_goes_straight_to_the_command_room(self, report, make_kind):
        finding = report(kind=make_kind(kind=Kind.CLUE, acts=[Act.REPORTED], direct=True))
        assert finding.state == State.FORWARDED
        assert finding.incident.source == Source.PATROL
        assert verbs_of(finding) == ["finding.report", "finding.forward"]

    def test_sent_twice_it_is_one(self, report, make_kind):
        kind, key = make_kind(direct=True), uuid.uuid4()
        first, again = report(kind=kind, client_id=key), report(kind=kind, client_id=key)
        assert first == again
        assert Incident.objects.count() == Finding.objects.count() == 1

    def test_the_same_id_with_other_words_is_refused(self, report, make_kind):
        kind, key = make_kind(), uuid.uuid4()
        report(kind=kind, client_id=key)
        with pytest.raises(RuleBroken) as refusal:
            report(kind=kind, client_id=key, words="别的")
        assert refusal.value.code == "idempotency"

    def test_pa_14_what_is_for_the_police_alone_cannot_be_chosen(self, report, make_kind):
        with pytest.raises(RuleBroken) as refusal:
            report(kind=make_kind(acts=[Act.REPORTED]), act=Act.DISSUADED)
        assert refusal.value.code == "police_only"

    def test_an_empty_report_is_refused(self, report):
        with pytest.raises(RuleBroken) as refusal:
            report(words="  ")
        assert refusal.value.code == "empty"

    def test_a_photo_alone_is_enough(self, report):
        finding = report(words="", files=[BEFORE])
        assert finding.files.count() == 1

    def test_somebody_who_is_no_guard_does_not_report(self, report, patrols):
        patrols.guard.left_on = timezone.localdate() - timedelta(days=1)
        patrols.guard.save()
        with pytest.raises(NotAllowed):
            report()

    def test_another_stations_kind_is_refused(self, report, make_kind, cast):
        kind = make_kind()
        FindingKind.objects.filter(pk=kind.pk).update(station=cast.station2)
        kind.station_id = cast.station2.pk
        with pytest.raises(RuleBroken) as refusal:
            report(kind=kind)
        assert refusal.value.code == "other_station"

    def test_what_the_phone_says_of_the_future_is_now(self, report):
        now = timezone.now()
        assert report(found_at=now + timedelta(seconds=60), at=now).found_at == now
        with pytest.raises(RuleBroken) as refusal:
            report(found_at=now + timedelta(days=3650), at=now)
        assert refusal.value.code == "in_future"


class TestOnTheSpot:
    def test_a_removed_hazard_with_two_photos_stays_outside_the_queue(self, report):
        finding = report(act=Act.REMOVED, settled=True, files=[BEFORE, AFTER])
        assert finding.state == State.SETTLED
        assert finding.incident.state == IncidentState.SETTLED
        assert finding.incident.result == Result.REMOVED
        assert finding.incident.attachments.count() == 2

    def test_a_hazard_that_somebody_was_talked_into_removing_is_gone_as_well(self, report):
        finding = report(act=Act.DISSUADED, settled=True, files=[BEFORE, AFTER])
        assert finding.incident.result == Result.REMOVED
        assert finding.incident.result_text == finding.get_act_display()

    def test_without_the_photo_from_after_it_is_refused_and_nothing_is_kept(self, report):
        with pytest.raises(RuleBroken) as refusal:
            report(act=Act.REMOVED, settled=True, files=[BEFORE])
        assert refusal.value.code == "photos"
        assert not Finding.objects.exists()

    def test_a_found_thing_is_never_settled_by_its_finder(self, report, make_kind):
        kind = make_kind(kind=Kind.FOUND, acts=[Act.REPORTED, Act.HELPED])
        with pytest.raises(RuleBroken) as refusal:
            report(kind=kind, act=Act.HELPED, settled=True)
        assert refusal.value.code == "not_on_the_spot"


class TestTheOffice:
    def test_it_forwards_with_the_files_and_the_squad_as_source(self, report, patrols):
        finding = actions.forward(finding=report(files=[BEFORE]), actor=patrols.office)
        assert finding.incident.recorded_by == patrols.guard.user
        assert finding.incident.attachments.count() == 1
        assert "消防通道堵塞" in finding.incident.summary

    def test_it_answers_with_words_and_the_reporter_is_told(self, report, patrols):
        finding = report()
        with pytest.raises(RuleBroken):
            actions.answer(finding=finding, actor=patrols.office, words=" ")
        actions.answer(finding=finding, actor=patrols.office, words="已通知物业，今天下午清理。")
        assert told(patrols.guard) == ["finding.answer"]

    def test_it_joins_two_reports_and_both_reporters_hear_the_end(self, report, patrols, cast):
        first = report()
        second = report(guard=patrols.leader)
        actions.link(finding=second, other=first, actor=patrols.office)
        forwarded = actions.forward(finding=first, actor=patrols.office)
        close(forwarded.incident, cast)
        assert told(patrols.leader) == ["finding.link", "finding.handled"]

    def test_nobody_joins_with_a_joined_one(self, report, patrols):
        first, second, third = report(), report(), report()
        actions.link(finding=second, other=first, actor=patrols.office)
        with pytest.raises(RuleBroken) as refusal:
            actions.link(finding=third, other=Finding.objects.get(pk=second.pk), actor=patrols.office)
        assert refusal.value.code == "same"

    def test_a_guard_of_the_office_does_not_decide_about_the_own_report(self, report, patrols):
        make_office_seat(patrols.squad.station, user=patrols.guard.user)
        with pytest.raises(NotAllowed):
            actions.forward(finding=report(), actor=patrols.guard.user)

    def test_a_stranger_forwards_nothing(self, report, patrols, cast):
        with pytest.raises(NotAllowed):
            actions.forward(finding=report(), actor=cast.officer.user)

    def test_nothing_waits_for_an_empty_office(self, report):
        now = timezone.now()
        old, fresh = report(at=now - timedelta(minutes=31)), report(at=now - timedelta(minutes=29))
        assert actions.forward_waiting(before=now - timedelta(minutes=30), at=now) == 1
        assert Finding.objects.get(pk=old.pk).state == State.FORWARDED
        assert Finding.objects.get(pk=fresh.pk).state == State.REPORTED
        assert actions.forward_waiting(before=now - timedelta(minutes=30), at=now) == 0

    def test_it_rates_a_report(self, report, patrols):
        finding = actions.sample(finding=report(), actor=patrols.office, quality=4)
        assert finding.quality == 4
        with pytest.raises(RuleBroken):
            actions.sample(finding=finding, actor=patrols.office, quality=6)


class TestTheLoop:
    def test_the_reporter_follows_it_to_the_confirmed_end(self, report, patrols, cast):
        finding = actions.forward(finding=report(), actor=patrols.office)
        close(finding.incident, cast)
        finding = Finding.objects.get(pk=finding.pk)
        assert finding.state == State.HANDLED
        assert finding.handled_at
        actions.confirm(finding=finding, actor=patrols.office, words="已清理，谢谢。")
        assert told(patrols.guard) == ["finding.handled", "finding.confirm"]
        assert verbs_of(finding) == ["finding.report", "finding.forward", "finding.handled", "finding.confirm"]

    def test_an_objection_opens_the_incident_again(self, report, patrols, cast):
        finding = actions.forward(finding=report(), actor=patrols.office)
        close(finding.incident, cast)
        with pytest.raises(RuleBroken):
            actions.object_to(finding=finding, actor=patrols.office, reason=" ")
        finding = actions.object_to(finding=finding, actor=patrols.office, reason="纸箱又堆回来了")
        assert finding.state == State.FORWARDED
        assert Incident.objects.get(pk=finding.incident_id).reopened == 1
        close(finding.incident, cast)
        assert Finding.objects.get(pk=finding.pk).state == State.HANDLED

    def test_a_settled_one_taken_into_the_queue_is_on_its_way_again(self, report, cast):
        finding = report(act=Act.REMOVED, settled=True, files=[BEFORE, AFTER])
        handling.reopen(incident=finding.incident, actor=cast.chief.user, system=True)
        assert Finding.objects.get(pk=finding.pk).state == State.FORWARDED

    def test_a_repeated_report_of_another_incident_follows_that_one(self, report, patrols, cast):
        first = actions.forward(finding=report(), actor=patrols.office)
        other = actions.forward(finding=report(guard=patrols.leader), actor=patrols.office)
        incident = locked(other.incident_id)
        advance(incident, "link", actor=None, system=True, fill={"main": first.incident})
        assert Finding.objects.get(pk=other.pk).state == State.FORWARDED
        close(first.incident, cast)
        assert Finding.objects.get(pk=other.pk).state == State.HANDLED
        assert told(patrols.leader) == ["finding.handled"]


def test_the_first_kinds_carry_cards_and_know_their_categories(cast, patrols):
    rows = {}
    for entry in entries():
        rows[entry.code] = make_category(
            cast.station, entry.name, kind=entry.kind, parent=rows.get(entry.parent), code=entry.code
        )
    assert defaults.install(cast.station) == len(defaults.KINDS)
    assert defaults.install(cast.station) == 0
    assert all(row.card and row.acts for row in FindingKind.objects.all())
    assert set(FindingKind.objects.filter(direct=True).values_list("code", flat=True)) >= {"crime", "suspicious"}


def test_files_are_for_the_squad_and_the_office(report, patrols, cast):
    stored = FindingFile.objects.get(finding=report(files=[BEFORE])).file
    stranger = make_guard(make_squad(cast.station))
    assert may_fetch(patrols.guard.user, stored)
    assert may_fetch(patrols.leader.user, stored)
    assert may_fetch(patrols.office, stored)
    assert not may_fetch(stranger.user, stored)
