"""My notices: list, read, count."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from stations.kit.resources import StationResource
from stations.notices import actions
from stations.notices.filters import NoticeFilter
from stations.notices.models import Notice
from stations.notices.readings import in_words


class NoticeSerializer(serializers.ModelSerializer):
    """One notice, with its words in the user's language."""

    text = serializers.SerializerMethodField()
    tone = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "kind", "text", "tone", "url", "urgent", "created_at", "read_at"]

    @extend_schema_field(OpenApiTypes.STR)
    def get_text(self, notice) -> str:
        """The sentence."""
        return in_words(notice).text

    @extend_schema_field(OpenApiTypes.STR)
    def get_tone(self, notice) -> str:
        """``danger``, ``warn``, ``ok``, ``info`` or ``muted``."""
        return in_words(notice).tone


class UnreadSerializer(serializers.Serializer):
    """How many are unread."""

    count = serializers.IntegerField()


class UntilSerializer(serializers.Serializer):
    """The newest notice that was shown."""

    until = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ReadSerializer(serializers.Serializer):
    """How many became read."""

    read = serializers.IntegerField()


class NoticeViewSet(StationResource):
    """What I should know; everybody sees the own notices only."""

    model = Notice
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def rows(self):
        """Newest first."""
        return Notice.objects.visible_to(self.request.user)

    @extend_schema(responses={200: UnreadSerializer}, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def unread(self, request):
        """How many notices are unread."""
        return Response({"count": self.rows().unread().count()})

    @extend_schema(request=None, responses={200: NoticeSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        """I have read it; an alarm is thereby confirmed."""
        notice = actions.read(notice=self.get_object(), actor=request.user, at=timezone.now())
        return Response(NoticeSerializer(notice).data)

    @extend_schema(request=UntilSerializer, responses={200: ReadSerializer})
    @action(detail=False, methods=["post"], url_path="read-all", url_name="read-all")
    def read_all(self, request):
        """I have read all up to this one."""
        values = self.clean(UntilSerializer)
        count = actions.read_all(actor=request.user, station=request.station, at=timezone.now(), **values)
        return Response({"read": count})
