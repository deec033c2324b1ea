"""What the API of areas, routes and checkpoints takes: fields that read the station's rows and shapes, and bodies."""

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from patrols.routes import rules
from patrols.routes.geometry import read_line
from patrols.routes.models import Area, Checkpoint
from patrols.squads.models import Guard, Squad
from stations.kit.answer import RuleBroken
from stations.kit.resources import DayField, RowField
from stations.places.geometry import GCJ02, LAT, LNG, WGS84, gcj_to_wgs, read_outline
from stations.places.models import Grid


@extend_schema_field({"type": "object", "nullable": True, "description": "GeoJSON geometry, WGS-84."})
class GeometryField(serializers.JSONField):
    """A GeoJSON geometry, checked and tidied by ``reader``."""

    def __init__(self, reader, **kwargs):
        self.reader = reader
        super().__init__(**kwargs)

    def __deepcopy__(self, memo):
        kwargs = {name: value for name, value in self._kwargs.items() if name != "reader"}
        return type(self)(self.reader, **kwargs)

    def to_internal_value(self, data):
        """The geometry.

        Raises:
            ValidationError: what the reader refuses, with its code.
        """
        if not isinstance(data, dict):
            raise serializers.ValidationError(now("This is not GeoJSON: it cannot be read."), code="invalid")
        try:
            return self.reader(data)
        except RuleBroken as refusal:
            raise serializers.ValidationError(str(refusal.reason), code=refusal.code) from None


class NewAreaSerializer(serializers.Serializer):
    """A new area."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    grid = RowField(Grid.objects.all, required=False, allow_null=True)
    outline = GeometryField(read_outline, required=False, allow_null=True)


class GiveAreaSerializer(serializers.Serializer):
    """A squad, from when."""

    squad = RowField(Squad.objects.all)
    start = DayField(default=timezone.localdate)


class AreaOutlineSerializer(serializers.Serializer):
    """An outline; null removes it."""

    outline = GeometryField(read_outline, allow_null=True)


@extend_schema_field({"type": "array", "items": {"type": "integer"}, "description": "Ids of checkpoints, in order."})
class PointsField(serializers.ListField):
    """Checkpoints by id in their order, looked up in one query."""

    default_error_messages = {"unknown": _("There is no checkpoint %(id)s.")}
    child = serializers.IntegerField(min_value=1, max_value=2**63 - 1)

    def to_internal_value(self, data):
        """The checkpoints.

        Raises:
            ValidationError: no list of numbers, or one of them is no checkpoint of the station.
        """
        ids = super().to_internal_value(data)
        rows = Checkpoint.objects.in_bulk(ids)
        unknown = next((pk for pk in ids if pk not in rows), None)
        if unknown is not None:
            words = self.error_messages["unknown"] % {"id": unknown}
            raise serializers.ValidationError(words, code="does_not_exist")
        return [rows[pk] for pk in ids]


class NewRouteSerializer(serializers.Serializer):
    """A new route."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    area = RowField(Area.objects.all)
    ordered = serializers.BooleanField(default=False)
    closed = serializers.BooleanField(default=False)
    line = GeometryField(read_line, required=False, allow_null=True)
    points = PointsField(required=False, max_length=rules.MOST_POINTS)


class RoutePointsSerializer(serializers.Serializer):
    """All checkpoints of a route, in order."""

    points = PointsField(max_length=rules.MOST_POINTS)


class RouteLineSerializer(serializers.Serializer):
    """A line; null removes it."""

    line = GeometryField(read_line, allow_null=True)


class NewCheckpointSerializer(serializers.Serializer):
    """A new checkpoint; a point in GCJ-02 is converted, nothing else of it is kept."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    area = RowField(Area.objects.all)
    lat = serializers.FloatField(min_value=LAT[0], max_value=LAT[1])
    lng = serializers.FloatField(min_value=LNG[0], max_value=LNG[1])
    datum = serializers.ChoiceField(choices=[WGS84, GCJ02], default=WGS84)
    radius = serializers.IntegerField(min_value=5, max_value=1000, required=False)
    indoor = serializers.BooleanField(required=False)
    where = serializers.CharField(max_length=120, required=False, allow_blank=True)
    look_at = serializers.CharField(max_length=300, required=False, allow_blank=True)
    stay_minutes = serializers.IntegerField(min_value=0, max_value=240, required=False)
    display = serializers.BooleanField(required=False)

    def validate(self, attrs):
        """The point in WGS-84."""
        if attrs.pop("datum", WGS84) == GCJ02:
            lng, lat = gcj_to_wgs(attrs["lng"], attrs["lat"])
            attrs |= {"lat": round(lat, 7), "lng": round(lng, 7)}
        return attrs


class KeeperSerializer(serializers.Serializer):
    """A guard, from when."""

    guard = RowField(Guard.objects.all)
    start = DayField(default=timezone.localdate)
