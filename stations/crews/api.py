"""Crews of the day through the API: the same verbs as the day sheet."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.crews import actions, members, readings, rules
from stations.crews.filters import CrewFilter
from stations.crews.models import Asset, Crew, CrewMember, Layer
from stations.kit.resources import DayField, OfficerRef, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.places.models import Community, PoliceRoom
from stations.timeline.api import TimelineSerializer


class CrewMemberSerializer(serializers.ModelSerializer):
    """An officer on a crew."""

    officer = OfficerRef()

    class Meta:
        model = CrewMember
        fields = ["officer", "leader", "starts_at", "ends_at"]


class CrewGapSerializer(serializers.Serializer):
    """What a crew lacks."""

    code = serializers.CharField()
    missing = serializers.IntegerField()
    tone = serializers.CharField()
    text = serializers.CharField()


class CrewSerializer(serializers.ModelSerializer):
    """A crew or post in one time band of a duty day. ``state`` is reckoned from the times, it is never stored."""

    state = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    community, room, vehicle = Ref(allow_null=True), Ref(allow_null=True), Ref(allow_null=True)
    pattern = Ref(allow_null=True)
    members = CrewMemberSerializer(many=True, read_only=True)
    gaps = serializers.SerializerMethodField()

    class Meta:
        model = Crew
        fields = [
            "id", "date", "layer", "name", "state", "verbs", "size", "community", "room", "place", "vehicle",
            "pattern", "starts_at", "ends_at", "paused", "by_hand", "members", "gaps",
        ]  # fmt: skip

    @extend_schema_field({"type": "string", "enum": rules.State.values})
    def get_state(self, crew) -> str:
        """planned, out, paused, off or over."""
        return rules.state_of(crew, timezone.now()).value

    def get_verbs(self, crew) -> list[str]:
        """Names of the verbs allowed to the asking person."""
        on_it = (member.officer_id for member in crew.members.all())
        return rules.verbs_of(self.context["request"].user, crew, on_it, timezone.now())

    @extend_schema_field(CrewGapSerializer(many=True))
    def get_gaps(self, crew):
        """What is missing, the worst first."""
        if "vehicles" not in self.context:
            self.context["vehicles"] = readings.has_vehicles()
        return CrewGapSerializer(readings.crew_gaps(crew, self.context["vehicles"]), many=True).data


class CrewDetailSerializer(TimelineSerializer, CrewSerializer):
    """A crew with its timeline."""

    class Meta(CrewSerializer.Meta):
        fields = [*CrewSerializer.Meta.fields, "timeline"]


def _officers():
    return Officer.objects.select_related("user")


class MemberSerializer(serializers.Serializer):
    """Whom the verb is about."""

    officer = RowField(_officers)


class MoveSerializer(MemberSerializer):
    """Who goes to which crew."""

    to = RowField(Crew.objects.all)


class SwapSerializer(MemberSerializer):
    """Who changes places with whom."""

    other = RowField(Crew.objects.all)
    other_officer = RowField(_officers)


class VehicleSerializer(serializers.Serializer):
    """Another vehicle, or none."""

    vehicle = RowField(Asset.objects.all, allow_null=True)


class PauseSerializer(serializers.Serializer):
    """Why the crew is out of action."""

    reason = serializers.CharField(max_length=60)


class ShapeSerializer(serializers.Serializer):
    """Times, number, place and vehicle."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    size = serializers.IntegerField(min_value=1, max_value=50)
    place = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    vehicle = RowField(Asset.objects.all, required=False, allow_null=True, default=None)


class AddCrewSerializer(ShapeSerializer):
    """A crew added by hand."""

    date = DayField()
    layer = serializers.ChoiceField(choices=Layer.choices)
    name = serializers.CharField(max_length=60)
    community = RowField(Community.objects.all, required=False, allow_null=True, default=None)
    room = RowField(PoliceRoom.objects.all, required=False, allow_null=True, default=None)


class CrewDaysSerializer(serializers.Serializer):
    """Duty days, both included; at most two weeks."""

    first = DayField()
    last = DayField()

    def validate(self, data):
        """In order, and not too many."""
        if data["last"] < data["first"]:
            raise serializers.ValidationError({"last": [_("The first day lies after the last.")]})
        if (data["last"] - data["first"]).days >= 14:
            raise serializers.ValidationError({"last": [_("At most %(days)s days at a time.") % {"days": 14}]})
        return data


class PreparedSerializer(serializers.Serializer):
    """What was written."""

    made = serializers.IntegerField()
    changed = serializers.IntegerField()
    dropped = serializers.IntegerField()
    joined = serializers.IntegerField()
    left = serializers.IntegerField()


class CrewViewSet(StationResource):
    """Crews and posts of the day (2+X+N)."""

    model = Crew
    serializer_class = CrewSerializer
    detail_serializer_class = CrewDetailSerializer
    filterset_class = CrewFilter

    def rows(self):
        """By day, pattern, name and time, with members."""
        return readings.crews_with_people().order_by("date", "pattern__order", "name", "starts_at", "id")

    def _carry_out(self, verb, form=None) -> Response:
        """Do one verb to this crew and show it as it is then."""
        crew = self.get_object()
        values = self.clean(form)
        verb(crew=crew, actor=self.request.user, **values)
        return self.shown(crew.pk)

    @extend_schema(request=AddCrewSerializer, responses={201: CrewDetailSerializer})
    def create(self, request):
        """Add a crew by hand; its members are put on it afterwards."""
        crew = actions.add(station=request.station, actor=request.user, **self.clean(AddCrewSerializer))
        return self.shown(crew.pk, made="api-crew-detail")

    @extend_schema(request=CrewDaysSerializer, responses={200: PreparedSerializer})
    @action(detail=False, methods=["post"])
    def prepare(self, request):
        """Make the crews of some days from duties and patterns; again, it changes nothing."""
        done = actions.prepare(station=request.station, actor=request.user, **self.clean(CrewDaysSerializer))
        return Response(PreparedSerializer(done).data)

    @extend_schema(request=MemberSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def add(self, request, pk=None):
        """Put an officer on the crew for its whole time."""
        return self._carry_out(members.add_member, MemberSerializer)

    @extend_schema(request=MemberSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def drop(self, request, pk=None):
        """Take an officer off the crew."""
        return self._carry_out(members.remove_member, MemberSerializer)

    @extend_schema(request=MoveSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def move(self, request, pk=None):
        """Move an officer to another crew; answers with this one."""
        return self._carry_out(members.move_member, MoveSerializer)

    @extend_schema(request=SwapSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def swap(self, request, pk=None):
        """Let an officer change places with one of another crew."""
        return self._carry_out(members.swap, SwapSerializer)

    @extend_schema(request=MemberSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def lead(self, request, pk=None):
        """Name who leads the crew."""
        return self._carry_out(members.name_leader, MemberSerializer)

    @extend_schema(request=VehicleSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def vehicle(self, request, pk=None):
        """Give the crew another vehicle, or none."""
        return self._carry_out(actions.set_vehicle, VehicleSerializer)

    @extend_schema(request=ShapeSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def change(self, request, pk=None):
        """Change times, number, place and vehicle."""
        return self._carry_out(actions.change, ShapeSerializer)

    @extend_schema(request=PauseSerializer, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def pause(self, request, pk=None):
        """The crew is out of action for a while."""
        return self._carry_out(actions.pause, PauseSerializer)

    @extend_schema(request=None, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def resume(self, request, pk=None):
        """The crew is back in action."""
        return self._carry_out(actions.resume)

    @extend_schema(request=None, responses={200: CrewDetailSerializer})
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Put the crew back to what its pattern says."""
        return self._carry_out(actions.restore)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request, pk=None):
        """Take the crew off the day: one added by hand goes, one from a pattern is stood down."""
        actions.remove(crew=self.get_object(), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
