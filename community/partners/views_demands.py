"""Demands of enterprises: the list, one demand, the sign of a building, settings, parts of other pages."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.enterprises.models import Building, Enterprise
from community.partners import actions, demands, forms, forms_demands, meetings, papers, readings, rules, tables
from community.partners.filters import DemandFilter
from community.partners.models import MeetingSeries
from community.partners.models_demands import Demand, DemandKind, DemandSign
from community.partners.views import FORM, LINES, see
from community.partners.words import DEMAND_TONES, RESOLUTION_TONES, DemandState
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# Verbs with a form: the form, the action, what the page says afterwards.
VERBS = {
    "decline": (forms_demands.DeclineForm, demands.decline, gettext_lazy("The enterprise reads the reason.")),
    "answer": (forms_demands.AnswerForm, demands.answer, gettext_lazy("Answered; the enterprise reads it.")),
    "pass_on": (forms_demands.PassForm, demands.pass_on, gettext_lazy("Passed on; the deadline runs on.")),
    "come_back": (forms_demands.ReplyForm, demands.come_back, gettext_lazy("Noted; answer the enterprise now.")),
    "send_back": (forms.ReasonForm, demands.send_back, gettext_lazy("Returned; it is answered again.")),
}


@page(see)
def demand_list(request):
    """All demands; those that wait for the station come first, the most pressing on top."""
    return list_page(
        request, "community/partners/demands.html", DemandFilter(request.GET, readings.demands(), request=request),
        title=_("Demands of enterprises"), columns=tables.DEMANDS, record_export=leaves(request, "demands"),
        tones=DEMAND_TONES, today=timezone.localdate(), may_set=bool(rules.may_set_partners(request.user)),
    )  # fmt: skip


def reached(pk: int) -> Demand:
    """A demand of the station."""
    return get_object_or_404(readings.demands(), pk=pk)


@page(see)
def one_demand(request, pk: int):
    """One demand: how far it is, what was answered, with whom it lies."""
    row, user, today = reached(pk), request.user, timezone.localdate()
    series = MeetingSeries.objects.filter(active=True)
    context = {
        "heading": f"{row.number} {row.shop}", "demand": row, "tone": DEMAND_TONES[row.state],
        "stages": readings.stages(row), "verbs": rules.DEMAND.verbs(row, user), "late": rules.is_late(row, today),
        "may_assign": row.over_at is None and bool(rules.may_handle(user, row)),
        "may_phone": bool(rules.may_see_phone(user, row)) and readings.has_phone(row),
        "passed": row.passed.all(), "items": row.items.select_related("series", "meeting"),
        "series": [one for one in series if rules.may_propose(user)] if row.over_at is None else [],
        "today": today, "timeline": story(row, LINES), "lapses_on": _lapses_on(request, row),
    }  # fmt: skip
    return render(request, "community/partners/demand.html", context)


def _lapses_on(request, row: Demand):
    """When an answered demand is closed without a word of the enterprise; None for others."""
    if row.state != DemandState.ANSWERED:
        return None
    days = readings.settings_of(request.station).confirm_days
    return rules.lapses_on(timezone.localdate(row.answered_at), days)


@page(see)
def demand_new(request):
    """Take a demand down for an enterprise."""
    initial = {"enterprise": request.GET.get("enterprise")}

    def take_down(**told):
        enterprise = told.get("enterprise")
        building = enterprise.building if enterprise else None
        return demands.receive(station=request.station, actor=request.user, building=building, **told).demand

    return form_page(
        request, forms_demands.DemandForm(request.POST or None, initial=initial), take_down,
        heading=_("Take a demand down"), done=_("On record; who is in charge is told."), back=reverse("demands"),
        template=FORM,
    )  # fmt: skip


@require_POST
@page(see)
def accept(request, pk: int):
    """Taken on."""
    row = reached(pk)
    return act(request, lambda: demands.accept(demand=row, actor=request.user), _("The demand is accepted."), row)


@require_POST
@page(see)
def confirm(request, pk: int):
    """The enterprise said by telephone that it is content."""
    row = reached(pk)
    return act(request, lambda: demands.confirm(demand=row, actor=request.user), _("The confirmation is noted."), row)


@page(see)
def verb(request, pk: int, verb: str):
    """Answer, pass on, note a reply, not accept, return: each with its form."""
    if verb not in VERBS:
        raise Http404
    form, action, done = VERBS[verb]
    row = reached(pk)
    step = rules.DEMAND.step(row.state, verb)
    if step is None:
        messages.error(request, _("This is no longer possible in the present state."))
        return redirect(row)
    demand(step.who(request.user, row))
    return form_page(
        request, form(request.POST or None),
        lambda **told: action(demand=row, actor=request.user, **told) and None,
        heading=f"{step.label} · {row.number}", done=done, back=row.get_absolute_url(), submit=step.label,
        intro=row.words, template=FORM, departments=readings.departments() if verb == "pass_on" else (),
    )  # fmt: skip


@page(see)
def assign(request, pk: int):
    """Who is in charge, and which enterprise of the list it is."""
    row = reached(pk)
    demand(rules.may_handle(request.user, row))
    shop = row.enterprise or next(iter(demands.called_so(row) if row.building_id else []), None)
    initial = {"officer": row.officer_id, "enterprise": shop}
    return form_page(
        request, forms_demands.AssignForm(request.POST or None, initial=initial),
        lambda **told: demands.assign(demand=row, actor=request.user, **told),
        heading=_("Officer in charge · %(number)s") % {"number": row.number}, done=_("The officer is told."),
        back=row.get_absolute_url(), template=FORM,
    )  # fmt: skip


@page(see)
def to_meeting(request, pk: int):
    """Propose a demand for the next joint meeting of a series."""
    row = reached(pk)
    topic = f"{row.kind}：{row.shop}"[:80]

    def put(series):
        meetings.propose(
            series=series, topic=topic, why=row.words[:300], enterprise=row.enterprise, wish=row, actor=request.user
        )

    return form_page(
        request, forms_demands.SeriesChoiceForm(request.POST or None, demand=row), put,
        heading=_("Propose for a joint meeting · %(number)s") % {"number": row.number}, done=_("It is proposed."),
        back=row.get_absolute_url(), submit=_("Propose"), intro=row.words, template=FORM,
    )  # fmt: skip


@page(see)
@never_cache
def phone(request, pk: int):
    """The telephone of who asked, against a reason; shown once."""
    row = reached(pk)
    demand(rules.may_see_phone(request.user, row))
    form, shown = forms.ReasonForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            shown = demands.show_phone(demand=row, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
    context = {"heading": _("Telephone of who asked"), "form": form, "shown": shown, "demand": row,
               "back": row.get_absolute_url(), "submit": _("Show")}  # fmt: skip
    return render(request, "community/partners/phone.html", context, status=400 if form.errors else 200)


# -- the sign of a building, settings ------------------------------------------------------------------------------


@page(see)
@never_cache
def sign(request, pk: int):
    """The sign with the code, A4."""
    building = get_object_or_404(Building.objects.select_related("station"), pk=pk, active=True)
    made = papers.sign_paper(building, actions.sign_of(building=building, actor=request.user))
    return paper_file(made, f"sign-{building.pk}", request.GET.get("format", "pdf"))


@require_POST
@page(see)
def sign_renew(request, pk: int):
    """The signs that hang in a building stop working."""
    building = get_object_or_404(Building.objects.all(), pk=pk)
    return act(
        request, lambda: actions.renew_sign(building=building, actor=request.user),
        _("The old signs no longer work. Print the new one."), building.get_absolute_url(),
    )  # fmt: skip


@page(see)
def settings(request):
    """Kinds of demands with their days, and the other numbers."""
    context = {
        "heading": _("Settings of working with enterprises"), "settings": readings.settings_of(request.station),
        "kinds": DemandKind.objects.all(), "may_set": bool(rules.may_set_partners(request.user)),
    }  # fmt: skip
    return render(request, "community/partners/settings.html", context)


def _keep(request, form, verb, heading):
    return form_page(
        request, form, lambda **told: verb(station=request.station, actor=request.user, **told) and None,
        heading=heading, done=_("Saved."), back=reverse("partner-settings"),
    )  # fmt: skip


@page(rules.may_set_partners)
def numbers(request):
    """Numbers of days and the trade of merchants."""
    names = ("accept_days", "again_days", "confirm_days", "phone_days", "merchant_trade")
    now = readings.settings_of(request.station)
    form = forms.SettingsForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    return _keep(request, form, actions.keep_settings, _("Settings of working with enterprises"))


@page(rules.may_set_partners)
def kind(request, pk: int | None = None):
    """A kind of demand."""
    row = get_object_or_404(DemandKind.objects.all(), pk=pk) if pk else None
    initial = {name: getattr(row, name) for name in ("name", "days", "order", "active")} if row else None
    return _keep(
        request, forms.KindForm(request.POST or None, initial=initial),
        lambda **told: actions.keep_kind(kind=row, **told), row.name if row else _("New kind of demand"),
    )  # fmt: skip


@require_POST
@page(rules.may_set_partners)
def install(request):
    """Begin with the kinds that come with the house."""
    return act(
        request, lambda: actions.install_kinds(station=request.station, actor=request.user),
        _("The first kinds of demands are there."), "partner-settings",
    )  # fmt: skip


# -- parts of the pages of enterprises and buildings ---------------------------------------------------------------


@page(see)
def enterprise_part(request, pk: int):
    """Demands, resolutions, talks and losses on the page of an enterprise."""
    row = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    context = readings.of_enterprise(row) | {
        "enterprise": row, "tones": DEMAND_TONES, "resolution_tones": RESOLUTION_TONES,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "community/partners/enterprise_part.html", context)


@page(see)
def building_part(request, pk: int):
    """The sign, the joint meetings and open demands on the page of a building."""
    row = get_object_or_404(Building.objects.all(), pk=pk)
    context = {
        "building": row, "tones": DEMAND_TONES, "today": timezone.localdate(),
        "series": readings.series().filter(building=row, active=True),
        "demands": readings.demands().waiting().filter(building=row)[:5],
        "sign": DemandSign.objects.filter(building=row).first(),
        "may_set": bool(rules.may_set_partners(request.user)),
        "may_start": bool(rules.may_start_series(request.user)),
    }  # fmt: skip
    return render(request, "community/partners/building_part.html", context)
