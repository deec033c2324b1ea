"""Commands: a station from its workbook, and the demo from two."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.kit.scoping import in_station
from stations.management.commands import load_demo
from stations.management.demo.logins import follow_duty
from stations.organisation.models import Officer, Station, Team, TeamLead, TeamMembership, User
from stations.places.models import Community, CommunityPost, Grid, IndustryOfficer, Mentorship, PoliceRoom
from stations.roster.models import Duty, RotationPlan, Section, SectionMembership
from stations.timeline.models import Entry
from tests.stations.imports.books import PEOPLE, TEAMS, book, person

DATA = settings.BASE_DIR / "config" / "local" / "demo_data"
STATION = [("编码", "名称", "简称"), ("TS", "试点派出所", "试点所")]


def run(file, **options) -> str:
    told = io.StringIO()
    call_command("import_station", file, stdout=told, stderr=told, **options)
    return told.getvalue()


@pytest.fixture
def qianmen(db):
    run(DATA / "qianmen.xlsx")
    station = Station.objects.get(code="QM")
    with in_station(station):
        yield station


@pytest.fixture
def chaowai(db):
    run(DATA / "chaowai.xlsx")
    station = Station.objects.get(code="CW")
    with in_station(station):
        yield station


def groups_of(**which) -> dict:
    rows = SectionMembership.objects.filter(**which).select_related("section__group", "officer")
    return {row.officer_id: row.section.group.position for row in rows}


def test_the_qianmen_station_has_the_structure_of_the_article(qianmen):
    strength = Officer.objects.on_strength()
    assert strength.count() == 62
    community = TeamMembership.objects.filter(team__kind=Team.Kind.COMMUNITY, officer__kind="police")
    assert community.count() == 36 and round(100 * 36 / 62, 1) == 58.1
    assert sorted(community.filter(team=team).count() for team in Team.objects.filter(kind="community")) == [12] * 3
    assert (Community.objects.count(), Grid.objects.count(), IndustryOfficer.objects.count()) == (3, 11, 5)
    assert PoliceRoom.objects.filter(kind="room").count() == 3 and Mentorship.objects.count() == 3
    assert Section.objects.filter(team__kind="community").count() == 9
    assert set(RotationPlan.objects.get().cycle[:2]) == {"secondary", "primary"}


def test_deputies_and_pairs_sit_in_different_groups(qianmen):
    assert sorted(groups_of(officer__post="deputy").values()) == [1, 2, 3]
    groups = groups_of()
    for community in Community.objects.all():
        holders = CommunityPost.objects.filter(community=community).values_list("officer_id", flat=True)
        assert len({groups[officer] for officer in holders}) == 2
    leads = TeamLead.objects.filter(team__kind="community").values_list("role", "officer__post")
    assert sorted(leads) == [("deputy", "sergeant")] * 3 + [("leader", "deputy")] * 3


def test_the_chaowai_station_turns_the_other_way_round(chaowai):
    assert RotationPlan.objects.get().cycle == ["primary", "secondary", "rest"]
    assert PoliceRoom.objects.filter(kind="smart").count() == 7
    assert Community.objects.exclude(mediation_room="").count() == 4
    services = {service for room in PoliceRoom.objects.all() for service in room.services}
    assert services == {"证件办理", "交通违法查询"}


def test_importing_the_same_station_again_changes_nothing(qianmen):
    before = Entry.objects.count()
    assert "added 0, changed 0" in run(DATA / "qianmen.xlsx")
    assert Entry.objects.count() == before


def test_a_new_station_needs_its_sheet(db, tmp_path):
    file = tmp_path / "no_station.xlsx"
    file.write_bytes(book(队室=[TEAMS]))
    with pytest.raises(CommandError, match="站所"):
        run(file)
    with pytest.raises(CommandError, match="no station has the code"):
        run(file, station="??")
    with pytest.raises(CommandError, match="no such file"):
        run(tmp_path / "gone.xlsx")


def test_a_refused_workbook_leaves_no_station_behind(db, tmp_path):
    file = tmp_path / "bad.xlsx"
    file.write_bytes(book(站所=STATION, 人员=[PEOPLE, person("A1", team="没有的队")]))
    with pytest.raises(CommandError, match="1 rows refused"):
        run(file)
    assert not Station.objects.filter(code="TS").exists()
    file.write_bytes(book(站所=STATION, 队室=[TEAMS, ("前东队", "社区警务队", 1)], 人员=[PEOPLE, person("A1")]))
    assert "TS added 2" in run(file)


def test_the_demo_needs_demo_mode(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo")


def on_duty(at) -> list[str]:
    """The demo's logins of the command room that are on duty."""
    with scopes_disabled():
        rows = Duty.objects.running(at).filter(absence=None)
        names = rows.filter(Q(commander=True) | Q(officer__post="desk")).values_list(
            "officer__user__username", flat=True
        )
        return sorted(set(names) & {"commander", "commander2", "desk", "desk2"})


def test_the_demo_loads_once_with_its_logins(db, monkeypatch, client_of):
    monkeypatch.setattr(load_demo, "MONTHS_BACK", 0)
    monkeypatch.setattr(load_demo, "broker_answers", lambda: False)
    call_command("load_demo", stdout=io.StringIO())
    names = "chief commander desk community casework streets liaison squadleader guard mediator member grouplead"
    expected = {name + suffix for name in names.split() for suffix in ("", "2")} | {"admin", "security", "audit"}
    demo = User.objects.filter(username__in=expected)
    assert {user.username for user in demo} == expected
    assert demo.get(username="chief").check_password("demo") and not demo.filter(must_change_password=True).exists()
    assert demo.get(username="commander").officer.post == "deputy"
    assert not hasattr(demo.get(username="guard"), "officer")
    assert sorted(demo.exclude(admin_role="").values_list("admin_role", flat=True)) == ["audit", "security", "system"]
    assert on_duty(timezone.now()) == ["commander", "commander2", "desk", "desk2"]
    people = User.objects.count()
    tomorrow = timezone.now() + timedelta(days=1)
    with in_station(Station.objects.get(code="QM")):
        assert "commander" in follow_duty("", tomorrow) and follow_duty("", tomorrow) == []
    assert {"commander", "desk"} <= set(on_duty(tomorrow)) and User.objects.count() == people
    assert User.objects.get(username="commander").check_password("demo")
    told = io.StringIO()
    call_command("load_demo", stdout=told)
    assert "already there" in told.getvalue() and User.objects.count() == people
