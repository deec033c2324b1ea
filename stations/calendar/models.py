"""Day marks of the national calendar (DU-16): one row a day, the same for every station."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.history import tracked


@tracked(bulk=True)
class DayMark(models.Model):
    """What kind of day it is. ``provisional`` until the State Council has published that year."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("statutory holiday")
        DAY_OFF = "day_off", _("day off in lieu")
        SHIFTED_WORK = "shifted_work", _("shifted working day")
        WEEKEND = "weekend", _("weekend")
        WORKDAY = "workday", _("working day")

    date = models.DateField(_("date"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("holiday"), max_length=30, blank=True)
    provisional = models.BooleanField(_("not yet published"), default=False)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self):
        return f"{self.date} {self.get_kind_display()}"

    @property
    def is_working(self) -> bool:
        """Whether it counts as 工作日."""
        return self.kind in {self.Kind.WORKDAY, self.Kind.SHIFTED_WORK}
