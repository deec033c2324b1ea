"""Forms of the handover: signatures, counts, notes, times."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.crews.models import Asset
from stations.handovers.models import HandoverNote
from stations.kit.forms import StationChoice, StationForm


def _assets():
    return Asset.objects.filter(active=True)


class SignForm(StationForm):
    """A signature; the reason is asked of who signs in place of the commander."""

    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)


class CountForm(StationForm):
    """How many of one thing are there."""

    asset = StationChoice(_assets, label=_("Thing"))
    counted = forms.IntegerField(label=_("Counted"), min_value=0, max_value=9999)
    remark = forms.CharField(label=_("Remark"), max_length=120, required=False)


class NoteForm(StationForm):
    """Something to pass on."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=HandoverNote.Kind.choices, initial=HandoverNote.Kind.NOTE, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What the next duty must know"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept encrypted. Notes about persons are shown to the command room, the leadership and the "
                    "officers on duty only."),
    )  # fmt: skip
    due_at = forms.DateTimeField(label=_("Due"), required=False, help_text=_("Leave empty if there is no deadline."),
                                 widget=forms.DateTimeInput)  # fmt: skip


class SettleForm(StationForm):
    """What came of a note."""

    outcome = forms.CharField(label=_("Outcome"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TimesForm(StationForm):
    """When a handover is written and when it is late."""

    prepare_minutes = forms.IntegerField(
        label=_("Written so many minutes before the handover"), min_value=5, max_value=240
    )
    on_time_minutes = forms.IntegerField(
        label=_("Both sign within so many minutes after it"), min_value=0, max_value=720,
        help_text=_("Later it counts as overdue: a red line on the pages of the command room and the leadership."),
    )  # fmt: skip
