"""Night patrols over the API: the staff plan and keep them, members accept, say no and give a place back."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.groups.models import Trade
from community.groups.readings import members_on, standing
from community.nights import actions, joining, readings, rules, walking
from community.nights.filters import NightFilter
from community.nights.models import NightPatrol, NightPlace
from community.nights.words import Cause, How
from stations.catalogue.key_places import key_places
from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, OfficerRef, Ref, RowField, StationResource
from stations.organisation.models import Officer
from stations.places.models import Community
from stations.timeline.api import LineSerializer, TimelineSerializer, WorkflowSerializer
from stations.training.models import Course


class SeesNights(BasePermission):
    """The staff, members and who leads a patrol."""

    def has_permission(self, request, view):
        """Everybody else is told why not."""
        if rules.may_see_nights(request.user):
            return True
        answer = rules.may_join_in(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class NightKindSerializer(serializers.Serializer):
    """Helpers of a kind: how many are wanted, how many have a place."""

    trade = serializers.IntegerField(source="trade_id", allow_null=True)
    name = serializers.CharField(source="label")
    wanted = serializers.IntegerField()
    taken = serializers.IntegerField()


class NightPlaceSerializer(serializers.ModelSerializer):
    """A key place of a patrol; ``touched_at`` is empty until it is ticked."""

    name = serializers.CharField(source="spot.name")
    why = serializers.CharField(source="spot.key_why")
    lat = serializers.FloatField(source="spot.lat")
    lng = serializers.FloatField(source="spot.lng")
    touched_at = MomentField(allow_null=True)

    class Meta:
        model = NightPlace
        fields = ["id", "seq", "name", "why", "lat", "lng", "touched_at", "missed_reason"]
        read_only_fields = fields


class NightPatrolSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A night patrol with its figures; helpers are not named."""

    workflow = rules.STEPS

    community, leader = Ref(), Ref(allow_null=True)
    officer = OfficerRef()
    starts_at, ends_at = MomentField(), MomentField()
    wanted = serializers.IntegerField(source="wanted_total")
    taken, waiting, present = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()
    places = serializers.IntegerField(source="places_total")
    places_touched = serializers.IntegerField(source="touched")

    class Meta:
        model = NightPatrol
        fields = [
            "id", "community", "name", "duty_date", "starts_at", "ends_at", "meeting_place", "lat", "lng",
            "route_number", "route_name", "officer", "leader", "vetted", "state", "verbs", "wanted", "taken",
            "waiting", "present", "places", "places_touched", "hours", "findings",
        ]  # fmt: skip
        read_only_fields = fields


class NightPatrolDetailSerializer(TimelineSerializer, NightPatrolSerializer):
    """One patrol: kinds of helpers, key places in order, my own place, timeline (for the staff)."""

    kinds = serializers.SerializerMethodField()
    key_places = serializers.SerializerMethodField()
    mine = serializers.SerializerMethodField()

    class Meta(NightPatrolSerializer.Meta):
        fields = [
            *NightPatrolSerializer.Meta.fields, "note", "command_phone", "report", "kinds", "key_places", "mine",
            "timeline",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(NightKindSerializer(many=True))
    def get_kinds(self, obj):
        """Kinds of helpers."""
        return NightKindSerializer(readings.kinds_wanted(obj), many=True).data

    @extend_schema_field(NightPlaceSerializer(many=True))
    def get_key_places(self, obj):
        """In order."""
        return NightPlaceSerializer(readings.places_of(obj), many=True).data

    def get_mine(self, obj) -> str:
        """My own place: ``taken``, ``waiting``, ``back`` or empty."""
        seat = readings.seat_of(obj, standing(self.context["request"].user).member)
        return seat.state if seat else ""

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, obj):
        """For the staff."""
        return super().get_timeline(obj) if rules.may_see_nights(self.context["request"].user) else []


class NightWantedSerializer(serializers.Serializer):
    """So many helpers of a trade; without a trade: any member."""

    trade = RowField(lambda: Trade.objects.filter(active=True), required=False, allow_null=True, default=None)
    count = serializers.IntegerField(min_value=1, max_value=rules.MOST_HELPERS)


class NightPlanSerializer(serializers.Serializer):
    """A plan."""

    community = RowField(Community.objects.all)
    name = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    duty_date = DayField()
    starts_at, ends_at = serializers.DateTimeField(), serializers.DateTimeField()
    meeting_place = serializers.CharField(max_length=80)
    lat = serializers.FloatField(min_value=3, max_value=54)
    lng = serializers.FloatField(min_value=73, max_value=136)
    route_number = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1
    )
    officer = RowField(Officer.objects.on_strength)
    deputy = RowField(Officer.objects.on_strength, required=False, allow_null=True, default=None)
    course = RowField(lambda: Course.objects.filter(active=True), required=False, allow_null=True, default=None)
    vetted = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    wanted = NightWantedSerializer(many=True, max_length=20)
    key_places = serializers.ListField(
        child=RowField(key_places), required=False, default=list, max_length=rules.MOST_PLACES
    )

    def validate(self, attrs):
        """Moments near the night; helpers by trade, each once."""
        attrs["wanted"] = {row["trade"]: row["count"] for row in attrs["wanted"]}
        attrs["places"] = attrs.pop("key_places")
        if readings.night_of(attrs["starts_at"]) != attrs["duty_date"]:
            raise serializers.ValidationError({"duty_date": _("The patrol begins in this night.")})
        return attrs


class NightCancelSerializer(serializers.Serializer):
    """Why it does not take place."""

    cause = serializers.ChoiceField(choices=Cause.choices)
    words = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NightWordsSerializer(serializers.Serializer):
    """What is to be looked at again."""

    words = serializers.CharField(max_length=200)


class NightCodeSerializer(serializers.Serializer):
    """The leader's digits, scanned or typed."""

    code = serializers.RegexField(r"^[0-9]{6}\Z")
    how = serializers.ChoiceField(choices=[How.SCAN.value, How.TYPED.value], default=How.TYPED.value)


class NightTouchSerializer(serializers.Serializer):
    """The key place, and where the phone was at that moment."""

    place = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, allow_null=True, default=None, min_value=-180, max_value=180)


class NightMissedSerializer(serializers.Serializer):
    """Why a place was not touched."""

    place = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(max_length=120)


class NightReportSerializer(serializers.Serializer):
    """The leader's report."""

    hours = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0)
    findings = serializers.IntegerField(min_value=0, max_value=rules.MOST_FINDINGS, default=0)
    report = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    missed = NightMissedSerializer(many=True, required=False, default=list, max_length=rules.MOST_PLACES)

    def validate_missed(self, rows):
        """Reasons by place."""
        return {row["place"]: row["reason"] for row in rows}


class NightPatrolViewSet(StationResource):
    """Night patrols (夜巡): the staff see all, members those they can join or have joined."""

    model = NightPatrol
    permission_classes = [SeesNights]
    serializer_class = NightPatrolSerializer
    detail_serializer_class = NightPatrolDetailSerializer
    filterset_class = NightFilter

    def rows(self):
        """What the person may see."""
        return readings.seen_by(self.request.user).order_by("-starts_at", "-id")

    @extend_schema(request=NightPlanSerializer, responses={201: NightPatrolDetailSerializer})
    def create(self, request):
        """Plan a patrol; nobody is asked before it is called."""
        demand(rules.may_plan(request.user))
        told = self._told(NightPlanSerializer)
        made = actions.plan(station=request.station, actor=request.user, **told)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def call(self, request, pk=None):
        """Call for helpers."""
        return self._kept(actions.call)

    @extend_schema(request=NightCancelSerializer, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Call it off."""
        return self._kept(actions.cancel, NightCancelSerializer)

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def begin(self, request, pk=None):
        """Set out."""
        return self._kept(walking.begin)

    @extend_schema(request=NightTouchSerializer, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def touch(self, request, pk=None):
        """Tick a key place."""
        found, told = self.get_object(), self._told(NightTouchSerializer)
        place = NightPlace.objects.select_related("patrol__station").filter(pk=told["place"], patrol=found).first()
        if place is None:
            raise Http404
        walking.touch(place=place, actor=request.user, at=timezone.now(), lat=told["lat"], lng=told["lng"])
        return self._shown(found)

    @extend_schema(request=NightReportSerializer, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """Report the end."""
        return self._kept(walking.finish, NightReportSerializer)

    @extend_schema(request=NightWordsSerializer, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request, pk=None):
        """Send the report back."""
        return self._kept(walking.send_back, NightWordsSerializer)

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        """Confirm the hours."""
        return self._kept(walking.confirm)

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """A member comes along: a place, or the waiting list."""
        return self._own(joining.accept, at=timezone.now())

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        """Not this time; nothing follows from it, and no key of the request is kept."""
        answer = self._own(joining.decline)
        answer.unsigned = True
        return answer

    @extend_schema(request=None, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def give_back(self, request, pk=None):
        """Cannot come after all."""
        return self._own(joining.give_back, at=timezone.now())

    @extend_schema(request=NightCodeSerializer, responses=NightPatrolDetailSerializer)
    @action(detail=True, methods=["post"])
    def sign_in(self, request, pk=None):
        """Noted as present by the leader's digits."""
        found, told = self.get_object(), self._told(NightCodeSerializer)
        joining.sign_in(patrol=found, member=self._member(), at=timezone.now(), **told)
        return self._shown(found)

    def _member(self):
        demand(rules.is_member(self.request.user))
        return members_on(timezone.localdate()).get(user=self.request.user)

    def _told(self, serializer) -> dict:
        told = serializer(data=self.request.data, context={"request": self.request})
        told.is_valid(raise_exception=True)
        return told.validated_data

    def _kept(self, verb, serializer=None):
        found, told = self.get_object(), self._told(serializer) if serializer else {}
        return self._shown(verb(patrol=found, actor=self.request.user, at=timezone.now(), **told))

    def _own(self, verb, **more):
        found = self.get_object()
        verb(patrol=found, member=self._member(), actor=self.request.user, **more)
        return self._shown(found)

    def _shown(self, patrol, code=status.HTTP_200_OK):
        fresh = readings.listed().get(pk=patrol.pk)
        return Response(NightPatrolDetailSerializer(fresh, context={"request": self.request}).data, status=code)
