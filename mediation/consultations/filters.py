"""Filters of consultations and tasks, shared by page, API and export."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.consultations.words import Kind, State, TaskState
from mediation.network.models import Department
from mediation.network.readings import standing
from stations.kit.filters import StationFilter, day, rows


class ConsultationFilter(StationFilter):
    """Meetings by kind, state and day."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("Title of the meeting"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    date_from = day(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="starts_at", lookup_expr="date__lte", label=_("To"))


class TaskFilter(StationFilter):
    """Tasks by state, owner and day."""

    STATES = [("open", _("not done")), ("late", _("overdue")), ("mine", _("mine")), *TaskState.choices]

    q = django_filters.CharFilter(field_name="words", lookup_expr="icontains", label=_("Task"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    department = rows(lambda: Department.objects.all(), label=_("Department"))
    date_to = day(field_name="due_on", lookup_expr="lte", label=_("Due by"))

    def in_state(self, queryset, name, value):
        """A state, what is not done, late, or the person's own."""
        if value == "open":
            return queryset.exclude(state=TaskState.DONE)
        if value == "late":
            return queryset.exclude(state=TaskState.DONE).filter(due_on__lt=timezone.localdate())
        if value == "mine":
            who = standing(self.request.user)
            mine = queryset.filter(officer=who.officer_id) if who.officer_id else queryset.none()
            return mine | queryset.filter(mediator=who.mediator) if who.mediator else mine
        return queryset.filter(state=value)
