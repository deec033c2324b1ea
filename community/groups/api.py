"""Crime-watch groups and members; enrolments have no address here: they are nobody yet."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.groups import membership, rules
from community.groups.filters import GroupFilter, MemberFilter
from community.groups.models import Member, WatchGroup
from community.groups.readings import groups_on, groups_tended_by, members_tended_by
from community.groups.words import Vetting
from stations.kit import masks
from stations.kit.answer import demand
from stations.kit.resources import DayField, Ref, StationResource
from stations.timeline.api import TimelineSerializer, WorkflowSerializer


class OfTheWatch(BasePermission):
    """The crime-watch office, the leadership, officers who answer for a community."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station; the sentence of a refusal comes from the rule."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(rules.may_see_groups(request.user))
        return True


class WatchGroupSerializer(serializers.ModelSerializer):
    """A group with how many agreed, how many must renew and how many were only asked."""

    trade = Ref(allow_null=True)
    community = Ref(allow_null=True)
    leader_name = serializers.CharField(read_only=True, allow_null=True)
    confirmed = serializers.IntegerField(read_only=True)
    lapsed = serializers.IntegerField(read_only=True)
    pending = serializers.IntegerField(read_only=True)

    class Meta:
        model = WatchGroup
        fields = [
            "id", "code", "name", "trade", "community", "place", "leader_name", "confirmed", "lapsed", "pending",
            "active",
        ]  # fmt: skip


class WatchGroupDetailSerializer(TimelineSerializer, WatchGroupSerializer):
    """One group with its timeline."""

    class Meta(WatchGroupSerializer.Meta):
        fields = [*WatchGroupSerializer.Meta.fields, "timeline"]


class WatchGroupViewSet(StationResource):
    """Crime-watch groups (群防群治小组)."""

    model = WatchGroup
    serializer_class = WatchGroupSerializer
    detail_serializer_class = WatchGroupDetailSerializer
    filterset_class = GroupFilter
    permission_classes = [OfTheWatch]

    def rows(self):
        """A list gets its figures from the filter."""
        rows = groups_tended_by(self.request.user)
        return rows if self.action == "list" else groups_on(timezone.localdate(), rows)


class MemberSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """A member; the phone number is masked (SE-24)."""

    workflow = rules.MEMBERSHIP

    name = serializers.CharField(source="user.name", read_only=True)
    phone = serializers.SerializerMethodField()
    trade = Ref(allow_null=True)
    group = serializers.IntegerField(source="group_id", read_only=True, allow_null=True)
    group_name = serializers.CharField(read_only=True, allow_null=True)
    vetting = serializers.ChoiceField(choices=Vetting.choices, read_only=True)

    class Meta:
        model = Member
        fields = [
            "id", "number", "name", "phone", "trade", "group", "group_name", "state", "verbs", "joined_on",
            "valid_until", "vetting", "vetted_on", "ended_on",
        ]  # fmt: skip

    def get_phone(self, member) -> str:
        """SE-24."""
        return masks.phone(member.user.phone)


class MemberDetailSerializer(TimelineSerializer, MemberSerializer):
    """One member with the timeline."""

    class Meta(MemberSerializer.Meta):
        fields = [*MemberSerializer.Meta.fields, "timeline"]


class WatchPaperSerializer(serializers.Serializer):
    """The day on a signed paper."""

    signed_on = DayField()


class WatchReasonSerializer(serializers.Serializer):
    """Why; about the membership, never about an offence."""

    reason = serializers.CharField(max_length=120)


class WatchVettingSerializer(serializers.Serializer):
    """What the officer found."""

    result = serializers.ChoiceField(choices=[choice for choice in Vetting.choices if choice[0]])
    reason = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class MemberViewSet(StationResource):
    """Crime-watch members (群防群治成员); only who agreed."""

    model = Member
    serializer_class = MemberSerializer
    detail_serializer_class = MemberDetailSerializer
    filterset_class = MemberFilter
    permission_classes = [OfTheWatch]

    def rows(self):
        """Those whom the person keeps."""
        return members_tended_by(self.request.user)

    def _done(self, serializer, verb):
        member, values = self.get_object(), {}
        if serializer:
            asked = serializer(data=self.request.data)
            asked.is_valid(raise_exception=True)
            values = asked.validated_data
        verb(member=member, actor=self.request.user, at=timezone.now(), **values)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=WatchPaperSerializer, responses=MemberDetailSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request, pk=None):
        """Renewed on paper."""
        return self._done(WatchPaperSerializer, membership.renew)

    @extend_schema(request=None, responses=MemberDetailSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk=None):
        """The person told the office that they leave."""
        return self._done(None, membership.leave)

    @extend_schema(request=WatchReasonSerializer, responses=MemberDetailSerializer)
    @action(detail=True, methods=["post"])
    def strike(self, request, pk=None):
        """Struck off, with a reason."""
        return self._done(WatchReasonSerializer, membership.strike)

    @extend_schema(request=None, responses=MemberDetailSerializer)
    @action(detail=True, methods=["post"])
    def readmit(self, request, pk=None):
        """Somebody struck off may enrol again."""
        return self._done(None, membership.readmit)

    @extend_schema(request=WatchVettingSerializer, responses=MemberDetailSerializer)
    @action(detail=True, methods=["post"])
    def vet(self, request, pk=None):
        """The result of vetting: yes or no, with a reason for a no."""
        return self._done(WatchVettingSerializer, membership.vet)
