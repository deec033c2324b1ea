"""Who patrols: member companies, guards, squads in functional groups, and the three levels that command them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.crypto import EncryptedTextField
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import in_force


@tracked()
class PatrolSettings(StationOwned):
    """Numbers of the patrols that a station may set otherwise; the defaults are design defaults [I] (DOMAIN §5.4)."""

    skew_seconds = models.PositiveIntegerField(_("clock of the phone off by more than (s)"), default=120)
    accuracy_metres = models.PositiveSmallIntegerField(_("position less accurate than (m)"), default=100)
    walking_kmh = models.PositiveSmallIntegerField(_("faster between two points than (km/h)"), default=15)
    sharing_minutes = models.PositiveSmallIntegerField(_("two people on one phone within (min)"), default=5)
    repeat_minutes = models.PositiveSmallIntegerField(_("same point counts again after (min)"), default=10)
    offline_hours = models.PositiveSmallIntegerField(_("later upload counts within (h)"), default=24)
    grace_minutes = models.PositiveSmallIntegerField(_("still accepted after the end of a duty (min)"), default=30)
    early_minutes = models.PositiveSmallIntegerField(_("accepted before the start of a duty (min)"), default=15)
    manual_a_month = models.PositiveSmallIntegerField(_("manual entries a guard and month"), default=3)
    why_days = models.PositiveSmallIntegerField(_("calls near a point: days back"), default=30)
    why_metres = models.PositiveSmallIntegerField(_("calls near a point: within (m)"), default=150)
    horizon_days = models.PositiveSmallIntegerField(_("duties are made so many days ahead"), default=7)
    duplicate_metres = models.PositiveSmallIntegerField(_("same finding within (m)"), default=50)
    duplicate_hours = models.PositiveSmallIntegerField(_("same finding within (h)"), default=24)
    # Nothing waits for an empty office: after this the command room gets it by itself.
    office_minutes = models.PositiveSmallIntegerField(_("the office looks at findings within (min)"), default=30)
    key_place_metres = models.PositiveSmallIntegerField(_("a route touches a key place within (m)"), default=50)
    contest_days = models.PositiveSmallIntegerField(_("a score can be contested within (days)"), default=7)
    ranking = models.BooleanField(_("show rankings"), default=False)

    class Meta:
        verbose_name = _("patrol settings")
        constraints = [models.UniqueConstraint(fields=["station"], name="patrol_settings_once")]


@tracked()
class Company(StationOwned):
    """A member company (成员单位) whose guards patrol."""

    class Kind(models.TextChoices):
        SELF_HIRED = "self_hired", _("hires its own guards (自行招用)")
        LICENSED = "licensed", _("licensed security company (保安服务公司)")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SELF_HIRED)
    address = models.CharField(_("address"), max_length=120, blank=True)
    # PA-13: guards whom a unit hires itself stay on its own premises; others need the contract of a licensed company.
    licence_no = models.CharField(_("licence number"), max_length=60, blank=True)
    contract_no = models.CharField(_("contract number"), max_length=60, blank=True)
    contract_until = models.DateField(_("contract until"), null=True, blank=True)
    premises = models.JSONField(_("own premises (GeoJSON)"), null=True, blank=True)
    # 主责领导: the manager who answers for the company's squads.
    leader_name = models.CharField(_("leader in charge"), max_length=60, blank=True)
    leader_title = models.CharField(_("title of the leader"), max_length=60, blank=True)
    leader_phone = EncryptedTextField(_("phone of the leader"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("member company")
        verbose_name_plural = _("member companies")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="company_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="company_name_once"),
        ]

    def __str__(self):
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """The company page."""
        return reverse("company", args=[self.pk])


@tracked()
class PatrolGroup(StationOwned):
    """A functional group (功能小组) of squads with its own emphasis and its own score sheet."""

    class Focus(models.TextChoices):
        FRONTAGE = "frontage", _("in front of the door (门前三包)")
        HAZARDS = "hazards", _("hazards (隐患排查)")
        PATROL = "patrol", _("patrol (巡逻防控)")

    name = models.CharField(_("name"), max_length=40)
    focus = models.CharField(_("emphasis"), max_length=10, choices=Focus.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("functional group")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="patrol_group_name_once")]

    def __str__(self):
        return self.name


class SquadQuerySet(models.QuerySet):
    """Domain words of squads."""

    def active(self):
        """Squads that patrol."""
        return self.filter(active=True)


@tracked()
class Squad(StationOwned):
    """A patrol squad (巡逻小队) of one company."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="squads", verbose_name=_("company"))
    group = models.ForeignKey(PatrolGroup, on_delete=models.PROTECT, related_name="squads", verbose_name=_("group"))
    active = models.BooleanField(_("active"), default=True)

    objects = station_manager(SquadQuerySet)

    class Meta:
        verbose_name = _("squad")
        verbose_name_plural = _("squads")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="squad_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="squad_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The squad page."""
        return reverse("squad", args=[self.pk])


class GuardQuerySet(models.QuerySet):
    """Domain words of guards."""

    def serving(self):
        """Guards who have not left."""
        return self.filter(left_on=None)

    def with_squad(self, day):
        """Annotate ``squad_id`` and ``squad_name`` of a day."""
        here = SquadMembership.objects.filter(in_force(day), guard=models.OuterRef("pk"))
        return self.annotate(
            squad_id=models.Subquery(here.values("squad_id")[:1]),
            squad_name=models.Subquery(here.values("squad__name")[:1]),
        )


@tracked()
class Guard(StationOwned):
    """The patrol profile of a person: a guard (保安员) of a member company."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guard")
    guard_no = models.CharField(_("guard number"), max_length=20)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="guards", verbose_name=_("company"))
    certificate_no = models.CharField(_("guard certificate"), max_length=40, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = station_manager(GuardQuerySet)

    class Meta:
        verbose_name = _("guard")
        verbose_name_plural = _("guards")
        ordering = ["guard_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "guard_no"],
                name="guard_no_once",
                violation_error_message=_("This guard number is already in use."),
            ),
        ]
        # Whoever leaves stays as they were: check-ins name them without a constraint (docs/decisions/0014).
        triggers = [pgtrigger.Protect(name="guard_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.user.name

    def get_absolute_url(self) -> str:
        """The guard's page."""
        return reverse("guard", args=[self.pk])


@tracked()
class SquadMembership(Dated):
    """A guard belongs to one squad at a time."""

    squad = models.ForeignKey(Squad, on_delete=models.PROTECT, related_name="memberships")
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = _("squad membership")
        ordering = ["-start"]
        constraints = [
            ordered_span("squad_membership_span"),
            never_two("squad_membership_once", "guard", message=_("A guard belongs to one squad at a time.")),
        ]
        indexes = [models.Index(fields=["station", "squad", "start"], name="squad_membership_squad")]


@tracked()
class SquadLead(Dated):
    """Leader (小队长) and deputy of a squad."""

    class Role(models.TextChoices):
        LEADER = "leader", _("squad leader")
        DEPUTY = "deputy", _("deputy squad leader")

    squad = models.ForeignKey(Squad, on_delete=models.PROTECT, related_name="leads")
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        verbose_name = _("squad lead")
        ordering = ["squad", "-role", "-start"]
        constraints = [
            ordered_span("squad_lead_span"),
            never_two("squad_one_leader", "squad", "role", message=_("The squad already has one in this role.")),
        ]


@tracked()
class Liaison(Dated):
    """The officer who looks after a squad (专责民警)."""

    squad = models.ForeignKey(Squad, on_delete=models.PROTECT, related_name="liaisons")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="liaised_squads")

    class Meta:
        verbose_name = _("liaison officer")
        ordering = ["squad", "-start"]
        constraints = [
            ordered_span("liaison_span"),
            never_two("squad_one_liaison", "squad", message=_("The squad already has a liaison officer.")),
        ]


@tracked()
class CommandPost(Dated):
    """A seat in the two upper levels of command: leading group (领导小组), its office (办公室)."""

    class Level(models.TextChoices):
        LEADING_GROUP = "leading_group", _("leading group (领导小组)")
        OFFICE = "office", _("patrol office (办公室)")

    level = models.CharField(_("level"), max_length=14, choices=Level.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="patrol_posts")
    title = models.CharField(_("title"), max_length=60)
    organisation = models.CharField(_("from"), max_length=80, blank=True)
    heads = models.BooleanField(_("heads it"), default=False)

    class Meta:
        verbose_name = _("command post")
        ordering = ["-level", "-heads", "id"]
        constraints = [
            ordered_span("command_post_span"),
            never_two("command_post_once", "level", "user", message=_("This person already sits there.")),
            never_two(
                "command_post_one_head",
                "station",
                "level",
                condition=Q(heads=True),
                message=_("This level already has its head."),
            ),
        ]


@tracked()
class GuardDutyList(StationOwned):
    """A version of the duties of guards (职责清单), of all groups or of one, that each guard confirms (四到人)."""

    group = models.ForeignKey(PatrolGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    items = ArrayField(models.CharField(max_length=300), verbose_name=_("duties"))
    in_force_from = models.DateField(_("in force from"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("duty list of guards")
        ordering = ["group", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "group", "version"], name="guard_duty_list_version", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.group or _('all groups')} v{self.version}"


@tracked(bulk=True)
class GuardDutyListConfirmation(StationOwned):
    """One guard has read and confirmed one version (职责明确到人)."""

    duty_list = models.ForeignKey(GuardDutyList, on_delete=models.PROTECT, related_name="confirmations")
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of a guard")
        constraints = [models.UniqueConstraint(fields=["duty_list", "guard"], name="guard_duty_list_confirmed_once")]
