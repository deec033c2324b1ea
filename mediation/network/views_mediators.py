"""Pages of mediators and their kinds."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.network import actions, forms, people, rules, tables
from mediation.network.filters import MediatorFilter
from mediation.network.lists import kinds, mediators_on
from mediation.network.models import Mediator, MediatorAbsence, MediatorInterest, MediatorKind, RoomSitting
from stations.access.actions import issue_code
from stations.kit import masks
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.rules import officer_of
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see_network)
def mediators(request):
    """The register of mediators."""
    return list_page(
        request,
        "mediation/network/mediators.html",
        MediatorFilter(request.GET, queryset=Mediator.objects.all(), request=request),
        title=_("Mediators"),
        columns=tables.MEDIATOR_COLUMNS,
        record_export=leaves(request, "mediators"),
        may_keep=rules.may_keep_network(request.user),
    )


def _mediator(pk: int) -> Mediator:
    return get_object_or_404(mediators_on(timezone.localdate()).select_related("user__officer"), pk=pk)


@page(rules.may_see_network)
def mediator(request, pk):
    """One mediator: facts, sitting hours, absences, ties of interest."""
    person, today = _mediator(pk), timezone.localdate()
    private = rules.may_see_private(request.user, person)
    context = {
        "heading": person.user.name,
        "mediator": person,
        "communities": [row.community for row in person.communities.select_related("community")],
        "sittings": person.sittings.exclude(end__lte=today).select_related("room"),
        "absences": person.absences.exclude(end__lte=today).order_by("start"),
        "interests": person.interests.order_by("id") if private else [],
        "masked_phone": masks.phone(person.user.phone),
        "private": private,
        "may_keep": rules.may_keep_network(request.user),
        "may_plan": rules.may_plan_for(request.user, person),
        "may_give_code": rules.may_give_code(request.user, person.user),
        "timeline": story(person, 20),
        "today": today,
    }
    return render(request, "mediation/network/mediator.html", context)


@never_cache
@require_POST
@page(rules.may_see_network)
def mediator_phone(request, pk):
    """The phone number in full, once, recorded (SE-24)."""
    person = _mediator(pk)
    phone = people.look_at_phone(mediator=person, actor=request.user)
    context = {"heading": person.user.name, "phone": phone, "back": person.get_absolute_url()}
    return render(request, "components/phone.html", context)


@page(rules.may_keep_network)
def mediator_new(request):
    """Take a mediator in."""
    return form_page(
        request,
        forms.NewMediatorForm(request.POST or None),
        lambda **values: people.appoint(station=request.station, actor=request.user, **values),
        heading=_("New mediator"),
        done=_("The mediator has been entered. Hand out a one-time code for the first login."),
        back=reverse("mediators"),
    )


@never_cache
@page(rules.may_keep_network)
def mediator_edit(request, pk):
    """Change facts of a mediator."""
    person = _mediator(pk)
    officer = officer_of(person.user) is not None
    if request.method == "GET" and person.user.phone and not officer:
        people.look_at_phone(mediator=person, actor=request.user)  # the form shows it in full
    initial = {key: getattr(person, key) for key in people.FIELDS}
    initial |= {"name": person.user.name, "phone": person.user.phone}
    initial["communities"] = list(person.communities.values_list("community", flat=True))
    return form_page(
        request,
        forms.MediatorEditForm(request.POST or None, initial=initial, officer=officer),
        lambda **values: people.change(mediator=person, actor=request.user, **values) and None,
        heading=_("Change %(name)s") % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
    )


@page(rules.may_keep_network)
def mediator_leave(request, pk):
    """A mediator leaves the network, or comes back to it."""
    person = _mediator(pk)
    back = person.left_on is not None
    verb = people.take_back if back else people.leave
    words = _("%(name)s comes back") if back else _("%(name)s leaves the network")
    return form_page(
        request,
        forms.DayForm(request.POST or None),
        lambda day: verb(mediator=person, day=day, actor=request.user),
        heading=words % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
        submit=_("Comes back") if back else _("Leaves the network"),
        intro="" if back else _("Sitting hours end on that day; open cases are handed over first."),
    )


@never_cache
@page(rules.may_see_network)
def mediator_code(request, pk):
    """Ask first, then show a new code for a mediator once, in large type."""
    person = _mediator(pk)
    answer = rules.may_give_code(request.user, person.user)
    context = {"heading": person.user.name, "mediator": person, "answer": answer}
    if request.method == "POST":
        demand(answer)
        code = issue_code(user=request.user, person=person.user, at=timezone.now())
        context |= {"code": code, "grouped": f"{code[:4]} {code[4:]}"}
    return render(request, "mediation/network/code.html", context)


def _own_form(request, pk: int, form, verb, heading: str):
    """A form of a mediator's own planning."""
    person = _mediator(pk)
    demand(rules.may_plan_for(request.user, person))
    return form_page(
        request,
        form(request.POST or None),
        lambda **values: verb(mediator=person, actor=request.user, **values) and None,
        heading=heading % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
    )


@page(rules.may_see_network)
def absence_new(request, pk):
    """Enter days away."""
    return _own_form(request, pk, forms.AbsenceForm, people.enter_absence, _("Days away of %(name)s"))


@page(rules.may_see_network)
def sitting_new(request, pk):
    """Enter weekly sitting hours."""
    return _own_form(request, pk, forms.SittingForm, people.set_sitting, _("Sitting hours of %(name)s"))


@page(rules.may_see_network)
def interest_new(request, pk):
    """Disclose a tie of interest (RT-19)."""
    return _own_form(request, pk, forms.InterestForm, people.add_interest, _("Tie of interest of %(name)s"))


@require_POST
@page(rules.may_see_network)
def absence_remove(request, pk):
    """Available after all."""
    row = get_object_or_404(MediatorAbsence.objects.select_related("mediator"), pk=pk)
    return act(
        request,
        lambda: people.remove_absence(absence=row, actor=request.user),
        _("Removed."),
        row.mediator.get_absolute_url(),
    )


@require_POST
@page(rules.may_see_network)
def sitting_end(request, pk):
    """End sitting hours as of today."""
    row = get_object_or_404(RoomSitting.objects.select_related("mediator"), pk=pk)
    return act(
        request,
        lambda: people.end_sitting(sitting=row, day=timezone.localdate(), actor=request.user),
        _("The sitting hours have ended."),
        row.mediator.get_absolute_url(),
    )


@require_POST
@page(rules.may_see_network)
def interest_remove(request, pk):
    """A tie that no longer holds."""
    row = get_object_or_404(MediatorInterest.objects.select_related("mediator"), pk=pk)
    return act(
        request,
        lambda: people.remove_interest(interest=row, actor=request.user),
        _("Removed."),
        row.mediator.get_absolute_url(),
    )


@page(rules.may_see_network)
def kind_list(request):
    """The kinds of mediators, by group; 五老 differ by place."""
    context = {"heading": _("Kinds of mediators"), "kinds": kinds(), "may_keep": rules.may_keep_network(request.user)}
    return render(request, "mediation/network/kinds.html", context)


@page(rules.may_keep_network)
def kind_keep(request, pk=None):
    """Name a kind, or change one."""
    row = get_object_or_404(MediatorKind.objects.all(), pk=pk) if pk else None
    initial = {key: getattr(row, key) for key in ("name", "group", "order", "active")} if row else None

    def keep(**values):
        actions.keep_kind(station=request.station, actor=request.user, kind=row, **values)

    return form_page(
        request,
        forms.KindForm(request.POST or None, initial=initial),
        keep,
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New kind of mediator"),
        done=_("Saved."),
        back=reverse("mediator-kinds"),
    )
