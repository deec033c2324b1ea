"""Check-ins over the API: upload (the hot door's ordinary twin), list, one check-in, decisions."""

import json

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.pagination import BasePagination
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from patrols.checkins import actions, door, items, photos, readings, reviews, rules
from patrols.checkins.door import Bad
from patrols.checkins.filters import CheckInFilter
from patrols.checkins.models import CheckIn, CheckInReview
from patrols.checkins.odd import told
from patrols.checkins.words import Verdict
from patrols.squads.permissions import OfThePatrols
from patrols.squads.readings import standing
from stations.kit.answer import demand
from stations.kit.problems import problem
from stations.kit.resources import Ref, StationResource
from stations.timeline.api import TimelineSerializer


class KeysetPages(BasePagination):
    """``{count, next, previous, results}`` by position; ``count`` says at most 1,000."""

    def paginate_queryset(self, queryset, request, view=None):
        """One page, newest first."""
        self.request = request
        asked = {name: request.query_params.get(name, "") for name in ("older", "newer")}
        size = request.query_params.get("page_size", "")
        size = min(max(int(size), 1), 500) if size.isascii() and size.isdigit() and len(size) < 6 else readings.PAGE
        self.leaf = readings.leaf(queryset, size=size, **asked)
        return self.leaf.rows

    def get_paginated_response(self, data):
        """The page with the ways to its neighbours."""
        leaf = self.leaf
        ways = {"next": self._way("older", leaf.older), "previous": self._way("newer", leaf.newer)}
        return Response({"count": leaf.total, **ways, "results": data})

    def _way(self, name: str, where: str) -> str | None:
        if not where:
            return None
        query = self.request.query_params.copy()
        query.pop("older", None)
        query.pop("newer", None)
        query[name] = where
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response_schema(self, schema):
        """As for pages with numbers."""
        way = {"type": "string", "nullable": True, "format": "uri"}
        count = {"type": "integer", "description": "At most 1,000."}
        fields = {"count": count, "next": way, "previous": way, "results": schema}
        return {"type": "object", "required": ["count", "results"], "properties": fields}

    def get_schema_operation_parameters(self, view):
        """The positions, as ``next`` and ``previous`` carry them."""
        text = {"in": "query", "required": False, "schema": {"type": "string"}}
        number = {"in": "query", "required": False, "schema": {"type": "integer"}}
        return [{"name": "older", **text}, {"name": "newer", **text}, {"name": "page_size", **number}]


class ReviewSerializer(serializers.ModelSerializer):
    """What a person decided."""

    by = Ref()

    class Meta:
        model = CheckInReview
        fields = ["verdict", "reason", "by", "at"]


class CheckInSerializer(serializers.ModelSerializer):
    """A check-in as it came, what looks odd about it, and what was decided."""

    checkpoint, guard = Ref(), Ref()
    squad = Ref(source="duty.squad", default=None)
    review = ReviewSerializer(read_only=True, allow_null=True, default=None)
    odd = serializers.SerializerMethodField(help_text="The doubts in words.")

    class Meta:
        model = CheckIn
        fields = [
            "id", "client_id", "at", "received_at", "claimed_at", "date", "checkpoint", "guard", "squad", "duty",
            "method", "offline", "distance", "accuracy", "flags", "odd", "counted", "closing", "review",
        ]  # fmt: skip

    def get_odd(self, row) -> list[str]:
        """A sentence for each flag."""
        return [odd.sentence for odd in told(row)]


class CheckInDetailSerializer(TimelineSerializer, CheckInSerializer):
    """A check-in with the verbs allowed to me and its timeline."""

    state = serializers.SerializerMethodField(help_text="counts, not_counted, in_doubt or decided.")
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")

    class Meta(CheckInSerializer.Meta):
        fields = [*CheckInSerializer.Meta.fields, "state", "verbs", "timeline"]

    def get_state(self, row) -> str:
        """How it stands."""
        if hasattr(row, "review"):
            return "decided"
        if row.flags and row.counted:
            return "in_doubt"
        return "counts" if row.counted else "not_counted"

    def get_verbs(self, row) -> list[str]:
        """``review`` for whoever decides."""
        open_ = not hasattr(row, "review") and rules.may_review(self.context["request"].user, row)
        return ["review"] if open_ else []


class ItemSerializer(serializers.Serializer):
    """One check-in as a phone sends it."""

    client_id = serializers.UUIDField(help_text="Made by the phone; the same id again is the same check-in.")
    token = serializers.CharField(required=False, help_text="Of the sign: what follows /c/ in its code.")
    checkpoint = serializers.IntegerField(required=False, help_text="Instead of the token, with a photo.")
    claimed_at = serializers.DateTimeField()
    method = serializers.ChoiceField(choices=["scan", "rotating", "photo"], required=False)
    offline = serializers.BooleanField(required=False)
    counter = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=items.NUMBER)
    lat = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)
    accuracy = serializers.FloatField(required=False, allow_null=True, min_value=0)


class UploadSerializer(serializers.Serializer):
    """Up to 50 check-ins; a single one may stand alone, without ``items``."""

    sent_at = serializers.DateTimeField(required=False, help_text="The phone's clock at sending.")
    phone = serializers.UUIDField(required=False, help_text="Random id the phone keeps.")
    items = ItemSerializer(many=True, required=False)


class OutcomeSerializer(serializers.Serializer):
    """What became of one item."""

    client_id = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=["recorded", "repeated", "conflict", "refused"])
    code = serializers.CharField()
    message = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)
    duty_id = serializers.IntegerField(allow_null=True)
    counted = serializers.BooleanField()
    flags = serializers.ListField(child=serializers.CharField())
    visited = serializers.IntegerField()
    planned = serializers.IntegerField()
    left = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True)


class OutcomesSerializer(serializers.Serializer):
    """Answers in the order of the items."""

    items = OutcomeSerializer(many=True)


class ReviewAsk(serializers.Serializer):
    """The decision and why."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField(max_length=200)


class CheckInViewSet(StationResource):
    """Check-ins (打卡). Guards upload and see their own; police and office see all."""

    model = CheckIn
    serializer_class = CheckInSerializer
    detail_serializer_class = CheckInDetailSerializer
    filterset_class = CheckInFilter
    pagination_class = KeysetPages
    permission_classes = [OfThePatrols]
    parser_classes = [JSONParser, MultiPartParser]

    def rows(self):
        """Those this person may see, with what is shown of them."""
        return readings.joined(readings.visible_to(self.request.user)).order_by("-at", "-id")

    @extend_schema(request=UploadSerializer, responses={200: OutcomesSerializer, 201: OutcomeSerializer})
    def create(self, request):
        """Check in: one item or many; with a photo as a form of ``item`` (JSON) and ``photo``."""
        guard = standing(request.user).guard
        if guard is None:
            return problem(403, "guards_only", _("This page is for the guards of the patrols."))
        try:
            return self._upload(request, guard)
        except Bad as bad:
            return problem(bad.status, bad.code, bad.sentence)

    @staticmethod
    def _upload(request, guard):
        photo = request.FILES.get("photo")
        if photo is not None and photo.size > photos.LIMIT:
            raise Bad(413, "too_large", _("The photo is larger than %(limit)s MB.") % {"limit": 8})
        sent = door.read(str(request.data.get("item", ""))) if photo is not None else door.form_of(request.data)
        if photo is not None and len(sent["items"]) != 1:
            raise Bad(400, "invalid", _("Send one item with one photo."))
        who = {"guard": guard, "phone": sent["phone"], "sent_at": sent["sent_at"], "at": door.simulated(request)}
        if photo is not None:
            outcomes = [actions.photo_upload(raw=sent["items"][0], photo=photo.read(), **who)]
        else:
            outcomes = actions.whole_upload(raw=sent["items"], **who)
        return plain(door.respond(outcomes, sent["single"], as_problem=True))

    @extend_schema(request=ReviewAsk, responses={200: CheckInDetailSerializer})
    @action(detail=True, methods=["post"])
    def review(self, request, pk=None):
        """Decide whether it counts (PA-11)."""
        row = self.get_object()
        values = self.clean(ReviewAsk)
        demand(rules.may_review(request.user, row))
        reviews.review(check_in=row, actor=request.user, **values)
        return self.shown(row.pk)


def plain(answer: HttpResponse) -> Response:
    """The door's answer as one of the REST framework."""
    made = Response(json.loads(answer.content), status=answer.status_code)
    if answer["Content-Type"] != "application/json":
        made = Response(made.data, status=answer.status_code, content_type=answer["Content-Type"])
    made["Cache-Control"] = "no-store"
    return made
