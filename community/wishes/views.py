"""The office's pages of wishes: the ranked list beside its map, all of them, one wish with its verbs."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.wishes import actions, readings, rules, tables
from community.wishes.filters import WishFilter
from community.wishes.forms import AcceptForm, MergeForm, WordsForm
from community.wishes.models import QuarterList, Wish
from community.wishes.words import TONES, State
from stations.errands import ground
from stations.errands.readings import offers_for
from stations.errands.rules import STEPS as ERRAND_STEPS
from stations.errands.words import State as ErrandState
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.organisation.actions import record_export
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

DONE = {
    "accept": gettext_lazy("Accepted. The patrols are asked to pass there."),
    "decline": gettext_lazy("Declined. The residents read why."),
    "merge": gettext_lazy("Joined. Its residents count there."),
    "answer": gettext_lazy("Answered."),
}


@page(rules.may_see_wishes)
def wishes(request):
    """Open wishes, the heaviest first, each with its grounds; numbered marks on the map."""
    rows = readings.open_ranked(request.station, timezone.now())
    context = {
        "heading": _("Wishes of residents"), "rows": rows, "map": ground.communities(),
        "may_set": bool(rules.may_set_wishes(request.user)),
        "lists": [(rules.quarter_name(row.quarter), row) for row in QuarterList.objects.all()[:4]],
    }  # fmt: skip
    return render(request, "community/wishes/wishes.html", context)


@page(rules.may_see_wishes)
def wish_list(request):
    """All of them, filtered, paged, exported."""
    filterset = WishFilter(request.GET, readings.listed(), request=request)

    def exported(count):
        record_export(actor=request.user, station=request.station, what="wishes", count=count)

    return list_page(
        request, "community/wishes/list.html", filterset, title=_("All wishes of residents"), columns=tables.WISHES,
        record_export=exported, tones=TONES,
    )  # fmt: skip


@page(rules.may_see_wishes)
def wish(request, pk: int):
    """One wish: its grounds, how far it is, what could carry it, what came of it. Who wished is on no page."""
    at = timezone.now()
    found = get_object_or_404(
        readings.listed().select_related("main__scene", "accepted_by", "errand__station"), pk=pk
    )
    shown = ground.communities()
    near = readings.settings_of(request.station).near_metres
    if found.lat is not None:
        shown.look_at([(found.lat, found.lng)]).point(found.lat, found.lng, name=found.place, reach=near)
    asked = found.errand and found.errand.state == ErrandState.ASKED
    may_plan = asked and ERRAND_STEPS.check(found.errand, "plan", request.user, at)
    context = {
        "wish": found, "tone": TONES[State(found.state)], "row": readings.ranked_one(found, at),
        "stages": readings.stages(found), "verbs": rules.STEPS.verbs(found, request.user, at), "map": shown,
        "errand": found.errand, "groups": offers_for(request.user, found.errand, at) if may_plan else [],
        "refused": rules.refused_by_patrols(found), "merged": found.merged.select_related("scene"), "near": near,
        "timeline": lines(Entry.objects.about(found).select_related("actor")[:50]),
    }  # fmt: skip
    return render(request, "community/wishes/wish.html", context)


@page(rules.may_see_wishes)
def verb(request, pk: int, verb: str):
    """Accept, decline, merge, answer: each with its form."""
    if verb not in DONE:
        raise Http404
    found = get_object_or_404(readings.listed(), pk=pk)
    form, carry, heading = _form(request, found, verb)
    return form_page(
        request, form, carry, heading=heading, done=DONE[verb], back=found.get_absolute_url(), submit=heading,
        intro=f"{found} · {found.get_band_display()}", danger=verb == "decline",
    )  # fmt: skip


def _form(request, found: Wish, verb: str):
    """The form of a verb, what carries it out, its heading."""
    data, who = request.POST or None, {"wish": found, "actor": request.user}
    if verb == "accept":
        point = (found.lat, found.lng) if found.lat is not None else None

        def accept(place, point):
            lat, lng = point or (None, None)
            actions.accept(place=place, lat=lat, lng=lng, **who)

        return AcceptForm(data, initial={"place": found.place, "point": point}), accept, _("Accept the wish")
    if verb == "merge":
        verb_ = lambda into: actions.merge(into=into, **who) and None  # noqa: E731
        return MergeForm(data, wish=found), verb_, _("Join with another wish")
    action = actions.decline if verb == "decline" else actions.answer
    heading = _("Decline with reason") if verb == "decline" else _("Answer the residents")
    form = WordsForm(data, initial={"words": found.answer})
    return form, lambda words: action(words=words, **who) and None, heading
