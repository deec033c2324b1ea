"""Forms of the analysis."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.analysis.models import Briefing, Operation
from stations.analysis.periods import CHOICES
from stations.catalogue.models import Category
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.models import Officer
from stations.places.models import Community, CommunityPost, Grid
from stations.roster.forms import OfficerChoice

AREA = forms.Textarea(attrs={"rows": 6})


def _police():
    rows = Officer.objects.on_strength().with_team(timezone.localdate()).select_related("user")
    return rows.order_by("team_id", "police_no")


def _full_time():
    """The A角 of today."""
    posts = CommunityPost.objects.filter(role=CommunityPost.Role.A, end=None)
    return _police().filter(pk__in=posts.values("officer"))


def _communities():
    return Community.objects.all()


def _grids():
    return Grid.objects.select_related("community")


def _categories():
    return Category.objects.filter(active=True, level__lte=2)


class CategoryChoice(StationChoice):
    """A category by its whole path."""

    def label_from_instance(self, category) -> str:
        """``纠纷 / 邻里纠纷``."""
        return category.path


class LookForm(StationForm):
    """Which period is looked at."""

    period = forms.ChoiceField(label=_("Period"), choices=CHOICES, required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)


class TaskForm(StationForm):
    """A new task."""

    title = forms.CharField(label=_("Task"), max_length=120)
    owner = OfficerChoice(_police, label=_("Given to"), required=False)
    due_on = DayField(label=_("Due on"), required=False)
    community = StationChoice(_communities, label=_("Community"), required=False)


class AssignForm(StationForm):
    """Who does a task, by when."""

    owner = OfficerChoice(_police, label=_("Given to"))
    due_on = DayField(label=_("Due on"), required=False)


class ResultForm(StationForm):
    """What came of a task, or why it is not needed."""

    result = forms.CharField(label=_("Result"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class BriefingForm(StationForm):
    """Call a meeting."""

    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=Briefing.Rhythm.choices)
    topic = forms.CharField(label=_("Topic"), max_length=80)
    first = DayField(label=_("About the days from"))
    last = DayField(label=_("to"))
    chair = OfficerChoice(_police, label=_("Chaired by"), required=False)


class HoldForm(StationForm):
    """What a meeting found."""

    held_at = forms.DateTimeField(
        label=_("Held at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    findings = forms.CharField(label=_("Findings"), max_length=4000, widget=AREA)


class OperationForm(StationForm):
    """Plan an operation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Operation.Kind.choices)
    name = forms.CharField(label=_("Name of the operation"), max_length=80)
    category = CategoryChoice(
        _categories, label=_("Against"), required=False, help_text=_("Counted before and after.")
    )
    community = StationChoice(_communities, label=_("Community"), required=False)
    grid = StationChoice(_grids, label=_("Grid"), required=False)
    place = forms.CharField(label=_("Place"), max_length=120)
    start = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    lead = OfficerChoice(_police, label=_("Led by"))
    forces = forms.CharField(label=_("Forces"), max_length=200)
    goal = forms.CharField(label=_("Goal"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(StationForm):
    """What an operation brought."""

    review = forms.CharField(label=_("Review"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PulledOffForm(StationForm):
    """An A角 was taken off community work."""

    officer = OfficerChoice(_full_time, label=_("Community officer (A role)"))
    day = DayField(label=_("Day"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0.5, max_value=24, decimal_places=1)
    work = forms.CharField(label=_("Taken off for"), max_length=120)
