"""The running hours of a demo station, played by the real verbs: nothing here writes a state by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from stations.casework.actions import file_case
from stations.casework.models import PoliceCase
from stations.casework.referring import give_back, refer
from stations.crews import actions as crews
from stations.crews.models import Asset
from stations.crews.setup import install_defaults
from stations.dispatch import actions as dispatch
from stations.dispatch.advice import recommend
from stations.dispatch.watch import escalate_due
from stations.handovers import actions as handovers
from stations.handovers.models import HandoverNote
from stations.incidents import checking, entries, handling
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident
from stations.incidents.persons import Person
from stations.incidents.words import Result, Source
from stations.kit.answer import NotAllowed, RuleBroken
from stations.management.demo.clock import Script, at
from stations.management.demo.past import place, somebody
from stations.management.demo.words import TALES

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
ASSETS = (
    *((Asset.Kind.VEHICLE, f"演{number:02d}", "巡逻车") for number in range(1, 7)),
    (Asset.Kind.KEY, "K1", "枪弹库钥匙"), (Asset.Kind.KEY, "K2", "办案区钥匙"), (Asset.Kind.KEY, "K3", "物证室钥匙"),
    (Asset.Kind.EQUIPMENT, "E1", "执法记录仪"), (Asset.Kind.EQUIPMENT, "E2", "手持电台"),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One open matter: when it came in, what it is, and how far it has got (minutes after the report)."""

    ago: float
    group: str
    tale: int
    steps: tuple[tuple[float, str], ...] = ()
    source: str = Source.EMERGENCY
    grade: int | None = None
    urgent: bool = False


WAY = ((0.3, "send"), (0.8, "accept"), (1.6, "depart"))
THERE = (*WAY, (6, "arrive"))
BIG = (
    Told(58 * 60, "order", 0, ((0.5, "refer"), (57 * 60, "give_back")), Source.HOTLINE),
    Told(26 * 60, "criminal", 0, (*THERE, (55, "feedback"), (80, "case"), (110, "close"))),
    Told(20 * 60, "found", 0, (), Source.WALK_IN),
    Told(9 * 60, "loss", 0, (), Source.WALK_IN),
    Told(8 * 60, "hazard", 0, ((20, "verify"), (40, "assign"), (400, "rectify")), Source.PATROL),
    Told(5 * 60, "hazard", 2, ((15, "verify"), (30, "assign")), Source.MEMBER),
    Told(3 * 60, "clue", 0, ((25, "verify"),), Source.MEMBER),
    Told(92, "dispute", 0, (*THERE, (20, "control"), (74, "feedback")), grade=3),
    Told(71, "help", 2, (*THERE, (52, "feedback"), (60, "promise")), grade=3),
    Told(46, "order", 3, (*THERE, (12, "control"), (30, "support"))),
    Told(33, "dispute", 3, THERE),
    Told(21, "traffic", 0, THERE, Source.TRAFFIC),
    Told(14, "help", 3, WAY, grade=2),
    Told(8, "dispute", 5, WAY),
    Told(6, "clue", 2, (), Source.PHONE, grade=1, urgent=True),
    Told(4.2, "dispute", 2, ((0.4, "send"),)),
    Told(1.4, "order", 1, ((0.7, "send"),)),
    Told(2.5, "other", 2, (), Source.PHONE, grade=4),
    Told(0.4, "dispute", 1, ()),
)
SMALL = (
    Told(30 * 60, "hazard", 4, ((30, "verify"), (60, "assign")), Source.PATROL),
    Told(64, "dispute", 3, (*THERE, (40, "feedback"))),
    Told(17, "help", 2, THERE),
    Told(5, "dispute", 1, WAY),
    Told(1.1, "traffic", 0, ()),
)
STORIES = {"QM": BIG, "CW": SMALL}


class Stage:
    """Who acts in the story of one station, and what became of each matter so far."""

    def __init__(self, base, now: datetime):
        self.base, self.now, self.chance = base, now, base.chance
        self.desk = base.desk[0].user
        self.officers = base.police[None]

    def record(self, told: Told) -> Incident:
        """The desk enters it."""
        where = Incident()
        place(self.base, where)
        name, phone = somebody(self.chance)
        category, what, _done = self.base.pick(told.group, told.tale)
        is_call = category.kind == "call"
        return record_incident(
            station=self.base.station, actor=self.desk, source=told.source, category=category,
            summary=what, place=where.place, spot=where.spot, lat=where.lat, lng=where.lng, grade=told.grade,
            community=where.community, grid=where.grid,
            urgent=told.urgent, injuries="no" if is_call else "", weapons="unknown" if is_call else "",
            persons=[Person(name, phone)],
        )  # fmt: skip


def furnish(base, now: datetime) -> int:
    """Handovers and open matters of the station in scope; returns how many things were played."""
    stage = Stage(base, now)
    script = Script()
    for told in STORIES.get(base.station.code, SMALL):
        _tell(script, stage, told)
    for minutes in (60, 20, 8, 3, 1):
        script.add(now - minutes * MINUTE, escalate_due)
    _handovers(script, stage)
    return script.play()


def man(station, now: datetime) -> None:
    """Vehicles, keys, equipment; crews from three days back to three days ahead."""
    for kind, code, name in ASSETS:
        Asset.objects.get_or_create(
            station=station, kind=kind, code=code,
            defaults={"name": name, "quantity": 12 if kind == Asset.Kind.EQUIPMENT else 1},
        )  # fmt: skip
    with at(now - 4 * DAY):
        install_defaults(station=station)
    for days in (3, 0):
        with at(now - days * DAY):
            crews.keep_ready(station=station)


def _tell(script: Script, stage: Stage, told: Told) -> None:
    begun = stage.now - told.ago * MINUTE
    held: dict[str, object] = {}

    def enter():
        held["incident"] = stage.record(told)

    script.add(begun, enter)
    for minutes, verb in told.steps:
        moment = min(begun + minutes * MINUTE, stage.now - 2 * SECOND)
        script.add(moment, partial(_try, VERBS[verb], stage, told, held))


def _try(act: Callable, stage: Stage, told: Told, held: dict) -> None:
    """A step that the roster of this hour does not allow (no crew is out) is left out."""
    try:
        act(stage, told, held)
    except (NotAllowed, RuleBroken, LookupError):
        held["stopped"] = True


def _send(stage: Stage, told: Told, held: dict) -> None:
    incident = Incident.objects.get(pk=held["incident"].pk)
    found = [advice for advice in recommend(incident, incident.received_at) if advice.recommended]
    best = (found or recommend(incident, incident.received_at))[0]
    held["sent"] = dispatch.send(incident=incident, crew=best.crew, actor=stage.desk, advice=best.code)


def _tap(verb: str) -> Callable:
    """A tap of the crew, with the position of that moment near the incident."""

    def act(stage: Stage, told: Told, held: dict) -> None:
        sent = held["sent"]
        leader = sent.crew.members.select_related("officer__user__officer").order_by("-leader")[0].officer.user
        fix = {}
        if verb in ("depart", "arrive") and held["incident"].lat:
            far = 0.0004 if verb == "arrive" else 0.0016
            fix = {
                "lat": held["incident"].lat + stage.chance.uniform(-far, far),
                "lng": held["incident"].lng + stage.chance.uniform(-far, far),
            }
        getattr(dispatch, verb)(assignment=sent, actor=leader, **fix)

    return act


def _feedback(stage: Stage, told: Told, held: dict) -> None:
    results = {"order": Result.DISSUADED, "criminal": Result.CASE, "dispute": Result.OTHER}
    handling.feedback(
        incident=held["incident"], actor=stage.desk, category=held["incident"].category,
        result=results.get(told.group, Result.HELPED), text=TALES[told.group][told.tale % len(TALES[told.group])][2],
        violation=told.group == "order",
    )  # fmt: skip


def _assign(stage: Stage, told: Told, held: dict) -> None:
    officer = stage.officers[(told.tale * 5) % len(stage.officers)]
    held["officer"] = officer
    checking.assign(
        incident=held["incident"], actor=stage.desk, officers=[officer], due_at=stage.now + 4 * 60 * MINUTE
    )


def _case(stage: Stage, told: Told, held: dict) -> None:
    moment = held["incident"].received_at + 80 * MINUTE
    file_case(
        incident_id=held["incident"].pk, kind=PoliceCase.Kind.ORDER, filed_on=moment.astimezone().date(),
        actor=stage.desk,
    )  # fmt: skip


def _refer(stage: Stage, told: Told, held: dict) -> None:
    held["referral"] = refer(
        incident_id=held["incident"].pk, target="街道综合办", reason="属于市容管理，请牵头处理", actor=stage.desk
    )


VERBS: dict[str, Callable[[Stage, Told, dict], object]] = {
    "send": _send,
    "accept": _tap("accept"),
    "depart": _tap("depart"),
    "arrive": _tap("arrive"),
    "support": _tap("ask_support"),
    "control": lambda stage, told, held: handling.control(incident=held["incident"], actor=stage.desk),
    "feedback": _feedback,
    "close": lambda stage, told, held: handling.close(incident=held["incident"], actor=stage.desk),
    "promise": lambda stage, told, held: entries.promise(
        incident=held["incident"], actor=stage.desk, call_back_at=stage.now + 45 * MINUTE
    ),
    "verify": lambda stage, told, held: checking.verify(incident=held["incident"], actor=stage.desk),
    "assign": _assign,
    "rectify": lambda stage, told, held: checking.rectify(
        incident=held["incident"], actor=held["officer"].user, text="物业已清理，现场拍照"
    ),
    "case": _case,
    "refer": _refer,
    "give_back": lambda stage, told, held: give_back(
        referral=held["referral"], actor=stage.desk, answer="不在本办职责范围，退回派出所"
    ),
}


def _handovers(script: Script, stage: Stage) -> None:
    """Signed by both on the days before; today's is signed by the outgoing commander only."""
    station = stage.base.station
    for days in (2, 1, 0):
        with at(stage.now - days * DAY):
            found = handovers.prepare(station=station, at=stage.now - days * DAY)
        if found is None or found.at > stage.now:
            continue
        script.add(found.at + 4 * MINUTE, partial(_sign, handovers.give, found, "outgoing_commander"))
        if days:
            script.add(found.at + 11 * MINUTE, partial(_sign, handovers.take, found, "incoming_commander"))
    for kind, text, hours in (
        (HandoverNote.Kind.PERSON, "独居老人夜间易走失，重点关照", 20),
        (HandoverNote.Kind.CALL_BACK, "商户咨询夜市安保，答复进展", 3),
        (HandoverNote.Kind.NOTE, "二号电台信号不稳，已报修", None),
    ):
        due = stage.now + timedelta(hours=hours) if hours else None
        script.add(stage.now - 30 * MINUTE, partial(_note, stage, kind, text, due))


def _note(stage: Stage, kind: str, text: str, due) -> None:
    try:
        handovers.write_note(
            station=stage.base.station, kind=kind, text=text, actor=stage.base.desk[0].user, due_at=due
        )
    except NotAllowed:
        HandoverNote.objects.create(
            station=stage.base.station, kind=kind, text=text, due_at=due, written_by=stage.desk
        )


def _sign(verb: Callable, handover, who: str) -> None:
    handover.refresh_from_db()
    officer = getattr(handover, who)
    if officer:
        try:
            verb(handover=handover, actor=officer.user)
        except (NotAllowed, RuleBroken):
            return
