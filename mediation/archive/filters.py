"""Filters of follow-ups, complaints and the archive; the parameter names are a contract with the figures."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.archive.words import Misconduct, Result, Verdict
from mediation.cases.models import Case
from mediation.cases.readings import mine
from mediation.cases.words import Track
from mediation.network.words import Cause
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities

WHICH = [("due", _("due")), ("overdue", _("overdue")), ("mine", _("mine, still due")), ("done", _("on record"))]


class FollowUpFilter(StationFilter):
    """Visits by what is due, day, result and community."""

    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    result = django_filters.ChoiceFilter(choices=Result.choices, label=_("Result"))
    community = rows(named_communities, field_name="case__community", label=_("Community"))
    case = django_filters.NumberFilter(field_name="case", label=_("Case"), widget=HiddenInput)
    date_from = day(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    date_to = day(field_name="due_on", lookup_expr="lte", label=_("Due to"))

    def filter_which(self, queryset, name, value: str):
        """What one looks for every day."""
        if value == "done":
            return queryset.filter(visited_at__isnull=False)
        due = queryset.filter(visited_at=None)
        if value == "overdue":
            return due.filter(due_on__lt=timezone.localdate())
        if value == "mine":
            return due.filter(case__in=Case.objects.visible_to(self.request.user).filter(mine(self.request.user)))
        return due


class ComplaintFilter(StationFilter):
    """Complaints by what they are about and how they ended."""

    which = django_filters.ChoiceFilter(
        choices=[("open", _("not handled yet"))], method="filter_which", label=_("Which"), empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(choices=Misconduct.choices, label=_("About"))
    verdict = django_filters.ChoiceFilter(choices=Verdict.choices, label=_("Outcome"))

    def filter_which(self, queryset, name, value: str):
        """What still has to be handled."""
        return queryset.filter(handled_at=None)


class ArchiveFilter(StationFilter):
    """Filed cases by volume, track, cause, community and day."""

    q = django_filters.CharFilter(method="filter_text", label=_("Volume or case number"))
    track = django_filters.ChoiceFilter(field_name="case__track", choices=Track.choices, label=_("Track"))
    cause = django_filters.ChoiceFilter(field_name="case__cause", choices=Cause.choices, label=_("Cause"))
    community = rows(named_communities, field_name="case__community", label=_("Community"))
    date_from = day(field_name="filed_on", lookup_expr="gte", label=_("Filed from"))
    date_to = day(field_name="filed_on", lookup_expr="lte", label=_("Filed to"))

    def filter_text(self, queryset, name, value: str):
        """``2026-0012``, ``12``, a case's ``2026-T0007``, or a part of the prescribed number."""
        text = value.strip()
        found = Q(case__numbers__text__icontains=text)
        year, _dash, serial = text.upper().rpartition("-")
        plain = serial.lstrip("T")
        if plain.isdecimal() and len(plain) < 9:
            number = Q(case__serial=int(plain)) if serial.startswith("T") else Q(serial=int(plain))
            found |= number & Q(year=int(year)) if year.isdecimal() and len(year) == 4 else number
        return queryset.filter(found).distinct()
