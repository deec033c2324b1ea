"""Forms of check-ins: a decision about a doubt, an entry by hand."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.checkins.words import Verdict
from patrols.routes.models import Checkpoint
from patrols.squads.models import Guard
from stations.kit.forms import StationChoice, StationForm

# What is said most often; anything else is typed.
REASONS = (
    _("Asked the guard, plausible"), _("Position drifts here"), _("Seen on camera"), _("Phone was broken"),
    _("Not there according to the camera"), _("Somebody else used the phone"),
)  # fmt: skip


class ReviewForm(StationForm):
    """Counts or not, and why."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class EntryForm(StationForm):
    """A check-in by hand for a duty."""

    checkpoint = StationChoice(rows=Checkpoint.objects.none, label=_("Checkpoint"))
    guard = StationChoice(rows=Guard.objects.none, label=_("Guard"))
    at = forms.DateTimeField(
        label=_("Time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("When the guard was there, within the duty."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Why there is no check-in: phone broken, sign gone …")
    )

    def __init__(self, *args, duty, **kwargs):
        kwargs.setdefault("initial", {})["at"] = timezone.localtime(duty.starts_at)
        super().__init__(*args, **kwargs)
        owed = Checkpoint.objects.filter(targets__duty=duty, targets__visits=0).order_by("targets__seq")
        self.fields["checkpoint"].queryset = owed
        named = Guard.objects.filter(duties__duty=duty, duties__holds=True).select_related("user")
        self.fields["guard"].queryset = named.order_by("guard_no")


class AnswerForm(StationForm):
    """Why an entry is refused."""

    answer = forms.CharField(label=_("Reason"), max_length=200)
