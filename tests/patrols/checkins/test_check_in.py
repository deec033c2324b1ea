"""The database function: every rule of a check-in by its id (DOMAIN §5.4)."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from patrols.checkins import actions
from patrols.models import CheckIn, CheckInConflict, DutyTarget, PatrolDuty, PatrolSettings
from patrols.routes import signs
from patrols.schedule.rules import STEPS
from patrols.schedule.words import Mode, State
from stations.places.geometry import metres as metres_between
from tests.factories import make_station
from tests.factories.patrols import make_area, make_checkpoint, make_guard, make_patrol_duty, make_patrols, make_route
from tests.patrols.checkins.conftest import NINE, Phone, clock

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def kept(outcome) -> CheckIn:
    return CheckIn.objects.get(pk=outcome.id)


# What a good check-in does


def test_a_good_check_in_counts_and_says_what_is_left(phone, points, patrols):
    first = phone.scan(points[0], clock(5))
    assert (first.status, first.code, first.flags, first.counted) == ("recorded", "counted", [], True)
    assert (first.visited, first.planned, first.left, first.duty_id) == (1, 3, 2, patrols.duty.pk)
    row = kept(first)
    assert (row.at, row.received_at, row.claimed_at, row.date) == (clock(5), clock(5), clock(5), patrols.duty.date)
    assert (row.method, row.offline, row.distance, row.station_id) == ("scan", False, 0, patrols.squad.station_id)
    target = DutyTarget.objects.get(duty=patrols.duty, checkpoint=points[0])
    assert (target.visits, target.first_at) == (1, clock(5))


def test_the_last_point_says_that_all_are_done(phone, points):
    told = [phone.scan(point, clock(5 * number)).message for number, point in enumerate(points, 1)]
    assert len(set(told)) == 3
    assert phone.scan(points[0], clock(30)).left == 0


def test_the_first_counted_check_in_begins_the_duty_as_the_step_table_says(phone, points, patrols):
    phone.scan(points[0], clock(5))
    patrols.duty.refresh_from_db()
    assert patrols.duty.state == State.RUNNING
    step = STEPS.step(State.PLANNED, "begin")
    assert (step.target, step.who) == (State.RUNNING, None)


def test_a_window_asks_for_its_two_ends(patrols, phone, points):
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(mode=Mode.WINDOW, planned=2)
    assert [phone.scan(point, clock(10 * number)).left for number, point in enumerate(points)] == [1, 1, 0]


def test_what_comes_for_a_closed_duty_has_it_reckoned_again(phone, points, patrols):
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(state=State.MISSED, closed_at=clock(160))
    late = phone.scan(points[0], clock(200), claimed_at=clock(30), offline=True, sent_at=clock(200))
    patrols.duty.refresh_from_db()
    assert (late.counted, patrols.duty.state, patrols.duty.reckon) == (True, State.MISSED, True)


def test_one_open_duty_is_not_reckoned_at_each_check_in(phone, points, patrols):
    phone.scan(points[0], clock(5))
    patrols.duty.refresh_from_db()
    assert not patrols.duty.reckon


def test_a_cancelled_duty_owes_nothing(phone, points, patrols):
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(state=State.CANCELLED, reason="暴雨")
    assert phone.scan(points[0], clock(5)).flags == ["unplanned"]


# The same id again


def test_the_same_id_again_gets_the_first_answer_and_makes_no_row(phone, points):
    known = uuid.uuid4()
    first = phone.scan(points[0], clock(5), client_id=known, counter=1)
    again = phone.scan(points[0], clock(7), client_id=known, counter=1, claimed_at=clock(5))
    assert (again.status, again.id, again.code, again.flags, again.at) == (
        "repeated",
        first.id,
        "counted",
        [],
        first.at,
    )
    assert CheckIn.objects.count() == 1
    assert DutyTarget.objects.filter(visits=1).count() == 1


def test_an_answer_lost_on_the_way_makes_the_later_upload_a_repetition(phone, points):
    known = uuid.uuid4()
    phone.scan(points[0], clock(5), client_id=known, counter=1)
    again = phone.scan(
        points[0], clock(60), client_id=known, counter=1, claimed_at=clock(5), offline=True, sent_at=clock(60)
    )
    assert again.status == "repeated"


def test_the_same_id_with_other_content_is_a_conflict_and_kept_once(phone, points):
    known = uuid.uuid4()
    phone.scan(points[0], clock(5), client_id=known, counter=1)
    for _again in range(3):
        other = phone.scan(points[1], clock(6), client_id=known, counter=1, claimed_at=clock(6))
        assert (other.status, other.code, other.id) == ("conflict", "other_content", None)
    assert CheckIn.objects.count() == 1
    assert CheckInConflict.objects.get().content["p"] == points[1].pk


def test_two_guards_may_make_the_same_id(patrols, points):
    known = uuid.uuid4()
    told = [Phone(guard).scan(points[0], clock(5), client_id=known) for guard in (patrols.guard, patrols.leader)]
    assert [one.status for one in told] == ["recorded", "recorded"]


# PA-01: the server's time is the truth


def test_pa_01_an_online_check_in_has_the_servers_time_and_a_clock_far_off_is_a_doubt(phone, points):
    near = phone.scan(points[0], clock(5), claimed_at=clock(6.9))
    off = phone.scan(points[1], clock(10), claimed_at=clock(12.1))
    assert (near.flags, off.flags) == ([], ["clock"])
    assert (off.at, kept(off).claimed_at, off.counted) == (clock(10), clock(12.1), True)


@pytest.mark.parametrize("years", [-10, 10])
def test_pa_01_a_clock_ten_years_off_is_corrected_by_what_it_says_at_sending(phone, points, years):
    wrong = datetime.timedelta(days=365 * years)
    told = phone.scan(points[0], clock(60), claimed_at=clock(20) + wrong, offline=True, sent_at=clock(60) + wrong)
    assert (told.at, told.flags, told.counted) == (clock(20), ["clock"], True)


@pytest.mark.parametrize("years", [-10, 10])
@pytest.mark.parametrize("offline", [True, False])
def test_pa_01_a_time_ten_years_off_is_never_the_time_of_a_check_in(phone, points, years, offline):
    wrong = clock(5) + datetime.timedelta(days=365 * years)
    for sent_at in (clock(5), None):
        told = phone.scan(points[0], clock(5), claimed_at=wrong, offline=offline, sent_at=sent_at)
        assert told.at == clock(5)
        assert "clock" in told.flags or (sent_at and not offline)
    assert CheckIn.objects.filter(at=clock(5)).count() == 2


def test_pa_01_a_time_in_the_future_becomes_the_servers(phone, points):
    told = phone.scan(points[0], clock(5), claimed_at=clock(90), offline=True, sent_at=clock(5))
    assert (told.at, told.flags) == (clock(5), ["clock"])


# PA-02, PA-12: the sign


def test_pa_12_a_new_sign_kills_the_old_one_at_once(phone, points):
    old = signs.printed(points[0])
    points[0].sign_version, points[0].sign_issued_at = 2, clock(1)
    points[0].save()
    assert phone.scan(points[0], clock(5), token=old).code == "sign_reissued"
    assert CheckIn.objects.count() == 0
    assert phone.scan(points[0], clock(5)).counted


def test_pa_12_scanned_before_the_new_sign_and_uploaded_after_is_kept_for_a_person(phone, points):
    old = signs.printed(points[0])
    points[0].sign_version, points[0].sign_issued_at = 2, clock(30)
    points[0].save()
    before = phone.scan(points[0], clock(60), claimed_at=clock(20), offline=True, sent_at=clock(60), token=old)
    assert (before.status, before.flags, before.counted) == ("recorded", ["too_old"], False)
    after = phone.scan(points[0], clock(60), claimed_at=clock(40), offline=True, sent_at=clock(60), token=old)
    assert (after.status, after.code) == ("refused", "sign_reissued")


def test_another_stations_sign_and_a_made_up_one_are_unknown(phone, points):
    theirs = make_checkpoint(make_area(make_station("S9", name="另一所")))
    assert phone.scan(theirs, clock(5)).code == "unknown_sign"
    assert phone.scan(points[0], clock(5), token=signs.printed(points[0])[:-1] + "!").code == "unknown_sign"
    assert phone.scan(points[0], clock(5), token="", checkpoint=theirs).code == "unknown_sign"
    assert CheckIn.objects.count() == 0


def test_a_closed_point_refuses(phone, points):
    points[0].active = False
    points[0].save()
    assert phone.scan(points[0], clock(5)).code == "point_closed"


def test_pa_02_the_code_of_a_display_proves_the_place_for_half_a_minute(phone, points):
    code = signs.rotating(points[0], clock(5))
    nowhere = {"lat": None, "lng": None, "accuracy": None, "method": "rotating", "token": code}
    told = phone.scan(points[0], clock(5.3), **nowhere)
    assert (told.flags, kept(told).method) == ([], "rotating")
    assert phone.scan(points[0], clock(7), **nowhere, claimed_at=clock(7)).code == "code_expired"
    ahead = signs.rotating(points[0], clock(20))
    assert phone.scan(points[0], clock(7), **nowhere | {"token": ahead}).code == "code_expired"


def test_pa_02_a_scan_that_waited_for_its_position_is_not_stale(phone, points):
    code = signs.rotating(points[0], clock(5))
    told = phone.scan(points[0], clock(6), claimed_at=clock(5.2), token=code, sent_at=clock(6))
    assert told.status == "recorded"


def test_pa_02_a_displays_code_uploaded_later_must_fit_its_time(phone, points):
    code = signs.rotating(points[0], clock(5))
    fits = phone.scan(points[0], clock(60), claimed_at=clock(5), offline=True, sent_at=clock(60), token=code)
    odd = phone.scan(points[0], clock(90), claimed_at=clock(50), offline=True, sent_at=clock(90), token=code)
    assert (fits.flags, odd.flags) == ([], ["clock"])


def test_pa_02_a_point_without_its_sign_asks_for_a_photo(phone, points):
    told = phone.scan(points[0], clock(5), token="", checkpoint=points[0])
    assert (told.status, told.flags) == ("recorded", ["nowhere"])


# PA-03: where


@pytest.mark.parametrize(("north", "accuracy", "flags"), [
    (0.0005, 12, []), (0.0009, 60, []), (0.0009, 12, ["far"]), (0.03, 12, ["far"]), (0.0001, 150, ["vague"]),
    (0.03, 150, ["far", "vague"]), (0.0009, None, ["far"]),
])  # fmt: skip
def test_pa_03_the_distance_may_be_radius_and_accuracy(phone, points, north, accuracy, flags):
    told = phone.scan(points[0], clock(5), lat=points[0].lat + north, accuracy=accuracy)
    assert (told.flags, told.counted) == (flags, True)
    away = metres_between(points[0].lat, points[0].lng, points[0].lat + north, points[0].lng)
    assert kept(told).distance == pytest.approx(away, abs=1)


def test_pa_03_no_position_and_no_photo_is_a_doubt(phone, points):
    told = phone.scan(points[0], clock(5), lat=None, lng=None, accuracy=None)
    assert (told.flags, told.counted) == (["nowhere"], True)


# PA-04: how fast


def test_pa_04_faster_than_walking_is_a_doubt(phone, points):
    phone.scan(points[0], clock(5))
    fast = phone.scan(points[1], clock(5.3))  # 111 m in 18 s
    assert (fast.flags, fast.counted) == (["speed"], True)
    assert phone.scan(points[2], clock(6)).flags == []  # 111 m in 42 s


def test_pa_04_a_later_upload_is_measured_to_both_sides(phone, points):
    phone.scan(points[2], clock(20))
    between = phone.scan(points[0], clock(40), claimed_at=clock(19.9), offline=True, sent_at=clock(40), counter=None)
    assert between.flags == ["speed"]


# PA-05: one phone, two people


def test_pa_05_one_phone_for_two_people_within_five_minutes_is_a_doubt(patrols, points):
    mine = Phone(patrols.guard)
    mine.scan(points[0], clock(5))
    theirs = Phone(patrols.leader, phone=mine.phone)
    assert theirs.scan(points[0], clock(7)).flags == ["shared"]
    assert theirs.scan(points[1], clock(20), counter=2).flags == []


# PA-06: too soon


def test_pa_06_the_same_point_too_soon_is_kept_and_not_counted(phone, points, patrols):
    phone.scan(points[0], clock(5))
    soon = phone.scan(points[0], clock(14))
    assert (soon.status, soon.code, soon.flags, soon.counted) == ("recorded", "repeat", ["repeat"], False)
    assert phone.scan(points[0], clock(15)).counted
    assert DutyTarget.objects.get(duty=patrols.duty, checkpoint=points[0]).visits == 2


def test_pa_06_a_later_upload_finds_its_neighbour_on_either_side(phone, points):
    phone.scan(points[0], clock(20))
    assert phone.scan(points[0], clock(30), claimed_at=clock(15), offline=True, sent_at=clock(30)).code == "repeat"


# PA-07: in order


def ordered(patrols):
    patrols.route.ordered = True
    patrols.route.save()


def test_pa_07_a_point_passed_over_is_told_once(phone, points, patrols):
    ordered(patrols)
    told = [phone.scan(points[place], clock(minute)).flags for place, minute in ((0, 5), (2, 15), (1, 25), (0, 35))]
    assert told == [[], ["order"], ["order"], []]


def test_pa_07_in_order_there_is_no_doubt_and_any_order_is_one_without_a_rule(phone, points, patrols):
    assert [phone.scan(points[place], clock(10 * n)).flags for n, place in enumerate((2, 0, 1))] == [[], [], []]
    ordered(patrols)
    DutyTarget.objects.update(visits=0, first_at=None)
    assert [phone.scan(point, clock(40 + 12 * n)).flags for n, point in enumerate(points)] == [[], [], []]


# PA-09: uploaded later


def test_pa_09_a_later_upload_counts_in_full_at_its_own_time(phone, points):
    told = phone.scan(points[0], clock(300), claimed_at=clock(30), offline=True, sent_at=clock(300))
    row = kept(told)
    assert (told.counted, told.flags, row.offline, row.at, row.received_at) == (True, [], True, clock(30), clock(300))


def test_pa_09_after_24_hours_it_is_kept_and_a_person_decides(phone, points, patrols):
    late = NINE + 26 * HOUR
    told = phone.scan(points[0], late, claimed_at=clock(30), offline=True, sent_at=late)
    assert (told.code, told.counted, told.at, told.duty_id) == ("too_old", False, clock(30), patrols.duty.pk)
    early = clock(30) + 23.9 * HOUR
    assert phone.scan(points[1], early, claimed_at=clock(30), offline=True, sent_at=early, counter=None).counted


def test_pa_09_a_gap_in_the_phones_own_count_is_a_doubt(phone, points):
    told = [phone.scan(points[n % 3], clock(12 * n), counter=c).flags for n, c in enumerate((7, 8, 10, 11, 11))]
    assert told == [[], [], ["counter"], [], ["counter"]]


def test_pa_09_a_new_phone_counts_from_one(patrols, points):
    Phone(patrols.guard).scan(points[0], clock(5), counter=80)
    assert Phone(patrols.guard).scan(points[1], clock(15)).flags == []


# The duty


def test_before_the_start_and_in_the_grace_a_duty_takes_it(phone, points):
    assert phone.scan(points[0], clock(-14)).flags == []
    late = phone.scan(points[1], clock(149))
    assert (late.flags, late.counted) == (["late"], True)


def test_outside_of_both_it_is_kept_and_not_counted(phone, points):
    for minute in (-16, 151):
        told = phone.scan(points[0], clock(minute))
        assert (told.code, told.flags, told.counted) == ("unplanned", ["unplanned"], False)
        assert told.duty_id is None


def test_a_point_the_duty_does_not_owe_is_unplanned(phone, patrols):
    told = phone.scan(make_checkpoint(patrols.route.area), clock(5))
    assert (told.flags, told.duty_id, told.counted) == (["unplanned"], patrols.duty.pk, False)


def test_a_point_with_a_time_of_its_own_may_be_early(phone, points, patrols):
    DutyTarget.objects.filter(checkpoint=points[1]).update(not_before=clock(60))
    assert phone.scan(points[1], clock(30)).flags == ["early"]
    assert phone.scan(points[1], clock(61)).flags == []


def test_of_two_duties_the_one_at_hand_takes_it(phone, points, patrols):
    after = make_patrol_duty(patrols.squad, patrols.route, [patrols.guard], starts_at=clock(120))
    assert phone.scan(points[0], clock(119)).duty_id == patrols.duty.pk
    assert phone.scan(points[1], clock(121)).duty_id == after.pk


def test_a_point_only_the_first_duty_owes_is_still_taken_by_it_in_its_grace(phone, points, patrols):
    other = make_route(patrols.route.area)
    make_patrol_duty(patrols.squad, other, [patrols.guard], starts_at=clock(120))
    told = phone.scan(points[0], clock(125))
    assert (told.duty_id, told.flags) == (patrols.duty.pk, ["late"])


def test_the_stations_own_numbers_hold(phone, points, in_one):
    PatrolSettings.objects.create(station=in_one, repeat_minutes=2, walking_kmh=200, accuracy_metres=5)
    phone.scan(points[0], clock(5), accuracy=4)
    assert phone.scan(points[1], clock(5.3), accuracy=4).flags == []
    assert phone.scan(points[0], clock(8), accuracy=6).flags == ["vague"]


def test_the_duty_day_is_that_of_the_duty_not_of_the_clock(patrols, points):
    night = make_patrol_duty(patrols.squad, patrols.route, [patrols.guard], starts_at=NINE + 14.5 * HOUR)
    told = Phone(patrols.guard).scan(points[0], NINE + 15.5 * HOUR)
    assert (told.duty_id, kept(told).date) == (night.pk, night.date)


# What stays as it is


def test_a_check_in_is_never_changed_or_deleted(phone, points):
    row = kept(phone.scan(points[0], clock(5)))
    for change in ({"at": clock(9)}, {"flags": ["far"]}, {"lat": 1.0}):
        with pytest.raises(Exception, match="[Rr]ead|update"), transaction.atomic():
            CheckIn.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(Exception, match="delete"), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).delete()


def test_two_rows_of_one_id_cannot_be(phone, points):
    row = kept(phone.scan(points[0], clock(5)))
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_whole_upload_is_answered_in_its_order(patrols, points):
    raw = [
        {"client_id": str(uuid.uuid4()), "token": signs.printed(point), "claimed_at": clock(10 * number).isoformat(),
         "offline": True, "lat": point.lat, "lng": point.lng, "accuracy": 5}
        for number, point in enumerate(points)
    ]  # fmt: skip
    raw.insert(1, {"client_id": "no id"})
    raw.append(raw[0])
    told = actions.whole_upload(raw=raw, guard=patrols.guard, sent_at=clock(60), at=clock(60))
    assert [one.status for one in told] == ["recorded", "refused", "recorded", "recorded", "repeated"]
    assert [one.left for one in told] == [2, 0, 1, 0, 0]
    assert list(CheckIn.objects.order_by("id").values_list("at", flat=True)) == [clock(0), clock(10), clock(20)]


def test_another_stations_guard_finds_no_duty_here(points):
    theirs = make_patrols(make_station("S9", name="另一所"))
    assert Phone(theirs.guard).scan(points[0], clock(5)).code == "unknown_sign"


def test_a_guard_on_no_duty_is_not_sent_away(patrols, points):
    told = Phone(make_guard(patrols.squad)).scan(points[0], clock(5))
    assert (told.status, told.code) == ("recorded", "unplanned")


def test_the_function_is_there_after_migrate(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'patrols_check_in'")
        assert cursor.fetchone() == (1,)


def test_whom_a_check_in_names_without_a_constraint_is_never_deleted(patrols, points):
    told = Phone(patrols.guard).scan(points[0], clock(5))
    row = CheckIn.objects.get(pk=told.id)
    for column in ("guard", "checkpoint", "station"):
        with pytest.raises(DatabaseError, match=r"[Cc]annot delete"), transaction.atomic():
            table, pk = CheckIn._meta.get_field(column).related_model._meta.db_table, getattr(row, f"{column}_id")
            connection.cursor().execute(f"DELETE FROM {table} WHERE id = %s", [pk])
