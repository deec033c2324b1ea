"""What guards carry (反光衣 肩灯 对讲机 袖标 腰带 工具包): issued, returned, damaged; no item is out twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class GearKind(StationOwned):
    """A kind of gear and how many a guard should have."""

    name = models.CharField(_("name"), max_length=40)
    per_guard = models.PositiveSmallIntegerField(_("a guard should have"), default=1)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of gear")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="gear_kind_name_once")]

    def __str__(self):
        return self.name


@tracked()
class Gear(StationOwned):
    """One piece with its own number."""

    class State(models.TextChoices):
        STORED = "stored", pgettext_lazy("gear", "In store")
        ISSUED = "issued", pgettext_lazy("gear", "Issued")
        DAMAGED = "damaged", pgettext_lazy("gear", "Damaged")
        LOST = "lost", pgettext_lazy("gear", "Lost")
        RETIRED = "retired", pgettext_lazy("gear", "Retired")

    kind = models.ForeignKey(GearKind, on_delete=models.PROTECT, related_name="pieces", verbose_name=_("kind"))
    code = models.CharField(_("number"), max_length=30)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.STORED)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("gear")
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="gear_code_once")]

    def __str__(self):
        return f"{self.kind} {self.code}"

    def get_absolute_url(self) -> str:
        """The piece's page."""
        return reverse("gear", args=[self.pk])


@tracked()
class GearIssue(StationOwned):
    """A piece handed to a guard, until it comes back."""

    class Condition(models.TextChoices):
        GOOD = "good", _("in order")
        DAMAGED = "damaged", _("damaged")
        LOST = "lost", _("lost")

    gear = models.ForeignKey(Gear, on_delete=models.PROTECT, related_name="issues")
    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="gear")
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The guard has confirmed on the own phone that it was received.
    received_at = models.DateTimeField(_("receipt confirmed"), null=True)
    returned_at = models.DateTimeField(_("returned"), null=True)
    returned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    condition = models.CharField(_("condition"), max_length=7, choices=Condition.choices, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("issue of gear")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gear"],
                condition=Q(returned_at=None),
                name="gear_out_once",
                violation_error_message=_("This piece is already out."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, condition="") | (Q(returned_at__isnull=False) & ~Q(condition="")),
                name="gear_returned_in_a_condition",
            ),
        ]
