"""The board as figures, for programs that watch or check it: the same numbers as the page, in one answer."""

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from stations.command import alerts, readings
from stations.command.rules import may_see_board
from stations.kit.answer import demand
from stations.kit.resources import StationAPI


class AlertSerializer(serializers.Serializer):
    """One alert; ``text`` in the user's language."""

    code = serializers.CharField()
    text = serializers.CharField()
    tone = serializers.CharField()
    count = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)


class BoardSerializer(serializers.Serializer):
    """Everything the board counts at one moment."""

    at = serializers.DateTimeField()
    version = serializers.CharField(help_text="Changes with whatever the board shows; also the ETag.")
    open = serializers.IntegerField()
    stages = serializers.DictField(child=serializers.IntegerField())
    states = serializers.DictField(child=serializers.IntegerField(), help_text="Open incidents by state, all kinds.")
    unassigned = serializers.IntegerField()
    overdue = serializers.IntegerField()
    crews = serializers.DictField(child=serializers.IntegerField(), help_text="Crews out by what they do.")
    today = serializers.DictField(
        child=serializers.IntegerField(), help_text="Effective calls since midnight by fold."
    )
    usual = serializers.DictField(
        child=serializers.FloatField(),
        help_text="Average of the same weekday of eight weeks, until the same time.",
    )
    closed_today = serializers.IntegerField()
    alerts = AlertSerializer(many=True)


def figures(station, at) -> dict:
    """The numbers of the board; a fixed number of queries."""
    lines, rows = readings.stage_counts(at), readings.open_rows()
    crews, duty = readings.crew_lines(station, at), readings.on_duty(at)
    watch, today = readings.watch(station, at, rows, crews, duty, lines), readings.today(at)
    states: dict[str, int] = {}
    for line in lines:
        for state, number in line.states.items():
            states[state] = states.get(state, 0) + number
    doing: dict[str, int] = {}
    for crew in crews:
        doing[crew.now.state] = doing.get(crew.now.state, 0) + 1
    return {
        "at": at,
        "version": readings.version(at),
        "open": sum(line.count for line in lines),
        "stages": {line.stage.code: line.count for line in lines},
        "states": states,
        "unassigned": watch.unassigned,
        "overdue": watch.overdue,
        "crews": doing,
        "today": {key or "all": number for key, number in today.counts.items()},
        "usual": {key or "all": mean for key, mean in today.averages.items()},
        "closed_today": today.closed,
        "alerts": alerts.alerts_of(watch, at),
    }


class BoardView(StationAPI, APIView):
    """The figures of the live board."""

    @extend_schema(
        operation_id="board_retrieve",
        tags=["board"],
        responses={200: BoardSerializer, 304: None},
        parameters=[OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)],
    )
    def get(self, request):
        """304 when nothing has changed since the version in ``If-None-Match``, which costs a single query."""
        demand(may_see_board(request.user))
        at = timezone.now()
        tag = f'"{readings.version(at)}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers={"ETag": tag})
        return Response(BoardSerializer(figures(request.station, at)).data, headers={"ETag": tag})
