"""What the verbs of incidents ask over the API."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from stations.catalogue.models import Category, Spot
from stations.catalogue.words import Grade, Kind
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.reasons import CorrectionReason, LookReason
from stations.incidents.words import Result, Satisfaction, Source, Unknown
from stations.kit.resources import RowField
from stations.organisation.models import Officer
from stations.places.models import Community, Grid

MOST_PERSONS, MOST_OFFICERS = 20, 20


class LatitudeField(serializers.FloatField):
    """WGS-84 degrees."""

    def __init__(self, **kwargs):
        super().__init__(min_value=-90, max_value=90, **kwargs)


class LongitudeField(serializers.FloatField):
    """WGS-84 degrees."""

    def __init__(self, **kwargs):
        super().__init__(min_value=-180, max_value=180, **kwargs)


def _incidents():
    return Incident.objects.all()


def _officers():
    return Officer.objects.select_related("user")


class PersonAsk(serializers.Serializer):
    """A person; unknown answers may say 未知."""

    part = serializers.ChoiceField(choices=Party.Part.choices, default=Party.Part.REPORTER)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)


class PlaceAsk(serializers.Serializer):
    """Where it is; community and grid are found from the point."""

    place = serializers.CharField(max_length=160, allow_blank=True)
    spot = RowField(Spot.objects.all, required=False, allow_null=True)
    lat = LatitudeField(required=False, allow_null=True)
    lng = LongitudeField(required=False, allow_null=True)
    community = RowField(Community.objects.all, required=False, allow_null=True)
    grid = RowField(Grid.objects.all, required=False, allow_null=True)


class RecordAsk(PlaceAsk):
    """A new incident."""

    source = serializers.ChoiceField(choices=Source.choices)
    category = RowField(Category.objects.all)
    summary = serializers.CharField(max_length=1000, allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, help_text="Only to check the category's.")
    reported_at = serializers.DateTimeField(required=False)
    grade = serializers.ChoiceField(choices=Grade.choices, required=False)
    urgent = serializers.BooleanField(default=False)
    injuries = serializers.ChoiceField(choices=Unknown.choices, required=False, allow_blank=True)
    weapons = serializers.ChoiceField(choices=Unknown.choices, required=False, allow_blank=True)
    confidential = serializers.BooleanField(default=False)
    persons = PersonAsk(many=True, required=False, help_text="The reporter first.")
    state = serializers.ChoiceField(choices=[("received", "received"), ("arrived", "arrived")], default="received")
    main = RowField(_incidents, required=False, allow_null=True, help_text="The report that this one repeats.")
    external_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    client_key = serializers.UUIDField(required=False, help_text="The same key again is the same incident.")

    def validate_persons(self, persons):
        """Not a whole crowd."""
        if len(persons) > MOST_PERSONS:
            raise serializers.ValidationError(_("At most %(count)s persons.") % {"count": MOST_PERSONS})
        return persons


class FeedbackAsk(serializers.Serializer):
    """Report from the scene."""

    category = RowField(Category.objects.all, help_text="Final category; statistics use it.")
    result = serializers.ChoiceField(choices=Result.choices)
    text = serializers.CharField(max_length=1000)
    violation = serializers.BooleanField(
        required=False, allow_null=True, help_text="Offence against public order; needed when mediated."
    )
    elements = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=50)
    camera_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    camera_sha256 = serializers.CharField(max_length=64, required=False, allow_blank=True)


class ResultAsk(serializers.Serializer):
    """A result with its words."""

    result = serializers.ChoiceField(choices=Result.choices)
    text = serializers.CharField(max_length=1000)


class RectifyAsk(serializers.Serializer):
    """A hazard was removed."""

    result = serializers.ChoiceField(choices=Result.choices, default=Result.REMOVED)
    text = serializers.CharField(max_length=1000)
    fixer = RowField(_officers, required=False, allow_null=True, help_text="Who removed it; the asker by default.")

    def validate_fixer(self, officer):
        """The account behind the profile."""
        return officer.user if officer else None


class TextAsk(serializers.Serializer):
    """Why."""

    text = serializers.CharField(max_length=1000)


class StrikeAsk(serializers.Serializer):
    """Why the entry is wrong."""

    reason = serializers.CharField(max_length=200)


class AssignAsk(serializers.Serializer):
    """To whom, until when."""

    officers = serializers.ListField(child=RowField(_officers), min_length=1, max_length=MOST_OFFICERS)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class FollowUpAsk(serializers.Serializer):
    """What the follow-up call heard."""

    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices)


class PromiseAsk(serializers.Serializer):
    """When the reporter will be called back."""

    call_back_at = serializers.DateTimeField()


class LinkAsk(serializers.Serializer):
    """The main report."""

    main = RowField(_incidents)


class MatchAsk(serializers.Serializer):
    """The loss the found thing belongs to."""

    loss = RowField(_incidents)


class HandBackAsk(serializers.Serializer):
    """Who received the property; may be empty when the signed receipt is attached."""

    receiver = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class CorrectAsk(PlaceAsk):
    """Fields that are put right, and why; what is left out stays."""

    place = serializers.CharField(max_length=160, required=False)
    category = RowField(Category.objects.all, required=False)
    summary = serializers.CharField(max_length=1000, required=False)
    grade = serializers.ChoiceField(choices=Grade.choices, required=False)
    urgent = serializers.BooleanField(required=False)
    source = serializers.ChoiceField(choices=Source.choices, required=False)
    injuries = serializers.ChoiceField(choices=Unknown.choices, required=False, allow_blank=True)
    weapons = serializers.ChoiceField(choices=Unknown.choices, required=False, allow_blank=True)
    confidential = serializers.BooleanField(required=False)
    reason = serializers.ChoiceField(choices=CorrectionReason.choices)

    def validate(self, values):
        """A point has both of its numbers."""
        if ("lat" in values) != ("lng" in values) or (values.get("lat") is None) != (values.get("lng") is None):
            raise serializers.ValidationError({"lat": [_("Give latitude and longitude together.")]})
        return values


class UnmaskAsk(serializers.Serializer):
    """Whom, and what for (SE-24)."""

    person = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=LookReason.choices)


class AttachAsk(serializers.Serializer):
    """A file and what it shows."""

    file = serializers.FileField()
    stage = serializers.ChoiceField(choices=Attachment.Stage.choices, default=Attachment.Stage.SCENE)
