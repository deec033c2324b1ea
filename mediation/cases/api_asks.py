"""What the verbs of a case ask over the API."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from mediation.cases.models import CaseParty
from mediation.cases.words import Risk, Source
from mediation.network.words import Cause
from stations.incidents.models import Incident
from stations.kit.resources import DayField, RowField
from stations.places.models import Community, Grid


class VersionAsk(serializers.Serializer):
    """The version of the case an edit was made on; left out, nobody asks."""

    version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class PartyAsk(VersionAsk):
    """A party (DT-06); what is left out of a change stays."""

    side = serializers.ChoiceField(choices=CaseParty._meta.get_field("side").choices)
    kind = serializers.ChoiceField(choices=CaseParty._meta.get_field("kind").choices, required=False)
    name = serializers.CharField(max_length=80)
    sex = serializers.CharField(max_length=4, required=False, allow_blank=True)
    nation = serializers.CharField(max_length=20, required=False, allow_blank=True)
    born_on = DayField(required=False, allow_null=True)
    occupation = serializers.CharField(max_length=40, required=False, allow_blank=True)
    representative = serializers.CharField(max_length=60, required=False, allow_blank=True)
    address = serializers.CharField(max_length=160, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    language = serializers.CharField(max_length=20, required=False, allow_blank=True)
    public_role = serializers.ChoiceField(
        choices=CaseParty._meta.get_field("public_role").choices, required=False, allow_blank=True
    )
    guardian_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    guardian_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    guardian_notified = serializers.BooleanField(required=False)
    self_supporting = serializers.BooleanField(required=False)
    guardian_waived = serializers.BooleanField(required=False)
    agent_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    agent_scope = serializers.CharField(max_length=120, required=False, allow_blank=True)


class FactsAsk(serializers.Serializer):
    """The facts of a dispute."""

    source = serializers.ChoiceField(choices=Source.choices)
    summary = serializers.CharField(max_length=1000)
    cause = serializers.ChoiceField(choices=Cause.choices, required=False, allow_blank=True)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    community = RowField(Community.objects.all, required=False, allow_null=True)
    grid = RowField(Grid.objects.all, required=False, allow_null=True)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True)
    risk = serializers.ChoiceField(choices=Risk.choices, required=False)
    domestic_violence = serializers.BooleanField(required=False)
    other_side_unknown = serializers.BooleanField(required=False)


class NewPartyAsk(PartyAsk):
    """A party of a new case."""

    version = None


class RegisterAsk(FactsAsk):
    """A new dispute; with ``incident`` it is the one case of that incident."""

    incident = RowField(Incident.objects.all, required=False, allow_null=True)
    parties = NewPartyAsk(many=True, required=False, max_length=40)
    client_key = serializers.UUIDField(required=False, allow_null=True)


class CorrectAsk(VersionAsk, FactsAsk):
    """Facts that change; what is left out stays. ``version`` is required: a stale edit is refused (409)."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    public_hearing = serializers.BooleanField(required=False)

    def validate(self, values):
        """A change without the version it was made on is not taken."""
        if "version" not in values:
            raise serializers.ValidationError({"version": [_("Give the version of the case that was read.")]})
        return values
