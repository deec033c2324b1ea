"""Two whole stations with one of everything, for the tests that walk every door."""

import datetime
from dataclasses import dataclass, field

import pghistory.models
import pgtrigger
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.access.models import DeviceToken, WallScreen
from stations.analysis import actions as analysis
from stations.casework.models import AllocationRule, SceneMediation
from stations.catalogue.models import Element
from stations.crews import actions as crews
from stations.crews import setup
from stations.crews.models import Crew, CrewPattern
from stations.files.actions import store
from stations.handovers import actions as handovers
from stations.imports.models import WorkbookImport
from stations.incidents.attachments import attach
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.organisation.models import DutyList, Officer, Post, Station, User
from stations.places.models import Community, PoliceRoom
from stations.reports.models import MonthlyReport
from stations.roster import absences, actions
from stations.roster.models import RotationPlan
from tests.factories import community_world, mediation_world, patrols_world
from tests.factories.bureau import make_bureau_import
from tests.factories.casework import make_case, make_referral
from tests.factories.dispatch import make_assignment, make_circle
from tests.factories.incidents import make_category, make_crew, make_incident, make_spot, make_vehicle
from tests.factories.kept import kept
from tests.factories.notices import make_notice
from tests.factories.organisation import FIRST_DAY, lead, make_administrator, make_officer, make_person
from tests.factories.places import make_contact, make_grid
from tests.factories.roster import Rotation, make_rotation

DAY = datetime.timedelta(days=1)


@dataclass
class World:
    """One station: its people by role, and one object for every address that takes a number."""

    station: Station
    rotation: Rotation
    people: dict[str, User]
    objects: dict[str, object] = field(default_factory=dict)


@kept
@scopes_disabled()
def make_world(code: str = "QM") -> World:
    """A station whose roster runs, with people of every role and one of every object."""
    rotation = make_rotation(code)
    world = World(rotation.station, rotation, _people(rotation))
    with in_station(world.station):
        _roster(world)
        _crews(world)
        _handover(world)
        _objects(world)
        _incidents(world)
        _cases(world)
        _dispatch(world)
        _analysis(world)
        patrols_world.furnish(world)
        mediation_world.furnish(world)
        community_world.furnish(world)
    return world


def _people(rotation: Rotation) -> dict[str, User]:
    station, community = rotation.station, rotation.teams["community1"]
    sergeant = make_officer(station, post=Post.SERGEANT, team=community)
    lead(community, sergeant, role="deputy")
    return {
        "chief": rotation.chief.user,
        "commander": rotation.deputies[0].user,
        "desk": make_officer(station, post=Post.DESK, team=rotation.teams["command"]).user,
        "sergeant": sergeant.user,
        "officer": rotation.officers["community1", 0][1].user,
        "auxiliary": make_officer(station, post=Post.AUXILIARY, team=community).user,
        "guard": make_person(station),
        "member": make_person(station),
        "system": make_administrator("system", station),
        "security": make_administrator("security", station),
        "audit": make_administrator("audit", station),
    }


def _roster(world: World) -> None:
    today = actions.running_day()
    actions.generate(station=world.station, first=today - 40 * DAY, last=today + 20 * DAY)
    away = Officer.objects.with_team(today).get(pk=world.rotation.officers["case", 0][0].pk)
    absence, _covered = absences.enter(
        station=world.station, officer=away, kind="leave", first_day=today, last_day=today + 5 * DAY, reason="年休假",
        actor=world.people["chief"],
    )  # fmt: skip
    world.objects |= {"absence": absence, "plan": RotationPlan.objects.first()}


def _crews(world: World) -> None:
    tomorrow = actions.running_day() + DAY
    setup.install_defaults(station=world.station)
    asset = make_vehicle(world.station)
    crews.prepare(station=world.station, first=tomorrow, last=tomorrow)
    world.objects |= {"crew": Crew.objects.first(), "crew_pattern": CrewPattern.objects.first(), "asset": asset}


def _handover(world: World) -> None:
    handover = handovers.prepare(station=world.station, at=timezone.now())
    note = handovers.write_note(
        station=world.station, kind="note", text="三层打印机报修", actor=world.people["desk"]
    )  # fmt: skip
    world.objects |= {"handover": handover, "handover_note": note}


def _objects(world: World) -> None:
    station, chief = world.station, world.people["chief"]
    community, room = Community.objects.first(), PoliceRoom.objects.first()
    officer = world.people["officer"].officer
    file = store(
        station=station,
        purpose="imports",
        name="人员.xlsx",
        content=b"PK",
        content_type="application/zip",
        actor=chief,
    )
    soon = datetime.datetime.now(datetime.UTC) + 30 * DAY
    world.objects |= {
        "officer": officer,
        "team": world.rotation.teams["community1"],
        "community": community,
        "grid": make_grid(community, officer),
        "room": room,
        "contact": make_contact(room, phone="13900001111"),
        "person": world.people["guard"],
        "duty_list": DutyList.objects.create(
            station=station, post=Post.OFFICER, version=1, items=["巡逻"], in_force_from=FIRST_DAY
        ),
        "file": file,
        "category": make_category(station),
        "element": Element.objects.create(station=station, code="Y01", name="旅店"),
        "spot": make_spot(station),
        "notice": make_notice(chief),
        "import": WorkbookImport.objects.create(station=station, kind="station", file=file, created_by=chief),
        "job": Job.objects.create(station=station, kind="roster.generate", key="x", requested_by=chief),
        "report": MonthlyReport.objects.create(
            station=station, month=datetime.date(2026, 10, 1), fingerprint="0", figures={}
        ),
        "phone": DeviceToken.objects.create(
            station=station, user=world.people["guard"], digest=f"d{station.pk}", expires_at=soon
        ),
        "wall": WallScreen.objects.create(station=station, name="大屏", digest=f"w{station.pk}", paired_by=chief),
    }


def _incidents(world: World) -> None:
    """An incident that an officer handles, with a reporter and a document."""
    handled = make_incident(
        world.station, state="arrived", handlers=(world.people["officer"].officer,), reporter="王建国",
        phone="13800001234", recorded_by=world.people["desk"],
    )  # fmt: skip
    document = attach(
        incident=handled, actor=world.people["desk"], name="笔录.pdf", content=b"%PDF-1.7\n1 0 obj", stage="document"
    )
    world.objects |= {"incident": handled, "party": handled.parties.first(), "attachment": document}


def _cases(world: World) -> None:
    station, team = world.station, world.rotation.teams["case"]
    handled = make_incident(station, state="arrived", handlers=(world.people["officer"].officer,))
    world.objects.setdefault("incident", handled)
    export = make_bureau_import(station, world.people["desk"])
    world.objects |= {
        "case": make_case(make_incident(station, state="fed_back", result="case"), team=team),
        "referral": make_referral(station),
        "scene": SceneMediation.objects.create(
            station=station,
            incident=make_incident(station, state="fed_back", result="mediated"),
            violation=False,
            note="握手言和",
            law="CX-2018",
            by=world.people["desk"],
            at=timezone.now(),
        ),
        "bureau_import": export,
        "mapping": export.mapping,
        "allocation_rule": AllocationRule.objects.create(station=station, order=1, name="其余", team=team),
    }


def _dispatch(world: World) -> None:
    """A crew under way, with an auxiliary on it."""
    station = world.station
    crew = make_crew(station, make_officer(station), world.people["auxiliary"].officer, hours=2)
    assignment = make_assignment(make_incident(station, state="dispatched"), crew)
    world.objects |= {"assignment": assignment, "circle": make_circle(station)}


# What people write or name; columns of other words (codes, states, digests) stay as they are.
WORDED = {
    "name", "summary", "place", "address", "topic", "title", "findings", "result_text", "text", "note", "reason",
    "remark", "goal", "forces", "area", "work", "target", "reference", "outcome_text", "check_text", "answer",
}  # fmt: skip
ROWS = 60  # of one table are enough to be seen on its first page


@scopes_disabled()
def mark(world: World, word: str) -> None:
    """Write a word into all that is named or written in a station, so that a leak shows wherever it appears."""
    with pgtrigger.ignore():
        for model in apps.get_models():
            owned = {field.name for field in model._meta.fields} >= {"station"}
            if owned and not issubclass(model, pghistory.models.Event):
                _mark_rows(model, model._default_manager.filter(station=world.station), word)
    for user in User.objects.filter(home_station=world.station):
        user.name = f"{word}{user.name}"
        user.save()
    Officer.objects.filter(station=world.station).update(specialities=[word])


def _mark_rows(model, rows, word: str) -> None:
    fields = [
        field for field in model._meta.fields
        if field.name in WORDED and isinstance(field, CharField | TextField) and not field.choices
    ]  # fmt: skip
    if not fields:
        return
    for row in rows.order_by("-pk")[:ROWS]:
        texts = {field.name: (field, getattr(row, field.name)) for field in fields}
        values = {name: f"{word}{text}"[: field.max_length] for name, (field, text) in texts.items() if text}
        if values:
            rows.filter(pk=row.pk).update(**values)


def _analysis(world: World) -> None:
    station, chief, today = world.station, world.people["chief"], actions.running_day()
    owner = world.people["officer"].officer
    briefing = analysis.call_briefing(
        station=station, actor=chief, rhythm="week", topic="一周研判", first=today - 6 * DAY, last=today
    )
    world.objects |= {
        "briefing": briefing,
        "analysis_task": analysis.open_task(station=station, actor=chief, title="走访反复报警住户", owner=owner),
        "operation": analysis.plan_operation(
            station=station, actor=chief, start=today, end=today + 7 * DAY, lead=owner, kind="spot", name="围点整治",
            place="前门大街", forces="社区队4人", goal="下降三成",
        ),
    }  # fmt: skip
