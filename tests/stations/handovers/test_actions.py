"""It writes itself, is signed by two, freezes its lines, and stays as it is."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.db.utils import InternalError
from django.utils import timezone

from stations.handovers import actions, readings, registry, tasks
from stations.handovers.models import AssetCheck, Handover, HandoverLine, HandoverNote
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.roster.models import Duty, RotationPlan
from stations.timeline.models import Entry
from tests.factories import make_officer, make_station

DAY = datetime.timedelta(days=1)


def verbs(subject) -> list[str]:
    return [entry.verb for entry in Entry.objects.about(subject)]


# -- it writes itself ------------------------------------------------------------------------------------------


def test_it_names_groups_and_commanders_of_both_days(morning):
    handover = morning.handover()
    assert handover.date == morning.today
    assert timezone.localtime(handover.at).hour == 8
    assert (handover.outgoing_commander, handover.incoming_commander) == (morning.outgoing, morning.incoming)
    assert handover.outgoing_group != handover.incoming_group


def test_it_is_written_an_hour_before_and_not_sooner(morning, clock):
    clock(6, 59, days=1)
    assert morning.handover().date == morning.today
    clock(7, 0, days=1)
    assert morning.handover().date == morning.today + DAY


def test_the_station_says_how_long_before(morning, clock):
    actions.set_times(
        station=morning.station, prepare_minutes=20, on_time_minutes=15, actor=morning.rotation.chief.user
    )
    clock(7, 30, days=1)
    assert morning.handover().date == morning.today
    clock(7, 40, days=1)
    assert morning.handover().date == morning.today + DAY


def test_only_the_chief_sets_the_times(morning):
    with pytest.raises(NotAllowed):
        actions.set_times(
            station=morning.station, prepare_minutes=20, on_time_minutes=15, actor=morning.outgoing.user
        )


def test_two_beats_write_one_handover(morning):
    for _beat in range(2):
        tasks.watch(morning.station.pk)
    assert Handover.objects.count() == 1


def test_a_station_without_a_plan_has_none(db):
    station = make_station("CW")
    with in_station(station):
        assert actions.prepare(station=station, at=timezone.now()) is None
        tasks.watch(station.pk)


def test_until_it_is_signed_it_follows_the_roster(morning):
    morning.handover()
    Duty.objects.filter(date=morning.today, commander=True).update(commander=False)
    assert morning.handover().incoming_commander is None
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    Duty.objects.filter(date=morning.today, officer=morning.incoming).update(commander=True)
    assert morning.handover().incoming_commander is None


def test_a_plan_that_moves_the_handover_moves_an_open_one(morning):
    morning.handover()
    RotationPlan.objects.update(handover=datetime.time(8, 30))
    assert timezone.localtime(morning.handover().at).minute == 30


# -- signatures ------------------------------------------------------------------------------------------------


def test_two_commanders_sign_and_the_day_book_says_so(morning, signed):
    assert (signed.state, signed.given_by, signed.taken_by) == ("taken", morning.outgoing.user, morning.incoming.user)
    assert verbs(signed) == ["handover.taken", "handover.given"]
    assert Notice.objects.get(kind="handover.waiting").recipient == morning.incoming.user


def test_who_signs_in_place_says_why_and_it_stays_out_of_the_day_book(morning):
    with pytest.raises(RuleBroken):
        actions.give(handover=morning.handover(), actor=morning.other.user)
    handover = actions.give(handover=morning.handover(), actor=morning.other.user, reason="带班领导赴分局开会")
    assert handover.given_reason == "带班领导赴分局开会"
    entry = Entry.objects.about(handover).get()
    assert entry.data["instead"] is True
    assert "开会" not in str(entry.data)


def test_the_commanders_own_signature_keeps_no_reason(morning):
    assert actions.give(handover=morning.handover(), actor=morning.outgoing.user, reason="x").given_reason == ""


def test_an_officer_does_not_sign(morning, on_duty):
    with pytest.raises(NotAllowed):
        actions.give(handover=morning.handover(), actor=on_duty.user)


def test_a_second_press_is_refused(morning):
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    with pytest.raises(RuleBroken) as refusal:
        actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    assert refusal.value.code == "wrong_state"


def test_the_lines_are_frozen_when_the_first_signs(morning, note):
    note(text="原有事项")
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    kept = HandoverLine.objects.filter(handover=handover, source="notes_note").exclude(text="").count()
    note(text="以后的事项")
    sheet = readings.sheet(handover, timezone.now(), morning.desk.user)
    assert (kept, sheet.part("notes_note").count, sheet.frozen) == (1, 1, True)


def test_frozen_lines_hold_no_words_of_notes(morning, note):
    note("person", "留置室张某", due_at=timezone.now())
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    assert not [line for line in HandoverLine.objects.all() if "张某" in line.text]


def test_frozen_lines_are_in_the_stations_language(morning, note):
    note()
    morning.outgoing.user.language = "en"
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    assert not HandoverLine.objects.filter(text__startswith="No duty commander").exists()


def test_lines_of_other_rooms_are_kept_in_their_order(morning, monkeypatch):
    monkeypatch.setattr(registry, "_sections", dict(registry._sections))
    due = timezone.now() - DAY
    registry.register(
        "test_open", "未结警情", 5, lambda station, at: [registry.Line("x" * 400, "/y/", "danger", due)]
    )
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    kept = HandoverLine.objects.filter(handover=handover).first()
    assert (kept.source, len(kept.text), kept.tone, kept.due_at) == ("test_open", 300, "danger", due)
    sheet = readings.sheet(handover, timezone.now())
    assert sheet.overdue == 1
    assert (sheet.tiles[1].label, sheet.tiles[1].count, sheet.tiles[1].tone) == ("未结警情", 1, "danger")


def test_matters_of_two_rooms_under_one_label_are_one_number(morning, note, monkeypatch):
    monkeypatch.setattr(registry, "_sections", dict(registry._sections))
    note("call_back", "答复李女士")
    label = registry.label_of("notes_call_back")
    registry.register("test_calls", label, 7, lambda station, at: [registry.Line("x"), registry.Line("y")])
    tiles = {str(tile.label): tile.count for tile in readings.sheet(morning.handover(), timezone.now()).tiles}
    assert tiles[str(label)] == 3


def test_a_section_with_nothing_to_say_is_kept_as_asked(morning):
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    sheet = readings.sheet(handover, timezone.now())
    assert "notes_person" in [part.code for part in sheet.empty]
    assert sheet.part("notes_person").count == 0


def test_taking_back_opens_it_again_and_the_second_signing_counts(morning, note):
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    handover = actions.take_back(handover=morning.handover(), actor=morning.outgoing.user)
    assert (handover.state, handover.given_by, handover.given_at) == ("open", None, None)
    note()
    handover = actions.give(handover=handover, actor=morning.outgoing.user)
    assert readings.sheet(handover, timezone.now()).part("notes_note").count == 1
    assert set(HandoverLine.objects.values_list("round", flat=True)) == {1, 2}, "the first lines stay as evidence"


def test_nothing_is_taken_back_after_the_second_signature(morning, signed):
    with pytest.raises(RuleBroken):
        actions.take_back(handover=signed, actor=morning.outgoing.user)


def test_a_day_later_it_stays_unsigned_and_keeps_no_lines(morning, clock):
    handover = morning.handover()
    clock(9, 30, days=1)
    with pytest.raises(RuleBroken) as refusal:
        actions.give(handover=handover, actor=morning.outgoing.user)
    assert refusal.value.code == "handover.over"
    assert readings.sheet(handover, timezone.now()).lost


def test_once_the_next_is_being_written_the_last_can_no_longer_be_given(morning, clock):
    handover = morning.handover()
    clock(7, 30, days=1)
    with pytest.raises(RuleBroken):
        actions.give(handover=handover, actor=morning.outgoing.user)


def test_the_database_keeps_what_both_signed(signed):
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Handover.objects.filter(pk=signed.pk).update(given_reason="x")
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        HandoverLine.objects.filter(handover=signed).update(text="x")
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        HandoverLine.objects.filter(handover=signed)._raw_delete("default")


# -- unsigned --------------------------------------------------------------------------------------------------


def test_unsigned_from_the_handover_on_until_both_have_signed(morning, clock):
    clock(7, 30)
    handover = morning.handover()
    assert readings.unsigned(morning.station, timezone.now()) is None
    clock(8, 0)
    assert readings.unsigned(morning.station, timezone.now()) == handover
    actions.give(handover=handover, actor=morning.outgoing.user)
    assert readings.unsigned(morning.station, timezone.now()) == handover
    actions.take(handover=handover, actor=morning.incoming.user)
    assert readings.unsigned(morning.station, timezone.now()) is None


def test_both_commanders_are_told_once_when_it_is_late(morning, clock):
    clock(8, 29)
    tasks.watch(morning.station.pk)
    assert not Notice.objects.exists()
    clock(8, 30)
    for _beat in range(2):
        tasks.watch(morning.station.pk)
    told = Notice.objects.filter(kind="handover.late").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([morning.outgoing.user_id, morning.incoming.user_id])


# -- things ----------------------------------------------------------------------------------------------------


def test_one_tap_counts_all_and_exceptions_stand_out(morning, things):
    handover = morning.handover()
    car = things[0]
    actions.count(handover=handover, asset=car, counted=0, remark="送修", actor=morning.desk.user)
    assert actions.count_all(handover=handover, actor=morning.desk.user) == 2
    assert actions.count_all(handover=handover, actor=morning.desk.user) == 0
    part = readings.sheet(handover, timezone.now()).part("assets")
    assert (part.count, part.tone) == (1, "danger")
    assert readings.things(handover, readings.checks_of(handover))[0].short == 1
    assert verbs(handover) == ["handover.counted", "handover.counted_one"]


def test_uncounted_things_are_told(morning, things):
    part = readings.sheet(morning.handover(), timezone.now()).part("assets")
    assert (part.count, part.tone) == (1, "warn")


def test_after_the_signature_nothing_is_counted(morning, things):
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    with pytest.raises(RuleBroken):
        actions.count_all(handover=morning.handover(), actor=morning.desk.user)
    with pytest.raises(RuleBroken):
        actions.count(handover=morning.handover(), asset=things[0], counted=1, actor=morning.desk.user)


def test_who_is_off_duty_counts_nothing(morning, things, off_duty):
    with pytest.raises(NotAllowed):
        actions.count_all(handover=morning.handover(), actor=off_duty.user)


def test_a_thing_of_another_station_is_refused(morning):
    other = make_station("CW")
    with in_station(other):
        from_there = AssetCheck.asset.field.related_model.objects.create(
            station=other, kind="key", code="K9", name="钥匙"
        )
    with pytest.raises(RuleBroken):
        actions.count(handover=morning.handover(), asset=from_there, counted=1, actor=morning.desk.user)


# -- notes -----------------------------------------------------------------------------------------------------


def test_a_note_stays_until_somebody_settles_it(morning, note, clock):
    written = note("call_back", "答复李女士")
    clock(9, 30, days=1)
    part = readings.sheet(morning.handover(), timezone.now()).part("notes_call_back")
    assert part.count == 1
    actions.settle_note(note=written, outcome="已答复", actor=morning.desk.user)
    assert readings.sheet(morning.handover(), timezone.now()).part("notes_call_back").count == 0
    with pytest.raises(RuleBroken):
        actions.settle_note(note=written, outcome="再次", actor=morning.desk.user)
    assert verbs(written) == ["handover_note.settled", "handover_note.written"]


def test_words_of_notes_are_encrypted_and_never_in_the_day_book(morning, note):
    written = note("person", "留置室张某")
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT text FROM stations_handovernote WHERE id = %s", [written.pk])
        assert "张某" not in cursor.fetchone()[0]
    assert "张某" not in str(Entry.objects.about(written).get().data)


def test_officers_on_duty_write_and_others_do_not(morning, on_duty, off_duty):
    actions.write_note(station=morning.station, kind="note", text="x", actor=on_duty.user)
    with pytest.raises(NotAllowed):
        actions.write_note(station=morning.station, kind="note", text="x", actor=off_duty.user)
    auxiliary = make_officer(morning.station, post="auxiliary", team=morning.rotation.teams["command"])
    with pytest.raises(NotAllowed):
        actions.write_note(station=morning.station, kind="note", text="x", actor=auxiliary.user)
    assert HandoverNote.objects.count() == 1


def test_words_are_beside_the_line_only_for_who_may_read_them(morning, note, off_duty):
    note("person", "留置室张某")
    handover = morning.handover()

    def words(user, on_duty=False):
        return readings.sheet(handover, timezone.now(), user, on_duty).part("notes_person").items[0].note

    assert words(morning.desk.user).text == "留置室张某"
    assert words(off_duty.user, on_duty=True)
    assert words(off_duty.user) is None
