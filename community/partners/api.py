"""Joint meetings of police and enterprises over the API: the same verbs as the pages."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission

from community.enterprises.models import Enterprise
from community.partners import meetings, planning, readings, resolutions, rules
from community.partners.filters import MeetingFilter
from community.partners.models import AgendaItem, Invitee, JointMeeting, MeetingSeries, Resolution
from community.partners.words import Outcome
from stations.kit.resources import DayField, MomentField, OfficerRef, Ref, RowField, StationResource, known_later
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class SeesPartners(BasePermission):
    """Police officers of the station; everybody else is told why not."""

    def has_permission(self, request, view):
        """Asks the rule of the pages."""
        answer = rules.may_see_partners(request.user)
        self.message = str(answer.reason)
        return bool(answer)


# -- joint meetings ------------------------------------------------------------------------------------------------


class InviteeSerializer(serializers.ModelSerializer):
    """Somebody invited."""

    name = serializers.SerializerMethodField()

    class Meta:
        model = Invitee
        fields = ["id", "name", "attended"]
        read_only_fields = fields

    def get_name(self, row) -> str:
        """As the minutes say it."""
        return readings.name_of(row)


class AgendaItemSerializer(serializers.ModelSerializer):
    """Something to speak about."""

    enterprise = Ref(allow_null=True)
    outcome = known_later(Outcome)

    class Meta:
        model = AgendaItem
        fields = ["id", "topic", "why", "state", "enterprise", "outcome", "outcome_words"]
        read_only_fields = fields


class ResolutionSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """What somebody does after a meeting."""

    workflow = rules.RESOLUTION

    owner = serializers.SerializerMethodField()

    class Meta:
        model = Resolution
        fields = ["id", "words", "owner", "due_on", "first_due", "state", "verbs", "result", "done_on",
                  "times_put_off"]  # fmt: skip
        read_only_fields = fields

    def get_owner(self, row) -> str:
        """Who does it."""
        return readings.owner_of(row)


class JointMeetingSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A joint meeting."""

    workflow = rules.MEETING

    series = Ref()
    chair = OfficerRef(allow_null=True)
    starts_at, ends_at = MomentField(read_only=True), MomentField(read_only=True)
    points = serializers.IntegerField(read_only=True)
    left = serializers.IntegerField(read_only=True, help_text="Resolutions of it that are still open.")

    class Meta:
        model = JointMeeting
        fields = ["id", "series", "ordinal", "title", "state", "verbs", "starts_at", "ends_at", "place", "chair",
                  "points", "left"]  # fmt: skip
        read_only_fields = fields


class JointMeetingDetailSerializer(TimelineSerializer, JointMeetingSerializer):
    """A joint meeting with its agenda, its resolutions and what it took over."""

    invitees = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()
    resolutions = serializers.SerializerMethodField()
    carried = serializers.SerializerMethodField()

    class Meta(JointMeetingSerializer.Meta):
        fields = [*JointMeetingSerializer.Meta.fields, "minutes", "cancel_reason", "invitees", "items", "resolutions",
                  "carried", "timeline"]  # fmt: skip
        read_only_fields = fields

    def get_invitees(self, obj) -> list[dict]:
        """Who is invited, and whether they came."""
        return InviteeSerializer(readings.invitees(obj), many=True).data

    def get_items(self, obj) -> list[dict]:
        """The agenda."""
        return AgendaItemSerializer(readings.items_of(obj), many=True).data

    def get_resolutions(self, obj) -> list[dict]:
        """What was resolved."""
        rows = readings.resolutions().filter(meeting=obj)
        return ResolutionSerializer(rows, many=True, context=self.context).data

    def get_carried(self, obj) -> list[dict]:
        """What earlier meetings left open."""
        rows = [row.resolution for row in readings.carried_of(obj)]
        return ResolutionSerializer(rows, many=True, context=self.context).data


class MeetingPlanSerializer(serializers.Serializer):
    """The next meeting of a series."""

    series = RowField(MeetingSeries.objects.all)
    starts_at = MomentField()
    minutes = serializers.IntegerField(min_value=10, max_value=600, default=90)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class MeetingHoldSerializer(serializers.Serializer):
    """Who came, by the numbers of the invitations, and the minutes."""

    came = serializers.ListField(child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=500)
    minutes = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class PartnersReasonSerializer(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class AgendaItemProposeSerializer(serializers.Serializer):
    """Something to speak about at the meetings of this series."""

    topic = serializers.CharField(max_length=80)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)


class ResolutionGiveSerializer(serializers.Serializer):
    """What is to be done, by exactly one of the three, until when."""

    words = serializers.CharField(max_length=300)
    due_on = DayField()
    officer = RowField(Officer.objects.on_strength, required=False, allow_null=True, default=None)
    enterprise = RowField(Enterprise.objects.all, required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class ResolutionFinishSerializer(serializers.Serializer):
    """Which resolution of the meeting is done, and what was done."""

    resolution = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    result = serializers.CharField(max_length=500)


class JointMeetingViewSet(StationResource):
    """Joint meetings of police and enterprises."""

    model = JointMeeting
    permission_classes = [SeesPartners]
    serializer_class = JointMeetingSerializer
    detail_serializer_class = JointMeetingDetailSerializer
    filterset_class = MeetingFilter

    def rows(self):
        """All of the station."""
        return readings.meetings()

    @extend_schema(request=MeetingPlanSerializer, responses={201: JointMeetingDetailSerializer})
    def create(self, request):
        """Plan the next meeting of a series; what is open is carried over by itself."""
        made = planning.plan(actor=request.user, **self.clean(MeetingPlanSerializer))
        return self.shown(made.pk, made="api-joint-meeting-detail")

    @extend_schema(request=AgendaItemProposeSerializer, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request, pk=None):
        """Propose an item for the series of this meeting."""
        row = self.get_object()
        meetings.propose(series=row.series, actor=request.user, **self.clean(AgendaItemProposeSerializer))
        return self.shown(row.pk)

    @extend_schema(request=MeetingHoldSerializer, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request, pk=None):
        """Record that it took place."""
        row, told = self.get_object(), self.clean(MeetingHoldSerializer)
        came = [one for one in readings.invitees(row) if one.pk in told["came"]]
        meetings.hold(meeting=row, actor=request.user, came=came, minutes=told["minutes"])
        return self.shown(row.pk)

    @extend_schema(request=ResolutionGiveSerializer, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk=None):
        """Put a resolution on record."""
        row = self.get_object()
        resolutions.give(meeting=row, actor=request.user, **self.clean(ResolutionGiveSerializer))
        return self.shown(row.pk)

    @extend_schema(request=ResolutionFinishSerializer, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """A resolution of this meeting, or one it took over, is done."""
        row, told = self.get_object(), self.clean(ResolutionFinishSerializer)
        known = [*readings.resolutions().filter(meeting=row), *(one.resolution for one in readings.carried_of(row))]
        found = next((one for one in known if one.pk == told["resolution"]), None)
        if found is None:
            raise serializers.ValidationError({"resolution": [_("This meeting has no such resolution.")]})
        resolutions.finish(resolution=found, result=told["result"], actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=None, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Make the minutes final."""
        row = self.get_object()
        meetings.close(meeting=row, actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=None, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Correct final minutes; the leadership only."""
        row = self.get_object()
        meetings.reopen(meeting=row, actor=request.user)
        return self.shown(row.pk)

    @extend_schema(request=PartnersReasonSerializer, responses=JointMeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Call it off; its agenda waits for the next one."""
        row = self.get_object()
        meetings.cancel(meeting=row, actor=request.user, **self.clean(PartnersReasonSerializer))
        return self.shown(row.pk)
