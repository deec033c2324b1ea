"""Generated rosters keep DU-01 … DU-08, and running again changes nothing."""

import datetime
import threading
from collections import Counter, defaultdict

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.calendar.models import DayMark
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.organisation.models import Team
from stations.places.models import CommunityPost
from stations.roster import actions
from stations.roster.gaps import gaps_between
from stations.roster.models import Duty, GroupTurn, Role, RosterRun, ShiftGroup
from tests.factories import make_plan, make_rotation

DAY = datetime.timedelta(days=1)
D = datetime.date


@pytest.fixture
def rotation(db):
    return make_rotation()


@pytest.fixture
def inside(rotation):
    with in_station(rotation.station):
        yield rotation


def snapshot() -> dict[str, list]:
    """Every row of the roster, its history and the timeline."""
    names = ["Duty", "GroupTurn", "RosterRun", "Entry", "DutyEvent", "GroupTurnEvent"]
    with scopes_disabled():
        return {name: list(apps.get_model("stations", name).objects.order_by("pk").values()) for name in names}


def assert_rules_hold(first: D, last: D) -> None:
    """DU-01 … DU-06 and DU-08, recounted from the rows."""
    rows = list(Duty.objects.filter(date__range=(first, last)).select_related("team", "officer"))
    full_time = set(CommunityPost.objects.filter(role="A").values_list("officer_id", flat=True))
    rotating = set(Team.objects.rotating().values_list("pk", flat=True))
    by_day, spans = defaultdict(list), defaultdict(list)
    for row in rows:
        by_day[row.date].append(row)
        if row.role != Role.REST:
            spans[row.officer_id].append((row.starts_at, row.ends_at))
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        todays = by_day[day]
        assert len({row.officer_id for row in todays}) == len(todays)
        turns = dict(GroupTurn.objects.filter(date=day).values_list("group_id", "role"))
        assert Counter(turns.values()) == {"primary": 1, "secondary": 1, "rest": 1}, day
        for role in ("primary", "secondary"):
            assert {row.team_id for row in todays if row.role == role} >= rotating, (day, role)
        assert [row.officer.post for row in todays if row.commander] == ["deputy"], day
        assert all(row.task == "community" for row in todays if row.officer_id in full_time)
    for times in spans.values():
        times.sort()
        assert all(a[1] <= b[0] for a, b in zip(times, times[1:], strict=False))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(2024, 2, 26), D(2024, 3, 3)),
        (D(2024, 12, 28), D(2025, 1, 4)),
        (D(2026, 2, 12), D(2026, 2, 26)),
        (D(2028, 2, 27), D(2028, 3, 2)),
    ],
    ids=["leap day", "year end", "spring festival", "unpublished leap year"],
)
def test_any_span_keeps_the_duty_rules(inside, first, last):
    actions.generate(station=inside.station, first=first, last=last)
    assert_rules_hold(first, last)


def test_every_officer_has_one_row_a_day(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 3))
    people = 5 * 3 * 2 + 3 + 1
    assert Counter(Duty.objects.values_list("date", flat=True)) == {D(2026, 1, n): people for n in (1, 2, 3)}


def test_leaders_work_on_working_days_only(inside):
    DayMark.objects.create(date=D(2026, 2, 14), kind="shifted_work")
    DayMark.objects.create(date=D(2026, 2, 16), kind="statutory")
    actions.generate(station=inside.station, first=D(2026, 2, 14), last=D(2026, 2, 16))
    roles = dict(Duty.objects.filter(officer=inside.chief).values_list("date", "role"))
    assert (roles[D(2026, 2, 14)], roles[D(2026, 2, 16)]) == ("fixed", "rest")


def test_community_officers_sit_in_their_police_room(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 1))
    places = Duty.objects.filter(team__kind="community", role="primary", commander=False).values_list(
        "place", "team__name"
    )
    assert places and all(place == f"{team}警务室" for place, team in places)


def test_secondary_duty_has_its_standby_marked_apart(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 1))
    duty = Duty.objects.filter(role="secondary").first()
    assert [timezone.localtime(t).strftime("%d %H:%M") for t in (duty.standby_from, duty.standby_to)] == [
        "01 22:00", "02 08:00"
    ]  # fmt: skip


def test_running_again_changes_nothing_in_tables_history_or_timeline(inside):
    actions.extend(station=inside.station)
    before = snapshot()
    for backwards in (False, True, False):
        actions.extend(station=inside.station, backwards=backwards)
    assert snapshot() == before
    assert before["Entry"] and len(before["RosterRun"]) == 1


def test_a_week_of_silence_is_caught_up(inside):
    start = timezone.now() - 8 * DAY
    actions.extend(station=inside.station, at=start)
    Duty.objects.filter(date__gt=timezone.localdate() - 8 * DAY).delete()
    GroupTurn.objects.filter(date__gt=timezone.localdate() - 8 * DAY).delete()
    actions.extend(station=inside.station)
    today = actions.running_day()
    planned = set(GroupTurn.objects.values_list("date", flat=True))
    assert {today - n * DAY for n in range(8)} <= planned
    assert max(planned) == today + 60 * DAY


def test_a_later_plan_never_rewrites_past_days(inside):
    today = actions.running_day()
    actions.generate(station=inside.station, first=today - 5 * DAY, last=today + 10 * DAY)
    past = list(Duty.objects.filter(date__lte=today).order_by("pk").values())
    make_plan(inside.station, today - 3 * DAY, cycle=["rest", "secondary", "primary"], handover=datetime.time(9))
    actions.generate(station=inside.station, first=today - 5 * DAY, last=today + 10 * DAY)
    assert list(Duty.objects.filter(date__lte=today).order_by("pk").values()) == past
    assert_rules_hold(today + 2 * DAY, today + 10 * DAY)
    assert timezone.localtime(Duty.objects.filter(date=today + 3 * DAY, role="primary").first().starts_at).hour == 9


def test_a_new_plan_through_its_action_replans_the_published_days(inside):
    today = actions.running_day()
    actions.extend(station=inside.station)
    inside.chief.user.officer = inside.chief
    values = {
        "anchor": today,
        "cycle": ["primary", "secondary", "rest"],
        "handover": datetime.time(8),
        "name": "新方案",
    }
    with pytest.raises(RuleBroken):
        actions.add_plan(station=inside.station, actor=inside.chief.user, effective_from=today, **values)
    plan = actions.add_plan(station=inside.station, actor=inside.chief.user, effective_from=today + 5 * DAY, **values)
    assert plan.pk
    ordinary = inside.officers["case", 0][0].user
    with pytest.raises(NotAllowed):
        actions.add_plan(station=inside.station, actor=ordinary, effective_from=today + 9 * DAY, **values)


def test_du_02_on_the_anchor_day_the_first_group_has_the_first_role_however_groups_are_numbered(inside):
    for group in reversed(inside.groups):
        group.position += 1
        group.save()
    actions.generate(station=inside.station, first=D(2024, 1, 1), last=D(2024, 1, 1))
    roles = dict(GroupTurn.objects.values_list("group_id", "role"))
    assert [roles[group.pk] for group in inside.groups] == inside.plan.cycle


def test_a_fourth_group_without_a_place_in_the_cycle_is_refused_with_a_reason(inside):
    ShiftGroup.objects.create(station=inside.station, name="值班4组", position=7)
    with pytest.raises(RuleBroken) as refusal:
        actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 2))
    assert refusal.value.code == "plan.length"


def test_nothing_is_generated_before_the_first_plan(inside):
    with pytest.raises(RuleBroken) as refusal:
        actions.generate(station=inside.station, first=D(2023, 12, 31), last=D(2024, 1, 1))
    assert refusal.value.code == "generate.before_plan"


def test_a_new_officer_appears_from_tomorrow_and_a_leaver_goes(inside):
    today = actions.running_day()
    actions.extend(station=inside.station)
    leaver = inside.officers["case", 1][0]
    leaver.standing = "left"
    leaver.save()
    actions.extend(station=inside.station)
    assert not Duty.objects.filter(officer=leaver, date__gt=today).exists()
    assert Duty.objects.filter(officer=leaver, date=today).exists()


def test_missing_strength_is_a_gap_where_it_is(inside):
    for officer in inside.officers["case", 0]:
        officer.standing = "seconded"
        officer.save()
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 3))
    found = [
        (gap.team_name, gap.role, gap.missing) for gap in gaps_between(inside.station, D(2026, 1, 1), D(2026, 1, 3))
    ]
    assert sorted(found) == [("打击办案队", "primary", 1), ("打击办案队", "secondary", 1)]


def test_an_unplanned_day_is_a_gap(inside):
    assert [gap.code for gap in gaps_between(inside.station, D(2026, 1, 1), D(2026, 1, 1))] == ["unplanned"]


def test_the_number_of_queries_does_not_grow_with_the_officers(inside, django_assert_num_queries):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 2))
    with django_assert_num_queries(5):
        gaps_between(inside.station, D(2026, 1, 1), D(2026, 1, 31))


def test_du_06_the_database_forbids_two_places_at_once(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 2))
    duty = Duty.objects.filter(date=D(2026, 1, 1), role="secondary").first()
    with pytest.raises(IntegrityError, match="duty_one_place_at_a_time"), transaction.atomic():
        Duty.objects.filter(officer=duty.officer, date=D(2026, 1, 2)).update(
            role="fixed", starts_at=duty.starts_at, ends_at=duty.ends_at
        )


def test_du_04_the_database_forbids_two_commanders(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 1))
    with pytest.raises(IntegrityError, match="duty_one_commander"), transaction.atomic():
        other = Duty.objects.filter(commander=False).first()
        Duty.objects.filter(pk=other.pk).update(commander=True)


def test_du_01_the_database_forbids_two_primary_groups(inside):
    actions.generate(station=inside.station, first=D(2026, 1, 1), last=D(2026, 1, 1))
    with pytest.raises(IntegrityError, match="turn_one_group_a_role"), transaction.atomic():
        GroupTurn.objects.filter(role="rest").update(role="primary")


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_the_same_moment_leave_one_roster():
    rotation = make_rotation()
    failures = []

    def runner(backwards: bool):
        try:
            with in_station(rotation.station):
                actions.extend(station=rotation.station, backwards=backwards)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=runner, args=(backwards,)) for backwards in (False, True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failures
    with in_station(rotation.station):
        today = actions.running_day()
        assert RosterRun.objects.count() == 1
        assert GroupTurn.objects.count() == 61 * 3
        assert_rules_hold(today, today + 60 * DAY)
        assert len(snapshot()["Entry"]) == 1
