"""How incidents look over the API: persons masked, verbs and offers of the asking person."""

from operator import attrgetter

from django.db.models import DateTimeField
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stations.incidents import hooks, people
from stations.incidents.models import Attachment, Feedback, Incident, Party
from stations.incidents.verbs import allowed
from stations.kit.resources import MomentField, OfficerRef, OfficerRefSerializer, Ref
from stations.timeline.api import TimelineSerializer


class NumberRefSerializer(serializers.Serializer):
    """Another incident by id and number."""

    id = serializers.IntegerField()
    number = serializers.CharField()


@extend_schema_field(NumberRefSerializer)
class NumberRef(serializers.Field):
    """``{"id", "number"}`` of another incident; join it in the queryset."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value):
        """Id and number."""
        return {"id": value.pk, "number": value.number}


class ShownPersonSerializer(serializers.Serializer):
    """A person, masked; a protected reporter has no name at all."""

    id = serializers.IntegerField(source="party.pk")
    part = serializers.CharField(source="party.part")
    name = serializers.CharField()
    phone = serializers.CharField()
    id_number = serializers.CharField()
    protected = serializers.BooleanField()
    may_unmask = serializers.BooleanField(source="may_see")


class PersonSerializer(serializers.ModelSerializer):
    """A person in full."""

    class Meta:
        model = Party
        fields = ["id", "part", "name", "phone", "id_number", "note"]


class AttachmentSerializer(serializers.ModelSerializer):
    """An attachment without its bytes."""

    size = serializers.IntegerField(source="file.size", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "media", "stage", "size", "added_at", "struck_at", "url"]

    def get_url(self, row) -> str:
        """Where the bytes are for whoever may see them."""
        return reverse("incident-file", args=[row.incident_id, row.pk])


class FeedbackSerializer(serializers.ModelSerializer):
    """One report from the scene."""

    by = Ref()
    category = Ref()

    class Meta:
        model = Feedback
        fields = ["id", "at", "by", "category", "result", "text", "violation", "elements"]


class OfferSerializer(serializers.Serializer):
    """Something another room can make of it."""

    name = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()


class TieSerializer(serializers.Serializer):
    """Something another room has made of it."""

    label = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class IncidentRows(serializers.ListSerializer):
    """Rows of the list as :class:`IncidentSerializer` shows them, read column by column.

    A page has two thousand values; a field object for each costs more than its queries.
    """

    def to_representation(self, data):
        """The rows of one page."""
        user, now, zone = self.context["request"].user, timezone.now(), timezone.get_current_timezone()
        return [self._row(row, user, now, zone) for row in data]

    @staticmethod
    def _row(row: Incident, user, now, zone) -> dict:
        found = dict(zip(ROW, COLUMNS(row), strict=True))
        for name in MOMENTS:
            if found[name] is not None:
                found[name] = found[name].astimezone(zone).isoformat().replace("+00:00", "Z")
        for name in REFS:
            if found[name] is not None:
                found[name] = {"id": found[name].pk, "name": str(found[name])}
        found["handlers"] = _officers(row)
        found["verbs"] = allowed(user, row, now)
        return found


def _officers(row: Incident) -> list[dict]:
    shown = OfficerRef()
    return [shown.to_representation(handler.officer) for handler in row.now_handling]


class IncidentSerializer(serializers.ModelSerializer):
    """One row of the inbox; persons are never part of it."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {DateTimeField: MomentField}

    number = serializers.CharField(read_only=True)
    category = Ref()
    community = Ref(allow_null=True)
    grid = Ref(allow_null=True)
    handlers = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")

    class Meta:
        model = Incident
        list_serializer_class = IncidentRows
        fields = [
            "id", "number", "kind", "source", "state", "verbs", "grade", "urgent", "category", "summary", "place",
            "lat", "lng", "community", "grid", "reported_at", "received_at", "dispatched_at", "accepted_at",
            "departed_at", "arrived_at", "controlled_at", "fed_back_at", "closed_at", "followed_up_at",
            "first_contact_at", "due_at", "overdue_since", "result", "reopened", "follow_up_wanted", "call_back_at",
            "called_back_at", "handlers",
        ]  # fmt: skip

    @extend_schema_field(OfficerRefSerializer(many=True))
    def get_handlers(self, row):
        """Who handles it now."""
        return _officers(row)

    def get_verbs(self, row) -> list[str]:
        """Steps and verbs that keep the state."""
        return allowed(self.context["request"].user, row, timezone.now())


ROW = IncidentSerializer.Meta.fields
REFS = ("category", "community", "grid")
MOMENTS = [field.name for field in Incident._meta.fields if isinstance(field, DateTimeField) and field.name in ROW]
# What is reckoned takes the place of the id until then.
COLUMNS = attrgetter(*["pk" if name in {"handlers", "verbs"} else name for name in ROW])


class IncidentDetailSerializer(TimelineSerializer, IncidentSerializer):
    """One incident with its people, files, reports, offers and timeline."""

    call_category = Ref()
    spot = Ref(allow_null=True)
    main = NumberRef(allow_null=True)
    match = NumberRef(allow_null=True)
    duplicates = NumberRefSerializer(many=True, read_only=True)
    fixer = Ref(allow_null=True)
    verifier = Ref(allow_null=True)
    recorded_by = Ref(allow_null=True)
    persons = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True, read_only=True)
    feedbacks = FeedbackSerializer(many=True, read_only=True)
    offers = serializers.SerializerMethodField()
    ties = serializers.SerializerMethodField()

    class Meta(IncidentSerializer.Meta):
        fields = [
            *IncidentSerializer.Meta.fields, "call_category", "spot", "injuries", "weapons", "confidential",
            "result_text", "violation", "elements", "camera_reference", "camera_sha256", "on_the_spot", "fixer",
            "verifier", "satisfaction", "struck_reason", "referred_to", "external_number", "main", "match",
            "duplicates", "recorded_by", "persons", "attachments", "feedbacks", "offers", "ties", "timeline",
        ]  # fmt: skip

    @extend_schema_field(ShownPersonSerializer(many=True))
    def get_persons(self, row):
        """Masked; ``unmask`` shows one of them with a reason."""
        user = self.context["request"].user
        return ShownPersonSerializer(people.shown(user, row, row.parties.all()), many=True).data

    @extend_schema_field(OfferSerializer(many=True))
    def get_offers(self, row):
        """What other rooms can make of it."""
        found = hooks.offers_for(self.context["request"].user, row)
        offers = [
            {"name": one.name, "label": one.label, "url": reverse(one.url_name, args=[row.pk])} for one in found
        ]
        return OfferSerializer(offers, many=True).data

    @extend_schema_field(TieSerializer(many=True))
    def get_ties(self, row):
        """What other rooms have made of it."""
        return TieSerializer(hooks.ties_for(self.context["request"].user, row), many=True).data
