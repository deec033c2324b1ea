"""What the list shows, as its templates and scripts take it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stations.agenda.registry import kinds
from stations.beat import rules
from stations.beat.ground import areas_of, placed
from stations.beat.readings import Task, day_for, tasks_of
from stations.organisation.rules import officer_of


@dataclass(slots=True)
class Row:
    """A task with its number, which the list and the map share."""

    number: int
    task: Task
    hidden: bool = False


@dataclass(slots=True)
class Board:
    """The list as it is drawn.

    Attributes:
        at: when it was read; the page says so while there is no network.
        groups: (code, heading, rows) by urgency.
        kinds: (code, name and icon, number of tasks) of what is on it.
        role: of the reader by the roster today; empty where there is none.
        off: ``rest`` or ``away`` while the reader is off and others do the work.
        doers: who they are.
        owners: for whom the reader stands in.
        areas: whether "only my grid" says something.
        kind, here: filters of the address, where no script runs.
    """

    at: datetime
    day: date
    groups: list = field(default_factory=list)
    kinds: list = field(default_factory=list)
    total: int = 0
    role: str = ""
    off: str = ""
    doers: tuple[str, ...] = ()
    owners: tuple = ()
    areas: bool = False
    kind: str = ""
    here: bool = False


def board(request) -> Board:
    """Today's list of the person who asks."""
    user, at = request.user, timezone.now()
    own, here = officer_of(user), day_for(user)
    tasks = tasks_of(user)
    made = Board(at, timezone.localdate(at), kind=request.GET.get("kind", ""), here="here" in request.GET)
    if own and here:
        mine = areas_of([own.pk], here)
        tasks = placed(tasks, mine, request.station.pk)
        found = here.cover_of(own.pk)
        worker = here.workers.get(own.pk)
        made.areas, made.role = bool(mine), worker.role if worker else ""
        if worker and worker.off and own.pk in here.partners:
            made.off, made.doers = worker.off, tuple(here.name(pk) for pk in found.by if found.way != rules.NOBODY)
        owners = [here.workers[pk] for pk in here.passed_to(own.pk)]
        made.owners = tuple((one.name, one.off) for one in owners)
    _fill(made, tasks)
    return made


def _fill(made: Board, tasks: list[Task]) -> None:
    """Sort the tasks under their headings and count their kinds."""
    made.total = len(tasks)
    groups: dict[str, list[Row]] = {}
    counted: dict[str, int] = {}
    for number, task in enumerate(tasks, 1):
        hidden = bool(made.kind and task.kind != made.kind) or (made.here and not task.here)
        groups.setdefault(task.urgency, []).append(Row(number, task, hidden))
        counted[task.kind] = counted.get(task.kind, 0) + 1
    made.groups = [
        (code, heading, groups[code], all(row.hidden for row in groups[code]))
        for code, heading in rules.HEADINGS.items()
        if code in groups
    ]
    made.kinds = [(code, kind, counted[code]) for code, kind in kinds().items() if code in counted]


def phrases() -> dict[str, str]:
    """What the scripts say; ``{n}``, ``{time}`` and ``{what}`` are filled in there."""
    return {
        "sending": _("Sending …"),
        "locating": _("Taking the position of this moment …"),
        "here": _("Position taken"),
        "no_position": _("No position could be had here; say in words where it is."),
        "kept": _("No network: kept on this device, sent by itself later."),
        "keep_failed": _("This device cannot keep the note now. Press again to send it directly."),
        "waiting": _("Notes that wait on this device: {n}"),
        "sent": _("Note entered: {what}"),
        "refused": _("This note was not taken: {what}"),
        "conflict": _("This note is already there with other content; the first one stands."),
        "login": _("You were logged out. Nothing is lost: log in again and the notes are sent."),
        "login_now": _("Log in"),
        "send_now": _("Send now"),
        "open_again": pgettext("note", "Open again"),
        "seen": _("Done with it"),
        "needs": _("There is no network. This page opens when it is back; notes can be taken meanwhile."),
        "missing": _("Say what it is, where, and what you saw."),
        "many_photos": _("At most six photos."),
        "drop": _("Take away this photo"),
    }
