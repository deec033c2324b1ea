"""Forms of findings: the guard's report, the office's verbs, the kinds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patrols.findings.models import FindingKind
from patrols.findings.words import Act
from patrols.squads.models import PatrolGroup
from stations.catalogue.fields import CategoryChoice
from stations.kit.forms import StationForm, photo_files, voice_notes


class ReportForm(StationForm):
    """What a guard reports about one kind of finding."""

    act = forms.ChoiceField(label=_("What did you do?"), widget=forms.RadioSelect)
    photos = photo_files(_("Photo"))
    after = photo_files(_("Photo from after"))
    voice = voice_notes(_("Voice note"))
    words = forms.CharField(
        label=_("In a few words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=_("Where"), max_length=160)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lng = forms.FloatField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, kind: FindingKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act, label) for act, label in Act.choices if act in kind.acts]


class AnswerForm(StationForm):
    """What the reporter is told."""

    words = forms.CharField(label=_("Answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(StationForm):
    """The end, with a word of thanks."""

    words = forms.CharField(
        label=_("What the reporter is told"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ObjectForm(StationForm):
    """What is not settled."""

    reason = forms.CharField(label=_("What is not settled"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class KindForm(StationForm):
    """A kind of finding and its what-to-do card."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=40)
    category = CategoryChoice(label=_("Becomes in the command room"))
    card = forms.CharField(
        label=_("What to do (one step a line)"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Shown to the guard at the moment of reporting."),
    )  # fmt: skip
    acts = forms.MultipleChoiceField(
        label=_("What guards may do"), choices=Act.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Checking people, seizing things and punishing are for the police alone (PA-14)."),
    )  # fmt: skip
    direct = forms.BooleanField(
        label=_("Straight to the command room"), required=False, help_text=_("Danger does not wait for the office.")
    )
    counts_for = forms.ChoiceField(
        label=_("Counts for"), required=False, choices=[("", _("no score sheet")), *PatrolGroup.Focus.choices]
    )
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=50)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
