"""The demo's key places and night patrols, past and coming, played through the verbs at their moments."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import shapely
from django.utils import timezone
from shapely.geometry import shape

from community.groups.models import GroupLead, Member, Trade
from community.groups.readings import members_on
from community.nights import actions, asking, codes, joining, walking
from community.nights.models import NightPatrol, NightPlace, NightRequest, NightSeat
from community.nights.words import Cause, State
from stations.catalogue import key_places, ways
from stations.catalogue.actions import set_spot
from stations.catalogue.models import Spot
from stations.kit.answer import RuleBroken
from stations.kit.spans import in_force
from stations.management.demo.clock import at
from stations.notices.actions import tell
from stations.organisation.models import Officer, Post, Station, User
from stations.places.models import Community, CommunityPost

DAY, HOUR, MINUTE = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes"))
CLOCK = datetime.time
# What is marked in each community: name, why, hours, and where (steps from its middle, in degrees).
PLACES = (
    ("小学门口", "放学时段家长、车辆聚集", CLOCK(15), CLOCK(18), (0.0008, -0.0006)),
    ("餐饮酒吧街口", "夜间易起纠纷，注意醉酒人员", CLOCK(21), CLOCK(3), (-0.0005, 0.0009)),
    ("在建工地围挡", "夜间线缆、钢材易被盗", CLOCK(20), CLOCK(6), (0.0011, 0.0007)),
    ("老旧小区车棚", "电动自行车飞线充电、被盗", None, None, (-0.0009, -0.0008)),
    ("地下通道", "深夜照明不足，偶有滞留人员", CLOCK(22), CLOCK(5), (0.0003, 0.0003)),
    ("菜市场后门", "打烊后堆放杂物，堵塞消防通道", CLOCK(19), CLOCK(5), (-0.0012, 0.0002)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One patrol: the night (days from today), from when, which community, how it ends."""

    days: int
    hour: int
    place: int
    end: str
    name: str = ""
    helpers: int = 5


STORIES = (
    Story(-27, 20, 0, "confirmed", "平安夜巡"),
    Story(-24, 20, 1, "confirmed", "邻里夜巡", 4),
    Story(-20, 20, 0, "confirmed", "平安夜巡"),
    Story(-17, 21, 1, "cancelled", "邻里夜巡", 4),
    Story(-15, 20, 2, "confirmed", "", 4),
    Story(-13, 20, 0, "confirmed", "平安夜巡"),
    Story(-10, 20, 1, "confirmed", "邻里夜巡", 4),
    Story(-8, 20, 2, "not_held"),
    Story(-6, 20, 0, "confirmed", "平安夜巡"),
    Story(-3, 20, 1, "finished", "邻里夜巡", 4),
    Story(1, 20, 0, "standing", "平安夜巡", 3),
    Story(4, 20, 1, "called", "邻里夜巡", 6),
    Story(6, 22, 2, "called", "", 4),
    Story(8, 20, 0, "planned", "平安夜巡", 6),
)


def tell_stories(station: Station) -> int:
    """Play them at a station that has no night patrols yet; returns how many. The station is in scope."""
    communities = list(Community.objects.exclude(outline=None).order_by("code"))
    if NightPatrol.objects.exists() or not communities or not Member.objects.confirmed().exists():
        return 0
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get()
    spots = {row.pk: _mark(station, row) for row in communities}
    actions.keep_settings(station=station, actor=chief.user, wave_size=8, command_phone="010-6512-0110")
    for story in sorted(STORIES, key=lambda one: one.days):
        community = communities[story.place % len(communities)]
        _play(station, story, community, spots[community.pk], chief)
    return NightPatrol.objects.count()


def _mark(station: Station, community: Community) -> list[Spot]:
    """The key places of a community, as far as they lie inside its outline."""
    area = shape(community.outline)
    middle, found = area.representative_point(), []
    for name, why, begins, ends, (north, east) in PLACES:
        point = shapely.Point(middle.x + east, middle.y + north)
        if not area.covers(point):
            point = shapely.Point((point.x + 3 * middle.x) / 4, (point.y + 3 * middle.y) / 4)
        spot = set_spot(
            station=station, actor=None, name=f"{community.name}{name}", lat=round(point.y, 6), lng=round(point.x, 6)
        )
        found.append(key_places.mark(spot=spot, actor=None, why=why, key_from=begins, key_until=ends))
    return found


def _leader(community: Community, night) -> User | None:
    """The leader of a group of the community, the demo's login first."""
    rows = GroupLead.objects.filter(
        in_force(night), group__community=community, member__in=Member.objects.confirmed()
    )
    users = [row.member.user for row in rows.select_related("member__user").order_by("pk")]
    return next((user for user in users if user.username.startswith("grouplead")), users[0] if users else None)


def _play(station: Station, story: Story, community: Community, spots: list[Spot], chief: Officer) -> None:
    night = timezone.localdate() + story.days * DAY
    begins = timezone.make_aware(datetime.datetime.combine(night, CLOCK(story.hour)))
    posts = CommunityPost.objects.filter(in_force(timezone.localdate()), community=community).order_by("role")
    keepers = [post.officer for post in posts.select_related("officer__user")]
    # Those to come are called before the classes of this week have asked everybody often enough.
    planned = min(begins - 4 * DAY, timezone.now() - (8 * DAY if story.end == "called" else DAY))
    planned = timezone.localtime(planned).replace(hour=10, minute=20)
    rows = list(ways.known().rows()) if ways.known() else []
    at_night = [spot for spot in spots if key_places.matters(spot, begins, begins + 2 * HOUR)]
    open_to_all = story.end in {"called", "standing"}
    with at(planned):
        patrol = actions.plan(
            station=station, actor=chief.user, community=community, name=story.name, duty_date=night,
            starts_at=begins, ends_at=begins + 2 * HOUR, meeting_place=f"{community.name}居委会门口",
            lat=at_night[-1].lat, lng=at_night[-1].lng,
            route_number=rows[story.place % len(rows)].number if rows else None,
            officer=keepers[0] if keepers else chief, deputy=keepers[1] if len(keepers) > 1 else None, course=None,
            vetted=not open_to_all, command_phone="", note="请穿反光背心，带手电；结伴走，遇险先避险再报警。",
            wanted=_wanted(story.helpers), places=at_night,
            leader=None if story.end == "planned" else _leader(community, night),
        )  # fmt: skip
    if story.end != "planned":
        _call(patrol, story, planned)
        _finish(patrol, story, begins, keepers[0].user if keepers else chief.user)


def _wanted(helpers: int) -> dict[Trade | None, int]:
    doors = Trade.objects.filter(name="楼门长").first()
    return {None: helpers} if helpers < 6 else {None: helpers - 1, doors: 1}


def _call(patrol: NightPatrol, story: Story, planned) -> None:
    """Two waves, and those who accept one after the other."""
    with at(planned + HOUR):
        actions.call(patrol=patrol, actor=patrol.officer.user, at=timezone.now())
    going = story.helpers if story.end != "called" else story.helpers // 2
    for turn in range(3):
        moment = planned + (turn * 4 + 1) * HOUR + MINUTE
        with at(moment):
            asking.send_wave(patrol_id=patrol.pk, at=moment)
            taken = NightSeat.objects.filter(patrol=patrol).count()
            _accept(patrol, going - taken, moment + 20 * MINUTE)
    if story.end == "called":
        _ask_login(patrol, planned + 5 * HOUR)


def _accept(patrol: NightPatrol, wanted: int, moment) -> None:
    seated = NightSeat.objects.filter(patrol=patrol).values("member_id")
    rows = NightRequest.objects.filter(patrol=patrol).exclude(member__in=seated).select_related("member__user")
    for request in rows.exclude(member__user__username__startswith="member").order_by("pk")[: max(wanted, 0)]:
        try:
            joining.accept(patrol=patrol, member=request.member, actor=request.member.user, at=moment)
        except RuleBroken:
            continue


def _ask_login(patrol: NightPatrol, moment) -> None:
    """The demo's member is asked for whatever is near, so that the phone has something to answer."""
    member = members_on(timezone.localdate()).filter(user__username__in=["member", "member2"]).first()
    if member is None or NightRequest.objects.filter(patrol=patrol, member=member).exists():
        return
    NightRequest.objects.create(station=patrol.station, patrol=patrol, member=member, wave=1, asked_at=moment)
    tell(
        station=patrol.station, recipients=[member], kind=asking.ASK, key=f"{asking.ASK}:{patrol.pk}",
        url=f"/me/nights/{patrol.pk}/", **asking.words_of(patrol),
    )  # fmt: skip


def _finish(patrol: NightPatrol, story: Story, begins, keeper: User) -> None:
    """Called off, never begun, or walked to the end."""
    if story.end == "cancelled":
        with at(begins - 5 * HOUR):
            actions.cancel(
                patrol=patrol,
                actor=keeper,
                cause=Cause.WEATHER,
                words="大风蓝色预警，改期另行通知。",
                at=timezone.now(),
            )
    elif story.end == "not_held":
        with at(begins + 5 * HOUR):
            actions.lapse_overdue(station=patrol.station, at=timezone.now())
    elif story.end in {State.FINISHED, State.CONFIRMED}:
        _walk(patrol, story, begins, keeper)


def _walk(patrol: NightPatrol, story: Story, begins, keeper: User) -> None:
    seats = NightSeat.objects.filter(patrol=patrol, state="taken").select_related("member__user").order_by("pk")
    for number, seat in enumerate(seats):
        moment = begins - (8 - number) * MINUTE
        with at(moment):
            joining.sign_in(
                patrol=patrol, member=seat.member, code=codes.shown(patrol, moment),
                how="typed" if number == 1 else "scan", at=moment,
            )  # fmt: skip
    actor = patrol.leader or keeper
    with at(begins + 4 * MINUTE):
        walking.begin(patrol=patrol, actor=actor, at=timezone.now())
    missed = {}
    for number, place in enumerate(NightPlace.objects.filter(patrol=patrol).select_related("patrol", "spot")):
        if (number + story.place - story.days) % 6 == 5:
            missed[place.pk] = "施工封路，绕行"
            continue
        with at(begins + (18 + 22 * number) * MINUTE):
            walking.touch(place=place, actor=actor, at=timezone.now(), lat=place.spot.lat, lng=place.spot.lng)
    with at(begins + 2 * HOUR + 3 * MINUTE):
        walking.finish(
            patrol=patrol, actor=actor, hours=Decimal(2), findings=(-story.days) % 3, missed=missed,
            at=timezone.now(), report="沿线秩序正常，劝阻飞线充电一处。" if story.place == 0 else "沿线秩序正常。",
        )  # fmt: skip
    if story.end == State.CONFIRMED:
        with at(begins + 13 * HOUR):
            walking.confirm(patrol=patrol, actor=keeper if keeper != patrol.leader else patrol.officer.user,
                            at=timezone.now())  # fmt: skip
            joining.thank(patrol)
