"""Verbs of one crew: each asks the rules, is recorded, and leaves other stations alone."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from stations.crews import actions, members, setup
from stations.crews.models import Asset, Crew, CrewMember, Layer
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.roster import actions as roster
from stations.roster.models import Duty
from stations.timeline.models import Entry
from tests.factories import make_crew, make_officer, make_rotation, make_station, make_vehicle
from tests.stations.crews.conftest import crew_of, people_of

HOUR = datetime.timedelta(hours=1)


def free(day, role: str, crew: Crew):
    """An officer on a duty of that day who stands nowhere."""
    busy = CrewMember.objects.filter(starts_at__lt=crew.ends_at, ends_at__gt=crew.starts_at).values("officer_id")
    posts = Duty.objects.on(day).filter(role=role, team__kind="community", commander=False)
    return posts.exclude(officer__in=busy).exclude(officer__community_posts__role="A").first().officer


def refused(code: str):
    """A refusal with exactly this code."""
    return _Refused(code)


class _Refused:
    def __init__(self, code: str):
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, RuleBroken), f"{self.code} was expected"
        assert error.code == self.code
        return True


# -- people ------------------------------------------------------------------------------------------------------


def test_an_officer_is_put_on_and_taken_off(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    officer = free(tomorrow, "secondary", crew)
    members.add_member(crew=crew, officer=officer, actor=chief)
    assert officer.pk in people_of(crew)
    members.remove_member(crew=crew, officer=officer, actor=chief)
    assert officer.pk not in people_of(crew)
    verbs = set(Entry.objects.about(crew).values_list("verb", flat=True))
    assert {"crew.member_added", "crew.member_removed"} <= verbs


def test_nobody_stands_on_overlapping_posts(crews, tomorrow, chief):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    assert (one.name, two.name) == ("一级车组1", "一级车组2") and one.starts_at == two.starts_at
    with refused("crew.overlap"):
        members.add_member(crew=two, officer=one.members.first().officer, actor=chief)


def test_an_a_role_is_refused_on_a_first_level_crew(crews, rotation, tomorrow, chief):
    officer = rotation.officers["community1", 0][-1]
    crew = crew_of(Layer.FIRST, tomorrow)
    Duty.objects.on(tomorrow).filter(officer=officer).update(role="secondary")
    CrewMember.objects.filter(officer=officer).delete()
    with refused("crew.full_time"):
        members.add_member(crew=crew, officer=officer, actor=chief)


def test_a_resting_officer_is_refused(crews, tomorrow, chief):
    resting = Duty.objects.on(tomorrow).filter(role="rest").first().officer
    with refused("crew.off_duty"):
        members.add_member(crew=crew_of(Layer.SECOND, tomorrow), officer=resting, actor=chief)


def test_the_duty_must_cover_the_whole_band(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    officer = free(tomorrow, "secondary", crew)
    Duty.objects.on(tomorrow).filter(officer=officer).update(ends_at=crew.starts_at + HOUR)
    with refused("crew.hours"):
        members.add_member(crew=crew, officer=officer, actor=chief)


def test_a_move_is_one_step_or_none(crews, tomorrow, chief):
    one, other = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    officer = one.members.first().officer
    members.move_member(crew=one, officer=officer, to=other, actor=chief)
    assert officer.pk in people_of(other) and officer.pk not in people_of(one)
    Crew.objects.filter(pk=one.pk).update(ends_at=one.starts_at + HOUR / 60)
    with refused("crew.over"):
        members.move_member(crew=other, officer=officer, to=one, actor=chief, at=one.starts_at + HOUR)
    assert officer.pk in people_of(other)


def test_two_officers_change_places(crews, tomorrow, chief):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    mine, theirs = one.members.first().officer, two.members.first().officer
    members.swap(crew=one, officer=mine, other=two, other_officer=theirs, actor=chief)
    assert theirs.pk in people_of(one) and mine.pk in people_of(two)


def test_an_auxiliary_leads_only_where_no_police_officer_is(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    follower = crew.members.get(leader=False).officer
    members.name_leader(crew=crew, officer=follower, actor=chief)
    assert crew.members.get(leader=True).officer_id == follower.pk
    other = crew.members.get(leader=False).officer
    other.kind = "auxiliary"
    other.save()
    with refused("auxiliary"):
        members.name_leader(crew=crew, officer=other, actor=chief)


def test_somebody_who_is_not_on_the_crew_neither_leaves_nor_leads(crews, tomorrow, chief, rotation):
    crew = crew_of(Layer.FIRST, tomorrow)
    with refused("crew.not_on"):
        members.remove_member(crew=crew, officer=rotation.chief, actor=chief)
    with refused("crew.not_on"):
        members.name_leader(crew=crew, officer=rotation.chief, actor=chief)


def test_a_stranger_sets_no_crew(crews, tomorrow, rotation):
    crew, stranger = crew_of(Layer.FIRST, tomorrow), rotation.officers["case", 0][0].user
    with pytest.raises(NotAllowed):
        members.remove_member(crew=crew, officer=crew.members.first().officer, actor=stranger)
    with pytest.raises(NotAllowed):
        actions.remove(crew=crew, actor=stranger)


def test_an_officer_of_another_station_is_refused(crews, tomorrow, chief):
    stranger = make_officer(make_station("XX"))
    with refused("other_station"):
        members.add_member(crew=crew_of(Layer.FIRST, tomorrow), officer=stranger, actor=chief)


# -- crews -------------------------------------------------------------------------------------------------------


def add(rotation, tomorrow, crew, **fields):
    values = {
        "date": tomorrow, "layer": Layer.STREET, "name": "临时岗", "size": 1, "starts_at": crew.starts_at,
        "ends_at": crew.ends_at, "actor": rotation.chief.user,
    }  # fmt: skip
    return actions.add(station=rotation.station, **(values | fields))


def test_a_crew_is_added_and_removed_by_hand(rotation, crews, tomorrow, chief):
    crew = add(rotation, tomorrow, crew_of(Layer.FIRST, tomorrow))
    assert crew.by_hand and crew.pattern is None
    with refused("crew.name_taken"):
        add(rotation, tomorrow, crew)
    actions.remove(crew=crew, actor=chief)
    assert not Crew.objects.filter(pk=crew.pk).exists()


def test_a_crew_of_a_pattern_is_stood_down_and_does_not_come_back_by_itself(rotation, crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    actions.remove(crew=crew, actor=chief)
    actions.prepare(station=rotation.station, first=tomorrow, last=tomorrow)
    crew.refresh_from_db()
    assert (crew.size, people_of(crew), crew.vehicle_id) == (0, [], None)
    actions.restore(crew=crew, actor=chief)
    assert len(people_of(crew)) == 2


def test_a_crew_that_has_begun_is_not_removed(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    with refused("crew.begun"):
        actions.remove(crew=crew, actor=chief, at=crew.starts_at)
    with refused("crew.begun"):
        actions.restore(crew=crew, actor=chief, at=crew.starts_at)


def test_a_vehicle_goes_out_with_one_crew_at_a_time(rotation, crews, tomorrow, chief):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    with refused("crew.vehicle_taken"):
        actions.set_vehicle(crew=one, vehicle=two.vehicle, actor=chief)
    spare = make_vehicle(rotation.station)
    assert actions.set_vehicle(crew=one, vehicle=spare, actor=chief).vehicle_id == spare.pk
    key = make_vehicle(rotation.station)
    Asset.objects.filter(pk=key.pk).update(kind="key")
    key.refresh_from_db()
    with refused("crew.not_a_vehicle"):
        actions.set_vehicle(crew=one, vehicle=key, actor=chief)


def test_members_follow_new_times_where_their_duty_covers_them(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    actions.change(crew=crew, actor=chief, starts_at=crew.starts_at, ends_at=crew.ends_at - HOUR, size=2)
    assert set(crew.members.values_list("ends_at", flat=True)) == {crew.ends_at - HOUR}
    with refused("crew.outside_day"):
        actions.change(crew=crew, actor=chief, starts_at=crew.starts_at - 10 * HOUR, ends_at=crew.ends_at, size=2)


def test_new_times_that_overlap_another_post_are_refused(crews, tomorrow, chief):
    crew = crew_of(Layer.FIRST, tomorrow)
    actions.change(crew=crew, actor=chief, starts_at=crew.starts_at, ends_at=crew.ends_at - 2 * HOUR, size=2)
    crew.refresh_from_db()
    officer = crew.members.first().officer
    make_crew(crew.station, officer, at=crew.ends_at + HOUR, hours=1, date=tomorrow)  # begins where this one ends
    with refused("crew.overlap"):
        actions.change(crew=crew, actor=chief, starts_at=crew.starts_at, ends_at=crew.ends_at + HOUR, size=2)


def test_a_member_reports_the_crew_out_of_action_and_back(crews, tomorrow, rotation):
    crew = crew_of(Layer.FIRST, tomorrow)
    driver, at = crew.members.first().officer.user, crew.starts_at + HOUR
    with refused("crew.no_reason"):
        actions.pause(crew=crew, reason=" ", actor=driver, at=at)
    assert actions.pause(crew=crew, reason="加油", actor=driver, at=at).paused == "加油"
    with refused("crew.same_state"):
        actions.pause(crew=crew, reason="用餐", actor=driver, at=at)
    assert actions.resume(crew=crew, actor=driver, at=at).paused == ""
    with refused("crew.not_out"):
        actions.pause(crew=crew, reason="加油", actor=driver, at=crew.ends_at)
    with pytest.raises(NotAllowed):
        actions.pause(crew=crew, reason="加油", actor=rotation.officers["case", 0][0].user, at=at)


def test_the_reason_of_a_pause_is_not_in_the_day_book(crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    actions.pause(crew=crew, reason="送同事就医", actor=crew.members.first().officer.user, at=crew.starts_at)
    assert "就医" not in str(Entry.objects.about(crew).values_list("data", flat=True))


# -- the database forbids what must never be ---------------------------------------------------------------------


def test_the_table_itself_refuses_two_posts_at_a_time(cast, in_one):
    crew = make_crew(cast.station, cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_crew(cast.station, cast.officer)
    vehicle = make_vehicle(cast.station)
    make_crew(cast.station, vehicle=vehicle)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_crew(cast.station, vehicle=vehicle)
    assert crew.members.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_put_one_officer_on_two_crews_at_once(transactional_db):
    """One of them wins, the other one hears why not."""
    made = make_rotation(per_section=3)
    with in_station(made.station):
        day = roster.running_day() + datetime.timedelta(days=1)
        roster.generate(station=made.station, first=day, last=day)
        setup.install_defaults(station=made.station)
        actions.prepare(station=made.station, first=day, last=day)
        one, two = crew_of(Layer.FIRST, day), crew_of(Layer.FIRST, day, 3)
        CrewMember.objects.filter(crew__date=day).delete()
        officer = free(day, "secondary", one)
    outcomes, start = [], threading.Barrier(2)

    def put(crew):
        with in_station(made.station):
            start.wait()
            try:
                members.add_member(crew=crew, officer=officer, actor=made.chief.user)
                outcomes.append("done")
            except RuleBroken as refusal:
                outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=put, args=(crew,)) for crew in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_station(made.station):
        assert sorted(outcomes) == ["crew.overlap", "done"]
        assert CrewMember.objects.filter(officer=officer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_the_crews_once(transactional_db):
    from stations.crews import setup  # noqa: PLC0415
    from stations.roster import actions as roster  # noqa: PLC0415

    made = make_rotation(per_section=3)
    with in_station(made.station):
        day = roster.running_day() + datetime.timedelta(days=1)
        roster.generate(station=made.station, first=day, last=day)
        setup.install_defaults(station=made.station)
    done, start = [], threading.Barrier(2)

    def run():
        with in_station(made.station):
            start.wait()
            done.append(bool(actions.prepare(station=made.station, first=day, last=day)))
        connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
