"""The network of mediation: rooms, mediators, committee, departments, governance centres (1+4+N)."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.network.words import Cause, Group
from stations.kit.crypto import EncryptedTextField
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan


@tracked()
class MediationSettings(StationOwned):
    """What a station may set otherwise; numbers are design defaults [I], names are the station's own."""

    committee = models.CharField(_("name of the mediation committee"), max_length=80, blank=True)
    # DT-01, DT-02: what stands before 人调字, and the whole word of the police's numbers (京公朝（朝外）调解字).
    rt_prefix = models.CharField(_("word in 人调字 numbers"), max_length=20, blank=True)
    za_prefix = models.CharField(_("word in 调解字 numbers"), max_length=40, blank=True)
    rt_days = models.PositiveSmallIntegerField(_("people's mediation ends within (days)"), default=30)  # RT-16
    follow_up_days = models.PositiveSmallIntegerField(_("follow-up after performance (days)"), default=15)
    # 回访 also where everything was performed at once.
    follow_up_always = models.BooleanField(_("follow up instant performance too"), default=False)
    amber_days = models.PositiveSmallIntegerField(_("judicial confirmation: amber from (days left)"), default=10)
    red_days = models.PositiveSmallIntegerField(_("judicial confirmation: red from (days left)"), default=3)
    repeat_days = models.PositiveSmallIntegerField(_("recurring disputes: within (days)"), default=30)
    # How often, by ground: the same pair tells more than a phone, a phone more than the address of a big building.
    repeat_pair = models.PositiveSmallIntegerField(_("recurring disputes: times of the same pair"), default=2)
    repeat_phone = models.PositiveSmallIntegerField(_("recurring disputes: times of the same phone"), default=3)
    repeat_address = models.PositiveSmallIntegerField(_("recurring disputes: times at the same address"), default=4)
    # Sessions are proposed between these hours, unless the room's own opening hours say otherwise.
    opens_at = models.TimeField(_("sessions from"), default=time(9))
    closes_at = models.TimeField(_("sessions until"), default=time(18))
    session_minutes = models.PositiveSmallIntegerField(_("a session takes (min)"), default=90)
    remind_hours = models.PositiveSmallIntegerField(_("reminder before a session (h)"), default=24)
    answer_hours = models.PositiveSmallIntegerField(_("a mediator answers within (h)"), default=24)
    receipt_days = models.PositiveSmallIntegerField(_("receipt of a transfer within (days)"), default=7)
    retention = models.CharField(_("retention of files"), max_length=40, default="长期（10年以上）")  # DT-05
    # Local rules of competence: DOMAIN names no article, so source and wording are the station's own or stay empty.
    ground_organ = models.CharField(_("not mediated: reserved to another organ (rule)"), max_length=120, blank=True)
    ground_elsewhere = models.CharField(
        _("transferred: another body is responsible (rule)"), max_length=120, blank=True
    )
    ground_taken = models.CharField(_("not accepted: already taken up elsewhere (rule)"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("mediation settings")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="mediation_settings_once"),
            models.CheckConstraint(
                condition=Q(repeat_pair__gte=2, repeat_phone__gte=2, repeat_address__gte=2),
                name="mediation_repeat_times",
            ),
            models.CheckConstraint(condition=Q(red_days__lte=F("amber_days")), name="mediation_countdown"),
        ]


@tracked()
class MediationRoom(StationOwned):
    """A mediation room: the station's own (民调室) or one of a community."""

    class Level(models.TextChoices):
        CORE = "core", _("station room (民调室)")
        COMMUNITY = "community", _("community room")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.COMMUNITY)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="mediation_rooms",
        verbose_name=_("community"),
    )  # fmt: skip
    address = models.CharField(_("address"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=8)
    # ZA-22: a case venue with full recording (执法办案场所), where one officer alone may mediate.
    case_venue = models.BooleanField(_("case-handling venue with recording"), default=False)
    online = models.BooleanField(_("equipped for online sessions"), default=False)
    opening = models.CharField(_("opening hours"), max_length=60, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("mediation room")
        verbose_name_plural = _("mediation rooms")
        ordering = ["-level", "code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="mediation_room_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="mediation_room_name_once"),
            models.CheckConstraint(
                condition=Q(level="core") | Q(community__isnull=False),
                name="mediation_room_of_a_community",
                violation_error_message=_("A community room belongs to a community."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The room's page."""
        return reverse("mediation-room", args=[self.pk])


@tracked()
class RoomBooking(StationOwned):
    """A room taken for a time; two bookings never overlap, whoever asks first has it."""

    room = models.ForeignKey(MediationRoom, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    # For people: a session's number or the title of a meeting, never a party's name.
    purpose = models.CharField(_("for"), max_length=80)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("room booking")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="room_booking_span"),
            ExclusionConstraint(
                name="room_booking_no_clash",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(released_at=None),
                violation_error_message=_("The room is taken at this time."),
            ),
        ]
        indexes = [models.Index(fields=["station", "starts_at"], name="room_booking_time")]

    def __str__(self):
        return f"{self.room} {self.starts_at:%Y-%m-%d %H:%M}"


@tracked()
class MediatorKind(StationOwned):
    """A kind of mediator as the station names it: 老党员, 老公安, 律师, 网格员 …"""

    name = models.CharField(_("name"), max_length=30)
    group = models.CharField(_("group"), max_length=12, choices=Group.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of mediator")
        verbose_name_plural = _("kinds of mediators")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="mediator_kind_once")]

    def __str__(self):
        return self.name


class MediatorQuerySet(models.QuerySet):
    """Domain words of mediators."""

    def serving(self):
        """Mediators who have not left."""
        return self.filter(left_on=None)

    def in_group(self, *groups: str):
        """Of these groups."""
        return self.filter(kind__group__in=groups)


@tracked()
class Mediator(StationOwned):
    """The mediation profile of a person; a police officer who mediates has one, too."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mediator")
    number = models.CharField(_("number"), max_length=20)
    kind = models.ForeignKey(MediatorKind, on_delete=models.PROTECT, related_name="mediators", verbose_name=_("kind"))
    room = models.ForeignKey(
        MediationRoom, on_delete=models.PROTECT, null=True, blank=True, related_name="mediators",
        verbose_name=_("room"),
    )  # fmt: skip
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    licence_no = models.CharField(_("licence number"), max_length=60, blank=True)
    subjects = ArrayField(
        models.CharField(max_length=16, choices=Cause.choices), verbose_name=_("subjects"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=20), verbose_name=_("languages and dialects"), default=list, blank=True
    )
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="mediators",
        verbose_name=_("grid"),
    )  # fmt: skip
    most_open = models.PositiveSmallIntegerField(_("open cases at most"), default=8)
    # Works for the committee: people's mediation is done by its mediators (RT-03). The police are never among them.
    of_committee = models.BooleanField(_("mediator of the committee"), default=True)
    # Keeps the room: registers, allots, files.
    keeper = models.BooleanField(_("keeps the mediation room"), default=False)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = station_manager(MediatorQuerySet)

    class Meta:
        verbose_name = _("mediator")
        verbose_name_plural = _("mediators")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "number"], name="mediator_number_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="mediator_span"
            ),
        ]

    def __str__(self):
        return self.user.name

    def get_absolute_url(self) -> str:
        """The mediator's page."""
        return reverse("mediator", args=[self.pk])


@tracked()
class MediatorCommunity(StationOwned):
    """A community whose disputes a mediator takes; without any, all of them."""

    mediator = models.ForeignKey(Mediator, on_delete=models.CASCADE, related_name="communities")
    community = models.ForeignKey("stations.Community", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("community of a mediator")
        constraints = [models.UniqueConstraint(fields=["mediator", "community"], name="mediator_community_once")]


@tracked()
class MediatorInterest(StationOwned):
    """A standing tie that may bias a mediator (RT-19): an employer, a client, a house."""

    mediator = models.ForeignKey(Mediator, on_delete=models.CASCADE, related_name="interests")
    # Compared with the names of units and the addresses in a case.
    keyword = models.CharField(_("unit or address"), max_length=80)
    note = models.CharField(_("tie"), max_length=120)

    class Meta:
        verbose_name = _("interest of a mediator")
        constraints = [models.UniqueConstraint(fields=["mediator", "keyword"], name="mediator_interest_once")]


@tracked()
class RoomSitting(Dated):
    """Sitting hours of a mediator in a room (进驻), every week."""

    room = models.ForeignKey(MediationRoom, on_delete=models.PROTECT, related_name="sittings")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="sittings")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 Monday … 6 Sunday
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("sitting")
        ordering = ["weekday", "begins", "id"]
        constraints = [
            ordered_span("room_sitting_span"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="room_sitting_hours"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="room_sitting_weekday"),
        ]


@tracked()
class MediatorAbsence(Dated):
    """Days on which a mediator is not available; no reason is asked."""

    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="absences")

    class Meta:
        verbose_name = _("absence of a mediator")
        ordering = ["-start"]
        constraints = [
            ordered_span("mediator_absence_span"),
            never_two("mediator_absence_no_overlap", "mediator", message=_("These days are already entered.")),
        ]


@tracked()
class CommitteeTerm(Dated):
    """A term of the people's mediation committee (RT-17: three years)."""

    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("term of the committee")
        ordering = ["-start"]
        constraints = [
            ordered_span("committee_term_span"),
            never_two("committee_one_term", "station", message=_("Two terms overlap.")),
        ]

    def __str__(self):
        return self.name


@tracked()
class CommitteeMember(StationOwned):
    """A member of the committee in a term."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        DEPUTY = "deputy", _("deputy chair")
        MEMBER = "member", _("member")

    term = models.ForeignKey(CommitteeTerm, on_delete=models.CASCADE, related_name="members")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="committee_seats")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.MEMBER)
    # RT-17 asks for at least one woman; nothing else about the person is kept for it.
    woman = models.BooleanField(_("woman"), default=False)

    class Meta:
        verbose_name = _("committee member")
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "mediator"], name="committee_member_once"),
            models.UniqueConstraint(fields=["term"], condition=Q(role="chair"), name="committee_one_chair"),
        ]


@tracked()
class Department(StationOwned):
    """A department that takes part in joint mediation; found by its former names as well (工商 → 市场监管)."""

    name = models.CharField(_("name"), max_length=60)
    aliases = ArrayField(models.CharField(max_length=30), verbose_name=_("also called"), default=list, blank=True)
    causes = ArrayField(
        models.CharField(max_length=16, choices=Cause.choices), verbose_name=_("disputes"), default=list, blank=True
    )
    phone = models.CharField(_("office phone"), max_length=30, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="department_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The department's page."""
        return reverse("department", args=[self.pk])


@tracked()
class DepartmentContact(StationOwned):
    """A named person of a department."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=60, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("contact of a department")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="department_contact_once")]

    def __str__(self):
        return self.name


@tracked()
class GovCenter(StationOwned):
    """A comprehensive governance centre (综治中心) that cases are referred to and come from."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("district")
        STREET = "street", _("sub-district")
        COMMUNITY = "community", _("community level")

    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    phone = models.CharField(_("office phone"), max_length=30, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("governance centre")
        verbose_name_plural = _("governance centres")
        ordering = ["level", "name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="gov_center_once")]

    def __str__(self):
        return self.name
