"""Series, meetings, demands, talks and losses made in one line each, through the actions."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from community.enterprises.models import Building
from community.partners import actions, demands, losses, meetings, planning, resolutions
from community.partners.models import JointMeeting, MeetingSeries, Resolution
from community.partners.models_demands import Demand, DemandKind, PreventionTalk, RecoveredLoss
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Station, User

_numbers = itertools.count(1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_kind(station: Station, name: str = "", days: int = 5) -> DemandKind:
    """A kind of demand."""
    with in_station(station):
        return DemandKind.objects.create(station=station, name=name or f"诉求{next(_numbers)}", days=days)


def make_series(station: Station, chair: Officer, actor: User, title: str = "", **fields) -> MeetingSeries:
    """A series of joint meetings."""
    told = {"title": title or f"联席会议{next(_numbers)}", "place": "物业会议室", "every_months": 3, "active": True}
    told |= {"community": None, "building": None, "chair": chair} | fields
    with in_station(station):
        return planning.keep_series(station=station, actor=actor, **told)


def make_joint_meeting(series: MeetingSeries, actor: User, **fields) -> JointMeeting:
    """The next meeting of a series, tomorrow, with its chair invited."""
    told = {"starts_at": timezone.now() + DAY, "minutes": 90} | fields
    with in_station(series.station):
        meeting = planning.plan(series=series, actor=actor, **told)
        if meeting.chair and not meeting.invitees.exists():
            planning.invite(meeting=meeting, actor=actor, officers=[meeting.chair])
        return JointMeeting.objects.get(pk=meeting.pk)


def hold(meeting: JointMeeting, actor: User, minutes: str = "一致同意。") -> JointMeeting:
    """Everybody invited came."""
    with in_station(meeting.station):
        came = list(meeting.invitees.all())
        return meetings.hold(
            meeting=meeting, actor=actor, came=came, minutes=minutes, at=meeting.starts_at + HOUR
        )  # fmt: skip


def make_resolution(meeting: JointMeeting, actor: User, officer: Officer, **fields) -> Resolution:
    """A resolution of a meeting that was held."""
    told = {"words": "加装夜间照明", "due_on": timezone.localdate() + 10 * DAY, "officer": officer} | fields
    with in_station(meeting.station):
        return resolutions.give(meeting=meeting, actor=actor, **told)


def make_demand(station: Station, kind: DemandKind | None = None, building: Building | None = None, **told) -> Demand:
    """A demand as a merchant sent it, by the code of a building."""
    told = {"shop": "示例服装店", "words": "门口夜里太暗", "client_id": uuid.uuid4()} | told
    with in_station(station):
        return demands.receive(station=station, kind=kind or make_kind(station), building=building, **told).demand


def make_talk(station: Station, speaker: Officer, **told) -> PreventionTalk:
    """A talk of today."""
    number = next(_numbers)
    told = {
        "held_on": timezone.localdate(), "topic": f"反诈宣讲{number}", "place": "一层大厅", "people": 30,
        "client_id": uuid.uuid4(),
    } | told  # fmt: skip
    with in_station(station):
        return actions.record_talk(station=station, actor=speaker.user, speaker=speaker, **told)


def make_loss(station: Station, actor: User, **told) -> RecoveredLoss:
    """A loss that was recovered today."""
    told = {
        "manner": "goods", "amount": Decimal("3600.00"), "what": "被盗手机", "unit": "示例数码店",
        "reference": "线下登记", "recovered_on": timezone.localdate(), "client_id": uuid.uuid4(),
    } | told  # fmt: skip
    with in_station(station):
        return losses.enter(station=station, actor=actor, **told)


def give_back(loss: RecoveredLoss, actor: User) -> RecoveredLoss:
    """Given back today against a receipt."""
    with in_station(loss.station):
        return losses.give_back(
            loss=loss, actor=actor, given_back_on=timezone.localdate(), receipt_no="SJ-001"
        )  # fmt: skip


def furnish(world) -> None:
    """One of everything for the tests that walk every door: a meeting held, the next one that took over from it."""
    station, building = world.station, world.objects["building"]
    shop, chief = world.objects["enterprise"], world.people["chief"]
    series = make_series(station, chief.officer, chief, building=building)
    kind = make_kind(station)
    demand = make_demand(station, kind, building, shop=shop.name, phone="13600000000", for_meeting=True)
    meeting = hold(make_joint_meeting(series, chief), chief)
    resolution = make_resolution(meeting, chief, chief.officer)
    following = make_joint_meeting(series, chief, starts_at=timezone.now() + 3 * DAY)
    with in_station(station):
        item = meetings.propose(series=series, topic="夜间照明", actor=world.people["officer"])
        world.objects |= {
            "meeting_series": series, "joint_meeting": meeting, "agenda_item": item, "resolution": resolution,
            "carried": following.carried.get(), "demand_kind": kind, "demand": demand,
        }  # fmt: skip
    loss = give_back(make_loss(station, world.people["officer"], enterprise=shop, unit=""), world.people["officer"])
    world.objects |= {"prevention_talk": make_talk(station, chief.officer, enterprise=shop), "recovered_loss": loss}
