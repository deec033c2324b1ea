"""Places of a station and who answers for them: communities, grids, police rooms, trades."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.crypto import EncryptedTextField
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Community(StationOwned):
    """A residential community (社区) and the community team that answers for it."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    street = models.CharField(_("sub-district"), max_length=60, blank=True)
    team = models.ForeignKey(
        "stations.Team", on_delete=models.PROTECT, related_name="communities", null=True, blank=True
    )
    mediation_room = models.CharField(_("community mediation room"), max_length=80, blank=True)
    outline = models.JSONField(_("outline (GeoJSON)"), null=True, blank=True)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="community_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="community_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The community page."""
        return reverse("community", args=[self.pk])


@tracked()
class CommunityPost(Dated):
    """The A角 and B角 of a community; the A角 is a full-time community officer (DU-08)."""

    class Role(models.TextChoices):
        A = "A", _("A role")
        B = "B", _("B role")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="posts")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="community_posts")
    role = models.CharField(_("role"), max_length=1, choices=Role.choices)

    class Meta:
        verbose_name = _("community post")
        ordering = ["community", "role", "-start"]
        constraints = [
            ordered_span("community_post_span"),
            never_two("community_one_a_one_b", "community", "role", message=_("The community already has one.")),
            never_two(
                "community_a_is_not_b",
                "officer",
                message=_("One officer holds one community post at a time."),
            ),
        ]


@tracked()
class Mentorship(Dated):
    """Mentor and apprentice (师徒结对); the A角 and B角 of a community are one pair."""

    mentor = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="apprentices")
    apprentice = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="mentors")
    goals = models.CharField(_("goals"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mentorship")
        ordering = ["-start"]
        constraints = [
            ordered_span("mentorship_span"),
            models.CheckConstraint(
                condition=~models.Q(mentor=models.F("apprentice")),
                name="mentor_is_not_apprentice",
                violation_error_message=_("Nobody mentors themselves."),
            ),
            never_two("mentorship_one_mentor", "apprentice", message=_("An apprentice has one mentor at a time.")),
        ]


@tracked()
class Grid(StationOwned):
    """A policing grid (警务网格) with exactly one named responsible officer."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="grids")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    officer = models.ForeignKey(
        "stations.Officer",
        on_delete=models.PROTECT,
        related_name="grids",
        verbose_name=_("responsible officer"),
    )
    outline = models.JSONField(_("outline (GeoJSON)"), null=True, blank=True)

    class Meta:
        verbose_name = _("grid")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="grid_code_once")]

    def __str__(self):
        return self.name


@tracked()
class IndustryOfficer(Dated):
    """The officer in charge of one regulated trade (行业专管民警)."""

    class Industry(models.TextChoices):
        HOTEL = "hotel", _("hotels")
        CATERING = "catering", _("catering")
        HOSPITAL = "hospital", _("hospitals")
        SCHOOL = "school", _("schools")
        OFFICE = "office", _("government offices")

    industry = models.CharField(_("trade"), max_length=10, choices=Industry.choices)
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="industries")

    class Meta:
        verbose_name = _("trade officer")
        ordering = ["industry", "-start"]
        constraints = [
            ordered_span("industry_span"),
            never_two("industry_one_officer", "station", "industry", message=_("The trade already has its officer.")),
        ]


@tracked()
class PoliceRoom(StationOwned):
    """A community police room (警务室), smart police room, or patrol post (巡逻警务站)."""

    class Kind(models.TextChoices):
        ROOM = "room", _("police room")
        SMART = "smart", _("smart police room")
        PATROL_POST = "patrol_post", _("patrol post")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.ROOM)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="rooms", null=True, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    opening = models.CharField(_("opening hours"), max_length=60, blank=True)
    # WGS-84; where the map draws it.
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    # 六位一体 is not enumerated anywhere (DOMAIN §1.6): a free list, never filled up to six.
    services = ArrayField(models.CharField(max_length=40), verbose_name=_("services"), default=list, blank=True)

    class Meta:
        verbose_name = _("police room")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="police_room_code_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The room page."""
        return reverse("police-room", args=[self.pk])


@tracked()
class RoomContact(StationOwned):
    """A residents' committee contact who shares the room (合署办公)."""

    room = models.ForeignKey(PoliceRoom, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=60, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)

    class Meta:
        verbose_name = _("residents' committee contact")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="room_contact_once")]
