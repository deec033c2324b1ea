"""Companies, squads and guards; a guard sees the own squad only."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from patrols.squads.filters import CompanyFilter, GuardFilter, SquadFilter
from patrols.squads.models import Company, Guard, Squad
from patrols.squads.people import companies_on, guards_on, squads_on
from patrols.squads.permissions import OfThePatrols, SeesPatrols
from patrols.squads.readings import standing
from patrols.squads.rules import may_see_patrols
from stations.kit import masks
from stations.kit.resources import Ref, RefSerializer, StationResource


class CompanySerializer(serializers.ModelSerializer):
    """A member company; the phone number is masked, the page shows it in full and records the look (SE-24)."""

    leader_phone = serializers.SerializerMethodField()
    squads_now = serializers.IntegerField(read_only=True, help_text="Squads that patrol.")
    guards_now = serializers.IntegerField(read_only=True, help_text="Serving guards.")

    class Meta:
        model = Company
        fields = [
            "id", "code", "name", "short_name", "kind", "address", "licence_no", "contract_no", "contract_until",
            "premises", "leader_name", "leader_title", "leader_phone", "active", "squads_now", "guards_now",
        ]  # fmt: skip

    def get_leader_phone(self, company) -> str:
        """SE-24."""
        return masks.phone(company.leader_phone)


class CompanyViewSet(StationResource):
    """Member companies (成员单位)."""

    model = Company
    serializer_class = CompanySerializer
    filterset_class = CompanyFilter
    permission_classes = [SeesPatrols]

    def rows(self):
        """A list gets its numbers from the filter."""
        return Company.objects.all() if self.action == "list" else companies_on(timezone.localdate())


class SquadSerializer(serializers.ModelSerializer):
    """A squad with its people of today."""

    company = Ref()
    group = Ref()
    leader = serializers.CharField(read_only=True, allow_null=True, help_text="Name of the squad leader of today.")
    liaison = serializers.CharField(
        read_only=True, allow_null=True, help_text="Name of the liaison officer of today."
    )
    guards_now = serializers.IntegerField(read_only=True)
    confirmed = serializers.IntegerField(read_only=True, help_text="Guards who confirmed the duty list in force.")

    class Meta:
        model = Squad
        fields = ["id", "code", "name", "company", "group", "active", "leader", "liaison", "guards_now", "confirmed"]


def own(rows, request, column: str):
    """All rows for whoever sees the patrols; a guard's own squad otherwise."""
    if may_see_patrols(request.user):
        return rows
    return rows.filter(**{column: standing(request.user).squad_id})


class SquadViewSet(StationResource):
    """Patrol squads (巡逻小队)."""

    model = Squad
    serializer_class = SquadSerializer
    filterset_class = SquadFilter
    permission_classes = [OfThePatrols]

    def rows(self):
        """A list gets its people from the filter."""
        rows = own(Squad.objects.all(), self.request, "pk")
        return rows if self.action == "list" else squads_on(timezone.localdate(), rows)


class GuardSerializer(serializers.ModelSerializer):
    """A guard; the phone number is masked (SE-24)."""

    name = serializers.CharField(source="user.name", read_only=True)
    company = Ref()
    squad = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    lead_role = serializers.CharField(read_only=True, allow_null=True, help_text="leader, deputy or null")
    confirmed = serializers.BooleanField(read_only=True, help_text="Has confirmed the duty list in force.")

    class Meta:
        model = Guard
        fields = [
            "id", "name", "guard_no", "company", "squad", "lead_role", "certificate_no", "joined_on", "left_on",
            "confirmed", "phone",
        ]  # fmt: skip

    @extend_schema_field(RefSerializer(allow_null=True))
    def get_squad(self, guard):
        """The squad of today."""
        return {"id": guard.squad_id, "name": guard.squad_name} if guard.squad_id else None

    def get_phone(self, guard) -> str:
        """SE-24."""
        return masks.phone(guard.user.phone)


class GuardViewSet(StationResource):
    """Guards (巡逻队员)."""

    model = Guard
    serializer_class = GuardSerializer
    filterset_class = GuardFilter
    permission_classes = [OfThePatrols]

    def rows(self):
        """A list gets squads and confirmations from the filter."""
        if self.action == "list" and may_see_patrols(self.request.user):
            return Guard.objects.all()
        found = guards_on(timezone.localdate())
        if may_see_patrols(self.request.user):
            return found
        me = standing(self.request.user)
        # Who is in no squad sees nobody but themselves.
        mine = (found.filter(squad_id=me.squad_id) if me.squad_id else found.filter(pk=me.guard.pk)).values("pk")
        return Guard.objects.filter(pk__in=mine) if self.action == "list" else found.filter(pk__in=mine)
