"""Loads what the rules, the planner and the pages need, each in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet

from stations.crews.models import Asset, Crew, CrewMember, CrewPattern, VideoRound
from stations.crews.planner import Facts, Pattern, Place, Room, is_night
from stations.crews.rules import CREWS, LEAST_IN_A_CREW, Gap, Person, gaps_of, wanted
from stations.kit.spans import in_force
from stations.organisation.models import Officer, Post
from stations.places.models import Community, CommunityPost, PoliceRoom
from stations.roster.models import Duty, Role, RotationPlan
from stations.roster.planner import plan_on
from stations.roster.readings import MORNING

DAY = timedelta(days=1)
# How far back nights are counted when the next ones are shared out.
NIGHTS_BACK = 28 * DAY
# No crew is out longer: its times lie within its duty day. The bound spares reading all crews that ever were.
LONGEST = 3 * DAY
RANKS = {Post.CHIEF: 0, Post.COMMISSAR: 0, Post.DEPUTY: 1, Post.SERGEANT: 2, Post.AUXILIARY: 9}


# -- one day -----------------------------------------------------------------------------------------------------


def facts(day: date, nights: bool = True) -> Facts:
    """Everything the crews of one duty day depend on, in the station in scope; nine queries.

    Args:
        nights: also count the nights of the weeks before (one query more; only planning needs it).
    """
    plans = list(RotationPlan.objects.order_by("effective_from"))
    today, tomorrow = plan_on(plans, day), plan_on(plans, day + DAY)
    made = Facts(
        day=day,
        handover=today.handover if today else MORNING,
        next_handover=tomorrow.handover if tomorrow else MORNING,
        people=people(day, nights),
        patterns=patterns(day),
        places=[],
        vehicles=list(Asset.objects.filter(kind=Asset.Kind.VEHICLE, active=True).values_list("pk", flat=True)),
    )
    _places(made)
    out = Crew.objects.filter(vehicle__isnull=False, date__range=(day - DAY, day + DAY)).exclude(date=day)
    for vehicle_id, start, end in out.values_list("vehicle_id", "starts_at", "ends_at"):
        made.taken.setdefault(vehicle_id, []).append((start, end))
    return made


def _places(made: Facts) -> None:
    """Communities with their rooms, and the patrol posts apart."""
    rooms: dict[int | None, list[Room]] = defaultdict(list)
    for row in PoliceRoom.objects.order_by("code"):
        room = Room(row.pk, row.name, row.opening)
        if row.kind == PoliceRoom.Kind.PATROL_POST:
            made.patrol_posts.append((room, row.community_id))
        else:
            rooms[row.community_id].append(room)
    made.places = [Place(row.pk, row.name, row.team_id, tuple(rooms[row.pk])) for row in Community.objects.all()]


def patterns(day: date) -> list[Pattern]:
    """The patterns in force on a day with their bands; two queries."""
    rows = CrewPattern.objects.filter(in_force(day)).prefetch_related("bands")
    return [
        Pattern(
            row.pk, row.name, row.layer, row.per, row.count, row.role, row.team_kind, row.size, row.vehicle,
            row.order, tuple((band.starts, float(band.hours)) for band in row.bands.all()),
        )
        for row in rows
    ]  # fmt: skip


def people(day: date, nights: bool = False, officers: Iterable[int] = ()) -> list[Person]:
    """Everybody with a duty row on a day, resting people left out unless absent; two queries, three with nights.

    Args:
        officers: only these.
    """
    duties = Duty.objects.on(day).select_related("officer__user", "team")
    duties = duties.filter(Q(absence__isnull=False) | ~Q(role=Role.REST)).order_by("officer__police_no", "id")
    if officers:
        duties = duties.filter(officer__in=officers)
    posts = {post.officer_id: post for post in CommunityPost.objects.filter(in_force(day))}
    past = nights_before(day) if nights else Counter()
    return [_person(duty, posts.get(duty.officer_id), past[duty.officer_id]) for duty in duties]


def _person(duty: Duty, post: CommunityPost | None, nights: int) -> Person:
    officer, away = duty.officer, duty.absence_id is not None
    return Person(
        officer_id=officer.pk, name=officer.user.name, police=officer.kind == Officer.Kind.POLICE,
        role=duty.role, team_id=duty.team_id, team_kind=duty.team.kind, place=duty.place,
        starts_at=None if away else duty.starts_at, ends_at=None if away else duty.ends_at, away=away,
        commander=duty.commander, full_time=bool(post and post.role == CommunityPost.Role.A),
        community_id=post.community_id if post else None, nights=nights,
        rank=(RANKS.get(officer.post, 5), officer.police_no),
    )  # fmt: skip


def nights_before(day: date) -> Counter:
    """Officer id → night bands of the weeks before a day; one query."""
    rows = CrewMember.objects.filter(crew__date__lt=day, crew__date__gte=day - NIGHTS_BACK)
    spans = rows.values_list("officer_id", "starts_at", "ends_at")
    return Counter(officer for officer, start, end in spans if is_night(start, end))


def add_busy(found: Iterable[Person], around: tuple[datetime, datetime], without: Iterable[int] = ()) -> None:
    """Fill in what people do on other crews around a span; one query.

    Args:
        without: crews that do not count.
    """
    by_id = {person.officer_id: person for person in found}
    rows = CrewMember.objects.filter(officer__in=by_id, starts_at__lt=around[1], ends_at__gt=around[0])
    for officer, start, end in rows.exclude(crew__in=without).values_list("officer_id", "starts_at", "ends_at"):
        by_id[officer].busy.append((start, end))


# -- crews -------------------------------------------------------------------------------------------------------


def crews_with_people() -> QuerySet[Crew]:
    """Crews with everything a chip or a line shows; two queries."""
    members = CrewMember.objects.select_related("officer__user").order_by("-leader", "officer__police_no", "id")
    joined = Crew.objects.select_related("pattern", "community", "room", "vehicle").defer("span")
    return joined.prefetch_related(Prefetch("members", queryset=members.defer("span")))


def crews_on(day: date) -> list[Crew]:
    """The crews of a duty day, by layer, name and time; two queries."""
    return list(crews_with_people().on(day).order_by("pattern__order", "name", "starts_at"))


def police_of(crew: Crew) -> list[bool]:
    """For every member of a loaded crew, whether it is a police officer."""
    return [member.officer.kind == Officer.Kind.POLICE for member in crew.members.all()]


def crew_gaps(crew: Crew, vehicles: bool) -> list[Gap]:
    """What a loaded crew lacks.

    Args:
        vehicles: whether the station has any; without one nobody misses it.
    """
    lacks = bool(vehicles and crew.size and crew.pattern and crew.pattern.vehicle and crew.vehicle_id is None)
    return gaps_of(crew.layer, crew.size, police_of(crew), lacks)


def has_vehicles() -> bool:
    """Whether the station has a vehicle in use; one query."""
    return Asset.objects.filter(kind=Asset.Kind.VEHICLE, active=True).exists()


def gaps_on(day: date, at: datetime | None = None) -> list[tuple[Crew, list[Gap]]]:
    """The crews of a day that lack something; three queries.

    Args:
        at: leave out what has ended by then.
    """
    vehicles, found = has_vehicles(), []
    for crew in crews_on(day):
        gaps = crew_gaps(crew, vehicles)
        if gaps and (at is None or crew.ends_at > at):
            found.append((crew, gaps))
    return found


def my_crews(officer_id: int, first: date, number: int) -> list[CrewMember]:
    """Where an officer stands from a day on, with the others of each crew; two queries."""
    others = CrewMember.objects.select_related("officer__user").defer("span")
    rows = CrewMember.objects.filter(officer=officer_id, crew__date__gte=first).defer("span")
    rows = rows.select_related("crew__vehicle", "crew__community", "crew__room").defer("crew__span", "span")
    return list(rows.prefetch_related(Prefetch("crew__members", queryset=others)).order_by("starts_at")[:number])


# -- figures -----------------------------------------------------------------------------------------------------


def counted(rows: QuerySet[Crew]) -> QuerySet[Crew]:
    """Annotate crews with ``strength`` and ``police``, the numbers a crew is judged by."""
    return rows.annotate(
        strength=Count("members"),
        police=Count("members", filter=Q(members__officer__kind=Officer.Kind.POLICE)),
    )


def manned() -> Q:
    """Counted crews that lack nobody (the same judgement as ``rules.check_crew``)."""
    crew = Q(layer__in=CREWS)
    enough = Q(strength__gte=F("size"))
    return (crew & enough & Q(strength__gte=LEAST_IN_A_CREW, police__gte=1)) | (~crew & enough)


def rounds() -> QuerySet[VideoRound]:
    """Video rounds with their crew and officer."""
    return VideoRound.objects.select_related("crew", "officer__user", "recorded_by").defer("crew__span")


def wanted_of(crew: Crew) -> int:
    """Officers a loaded crew ought to have."""
    return wanted(crew.layer, crew.size)


def here(moment: datetime) -> datetime:
    """A moment on the station's wall clock."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))
