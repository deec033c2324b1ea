"""The inbox over the API: list, one incident, entering, and every verb as ``POST /incidents/{id}/<verb>/``."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from stations.incidents import api_asks as asks
from stations.incidents import attachments, people, readings, rules
from stations.incidents.api_shown import (
    AttachmentSerializer,
    IncidentDetailSerializer,
    IncidentSerializer,
    PersonSerializer,
)
from stations.incidents.filters import IncidentFilter
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident, Party
from stations.incidents.paging import InboxPages
from stations.incidents.persons import Person
from stations.incidents.verbs import VERBS
from stations.kit.answer import demand
from stations.kit.resources import StationResource

# What a verb asks; those not named here ask nothing.
ASKS = {
    "feedback": asks.FeedbackAsk, "follow_up": asks.FollowUpAsk, "strike": asks.StrikeAsk, "assign": asks.AssignAsk,
    "rectify": asks.RectifyAsk, "dismiss": asks.TextAsk, "act_on": asks.ResultAsk, "link": asks.LinkAsk,
    "match": asks.MatchAsk, "hand_back": asks.HandBackAsk, "give_up": asks.ResultAsk, "promise": asks.PromiseAsk,
    "correct": asks.CorrectAsk,
}  # fmt: skip


def verb_door(name: str):
    """The method of one verb: what it asks, the same action as the page, the incident as it stands afterwards."""
    asked, verb = ASKS.get(name), VERBS[name]

    def carry_out(self, request, pk=None):
        incident = self.get_object()
        values = self.clean(asked)
        verb.run(incident=incident, actor=request.user, **values)
        return self.shown(incident.pk)

    carry_out.__name__ = name
    carry_out.__doc__ = f"{asked.__doc__ if asked else name.replace('_', ' ').capitalize()}"
    described = extend_schema(request=asked, responses={200: IncidentDetailSerializer})(carry_out)
    return action(detail=True, methods=["post"], url_path=name)(described)


class Verbs:
    """A method for each verb, see :data:`stations.incidents.verbs.VERBS`."""


for _name in VERBS:
    setattr(Verbs, _name, verb_door(_name))


class IncidentViewSet(Verbs, StationResource):
    """Everything that reached the command room."""

    model = Incident
    serializer_class = IncidentSerializer
    detail_serializer_class = IncidentDetailSerializer
    filterset_class = IncidentFilter
    pagination_class = InboxPages

    def rows(self):
        """What the person may see, newest first."""
        rows = readings.visible_to(self.request.user)
        return rows if self.action == "list" else readings.in_detail(rows)

    def shown(self, pk: int, *, made: str = "") -> Response:
        """One incident as it stands; who may not see it any more gets its id and state only."""
        try:
            return super().shown(pk, made=made)
        except Incident.DoesNotExist:
            return Response(Incident.objects.values("id", "state").get(pk=pk))

    @extend_schema(request=asks.RecordAsk, responses={201: IncidentDetailSerializer})
    def create(self, request):
        """Enter an incident; the same ``client_key`` again is the same incident."""
        demand(rules.may_record(request.user))
        values = self.clean(asks.RecordAsk)
        persons = [Person(**person) for person in values.pop("persons", [])]
        incident = record_incident(station=request.station, actor=request.user, persons=persons, **values)
        return self.shown(incident.pk, made="api-incident-detail")

    @extend_schema(request=asks.UnmaskAsk, responses={200: PersonSerializer})
    @action(detail=True, methods=["post"])
    def unmask(self, request, pk=None):
        """One person in full: permission, a reason, and a line in the day-book (SE-24)."""
        incident, values = self.get_object(), self.clean(asks.UnmaskAsk)
        party = get_object_or_404(Party.objects.filter(incident=incident), pk=values["person"])
        shown = people.see_person(party=party, actor=request.user, reason=values["reason"])
        return Response(PersonSerializer(shown).data)

    @extend_schema(request=asks.PersonAsk, responses={200: IncidentDetailSerializer})
    @action(detail=True, methods=["post"], url_path="add-person")
    def add_person(self, request, pk=None):
        """Enter one more person."""
        incident, values = self.get_object(), self.clean(asks.PersonAsk)
        people.add_person(incident=incident, actor=request.user, **values)
        return self.shown(incident.pk)

    @extend_schema(request={"multipart/form-data": asks.AttachAsk}, responses={201: AttachmentSerializer})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def attach(self, request, pk=None):
        """Add a photo, recording or document."""
        incident = self.get_object()
        demand(rules.may_attach(request.user, incident))
        values = self.clean(asks.AttachAsk)
        file = values["file"]
        if file.size > max(attachments.LIMITS.values()):
            raise attachments.too_large("document")
        row = attachments.attach(
            incident=incident, actor=request.user, name=file.name, content=file.read(), stage=values["stage"]
        )
        return Response(AttachmentSerializer(row).data, status=status.HTTP_201_CREATED)
