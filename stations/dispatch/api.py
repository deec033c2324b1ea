"""Dispatch through the API: whom to send, sending, and the taps of crews."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from stations.crews.models import Crew
from stations.dispatch import actions, advice, desk, rules
from stations.dispatch.filters import AssignmentFilter
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.readings import of_officer, with_people
from stations.incidents.models import Incident
from stations.incidents.rules import may_see
from stations.kit.answer import demand
from stations.kit.resources import Ref, StationAPI, StationResource
from stations.organisation.rules import is_police, officer_of
from stations.timeline.api import TimelineSerializer, WorkflowSerializer

MOST_CREWS = 20


class TimerSerializer(serializers.ModelSerializer):
    """Something that must have happened by a moment."""

    kind = serializers.ChoiceField(choices=Timer.Kind.choices)

    class Meta:
        model = Timer
        fields = ["kind", "due_at", "state", "met_at"]


class TaskSerializer(serializers.ModelSerializer):
    """The incident a crew was sent to, without persons."""

    category = Ref()
    community = Ref(allow_null=True)

    class Meta:
        model = Incident
        fields = [
            "id", "number", "kind", "state", "grade", "urgent", "category", "place", "community", "lat", "lng",
        ]  # fmt: skip


class AssignmentSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """One crew sent to one incident."""

    workflow = rules.ASSIGNMENT_STEPS

    incident = TaskSerializer()
    crew = Ref()
    timers = TimerSerializer(many=True, read_only=True)

    class Meta:
        model = Assignment
        fields = [
            "id", "incident", "crew", "part", "state", "verbs", "advice", "sent_at", "accepted_at", "departed_at",
            "arrived_at", "ended_at", "support_wanted_at", "passed_to", "lat", "lng", "fix_at", "timers",
        ]  # fmt: skip


class AssignmentDetailSerializer(TimelineSerializer, AssignmentSerializer):
    """An assignment with its timeline."""

    class Meta(AssignmentSerializer.Meta):
        fields = [*AssignmentSerializer.Meta.fields, "timeline"]


class CrewId(serializers.IntegerField):
    """A crew by id."""

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)


class SendAsk(serializers.Serializer):
    """Which crews; ``part`` ``informed`` only tells them."""

    crew = CrewId(required=False)
    crews = serializers.ListField(child=CrewId(), required=False, allow_empty=False, max_length=MOST_CREWS)
    part = serializers.ChoiceField(choices=Assignment.Part.choices, required=False, default="")

    def validate(self, values):
        """``crew`` or ``crews``, known to this station; ``crews`` becomes the rows."""
        wanted = list(dict.fromkeys([*values.get("crews", []), *filter(None, [values.get("crew")])]))
        if not wanted:
            raise serializers.ValidationError({"crews": _("Choose a crew.")})
        found = Crew.objects.in_bulk(wanted)
        if len(found) != len(wanted):
            raise serializers.ValidationError({"crews": _("There is no such crew.")})
        return values | {"crews": [found[pk] for pk in wanted]}


class TapAsk(serializers.Serializer):
    """The position of this moment, only if the officer gives it (SE-17), and when it was tapped."""

    at = serializers.DateTimeField(required=False, help_text="Never later than now.")
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, min_value=-180, max_value=180)


class PassOnAsk(serializers.Serializer):
    """To which crew."""

    crew = CrewId()

    def validate_crew(self, value):
        """The crew's row.

        Raises:
            ValidationError: no such crew in this station.
        """
        found = Crew.objects.filter(pk=value).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such crew."))
        return found


class AdviceSerializer(serializers.Serializer):
    """A crew that can be sent, and why."""

    crew = Ref()
    layer = serializers.CharField(source="crew.layer")
    part = serializers.ChoiceField(choices=Assignment.Part.choices)
    code = serializers.CharField()
    recommended = serializers.BooleanField()
    distance = serializers.IntegerField(allow_null=True, help_text="Metres.")
    reasons = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_reasons(self, one) -> list[str]:
        """Sentences in the user's language, the most important first."""
        return [str(reason) for reason in one.reasons]


def _visible(user):
    """All of the station for police officers; an auxiliary those of the own crews."""
    own = officer_of(user)
    return Assignment.objects.all() if is_police(user) or own is None else _of(own)


def _of(officer):
    return Assignment.objects.filter(pk__in=of_officer(officer.pk).values("pk"))


class OfIncident(StationAPI, APIView):
    """Base of the addresses below one incident."""

    def incident(self, request, id: int) -> Incident:
        """The incident, if the person may see it."""
        rows = Incident.objects.select_related("category", "community").prefetch_related("handlers")
        row = get_object_or_404(rows, pk=id)
        demand(may_see(request.user, row))
        return row


class DispatchView(OfIncident):
    """``POST /incidents/{id}/dispatch/``."""

    @extend_schema(request=SendAsk, responses={201: AssignmentSerializer(many=True)})
    def post(self, request, id: int):
        """Send one crew or several; a crew that is on it already keeps its assignment."""
        incident = self.incident(request, id)
        demand(rules.may_dispatch(request.user))
        values = self.clean(SendAsk)
        wanted = {"part": values["part"], "advice": ""}
        made = desk.send(incident=incident, crews=values["crews"], actor=request.user, wanted=wanted)
        rows = with_people(Assignment.objects.filter(pk__in=[row.pk for row in made])).order_by("id")
        shown = AssignmentSerializer(rows, many=True, context={"request": request}).data
        return Response(shown, status=status.HTTP_201_CREATED)


class AdviceView(OfIncident):
    """``GET /incidents/{id}/advice/``."""

    @extend_schema(responses={200: AdviceSerializer(many=True)})
    def get(self, request, id: int):
        """Whom to send, the best first, with reasons."""
        incident = self.incident(request, id)
        demand(rules.may_dispatch(request.user))
        return Response(AdviceSerializer(advice.recommend(incident, timezone.now()), many=True).data)


TAPS = {
    "accept": "The crew takes it on.",
    "depart": "The crew is on its way.",
    "arrive": "The crew is at the scene.",
    "done": "The crew leaves the scene to others; the last one reports the result instead.",
    "ask_support": "The crew needs help: the command room is alarmed.",
}


def _tap(verb: str):
    """The method of one tap, through the same action as the phone."""

    def carry_out(self, request, pk=None):
        row = self.bare(pk)
        values = self.clean(TapAsk)
        getattr(actions, verb)(assignment=row, actor=request.user, **values)
        return self.shown(pk)

    carry_out.__name__ = verb
    carry_out.__doc__ = TAPS[verb]
    described = extend_schema(request=TapAsk, responses={200: AssignmentDetailSerializer})(carry_out)
    return action(detail=True, methods=["post"], url_path=verb)(described)


class AssignmentViewSet(StationResource):
    """Crews sent to incidents; ``?mine=true&open=true`` is what my crews have to do."""

    model = Assignment
    serializer_class = AssignmentSerializer
    detail_serializer_class = AssignmentDetailSerializer
    filterset_class = AssignmentFilter

    accept = _tap("accept")
    depart = _tap("depart")
    arrive = _tap("arrive")
    done = _tap("done")
    ask_support = _tap("ask_support")

    def rows(self):
        """What the person may see, the newest first."""
        return with_people(_visible(self.request.user)).order_by("-id")

    def bare(self, pk) -> Assignment:
        """The row a verb is about, if the person may see it; the action loads and locks what it needs."""
        return get_object_or_404(_visible(self.request.user), pk=pk)

    def shown(self, pk: int, *, made: str = "") -> Response:
        """The assignment as it stands; one passed on belongs to a crew of others."""
        row = with_people(Assignment.objects.all()).get(pk=pk)
        return Response(AssignmentDetailSerializer(row, context=self.get_serializer_context()).data)

    @extend_schema(request=None, responses={200: AssignmentDetailSerializer})
    @action(detail=True, methods=["post"])
    def recall(self, request, pk=None):
        """Call the crew back (the command room)."""
        actions.recall(assignment=self.bare(pk), actor=request.user)
        return self.shown(pk)

    @extend_schema(request=PassOnAsk, responses={200: AssignmentDetailSerializer})
    @action(detail=True, methods=["post"])
    def pass_on(self, request, pk=None):
        """Hand the task over; the answer is the other crew's assignment."""
        row = self.bare(pk)
        values = self.clean(PassOnAsk)
        new = actions.pass_on(assignment=row, actor=request.user, crew=values["crew"])
        return self.shown(new.pk)
