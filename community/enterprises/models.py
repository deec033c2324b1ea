"""Enterprises of a station, the buildings they are in, who answers for them at what time, and their first visits."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.standing import standing
from community.enterprises.words import BuildingKind, FirstState, Grade, Part, State
from stations.kit import pinyin
from stations.kit.crypto import EncryptedTextField
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.places.models import IndustryOfficer


@tracked()
class EnterpriseSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    first_visit_days = models.PositiveSmallIntegerField(_("first visit within (days)"), default=7)
    working_days = models.BooleanField(_("count working days only"), default=False)
    first_visits_a_day = models.PositiveSmallIntegerField(
        _("first visits an officer and working day, after an import"), default=10
    )
    escalate_days = models.PositiveSmallIntegerField(_("the team leader is told when overdue for (days)"), default=1)
    unvisited_days = models.PositiveSmallIntegerField(_("not visited for long: after (days)"), default=90)
    days_minor = models.PositiveSmallIntegerField(_("to put right a minor finding (days)"), default=15)
    days_serious = models.PositiveSmallIntegerField(_("to put right a serious finding (days)"), default=7)
    days_major = models.PositiveSmallIntegerField(_("to put right a major finding (days)"), default=3)
    # The command room gets these at once; others by an officer's decision.
    command_from = models.PositiveSmallIntegerField(
        _("straight to the command room from"), choices=Grade.choices, default=Grade.MAJOR
    )
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("category of the incident"),
    )  # fmt: skip
    contact_days = models.PositiveSmallIntegerField(
        _("contacts are deleted after moving out for (days)"), default=180
    )

    class Meta:
        verbose_name = _("settings of enterprises")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="enterprise_settings_once"),
            models.CheckConstraint(
                condition=Q(
                    first_visit_days__gte=1, first_visit_days__lte=60, first_visits_a_day__gte=1, days_minor__gte=1,
                    days_serious__gte=1, days_major__gte=1,
                ),
                name="enterprise_settings_bounds",
            ),
        ]  # fmt: skip


@tracked()
class EnterpriseKind(StationOwned):
    """A trade as the station names it; a regulated one has its trade officer (行业专管民警)."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=30)
    regulated = models.BooleanField(_("regulated: it is inspected"), default=False)
    industry = models.CharField(
        _("trade officer of"), max_length=10, choices=IndustryOfficer.Industry.choices, blank=True
    )
    # Empty: visited when there is a reason.
    interval_days = models.PositiveSmallIntegerField(_("visited every (days)"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of enterprise")
        verbose_name_plural = _("kinds of enterprises")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="enterprise_kind_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="enterprise_kind_name_once"),
            models.CheckConstraint(condition=Q(industry="") | Q(regulated=True), name="enterprise_kind_regulated"),
            models.CheckConstraint(
                condition=Q(interval_days=None) | Q(interval_days__gte=1), name="enterprise_kind_interval"
            ),
        ]

    def __str__(self):
        return self.name


@tracked()
class Cluster(StationOwned):
    """A cluster of enterprises (商圈, 园区): several buildings and shops that one officer looks after."""

    name = models.CharField(_("name"), max_length=40)
    note = models.CharField(_("note"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("cluster of enterprises")
        verbose_name_plural = _("clusters of enterprises")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="cluster_name_once")]

    def __str__(self):
        return self.name


@tracked(exclude=("keeper", "keeper_phone"))
class Building(StationOwned):
    """A mall, an office building, a market with its floors."""

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=BuildingKind.choices, default=BuildingKind.MALL)
    address = models.CharField(_("address"), max_length=120, blank=True)
    floors = models.PositiveSmallIntegerField(_("floors above ground"), default=1)
    basements = models.PositiveSmallIntegerField(_("floors below ground"), default=0)
    # WGS-84
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="buildings",
        verbose_name=_("community"),
    )  # fmt: skip
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="buildings",
        verbose_name=_("grid"),
    )  # fmt: skip
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name=_("cluster")
    )
    keeper = models.CharField(_("property management contact"), max_length=60, blank=True)
    keeper_phone = EncryptedTextField(_("phone of the property management"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="building_name_once"),
            models.CheckConstraint(
                condition=Q(lat=None, lng=None) | Q(lat__isnull=False, lng__isnull=False), name="building_point"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The building's page."""
        return reverse("building", args=[self.pk])


class EnterpriseQuerySet(models.QuerySet):
    """Domain words of enterprises."""

    def present(self):
        """Those that are here, in business or closed for now."""
        return self.exclude(state=State.MOVED_OUT)

    def visible_to(self, user):
        """Those a person may look up: all of the station for its police officers; contacts stay masked (SE-24)."""
        return self.all() if standing(user).police or standing(user).office else self.none()

    def tended_by(self, user):
        """Those a person answers for: their visits, findings and contacts."""
        who = standing(user)
        if who.sees_all:
            return self.all()
        own = (
            Q(community__in=who.communities)
            | Q(building__in=who.buildings)
            | Q(cluster__in=who.clusters)
            | Q(building__cluster__in=who.clusters)
            | Q(pk__in=who.enterprises)
        )
        if who.industries:
            own |= Q(kind__industry__in=who.industries)
        return self.filter(own)


# When somebody came last is told by the visits themselves.
@tracked(bulk=True, exclude=("visited_at",))
class Enterprise(StationOwned):
    """One enterprise at one place, from moving in to moving out; nothing about its customers."""

    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    pinyin = models.CharField(max_length=500, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    # Name and place in one spelling; the same shop is not entered twice.
    mark = models.CharField(max_length=64, editable=False)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    kind = models.ForeignKey(
        EnterpriseKind, on_delete=models.PROTECT, related_name="enterprises", verbose_name=_("kind of enterprise")
    )
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, blank=True, related_name="enterprises",
        verbose_name=_("building"),
    )  # fmt: skip
    floor = models.CharField(_("floor"), max_length=8, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="enterprises",
        verbose_name=_("community"),
    )  # fmt: skip
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="enterprises",
        verbose_name=_("grid"),
    )  # fmt: skip
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="enterprises",
        verbose_name=_("cluster"),
    )  # fmt: skip
    scope = models.CharField(_("business scope"), max_length=200, blank=True)
    opening = models.CharField(_("opening hours"), max_length=60, blank=True)
    staff = models.PositiveIntegerField(_("number of staff"), null=True, blank=True)
    fire_note = models.CharField(_("fire safety notes"), max_length=300, blank=True)
    fraud_note = models.CharField(_("anti-fraud notes"), max_length=300, blank=True)
    moved_in_on = models.DateField(_("moved in on"))
    moved_out_on = models.DateField(_("moved out on"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN, editable=False)
    # Of the last visit that was not struck, whatever its kind.
    visited_at = models.DateTimeField(_("last visited"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = station_manager(EnterpriseQuerySet)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "number"], name="enterprise_number_once"),
            models.UniqueConstraint(
                fields=["station", "mark"], condition=~Q(state="moved_out"), name="enterprise_once",
                violation_error_message=_("This enterprise is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(state="moved_out") ^ Q(moved_out_on__isnull=True), name="enterprise_moved_out"
            ),
            models.CheckConstraint(
                condition=Q(moved_out_on=None) | Q(moved_out_on__gte=models.F("moved_in_on")),
                name="enterprise_span",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lng=None) | Q(lat__isnull=False, lng__isnull=False), name="enterprise_point"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["station", "state", "number"], name="enterprise_list"),
            models.Index(fields=["station", "building"], name="enterprise_building"),
            models.Index(fields=["station", "visited_at"], name="enterprise_visited"),
        ]

    def __str__(self):
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        """Keep the search keys beside the name."""
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self):
        """Compute pinyin and initials; bulk writers call it themselves."""
        self.pinyin, self.initials = pinyin.key(self.name)[:500], pinyin.initials(self.name)[:120]

    @property
    def storey(self) -> str:
        """The floor as it is said: 3F for a number, else as it was written (B1, 地下一层)."""
        return f"{self.floor}F" if self.floor.isdecimal() else self.floor

    def get_absolute_url(self) -> str:
        """The enterprise's page."""
        return reverse("enterprise", args=[self.pk])


# Who worked there once is nobody's business: history keeps that there was a contact, not who.
@tracked(exclude=("name", "phone", "phone_index"))
class EnterpriseContact(StationOwned):
    """Somebody to ask for: legal representative, manager, person in charge of safety."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="contacts")
    part = models.CharField(_("as"), max_length=8, choices=Part.choices)
    name = models.CharField(_("name"), max_length=60)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("contact of an enterprise")
        verbose_name_plural = _("contacts of enterprises")
        ordering = ["id"]
        indexes = [models.Index(fields=["station", "phone_index"], name="enterprise_contact_phone")]

    def __str__(self):
        return f"#{self.pk}"


@tracked()
class LiaisonAssignment(Dated):
    """The enterprise liaison officer (企业警长) of a building, a cluster, or one enterprise; the nearest holds."""

    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, related_name="liaison_assignments",
        verbose_name=pgettext_lazy("enterprise", "liaison officer"),
    )  # fmt: skip
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, blank=True, related_name="liaisons", verbose_name=_("building")
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="liaisons", verbose_name=_("cluster")
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="liaisons",
        verbose_name=_("enterprise"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("assignment of a liaison officer")
        verbose_name_plural = _("assignments of liaison officers")
        ordering = ["-start", "-id"]
        constraints = [
            ordered_span("enterprise_liaison_span"),
            models.CheckConstraint(
                condition=Q(building__isnull=False, cluster=None, enterprise=None)
                | Q(building=None, cluster__isnull=False, enterprise=None)
                | Q(building=None, cluster=None, enterprise__isnull=False),
                name="enterprise_liaison_of_one",
            ),
            never_two(
                "enterprise_liaison_building", "building", condition=Q(building__isnull=False),
                message=_("There already is a liaison officer at that time."),
            ),
            never_two(
                "enterprise_liaison_cluster", "cluster", condition=Q(cluster__isnull=False),
                message=_("There already is a liaison officer at that time."),
            ),
            never_two(
                "enterprise_liaison_single", "enterprise", condition=Q(enterprise__isnull=False),
                message=_("There already is a liaison officer at that time."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["station", "officer", "start"], name="enterprise_liaison_officer")]

    @property
    def subject(self):
        """What is looked after."""
        return self.enterprise or self.building or self.cluster


@tracked(bulk=True)
class FirstVisit(StationOwned):
    """That somebody of the station comes once an enterprise has moved in (入驻首访)."""

    enterprise = models.OneToOneField(Enterprise, on_delete=models.PROTECT, related_name="first_visit")
    due_on = models.DateField(_("due on"))
    opened_on = models.DateField(_("opened on"))
    state = models.CharField(_("state"), max_length=7, choices=FirstState.choices, default=FirstState.OPEN)
    done_on = models.DateField(_("done on"), null=True)
    visit = models.OneToOneField(
        "community.EnterpriseVisit", on_delete=models.PROTECT, null=True, related_name="first_visit"
    )
    # Whoever was told that it is overdue, each once.
    warned_on = models.DateField(null=True, editable=False)
    escalated_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("first visit")
        verbose_name_plural = _("first visits")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state="done") ^ Q(done_on=None), name="first_visit_done"),
        ]
        indexes = [models.Index(fields=["station", "state", "due_on"], name="first_visit_due")]


def append_only(name: str) -> pgtrigger.Protect:
    """A row stays as it was written."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
