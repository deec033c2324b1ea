"""The demo's mediation: read through its workbook, played through the actions, once."""

import io
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from mediation.cases.models import Case
from mediation.cases.words import State
from mediation.management.stories import STORIES
from mediation.models import CaseFile, Consultation, ConsultationTask, FollowUp, Recurrence
from mediation.network.models import MediationRoom, Mediator
from stations.kit.scoping import in_station
from stations.management.demo import loading
from stations.organisation.models import Station, User

DATA = settings.BASE_DIR / "config" / "local" / "demo_data"


def test_the_demo_has_a_network_and_disputes_in_every_state_once(db, settings, monkeypatch):
    settings.DEMO = True
    call_command("import_station", DATA / "chaowai.xlsx", stdout=io.StringIO(), stderr=io.StringIO())
    station = Station.objects.get(code="CW")
    User.objects.create_user("mediator2", name="调解员", home_station=station)
    monkeypatch.setattr(loading, "STATIONS", loading.STATIONS[1:])
    told = io.StringIO()
    call_command("load_mediation_demo", stdout=told, stderr=told)
    with in_station(station):
        assert MediationRoom.objects.count() == 5 and Mediator.objects.count() >= 100
        states = Counter(Case.objects.exclude(state=State.ARCHIVED).values_list("state", flat=True))
        keeper = Mediator.objects.get(keeper=True)
        assert CaseFile.objects.count() == Case.objects.filter(state=State.ARCHIVED).count()
        assert all(rows.objects.exists() for rows in (Consultation, ConsultationTask, Recurrence, FollowUp))
    assert sum(states.values()) == len(STORIES)
    assert {"registered", "triage", "accepted", "mediating", "performing", "transferred", "ended"} <= set(states)
    assert keeper.user.username == "mediator2"
    call_command("load_mediation_demo", stdout=told, stderr=told)
    with in_station(station):
        assert Case.objects.exclude(state=State.ARCHIVED).count() == len(STORIES)


def test_the_demo_needs_demo_mode(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_mediation_demo")
