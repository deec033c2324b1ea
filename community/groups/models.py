"""Crime-watch groups by trade and place, who was asked to join, and who agreed."""

from datetime import date, time

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.groups.words import How, Source, State, Vetting
from stations.kit.crypto import EncryptedTextField
from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import in_force


@tracked()
class CommunitySettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    brand = models.CharField(_("name of the force"), max_length=30, blank=True)
    enrolment_days = models.PositiveSmallIntegerField(
        _("unconfirmed enrolments are deleted after (days)"), default=30
    )
    renewal_months = models.PositiveSmallIntegerField(_("a membership is renewed after (months)"), default=12)
    renewal_days = models.PositiveSmallIntegerField(_("asked to renew before (days)"), default=30)
    quiet_from = models.TimeField(_("no messages from"), default=time(22))
    quiet_until = models.TimeField(_("no messages until"), default=time(7))
    messages_a_week = models.PositiveSmallIntegerField(_("requests a member and week at most"), default=3)
    workbook_days = models.PositiveSmallIntegerField(_("uploaded lists are deleted after (days)"), default=3)

    class Meta:
        verbose_name = _("crime-watch settings")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="community_settings_once"),
            models.CheckConstraint(
                condition=Q(
                    enrolment_days__gte=1, enrolment_days__lte=180, renewal_months__gte=1, workbook_days__gte=1
                ),
                name="community_settings_bounds",
            ),
        ]


@tracked()
class Trade(StationOwned):
    """A trade that members come from, as the station names it: 外卖 快递 保安 商户 环卫 楼门长 街巷长 网格员 …"""

    name = models.CharField(_("name"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("trade of members")
        verbose_name_plural = _("trades of members")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="watch_trade_once")]

    def __str__(self):
        return self.name


@tracked()
class WatchOffice(Dated):
    """Who keeps the crime-watch groups beside the leadership (群防群治办公室)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watch_office")

    class Meta:
        verbose_name = _("member of the crime-watch office")
        ordering = ["-start", "id"]
        constraints = [
            ordered_span("watch_office_span"),
            never_two("watch_office_once", "user", message=_("This person already works there.")),
        ]


class WatchGroupQuerySet(models.QuerySet):
    """Domain words of groups."""

    def active(self):
        """Groups that work."""
        return self.filter(active=True)


@tracked()
class WatchGroup(StationOwned):
    """A crime-watch group (群防群治小组) of a trade, a place, or both."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("trade")
    )
    # Without one the group belongs to the whole station.
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="watch_groups",
        verbose_name=_("community"),
    )  # fmt: skip
    place = models.CharField(_("place"), max_length=80, blank=True)
    # The code on the poster dies when a new one is issued.
    poster_version = models.PositiveSmallIntegerField(default=1, editable=False)
    active = models.BooleanField(_("in use"), default=True)

    objects = station_manager(WatchGroupQuerySet)

    class Meta:
        verbose_name = _("crime-watch group")
        verbose_name_plural = _("crime-watch groups")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="watch_group_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="watch_group_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("watch-group", args=[self.pk])


# History must not outlive what vanishes: of an enrolment only ids, source and times are ever tracked.
@tracked(exclude=("name", "phone", "phone_index"))
class Enrolment(StationOwned):
    """Somebody asked to join who has not agreed yet: no person of the system, so no task, no message, no point."""

    name = models.CharField(_("name"), max_length=60)
    phone = EncryptedTextField(_("phone"))
    phone_index = models.CharField(max_length=64, editable=False)
    group = models.ForeignKey(
        WatchGroup, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("group")
    )
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trade")
    )
    source = models.CharField(_("source"), max_length=6, choices=Source.choices)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("deleted on"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "phone_index"],
                name="enrolment_phone_once",
                violation_error_message=_("This phone number is on the list already."),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "group"], name="enrolment_group"),
            models.Index(fields=["expires_at"], name="enrolment_expiry"),
        ]

    def __str__(self):
        return f"#{self.pk}"


class MemberQuerySet(models.QuerySet):
    """Domain words of members."""

    def confirmed(self):
        """Who may get a task, a message or a point: the one spelling of it."""
        return self.filter(state=State.CONFIRMED)

    def with_group(self, day: date):
        """Annotate ``group_id`` and ``group_name`` of a day."""
        here = GroupMembership.objects.filter(in_force(day), member=models.OuterRef("pk"))
        return self.annotate(
            group_id=models.Subquery(here.values("group_id")[:1]),
            group_name=models.Subquery(here.values("group__name")[:1]),
        )

    def in_groups(self, groups, day: date):
        """Members of these groups (ids or a queryset of groups) on a day."""
        rows = GroupMembership.objects.filter(in_force(day), group__in=groups)
        return self.filter(pk__in=rows.values("member_id"))


@tracked()
class Member(StationOwned):
    """The crime-watch profile of a person who agreed to take part."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member")
    number = models.CharField(_("number"), max_length=20)
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("trade")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CONFIRMED, editable=False
    )
    joined_on = models.DateField(_("joined on"))
    valid_until = models.DateField(_("valid until (excluded)"))
    vetting = models.CharField(
        _("vetting"), max_length=8, choices=Vetting.choices, default=Vetting.WAITING, blank=True, editable=False
    )
    vetted_on = models.DateField(_("vetted on"), null=True, editable=False)
    vetted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    vetting_reason = models.CharField(_("reason"), max_length=120, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_reason = models.CharField(_("reason"), max_length=120, blank=True, editable=False)
    # The code on the card dies when a new card is issued.
    card_version = models.PositiveSmallIntegerField(default=1, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = station_manager(MemberQuerySet)

    class Meta:
        verbose_name = _("crime-watch member")
        verbose_name_plural = _("crime-watch members")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "number"], name="watch_member_number_once"),
            models.CheckConstraint(
                condition=Q(vetting="") | Q(vetted_on__isnull=False, vetted_by__isnull=False),
                name="watch_member_vetted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["left", "struck"]) ^ Q(ended_on__isnull=True), name="watch_member_end"
            ),
        ]
        indexes = [models.Index(fields=["station", "state", "valid_until"], name="watch_member_state")]

    def __str__(self):
        return self.user.name

    def get_absolute_url(self) -> str:
        """The member's page."""
        return reverse("member", args=[self.pk])


@tracked(bulk=True)
class GroupMembership(Dated):
    """A member belongs to one group at a time."""

    group = models.ForeignKey(WatchGroup, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = _("membership of a group")
        ordering = ["-start"]
        constraints = [
            ordered_span("watch_membership_span"),
            never_two("watch_membership_once", "member", message=_("A member belongs to one group at a time.")),
        ]
        indexes = [models.Index(fields=["station", "group", "start"], name="watch_membership_group")]


@tracked()
class GroupLead(Dated):
    """Leader (组长) and deputy of a group."""

    class Role(models.TextChoices):
        LEADER = "leader", _("group leader")
        DEPUTY = "deputy", _("deputy group leader")

    group = models.ForeignKey(WatchGroup, on_delete=models.PROTECT, related_name="leads")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        verbose_name = _("group lead")
        ordering = ["group", "-role", "-start"]
        constraints = [
            ordered_span("watch_lead_span"),
            never_two("watch_one_leader", "group", "role", message=_("The group already has one in this role.")),
        ]


@tracked()
class ConsentText(StationOwned):
    """A version of what a person agrees to: what is kept, why, how long, with which rights. Never changed."""

    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["station", "version"], name="consent_text_version")]
        triggers = [
            pgtrigger.Protect(name="consent_text_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"v{self.version}"


@tracked(bulk=True)
class Consent(StationOwned):
    """One person agreed to one version: on joining, and again with each renewal."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    how = models.CharField(_("how"), max_length=6, choices=How.choices)
    given_at = models.DateTimeField(_("given at"))
    # Of the signed paper that an officer entered.
    signed_on = models.DateField(_("signed on"), null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    # Of the page the person sent: the second of two taps gets the answer of the first.
    request_key = models.UUIDField(null=True, unique=True, editable=False)
    opened_account = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("consent")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="phone") | Q(signed_on__isnull=False, entered_by__isnull=False),
                name="consent_on_paper_is_signed",
            ),
        ]
