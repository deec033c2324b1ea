"""Parts that other pages fetch with htmx; opened on their own they are plain pages."""

from collections import Counter

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stations.kit.spans import in_force
from stations.kit.views import page
from stations.organisation.models import Officer, Team
from stations.organisation.rules import officer_of
from stations.roster import readings, sheets
from stations.roster.actions import running_day
from stations.roster.models import GroupTurn, SectionMembership, ShiftGroup
from stations.roster.rules import has_duties, may_see_roster

MINE, THEIRS = 3, 5


def _part(request, template: str, heading: str, context: dict):
    """The bare part for htmx, a page around it otherwise."""
    if request.htmx:
        return render(request, template, context)
    return render(request, "roster/part.html", context | {"part": template, "heading": heading})


@page(has_duties)
def my_duty_part(request):
    """My next three duties."""
    own = officer_of(request.user)
    coming = readings.coming(own.pk, running_day(), MINE)
    return _part(request, "roster/parts/coming.html", _("Next duties"), {"coming": coming, "mine": True})


@page(may_see_roster)
def officer_duties_part(request, pk: int):
    """The next five duties of an officer."""
    officer = get_object_or_404(Officer.objects.select_related("user"), pk=pk)
    context = {"coming": readings.coming(officer.pk, running_day(), THEIRS), "officer": officer}
    return _part(request, "roster/parts/coming.html", _("Next duties"), context)


@page(may_see_roster)
def structure_groups(request):
    """Teams × shift groups with the number of officers, and what each group does today."""
    today = running_day()
    groups = list(ShiftGroup.objects.all())
    teams = list(Team.objects.rotating().filter(active=True))
    turning = SectionMembership.objects.filter(in_force(today), officer__standing=Officer.Standing.ON_POST)
    counts = Counter(turning.values_list("section__team_id", "section__group_id"))
    roles = dict(GroupTurn.objects.filter(date=today).values_list("group_id", "role"))
    context = {
        "groups": [(group, roles.get(group.pk, "")) for group in groups],
        "rows": [(team, [counts[team.pk, group.pk] for group in groups]) for team in teams],
        "sums": [sum(counts[team.pk, group.pk] for team in teams) for group in groups],
    }
    return _part(request, "roster/parts/structure.html", _("Shift groups"), context)


@page(may_see_roster)
def team_sections(request, pk: int):
    """The sections of a team with their members, shift group and today's role."""
    today = running_day()
    team = get_object_or_404(Team.objects.all(), pk=pk)
    rows = SectionMembership.objects.filter(in_force(today), section__team=team).exclude(
        officer__standing=Officer.Standing.LEFT
    )
    roles = dict(GroupTurn.objects.filter(date=today).values_list("group_id", "role"))
    sections: dict[int, tuple] = {}
    for row in rows.select_related("section__group", "officer__user").order_by(
        "section__group__position", "officer__police_no"
    ):
        section = row.section
        sections.setdefault(section.pk, (section, roles.get(section.group_id, ""), []))[2].append(row.officer)
    context = {"team": team, "sections": list(sections.values())}
    return _part(request, "roster/parts/sections.html", _("Sections"), context)


@require_safe
def wall_today(request):
    """The day for the wall screen of the command room: commander, groups, units; no phone numbers.

    Opened by a paired screen (which has no person behind it) or by staff.
    """
    if not (getattr(request, "wall", None) or request.is_station_staff):
        raise Http404
    sheet = sheets.build(readings.day_facts(running_day()), timezone.now())
    return render(request, "roster/parts/wall.html", {"sheet": sheet, "at": timezone.localtime()})


wall_today.background = True
