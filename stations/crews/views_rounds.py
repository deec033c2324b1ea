"""Video patrol: the list of rounds, and writing one down."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews import readings, rounds, rules, tables
from stations.crews.filters import RoundFilter
from stations.crews.forms import RoundForm
from stations.crews.models import Crew, Layer
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.organisation.rules import officer_of
from stations.roster.actions import running_day
from stations.timeline.actions import leaves


def intake_url() -> str:
    """Where a finding becomes an incident; empty while there is no such page."""
    try:
        return reverse("intake")
    except NoReverseMatch:
        return ""


def _patrols(user, at):
    """Video patrols of the running day that have begun: the own ones, or all for who sets the crews."""
    rows = Crew.objects.filter(date=running_day(at), layer=Layer.VIDEO, starts_at__lte=at)
    if not rules.may_set_crews(user):
        own = officer_of(user)
        rows = rows.filter(Q(members__officer=own.pk if own else 0))
    return rows.order_by("-starts_at")


@page(rules.may_see_crews)
def video_rounds(request):
    """Every round, filtered, paged, exported."""
    filterset = RoundFilter(request.GET, readings.rounds(), request=request)

    return list_page(
        request, "crews/rounds.html", filterset, title=_("Video rounds"), columns=tables.ROUNDS,
        record_export=leaves(request, "video_rounds"), intake=intake_url(),
        may_write=_patrols(request.user, timezone.now()).exists(),
    )  # fmt: skip


@page(rules.has_crew)
def round_new(request):
    """Write down one round; on a phone as on the desk."""
    at = timezone.now()
    crews = _patrols(request.user, at)
    current = crews.first()
    if current is None:
        context = {"heading": _("Write down a round"), "back": reverse("video-rounds")}
        return render(request, "crews/no_patrol.html", context)
    own, seats = officer_of(request.user), list(current.members.values_list("officer_id", flat=True))
    last = current.rounds.first()
    initial = {
        "crew": current.pk, "officer": own.pk if own and own.pk in seats else next(iter(seats), None),
        "started_at": last.ended_at if last else current.starts_at,
    }  # fmt: skip
    form = RoundForm(request.POST or None, crews=crews, at=at, initial=initial)

    def verb(**values):
        rounds.record_round(actor=request.user, **values)

    back = reverse("video-rounds")
    return form_page(
        request, form, verb, heading=_("Write down a round"), done=_("The round is written down."), back=back
    )
