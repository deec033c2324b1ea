"""What a squad leader changes on the phone: who goes on a duty of the squad."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.schedule import actions, readings, rules
from patrols.schedule.forms import CancelForm
from patrols.schedule.models import PatrolDuty
from patrols.schedule.views import change_guards, described
from patrols.squads.phone import on_phone
from patrols.squads.readings import standing
from stations.kit.views import act

DAY = timedelta(days=1)
AHEAD = 7


def _own(request, pk: int) -> PatrolDuty:
    """A duty of a squad the person leads; any other does not exist for them."""
    found = get_object_or_404(readings.duties(), pk=pk)
    if found.squad_id not in standing(request.user).leads:
        raise Http404
    return found


@on_phone
def squad_duties(request):
    """Duties of the squads the person leads, today and the next days."""
    led = standing(request.user).leads
    if not led:
        raise Http404
    today, at = timezone.localdate(), timezone.now()
    rows = readings.duties().filter(squad__in=led, date__range=(today - DAY, today + AHEAD * DAY))
    found = [duty for duty in rows.order_by("starts_at", "id") if duty.date >= today or duty.ends_at > at]
    targets = readings.targets_of(duty.pk for duty in found)
    context = {
        "heading": _("Duties of the squad"),
        "days": _by_day(found, targets),
        "today": today,
        "tab": "squad",
        "leads": led,
    }
    return render(request, "patrols/schedule/phone_duties.html", context)


def _by_day(found: list[PatrolDuty], targets) -> list[tuple]:
    days: dict = {}
    for duty in found:
        line = (duty, rules.TONES[duty.state], readings.visited_of(duty, targets.get(duty.pk, [])))
        days.setdefault(duty.date, []).append(line)
    return list(days.items())


@on_phone
def squad_duty(request, pk: int):
    """One duty of the own squad: its points, who goes, the changes."""
    found = _own(request, pk)
    if request.method == "POST":
        return change_guards(request, found, reverse("phone-squad-duty", args=[pk]))
    context = described(request, found) | {"tab": "squad", "leads": standing(request.user).leads}
    context["cancel_form"] = CancelForm() if "cancel" in context["verbs"] else None
    return render(request, "patrols/schedule/phone_duty.html", context)


@require_POST
@on_phone
def squad_duty_cancel(request, pk: int):
    """Cancel a duty of the own squad that has not begun, with its reason."""
    found, back = _own(request, pk), reverse("phone-squad-duty", args=[pk])
    form = CancelForm(request.POST)
    if not form.is_valid():
        return redirect(back)
    verb = lambda: actions.cancel(duty=found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return act(request, verb, _("The duty is cancelled."), back)
