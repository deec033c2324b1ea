"""Rewards, reservations and appeals over the API: one's own for everybody, the rest for whoever keeps them."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, Ref, StationResource
from stations.recognition import actions, codes, deeds, readings, rules, shelf, tables
from stations.recognition.filters import AppealFilter, RewardFilter
from stations.recognition.models import Appeal, Deed, LedgerEntry
from stations.recognition.models_rewards import Reservation, Reward
from stations.recognition.words import Taken
from stations.timeline.api import TimelineSerializer


class HasPoints(BasePermission):
    """Anybody of a station that keeps points; the sentence of a refusal comes from the rule."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(rules.has_points(request.user))
        return True


class RewardSerializer(serializers.ModelSerializer):
    """Something on the shelf."""

    start, end = DayField(), DayField(allow_null=True)
    mine = serializers.SerializerMethodField(help_text="Whether my points reach and one is left.")

    class Meta:
        model = Reward
        fields = [
            "id",
            "name",
            "words",
            "points",
            "yuan",
            "per_person",
            "shelf",
            "held",
            "given",
            "start",
            "end",
            "mine",
        ]
        read_only_fields = fields

    def get_mine(self, row) -> bool:
        """Of the person who asks."""
        return row.shelf > 0 and self.context["view"].have >= row.points


class ReserveAsk(serializers.Serializer):
    """The key of one's own making: sent again, it is the same reservation."""

    client_id = serializers.UUIDField()


class ReservationSerializer(serializers.ModelSerializer):
    """One's own reservation, with the code for the desk."""

    reward = Ref()
    code = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    reserved_at, expires_at = MomentField(), MomentField()

    class Meta:
        model = Reservation
        fields = ["id", "reward", "points", "state", "verbs", "reserved_at", "expires_at", "code"]
        read_only_fields = fields

    def get_code(self, row) -> str:
        """Shown to its owner only."""
        return codes.code_of(row.pk)

    def get_verbs(self, row) -> list[str]:
        """``cancel`` while it waits."""
        return ["cancel"] if row.state == Taken.RESERVED else []


class CodeAsk(serializers.Serializer):
    """The code a person presents at the desk."""

    code = serializers.CharField(max_length=40)


class HandedSerializer(serializers.ModelSerializer):
    """What was handed out."""

    reward = Ref()

    class Meta:
        model = Reservation
        fields = ["id", "reward", "points", "yuan", "state"]
        read_only_fields = fields


class RewardViewSet(StationResource):
    """Rewards (奖品): the shelf; reserve for oneself, hand out against the code."""

    model = Reward
    permission_classes = [HasPoints]
    serializer_class = RewardSerializer
    filterset_class = RewardFilter
    have = 0

    def rows(self):
        """The cheapest first: all for who keeps the shelf, what is offered today for everybody else."""
        self.have = actions.balance(self.request.user)
        if rules.may_keep_shelf(self.request.user):
            return Reward.objects.all()
        return readings.offered(timezone.localdate())

    @extend_schema(request=ReserveAsk, responses={201: ReservationSerializer})
    @action(detail=True, methods=["post"])
    def reserve(self, request, pk=None):
        """Take one off the shelf for oneself."""
        reward = self.get_object()
        made = shelf.reserve(reward=reward, actor=request.user, **_told(self, ReserveAsk))
        return _unsigned(Response(ReservationSerializer(made).data, status=status.HTTP_201_CREATED))

    @extend_schema(request=CodeAsk, responses=HandedSerializer)
    @action(detail=False, methods=["post"], url_path="hand-out")
    def hand_out(self, request):
        """At the desk: hand out what waits under a code."""
        demand(rules.may_use_desk(request.user))
        number = codes.read(_told(self, CodeAsk)["code"])
        found = Reservation.objects.filter(pk=number).first() if number is not None else None
        if found is None:
            raise NotFound
        made = shelf.hand_out(reservation=found, actor=request.user)
        return Response(HandedSerializer(Reservation.objects.select_related("reward").get(pk=made.pk)).data)


class ReservationViewSet(StationResource):
    """One's own reservations."""

    model = Reservation
    permission_classes = [HasPoints]
    serializer_class = ReservationSerializer

    def rows(self):
        """The newest first."""
        return readings.waiting_for(self.request.user)

    @extend_schema(request=None, responses=ReservationSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Give it back; the points return."""
        made = shelf.cancel(reservation=self.get_object(), actor=request.user)
        return _unsigned(Response(ReservationSerializer(self.rows().get(pk=made.pk)).data))


class AppealSerializer(serializers.ModelSerializer):
    """An appeal; about a protected booking nobody is named (SE-31)."""

    person = serializers.SerializerMethodField()
    decided_by = Ref(allow_null=True)
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")
    made_at, decided_at = MomentField(), MomentField(allow_null=True)

    class Meta:
        model = Appeal
        fields = [
            "id",
            "person",
            "words",
            "state",
            "verbs",
            "points",
            "answer",
            "made_at",
            "decided_by",
            "decided_at",
        ]
        read_only_fields = fields

    def get_person(self, row) -> str:
        """The name, where it may be known."""
        return str(tables.appellant(row))

    def get_verbs(self, row) -> list[str]:
        """``decide`` for whoever had no part in it."""
        return ["decide"] if rules.may_decide(self.context["request"].user, row) else []


class AppealDetailSerializer(TimelineSerializer, AppealSerializer):
    """An appeal with its timeline."""

    class Meta(AppealSerializer.Meta):
        fields = [*AppealSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class AppealAsk(serializers.Serializer):
    """An appeal about one's own booking, or one's own refused act."""

    entry = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    refusal = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    words = serializers.CharField(max_length=500)


class DecideAsk(serializers.Serializer):
    """How it ends."""

    granted = serializers.BooleanField()
    points = serializers.IntegerField(min_value=0, max_value=30000, default=0)
    answer = serializers.CharField(max_length=300)


class AppealViewSet(StationResource):
    """Appeals (申诉): one's own; the leadership sees all and decides."""

    model = Appeal
    permission_classes = [HasPoints]
    serializer_class = AppealSerializer
    detail_serializer_class = AppealDetailSerializer
    filterset_class = AppealFilter

    def rows(self):
        """The newest first."""
        rows = Appeal.objects.select_related("user", "entry", "deed", "decided_by")
        return rows if rules.may_keep_book(self.request.user) else rows.filter(user=self.request.user)

    @extend_schema(request=AppealAsk, responses={201: AppealDetailSerializer})
    def create(self, request):
        """Disagree, once."""
        told = _told(self, AppealAsk)
        number, refusal = told.pop("entry"), told.pop("refusal")
        if (number is None) == (refusal is None):
            raise serializers.ValidationError({"entry": ["entry | refusal"]})
        own = (LedgerEntry if number else Deed).objects.select_related("station").filter(user=request.user)
        made = deeds.appeal(actor=request.user, of=get_object_or_404(own, pk=number or refusal), **told)
        return _unsigned(self._shown(made, status.HTTP_201_CREATED))

    @extend_schema(request=DecideAsk, responses=AppealDetailSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """Grant or refuse it."""
        return self._shown(deeds.decide(appeal=self.get_object(), actor=request.user, **_told(self, DecideAsk)))

    def _shown(self, row, code=status.HTTP_200_OK):
        fresh = self.rows().get(pk=row.pk)
        return Response(AppealDetailSerializer(fresh, context={"request": self.request}).data, status=code)


def _unsigned(answer: Response) -> Response:
    """No key is kept of what names nobody: it would name the person (SE-31). Its verbs know a repeat."""
    answer.unsigned = True
    return answer


def _told(view, serializer) -> dict:
    told = serializer(data=view.request.data, context={"request": view.request})
    told.is_valid(raise_exception=True)
    return told.validated_data
