"""Filters of people, shared by page, API and export."""

import django_filters
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit import filters as kit
from stations.kit.filters import StationFilter, rows
from stations.organisation.models import Officer, Post, Team

# Posts in the order of rank (UI-14), not of their codes.
POST_RANK = models.Case(
    *[models.When(post=post, then=models.Value(rank)) for rank, post in enumerate(Post.values)],
    default=models.Value(len(Post.values)),
    output_field=models.IntegerField(),
)
ORDERS = {
    "number": ["police_no", "id"],
    "post": [POST_RANK, "user__pinyin", "id"],
    "name": ["user__pinyin", "police_no", "id"],
}


class OfficerFilter(StationFilter):
    """Officers; who has left the station shows up only when asked for.

    Each row gets ``team_id`` and ``team_name`` of ``date`` (today unless given).
    """

    q = django_filters.CharFilter(label=_("Name, pinyin or number"), method="search")
    team = rows(Team.objects.all, label=_("Team"), method="in_team", null_label=_("no team"), empty_label=_("all"))
    post = django_filters.ChoiceFilter(label=_("Post"), choices=Post.choices, empty_label=_("all"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Officer.Kind.choices, empty_label=_("all"))
    standing = django_filters.ChoiceFilter(
        label=_("Standing"), choices=Officer.Standing.choices, empty_label=_("not left")
    )
    speciality = django_filters.CharFilter(label=_("Speciality"), method="skilled")
    date = kit.day(label=_("Team on"), method="keep")
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"), method="keep", empty_label=_("police number"),
        choices=[("post", _("post, then name")), ("name", _("name"))],
    )  # fmt: skip

    def filter_queryset(self, queryset):
        """Teams of the day first, so that the team filter can use them; then the order (UI-14)."""
        values = self.form.cleaned_data
        queryset = queryset.with_team(values.get("date") or timezone.localdate())
        if not values.get("standing"):
            queryset = queryset.exclude(standing=Officer.Standing.LEFT)
        found = super().filter_queryset(queryset)
        return found.order_by(*ORDERS[values.get("sort") or "number"]).select_related("user")

    @staticmethod
    def search(queryset, name, value):
        """Name, pinyin, initials or police number."""
        return queryset.search(value)

    @staticmethod
    def in_team(queryset, name, value):
        """Members of one team on the day, or of none."""
        return queryset.filter(team_id=None if value == "null" else value.pk)

    @staticmethod
    def skilled(queryset, name, value):
        """Who has the speciality."""
        return queryset.filter(specialities__contains=[value])

    @staticmethod
    def keep(queryset, name, value):
        """Used by :meth:`filter_queryset` itself."""
        return queryset
