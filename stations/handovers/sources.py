"""The room's own sections: notes that are open, who comes on duty, crews with gaps, things to count."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.crews.models import Asset
from stations.crews.readings import crew_gaps, crews_on, has_vehicles
from stations.crews.rules import worst
from stations.handovers.models import AssetCheck, HandoverNote
from stations.handovers.readings import newest, note_url
from stations.handovers.registry import Line, Source
from stations.roster.gaps import gaps_between
from stations.roster.models import Cover, Duty, Role

TONES = {HandoverNote.Kind.PERSON: "warn", HandoverNote.Kind.CALL_BACK: "warn"}
Lines = Callable[[Any, datetime], list[Line]]


def open_notes(kind: str) -> Source:
    """The source of one kind of note: number and time only, the words stay encrypted in the note (SE-12)."""

    def source(station, at: datetime) -> list[Line]:
        notes = HandoverNote.objects.filter(station=station, kind=kind, settled_at=None).order_by("due_at", "id")
        return [
            Line(
                _("Note %(number)s, written %(at)s")
                % {"number": pk, "at": f"{timezone.localtime(written_at):%m-%d %H:%M}"},
                note_url(pk), TONES.get(kind, "info"), due_at,
            )
            for pk, written_at, due_at in notes.values_list("pk", "written_at", "due_at")
        ]  # fmt: skip

    return source


def strength(station, at: datetime) -> list[Line]:
    """Gaps and absences of the day that takes over (DU-10); eight queries."""
    handover = newest()
    if handover is None:
        return []
    day = handover.date
    url = f"{reverse('today')}?date={day:%Y-%m-%d}"
    lines = [Line(gap.text, url, gap.tone) for gap in gaps_between(station, day, day)]
    lines = lines or [Line(_("All posts are manned"), url, "ok")]
    away = Duty.objects.filter(date=day, absence__isnull=False).exclude(planned_role=Role.REST).count()
    covered = Cover.objects.filter(date=day).count()
    if away:
        words = ngettext(
            "%(away)s officer away, %(covered)s covered", "%(away)s officers away, %(covered)s covered", away
        )
        tone = "info" if covered >= away else "warn"
        lines.append(Line(words % {"away": away, "covered": covered}, reverse("absences"), tone))
    return lines


def crews(station, at: datetime) -> list[Line]:
    """Crews and posts of the day that takes over: each that lacks something, and how many are complete (DU-06).

    Five queries.
    """
    handover = newest()
    if handover is None:
        return []
    vehicles, url = has_vehicles(), f"{reverse('crews')}?date={handover.date:%Y-%m-%d}"
    rows = [(crew, crew_gaps(crew, vehicles)) for crew in crews_on(handover.date) if crew.size]
    lines = [
        Line(
            _("%(crew)s from %(from)s: %(gaps)s")
            % {
                "crew": crew.name,
                "from": f"{timezone.localtime(crew.starts_at):%H:%M}",
                "gaps": "; ".join(str(gap.text) for gap in gaps),
            },
            url,
            worst(gaps),
        )
        for crew, gaps in rows
        if gaps
    ]
    complete = len(rows) - len(lines)
    if complete:
        words = ngettext("%(n)s crew or post is complete", "%(n)s crews and posts are complete", complete)
        lines.append(Line(words % {"n": complete}, url, "ok"))
    return lines


def assets(station, at: datetime) -> list[Line]:
    """Vehicles, keys and equipment: what is missing or was not counted; three queries."""
    handover = newest()
    counted = dict(AssetCheck.objects.filter(handover=handover).values_list("asset_id", "counted"))
    things = list(Asset.objects.filter(station=station, active=True))
    lines = [
        Line(
            _("%(kind)s %(name)s: %(counted)s of %(quantity)s")
            % {"kind": thing.get_kind_display(), "name": thing, "counted": counted[thing.pk],
               "quantity": thing.quantity},
            "", "danger" if counted[thing.pk] < thing.quantity else "warn",
        )
        for thing in things
        if thing.pk in counted and counted[thing.pk] != thing.quantity
    ]  # fmt: skip
    forgotten = sum(thing.pk not in counted for thing in things)
    if forgotten:
        lines.append(Line(_("Not counted yet: %(n)s") % {"n": forgotten}, "", "warn"))
    complete = len(things) - forgotten - len(lines) + bool(forgotten)
    if complete:
        words = ngettext("%(n)s vehicle, key or piece there", "%(n)s vehicles, keys or pieces there", complete)
        lines.append(Line(words % {"n": complete}, "", "ok"))
    return lines
