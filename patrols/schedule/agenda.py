"""What the schedule wants done, what it tells the next duty, and what it says of 四到人."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patrols.schedule import readings
from patrols.schedule.actions import generate
from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.words import State
from patrols.squads.hooks import Check, Gap
from patrols.squads.readings import settings_of, standing
from stations.agenda.words import Due, Tally
from stations.handovers.registry import Line
from stations.kit.spans import in_force

DAY = timedelta(days=1)
MOST_LINES, MOST_GAPS = 30, 20


def missed_yesterday(user, day: date) -> list[Tally]:
    """For the liaison officer: duties of the own squads that were missed yesterday.

    Args:
        user: the person.
        day: today.
    """
    mine = standing(user).liaises
    if not mine:
        return []
    rows = PatrolDuty.objects.filter(date=day - DAY, state=State.MISSED, squad__in=mine)
    return [Tally(rows, partial(_missed, day=day))]


def _missed(n: int, day: date) -> Due:
    title = ngettext("%(n)s patrol duty was missed yesterday", "%(n)s patrol duties were missed yesterday", n)
    url = f"{reverse('patrol-duty-list')}?date={day - DAY:%Y-%m-%d}&state=missed"
    return Due(title=title % {"n": n}, due=day, url=url, tone="warn", kind="patrol", passes=True)


def of_the_day(station, at: datetime) -> list[Line]:
    """For the handover: squads on the way now, duties missed or done in part today; two queries, no persons.

    Args:
        station: the station in scope.
        at: now.
    """
    day = timezone.localtime(at).date()
    out = PatrolDuty.objects.filter(date__range=(day - DAY, day), state=State.RUNNING, ends_at__gt=at)
    lines = [
        Line(
            _("%(squad)s is on the way until %(until)s")
            % {"squad": duty.squad.name, "until": f"{timezone.localtime(duty.ends_at):%H:%M}"},
            duty.get_absolute_url(), "info", duty.ends_at,
        )
        for duty in out.select_related("squad").order_by("ends_at", "id")[:MOST_LINES]
    ]  # fmt: skip
    rows = readings.missed_on(day).select_related("squad").order_by("state", "starts_at", "id")
    for duty in rows[:MOST_LINES]:
        words = {
            "squad": duty.squad.name, "from": f"{timezone.localtime(duty.starts_at):%H:%M}",
            "visited": duty.visited, "planned": duty.planned,
        }  # fmt: skip
        text = _("%(squad)s %(from)s: %(visited)s of %(planned)s points visited") % words
        lines.append(Line(text, duty.get_absolute_url(), "warn" if duty.visited else "danger"))
    return lines


def named_guards(day: date) -> list[Check]:
    """工作落实到人: every plan in force names as many guards as a duty wants; two queries."""
    plans = Plan.objects.filter(in_force(day)).annotate(named=Count("guards"))
    few = plans.filter(named__lt=F("people")).order_by("pk")
    gaps = tuple(Gap(plan.name, plan.get_absolute_url()) for plan in few[:MOST_GAPS])
    total = plans.count()
    done = total - (few.count() if len(gaps) == MOST_GAPS else len(gaps))
    return [Check(_("every plan names its guards"), done, total, gaps, f"{reverse('patrol-plans')}?few=yes")]


def guard_left(*, guard, squad, day: date, actor) -> None:
    """A guard is gone from a squad: the coming duties ask for the next one of their plans."""
    ids = list(Plan.objects.filter(duties__guards__guard=guard, duties__date__gte=day).values_list("pk", flat=True))
    if ids:
        station = guard.station
        last = day + settings_of(station).horizon_days * DAY
        generate(station=station, first=max(day, timezone.localdate()), last=last, actor=actor, only=sorted(set(ids)))
