"""The guard's phone: one tap says that somebody passed where residents asked for it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.errands import actions, readings
from patrols.squads.phone import on_phone
from patrols.squads.readings import standing
from stations.errands.models import Errand
from stations.errands.words import Result
from stations.kit.answer import RuleBroken, demand, no


@require_POST
@on_phone
def passed(request, pk: int):
    """All right, or found something: then the report is opened."""
    errand, at = get_object_or_404(Errand.objects.select_related("station"), pk=pk), timezone.now()
    guard = standing(request.user).guard
    duty = readings.duty_of(guard, errand, at)
    if duty is None:
        demand(no(_("You are not on this duty."), code="not_on_duty"))
    result = Result.FOUND if request.POST.get("result") == Result.FOUND else Result.NOTHING
    try:
        actions.guard_passed(errand=errand, duty=duty, guard=guard, result=result, at=at)
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
        return redirect("phone")
    messages.success(request, _("Noted. Whoever asked for it will be told."))
    return redirect("phone-finding" if result == Result.FOUND else "phone")
