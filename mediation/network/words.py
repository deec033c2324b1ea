"""Words of the mediation network that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Causes of disputes (纠纷类型, DT-04)."""

    FAMILY = "family", _("marriage and family")
    NEIGHBOURS = "neighbours", _("neighbours")
    HOUSING = "housing", _("housing and homestead")
    CONTRACT = "contract", _("contract")
    BUSINESS = "business", _("production and business")
    DAMAGES = "damages", _("damages")
    LABOUR = "labour", _("labour")
    CONSUMER = "consumer", _("consumer")
    PROPERTY = "property", _("property management")
    MEDICAL = "medical", _("medical")
    TRAFFIC = "traffic", _("road traffic")
    LAND = "land", _("land and forest")
    EXPROPRIATION = "expropriation", _("expropriation and demolition")
    ENVIRONMENT = "environment", _("environment")
    TOURISM = "tourism", _("tourism")
    IP = "ip", _("intellectual property")
    OTHER = "other", _("other dispute")


class Group(models.TextChoices):
    """What kind of person mediates; a station names its own kinds inside these groups (五老 differ by place)."""

    POLICE = "police", _("police officer")
    FULL_TIME = "full_time", _("full-time mediator")
    ELDER = "elder", _("elder (五老)")
    GRID = "grid", _("grid worker")
    LAWYER = "lawyer", _("lawyer")
    ASSOCIATION = "association", _("industry association")
    DEPARTMENT = "department", _("government department")
    COUNSELLOR = "counsellor", _("psychologist")
    OTHER = "other", _("other mediator")


class Way(models.TextChoices):
    """The five ways (五调联治); marks on a case and a session, several at once."""

    JOINT = "joint", _("with departments (联调)")
    MICRO = "micro", _("in the grid (微调)")
    LEGAL = "legal", _("with legal help (助调)")
    ONLINE = "online", _("online (智调)")
    HEART = "heart", _("with heart (心调)")
