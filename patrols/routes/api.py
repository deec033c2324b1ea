"""Areas, routes and checkpoints: the same actions as the pages."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from patrols.routes import actions, points, readings, rules, ways
from patrols.routes.api_asks import (
    AreaOutlineSerializer,
    GiveAreaSerializer,
    KeeperSerializer,
    NewAreaSerializer,
    NewCheckpointSerializer,
    NewRouteSerializer,
    RouteLineSerializer,
    RoutePointsSerializer,
)
from patrols.routes.filters import AreaFilter, CheckpointFilter, RouteFilter
from patrols.routes.models import Area, Checkpoint, Route, RoutePoint
from patrols.squads.permissions import SeesPatrols
from stations.kit.answer import demand
from stations.kit.resources import Ref, RefSerializer, StationResource

# -- what is shown ---------------------------------------------------------------------------------------------


class AreaSerializer(serializers.ModelSerializer):
    """A patrol area with the squads that answer for it today."""

    grid = Ref(allow_null=True)
    squads = serializers.SerializerMethodField()
    route_count = serializers.IntegerField(read_only=True)
    point_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Area
        fields = ["id", "code", "name", "grid", "squads", "route_count", "point_count", "active"]

    @extend_schema_field(RefSerializer(many=True))
    def get_squads(self, area) -> list[dict]:
        """By code."""
        return [{"id": link.squad_id, "name": link.squad.name} for link in area.squads_now]


class AreaDetailSerializer(AreaSerializer):
    """An area with its outline."""

    class Meta(AreaSerializer.Meta):
        fields = [*AreaSerializer.Meta.fields, "outline"]


class RouteSerializer(serializers.ModelSerializer):
    """A patrol route."""

    area = Ref()
    point_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Route
        fields = ["id", "code", "name", "area", "ordered", "closed", "metres", "point_count", "active"]


class RoutePointSerializer(serializers.ModelSerializer):
    """A checkpoint on a route; ``leg`` is the way from the point before in metres."""

    checkpoint = Ref()

    class Meta:
        model = RoutePoint
        fields = ["seq", "checkpoint", "leg", "not_before"]


class RouteDetailSerializer(RouteSerializer):
    """A route with its points in order and its line."""

    points = serializers.SerializerMethodField()

    class Meta(RouteSerializer.Meta):
        fields = [*RouteSerializer.Meta.fields, "points", "line"]

    @extend_schema_field(RoutePointSerializer(many=True))
    def get_points(self, route) -> list[dict]:
        """In order."""
        return RoutePointSerializer(readings.points_of(route), many=True).data


class CheckpointSerializer(serializers.ModelSerializer):
    """A checkpoint with its keeper of today. The code of its sign is on its page and its sheet only."""

    area = Ref()
    keeper = serializers.SerializerMethodField()
    route_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Checkpoint
        fields = [
            "id", "code", "name", "area", "lat", "lng", "radius", "indoor", "where", "look_at", "stay_minutes",
            "display", "keeper", "route_count", "sign_version", "sign_lost_at", "active",
        ]  # fmt: skip

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_keeper(self, point) -> dict | None:
        """The guard who answers for it (点位固定到人)."""
        found = readings.keeper_of(point)
        return {"id": found.guard_id, "name": found.guard.user.name} if found else None


# -- the resources ---------------------------------------------------------------------------------------------


class RoutesResource(StationResource):
    """What the three have in common: who sees them, and that a verb shows its object again."""

    permission_classes = [SeesPatrols]

    def clean(self, form, **more) -> dict:
        """What was sent, after the person was asked for their right."""
        demand(rules.may_keep_routes(self.request.user))
        return super().clean(form, **more)


class AreaViewSet(RoutesResource):
    """Patrol areas."""

    model = Area
    serializer_class = AreaSerializer
    detail_serializer_class = AreaDetailSerializer
    filterset_class = AreaFilter

    def rows(self):
        """By code, with grid, squads and counts."""
        found = readings.areas(timezone.localdate())
        return found.defer("outline") if self.action == "list" else found

    @extend_schema(request=NewAreaSerializer, responses={201: AreaDetailSerializer})
    def create(self, request):
        """Enter an area."""
        values = self.clean(NewAreaSerializer)
        made = actions.add_area(station=request.station, actor=request.user, **values)
        return self.shown(made.pk, made="api-area-detail")

    @extend_schema(request=AreaOutlineSerializer, responses={200: AreaDetailSerializer})
    @action(detail=True, methods=["post"])
    def outline(self, request, pk=None):
        """Draw or remove its outline (PA-13)."""
        area, values = self.get_object(), self.clean(AreaOutlineSerializer)
        actions.set_area_outline(area=area, day=timezone.localdate(), actor=request.user, **values)
        return self.shown(area.pk)

    @extend_schema(request=GiveAreaSerializer, responses={200: AreaDetailSerializer})
    @action(detail=True, methods=["post"])
    def give(self, request, pk=None):
        """Give it to a squad (PA-13)."""
        area, values = self.get_object(), self.clean(GiveAreaSerializer)
        actions.give_area(area=area, actor=request.user, **values)
        return self.shown(area.pk)


class RouteViewSet(RoutesResource):
    """Patrol routes."""

    model = Route
    serializer_class = RouteSerializer
    detail_serializer_class = RouteDetailSerializer
    filterset_class = RouteFilter

    def rows(self):
        """By code, with area and number of points."""
        found = readings.routes()
        return found.defer("line") if self.action == "list" else found

    @extend_schema(request=NewRouteSerializer, responses={201: RouteDetailSerializer})
    def create(self, request):
        """Enter a route, with its points and line where they are known."""
        values = self.clean(NewRouteSerializer)
        made = ways.add_route(station=request.station, actor=request.user, **values)
        return self.shown(made.pk, made="api-route-detail")

    @extend_schema(request=RoutePointsSerializer, responses={200: RouteDetailSerializer})
    @action(detail=True, methods=["post"])
    def points(self, request, pk=None):
        """Set its checkpoints in order."""
        route, values = self.get_object(), self.clean(RoutePointsSerializer)
        ways.set_points(route=route, actor=request.user, **values)
        return self.shown(route.pk)

    @extend_schema(request=RouteLineSerializer, responses={200: RouteDetailSerializer})
    @action(detail=True, methods=["post"])
    def line(self, request, pk=None):
        """Draw or remove its line; legs and length follow."""
        route, values = self.get_object(), self.clean(RouteLineSerializer)
        ways.set_line(route=route, actor=request.user, **values)
        return self.shown(route.pk)


class CheckpointViewSet(RoutesResource):
    """Checkpoints of the patrols."""

    model = Checkpoint
    serializer_class = CheckpointSerializer
    filterset_class = CheckpointFilter

    def rows(self):
        """By code, with area, keeper and routes."""
        return readings.checkpoints(timezone.localdate())

    @extend_schema(request=NewCheckpointSerializer, responses={201: CheckpointSerializer})
    def create(self, request):
        """Enter a checkpoint."""
        values = self.clean(NewCheckpointSerializer)
        made = points.add_checkpoint(station=request.station, actor=request.user, **values)
        return self.shown(made.pk, made="api-checkpoint-detail")

    @extend_schema(request=KeeperSerializer, responses={200: CheckpointSerializer})
    @action(detail=True, methods=["post"])
    def keeper(self, request, pk=None):
        """Name its keeper (点位固定到人)."""
        point, values = self.get_object(), self.clean(KeeperSerializer)
        points.set_keeper(checkpoint=point, actor=request.user, **values)
        return self.shown(point.pk)

    @extend_schema(request=None, responses={200: CheckpointSerializer})
    @action(detail=True, methods=["post"], url_path="re-issue")
    def reissue(self, request, pk=None):
        """Issue a new sign; the old one dies at once (PA-12)."""
        point = self.get_object()
        points.reissue_sign(checkpoint=point, actor=request.user, at=timezone.now())
        return self.shown(point.pk)

    @extend_schema(request=None, responses={200: CheckpointSerializer})
    @action(detail=True, methods=["post"], url_path="report-sign")
    def report_sign(self, request, pk=None):
        """Report its sign as lost or damaged (PA-12)."""
        point = self.get_object()
        points.report_sign(checkpoint=point, actor=request.user, at=timezone.now())
        return self.shown(point.pk)
