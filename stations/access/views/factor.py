"""The second factor: set an authenticator up, prove it at each login (SE-05)."""

import base64

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_otp import login as factor_login
from django_otp import user_has_device

from stations.access import actions
from stations.access.forms import TokenForm
from stations.kit.answer import RuleBroken
from stations.kit.qr import drawn
from stations.kit.views import page
from stations.organisation.rules import is_person


def refuse_phone(request) -> None:
    """A paired phone is itself what its owner has; it neither sets up nor proves anything."""
    if request.device:
        raise RuleBroken(_("Log in with a password to use a second factor."), code="no_password")


@never_cache
@page(is_person)
def verify(request):
    """Prove the second factor after the password."""
    refuse_phone(request)
    if request.user.is_verified():
        return redirect("home")
    if not user_has_device(request.user):
        request.session.pop("asks_factor", None)
        return redirect("second-factor-setup")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = actions.prove_factor(user=request.user, token=form.cleaned_data["token"])
        if device:
            factor_login(request, device)
            return redirect("home")
        form.add_error("token", _("This code is wrong or was used already. Wait for the next one."))
    return render(request, "access/second_factor.html", {"form": form})


@never_cache
@page(is_person)
def setup(request):
    """Set an authenticator up: scan, type one code, done."""
    refuse_phone(request)
    if user_has_device(request.user):
        return redirect("me" if request.user.is_verified() else "second-factor")
    device = actions.offer_factor(user=request.user)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.confirm_factor(user=request.user, device=device, token=form.cleaned_data["token"]):
            request.session["asks_factor"] = True
            factor_login(request, device)
            messages.success(request, _("Your second factor is set up."))
            return redirect("home")
        form.add_error("token", _("This code is wrong. Check the clock of the phone, then type the next code."))
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    grouped = " ".join(key[place : place + 4] for place in range(0, len(key), 4))
    return render(
        request, "access/second_factor_setup.html", {"form": form, "qr": drawn(device.config_url, 5), "key": grouped}
    )
