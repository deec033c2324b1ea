"""The demo's crime watch: lists read through the importer, most people not agreed yet, once."""

import io

from django.conf import settings
from django.core.management import call_command

from community.groups.models import Enrolment, GroupLead, Member, WatchGroup
from stations.files.models import StoredFile
from stations.kit.scoping import in_station
from stations.management.demo import loading
from stations.organisation.models import Station, User

DATA = settings.BASE_DIR / "config" / "local" / "demo_data"


def test_1300_are_on_the_lists_and_who_agreed_is_a_member_once(db, settings, monkeypatch):
    settings.DEMO = True
    call_command("import_station", DATA / "chaowai.xlsx", stdout=io.StringIO(), stderr=io.StringIO())
    station = Station.objects.get(code="CW")
    for name in ("member2", "grouplead2"):
        User.objects.create_user(name, name=name, home_station=station)
    monkeypatch.setattr(loading, "STATIONS", loading.STATIONS[1:])
    for _turn in range(2):
        told = io.StringIO()
        call_command("load_community_demo", stdout=told, stderr=told)
    assert "no new" in told.getvalue()
    with in_station(station):
        assert WatchGroup.objects.count() == 12
        assert Member.objects.count() + Enrolment.objects.count() == 1302
        assert Member.objects.confirmed().filter(user__username="member2").exists()
        assert GroupLead.objects.filter(member__user__username="grouplead2").exists()
        assert not StoredFile.objects.filter(name="community_chaowai.xlsx").exclude(content="").exists()
