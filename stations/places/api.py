"""Communities, grids and police rooms."""

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stations.kit.resources import OfficerRef, OfficerRefSerializer, Ref, StationResource
from stations.kit.spans import in_force
from stations.places.models import Community, CommunityPost, Grid, PoliceRoom, RoomContact


class GridSerializer(serializers.ModelSerializer):
    """A policing grid with its responsible officer."""

    community = Ref()
    officer = OfficerRef()

    class Meta:
        model = Grid
        fields = ["id", "code", "name", "community", "officer"]


class GridDetailSerializer(GridSerializer):
    """A grid with its outline."""

    class Meta(GridSerializer.Meta):
        fields = [*GridSerializer.Meta.fields, "outline"]


class CommunitySerializer(serializers.ModelSerializer):
    """A community with its A角 and B角 of today."""

    team = Ref(allow_null=True)
    a_officer = serializers.SerializerMethodField(help_text="A角")
    b_officer = serializers.SerializerMethodField(help_text="B角")

    class Meta:
        model = Community
        fields = ["id", "code", "name", "street", "team", "mediation_room", "a_officer", "b_officer"]

    @staticmethod
    def _post(community, role):
        found = [OfficerRef().to_representation(post.officer) for post in community.posts_today if post.role == role]
        return found[0] if found else None

    @extend_schema_field(OfficerRefSerializer(allow_null=True))
    def get_a_officer(self, community):
        """The full-time community officer."""
        return self._post(community, CommunityPost.Role.A)

    @extend_schema_field(OfficerRefSerializer(allow_null=True))
    def get_b_officer(self, community):
        """The second officer."""
        return self._post(community, CommunityPost.Role.B)


class CommunityDetailSerializer(CommunitySerializer):
    """A community with its grids and outline."""

    grids = GridSerializer(many=True, read_only=True)

    class Meta(CommunitySerializer.Meta):
        fields = [*CommunitySerializer.Meta.fields, "grids", "outline"]


class CommunityViewSet(StationResource):
    """Communities of the station."""

    model = Community
    serializer_class = CommunitySerializer
    detail_serializer_class = CommunityDetailSerializer

    def rows(self):
        """Communities with team and posts of today; one community also with its grids."""
        posts = CommunityPost.objects.filter(in_force(timezone.localdate())).select_related("officer__user")
        found = Community.objects.select_related("team").prefetch_related(
            Prefetch("posts", queryset=posts, to_attr="posts_today")
        )
        if self.action == "list":
            return found
        grids = Grid.objects.select_related("community", "officer__user")
        return found.prefetch_related(Prefetch("grids", queryset=grids))


class GridViewSet(StationResource):
    """Policing grids of the station."""

    model = Grid
    serializer_class = GridSerializer
    detail_serializer_class = GridDetailSerializer

    def rows(self):
        """Grids with community and officer."""
        return Grid.objects.select_related("community", "officer__user")


class ContactSerializer(serializers.ModelSerializer):
    """A residents' committee contact; the phone number stays on the page."""

    class Meta:
        model = RoomContact
        fields = ["id", "name", "title"]


class PoliceRoomSerializer(serializers.ModelSerializer):
    """A police room, smart police room or patrol post."""

    community = Ref(allow_null=True)
    services = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = PoliceRoom
        fields = ["id", "code", "name", "kind", "community", "address", "opening", "services"]


class PoliceRoomDetailSerializer(PoliceRoomSerializer):
    """A room with its contacts (合署办公)."""

    contacts = ContactSerializer(many=True, read_only=True)

    class Meta(PoliceRoomSerializer.Meta):
        fields = [*PoliceRoomSerializer.Meta.fields, "contacts"]


class PoliceRoomViewSet(StationResource):
    """Police rooms and patrol posts of the station."""

    model = PoliceRoom
    serializer_class = PoliceRoomSerializer
    detail_serializer_class = PoliceRoomDetailSerializer

    def rows(self):
        """Rooms with community; one room also with its contacts."""
        found = PoliceRoom.objects.select_related("community")
        return found if self.action == "list" else found.prefetch_related("contacts")
