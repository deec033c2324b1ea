"""Recognition over the API: commendations for all staff; the ledger of points for whoever keeps it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from stations.kit.answer import demand
from stations.kit.resources import DayField, Ref, RefSerializer, StationResource
from stations.organisation.models import User
from stations.recognition import actions, readings, rules, tables
from stations.recognition.filters import CommendationFilter, LedgerFilter
from stations.recognition.models import Commendation, LedgerEntry
from stations.recognition.registry import units
from stations.timeline.api import TimelineSerializer


class KeepsPoints(BasePermission):
    """The station leadership: points are booked back and looked through by nobody else."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station; the sentence of a refusal comes from the rule."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(rules.may_keep_book(request.user))
        return True


class CommendationSerializer(serializers.ModelSerializer):
    """Thanks or an award, for a person or a unit."""

    person, given_by = Ref(source="user", allow_null=True), Ref(allow_null=True)

    class Meta:
        model = Commendation
        fields = [
            "id", "kind", "person", "unit_type", "unit_id", "unit_name", "title", "words", "given_on", "given_by",
        ]  # fmt: skip
        read_only_fields = fields


class CommendationDetailSerializer(TimelineSerializer, CommendationSerializer):
    """A commendation, struck or not, with the verbs allowed to me and its timeline."""

    state = serializers.SerializerMethodField(help_text="given or struck.")
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")

    class Meta(CommendationSerializer.Meta):
        fields = [*CommendationSerializer.Meta.fields, "state", "verbs", "struck_reason", "timeline"]
        read_only_fields = fields

    def get_state(self, row) -> str:
        """Whether it stands."""
        return "struck" if row.struck_reason else "given"

    def get_verbs(self, row) -> list[str]:
        """``strike`` for the leadership."""
        return ["strike"] if rules.may_strike(self.context["request"].user, row) else []


class CommendAsk(serializers.Serializer):
    """A commendation to be given: ``person``, or ``unit_type`` and ``unit_id``."""

    kind = serializers.ChoiceField(choices=Commendation.Kind.choices, default=Commendation.Kind.THANKS)
    person = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    unit_type = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    unit_id = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=80)
    words = serializers.CharField(max_length=500)
    given_on = DayField()
    source = serializers.CharField(max_length=80, required=False, allow_blank=True, default="",
                                   help_text="What it is for; the same source is one commendation.")  # fmt: skip

    def validate(self, attrs):
        """The unit is one of the station's."""
        code, number = attrs.pop("unit_type"), attrs.pop("unit_id")
        attrs["unit"] = None
        if code or number:
            known = {kind.code: kind for kind in units()}
            if code not in known or number not in dict(known[code].rows()):
                raise serializers.ValidationError({"unit_id": [_("There is no such unit in this station.")]})
            attrs["unit"] = (code, number)
        return attrs


class WhyAsk(serializers.Serializer):
    """The reason, which stays on record."""

    reason = serializers.CharField(max_length=200)


class CommendationViewSet(StationResource):
    """Commendations (表彰奖励), for all staff to see; the leadership gives and strikes them."""

    model = Commendation
    serializer_class = CommendationSerializer
    detail_serializer_class = CommendationDetailSerializer
    filterset_class = CommendationFilter

    def rows(self):
        """Those that stand; one by its id also when it was struck."""
        if self.action == "list":
            return readings.commendations()
        return Commendation.objects.select_related("user", "given_by")

    @extend_schema(request=CommendAsk, responses={201: CommendationDetailSerializer})
    def create(self, request):
        """Commend a person or a unit."""
        told = _told(self, CommendAsk)
        person = told.pop("person")
        user = User.objects.visible_to(request.user).filter(pk=person).first() if person else None
        if person and user is None:
            raise serializers.ValidationError({"person": [_("There is no such person in this station.")]})
        made = actions.commend(station=request.station, actor=request.user, user=user, **told)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=WhyAsk, responses=CommendationDetailSerializer)
    @action(detail=True, methods=["post"])
    def strike(self, request, pk=None):
        """Strike one that was given by mistake."""
        row = self.get_object()
        return self._shown(actions.strike(commendation=row, actor=request.user, **_told(self, WhyAsk)))

    def _shown(self, row, code=status.HTTP_200_OK):
        fresh = Commendation.objects.select_related("user", "given_by").get(pk=row.pk)
        return Response(CommendationDetailSerializer(fresh, context={"request": self.request}).data, status=code)


class PointEntrySerializer(serializers.ModelSerializer):
    """One booking of points. Nobody is named where a protected giver could be found by it (SE-31)."""

    person, checker = serializers.SerializerMethodField(), serializers.SerializerMethodField()
    act, source, at, reason = (serializers.SerializerMethodField() for _field in range(4))
    id = serializers.SerializerMethodField(help_text="Null where its place among the others would give it a day.")

    class Meta:
        model = LedgerEntry
        fields = ["id", "person", "points", "kind", "act", "source", "checker", "reverses", "reason", "at"]
        read_only_fields = fields

    def get_id(self, row) -> int | None:
        """In the open."""
        return None if row.protected else row.pk

    def get_reason(self, row) -> str:
        """In the open."""
        return tables.reason_of(row)

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_person(self, row):
        """Id and name, of what was earned in the open."""
        return {"id": row.user_id, "name": row.user.name} if readings.is_named(row) else None

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_checker(self, row):
        """Who checked it, in the open."""
        return {"id": row.checker_id, "name": row.checker.name} if row.checker and not row.protected else None

    def get_act(self, row) -> str:
        """Code of the act, in the open."""
        return "" if row.protected else row.act

    def get_source(self, row) -> str:
        """What it was for, in the open."""
        return row.source if readings.is_named(row) else ""

    @extend_schema_field(serializers.DateTimeField)
    def get_at(self, row):
        """The moment; of a protected giver the month's first."""
        at = timezone.localtime(row.at)
        at = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0) if row.protected else at
        return at.isoformat()


class PointEntryViewSet(StationResource):
    """The ledger of points; entries are paid in by what was verified, never by hand."""

    model = LedgerEntry
    permission_classes = [KeepsPoints]
    serializer_class = PointEntrySerializer
    filterset_class = LedgerFilter

    def rows(self):
        """The newest first; one by its id only in the open."""
        return readings.ledger() if self.action == "list" else readings.ledger().filter(protected=False)

    @extend_schema(request=WhyAsk, responses={201: PointEntrySerializer})
    @action(detail=True, methods=["post"])
    def reverse(self, request, pk=None):
        """Book it back with a reason; the ledger keeps both."""
        back = actions.reverse(entry=self.get_object(), actor=request.user, **_told(self, WhyAsk))
        fresh = self.rows().get(pk=back.pk)
        return Response(PointEntrySerializer(fresh).data, status=status.HTTP_201_CREATED)


def _told(view, serializer) -> dict:
    told = serializer(data=view.request.data, context={"request": view.request})
    told.is_valid(raise_exception=True)
    return told.validated_data
