"""What the security administrator takes away, and the lockout's records."""

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from stations.access import actions
from stations.access.models import DeviceToken, WallScreen
from stations.kit.admin import ReadOnlyAdmin, StationAdmin
from stations.organisation.models import User
from stations.timeline.admin import Recorded

TOTPDevice._meta.verbose_name = TOTPDevice._meta.verbose_name_plural = _("second factors")
# Without a plural Django puts an s behind the Chinese.
DeviceToken._meta.verbose_name_plural = _("paired phones")
WallScreen._meta.verbose_name_plural = _("wall screens")


class Revocable(StationAdmin):
    """Rows that are looked at and ended, never edited."""

    actions = ["revoke"]
    list_per_page = 50

    def has_add_permission(self, request):
        """They come from pairing only."""
        return False

    def get_readonly_fields(self, request, obj=None):
        """All of it."""
        return self.fields


@admin.register(DeviceToken)
class DeviceTokenAdmin(Revocable):
    """Paired phones."""

    list_display = ["user", "label", "created_at", "expires_at", "last_seen_at", "revoked_at"]
    fields = list_display
    list_select_related = ["user"]

    @admin.action(description=_("Disconnect"), permissions=["change"])
    def revoke(self, request, queryset):
        """One by one, through the same verb as everywhere."""
        for device in queryset:
            actions.revoke_phone(user=request.user, device=device, at=timezone.now())


@admin.register(WallScreen)
class WallScreenAdmin(Revocable):
    """Wall screens."""

    list_display = ["name", "paired_by", "paired_at", "last_seen_at", "revoked_at"]
    fields = list_display
    list_select_related = ["paired_by"]

    @admin.action(description=_("Disconnect"), permissions=["change"])
    def revoke(self, request, queryset):
        """One by one, through the same verb as everywhere."""
        for screen in queryset:
            actions.revoke_wall(user=request.user, screen=screen, at=timezone.now())


@admin.register(TOTPDevice)
class SecondFactorAdmin(Recorded, admin.ModelAdmin):
    """A lost authenticator is removed here; its owner sets a new one up at the next login. The key is never shown."""

    list_display = ["user", "confirmed", "created_at", "last_used_at"]
    fields = list_display
    readonly_fields = fields
    ordering = ["user__pinyin"]
    list_per_page = 50

    def get_queryset(self, request):
        """Of people of the own station; never one's own, so that two are needed."""
        found = TOTPDevice.objects.filter(user__home_station=request.station).select_related("user__home_station")
        return found.exclude(user=request.user).order_by("user__pinyin", "pk")

    def has_add_permission(self, request):
        """Everybody sets up the own one."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def log_deletions(self, request, queryset):
        """In the owner's words of the day-book."""
        for device in queryset:
            actions.note("access.factor_removed", device.user, actor=request.user)


class LockoutAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """The lockout knows names as typed, without a station: those of other stations' accounts are left out."""

    list_display = ["attempt_time", "username", "ip_address", "path_info"]
    fields = list_display
    search_fields = ["username", "=ip_address"]
    list_per_page = 50

    def get_queryset(self, request):
        """Own accounts and unknown names."""
        others = User.objects.exclude(home_station=request.station).values("username")
        codes = others.annotate(key=Concat(Value("code:"), "username")).values("key")
        found = self.model.objects.exclude(username__in=others).exclude(username__in=codes)
        return found.order_by("-attempt_time")


@admin.register(AccessAttempt)
class AttemptAdmin(Recorded, LockoutAdmin):
    """Counted failures; removing one lifts the pause."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    fields = list_display

    def has_delete_permission(self, request, obj=None):
        """The security administrator."""
        return request.user.has_perm("axes.delete_accessattempt")


@admin.register(AccessLog)
class LogAdmin(LockoutAdmin):
    """Logins and logouts."""

    list_display = ["attempt_time", "logout_time", "username", "ip_address"]
    fields = list_display
