"""The leader's phone, under ``/me/nights/…/lead/``: the code, who is there, places in one tap, the report."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups.readings import standing
from community.nights import carrying, codes, joining, readings, rules, walking
from community.nights.forms import ReportForm
from community.nights.models import NightPatrol, NightPlace, NightSeat
from community.nights.views import mark_by_hand
from community.nights.words import AHEAD, TONES, Seat, State
from stations.kit.answer import Answer, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.organisation.rules import is_staff


def may_open(user) -> Answer:
    """Whoever leads a patrol these days, and the staff; which patrol is asked of the patrol."""
    return is_staff(user) or rules.may_join_in(user)


def _led(request, pk: int) -> NightPatrol:
    found = get_object_or_404(readings.listed().select_related("station"), pk=pk)
    demand(rules.may_lead(request.user, found))
    return found


@never_cache
@page(may_open)
def lead(request, pk: int):
    """Everything the leader needs on one page, from the meeting to the report."""
    found, now = _led(request, pk), timezone.now()
    found.numbers = readings.settings_of(request.station)
    found.present = walking.present_people(found)
    seats = readings.seats_of(found)
    in_time = rules.signing_in_open(found, found.numbers, now)
    context = {
        "heading": str(found), "patrol": found, "tone": TONES[State(found.state)],
        "places": readings.places_of(found),
        "there": [seat for seat in seats if seat.present_at],
        "taken": [seat for seat in seats if not seat.present_at and seat.state == Seat.TAKEN],
        "waiting": [seat for seat in seats if seat.state == Seat.WAITING],
        "errands": carrying.asked_of(found), "ticked": carrying.ticked(found),
        "early": found.state in AHEAD and now < rules.signing_in_opens(found, found.numbers),
        "not_now": in_time.reason if found.state in AHEAD else "",
        "signing_in": rules.may_sign_in(found, found.numbers, now),
        "begin": rules.STEPS.check(found, "begin", request.user, now),
        "code": codes.shown(found, now), "picture": codes.picture(found, now),
        "findings_url": _findings(request.user),
    }  # fmt: skip
    return render(request, "community/nights/phone/lead.html", context)


def _findings(user) -> str:
    """Where the leader reports what was found: members by the clues, officers at intake, guards on their own page."""
    if standing(user).is_member:
        return reverse("my-clues")
    return reverse("intake" if is_staff(user) else "phone-finding")


@never_cache
@page(may_open)
def code(request, pk: int):
    """The code of this moment and how many are there: a part that the leader's page fetches again and again."""
    found, now = _led(request, pk), timezone.now()
    context = {"patrol": found, "code": codes.shown(found, now), "picture": codes.picture(found, now)}
    return render(request, "community/nights/parts/code.html", context | {"there": walking.present_people(found)})


code.background = True


@require_POST
@page(may_open)
def begin(request, pk: int):
    """Set out."""
    found = _led(request, pk)
    return act(
        request, lambda: walking.begin(patrol=found, actor=request.user, at=timezone.now()),
        _("The patrol is on the way. Stay together; in danger call 110."), reverse("night-lead", args=[pk]),
    )  # fmt: skip


@require_POST
@page(may_open)
def touch(request, pk: int):
    """One tap at a key place, with the position of this moment where the phone gives it."""
    place = get_object_or_404(NightPlace.objects.select_related("patrol__station"), pk=pk)
    back = reverse("night-lead", args=[place.patrol_id]) + f"#place-{place.pk}"
    if request.POST.get("verb") == "undo":
        return act(
            request, lambda: walking.untouch(place=place, actor=request.user), _("The tick is taken back."), back
        )
    lat, lng = _number(request.POST.get("lat")), _number(request.POST.get("lng"))
    return act(
        request, lambda: walking.touch(place=place, actor=request.user, at=timezone.now(), lat=lat, lng=lng),
        _("Ticked."), back,
    )  # fmt: skip


@require_POST
@page(may_open)
def errand(request, pk: int, errand: int):
    """One tap where residents asked for a patrol."""
    found = _led(request, pk)
    asked = next((row for row in carrying.asked_of(found) if row.pk == errand), None)
    if asked is None:
        raise Http404
    return act(
        request,
        lambda: carrying.tick(patrol=found, errand=asked, actor=request.user, at=timezone.now()),
        _("Ticked."), reverse("night-lead", args=[pk]),
    )  # fmt: skip


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


@page(may_open)
def tick(request, pk: int):
    """Somebody whose phone does not work: by the number of the card, with a reason."""
    return mark_by_hand(request, _led(request, pk), reverse("night-lead", args=[pk]))


@require_POST
@page(may_open)
def untick(request, pk: int, member: int):
    """Ticked the wrong one."""
    found = _led(request, pk)
    seat = get_object_or_404(NightSeat.objects.select_related("member"), patrol=found, member=member)
    verb = lambda: joining.take_back(patrol=found, member=seat.member, actor=request.user)  # noqa: E731
    return act(request, verb, _("The tick is taken back."), reverse("night-lead", args=[pk]))


@page(may_open)
def report(request, pk: int):
    """The end: hours, findings, why a place was not touched."""
    found = _led(request, pk)
    if found.state != State.WALKING:
        return redirect("night-lead", pk)
    missed = [place for place in readings.places_of(found) if place.touched_at is None]
    initial = {"hours": walking.walked(found, timezone.now()), "findings": found.findings, "report": found.report}
    initial |= {f"missed_{place.pk}": place.missed_reason for place in missed}
    return form_page(
        request, ReportForm(request.POST or None, missed=missed, initial=initial),
        lambda **told: walking.finish(patrol=found, actor=request.user, at=timezone.now(), **told) and None,
        heading=_("Report the end"), done=_("Thank you. The officer confirms the hours."),
        back=reverse("night-lead", args=[pk]), submit=_("Report"),
        intro=_("Short is enough. What you found has been told to the police on the way."),
    )  # fmt: skip
