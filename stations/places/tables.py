"""What lists and pages of places hold: columns, and places with who answers for them."""

import datetime
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape
from shapely.ops import unary_union

from stations.kit import pinyin
from stations.kit.spans import in_force
from stations.kit.tables import Column
from stations.organisation.models import Officer, Team
from stations.places import rules
from stations.places.geometry import km2
from stations.places.models import Community, CommunityPost, Grid, IndustryOfficer, Mentorship, PoliceRoom

SHOWN = 20


def _name(post: CommunityPost | None) -> str:
    return post.officer.user.name if post else ""


COMMUNITY_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Community"), lambda row: row.name),
    Column(_("Sub-district"), lambda row: row.street),
    Column(_("Responsible team"), lambda row: row.team.name if row.team else ""),
    Column(_("A role"), lambda row: _name(holder(row, "A"))),
    Column(_("B role"), lambda row: _name(holder(row, "B"))),
    Column(_("Grids"), lambda row: row.grid_count),
    Column(_("Police rooms"), lambda row: row.room_count),
    Column(_("Community mediation room"), lambda row: row.mediation_room),
]
GRID_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Grid"), lambda row: row.name),
    Column(_("Community"), lambda row: row.community.name),
    Column(_("Responsible officer"), lambda row: row.officer.user.name),
    Column(_("Police number"), lambda row: row.officer.police_no),
]
ROOM_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Designation"), lambda row: row.name),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Address"), lambda row: row.address),
    Column(_("Opening hours"), lambda row: row.opening),
    Column(_("Services"), lambda row: "、".join(row.services)),
    Column(_("Contacts"), lambda row: "、".join(contact.name for contact in row.contacts.all())),
]


def communities(day: datetime.date):
    """Communities with team, A and B of a day, and the number of grids and rooms."""
    posts = CommunityPost.objects.filter(in_force(day)).select_related("officer__user")
    return (
        Community.objects.select_related("team")
        .prefetch_related(
            Prefetch("posts", queryset=posts.filter(role="A"), to_attr="posts_a"),
            Prefetch("posts", queryset=posts.filter(role="B"), to_attr="posts_b"),
        )
        .annotate(grid_count=Count("grids", distinct=True), room_count=Count("rooms", distinct=True))
        .order_by("code")
    )


def holder(community: Community, role: str) -> CommunityPost | None:
    """The A or B of a community loaded by :func:`communities`."""
    found = community.posts_a if role == CommunityPost.Role.A else community.posts_b
    return found[0] if found else None


def grids():
    """Grids with community and officer."""
    return Grid.objects.select_related("community", "officer__user").order_by("code")


def rooms():
    """Police rooms with community and contacts."""
    return PoliceRoom.objects.select_related("community").prefetch_related("contacts").order_by("code")


def pair(community: Community, day: datetime.date) -> Mentorship | None:
    """The mentor pair of the A and B of a community on a day, if it is one."""
    a, b = holder(community, "A"), holder(community, "B")
    if not (a and b):
        return None
    return Mentorship.objects.filter(in_force(day), mentor=a.officer_id, apprentice=b.officer_id).first()


@dataclass
class Drawing:
    """Outlines as an SVG: the box, one path for the place and one for each of its parts."""

    box: str
    outline: str
    parts: list[str]
    km2: float


def drawing(place: Community | Grid, parts: list[Grid]) -> Drawing | None:
    """A plain picture of an outline, to see at once whether it is the right one; None without any."""
    shapes = [shape(row.outline) for row in [place, *parts] if row.outline]
    if not shapes:
        return None
    west, south, east, north = unary_union(shapes).bounds
    # A degree of longitude is shorter than one of latitude; one unit is about a metre.
    tall = 111_195.0
    wide = tall * math.cos(math.radians((south + north) / 2))

    def path(geometry) -> str:
        rings = [ring for polygon in getattr(geometry, "geoms", [geometry]) for ring in
                 (polygon.exterior, *polygon.interiors)]  # fmt: skip
        lines = (" L".join(f"{(x - west) * wide:.0f} {(north - y) * tall:.0f}" for x, y in r.coords) for r in rings)
        return " ".join(f"M{line}Z" for line in lines)

    edge = 0.02 * max((east - west) * wide, (north - south) * tall)
    size = ((east - west) * wide + 2 * edge, (north - south) * tall + 2 * edge)
    box = f"{-edge:.0f} {-edge:.0f} {size[0]:.0f} {size[1]:.0f}"
    own = shape(place.outline) if place.outline else unary_union(shapes)
    pieces = [path(shape(row.outline)) for row in parts if row.outline and row is not place]
    return Drawing(box, path(own), pieces, round(km2(own), 2))


@dataclass
class Trade:
    """One regulated trade with who is and who was in charge."""

    industry: str
    label: Any
    now: IndustryOfficer | None
    before: list[IndustryOfficer]


def trades(day: datetime.date) -> list[Trade]:
    """The five trades; one query."""
    found: dict[str, list[IndustryOfficer]] = defaultdict(list)
    for row in IndustryOfficer.objects.select_related("officer__user").order_by("-start"):
        found[row.industry].append(row)
    result = []
    for industry, label in IndustryOfficer.Industry.choices:
        rows = found[industry]
        now = next((row for row in rows if row.start <= day and (row.end is None or row.end > day)), None)
        result.append(Trade(industry, label, now, [row for row in rows if row is not now]))
    return result


def gaps(found: list[Grid]) -> list[Grid]:
    """Grids whose officer can no longer answer for them."""
    return [grid for grid in found if rules.answers_no_more(grid.officer)]


@dataclass
class Hits:
    """One group of a search."""

    label: Any
    icon: str
    rows: list
    more: str = ""


def _sounds(name: str, text: str) -> bool:
    """Whether a name holds the text, or its pinyin or initials begin with it."""
    typed = text.lower().replace(" ", "")
    return (
        text in name or pinyin.initials(name).startswith(typed) or pinyin.key(name).replace(" ", "").startswith(typed)
    )


def search(text: str) -> list[Hits]:
    """People, teams and places of the station in scope by name, pinyin, initials, number or code; five queries."""
    officers = Officer.objects.exclude(standing=Officer.Standing.LEFT).search(text).select_related("user")
    people = list(officers.order_by("user__pinyin", "police_no")[: SHOWN + 1])
    groups = [Hits(_("Officers"), "user", people[:SHOWN], "officers" if len(people) > SHOWN else "")]
    places = (
        (_("Teams"), "users-group", Team.objects.filter(active=True)),
        (_("Communities"), "building-community", Community.objects.all()),
        (_("Grids"), "layout-grid", Grid.objects.select_related("community")),
        (_("Police rooms"), "building", PoliceRoom.objects.all()),
    )
    for label, icon, rows in places:
        hits = [row for row in rows if _sounds(row.name, text) or getattr(row, "code", "").lower() == text.lower()]
        groups.append(Hits(label, icon, hits[:SHOWN]))
    return [group for group in groups if group.rows]
