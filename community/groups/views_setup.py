"""Settings of the crime watch: numbers, trades, consent texts, who works in the office."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.groups import actions, forms, rules
from community.groups.models import ConsentText, Trade, WatchOffice
from community.groups.readings import consent_text, settings_of
from stations.kit.form_pages import form_page
from stations.kit.views import act, page


@page(rules.may_keep_groups)
def overview(request):
    """Everything a station may set, on one page."""
    today = timezone.localdate()
    context = {
        "heading": _("Crime-watch settings"),
        "settings": settings_of(request.station),
        "trades": Trade.objects.all(),
        "texts": ConsentText.objects.all()[:10],
        "text": consent_text(request.station),
        "office": WatchOffice.objects.exclude(end__lte=today).select_related("user"),
        "may_seat": rules.may_seat_office(request.user),
    }
    return render(request, "community/groups/settings.html", context)


def _keep(request, form, verb, heading: str, **context):
    return form_page(
        request,
        form,
        lambda **values: verb(station=request.station, actor=request.user, **values) and None,
        heading=heading,
        done=_("Saved."),
        back=reverse("community-settings"),
        **context,
    )


@page(rules.may_keep_groups)
def numbers(request):
    """Name of the force, times and numbers."""
    form = forms.SettingsForm.of(settings_of(request.station), request.POST or None)
    return _keep(request, form, actions.keep_settings, _("Crime-watch settings"))


@page(rules.may_keep_groups)
def trade(request, pk=None):
    """Name a trade, or change one."""
    row = get_object_or_404(Trade.objects.all(), pk=pk) if pk else None
    initial = {key: getattr(row, key) for key in ("name", "order", "active")} if row else None
    return _keep(
        request, forms.TradeForm(request.POST or None, initial=initial),
        lambda **values: actions.keep_trade(trade=row, **values),
        _("Change %(name)s") % {"name": row.name} if row else _("New trade"),
    )  # fmt: skip


@page(rules.may_keep_groups)
def text(request):
    """Put a new version of the consent text in force."""
    current = consent_text(request.station)
    initial = {"text": current.text if current else actions.FIRST_TEXT}
    return _keep(
        request, forms.TextForm(request.POST or None, initial=initial), actions.publish_text,
        _("New version of the consent text"), submit=_("Publish"),
        intro=_("Members are asked to agree to it with their next renewal."),
    )  # fmt: skip


@page(rules.may_seat_office)
def seat(request):
    """Let an officer keep the groups."""
    return _keep(
        request, forms.SeatForm(request.POST or None, station=request.station), actions.seat_in_office,
        _("Add to the crime-watch office"),
    )  # fmt: skip


@require_POST
@page(rules.may_seat_office)
def seat_end(request, pk):
    """Leaves the office."""
    row = get_object_or_404(WatchOffice.objects.all(), pk=pk)
    return act(
        request, lambda: actions.leave_office(seat=row, actor=request.user), _("Saved."), "community-settings"
    )  # fmt: skip
