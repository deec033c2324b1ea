"""Stations, teams and officers."""

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stations.kit import masks
from stations.kit.resources import Ref, RefSerializer, StationResource
from stations.kit.spans import in_force
from stations.organisation.filters import OfficerFilter
from stations.organisation.models import Officer, Station, Team, TeamLead, TeamMembership
from stations.organisation.rules import may_see_profile


class StationSerializer(serializers.ModelSerializer):
    """A police station."""

    class Meta:
        model = Station
        fields = ["id", "code", "name", "short_name", "bureau", "area_km2", "opened_on"]


class StationViewSet(StationResource):
    """The own station."""

    model = Station
    serializer_class = StationSerializer

    def rows(self):
        """The station of the request; any other does not exist."""
        return Station.objects.filter(pk=self.request.station.pk)


class TeamSerializer(serializers.ModelSerializer):
    """A team or room, with its leaders and its strength of today."""

    leader = serializers.SerializerMethodField()
    deputy = serializers.SerializerMethodField()
    strength = serializers.IntegerField(read_only=True, help_text="Police officers on post today.")
    rotates = serializers.BooleanField(read_only=True, help_text="Its people turn through the shift roles.")

    class Meta:
        model = Team
        fields = ["id", "kind", "name", "order", "active", "rotates", "leader", "deputy", "strength"]

    @staticmethod
    def _lead(team, role):
        found = [Ref().to_representation(lead.officer) for lead in team.leads_today if lead.role == role]
        return found[0] if found else None

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_leader(self, team):
        """Who leads it today."""
        return self._lead(team, TeamLead.Role.LEADER)

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_deputy(self, team):
        """Who deputises today."""
        return self._lead(team, TeamLead.Role.DEPUTY)


class TeamViewSet(StationResource):
    """Teams and rooms of the station."""

    model = Team
    serializer_class = TeamSerializer

    def rows(self):
        """Teams with today's leaders and strength."""
        today = timezone.localdate()
        leads = TeamLead.objects.filter(in_force(today)).select_related("officer__user")
        here = TeamMembership.objects.filter(
            in_force(today),
            team=OuterRef("pk"),
            officer__kind=Officer.Kind.POLICE,
            officer__standing=Officer.Standing.ON_POST,
        )
        counted = here.order_by().values("team").annotate(n=Count("pk")).values("n")
        prefetch = Prefetch("leads", queryset=leads, to_attr="leads_today")
        return Team.objects.annotate(strength=Coalesce(Subquery(counted), 0)).prefetch_related(prefetch)


class ProfileSerializer(serializers.Serializer):
    """Personal details, for the person and the leaders only."""

    birth_year = serializers.IntegerField(allow_null=True)
    service_from = serializers.IntegerField(allow_null=True)
    phone = serializers.SerializerMethodField(help_text="Masked; the page shows it in full and records the look.")

    def get_phone(self, officer) -> str:
        """SE-24."""
        return masks.phone(officer.user.phone)


class OfficerSerializer(serializers.ModelSerializer):
    """An officer; ``profile`` is there only for who may see it."""

    name = serializers.CharField(source="user.name", read_only=True)
    team = serializers.SerializerMethodField()
    profile = ProfileSerializer(source="*", required=False)

    class Meta:
        model = Officer
        fields = ["id", "name", "police_no", "kind", "post", "standing", "team", "specialities", "profile"]

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_team(self, officer):
        """The team of today."""
        return {"id": officer.team_id, "name": officer.team_name} if officer.team_id else None

    def to_representation(self, officer):
        """Leave ``profile`` out for everybody else."""
        shown = super().to_representation(officer)
        if not may_see_profile(self.context["request"].user, officer):
            del shown["profile"]
        return shown


class OfficerViewSet(StationResource):
    """Officers of the station."""

    model = Officer
    serializer_class = OfficerSerializer
    filterset_class = OfficerFilter

    def rows(self):
        """Officers with account and team; a list gets the team of its day from the filter."""
        found = Officer.objects.select_related("user")
        return found if self.action == "list" else found.with_team(timezone.localdate())
