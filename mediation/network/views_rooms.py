"""Pages of rooms, their calendar and bookings."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.network import actions, bookings, forms, rules, tables, weeks
from mediation.network.filters import RoomFilter
from mediation.network.lists import rooms_at
from mediation.network.models import MediationRoom, RoomBooking
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.roster.readings import parse_day
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

ROOM_FIELDS = (
    "code", "name", "level", "community", "address", "seats", "case_venue", "online", "opening", "active",
)  # fmt: skip


@page(rules.may_see_network)
def rooms(request):
    """The mediation rooms (1 + 4)."""
    return list_page(
        request,
        "mediation/network/rooms.html",
        RoomFilter(request.GET, queryset=MediationRoom.objects.all(), request=request),
        title=_("Mediation rooms"),
        columns=tables.ROOM_COLUMNS,
        record_export=leaves(request, "mediation_rooms"),
        may_keep=rules.may_keep_network(request.user),
    )


@page(rules.may_see_network)
def room(request, pk):
    """One room: its week, its people."""
    now = timezone.now()
    row = get_object_or_404(rooms_at(now), pk=pk)
    today = timezone.localdate(now)
    context = {
        "heading": row.name,
        "room": row,
        "line": weeks.week(today, [row])[0],
        "mediators": row.mediators.serving().select_related("user", "kind"),
        "may_keep": rules.may_keep_network(request.user),
        "timeline": story(row, 20),
        "today": today,
    }
    return render(request, "mediation/network/room.html", context)


@page(rules.may_keep_network)
def room_keep(request, pk=None):
    """Set up a room, or change one."""
    row = get_object_or_404(MediationRoom.objects.all(), pk=pk) if pk else None
    form = forms.RoomEditForm if row else forms.RoomForm
    initial = {key: getattr(row, key) for key in ROOM_FIELDS} if row else None
    return form_page(
        request,
        form(request.POST or None, initial=initial),
        lambda **values: actions.keep_room(station=request.station, actor=request.user, room=row, **values),
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New mediation room"),
        done=_("Saved."),
        back=row.get_absolute_url() if row else reverse("mediation-rooms"),
    )


@page(rules.may_see_network)
def calendar(request):
    """A week of all rooms, or one room's week by the hour; people look rather than read."""
    today = timezone.localdate()
    first = weeks.monday(parse_day(request.GET.get("date"), today))
    shown = list(MediationRoom.objects.filter(active=True).select_related("community"))
    chosen = next((row for row in shown if str(row.pk) == request.GET.get("room")), None)
    shown_lines = weeks.week(first, [chosen] if chosen else shown)
    booked = [block.booking for line in shown_lines for cell in line.cells for block in cell.bookings]
    context = {
        "heading": _("Rooms and sitting hours"),
        "rooms": shown,
        "chosen": chosen,
        "lines": shown_lines,
        "any_booking": bool(booked),
        "mine": {row.pk for row in booked if rules.may_release(request.user, row)},
        "days": [first + timedelta(days=number) for number in range(weeks.DAYS)],
        "hours": weeks.HOURS,
        "first": first,
        "last": first + timedelta(days=6),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "today": today,
        "this_week": weeks.monday(today) == first,
    }
    return render(request, "mediation/network/calendar.html", context)


@page(rules.may_see_network)
def book(request, pk):
    """Take a room for a time."""
    row = get_object_or_404(MediationRoom.objects.all(), pk=pk)
    initial = {"room": row, "day": parse_day(request.GET.get("date"), timezone.localdate())}

    def take(**values):
        bookings.book_room(actor=request.user, **values)

    return form_page(
        request,
        forms.BookingForm(request.POST or None, initial=initial),
        take,
        heading=_("Book %(name)s") % {"name": row.name},
        done=_("The room is yours for this time."),
        back=f"{reverse('mediation-calendar')}?date={initial['day']:%Y-%m-%d}",
        submit=_("Book"),
    )


@require_POST
@page(rules.may_see_network)
def release(request, pk):
    """Give a room free again."""
    row = get_object_or_404(RoomBooking.objects.select_related("room"), pk=pk)
    day = timezone.localdate(row.starts_at)
    return act(
        request,
        lambda: bookings.release_room(booking=row, actor=request.user),
        _("The room is free again."),
        f"{reverse('mediation-calendar')}?date={day:%Y-%m-%d}&room={row.room_id}",
    )
