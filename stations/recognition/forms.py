"""Forms of recognition."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.forms import DayField, StationForm
from stations.recognition.models import Commendation
from stations.recognition.readings import recipients


class CommendationForm(StationForm):
    """A commendation for one person or one unit."""

    recipient = forms.ChoiceField(label=_("For whom"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Commendation.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=pgettext_lazy("commendation", "Title"), max_length=80)
    words = forms.CharField(label=_("For what"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    given_on = DayField(label=_("Given on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", "—"), *recipients()]
        self.fields["given_on"].initial = timezone.localdate()


class StrikeForm(StationForm):
    """Why a commendation is struck."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PointsForm(StationForm):
    """Whether the station keeps points."""

    points = forms.BooleanField(
        label=_("Keep points"),
        required=False,
        help_text=_("Thanks and awards come first. Points are off unless the station wants them."),
    )


class RuleForm(StationForm):
    """What an act is worth."""

    act = forms.SlugField(label=_("Code of the act"), max_length=40)
    label = forms.CharField(label=_("Name"), max_length=60)
    points = forms.IntegerField(label=pgettext_lazy("recognition", "Points"), min_value=0, max_value=1000)
    monthly_cap = forms.IntegerField(label=_("At most a month (0: no cap)"), min_value=0, max_value=10000)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
