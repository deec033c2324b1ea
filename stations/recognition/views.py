"""Pages of recognition: commendations for everybody to see, the ledger of points where a station keeps one."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.organisation.models import User
from stations.organisation.rules import is_person
from stations.recognition import actions, readings, rules, tables
from stations.recognition.filters import CommendationFilter, LedgerFilter
from stations.recognition.forms import CommendationForm, PointsForm, RuleForm, StrikeForm
from stations.recognition.models import Commendation, LedgerEntry, PointRule
from stations.recognition.registry import earners
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see)
def commendations(request):
    """All commendations that stand, the newest first."""
    filterset = CommendationFilter(request.GET, readings.commendations(), request=request)
    return list_page(
        request, "recognition/commendations.html", filterset, title=_("Commendations"),
        columns=tables.COMMENDATIONS, record_export=leaves(request, "commendations"),
        may_commend=bool(rules.may_commend(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def commendation(request, pk: int):
    """One commendation, struck ones included."""
    found = get_object_or_404(Commendation.objects.select_related("user", "given_by"), pk=pk)
    context = {
        "commendation": found,
        "recipient": tables.recipient(found),
        "may_strike": bool(rules.may_strike(request.user, found)),
        "timeline": story(found),
    }
    return render(request, "recognition/commendation.html", context)


@page(rules.may_commend)
def commendation_new(request):
    """Commend a person or a unit."""
    form = CommendationForm(request.POST or None, initial={"kind": Commendation.Kind.THANKS})

    def give(recipient, key, **values):
        code, _colon, number = recipient.partition(":")
        whom = (
            {"user": get_object_or_404(User.objects.visible_to(request.user), pk=number)}
            if code == readings.PERSON
            else {"unit": (code, int(number))}
        )
        return actions.commend(
            station=request.station, actor=request.user, source=f"form:{key}", **whom, **values
        )  # fmt: skip

    return form_page(
        request, form, give, heading=_("Commend"), done=_("The commendation is given."),
        back=reverse("commendations"), submit=_("Commend"), template="recognition/choosing.html",
    )  # fmt: skip


@page(rules.may_commend)
def commendation_strike(request, pk: int):
    """Strike a commendation given by mistake."""
    found = get_object_or_404(Commendation.objects.all(), pk=pk)
    demand(rules.may_strike(request.user, found))
    return form_page(
        request, StrikeForm(request.POST or None),
        lambda reason: actions.strike(commendation=found, actor=request.user, reason=reason),
        heading=_("Strike “%(title)s”") % {"title": found.title}, done=_("It is struck."),
        back=reverse("commendation", args=[pk]), submit=_("Strike"), danger=True,
    )  # fmt: skip


@page(is_person)
def my_commendations(request):
    """What a person was commended for, on the own page."""
    rows = readings.commendations().filter(user=request.user) if request.station else []
    return render(request, "recognition/mine.html", {"heading": _("My commendations"), "rows": list(rows)})


@page(rules.may_set)
def points(request):
    """Whether points are kept, from when on somebody looks, and what acts are worth."""
    row = actions.settings_of(request.station)
    initial = {name: getattr(row, name) for name in PointsForm.base_fields}
    return form_page(
        request, PointsForm(request.POST or None, initial=initial),
        lambda **told: actions.set_up(station=request.station, actor=request.user, **told) and None,
        heading=_("Points and rewards"), done=_("Saved."), back=reverse("points"),
        template="recognition/points.html", rules=PointRule.objects.all(), kept=row.points,
    )  # fmt: skip


@page(rules.may_set)
def point_rule(request, pk: int | None = None):
    """Say what an act is worth."""
    found = get_object_or_404(PointRule.objects.all(), pk=pk) if pk else None
    names = ("label", "points", "monthly_cap", "anonymous_yuan", "active")
    initial = {name: getattr(found, name) for name in names} if found else {}
    known = set() if found else set(PointRule.objects.values_list("act", flat=True))
    acts = [(code, label) for earner in earners() for code, label in earner.acts if code not in known]

    def keep(key, act="", **values):
        act = found.act if found else act or f"act-{key.hex[:12]}"
        actions.set_rule(station=request.station, actor=request.user, act=act, **values)

    return form_page(
        request, RuleForm(request.POST or None, initial=initial, acts=None if found else acts), keep,
        heading=found.label if found else _("What an act is worth"), done=_("Saved."), back=reverse("points"),
        intro="" if found else _("Acts of the list book by themselves; others are put forward by hand."),
    )  # fmt: skip


@page(rules.may_keep_book)
def ledger(request):
    """Every booking of points; none is ever changed. Above it the line in which the book balances."""
    filterset = LedgerFilter(request.GET, readings.ledger(), request=request)
    names = readings.acts()
    return list_page(
        request, "recognition/ledger.html", filterset, title=_("Ledger of points"), columns=tables.ledger(names),
        record_export=leaves(request, "points-ledger"), balance=readings.balance_line(), names=names,
    )  # fmt: skip


@page(rules.may_keep_book)
def ledger_reverse(request, pk: int):
    """Book an entry back."""
    rows = LedgerEntry.objects.filter(protected=False).select_related("user", "station")
    entry = get_object_or_404(rows, pk=pk)
    demand(rules.may_reverse_for(request.user, entry))
    return form_page(
        request, StrikeForm(request.POST or None),
        lambda reason: actions.reverse(entry=entry, actor=request.user, reason=reason) and None,
        heading=_("Book back %(points)s points of %(name)s")
        % {"points": entry.points, "name": tables.whose(entry)},
        done=_("It is booked back."), back=reverse("points-ledger"), submit=_("Book back"), danger=True,
    )  # fmt: skip
