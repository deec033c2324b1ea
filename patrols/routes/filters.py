"""Filters of areas, routes and checkpoints, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.routes import readings
from patrols.routes.models import Area, AreaSquad
from patrols.squads.models import Squad
from stations.kit.filters import StationFilter, rows
from stations.kit.spans import in_force


def named_areas():
    """The areas of the station by code, without their outlines."""
    return Area.objects.only("code", "name").order_by("code")


def active_squads():
    """Squads that patrol."""
    return Squad.objects.filter(active=True)


def areas_of(squad: Squad):
    """Ids of the areas that a squad answers for today."""
    return AreaSquad.objects.filter(in_force(timezone.localdate()), squad=squad).values("area_id")


class _InUse(StationFilter):
    """Rows in use, unless told otherwise."""

    active = django_filters.ChoiceFilter(
        label=_("In use"), choices=[("true", _("in use")), ("false", _("out of use"))], empty_label=_("all")
    )


class AreaFilter(_InUse):
    """Areas by name, code or squad."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    squad = rows(active_squads, label=_("Squad"), empty_label=_("all"), method="of_squad")
    field_order = ["q", "squad", "active"]

    @staticmethod
    def search(queryset, name, value):
        """Part of the name, or the start of the code."""
        return queryset.filter(Q(name__contains=value) | Q(code__istartswith=value))

    @staticmethod
    def of_squad(queryset, name, value):
        """Areas that a squad answers for today."""
        return queryset.filter(pk__in=areas_of(value))


class RouteFilter(_InUse):
    """Routes by name, code, area or line."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    area = rows(named_areas, label=_("Area"), empty_label=_("all"))
    squad = rows(active_squads, label=_("Squad"), empty_label=_("all"), method="of_squad")
    drawn = django_filters.ChoiceFilter(
        label=_("Line"), choices=[("true", _("drawn")), ("false", _("not drawn"))], empty_label=_("all"),
        method="with_line",
    )  # fmt: skip

    @staticmethod
    def of_squad(queryset, name, value):
        """Routes in the areas that a squad answers for today."""
        return queryset.filter(area__in=areas_of(value))

    @staticmethod
    def with_line(queryset, name, value):
        """Routes whose line is drawn, or is not."""
        return queryset.filter(line__isnull=value == "false")

    @staticmethod
    def search(queryset, name, value):
        """Part of the name, or the start of the code."""
        return queryset.filter(Q(name__contains=value) | Q(code__istartswith=value))


class CheckpointFilter(_InUse):
    """Checkpoints by name, code, area, route, and what they need."""

    NEEDS = [
        ("keeper", _("no keeper")),
        ("photo", _("no photo")),
        ("sign", _("sign lost or damaged")),
        ("route", _("on no route")),
        ("print", _("sign never printed")),
    ]

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    area = rows(named_areas, label=_("Area"), empty_label=_("all"))
    need = django_filters.ChoiceFilter(label=_("Missing"), choices=NEEDS, empty_label=_("all"), method="needing")
    display = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[("false", _("printed sign")), ("true", _("display"))], empty_label=_("all")
    )

    @staticmethod
    def search(queryset, name, value):
        """Part of the name or of where the sign hangs, or the start of the code."""
        return queryset.filter(Q(name__contains=value) | Q(where__contains=value) | Q(code__istartswith=value))

    @staticmethod
    def needing(queryset, name, value):
        """Points in use that lack something."""
        queryset = queryset.filter(active=True)
        if value == "keeper":
            return queryset.exclude(pk__in=readings.kept_on(timezone.localdate()))
        if value == "photo":
            return queryset.filter(photo=None)
        if value == "sign":
            return queryset.exclude(sign_lost_at=None)
        if value == "route":
            return queryset.exclude(on_routes__route__active=True)
        return queryset.filter(sign_issued_at=None, display=False)


class SignFilter(CheckpointFilter):
    """The same for printing: only points in use have signs."""

    active = None
