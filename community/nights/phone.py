"""The member's phone, ``/me/nights/``: patrols near me, one tap to come along, signing in, my patrols."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups.models import Member
from community.groups.readings import members_on, standing
from community.groups.rules import is_member
from community.nights import actions, asking, joining, readings, rules, walking
from community.nights.choosing import may_take_part
from community.nights.forms import ChoiceForm, CodeForm
from community.nights.models import NightChoice, NightPatrol
from community.nights.words import TONES, Seat, State
from stations.access.counting import refused
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, page

# Wrong digits an hour, of one person at one patrol.
TRIES = 30


def mine(request) -> Member:
    """The own profile."""
    return get_object_or_404(members_on(timezone.localdate()).confirmed(), user=request.user)


@never_cache
@page(rules.may_join_in)
def start(request):
    """What I am asked, what is near me, where I have a place, what I lead."""
    now, leads = timezone.now(), list(readings.led_by(request.user))
    context = {"heading": _("Night patrols"), "leads": leads, "tones": TONES}
    if standing(request.user).is_member:
        person = mine(request)
        seats = readings.seats_of_member(person, now)
        asked = readings.requests_to(person, now)
        mine_of = {seat.patrol_id for seat in seats}
        rows = [
            row for row in readings.open_patrols(now)
            if row.pk not in mine_of and row.leader_id != request.user.pk
        ]  # fmt: skip
        far = asking.distances(rows, person)
        reach = readings.settings_of(request.station).reach_metres
        near = [(row, far[row.pk]) for row in rows if row.pk not in asked and (far[row.pk] or 0) <= reach]
        context |= {
            "member": person, "asked": [(row, far[row.pk]) for row in rows if row.pk in asked],
            "near": sorted(near, key=lambda pair: (pair[0].duty_date, pair[1] or 0))[:10],
            "coming": [seat for seat in reversed(seats) if seat.ends_at > now],
            "past": [seat for seat in seats if seat.ends_at <= now], "hours": walking.hours_of(person),
            "choice": NightChoice.objects.filter(member=person).first(),
        }  # fmt: skip
    return render(request, "community/nights/phone/start.html", context)


@never_cache
@page(rules.may_join_in)
def one(request, pk: int):
    """One patrol on the phone: when, where, what for, what is needed; accept, give back, sign in by digits."""
    found = get_object_or_404(readings.seen_by(request.user).select_related("course"), pk=pk)
    now, person = timezone.now(), standing(request.user).member if standing(request.user).is_member else None
    seat = readings.seat_of(found, person)
    seat = seat if seat and seat.state != Seat.GIVEN_BACK else None
    numbers = readings.settings_of(request.station)
    refusal = None
    if person and seat is None:
        refusal = rules.may_accept(found, now)
        if refusal:
            refusal = may_take_part(asking.person_for(found, person, now), readings.call_of(found), numbers)
    context = {
        "heading": str(found), "patrol": found, "tone": TONES[State(found.state)], "seat": seat, "member": person,
        "kinds": readings.kinds_wanted(found), "places": readings.places_of(found), "refusal": refusal,
        "asked": bool(person and readings.requests_to(person, now).get(found.pk)),
        "signing_in": bool(person and rules.may_sign_in(found, numbers, now)) and not (seat and seat.present_at),
        "may_give_back": bool(seat and rules.may_give_back(found, seat.state)), "form": CodeForm(),
        "leads": request.user.pk == found.leader_id,
    }  # fmt: skip
    return render(request, "community/nights/phone/one.html", context)


@require_POST
@page(is_member)
def accept(request, pk: int):
    """One tap: I come along."""
    found, person = _both(request, pk)
    try:
        # The page itself says what became of it.
        joining.accept(patrol=found, member=person, actor=request.user, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
    return redirect("my-night", pk)


@require_POST
@page(is_member)
def decline(request, pk: int):
    """One tap: not this time. Nothing is kept of it."""
    found, person = _both(request, pk)
    return act(
        request, lambda: joining.decline(patrol=found, member=person, actor=request.user),
        _("All right. Nothing follows from it."), "my-nights",
    )  # fmt: skip


@require_POST
@page(is_member)
def never(request, pk: int):
    """One tap: never ask me for night patrols; taken back on the page of choices."""
    found, person = _both(request, pk)

    def both():
        joining.decline(patrol=found, member=person, actor=request.user)
        known = NightChoice.objects.filter(member=person).first() or NightChoice()
        actions.choose(
            member=person, actor=request.user, never=True, quiet_from=known.quiet_from, quiet_until=known.quiet_until
        )

    return act(request, both, _("You are not asked for night patrols any more."), "my-nights")


@require_POST
@page(is_member)
def give_back(request, pk: int):
    """One tap: I cannot come after all; no reason is asked."""
    found, person = _both(request, pk)
    return act(
        request,
        lambda: joining.give_back(patrol=found, member=person, actor=request.user, at=timezone.now()),
        _("Thank you for telling us. Your place is free again."), "my-nights",
    )  # fmt: skip


@never_cache
@page(is_member)
def here(request, pk: int, digits: str):
    """The leader's QR code leads here: one more tap says that it is you."""
    found = get_object_or_404(readings.seen_by(request.user), pk=pk)
    if request.method == "POST":
        return _sign_in(request, found, digits, "scan")
    context = {"heading": _("I am here"), "patrol": found, "digits": digits}
    return render(request, "community/nights/phone/here.html", context)


@require_POST
@page(is_member)
def digits(request, pk: int):
    """The digits, typed."""
    found = get_object_or_404(readings.seen_by(request.user), pk=pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Six digits."))
        return redirect("my-night", pk)
    return _sign_in(request, found, form.cleaned_data["code"], "typed")


def _sign_in(request, found: NightPatrol, code: str, how: str):
    if refused(night=(f"{found.pk}/{request.user.pk}", TRIES)) == "too_many":
        messages.error(request, _("Too many tries. Ask the leader to tick you by hand."))
        return redirect("my-night", found.pk)
    person = mine(request)
    return act(
        request, lambda: joining.sign_in(patrol=found, member=person, code=code, how=how, at=timezone.now()),
        _("You are noted as present. Thank you for coming."), redirect("my-night", found.pk).url,
    )  # fmt: skip


@page(is_member)
def choices(request):
    """Whether and when I may be asked."""
    person = mine(request)
    row = NightChoice.objects.filter(member=person).first() or NightChoice()
    initial = {"never": row.never, "quiet_from": row.quiet_from, "quiet_until": row.quiet_until}
    return form_page(
        request, ChoiceForm(request.POST or None, initial=initial),
        lambda **told: actions.choose(member=person, actor=request.user, **told) and None,
        heading=_("When I may be asked"), done=_("Saved."), back=redirect("my-nights").url,
        intro=_("Being asked obliges you to nothing. Nobody sees what you choose here."),
    )  # fmt: skip


def _both(request, pk: int) -> tuple[NightPatrol, Member]:
    return get_object_or_404(readings.seen_by(request.user).select_related("station"), pk=pk), mine(request)
