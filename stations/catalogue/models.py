"""What the station defines for itself: the classification tree, control elements, known places, past counts."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Grade, Kind
from stations.kit import pinyin
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


@tracked()
class Category(StationOwned):
    """One entry of the classification tree (类别 → 类型 → 细类 → 子类); codes are the station's own (DOMAIN §4.1)."""

    class Fold(models.TextChoices):
        CRIMINAL = "criminal", _("criminal")
        ORDER = "order", _("public order")
        TRAFFIC = "traffic", _("traffic")
        DISPUTE = "dispute", _("disputes")
        HELP = "help", _("requests for help")
        OTHER = "other", _("others")
        NUISANCE = "nuisance", _("nuisance and invalid")

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField(_("level"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    # Names of all levels above and its own, so that a list needs no join up the tree.
    path = models.CharField(max_length=200, blank=True, editable=False)
    pinyin = models.CharField(max_length=300, blank=True, editable=False)
    initials = models.CharField(max_length=80, blank=True, editable=False)
    kind = models.CharField(_("kind of incident"), max_length=10, choices=Kind.choices, default=Kind.CALL)
    fold = models.CharField(_("in reports"), max_length=10, choices=Fold.choices, default=Fold.OTHER)
    grade = models.PositiveSmallIntegerField(_("usual grade"), choices=Grade.choices, default=Grade.III)
    # IN-11: complaints and whatever else the station never leaves out.
    always_follow_up = models.BooleanField(_("every one is followed up"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="category_code_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="category_four_levels"),
            models.CheckConstraint(
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False), name="category_parent"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keep the path and the search keys beside the name."""
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self):
        """Compute path, pinyin and initials; bulk writers call it themselves, parents first."""
        self.path = f"{self.parent.path} / {self.name}" if self.parent else self.name
        self.pinyin, self.initials = pinyin.key(self.name), pinyin.initials(self.name)


@tracked()
class Element(StationOwned):
    """A control element (管控要素) ticked at feedback; what it means is the station's own text, never invented."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("control element")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="element_code_once")]

    def __str__(self):
        return self.name


# Every call counts one use; that is no change worth keeping.
@tracked(exclude=("uses", "used_at"))
class Spot(StationOwned):
    """A known place: suggested when the next call comes from there."""

    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=100, blank=True, editable=False)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A key place (重点部位): patrols go past it. The hours say when it matters; none: around the clock.
    key = models.BooleanField(_("key place"), default=False)
    key_why = models.CharField(_("why it matters"), max_length=120, blank=True)
    key_from = models.TimeField(_("matters from"), null=True, blank=True)
    key_until = models.TimeField(_("matters until"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("place")
        ordering = ["-uses", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name", "address"], name="spot_once"),
            models.CheckConstraint(
                condition=Q(key=False) | (Q(lat__isnull=False, lng__isnull=False) & ~Q(key_why="")),
                name="spot_key_has_point_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(key_from=None, key_until=None) | Q(key_from__isnull=False, key_until__isnull=False),
                name="spot_key_hours",
            ),
        ]
        indexes = [GinIndex(OpClass(F("name"), name="gin_trgm_ops"), name="spot_name_trigram")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keep the search keys beside the name."""
        self.pinyin, self.initials = pinyin.key(self.name), pinyin.initials(self.name)
        super().save(*args, **kwargs)


@tracked()
class PastCount(StationOwned):
    """Police calls of a month before the station worked with Fenggang, as the bureau counted them."""

    month = models.DateField(_("first day of the month"))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey("stations.Community", on_delete=models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("past count")
        ordering = ["month", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "month", "category", "community"], name="past_count_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="past_count_month"),
        ]
