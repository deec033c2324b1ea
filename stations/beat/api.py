"""API of the list: what I have to do today, the own and what passes to me."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.views import APIView

from stations.agenda.registry import kinds
from stations.beat.readings import tasks_of
from stations.kit.resources import StationAPI
from stations.kit.rest import Pages


class TaskOwnerSerializer(serializers.Serializer):
    """For whom somebody stands in; ``off`` is ``rest`` or ``away``."""

    id = serializers.IntegerField(source="officer_id")
    name = serializers.CharField()
    off = serializers.CharField()


class TaskPointSerializer(serializers.Serializer):
    """Where, WGS-84 in degrees."""

    lat = serializers.FloatField()
    lng = serializers.FloatField()


class AreaTaskSerializer(serializers.Serializer):
    """One task."""

    title = serializers.CharField(source="due.title")
    kind = serializers.CharField(help_text="Stable word of the sort of task.")
    kind_name = serializers.CharField(source="about.label", default="")
    due = serializers.DateField(source="due.due", allow_null=True, help_text="Empty: as soon as you can.")
    urgency = serializers.CharField(help_text="overdue, today, near, open or later.")
    days_late = serializers.IntegerField(source="late")
    place = serializers.CharField(source="due.place")
    point = serializers.SerializerMethodField()
    url = serializers.CharField(source="due.url", help_text="Page where it is done.")
    passes = serializers.BooleanField(source="due.passes")
    owner = TaskOwnerSerializer(allow_null=True, help_text="Whose it is, where I stand in.")
    doers = serializers.ListField(
        child=serializers.CharField(), help_text="Names of those who do it while I am off."
    )  # fmt: skip

    @extend_schema_field(TaskPointSerializer(allow_null=True))
    def get_point(self, task) -> dict | None:
        """Latitude and longitude, or nothing."""
        return {"lat": task.due.point[0], "lng": task.due.point[1]} if task.due.point else None


class AgendaSerializer(serializers.Serializer):
    """A page of the list."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AreaTaskSerializer(many=True)


class AgendaView(StationAPI, APIView):
    """What I have to do today, the most pressing first."""

    @extend_schema(
        operation_id="agenda_list",
        parameters=[
            OpenApiParameter("kind", str, description="Only this sort of task."),
            OpenApiParameter("page", int), OpenApiParameter("page_size", int),
        ],
        responses=AgendaSerializer,
    )  # fmt: skip
    def get(self, request):
        """The list; a fixed number of queries whatever the number of tasks."""
        tasks, kind = tasks_of(request.user), request.query_params.get("kind", "")
        if kind in kinds():
            tasks = [task for task in tasks if task.kind == kind]
        pages = Pages()
        shown = pages.paginate_queryset(tasks, request, view=self)
        return pages.get_paginated_response(AreaTaskSerializer(shown, many=True).data)
