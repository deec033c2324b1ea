"""Monthly reports and the registry of figures."""

import re
from datetime import date, timedelta

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from stations.indicators import registry
from stations.indicators.periods import Period
from stations.kit.answer import demand
from stations.kit.resources import Ref, StationAPI, StationResource
from stations.reports.facts import parts_of, values
from stations.reports.filters import ReportFilter
from stations.reports.models import MonthlyReport
from stations.reports.rules import may_see
from stations.timeline.api import TimelineSerializer

MONTH = re.compile(r"^(19[0-9]{2}|2[01][0-9]{2})-(0[1-9]|1[0-2])$", re.ASCII)


class Readers:
    """Mixin: who may read reports may read figures."""

    def initial(self, request, *args, **kwargs):
        """403 with the reason for anybody else."""
        super().initial(request, *args, **kwargs)
        demand(may_see(request.user))


# -- reports ---------------------------------------------------------------------------------------------------


class ReportSerializer(serializers.ModelSerializer):
    """The report of one month."""

    month = serializers.DateField(format="%Y-%m", read_only=True)
    made_by = Ref(allow_null=True)

    class Meta:
        model = MonthlyReport
        fields = ["id", "month", "version", "current", "made_by", "made_at"]


class ReportDetailSerializer(TimelineSerializer, ReportSerializer):
    """A report with its figures, cut by team and community (ids), and its timeline."""

    figures = serializers.DictField(read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "figures", "timeline"]


class ReportViewSet(Readers, StationResource):
    """Monthly reports: the current version of each month; an older version by its id."""

    model = MonthlyReport
    serializer_class = ReportSerializer
    detail_serializer_class = ReportDetailSerializer
    filterset_class = ReportFilter

    def rows(self):
        """Newest month first."""
        found = MonthlyReport.objects.select_related("made_by")
        return found.filter(current=True).defer("figures") if self.action == "list" else found


# -- figures ---------------------------------------------------------------------------------------------------


class IndicatorSerializer(serializers.Serializer):
    """What a figure counts."""

    code = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
    unit = serializers.CharField()
    definition = serializers.CharField()
    higher_is_better = serializers.BooleanField(allow_null=True)


class IndicatorValueSerializer(IndicatorSerializer):
    """A figure with its value of one month; parts by id, a part where it is not known is null."""

    month = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    teams = serializers.DictField(child=serializers.FloatField(allow_null=True))
    communities = serializers.DictField(child=serializers.FloatField(allow_null=True))


def _month(text: str) -> Period:
    """The month asked for; the last finished one unless given."""
    if not text:
        return Period.month(timezone.localdate().replace(day=1) - timedelta(days=1))
    if not MONTH.match(text):
        raise serializers.ValidationError({"month": [_("Give a month as 2026-01.")]})
    return Period.month(date(int(text[:4]), int(text[5:]), 1))


class IndicatorViewSet(Readers, StationAPI, GenericViewSet):
    """Registered figures."""

    serializer_class = IndicatorSerializer
    filter_backends = ()
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9_.-]+"

    @extend_schema(responses=IndicatorSerializer(many=True))
    def list(self, request):
        """All figures, by group."""
        page = self.paginate_queryset(registry.all())
        return self.get_paginated_response(IndicatorSerializer(page, many=True).data)

    @extend_schema(
        responses=IndicatorValueSerializer,
        parameters=[
            OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH),
            OpenApiParameter("month", OpenApiTypes.STR, description="`2026-01`; else the last finished month."),
        ],
    )
    def retrieve(self, request, code=None):
        """One figure in one month, for the station, its teams and its communities."""
        figure = registry.get(code)
        if figure is None:
            raise Http404
        period = _month(request.query_params.get("month", ""))
        found = values(figure, request.station, period, parts_of(request.station))
        shown = IndicatorSerializer(figure).data | {
            "month": f"{period.first:%Y-%m}",
            "value": found["station"],
            "teams": found.get("teams", {}),
            "communities": found.get("communities", {}),
        }
        return Response(shown)
