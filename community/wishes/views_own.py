"""A member's own wishes under ``/me/``: the same page under the own account, followed without a code."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.groups.readings import members_on
from community.wishes import actions, readings, rules
from community.wishes.forms import MemberWishForm
from community.wishes.giving import Given
from community.wishes.views_public import carry_out
from community.wishes.words import TONES, State
from stations.kit.answer import RuleBroken
from stations.kit.views import act, page


@page(rules.may_wish)
@require_safe
def start(request):
    """Tap why; below, what became of one's own wishes."""
    mine = list(readings.given_by(request.user)[: readings.NEWEST])
    context = {"heading": _("Wish for a patrol"), "scenes": readings.scenes(), "mine": mine, "tones": TONES}
    return render(request, "community/wishes/start.html", context)


@page(rules.may_wish)
@never_cache
def new(request, pk: int):
    """Where and when; the same wish near by is offered first."""
    scene = get_object_or_404(readings.scenes(), pk=pk)
    person = members_on(timezone.localdate()).get(user=request.user)
    form = MemberWishForm(request.POST or None, initial={"community": person.community_id})
    context = {"heading": scene.name, "scene": scene, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            given = carry_out(request.station, scene, form.cleaned_data, user=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            if isinstance(given, Given):
                return redirect("my-wish", given.wish.pk)
            return render(request, "community/wishes/same.html", context | {"same": given})
    return render(request, "community/wishes/new.html", context, status=400 if form.errors else 200)


def _own(request, pk: int):
    """A wish that is the member's, too; any other does not exist for them."""
    voice = readings.given_by(request.user).filter(wish=pk).first()
    if voice is None:
        raise Http404
    return voice


@page(rules.may_wish)
@never_cache
@require_safe
def mine(request, pk: int):
    """One's own wish, followed to the end."""
    voice = _own(request, pk)
    shown = readings.listed().get(pk=voice.wish.main_id or voice.wish_id)
    context = {"heading": shown.scene.name, "wish": shown, "own": voice.wish, "voice": voice,
               "stages": readings.stages(shown), "tone": TONES[State(shown.state)]}  # fmt: skip
    return render(request, "community/wishes/mine.html", context)


@page(rules.may_wish)
@require_POST
def well(request, pk: int):
    """Was it done well: one tap."""
    voice = _own(request, pk)
    verb = lambda: actions.say_well(voice=voice, well=request.POST.get("well") == "yes")  # noqa: E731
    return act(request, verb, _("Thank you."), reverse("my-wish", args=[pk]))
