"""What pages, papers and other rooms ask of working with enterprises; lists in a fixed number of queries."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Enterprise
from community.enterprises.readings import liaison_of
from community.partners.models import (
    AgendaItem,
    Carried,
    Invitee,
    JointMeeting,
    MeetingSeries,
    PartnerSettings,
    Resolution,
)
from community.partners.models_demands import (
    Demand,
    DemandContact,
    DemandKind,
    DemandPassed,
    DemandSign,
    PreventionTalk,
    RecoveredLoss,
)
from community.partners.words import WAITING, DemandState, ItemState, ResolutionState
from stations.kit.spans import in_force
from stations.kit.stages import Stage, in_phases
from stations.organisation.models import Officer
from stations.places.models import CommunityPost
from stations.training.models import Sitting
from stations.training.rules import months_after

MERCHANTS = "merchants"


def settings_of(station) -> PartnerSettings:
    """The station's settings, with the defaults where it has set none."""
    known = PartnerSettings.objects.filter(station=station).select_related("merchant_trade").first()
    return known or PartnerSettings(station=station)


def kinds() -> QuerySet[DemandKind]:
    """Kinds of demands in use, in the station's order."""
    return DemandKind.objects.filter(active=True)


# -- joint meetings ------------------------------------------------------------------------------------------------


def meetings() -> QuerySet[JointMeeting]:
    """Meetings with their counts, the newest first."""
    items = Count("items", filter=Q(items__state=ItemState.ON), distinct=True)
    made = Count("resolutions", distinct=True)
    left = Count("resolutions", filter=Q(resolutions__state=ResolutionState.OPEN), distinct=True)
    rows = JointMeeting.objects.select_related(
        "series__building", "series__community", "series__chair", "chair__user", "station"
    )
    open_items = Count("items", filter=Q(items__state=ItemState.ON, items__outcome=""), distinct=True)
    found = rows.annotate(points=items, resolved=made, left=left, undecided=open_items)
    return found.order_by("-starts_at", "-id")


def series() -> QuerySet[MeetingSeries]:
    """Series with their next and last meeting, and what waits and is open."""
    own = JointMeeting.objects.filter(series=OuterRef("pk"))
    waiting = AgendaItem.objects.filter(series=OuterRef("pk"), meeting=None).exclude(state=ItemState.DECLINED)
    left = Resolution.objects.open().filter(meeting__series=OuterRef("pk"))
    return MeetingSeries.objects.select_related("building", "community", "chair__user").annotate(
        next_id=Subquery(own.planned().values("pk")[:1]),
        next_at=Subquery(own.planned().values("starts_at")[:1]),
        last_at=Subquery(own.took_place().order_by("-starts_at").values("starts_at")[:1]),
        waits=Coalesce(Subquery(waiting.order_by().values("series").annotate(n=Count("pk")).values("n")), 0),
        left=Coalesce(Subquery(left.order_by().values("meeting__series").annotate(n=Count("pk")).values("n")), 0),
    )


def invitees(meeting: JointMeeting) -> list[Invitee]:
    """Who is invited, with names; one query."""
    return list(meeting.invitees.select_related("officer__user", "enterprise"))


def name_of(row: Invitee) -> str:
    """Somebody invited, as invitations and minutes say it."""
    if row.officer_id:
        return row.officer.user.name
    unit = str(row.enterprise) if row.enterprise_id else row.unit
    return f"{unit} {row.person}".strip()


def resolutions() -> QuerySet[Resolution]:
    """Resolutions with owner and meeting; how often they were carried over."""
    rows = Resolution.objects.select_related("officer__user", "enterprise", "meeting__series", "meeting__chair")
    return rows.annotate(times_carried=Count("carried"))


def owner_of(row: Resolution) -> str:
    """Who does it."""
    if row.officer_id:
        return row.officer.user.name
    return str(row.enterprise) if row.enterprise_id else row.unit


def items_of(meeting: JointMeeting) -> list[AgendaItem]:
    """The agenda with proposals, in order; one query."""
    rows = meeting.items.exclude(state=ItemState.DECLINED)
    return list(rows.select_related("enterprise", "demand", "proposed_by").order_by("order", "id"))


def carried_of(meeting: JointMeeting) -> list[Carried]:
    """What the meeting took over, with owner and origin; one query."""
    return list(
        meeting.carried.select_related(
            "resolution__officer__user", "resolution__enterprise", "resolution__meeting__series",
            "resolution__meeting__chair",
        )
    )  # fmt: skip


def proposed_day(row: MeetingSeries, last: datetime | None) -> date | None:
    """When the series would meet next, by its rhythm; None before the first meeting."""
    return None if last is None else months_after(timezone.localdate(last), row.every_months)


# -- demands -------------------------------------------------------------------------------------------------------


def demands() -> QuerySet[Demand]:
    """Demands with what a list shows; ``next_by`` is the day that runs."""
    out = DemandPassed.objects.filter(demand=OuterRef("pk"), state="out")
    rows = Demand.objects.select_related("kind", "enterprise", "building", "community", "officer__user", "station")
    waits = Case(
        When(state=DemandState.RECEIVED, then=F("accept_by")),
        When(state__in=WAITING, then=F("due_on")),
        output_field=DateField(),
    )
    return rows.annotate(next_by=waits, with_department=Subquery(out.values("department")[:1]))


def officer_for(demand: Demand, day: date) -> Officer | None:
    """Who is in charge by default: liaison officer of the enterprise, of the building, A角 of the community."""
    if demand.enterprise is not None and (found := liaison_of(demand.enterprise, day)):
        return found
    if demand.building is not None:
        held = demand.building.liaisons.filter(in_force(day)).select_related("officer__user").first()
        if held is not None:
            return held.officer
    if demand.community_id is None:
        return None
    post = CommunityPost.objects.filter(in_force(day), community=demand.community_id, role=CommunityPost.Role.A)
    found = post.select_related("officer__user").first()
    return found.officer if found else None


def stages(demand: Demand) -> list[Stage]:
    """How far a demand is, in words, from its receipt to the confirmation."""
    if demand.state == DemandState.DECLINED:
        return [
            Stage(_("Received by the station"), "done", demand.received_at),
            Stage(_("Not a matter of the police"), "done", demand.over_at),
        ]
    answered = demand.state in {DemandState.ANSWERED, DemandState.CONFIRMED, DemandState.LAPSED}
    reached = [
        (_("Received by the station"), True, demand.received_at),
        (_("Taken on by the officer"), demand.accepted_at is not None, demand.accepted_at),
        (_("Answer given"), answered, demand.answered_at),
        (pgettext_lazy("demand", "You have confirmed"), demand.state == DemandState.CONFIRMED, demand.over_at),
    ]
    if demand.state == DemandState.LAPSED:
        reached[-1] = (_("Closed, because you said nothing"), True, demand.over_at)
    return in_phases(reached)


def has_phone(demand: Demand) -> bool:
    """Whether a telephone was left and is still kept."""
    return DemandContact.objects.filter(demand=demand).exists()


def departments() -> list[str]:
    """Departments that demands were passed on to, the most frequent first."""
    rows = DemandPassed.objects.order_by().values("department").annotate(n=Count("pk")).order_by("-n", "department")
    return [row["department"] for row in rows[:12]]


def sign_in_force(building_id: int, version: int) -> DemandSign | None:
    """The sign of a building while its code is the newest."""
    rows = DemandSign.objects.select_related("building__station", "building__community", "station")
    return rows.filter(building=building_id, version=version, building__active=True).first()


# -- talks and losses ----------------------------------------------------------------------------------------------


def talks() -> QuerySet[PreventionTalk]:
    """Talks with what a list shows."""
    return PreventionTalk.objects.select_related(
        "enterprise", "building", "speaker__user", "sitting__course", "recorded_by", "struck_by"
    )


def sittings_of_merchants() -> QuerySet[Sitting]:
    """Sittings of the training held for merchants, with who came."""
    came = Count("attendances", filter=Q(attendances__attended_at__isnull=False))
    rows = Sitting.objects.filter(course__audience=MERCHANTS, state=Sitting.State.HELD).select_related("course")
    return rows.annotate(came=came)


def sittings_without_talk() -> QuerySet[Sitting]:
    """Sittings that have no record of heads, leaflets and place beside them: they count by who signed in."""
    told = PreventionTalk.objects.counted().filter(sitting=OuterRef("pk"))
    return sittings_of_merchants().exclude(Exists(told))


def losses() -> QuerySet[RecoveredLoss]:
    """Recovered losses with what a list shows."""
    return RecoveredLoss.objects.select_related(
        "enterprise", "incident", "case", "recorded_by", "given_back_by", "verified_by", "receipt"
    )


# -- the page of an enterprise or a building -----------------------------------------------------------------------


def of_enterprise(enterprise: Enterprise) -> dict[str, Any]:
    """What this room knows of an enterprise: the newest of each; five queries."""
    return {
        "demands": demands().filter(enterprise=enterprise).order_by("-received_at")[:5],
        "resolutions": resolutions().open().filter(enterprise=enterprise)[:5],
        "talks": talks().counted().filter(enterprise=enterprise)[:5],
        "losses": losses().filter(enterprise=enterprise)[:5],
        "meetings": JointMeeting.objects.filter(invitees__enterprise=enterprise).order_by("-starts_at")[:3],
    }
