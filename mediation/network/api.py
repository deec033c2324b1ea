"""Mediation rooms and mediators; rooms are booked and released."""

from datetime import timedelta

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from mediation.network import bookings
from mediation.network.filters import MediatorFilter, RoomFilter
from mediation.network.lists import mediators_on, rooms_at
from mediation.network.models import MediationRoom, Mediator, MediatorCommunity, RoomBooking, RoomSitting
from mediation.network.permissions import OfMediation
from stations.kit import masks
from stations.kit.resources import ClockField, MomentField, Ref, StationResource

AHEAD = timedelta(days=30)


class RoomSerializer(serializers.ModelSerializer):
    """A mediation room with its figures of now."""

    community = Ref(allow_null=True)
    level = serializers.ChoiceField(choices=MediationRoom.Level.choices, read_only=True)
    booked_now = serializers.BooleanField(read_only=True)
    booked_week = serializers.IntegerField(read_only=True, help_text="Bookings of the coming seven days.")
    sittings_now = serializers.IntegerField(read_only=True, help_text="Weekly sitting hours in force.")

    class Meta:
        model = MediationRoom
        fields = [
            "id", "code", "name", "level", "community", "address", "seats", "case_venue", "online", "opening",
            "active", "booked_now", "booked_week", "sittings_now",
        ]  # fmt: skip


class RoomBookingSerializer(serializers.ModelSerializer):
    """A time for which a room is taken."""

    starts_at = MomentField(read_only=True)
    ends_at = MomentField(read_only=True)

    class Meta:
        model = RoomBooking
        fields = ["id", "room", "starts_at", "ends_at", "purpose", "released_at"]


class RoomSittingSerializer(serializers.ModelSerializer):
    """Weekly sitting hours (进驻); weekday 0 is Monday."""

    mediator = Ref()
    begins = ClockField()
    ends = ClockField()

    class Meta:
        model = RoomSitting
        fields = ["id", "mediator", "weekday", "begins", "ends", "start", "end"]


class RoomDetailSerializer(RoomSerializer):
    """A room with its bookings of the coming thirty days and its sitting hours."""

    bookings = RoomBookingSerializer(source="ahead", many=True, read_only=True)
    sittings = RoomSittingSerializer(source="sits", many=True, read_only=True)

    class Meta(RoomSerializer.Meta):
        fields = [*RoomSerializer.Meta.fields, "bookings", "sittings"]


class BookRoomSerializer(serializers.Serializer):
    """A room for a time."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    purpose = serializers.CharField(max_length=80, help_text="Number or title, never the name of a party.")


class ReleaseRoomSerializer(serializers.Serializer):
    """Which booking is given back."""

    booking = serializers.IntegerField(min_value=1, max_value=2**62)


class RoomViewSet(StationResource):
    """Mediation rooms (调解室)."""

    model = MediationRoom
    serializer_class = RoomSerializer
    detail_serializer_class = RoomDetailSerializer
    filterset_class = RoomFilter
    permission_classes = [OfMediation]

    def rows(self):
        """A list gets its figures from the filter."""
        if self.action == "list":
            return MediationRoom.objects.all()
        now, today = timezone.now(), timezone.localdate()
        ahead = RoomBooking.objects.filter(released_at=None, ends_at__gt=now, starts_at__lt=now + AHEAD)
        sits = RoomSitting.objects.exclude(end__lte=today).select_related("mediator__user")
        return rooms_at(now).prefetch_related(
            Prefetch("bookings", queryset=ahead, to_attr="ahead"), Prefetch("sittings", queryset=sits, to_attr="sits")
        )

    @extend_schema(request=BookRoomSerializer, responses={201: RoomBookingSerializer})
    @action(detail=True, methods=["post"])
    def book(self, request, pk=None):
        """Take the room for a time; 409 ``room_taken`` names the time that is taken."""
        room = self.get_object()
        values = self.clean(BookRoomSerializer)
        booking = bookings.book_room(room=room, actor=request.user, **values)
        return Response(RoomBookingSerializer(booking).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReleaseRoomSerializer, responses={200: RoomBookingSerializer})
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        """Give the room free again; releasing twice changes nothing."""
        room = self.get_object()
        values = self.clean(ReleaseRoomSerializer)
        booking = get_object_or_404(RoomBooking.objects.filter(room=room), pk=values["booking"])
        return Response(RoomBookingSerializer(bookings.release_room(booking=booking, actor=request.user)).data)


class MediatorSerializer(serializers.ModelSerializer):
    """A mediator; the phone number is masked (SE-24), ties of interest are not told here."""

    name = serializers.CharField(source="user.name", read_only=True)
    kind = Ref()
    group = serializers.CharField(source="kind.group", read_only=True)
    room = Ref(allow_null=True)
    phone = serializers.SerializerMethodField()
    communities = serializers.SerializerMethodField()
    load = serializers.IntegerField(read_only=True, help_text="Open cases.")
    away = serializers.BooleanField(read_only=True, help_text="Absent today.")

    class Meta:
        model = Mediator
        fields = [
            "id", "number", "name", "kind", "group", "room", "organisation", "title", "licence_no", "subjects",
            "languages", "communities", "load", "most_open", "away", "of_committee", "joined_on", "left_on", "phone",
        ]  # fmt: skip

    def get_phone(self, mediator) -> str:
        """SE-24."""
        return masks.phone(mediator.user.phone)

    def get_communities(self, mediator) -> list[int]:
        """Ids of the communities whose disputes are taken; empty is all of them."""
        return [row.community_id for row in mediator.communities.all()]


class MediatorViewSet(StationResource):
    """Mediators (调解员)."""

    model = Mediator
    serializer_class = MediatorSerializer
    filterset_class = MediatorFilter
    permission_classes = [OfMediation]

    def rows(self):
        """A list gets load and absence from the filter."""
        links = Prefetch("communities", queryset=MediatorCommunity.objects.order_by("id"))
        rows = Mediator.objects.all() if self.action == "list" else mediators_on(timezone.localdate())
        return rows.prefetch_related(links)
