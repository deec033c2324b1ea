"""Pages of communities, grids, police rooms and trades, and the search over people and places."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.kit import masks
from stations.kit.form_pages import form_page
from stations.kit.spans import in_force
from stations.kit.views import act, list_page, page
from stations.organisation.models import Officer
from stations.organisation.rules import may_keep_people
from stations.places import actions, forms, rules, tables
from stations.places.filters import CommunityFilter, GridFilter, PoliceRoomFilter
from stations.places.models import (
    Community,
    CommunityPost,
    Grid,
    IndustryOfficer,
    Mentorship,
    RoomContact,
)
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


def _listed(request, name: str, filterset, queryset, title: str, columns):
    """One list of places."""
    return list_page(
        request,
        f"places/{name.replace('-', '_')}.html",
        filterset(request.GET, queryset=queryset, request=request),
        title=title,
        columns=columns,
        record_export=leaves(request, name),
        may_keep=may_keep_people(request.user),
    )


@page(rules.may_see_places)
def communities(request):
    """Communities with their A and B officers."""
    queryset = tables.communities(timezone.localdate())
    return _listed(request, "communities", CommunityFilter, queryset, _("Communities"), tables.COMMUNITY_COLUMNS)


@page(rules.may_see_places)
def community(request, pk):
    """One community: who answers for it, grids, rooms."""
    today = timezone.localdate()
    row = get_object_or_404(tables.communities(today), pk=pk)
    found = list(tables.grids().filter(community=row))
    context = {
        "heading": row.name,
        "community": row,
        "drawing": tables.drawing(row, found),
        "a": tables.holder(row, CommunityPost.Role.A),
        "b": tables.holder(row, CommunityPost.Role.B),
        "pair": tables.pair(row, today),
        "past": row.posts.filter(end__isnull=False, end__lte=today).select_related("officer__user").order_by("-end"),
        "grids": found,
        "gaps": tables.gaps(found),
        "rooms": tables.rooms().filter(community=row),
        "may_keep": may_keep_people(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "places/community.html", context)


@page(may_keep_people)
def community_new(request):
    """Enter a community."""
    return form_page(
        request,
        forms.CommunityForm(request.POST or None),
        lambda **values: actions.add_community(station=request.station, actor=request.user, **values),
        heading=_("New community"),
        done=_("Saved."),
        back=reverse("communities"),
    )


@page(may_keep_people)
def community_edit(request, pk):
    """Change facts of a community."""
    row = get_object_or_404(Community.objects.select_related("team"), pk=pk)
    initial = {key: getattr(row, key) for key in ("code", "name", "street", "team", "mediation_room")}
    return form_page(
        request,
        forms.CommunityForm(request.POST or None, initial=initial),
        lambda **values: actions.change_community(community=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(may_keep_people)
def community_posts(request, pk):
    """Assign the A and B roles of a community."""
    row = get_object_or_404(tables.communities(timezone.localdate()), pk=pk)
    initial = {post.role.lower(): post.officer_id for post in [*row.posts_a, *row.posts_b]}
    return form_page(
        request,
        forms.PostsForm(request.POST or None, initial=initial),
        lambda **values: actions.assign_posts(community=row, actor=request.user, **values),
        heading=_("A and B roles of %(name)s") % {"name": row.name},
        done=_("Assigned. The two are a mentor pair now."),
        back=row.get_absolute_url(),
        intro=_("The A role mentors the B role; an officer holds one community post at a time."),
    )


@page(may_keep_people)
def community_outline(request, pk):
    """Draw the outline of a community."""
    row = get_object_or_404(Community.objects.all(), pk=pk)
    return _outline(request, row, row.get_absolute_url())


def _outline(request, row, back: str):
    return form_page(
        request,
        forms.OutlineForm(request.POST or None, request.FILES or None),
        lambda outline: actions.set_outline(place=row, outline=outline, actor=request.user),
        heading=_("Outline of %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=back,
        intro=_("Points of incidents find their community and grid by these outlines."),
    )


@page(rules.may_see_places)
def grids(request):
    """Grids with their responsible officers."""
    return _listed(request, "grids", GridFilter, tables.grids(), _("Grids"), tables.GRID_COLUMNS)


@page(rules.may_see_places)
def grid(request, pk):
    """One grid and who answers for it."""
    row = get_object_or_404(tables.grids(), pk=pk)
    context = {
        "heading": row.name,
        "grid": row,
        "drawing": tables.drawing(row, [row]),
        "gap": rules.answers_no_more(row.officer),
        "may_keep": may_keep_people(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "places/grid.html", context)


@page(may_keep_people)
def grid_new(request):
    """Enter a grid with its responsible officer."""
    return form_page(
        request,
        forms.NewGridForm(request.POST or None, initial={"community": request.GET.get("community")}),
        lambda **values: actions.add_grid(actor=request.user, **values),
        heading=_("New grid"),
        done=_("Saved."),
        back=reverse("grids"),
    )


@page(may_keep_people)
def grid_edit(request, pk):
    """Change facts of a grid."""
    row = get_object_or_404(tables.grids(), pk=pk)
    initial = {key: getattr(row, key) for key in ("code", "name", "community")}
    return form_page(
        request,
        forms.GridForm(request.POST or None, initial=initial),
        lambda **values: actions.change_grid(grid=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=reverse("grid", args=[row.pk]),
    )


@page(may_keep_people)
def grid_outline(request, pk):
    """Draw the outline of a grid."""
    row = get_object_or_404(tables.grids(), pk=pk)
    return _outline(request, row, reverse("grid", args=[row.pk]))


@page(may_keep_people)
def grid_hand_over(request, pk):
    """Hand a grid to another officer."""
    row = get_object_or_404(tables.grids(), pk=pk)
    return form_page(
        request,
        forms.HandOverForm(request.POST or None),
        lambda officer: actions.hand_over_grid(grid=row, officer=officer, actor=request.user),
        heading=_("Hand over %(name)s") % {"name": row.name},
        done=_("Handed over."),
        back=reverse("grid", args=[row.pk]),
        intro=_("Now: %(name)s") % {"name": row.officer.user.name},
    )


@page(rules.may_see_places)
def trades(request):
    """The five regulated trades and their officers."""
    context = {
        "heading": _("Trades"),
        "trades": tables.trades(timezone.localdate()),
        "may_keep": may_keep_people(request.user),
    }
    return render(request, "places/trades.html", context)


@page(may_keep_people)
def trade_edit(request, industry):
    """Put an officer in charge of a trade."""
    labels = dict(IndustryOfficer.Industry.choices)
    if industry not in labels:
        raise Http404
    return form_page(
        request,
        forms.TradeForm(request.POST or None),
        lambda **values: actions.set_industry_officer(industry=industry, actor=request.user, **values),
        heading=_("Officer in charge of %(trade)s") % {"trade": labels[industry]},
        done=_("Saved."),
        back=reverse("trades"),
    )


@page(rules.may_see_places)
def police_rooms(request):
    """Police rooms, smart police rooms and patrol posts."""
    return _listed(request, "police-rooms", PoliceRoomFilter, tables.rooms(), _("Police rooms"), tables.ROOM_COLUMNS)


@page(rules.may_see_places)
def police_room(request, pk):
    """One room with the residents' committee contacts who share it."""
    row = get_object_or_404(tables.rooms(), pk=pk)
    context = {
        "heading": row.name,
        "room": row,
        "contacts": [(contact, masks.phone(contact.phone)) for contact in row.contacts.all()],
        "may_keep": may_keep_people(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "places/police_room.html", context)


@page(may_keep_people)
def police_room_new(request):
    """Enter a police room."""
    return form_page(
        request,
        forms.PoliceRoomForm(request.POST or None, initial={"community": request.GET.get("community")}),
        lambda **values: actions.add_police_room(station=request.station, actor=request.user, **values),
        heading=_("New police room"),
        done=_("Saved."),
        back=reverse("police-rooms"),
    )


@page(may_keep_people)
def police_room_edit(request, pk):
    """Change facts of a police room."""
    row = get_object_or_404(tables.rooms(), pk=pk)
    keys = ("code", "name", "kind", "community", "address", "opening", "services")
    point = {"point": None if row.lat is None else (row.lat, row.lng)}
    return form_page(
        request,
        forms.PoliceRoomForm(request.POST or None, initial={key: getattr(row, key) for key in keys} | point),
        lambda **values: actions.change_police_room(room=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(may_keep_people)
def contact_set(request, pk, contact=None):
    """Enter or change a contact of a room."""
    row = get_object_or_404(tables.rooms(), pk=pk)
    person = get_object_or_404(row.contacts.all(), pk=contact) if contact else None
    initial = {key: getattr(person, key) for key in ("name", "title", "phone")} if person else None
    return form_page(
        request,
        forms.ContactForm(request.POST or None, initial=initial),
        lambda **values: actions.set_contact(room=row, contact=person, actor=request.user, **values),
        heading=_("Contact of %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


def _contact(pk: int) -> RoomContact:
    return get_object_or_404(RoomContact.objects.select_related("room"), pk=pk)


@require_POST
@page(may_keep_people)
def contact_remove(request, pk):
    """Take a contact off a room."""
    person = _contact(pk)
    verb = lambda: actions.remove_contact(contact=person, actor=request.user)  # noqa: E731
    return act(request, verb, _("The contact has been removed."), person.room)


@never_cache
@require_POST
@page(rules.may_see_places)
def contact_phone(request, pk):
    """The phone number of a contact in full, recorded (SE-24)."""
    person = _contact(pk)
    phone = actions.look_at_contact_phone(contact=person, actor=request.user)
    context = {"heading": person.name, "id": f"phone-{pk}", "phone": phone, "back": person.room.get_absolute_url()}
    return render(request, "components/phone.html", context)


@page(rules.may_see_places)
def officer_places(request, pk):
    """What a person answers for: the part of the officer page that belongs to places."""
    person = get_object_or_404(Officer.objects.select_related("user"), pk=pk)
    today = timezone.localdate()
    pairs = Mentorship.objects.filter(in_force(today)).select_related("mentor__user", "apprentice__user")
    context = {
        "heading": person.user.name,
        "officer": person,
        "posts": person.community_posts.select_related("community").order_by("-start"),
        "grids": person.grids.select_related("community"),
        "industries": person.industries.order_by("-start"),
        "mentors": [row.mentor for row in pairs.filter(apprentice=person)],
        "apprentices": [row.apprentice for row in pairs.filter(mentor=person)],
        "today": today,
    }
    return render(request, "places/officer_places.html", context)


@page(rules.may_see_places)
def search(request):
    """Everything the station knows by name: people, teams, places. A single hit is opened at once."""
    text = request.GET.get("q", "").strip()[:60]
    groups = tables.search(text) if text else []
    hits = [row for group in groups for row in group.rows]
    if len(hits) == 1:
        only = hits[0]
        return redirect(reverse("grid", args=[only.pk]) if isinstance(only, Grid) else only)
    context = {"heading": _("Search"), "text": text, "groups": groups, "total": len(hits)}
    return render(request, "places/search.html", context)
