"""Filters of the forum, shared by pages, API and exports."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum import readings
from community.forum.models_beside import Hiding, PostReport
from community.forum.words import (
    ADOPTED,
    OWED,
    QUESTION_STATES,
    SUGGESTION_STATES,
    Adoption,
    HidingState,
    Kind,
    NewsState,
    Reach,
    Seen,
    State,
)
from stations.agenda.standing_in import stands_in_for
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.models import Officer
from stations.organisation.rules import officer_of
from stations.places.readings import named_communities

OPEN = ("open", pgettext_lazy("forum", "Waiting for the station"))
WHICH = [
    ("mine", _("I am in charge")), ("nobody", _("nobody is in charge")), ("overdue", _("overdue")),
    ("check", _("waits to be checked")), ("reported", _("reported by readers")), ("appeal", _("appealed against")),
]  # fmt: skip


def _topics():
    return readings.topics()


def _officers():
    return Officer.objects.on_strength().select_related("user")


class PostFilter(StationFilter):
    """By words, kind, state, what waits, topic, community, officer and day."""

    q = django_filters.CharFilter(method="search", label=_("Words or number"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=[OPEN, *State.choices], method="in_state", label=_("State"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="of_which", label=_("Which"))
    topic = rows(_topics, label=_("Topic"))
    community = rows(named_communities, label=_("Community"))
    officer = rows(_officers, label=pgettext_lazy("forum", "officer in charge"))
    adoption = django_filters.ChoiceFilter(
        choices=[("any", _("adopted, also in part")), *Adoption.choices], method="of_adoption", label=_("outcome"),
    )  # fmt: skip
    in_time = django_filters.ChoiceFilter(
        choices=[("true", _("yes")), ("false", _("no"))], method="answered_in_time", widget=HiddenInput,
        label=_("answered in time"),
    )  # fmt: skip
    date_from = day(field_name="written_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="written_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or everything that is owed."""
        return queryset.filter(state__in=OWED if value == "open" else [value])

    def answered_in_time(self, queryset, name, value):
        """Answered by the day that was due; "no": too late, or not yet and overdue."""
        if value == "true":
            return queryset.filter(in_time=True)
        late = Q(in_time=False) | Q(in_time=None, state__in=OWED, due_on__lt=timezone.localdate())
        return queryset.filter(late)

    def of_adoption(self, queryset, name, value):
        """An outcome, or any that adopts something."""
        return queryset.filter(adoption__in=ADOPTED if value == "any" else [value])

    def of_which(self, queryset, name, value):
        """What one looks for every day."""
        user = self.request.user
        own = officer_of(user)
        wanted = {
            # Also what one stands in for (0029).
            "mine": Q(officer=own) | Q(officer__in=stands_in_for(user)) if own else Q(pk=None),
            "nobody": Q(officer=None, state__in=OWED),
            "overdue": Q(state__in=OWED, due_on__lt=timezone.localdate()),
            "check": Q(seen=Seen.WAITING) & ~Q(state__in=(State.WITHDRAWN, State.REFUSED, State.MERGED)),
            "reported": Q(pk__in=_reported()), "appeal": Q(pk__in=_appealed()),
        }  # fmt: skip
        return queryset.filter(wanted[value])

    def search(self, queryset, name, value):
        """Part of the words, the whole number."""
        text = value.strip()
        return queryset.filter(Q(text__contains=text) | Q(number__iexact=text) | Q(reply__contains=text))


def _reported():
    return PostReport.objects.filter(settled_at=None).values("post_id")


def _appealed():
    return Hiding.objects.filter(state=HidingState.APPEALED).values("post_id")


class QuestionFilter(PostFilter):
    """Questions of the API."""

    kind = adoption = None
    state = django_filters.ChoiceFilter(
        choices=[OPEN, *((state.value, state.label) for state in QUESTION_STATES)], method="in_state",
        label=_("State"),
    )  # fmt: skip
    sitting = django_filters.NumberFilter(field_name="sitting_id", label=_("sitting"))


class SuggestionFilter(PostFilter):
    """Suggestions of the API."""

    kind = in_time = None
    state = django_filters.ChoiceFilter(
        choices=[OPEN, *((state.value, state.label) for state in SUGGESTION_STATES)], method="in_state",
        label=_("State"),
    )  # fmt: skip


class AnswerFilter(StationFilter):
    """Official answers: by words, topic, readers, and how long they hold."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    topic = rows(_topics, label=_("Topic"))
    reach = django_filters.ChoiceFilter(choices=Reach.choices, label=_("read by"))
    which = django_filters.ChoiceFilter(
        choices=[
            ("valid", _("valid")), ("review", _("under review")), ("mine", _("mine")), ("retired", _("retired")),
        ],
        method="of_which", label=_("Which"),
    )  # fmt: skip

    def of_which(self, queryset, name, value):
        """Valid today, under review, mine or retired."""
        today = timezone.localdate()
        if value == "mine":
            own = officer_of(self.request.user)
            return queryset.in_force().filter(officer_id=own.pk if own else 0)
        if value == "retired":
            return queryset.filter(state="retired")
        return queryset.valid(today) if value == "valid" else queryset.to_review(today)

    def search(self, queryset, name, value):
        """Part of question, answer or basis."""
        text = value.strip()
        return queryset.filter(Q(question__contains=text) | Q(text__contains=text) | Q(basis__contains=text))


class NewsFilter(StationFilter):
    """Notices of the station: by words, and whether they still hold."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    which = django_filters.ChoiceFilter(
        choices=[("current", pgettext_lazy("announcement", "shown now")), ("past", _("past their last day")),
                 *NewsState.choices],
        method="of_which", label=_("Which"),
    )  # fmt: skip

    def of_which(self, queryset, name, value):
        """Shown now, past the last day, or a state."""
        today = timezone.localdate()
        if value == "current":
            return queryset.current(today)
        if value == "past":
            return queryset.filter(state=NewsState.PUBLISHED, ends_on__lt=today)
        return queryset.filter(state=value)

    def search(self, queryset, name, value):
        """Part of title or text."""
        text = value.strip()
        return queryset.filter(Q(title__contains=text) | Q(body__contains=text))
