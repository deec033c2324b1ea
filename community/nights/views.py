"""Pages of the office: list, calendar week, one patrol with its verbs, the sheet to pin up, tonight."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups.models import Member
from community.groups.views import pdf, story
from community.nights import actions, carrying, documents, forms, joining, readings, rules, tables, walking
from community.nights.filters import NightFilter
from community.nights.models import NightPatrol
from community.nights.words import TONES, State
from stations.catalogue import ways
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.actions import record_export
from stations.roster.readings import parse_day

# Verbs without a form: the action and what is said when it is done.
TAPS = {
    "call": (actions.call, gettext_lazy("Called. The nearest members are asked first, never in their quiet hours.")),
    "begin": (walking.begin, gettext_lazy("The patrol is on the way.")),
    "confirm": (walking.confirm, gettext_lazy("Confirmed. The hours count, and the helpers are thanked.")),
}


@page(rules.may_see_nights)
def nights(request):
    """All night patrols, the next first."""
    return list_page(
        request, "community/nights/list.html",
        NightFilter(request.GET, queryset=readings.listed().order_by("-starts_at", "-id"), request=request),
        title=_("Night patrols"), columns=tables.NIGHTS, tones=TONES, may_plan=bool(rules.may_plan(request.user)),
        may_set=bool(rules.may_set(request.user)),
        record_export=lambda count: record_export(
            actor=request.user, station=request.station, what="night-patrols", count=count
        ),
    )  # fmt: skip


@page(rules.may_see_nights)
def week(request):
    """A week of nights side by side."""
    day = parse_day(request.GET.get("day"), readings.today())
    nights_of = readings.week(day)
    context = {
        "heading": _("Night patrols of the week"), "nights": nights_of, "tones": TONES, "today": readings.today(),
        "before": nights_of[0][0] - 7 * readings.DAY, "after": nights_of[0][0] + 7 * readings.DAY,
        "may_plan": bool(rules.may_plan(request.user)), "total": sum(len(rows) for _day, rows in nights_of),
    }  # fmt: skip
    return render(request, "community/nights/week.html", context)


@page(rules.may_see_nights)
def night(request, pk: int):
    """One patrol: who comes, what is touched, its verbs. Phone numbers are not on it."""
    found = get_object_or_404(readings.listed().select_related("course", "confirmed_by"), pk=pk)
    found.numbers = readings.settings_of(request.station)
    known, user = ways.known(), request.user
    context = {
        "heading": str(found), "patrol": found, "tone": TONES[State(found.state)],
        "kinds": readings.kinds_wanted(found), "seats": readings.seats_of(found),
        "places": readings.places_of(found), "asked": readings.asked_of(found),
        "steps": rules.STEPS.verbs(found, user, timezone.now()), "may_keep": bool(rules.may_keep(user, found)),
        "may_lead": bool(rules.may_lead(user, found)), "ahead": found.state in {"planned", "called", "standing"},
        "route_part": reverse(known.part, args=[found.route_number]) if known and found.route_number else "",
        "route_page": reverse(known.page, args=[found.route_number]) if known and found.route_number else "",
        "errands": carrying.asked_of(found), "timeline": story(found),
        "may_mark": found.state in {"called", "standing", "walking"},
    }  # fmt: skip
    return render(request, "community/nights/night.html", context)


@require_POST
@page(rules.may_see_nights)
def verb(request, pk: int, verb: str):
    """Call, set out, confirm: one tap each."""
    if verb not in TAPS:
        raise Http404
    found = get_object_or_404(NightPatrol.objects.all(), pk=pk)
    action, done = TAPS[verb]
    return act(request, lambda: action(patrol=found, actor=request.user, at=timezone.now()), done, found)


@page(rules.may_see_nights)
def cancel(request, pk: int):
    """Call it off: why, and a word to the helpers."""
    found = get_object_or_404(readings.listed(), pk=pk)
    return form_page(
        request, forms.CancelForm(request.POST or None, initial={"cause": "weather"}),
        lambda **told: actions.cancel(patrol=found, actor=request.user, at=timezone.now(), **told),
        heading=_("Call off: %(patrol)s") % {"patrol": found}, submit=_("Call it off"), danger=True,
        done=_("Called off. Whoever had a place has been told."), back=found.get_absolute_url(),
        intro=_("Whoever has a place or waits for one is told at once."),
    )  # fmt: skip


@page(rules.may_see_nights)
def send_back(request, pk: int):
    """Ask the leader to look at the report again."""
    found = get_object_or_404(NightPatrol.objects.all(), pk=pk)
    return form_page(
        request, forms.WordsForm(request.POST or None),
        lambda words: walking.send_back(patrol=found, actor=request.user, words=words, at=timezone.now()),
        heading=_("Send the report back"), done=_("The leader is told."), back=found.get_absolute_url(),
    )  # fmt: skip


@page(rules.may_see_nights)
def leader(request, pk: int):
    """Say who leads."""
    found = get_object_or_404(readings.listed(), pk=pk)
    return form_page(
        request, forms.LeaderForm(request.POST or None, patrol=found, initial={"leader": found.leader_id}),
        lambda leader: actions.name_leader(patrol=found, actor=request.user, leader=leader),
        heading=_("Leader of %(patrol)s") % {"patrol": found}, done=_("The leader is told."),
        back=found.get_absolute_url(), template="community/nights/leader.html",
    )  # fmt: skip


@page(rules.may_see_nights)
def mark(request, pk: int):
    """Note somebody as present by the number of the card, with a reason."""
    found = get_object_or_404(NightPatrol.objects.all(), pk=pk)
    return mark_by_hand(request, found, found.get_absolute_url())


def mark_by_hand(request, found: NightPatrol, back: str):
    """The form for whose phone does not work, of the office and of the leader's phone."""

    def note(number, reason):
        member = Member.objects.confirmed().filter(number=number.strip()).first()
        if member is None:
            raise RuleBroken(_("No member has this number."), code="no_member")
        joining.mark_present(patrol=found, member=member, actor=request.user, reason=reason, at=timezone.now())

    return form_page(
        request, forms.MarkForm(request.POST or None, initial={"number": request.GET.get("number", "")}), note,
        heading=_("Tick by hand"), done=_("Noted as present."), back=back,
        intro=_("For whose phone did not work. The number stands on the member's card."),
    )  # fmt: skip


@never_cache
@page(rules.may_see_nights)
def poster(request, pk: int):
    """The sheet to pin up at the door: time, place, what for, a code to join by. Nobody is named on it."""
    found = get_object_or_404(readings.listed(), pk=pk)
    content = documents.poster(patrol=found, kinds=readings.kinds_wanted(found), station=request.station)
    return pdf(content, f"night-patrol-{found.pk}")


@page(rules.may_see_nights)
def tonight(request):
    """The patrols of a night: a slot of the day sheets of the roster and of the crews."""
    day = parse_day(request.GET.get("date"), readings.today())
    context = {"day": day, "rows": list(readings.of_night(day)), "tones": TONES, "heading": _("Night patrols")}
    template = "community/nights/parts/tonight.html" if request.htmx else "community/nights/tonight.html"
    return render(request, template, context)
