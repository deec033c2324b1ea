"""One of everything of the patrols, for the tests that walk every door."""

import datetime
import uuid

from django.utils import timezone

from patrols.checkins import actions as checkins
from patrols.checkins.models import ManualEntry
from patrols.equipment import actions as equipment
from patrols.equipment.models import Gear, GearKind
from patrols.findings import actions as findings
from patrols.findings.actions import Upload
from patrols.findings.models import FindingKind
from patrols.findings.words import Act
from patrols.inspections import actions as inspections
from patrols.inspections.actions import Raised
from patrols.routes import signs
from patrols.routes.models import AreaSquad, CheckpointKeeper, Street
from patrols.scoring import actions as scoring
from patrols.scoring.models import Contest, MonthScore
from patrols.squads.models import CommandPost, Guard, GuardDutyList, Liaison, SquadMembership
from stations.recognition.models import Commendation, LedgerEntry, PointRule
from stations.training import actions as training
from tests.factories.incidents import make_category
from tests.factories.organisation import FIRST_DAY
from tests.factories.patrols import make_patrols, make_plan
from tests.factories.pictures import jpeg

LINE = {"type": "LineString", "coordinates": [[116.4, 39.9], [116.401, 39.9]]}


def furnish(world) -> None:
    """Let the world's guard patrol, and leave one object for every address that takes a number."""
    station, made = world.station, make_patrols(world.station)
    guard = _profile(world, made.squad)
    world.people |= {"squad_leader": made.leader.user, "office": made.office}
    Liaison.objects.create(
        station=station, squad=made.squad, officer=world.people["officer"].officer, start=FIRST_DAY
    )
    point = made.route.points.select_related("checkpoint").first().checkpoint
    world.objects |= {
        "squad": made.squad, "company": made.squad.company, "patrol_group": made.squad.group, "guard": guard,
        "area": made.route.area, "area_squad": AreaSquad.objects.first(), "route": made.route, "checkpoint": point,
        "patrol_duty": made.duty, "patrol_plan": make_plan(made.squad, made.route, [made.leader, made.guard]),
        "command_post": CommandPost.objects.first(),
        "keeper": CheckpointKeeper.objects.create(station=station, checkpoint=point, guard=guard, start=FIRST_DAY),
        "street": Street.objects.create(station=station, name="鲜鱼口街", line=LINE),
        "guard_duty_list": GuardDutyList.objects.create(
            station=station, version=1, items=["按时到岗"], in_force_from=FIRST_DAY
        ),
    }  # fmt: skip
    _check_in(world, made, point)
    _finding(world, made)
    _inspection(world, made)
    _recognition(world)
    _training(world)
    _gear(world)
    _score(world, made)


def _score(world, made) -> None:
    group = made.squad.group
    scoring.install(station=world.station, actor=world.people["office"], in_force_from=FIRST_DAY)
    sheet = group.score_sheets.get()
    score = MonthScore.objects.create(
        station=world.station, squad=made.squad, sheet=sheet, month=datetime.date(2026, 10, 1),
        frozen_at=timezone.now(), score=80, lines=[],
    )  # fmt: skip
    world.objects |= {
        "month_score": score,
        "contest": Contest.objects.create(
            station=world.station, score=score, measure="hazards", words="漏算", asked_by=made.leader.user,
            asked_at=timezone.now(),
        ),
    }  # fmt: skip


def _gear(world) -> None:
    kind = GearKind.objects.create(station=world.station, name="反光衣")
    piece = Gear.objects.create(station=world.station, kind=kind, code="FGY-001")
    out = equipment.issue(gear=piece, guard=world.objects["guard"], actor=world.people["office"])
    world.objects |= {"gear": piece, "gear_issue": out}


def _profile(world, squad) -> Guard:
    guard = Guard.objects.create(
        station=world.station, user=world.people["guard"], company=squad.company, guard_no="B9000"
    )
    SquadMembership.objects.create(station=world.station, squad=squad, guard=guard, start=FIRST_DAY)
    return guard


def _check_in(world, made, point) -> None:
    outcome = checkins.check_in(
        guard=made.guard,
        token=signs.printed(point),
        client_id=uuid.uuid4(),
        claimed_at=timezone.now(),
        at=timezone.now(),
        method="scan",
    )
    world.objects["check_in"] = made.guard.check_ins.get(pk=outcome.id)
    world.objects["manual_entry"] = ManualEntry.objects.create(
        station=world.station, guard=made.guard, checkpoint=point, duty=made.duty, at=timezone.now(),
        reason="二维码破损", asked_by=made.leader.user, asked_at=timezone.now(),
    )  # fmt: skip


def _finding(world, made) -> None:
    kind = FindingKind.objects.create(
        station=world.station, code="exit", name="消防通道堵塞", acts=[Act.REPORTED],
        category=make_category(world.station, kind="hazard"),
    )  # fmt: skip
    both = [
        findings.report(
            guard=made.guard, client_id=uuid.uuid4(), kind=kind, act=Act.REPORTED, words="纸箱堵住通道",
            place="前门大街",
            files=[Upload("a.jpg", jpeg())] if number else (),
        )
        for number in (0, 1)
    ]  # fmt: skip
    world.objects |= {
        "finding_kind": kind, "finding": both[1], "other": both[0], "finding_file": both[1].files.get().file,
    }  # fmt: skip


def _inspection(world, made) -> None:
    visit = inspections.inspect(
        squad=made.squad, actor=world.people["officer"], raised=[Raised("correction", "未佩戴袖标")]
    )
    world.objects |= {"inspection": visit, "inspection_point": visit.points.get()}


def _training(world) -> None:
    chief = world.people["chief"]
    course = training.save_course(
        station=world.station, actor=chief, title="急救", kind="class", audience="officers", content="", minutes=45,
        required=True, valid_months=12, active=True,
    )  # fmt: skip
    hour = datetime.timedelta(hours=1)
    sitting = training.plan(
        course=course, actor=chief, starts_at=timezone.now(), ends_at=timezone.now() + hour, place="会议室"
    )
    world.objects |= {"course": course, "sitting": training.move(sitting=sitting, verb="open", actor=chief)}


def _recognition(world) -> None:
    station, officer = world.station, world.people["officer"]
    world.objects |= {
        "commendation": Commendation.objects.create(
            station=station, user=officer, title="热心服务", words="帮助游客", given_on=datetime.date(2026, 11, 1)
        ),
        "point_rule": PointRule.objects.create(station=station, act="clue", label="线索", points=5),
        "ledger_entry": LedgerEntry.objects.create(
            station=station, user=officer, points=5, act="clue", source="finding:1", at=timezone.now()
        ),
    }
