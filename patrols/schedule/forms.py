"""Input of plans and of changes of a duty."""

import re
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.routes.models import Area, Route
from patrols.schedule.models import Plan
from patrols.schedule.tables import ends
from patrols.schedule.words import Change, Mode
from patrols.squads.models import Guard, Squad
from stations.kit.forms import DayField, StationChoice, StationForm, StationMultipleChoice
from stations.places.models import Grid

SLOT = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]+\s*(\d{1,2})[:：](\d{2})")
WEEKDAYS = [
    (1, gettext_lazy("Monday")), (2, gettext_lazy("Tuesday")), (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")), (5, gettext_lazy("Friday")), (6, gettext_lazy("Saturday")),
    (7, gettext_lazy("Sunday")),
]  # fmt: skip


def _squads():
    return Squad.objects.active().select_related("company")


def _areas():
    return Area.objects.filter(active=True)


def _grids():
    return Grid.objects.only("name", "code", "station_id")


def _routes():
    return Route.objects.filter(active=True).select_related("area")


def _guards():
    return Guard.objects.serving().select_related("user")


class RouteChoice(StationChoice):
    """A route with the area it lies in."""

    def label_from_instance(self, route) -> str:
        """Name and area."""
        return f"{route.name}（{route.area.name}）"


class GuardsField(StationMultipleChoice):
    """Guards by name and number, ticked in a list."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, guard) -> str:
        """Name, number and squad of today."""
        squad = getattr(guard, "squad_name", None)
        return f"{guard.user.name} {guard.guard_no}" + (f"（{squad}）" if squad else "")


def read_slots(text: str) -> list[tuple[time, int]]:
    """Time slots written ``07:00-09:00、14:00-16:00``, one past midnight as ``22:00-02:00``.

    Args:
        text: slots separated by commas, spaces or line breaks.

    Raises:
        ValidationError: something in it is no slot, or one shorter than ten minutes.
    """
    found: list[tuple[time, int]] = []
    for part in [one for one in re.split(r"[、,，;；\n]+", text) if one.strip()]:
        match = SLOT.fullmatch(part.strip())
        if not match:
            raise ValidationError(_("Write slots as 07:00-09:00, separated by 、"))
        try:
            start = time(int(match[1]), int(match[2]))
            hours, minute = (0, int(match[4])) if int(match[3]) == 24 else (int(match[3]), int(match[4]))
            end = time(hours, minute)
        except ValueError as error:
            raise ValidationError(_("Write slots as 07:00-09:00, separated by 、")) from error
        span = datetime.combine(datetime.min, end) - datetime.combine(datetime.min, start)
        minutes = int(span.total_seconds() // 60) % 1440 or 1440
        if minutes < 10:
            raise ValidationError(_("A slot takes ten minutes at least."))
        if any(start == one for one, _minutes in found):
            raise ValidationError(_("Two slots begin at the same time."))
        found.append((start, minutes))
    if not found:
        raise ValidationError(_("Give at least one time slot."))
    return sorted(found)


def written_slots(slots) -> str:
    """Slots of a plan as the form takes them."""
    return "、".join(f"{slot.starts:%H:%M}-{ends(slot):%H:%M}" for slot in slots)


class PlanForm(StationForm):
    """A plan: area, grid, task, time (四定), how it is patrolled, and who goes."""

    name = forms.CharField(max_length=60, label=gettext_lazy("Plan name"))
    squad = StationChoice(rows=_squads, label=gettext_lazy("Squad"))
    area = StationChoice(rows=_areas, label=gettext_lazy("Area"))
    grid = StationChoice(rows=_grids, label=gettext_lazy("Grid"))
    task = forms.CharField(
        max_length=200,
        label=gettext_lazy("Task"),
        help_text=gettext_lazy("What they look after there, in one sentence."),
    )
    mode = forms.ChoiceField(
        choices=Mode.choices,
        label=gettext_lazy("Mode"),
        help_text=gettext_lazy(
            "In time slots: every point once in each slot, in any order. Outdoors in a window: the first and the "
            "last point inside the window, with a least time between them. At random: a drawn list of points, "
            "another one each time."
        ),
    )
    route = RouteChoice(
        rows=_routes, required=False, label=gettext_lazy("Route"),
        empty_label=gettext_lazy("none: points of the area (at random only)"),
    )  # fmt: skip
    stay_minutes = forms.IntegerField(
        min_value=0, max_value=1440, required=False, label=gettext_lazy("At least outdoors (min)"),
        help_text=gettext_lazy("Only in a window: from the first to the last point."),
    )  # fmt: skip
    draw = forms.IntegerField(
        min_value=0, max_value=200, required=False, label=gettext_lazy("Points drawn"),
        help_text=gettext_lazy("Only at random: fewer than there are, else nothing is left to chance."),
    )  # fmt: skip
    quota = forms.IntegerField(
        min_value=0, max_value=200, required=False, label=gettext_lazy("Check-ins wanted"),
        help_text=gettext_lazy("Only at random: how many of the drawn points have to be visited."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Weekdays")
    )
    slots = forms.CharField(
        max_length=400, label=gettext_lazy("Time slots"),
        help_text=gettext_lazy(
            "For example 07:00-09:00、14:00-16:00; 22:00-02:00 ends on the next day. Give enough time for all points."
        ),
    )  # fmt: skip
    people = forms.IntegerField(min_value=1, max_value=50, initial=2, label=gettext_lazy("Guards a duty"))
    guards = GuardsField(
        rows=_guards, required=False, label=gettext_lazy("Named guards"),
        help_text=gettext_lazy("They take the duties by turns; who has left is replaced by the next one."),
    )  # fmt: skip
    start = DayField(label=gettext_lazy("In force from"))

    def __init__(self, *args, day, squad: Squad | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        guards = self.fields["guards"]
        guards.queryset = guards.queryset.with_squad(day).order_by("squad_name", "guard_no")
        if squad is not None:
            # One squad's guards are what is wanted nearly always; all others would be hundreds of boxes.
            guards.queryset = guards.queryset.filter(squad_id=squad.pk)

    def clean_slots(self):
        """The slots as (time of day, minutes)."""
        return read_slots(self.cleaned_data["slots"])

    def clean(self):
        """Numbers left empty are 0; those of another mode are dropped."""
        data = super().clean()
        for name in ("stay_minutes", "draw", "quota"):
            data[name] = data.get(name) or 0
        if data.get("mode") != Mode.WINDOW:
            data["stay_minutes"] = 0
        if data.get("mode") != Mode.RANDOM:
            data["draw"] = data["quota"] = 0
        if data.get("guards") is not None:
            data["guards"] = list(data["guards"])
        return data


def initial_of(plan: Plan) -> dict:
    """A plan as the form shows it."""
    names = (
        "name",
        "squad",
        "area",
        "grid",
        "task",
        "mode",
        "route",
        "stay_minutes",
        "draw",
        "quota",
        "people",
        "start",
    )
    return {name: getattr(plan, name) for name in names} | {
        "weekdays": plan.weekdays,
        "slots": written_slots(plan.slots.all()),
        "guards": [row.guard_id for row in plan.guards.all()],
    }


class EndPlanForm(StationForm):
    """The first day without the plan."""

    end = DayField(
        label=gettext_lazy("First day without it"),
        help_text=gettext_lazy("Duties of that day and later go; what has begun stays."),
    )


class SeatForm(StationForm):
    """Somebody else goes; choices are given by the view.

    Args:
        here: guards on the duty.
        free: guards who may be put on it.
    """

    out = forms.TypedChoiceField(coerce=int, required=False, label=gettext_lazy("Instead of"))
    guard = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Guard"))
    reason = forms.ChoiceField(choices=Change.choices, label=gettext_lazy("Reason"))

    def __init__(self, *args, here=(), free=(), **kwargs):
        super().__init__(*args, **kwargs)
        named = [(guard.pk, f"{guard.user.name} {guard.guard_no}") for guard in here]
        self.fields["out"].choices = [("", _("nobody: one more goes")), *named]
        self.fields["guard"].choices = [(guard.pk, f"{guard.user.name} {guard.guard_no}") for guard in free]


class RemoveForm(StationForm):
    """One guard less."""

    guard = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Guard"))
    reason = forms.ChoiceField(choices=Change.choices, label=gettext_lazy("Reason"))

    def __init__(self, *args, here=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guard"].choices = [(guard.pk, f"{guard.user.name} {guard.guard_no}") for guard in here]


class CancelForm(StationForm):
    """Why a duty is cancelled."""

    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
