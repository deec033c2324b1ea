"""A month of patrols as it may go: who walks which duty when, where reception fails, what is forgotten and found.

Everything follows from the seed, the plan and its times: the same duty is walked the same way again, with the same
client ids, so a second run sends what was sent before and the portal doubles nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from patrols.checkins.words import Closing
from patrols.findings.words import Act
from patrols.routes import signs
from patrols.schedule import readings
from patrols.schedule.models import PatrolDuty
from patrols.schedule.words import Mode, State

SPACE = UUID("5a1f7c1e-6f0b-4d0e-9a53-0d3b6a1c2e77")
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
# Shares of duties and of points; together about 97 % of what is due is visited, 6 % of it without reception.
MISSED, HALF, LATE, FORGOTTEN = 0.008, 0.03, 0.015, 0.006
DEAD_ZONE, BY_TURNS = 0.12, 0.2
FAR, VAGUE, OFF_CLOCK, NO_POSITION = 0.012, 0.01, 0.005, 0.004
FINDING, KNOWN_HAZARD = 0.003, 0.007
DEGREE = 111_320  # metres of latitude


@dataclass(slots=True)
class Scan:
    """One tap on the phone: who, where, when; what the phone sends of it."""

    guard: object
    point: object
    at: datetime
    client_id: str
    item: dict
    finding: "Found | None" = None
    closing: str = ""


@dataclass(slots=True)
class Upload:
    """What a phone sends at once, and when it reaches the portal."""

    guard: object
    at: datetime
    scans: list[Scan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What a guard finds at a point.

    Attributes:
        kind: code of the kind of finding.
        act: what the guard does about it.
        words: what the guard writes.
        settled: whether that was all; with photos of before and after.
        answer: what the office answers where it does not give it to the command room.
    """

    kind: str
    act: str
    words: str
    settled: bool = False
    answer: str = ""


FOUND = (
    Found("exit", Act.REMOVED, "通道口堆了纸箱，已同商户清走", settled=True),
    Found("exit", Act.REMOVED, "电动自行车挡住安全出口，已挪开", settled=True),
    Found("clutter", Act.REMOVED, "门前堆放泡沫箱，提醒后已清理", settled=True),
    Found("clutter", Act.DISSUADED, "店外经营占道，劝导后已收回", settled=True),
    Found("parking", Act.REMOVED, "共享单车堵住盲道，已归位", settled=True),
    Found("vendor", Act.DISSUADED, "游商占道，劝导后离开", settled=True),
    Found("charging", Act.DISSUADED, "飞线充电，车主已拔下收走", settled=True),
    Found("facility", Act.REPORTED, "路灯不亮，地面有破损", answer="已通知产权单位维修，请留意恢复情况。"),
    Found("facility", Act.REPORTED, "消火栓箱玻璃破损", answer="物业已登记更换，谢谢上报。"),
    Found("help", Act.HELPED, "为游客指路", settled=True),
    Found("help", Act.HELPED, "帮老人提行李上台阶", settled=True),
    Found("item", Act.REPORTED, "拾得交通卡一张，与同伴当面清点"),
    Found("item", Act.REPORTED, "拾得钱包一个，与同伴当面清点"),
)


@dataclass(frozen=True, slots=True)
class Script:
    """How one station's patrols go.

    Attributes:
        code: of the station.
        seed: another one, another month.
        now: nothing is sent that lies behind it.
    """

    code: str
    seed: int
    now: datetime

    def day(self, day: date) -> dict[int, list[Upload]]:
        """The uploads of a day by squad, in the order in which they reach the portal."""
        found: dict[int, list[Upload]] = {}
        duties = readings.duties().filter(date=day).exclude(state=State.CANCELLED).order_by("starts_at", "id")
        targets = readings.targets_of([duty.pk for duty in duties])
        for duty in duties:
            points = [point for point in targets[duty.pk] if point.checkpoint.active]
            guards = sorted((row.guard for row in duty.guards.all()), key=lambda guard: guard.guard_no)
            if points and guards:
                uploads = self._uploads(self._walk(duty, points, guards), self._dice(duty, "reception"))
                found.setdefault(duty.squad_id, []).extend(uploads)
        return {squad: sorted(rows, key=lambda row: row.at) for squad, rows in found.items()}

    def _dice(self, duty: PatrolDuty, about: str) -> Random:
        return Random(f"{self.seed}/{self.code}/{duty.plan_id}/{duty.starts_at.isoformat()}/{about}")

    def identity(self, *parts) -> str:
        """A client id that is the same in every run."""
        return str(uuid5(SPACE, "/".join(str(part) for part in (self.seed, self.code, *parts))))

    def _walk(self, duty: PatrolDuty, targets: list, guards: list) -> list[Scan]:
        """The scans of a duty in the order of time."""
        dice = self._dice(duty, "walk")
        fate, chosen = dice.random(), _chosen(duty, targets, dice)
        if fate < MISSED:
            return []
        if fate < MISSED + HALF:
            chosen = chosen[: max(len(chosen) * 2 // 3, 1)]
        late = MISSED + HALF <= fate < MISSED + HALF + LATE
        walker, turns = dice.randrange(len(guards)), dice.random() < BY_TURNS
        scans = []
        for place, (target, at) in enumerate(zip(chosen, _times(duty, chosen, dice, late), strict=True)):
            guard = guards[(walker + place * turns) % len(guards)]
            forgotten = dice.random() < FORGOTTEN
            made = self._scan(duty, target, guard, at, dice)
            if not forgotten and at <= self.now:
                scans.append(made)
        return scans

    def _scan(self, duty: PatrolDuty, target, guard, at: datetime, dice: Random) -> Scan:
        point, odd = target.checkpoint, dice.random()
        client_id = self.identity(duty.plan_id, duty.starts_at.isoformat(), guard.guard_no, target.seq)
        off = dice.uniform(180, 400) if odd < FAR else dice.uniform(0, 8)
        item = {
            "client_id": client_id,
            "token": signs.rotating(point, at) if point.display else signs.printed(point),
            "method": "rotating" if point.display else "scan",
            "claimed_at": (at - 200 * SECOND if FAR + VAGUE < odd < FAR + VAGUE + OFF_CLOCK else at).isoformat(),
            "lat": round(point.lat + off / DEGREE, 6),
            "lng": round(point.lng + dice.uniform(-6, 6) / DEGREE, 6),
            "accuracy": 160 if FAR <= odd < FAR + VAGUE else dice.randrange(5, 30),
        }
        if odd > 1 - NO_POSITION:
            for name in ("lat", "lng", "accuracy"):
                del item[name]
        luck, scan = dice.random(), Scan(guard, point, at, client_id, item)
        chosen = dice.choice(FOUND)
        if luck < FINDING:
            scan.finding = chosen
            scan.closing = (Closing.FOUND if chosen.kind in {"item", "help"} else Closing.HAZARD).value
        elif luck < FINDING + KNOWN_HAZARD:
            scan.closing = Closing.HAZARD.value
        return scan

    def _uploads(self, scans: list[Scan], dice: Random) -> list[Upload]:
        """One by one; what lies in an alley without reception goes up together as soon as the phone is out of it."""
        dead = range(0)
        if len(scans) > 1 and dice.random() < DEAD_ZONE:
            length = max(len(scans) // 2, 1)
            begin = dice.randrange(len(scans) - length + 1)
            dead = range(begin, begin + length)
        waiting: dict[int, Upload] = {}
        found = []
        for place, scan in enumerate(scans):
            if place in dead:
                scan.item["offline"] = True
                waiting.setdefault(scan.guard.pk, Upload(scan.guard, scan.at)).scans.append(scan)
            else:
                found.append(Upload(scan.guard, scan.at + 2 * SECOND, [scan]))
        out = (
            scans[dead.stop].at - MINUTE
            if 0 < dead.stop < len(scans)
            else scans[-1].at + 6 * MINUTE
            if scans
            else None
        )
        for upload in waiting.values():
            upload.at = max(out, upload.scans[-1].at + 2 * SECOND)
        return found + [upload for upload in waiting.values() if upload.at <= self.now]


def _chosen(duty: PatrolDuty, targets: list, dice: Random) -> list:
    """The points a patrol means to visit: all of them in their order, or as many of the drawn ones as are wanted."""
    if duty.mode != Mode.RANDOM:
        return list(targets)
    return sorted(dice.sample(targets, min(duty.planned, len(targets))), key=lambda target: target.seq)


def _times(duty: PatrolDuty, targets: list, dice: Random, late: bool) -> list[datetime]:
    """When each point is reached: spread over the duty, never before the point is due, unhurried."""
    first = duty.starts_at + dice.uniform(5, 20) * MINUTE
    last = duty.ends_at - dice.uniform(16, 42) * MINUTE
    step = (last - first) / max(len(targets) - 1, 1)
    times: list[datetime] = []
    for place, target in enumerate(targets):
        at = first + step * place + (step * dice.uniform(-0.2, 0.2) if 0 < place < len(targets) - 1 else 0 * MINUTE)
        at = max(at, (target.not_before or at) + MINUTE) if target.not_before else at
        times.append((max(at, times[-1] + 3 * MINUTE) if times else at).replace(microsecond=0))
    if late:
        times[-1] = (duty.ends_at + dice.uniform(3, 15) * MINUTE).replace(microsecond=0)
    return times
