"""The station's classification and its known places, to read."""

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from stations.catalogue.models import Category, Spot
from stations.catalogue.words import Kind
from stations.kit.filters import StationFilter
from stations.kit.resources import Ref, StationResource


class CategoryFilter(StationFilter):
    """Categories by kind, level and use."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    level = django_filters.NumberFilter(label=_("Level"), min_value=1, max_value=4)
    active = django_filters.BooleanFilter(label=_("In use"))


class CategorySerializer(serializers.ModelSerializer):
    """One entry of the classification tree."""

    parent = Ref(allow_null=True)

    class Meta:
        model = Category
        fields = ["id", "code", "name", "path", "level", "parent", "kind", "fold", "grade", "active"]


class CategoryViewSet(StationResource):
    """The classification tree of the station."""

    model = Category
    serializer_class = CategorySerializer
    filterset_class = CategoryFilter

    def rows(self):
        """By code."""
        return Category.objects.select_related("parent")


class SpotFilter(StationFilter):
    """Known places by a part of their name."""

    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains")


class SpotSerializer(serializers.ModelSerializer):
    """A known place."""

    community = Ref(allow_null=True)
    grid = Ref(allow_null=True)

    class Meta:
        model = Spot
        fields = ["id", "name", "address", "lat", "lng", "community", "grid", "uses"]


class SpotViewSet(StationResource):
    """Known places of the station, the most used first."""

    model = Spot
    serializer_class = SpotSerializer
    filterset_class = SpotFilter

    def rows(self):
        """With community and grid."""
        return Spot.objects.select_related("community", "grid")
