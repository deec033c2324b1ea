"""Where patrols go: areas, streets, routes and the checkpoints on them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Area(StationOwned):
    """A patrol area (巡逻区域)."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid")
    )
    outline = models.JSONField(_("outline (GeoJSON)"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("patrol area")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="area_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="area_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The area page."""
        return reverse("area", args=[self.pk])


@tracked()
class AreaSquad(Dated):
    """A squad answers for an area; several squads may share one, one squad may have several."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="squads")
    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, related_name="areas")

    class Meta:
        verbose_name = _("squad of an area")
        ordering = ["area", "-start"]
        constraints = [
            ordered_span("area_squad_span"),
            never_two("area_squad_once", "area", "squad", message=_("The squad already answers for this area.")),
        ]


@tracked()
class Street(StationOwned):
    """A street or lane of the station, to see which ones nobody passes."""

    name = models.CharField(_("name"), max_length=60)
    line = models.JSONField(_("line (GeoJSON)"))
    metres = models.PositiveIntegerField(_("length (m)"), default=0)

    class Meta:
        verbose_name = _("street")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="street_name_once")]

    def __str__(self):
        return self.name


@tracked()
class Checkpoint(StationOwned):
    """A place that patrols pass and scan (巡逻打卡点)."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="checkpoints", verbose_name=_("area"))
    # WGS-84
    lat = models.FloatField(_("latitude"))
    lng = models.FloatField(_("longitude"))
    radius = models.PositiveSmallIntegerField(_("radius (m)"), default=50)
    # No satellite reaches it: the photo takes the place of the position (PA-03).
    indoor = models.BooleanField(_("indoor"), default=False)
    where = models.CharField(_("where the sign hangs"), max_length=120, blank=True)
    # The why-card: what to look at here, and for how long.
    look_at = models.CharField(_("what to look at"), max_length=300, blank=True)
    stay_minutes = models.PositiveSmallIntegerField(_("wanted stay (min)"), default=0)
    photo = models.ForeignKey(
        "stations.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # The sign: each issue has its number, only the newest is valid (PA-12).
    sign_version = models.PositiveSmallIntegerField(default=1, editable=False)
    sign_issued_at = models.DateTimeField(null=True, editable=False)
    # Reported lost or damaged; the next issue ends it (PA-12).
    sign_lost_at = models.DateTimeField(null=True, editable=False)
    # A display that shows a code of its own every 15 seconds instead of a printed sign.
    display = models.BooleanField(_("has a display"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="checkpoint_code_once"),
            models.CheckConstraint(
                condition=Q(lat__gte=3, lat__lte=54, lng__gte=73, lng__lte=136), name="checkpoint_in_china"
            ),
            models.CheckConstraint(condition=Q(radius__gte=5, radius__lte=1000), name="checkpoint_radius"),
        ]
        # A point goes out of use, never away: check-ins hang on it without a constraint of their own.
        triggers = [pgtrigger.Protect(name="checkpoint_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The checkpoint page."""
        return reverse("checkpoint", args=[self.pk])


@tracked()
class CheckpointKeeper(Dated):
    """The guard who answers for a point (点位固定到人)."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="keepers")
    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="kept_points")

    class Meta:
        verbose_name = _("keeper of a checkpoint")
        ordering = ["checkpoint", "-start"]
        constraints = [
            ordered_span("keeper_span"),
            never_two("checkpoint_one_keeper", "checkpoint", message=_("The checkpoint already has a keeper.")),
        ]


@tracked()
class Route(StationOwned):
    """A patrol route (巡逻线路): checkpoints in order, and the line between them."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="routes", verbose_name=_("area"))
    # PA-07: walked in this order, or in any.
    ordered = models.BooleanField(_("in this order"), default=False)
    # Back to the first point at the end: the way home counts as the last part.
    closed = models.BooleanField(_("returns to its start"), default=False)
    line = models.JSONField(_("line (GeoJSON)"), null=True, blank=True)
    metres = models.PositiveIntegerField(_("length (m)"), default=0, editable=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("patrol route")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="route_code_once"),
            models.UniqueConstraint(fields=["station", "name"], name="route_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The route page."""
        return reverse("route", args=[self.pk])


@tracked()
class RoutePoint(StationOwned):
    """A checkpoint on a route."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="points")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="on_routes")
    seq = models.PositiveSmallIntegerField(_("order"))
    # Minutes after the start of a duty before which the point need not be visited; no point has its own deadline.
    not_before = models.PositiveSmallIntegerField(_("not before (min after the start)"), default=0)
    # Metres from the point before, along the line.
    leg = models.PositiveIntegerField(_("from the point before (m)"), default=0, editable=False)

    class Meta:
        verbose_name = _("point of a route")
        ordering = ["route", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "seq"], name="route_point_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["route", "checkpoint"], name="route_point_once"),
        ]
