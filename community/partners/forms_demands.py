"""Forms of demands, talks and recovered losses."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.partners import readings
from community.partners.forms import NamedForm, buildings, enterprises, officers, once, words
from community.partners.models import MeetingSeries
from community.partners.words import Manner
from stations.casework.models import PoliceCase
from stations.incidents.models import Incident
from stations.kit import receipts
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.training.models import Sitting

MOST_BYTES = 10 * 1024 * 1024


def _series():
    """Series of joint meetings in use."""
    return MeetingSeries.objects.filter(active=True)


# -- demands -------------------------------------------------------------------------------------------------------


class DemandForm(NamedForm):
    """A demand that an officer takes down."""

    kind = StationChoice(readings.kinds, label=_("Kind"))
    enterprise = StationChoice(enterprises, label=_("Enterprise"), required=False, empty_label=_("not on the list"))
    shop = forms.CharField(
        label=_("Shop or unit"), max_length=80, required=False, help_text=_("Where it is not on the list.")
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    words = words(_("What is asked for"), 500)
    phone = forms.CharField(label=_("Telephone to call back"), max_length=20, required=False)
    client_id = once()


class PublicDemandForm(StationForm):
    """What a merchant asks for, by the code in the building."""

    kind = StationChoice(readings.kinds, label=_("What is it about"), empty_label=None, widget=forms.RadioSelect)
    shop = forms.CharField(label=_("Name of your shop or unit"), max_length=80)
    place = forms.CharField(label=_("Floor and number"), max_length=120, required=False)
    words = words(_("What do you ask for"), 500, rows=4)
    phone = forms.RegexField(
        r"^[0-9 +()-]{7,20}$", label=_("Telephone, if we may call back"), required=False, max_length=20,
        error_messages={"invalid": _("Write a mobile or land line number, or leave it empty.")},
        help_text=_("Seen by the officer in charge only, deleted some weeks after the end."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    for_meeting = forms.BooleanField(label=_("Also propose it for the next joint meeting"), required=False)
    client_id = once()


class ReceiptForm(forms.Form):
    """The code of a demand; with it the enterprise confirms or returns."""

    receipt = forms.CharField(
        label=_("Receipt code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    verb = forms.ChoiceField(choices=[("", ""), ("confirm", ""), ("send_back", "")], required=False)
    reason = forms.CharField(max_length=300, required=False)

    def clean_receipt(self) -> str:
        """In capitals, without the spaces and hyphens people type."""
        return receipts.tidy(self.cleaned_data["receipt"])


class DeclineForm(StationForm):
    """Why a demand is not accepted."""

    reason = words(_("Reason"), 300, help_text=_("The enterprise reads it: say whose matter it is."))


class AssignForm(NamedForm):
    """Who is in charge, and which enterprise of the list it is."""

    officer = StationChoice(officers, label=pgettext_lazy("demand", "Officer in charge"))
    enterprise = StationChoice(enterprises, label=_("Enterprise"), required=False, empty_label=_("not on the list"))


class AnswerForm(StationForm):
    """What the enterprise reads."""

    words = words(_("Answer"), 500, rows=5, help_text=_("Say what was done, by when, and whom to ask."))


class PassForm(StationForm):
    """To which department, and by when it replies."""

    department = forms.CharField(
        label=_("Department"), max_length=60, widget=forms.TextInput(attrs={"list": "pt-departments"})
    )
    words = words(_("What is asked of it"), 300, required=False)
    days = forms.IntegerField(label=_("Reply within (working days)"), min_value=1, max_value=60, initial=5)


class ReplyForm(StationForm):
    """What the department replied."""

    theirs = forms.TypedChoiceField(
        label=_("The department"), choices=[("yes", _("has dealt with it")), ("no", _("says it is not theirs"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    reply = words(_("Reply"), 500)


# -- talks and losses ----------------------------------------------------------------------------------------------


class TalkForm(NamedForm):
    """A talk that was given."""

    held_on = DayField(label=_("Day"))
    topic = forms.CharField(label=_("Topic"), max_length=80)
    enterprise = StationChoice(enterprises, label=_("Enterprise"), required=False, empty_label="—")
    building = StationChoice(buildings, label=_("Building"), required=False, empty_label="—")
    place = forms.CharField(label=_("Place"), max_length=120)
    speaker = StationChoice(officers, label=pgettext_lazy("talk", "Given by"))
    people = forms.IntegerField(label=_("How many people came"), min_value=1, max_value=5000)
    leaflets = forms.IntegerField(label=_("Leaflets given out"), min_value=0, max_value=50000, initial=0)
    sitting = StationChoice(
        Sitting.objects.none, label=_("Sitting of the training"), required=False, empty_label=_("none"),
        help_text=_("Where the talk was a sitting, choose it: the two count as one."),
    )  # fmt: skip
    note = words(_("Note"), 300, required=False)
    client_id = once()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sitting"].queryset = readings.sittings_without_talk().order_by("-starts_at")
        self.fields["sitting"].label_from_instance = lambda row: (
            f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M} {row.course.title}"
        )


class LossForm(NamedForm):
    """A loss that was recovered."""

    enterprise = StationChoice(enterprises, label=_("Enterprise"), required=False, empty_label=_("not on the list"))
    unit = forms.CharField(
        label=_("Other unit"), max_length=80, required=False, help_text=_("Never the name of a person.")
    )
    manner = forms.ChoiceField(label=_("Kind of loss"), choices=Manner.choices, widget=forms.RadioSelect)
    what = forms.CharField(label=_("What was recovered"), max_length=200)
    amount = forms.DecimalField(label=_("Amount (yuan)"), min_value=0, max_digits=12, decimal_places=2)
    recovered_on = DayField(label=_("Recovered on"))
    incident = forms.CharField(label=_("Number of the incident"), max_length=30, required=False)
    case = forms.CharField(label=_("Number of the case"), max_length=30, required=False)
    reference = forms.CharField(label=_("Number elsewhere"), max_length=60, required=False)
    client_id = once()

    def clean_incident(self):
        """The incident of that number."""
        text = self.cleaned_data["incident"].strip()
        return self._found(Incident, text, _("There is no incident of this number.")) if text else None

    def clean_case(self):
        """The case of that number."""
        text = self.cleaned_data["case"].strip()
        return self._found(PoliceCase, text, _("There is no case of this number.")) if text else None

    @staticmethod
    def _found(model, text: str, unknown):
        year, _dash, serial = text.rpartition("-")
        year = "".join(filter(str.isdigit, year))[-4:]
        if not (year and serial.isascii() and serial.isdigit() and len(serial) < 9):
            raise forms.ValidationError(unknown)
        row = model.objects.filter(year=int(year), serial=int(serial)).first()
        if row is None:
            raise forms.ValidationError(unknown)
        return row


class GiveBackForm(StationForm):
    """Against which receipt."""

    given_back_on = DayField(label=_("Given back on"))
    receipt_no = forms.CharField(label=_("Number of the receipt"), max_length=40, required=False)
    scan = forms.FileField(
        label=_("Photo or scan of the signed receipt"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf", "capture": "environment"}),
    )  # fmt: skip

    def clean(self):
        """One of the two; the file as name and bytes."""
        told = super().clean()
        upload = told.get("scan")
        if upload and upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": 10})
        if not upload and not told.get("receipt_no"):
            raise forms.ValidationError(_("Give the number of the receipt, or a scan of it."))
        told["scan"] = (upload.name, upload.read()) if upload else None
        return told


class SeriesChoiceForm(StationForm):
    """For which series of joint meetings a demand is proposed."""

    series = StationChoice(_series, label=_("Series"), empty_label=None)

    def __init__(self, *args, demand, **kwargs):
        super().__init__(*args, **kwargs)
        rows = _series()
        near = rows.filter(building=demand.building_id) if demand.building_id else rows.none()
        self.fields["series"].initial = near.values_list("pk", flat=True).first()
