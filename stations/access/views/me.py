"""The own page: data, settings, password, second factor, phones."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp import devices_for_user

from stations.access import actions
from stations.access.forms import SettingsForm
from stations.access.models import DeviceToken
from stations.access.rules import must_have_second_factor
from stations.kit import masks
from stations.kit.views import act, page
from stations.organisation.rules import is_person
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

OWN_ENTRIES = 20


def connected_phones(person):
    """The phones of a person that still work."""
    return DeviceToken.objects.filter(user=person, revoked_at=None, expires_at__gt=timezone.now())


@page(is_person)
def me(request):
    """My data, my settings, my phones, what I did lately."""
    user, here = request.user, request.station is not None
    context = {
        "form": SettingsForm(initial={"language": user.language, "theme": user.theme, "large_text": user.large_text}),
        "phone": masks.phone(user.phone) if user.phone else "",
        "phones": connected_phones(user) if here else [],
        "factor": None if request.device else any(devices_for_user(user)),
        "factor_needed": must_have_second_factor(user),
        "timeline": lines(Entry.objects.filter(actor=user).select_related("actor")[:OWN_ENTRIES]) if here else [],
    }
    return render(request, "access/me.html", context)


@require_POST
@page(is_person)
def keep_settings(request):
    """Save language, appearance and text size at once."""
    form = SettingsForm(request.POST)
    response = redirect("account")
    if not form.is_valid():
        messages.error(request, _("These settings are not offered."))
        return response
    actions.keep_settings(user=request.user, **form.cleaned_data)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax")
    return response


@require_POST
@page(is_person)
def disconnect(request, pk: int):
    """Disconnect one of my phones."""
    device = get_object_or_404(DeviceToken.objects.filter(user=request.user), pk=pk)
    return act(
        request,
        lambda: actions.revoke_phone(user=request.user, device=device, at=timezone.now()),
        _("The phone has been disconnected."),
        "account",
    )
