"""Rows of the network's lists with what is reckoned beside them: load, absence, sitting hours, bookings."""

from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from mediation.network import hooks
from mediation.network.models import (
    CommitteeTerm,
    MediationRoom,
    Mediator,
    MediatorAbsence,
    MediatorKind,
    RoomBooking,
    RoomSitting,
)
from stations.kit.spans import in_force

WEEK = timedelta(days=7)


def mediators_on(day: date, rows: QuerySet | None = None) -> QuerySet:
    """Mediators with ``load`` (open cases), ``full``, ``away`` and ``sittings_now`` of a day.

    Args:
        day: the day asked about.
        rows: mediators to start from; all of the station by default.
    """
    rows = Mediator.objects.all() if rows is None else rows
    absent = MediatorAbsence.objects.filter(in_force(day), mediator=OuterRef("pk"))
    sits = RoomSitting.objects.filter(in_force(day), mediator=OuterRef("pk"))
    rows = rows.select_related("user", "kind", "room", "grid").annotate(
        load=hooks.load(), away=Exists(absent), sittings_now=_count(sits, "mediator")
    )
    return rows.annotate(
        full=Case(When(load__gte=F("most_open"), then=Value(1)), default=Value(0), output_field=IntegerField())
    )


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def rooms_at(at: datetime) -> QuerySet:
    """Rooms with ``mediators_now``, ``sittings_now``, ``booked_now`` and ``booked_week`` (the coming seven days)."""
    day = timezone.localdate(at)
    sits = RoomSitting.objects.filter(in_force(day), room=OuterRef("pk"))
    held = RoomBooking.objects.filter(room=OuterRef("pk"), released_at=None, ends_at__gt=at)
    serving = Mediator.objects.serving().filter(room=OuterRef("pk"))
    return MediationRoom.objects.select_related("community").annotate(
        mediators_now=_count(serving, "room"),
        sittings_now=_count(sits, "room"),
        booked_now=Exists(held.filter(starts_at__lte=at)),
        booked_week=_count(held.filter(starts_at__lt=at + WEEK), "room"),
    )


def kinds() -> QuerySet:
    """Kinds of mediators with ``people``, the number serving."""
    return MediatorKind.objects.annotate(people=Count("mediators", filter=Q(mediators__left_on=None)))


def term_on(day: date) -> CommitteeTerm | None:
    """The committee's term of a day, its members joined."""
    members = "members__mediator__user", "members__mediator__kind"
    return CommitteeTerm.objects.filter(in_force(day)).prefetch_related(*members).first()
