"""Forms of training."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.forms import StationChoice, StationForm
from stations.training import rules
from stations.training.models import Course
from stations.training.registry import audience, audiences


class CourseForm(StationForm):
    """A course; its audience is one the person teaches."""

    title = forms.CharField(label=pgettext_lazy("course", "Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Course.Kind.choices)
    audience = forms.ChoiceField(label=_("Audience"))
    content = forms.CharField(
        label=_("Content"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440, initial=45)
    required = forms.BooleanField(label=_("Everybody of the audience needs it"), required=False)
    valid_months = forms.IntegerField(
        label=_("To be repeated after (months)"), min_value=0, max_value=120, initial=0,
        help_text=_("0: once is enough."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (entry.code, entry.label) for entry in audiences() if rules.may_teach(user, entry.code)
        ]


def _courses():
    return Course.objects.filter(active=True)


class SittingForm(StationForm):
    """When and where a course is held, and for whom."""

    course = StationChoice(_courses, label=_("Course"))
    starts_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    online = forms.CharField(label=_("Online address"), max_length=200, required=False)
    parts = forms.MultipleChoiceField(
        label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: the whole audience is invited."),
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=5000, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [pair for entry in audiences() for pair in entry.parts()]


class SignInForm(StationForm):
    """The digits of the screen."""

    code = forms.CharField(
        label=_("Digits on the screen"), max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class MarkForm(StationForm):
    """Who is there, of those invited."""

    present = forms.MultipleChoiceField(label=_("Present"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [
            (str(row.user_id), row.user.name) for row in rows if row.attended_at is None
        ]


class AddForm(StationForm):
    """Somebody of the audience who came without an invitation."""

    person = forms.ChoiceField(label=_("Also there"))

    def __init__(self, *args, sitting, rows, **kwargs):
        super().__init__(*args, **kwargs)
        entry, known = audience(sitting.course.audience), {row.user_id for row in rows}
        people = entry.people([], timezone.localdate(sitting.starts_at)) if entry else []
        self.fields["person"].choices = [(str(one.pk), one.name) for one in people if one.pk not in known]
