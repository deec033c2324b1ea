"""Columns and constraints that the tables of recognition share."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

YUAN = {"max_digits": 10, "decimal_places": 2, "default": Decimal(0)}


def somebody(**more) -> models.ForeignKey:
    """A person who did something, or nobody (yet)."""
    more = {"on_delete": models.PROTECT, "null": True, "related_name": "+"} | more
    return models.ForeignKey(settings.AUTH_USER_MODEL, **more)


def another(name: str, one: str, *others: str) -> models.CheckConstraint:
    """Nobody checks, decides or hands out for themselves: ``one`` is none of the ``others``."""
    apart = Q()
    for other in others:
        apart &= Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})
    return models.CheckConstraint(
        condition=Q(**{f"{one}__isnull": True}) | apart,
        name=name,
        violation_error_message=_("Somebody else does this."),
    )
