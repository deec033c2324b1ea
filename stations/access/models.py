"""How people get in: one-time codes, paired phones, and wall screens."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked(exclude=("digest",))
class OneTimeCode(StationOwned):
    """A code handed over at the desk or by a leader: sets a first password or pairs a phone, once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="one_time_codes")
    digest = models.CharField(max_length=64, unique=True, help_text="HMAC of the code; the code itself is shown once")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time code")
        ordering = ["-id"]


@tracked(exclude=("digest", "last_seen_at"))
class DeviceToken(StationOwned):
    """A phone that stays logged in for 30 days, on ``/c/`` and ``/me/`` only (SE-04 exception)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("device"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("paired phone")
        ordering = ["-id"]


@tracked(exclude=("digest", "last_seen_at"))
class WallScreen(StationOwned):
    """A read-only screen on the wall of the command room, paired by a short code."""

    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    paired_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paired_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wall screen")
        ordering = ["name"]


@tracked(exclude=("digest", "last_used_at"))
class ApiToken(StationOwned):
    """A token for programs (``Authorization: Token …``), kept as a digest only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        ordering = ["-id"]
