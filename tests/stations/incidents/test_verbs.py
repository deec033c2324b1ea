"""What the verbs of incidents do beside the step itself."""

import datetime

import pytest
from django.utils import timezone

from stations.catalogue.models import Element
from stations.catalogue.words import Kind
from stations.incidents import checking, entries, handling
from stations.incidents.models import Feedback, InboxSettings, Incident
from stations.incidents.rules_work import is_sampled, may_report
from stations.incidents.verbs import VERBS, buttons
from stations.incidents.words import Result, Satisfaction, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from stations.timeline.sentences import registered
from tests.factories import make_category, make_community, make_grid, make_station

HOUR = datetime.timedelta(hours=1)


def report(incident, actor, **values):
    given = {"category": incident.category, "result": Result.HELPED, "text": "已处理"} | values
    return handling.feedback(incident=incident, actor=actor, **given)


def refused(code, verb, **values):
    with pytest.raises(RuleBroken) as refusal:
        verb(**values)
    assert refusal.value.code == code


def told(person, kind) -> bool:
    return Notice.objects.filter(recipient=getattr(person, "user", person), kind=kind).exists()


def test_the_category_of_the_scene_is_what_statistics_use(ready, cast):
    incident, final = ready(Kind.CALL, State.ARRIVED), make_category(cast.station)
    row = report(incident, cast.desk.user, category=final, text="夫妻争吵")
    assert (row.category, row.call_category) == (final, incident.call_category)
    feedback = Feedback.objects.get(incident=row)
    assert (feedback.category, feedback.text, feedback.by) == (final, "夫妻争吵", cast.desk.user)


def test_every_result_of_every_kind_is_checked(ready):
    for kind in Kind.values:
        incident = ready(kind)
        for result in Result.values:
            answer = may_report(incident, category=incident.category, result=result, violation=True, camera_sha256="")
            assert bool(answer) == (result in dict(handling.rules_work.results_of(kind)))


def test_mediated_on_the_spot_asks_whether_there_was_an_offence(ready, cast):
    incident = ready(Kind.CALL, State.ARRIVED)
    refused("violation_missing", report, incident=incident, actor=cast.desk.user, result=Result.MEDIATED)
    assert report(incident, cast.desk.user, result=Result.MEDIATED, violation=False).violation is False


def test_a_recording_is_kept_by_reference_and_fingerprint(ready, cast):
    incident = ready(Kind.CALL, State.ARRIVED)
    refused("fingerprint", report, incident=incident, actor=cast.desk.user, camera_sha256="abc")
    row = report(incident, cast.desk.user, camera_reference="DSJ-0012", camera_sha256="AB" * 32)
    assert (row.camera_reference, row.camera_sha256) == ("DSJ-0012", "ab" * 32)


def test_only_control_elements_of_the_station_are_ticked(ready, cast):
    Element.objects.create(station=cast.station, code="Y01", name="旅店")
    incident = ready(Kind.CALL, State.ARRIVED)
    refused("unknown_element", report, incident=incident, actor=cast.desk.user, elements=["Y01", "Y99"])
    assert report(incident, cast.desk.user, elements=["Y01", "Y01"]).elements == ["Y01"]


def test_a_category_of_another_kind_or_station_is_refused(ready, cast):
    incident = ready(Kind.CALL, State.ARRIVED)
    hazard, other = make_category(cast.station, kind=Kind.HAZARD), make_category(make_station("CW"))
    refused("other_kind", report, incident=incident, actor=cast.desk.user, category=hazard)
    refused("other_station", report, incident=incident, actor=cast.desk.user, category=other)
    assert report(incident, cast.desk.user, category=make_category(cast.station, kind=Kind.HELP)).state == "fed_back"


def test_no_text_about_people_reaches_the_day_book(ready, cast):
    incident = ready(Kind.CALL, State.ARRIVED)
    row = report(incident, cast.desk.user, text="王建国与李四和解")
    handling.close(incident=row, actor=cast.desk.user)
    entries.correct(incident=row, actor=cast.desk.user, reason="misheard", place="前门大街99号", summary="赵六报警")
    kept = str(list(Entry.objects.about(row).values_list("data", flat=True)))
    assert not any(word in kept for word in ("王建国", "李四", "赵六", "前门大街99号"))
    assert "misheard" in kept


def test_of_each_twenty_closings_two_are_followed_up_and_always_the_same():
    chosen = [number for number in range(1, 2001) if is_sampled(number, "key", 10)]
    assert len(chosen) == 200
    assert all(sum(first < number <= first + 20 for number in chosen) == 2 for first in range(0, 2000, 20))
    assert chosen == [number for number in range(1, 2001) if is_sampled(number, "key", 10)]
    assert chosen != [number for number in range(1, 2001) if is_sampled(number, "other", 10)]
    assert sum(is_sampled(number, "key", 15) for number in range(1, 2001)) == 300


def test_complaints_are_always_followed_up(ready, cast):
    complaint = make_category(cast.station, always_follow_up=True)
    rows = [ready(Kind.CALL, State.FED_BACK, category=complaint) for _number in range(3)]
    assert all(handling.close(incident=row, actor=cast.desk.user).follow_up_wanted for row in rows)


def test_at_least_one_closed_call_in_ten_waits_for_its_follow_up(ready, cast):
    closed = [
        handling.close(incident=ready(Kind.CALL, State.FED_BACK), actor=cast.desk.user) for _number in range(20)
    ]
    assert sum(row.follow_up_wanted for row in closed) == 2


def test_nobody_reached_is_tried_again(ready, cast):
    incident = ready(Kind.CALL, State.CLOSED, follow_up_wanted=True)
    row = handling.follow_up(incident=incident, actor=cast.desk.user, satisfaction=Satisfaction.UNREACHED)
    assert (row.state, row.follow_up_wanted) == (State.CLOSED, True)
    row = handling.follow_up(incident=row, actor=cast.desk.user, satisfaction=Satisfaction.SATISFIED)
    assert (row.state, row.follow_up_wanted) == (State.FOLLOWED_UP, False)


def test_who_is_dissatisfied_is_opened_again_as_a_new_round(ready, cast):
    incident = ready(Kind.CALL, State.FOLLOWED_UP, handlers=(cast.officer,))
    row = handling.reopen(incident=incident, actor=cast.desk.user)
    assert (row.state, row.reopened, row.result, row.satisfaction) == (State.RECEIVED, 1, "", "")
    assert told(cast.officer, "incident.reopened")
    content = ready(Kind.CALL, State.FOLLOWED_UP, satisfaction=Satisfaction.SATISFIED)
    refused("not_dissatisfied", handling.reopen, incident=content, actor=cast.desk.user)


def test_a_hazard_opened_again_goes_back_to_who_had_it(ready, cast):
    incident = ready(Kind.HAZARD, State.RECTIFIED, handlers=(cast.officer, cast.auxiliary))
    row = checking.recheck(incident=incident, actor=cast.desk.user)
    assert not row.handlers.filter(until=None).exists()
    row = handling.reopen(incident=row, actor=cast.desk.user)
    assert row.state == State.ASSIGNED
    assert set(row.handlers.filter(until=None).values_list("officer", flat=True)) == {
        cast.officer.pk, cast.auxiliary.pk,
    }  # fmt: skip


def test_what_closed_long_ago_is_not_opened_again_and_the_station_says_how_long(ready, cast):
    closed = timezone.now() - datetime.timedelta(days=20)
    incident = ready(Kind.CALL, State.CLOSED, at=closed - HOUR)
    Incident.objects.update(closed_at=closed)
    InboxSettings.objects.create(station=cast.station, reopen_days=10)
    refused("too_late", handling.reopen, incident=incident, actor=cast.desk.user)
    entries.change_settings(station=cast.station, actor=cast.chief.user, reopen_days=25)
    assert handling.reopen(incident=incident, actor=cast.desk.user).state == State.RECEIVED


def test_a_struck_entry_stays_readable_and_is_counted_nowhere(ready, cast):
    incident = ready(Kind.CALL, State.ARRIVED, handlers=(cast.officer,))
    row = handling.strike(incident=incident, actor=cast.desk.user, reason="重复录入")
    assert (row.state, row.struck_reason) == (State.STRUCK, "重复录入")
    assert not Incident.objects.counted().exists()
    assert told(cast.officer, "incident.struck")
    with pytest.raises(NotAllowed):
        entries.correct(incident=row, actor=cast.desk.user, reason="misheard", place="别处")


def test_assigning_tells_the_new_and_frees_the_old(ready, cast):
    incident = ready(Kind.HAZARD, State.ASSIGNED, handlers=(cast.auxiliary,))
    due = timezone.now() + HOUR
    row = checking.assign(incident=incident, actor=cast.desk.user, officers=[cast.officer], due_at=due)
    assert list(row.handlers.filter(until=None).values_list("officer", flat=True)) == [cast.officer.pk]
    assert row.due_at == due
    assert told(cast.officer, "incident.assigned") and not told(cast.auxiliary, "incident.assigned")


def test_work_is_given_to_officers_of_the_station_for_a_time_to_come(ready, cast):
    incident = ready(Kind.HAZARD, State.VERIFIED)
    assign = {"verb": checking.assign, "incident": incident, "actor": cast.desk.user}
    refused("no_officer", officers=[], **assign)
    refused("not_on_post", officers=[cast.officer2], **assign)
    refused("due_past", officers=[cast.officer], due_at=timezone.now() - HOUR, **assign)


def test_only_the_desk_says_that_somebody_else_removed_a_hazard(ready, cast):
    incident = ready(Kind.HAZARD, State.ASSIGNED, handlers=(cast.officer,))
    values = {"incident": incident, "text": "已清理", "fixer": cast.auxiliary.user}
    refused("desk_only", checking.rectify, actor=cast.officer.user, **values)
    row = checking.rectify(actor=cast.desk.user, **values)
    assert row.fixer == cast.auxiliary.user
    assert checking.recheck(incident=row, actor=cast.desk.user).state == State.CLOSED


def test_a_hazard_that_is_not_gone_goes_back_without_fixer_and_result(ready, cast):
    incident = ready(Kind.HAZARD, State.RECTIFIED, handlers=(cast.officer,))
    row = handling.send_back(incident=incident, actor=cast.desk.user)
    assert (row.state, row.fixer, row.result) == (State.ASSIGNED, None, "")
    assert told(cast.officer, "incident.sent_back")


def test_a_clue_is_closed_when_its_giver_has_been_told(ready, cast):
    row = checking.dismiss(incident=ready(Kind.CLUE), actor=cast.desk.user, text="无价值")
    assert (row.state, row.result) == (State.ACTED_ON, Result.UNUSED)
    assert checking.tell_giver(incident=row, actor=cast.desk.user).state == State.CLOSED


def test_correcting_records_codes_old_and_new(ready, cast):
    incident = ready(Kind.CALL)
    category, community = make_category(cast.station), make_community(cast.station, team=cast.community_team)
    row = entries.correct(
        incident=incident, actor=cast.desk.user, reason="classified", category=category, grade=1, community=community,
        place=incident.place,
    )  # fmt: skip
    data = Entry.objects.about(row).get(verb="incident.correct").data
    assert data["old"]["grade"] == 3 and data["new"] == {
        "category": category.pk,
        "grade": 1,
        "community": community.pk,
    }
    assert data["fields"] == "community, category, grade" and data["why"] == "classified"
    assert row.call_category == category
    refused("nothing_changed", entries.correct, incident=row, actor=cast.desk.user, reason="missing", grade=1)


def test_a_grid_belongs_to_the_community_it_is_put_in(ready, cast):
    one = make_community(cast.station, team=cast.community_team)
    two = make_community(cast.station, team=cast.community_team)
    grid = make_grid(one, cast.officer)
    incident = ready(Kind.CALL, community=one, grid=grid)
    row = entries.correct(incident=incident, actor=cast.desk.user, reason="scene", community=two)
    assert row.grid is None
    refused("other_community", entries.correct, incident=row, actor=cast.desk.user, reason="scene", grid=grid)


def test_who_entered_it_corrects_it_only_while_nobody_has_gone(ready, cast):
    fresh = ready(Kind.CALL, recorded_by=cast.officer.user)
    assert (
        entries.correct(incident=fresh, actor=cast.officer.user, reason="misheard", place="鲜鱼口").place == "鲜鱼口"
    )
    gone = ready(Kind.CALL, State.DISPATCHED, recorded_by=cast.officer.user)
    with pytest.raises(NotAllowed):
        entries.correct(incident=gone, actor=cast.officer.user, reason="misheard", place="鲜鱼口")


def test_the_first_contact_is_noted_once(ready, cast):
    row = entries.first_contact(incident=ready(Kind.CALL), actor=cast.desk.user)
    assert row.first_contact_at
    refused("already", entries.first_contact, incident=row, actor=cast.desk.user)


def test_a_promised_call_back_is_open_until_it_is_made(ready, cast):
    incident = ready(Kind.CALL, State.CLOSED)
    refused("past", entries.promise, incident=incident, actor=cast.desk.user, call_back_at=timezone.now() - HOUR)
    refused("not_promised", entries.called_back, incident=incident, actor=cast.desk.user)
    row = entries.promise(incident=incident, actor=cast.desk.user, call_back_at=timezone.now() + HOUR)
    row = entries.called_back(incident=row, actor=cast.desk.user)
    assert row.called_back_at and row.first_contact_at
    refused("not_promised", entries.called_back, incident=row, actor=cast.desk.user)


def test_every_move_has_its_words():
    beside = {"record", "dispatch", "refer", "settle_referral", "take_back", "not_reached", "duplicate",
              "person_added", "person_corrected", "attached", "attachment_struck"}  # fmt: skip
    assert {f"incident.{verb}" for verb in {*VERBS, *beside}} <= registered()


def test_a_call_back_is_promised_for_a_day_that_is_near(ready, cast):
    far = timezone.now() + datetime.timedelta(days=61)
    refused("too_far", entries.promise, incident=ready(), actor=cast.desk.user, call_back_at=far)


def test_the_first_contact_of_an_urgent_clue_comes_first_and_tells_how_long_it_took(ready, cast):
    incident, now = ready(Kind.CLUE, urgent=True), timezone.now()
    first = buttons(cast.desk.user, incident, now)[0]
    assert (first.verb, first.tone) == ("contact", "primary")
    assert buttons(cast.desk.user, ready(Kind.CLUE), now)[0].verb != "contact"
    entries.first_contact(
        incident=incident, actor=cast.desk.user, at=incident.reported_at + datetime.timedelta(seconds=95)
    )
    entry = Entry.objects.about(incident).get(verb="incident.contact")
    assert entry.data["took"] == "0:01:35"


def test_a_hazard_opened_again_gets_as_long_as_the_first_time(ready, cast):
    due = timezone.now() - HOUR
    incident = ready(Kind.HAZARD, State.CLOSED, at=due - 5 * HOUR, due_at=due)
    before = timezone.now()
    row = handling.reopen(incident=incident, actor=cast.desk.user)
    assert datetime.timedelta(0) <= row.due_at - before - 5 * HOUR < HOUR
    later = timezone.now() + 3 * HOUR
    assert (
        handling.reopen(incident=ready(Kind.HAZARD, State.CLOSED, due_at=later), actor=cast.desk.user).due_at == later
    )
