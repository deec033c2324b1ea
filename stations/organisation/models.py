"""People and teams of a station (两队一室): who is who, and who belongs where from when."""

import pgtrigger
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit import pinyin
from stations.kit.crypto import EncryptedTextField, blind_index
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import in_force


@tracked()
class Station(models.Model):
    """A police station (派出所): the tenant."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=20)
    bureau = models.CharField(_("bureau"), max_length=100, blank=True)
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["code"]
        # The tenant stays: check-ins hang on it without a constraint of their own (docs/decisions/0014).
        triggers = [pgtrigger.Protect(name="station_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.short_name or self.name


class UserManager(BaseUserManager.from_queryset(models.QuerySet)):
    """Accounts; everyone but the login itself comes through :meth:`visible_to`."""

    def visible_to(self, user):
        """Accounts a person may see: those of the own home station; administrators see all accounts."""
        if user.admin_role in {User.AdminRole.SYSTEM, User.AdminRole.SECURITY}:
            return self.all()
        return self.filter(home_station_id=user.home_station_id) if user.home_station_id else self.none()

    def create_user(self, username: str, password: str | None = None, **fields):
        """Create one account; without a password it can only be entered with a one-time code."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


@tracked(exclude=("password", "last_login", "former_passwords"))
class User(AbstractBaseUser):
    """A person. Officer, guard, mediator and member are profiles on it; many never log in."""

    class AdminRole(models.TextChoices):
        NONE = "", _("none")
        SYSTEM = "system", _("system administrator")
        SECURITY = "security", _("security administrator")
        AUDIT = "audit", _("audit administrator")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(max_length=200, blank=True, editable=False)
    initials = models.CharField(max_length=60, blank=True, editable=False)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    home_station = models.ForeignKey(Station, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # One column, one value: nobody can hold two of the three separated roles (SE-06).
    admin_role = models.CharField(
        _("administrator"), max_length=10, choices=AdminRole.choices, default=AdminRole.NONE, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=True)
    password_changed_at = models.DateTimeField(null=True, editable=False)
    # Hashes of the last ones, so that they are not chosen again (SE-02).
    former_passwords = ArrayField(models.CharField(max_length=128), default=list, editable=False)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    theme = models.CharField(_("theme"), max_length=5, default="auto")
    large_text = models.BooleanField(_("large text"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["pinyin", "id"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keep the search keys beside the name and the phone number."""
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self):
        """Compute pinyin, initials and the phone's blind index; bulk writers call it themselves."""
        self.pinyin, self.initials = pinyin.key(self.name), pinyin.initials(self.name)
        self.phone_index = blind_index(self.phone)

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens its door: the three separated administrators only."""
        return self.is_active and bool(self.admin_role)

    @property
    def is_superuser(self) -> bool:
        """Nobody is (SE-06)."""
        return False

    def has_perm(self, perm: str, obj=None) -> bool:
        """Admin permissions, answered by ``access.backends``; business rights live in each feature's rules."""
        return self.is_active and any(
            backend.has_perm(self, perm, obj) for backend in get_backends() if hasattr(backend, "has_perm")
        )

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin index lists an app."""
        return self.is_staff


@tracked()
class Grant(StationOwned):
    """A right given to a person beside what the post brings; only the 安全管理员 gives it (SE-06)."""

    class Right(models.TextChoices):
        PERSONNEL = "personnel", _("keep people, teams and places (人事内勤)")
        ROSTER = "roster", _("plan the roster (排班员)")
        REPORTS = "reports", _("make and export reports (统计员)")
        VIEW = "view", _("view this station (区级查看)")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    right = models.CharField(_("right"), max_length=20, choices=Right.choices)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (excluded)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("granted right")
        verbose_name_plural = _("granted rights")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")), name="grant_span"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_right_display()}"


class TeamQuerySet(models.QuerySet):
    """Domain words of teams."""

    def rotating(self):
        """Teams whose people turn through 正/副/休."""
        return self.filter(kind__in=Team.ROTATING)


@tracked()
class Team(StationOwned):
    """A team or room of the station."""

    class Kind(models.TextChoices):
        LEADERSHIP = "leadership", _("Station leadership")
        COMMAND = "command", _("Command room")
        COMMUNITY = "community", _("Community team")
        CASE = "case", _("Case team")
        STREET = "street", _("Street team")
        COUNTER = "counter", _("Household registration office")

    ROTATING = (Kind.COMMAND, Kind.COMMUNITY, Kind.CASE)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = station_manager(TeamQuerySet)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="team_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The team page."""
        return reverse("team", args=[self.pk])

    @property
    def rotates(self) -> bool:
        """Whether its people turn through 正/副/休."""
        return self.kind in self.ROTATING


class Post(models.TextChoices):
    """Posts (岗位); what a person may do follows from the post, see ``organisation.rules``."""

    CHIEF = "chief", _("Station chief")
    COMMISSAR = "commissar", _("Political commissar")
    DEPUTY = "deputy", _("Deputy chief")
    SERGEANT = "sergeant", _("Squad sergeant")
    OFFICER = "officer", _("Officer")
    DESK = "desk", _("Command room officer")
    COUNTER = "counter", _("Counter officer")
    AUXILIARY = "auxiliary", _("Auxiliary officer")


class OfficerQuerySet(models.QuerySet):
    """Domain words of officers."""

    def serving(self):
        """On post (在岗), police and auxiliaries."""
        return self.filter(standing=Officer.Standing.ON_POST)

    def on_strength(self):
        """What strength counts: 在岗民警 only."""
        return self.serving().filter(kind=Officer.Kind.POLICE)

    def with_team(self, day):
        """Annotate ``team_id`` and ``team_name`` of a day."""
        here = TeamMembership.objects.filter(in_force(day), officer=models.OuterRef("pk"))
        return self.annotate(
            team_id=models.Subquery(here.values("team_id")[:1]),
            team_name=models.Subquery(here.values("team__name")[:1]),
        )

    def search(self, text: str):
        """By name, pinyin, pinyin initials or police number."""
        text = text.strip()
        if not text:
            return self
        joined = text.lower().replace(" ", "")
        spaced = models.functions.Replace("user__pinyin", models.Value(" "), models.Value(""))
        return self.annotate(pinyin_joined=spaced).filter(
            models.Q(user__name__contains=text)
            | models.Q(user__initials__startswith=joined)
            | models.Q(pinyin_joined__startswith=joined)
            | models.Q(police_no__startswith=text)
        )


@tracked()
class Officer(StationOwned):
    """The service profile of a person in this station."""

    class Kind(models.TextChoices):
        POLICE = "police", _("police officer")
        AUXILIARY = "auxiliary", _("auxiliary")

    class Standing(models.TextChoices):
        ON_POST = "on_post", _("on post")
        SECONDED = "seconded", _("seconded away")
        LONG_LEAVE = "long_leave", _("on long leave")
        LEFT = "left", _("left the station")

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="officer")
    police_no = models.CharField(_("police number"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.POLICE)
    post = models.CharField(_("post"), max_length=12, choices=Post.choices, default=Post.OFFICER)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing.choices, default=Standing.ON_POST)
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)
    service_from = models.PositiveSmallIntegerField(_("in service since (year)"), null=True, blank=True)
    specialities = ArrayField(
        models.CharField(max_length=30), verbose_name=_("specialities"), default=list, blank=True
    )

    objects = station_manager(OfficerQuerySet)

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["police_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "police_no"],
                name="police_no_once",
                violation_error_message=_("This police number is already in use."),
            ),
        ]

    def __str__(self):
        return self.user.name

    def get_absolute_url(self) -> str:
        """The officer page."""
        return reverse("officer", args=[self.pk])

    def service_years(self, year: int) -> int | None:
        """Years of service in a calendar year (DU-15)."""
        return year - self.service_from if self.service_from else None

    def age(self, year: int) -> int | None:
        """Age reached in a calendar year."""
        return year - self.birth_year if self.birth_year else None


@tracked()
class TeamMembership(Dated):
    """An officer belongs to one team at a time."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = _("team membership")
        ordering = ["-start"]
        constraints = [
            ordered_span("membership_span"),
            never_two("membership_no_overlap", "officer", message=_("An officer belongs to one team at a time.")),
        ]
        indexes = [models.Index(fields=["station", "team", "start"], name="membership_team")]


@tracked()
class TeamLead(Dated):
    """Leader (队长) and deputy (副队长) of a team."""

    class Role(models.TextChoices):
        LEADER = "leader", _("team leader")
        DEPUTY = "deputy", _("deputy team leader")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="leads")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        verbose_name = _("team lead")
        ordering = ["team", "-role", "-start"]
        constraints = [
            ordered_span("lead_span"),
            never_two("lead_one_leader", "team", "role", message=_("The team already has one in this role.")),
        ]


@tracked()
class DutyList(StationOwned):
    """A version of the duties of a post (职责清单) that each holder confirms."""

    post = models.CharField(_("post"), max_length=12, choices=Post.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    items = ArrayField(models.CharField(max_length=300), verbose_name=_("duties"))
    in_force_from = models.DateField(_("in force from"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("duty list")
        ordering = ["post", "-version"]
        constraints = [models.UniqueConstraint(fields=["station", "post", "version"], name="duty_list_version")]

    def __str__(self):
        return f"{self.get_post_display()} v{self.version}"


@tracked(bulk=True)
class DutyListConfirmation(StationOwned):
    """One person has read and confirmed one version (职责明确到人)."""

    duty_list = models.ForeignKey(DutyList, on_delete=models.PROTECT, related_name="confirmations")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation")
        constraints = [models.UniqueConstraint(fields=["duty_list", "officer"], name="duty_list_confirmed_once")]
