"""Forms of working with enterprises."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Building, Enterprise
from community.groups.models import Trade
from community.partners import readings
from community.partners.models import AgendaItem, Invitee, JointMeeting
from community.partners.words import Outcome
from stations.kit.forms import DayField, StationChoice, StationForm, StationMultipleChoice
from stations.organisation.models import Officer
from stations.places.models import Community


def words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    """A longer text."""
    box = forms.Textarea(attrs={"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=box, **kwargs)


def once() -> forms.UUIDField:
    """The form's own random number: sent again it does nothing twice."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def officers():
    """Who can be put in charge."""
    rows = Officer.objects.filter(standing=Officer.Standing.ON_POST, kind=Officer.Kind.POLICE)
    return rows.select_related("user").order_by("police_no")


def enterprises():
    """Those of the list that are here."""
    return Enterprise.objects.present().select_related("building")


def buildings():
    """Those in use."""
    return Building.objects.filter(active=True)


class NamedForm(StationForm):
    """Officers and enterprises read as names; long lists are searched while typing."""

    OFFICERS = frozenset({"officer", "officers", "chair", "speaker"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.OFFICERS:
                field.label_from_instance = lambda row: f"{row.user.name} {row.police_no}"
            elif name in {"enterprise", "enterprises"}:
                if name == "enterprise":
                    field.widget.attrs["data-combobox"] = ""
                field.label_from_instance = lambda row: f"{row.name} {row.building or ''} {row.unit}".strip()


class SettingsForm(StationForm):
    """Numbers of days and the trade of merchants."""

    accept_days = forms.IntegerField(label=_("A demand is accepted within (working days)"), min_value=1, max_value=30)
    again_days = forms.IntegerField(
        label=_("A demand that was returned is answered again within (working days)"), min_value=1, max_value=60
    )
    confirm_days = forms.IntegerField(
        label=_("Without a word of the enterprise a demand is closed after (days)"), min_value=1, max_value=180
    )
    phone_days = forms.IntegerField(
        label=_("Telephone numbers are deleted after the end of a demand (days)"), min_value=0, max_value=365
    )
    merchant_trade = StationChoice(
        Trade.objects.all, label=_("Trade of the members who are merchants"), required=False, empty_label="—",
        help_text=_("They are the audience “merchants” of the training."),
    )  # fmt: skip


class KindForm(StationForm):
    """A kind of demand."""

    name = forms.CharField(label=_("Name"), max_length=30)
    days = forms.IntegerField(label=_("Answered within (working days)"), min_value=1, max_value=120, initial=5)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


# -- joint meetings ------------------------------------------------------------------------------------------------


class SeriesForm(NamedForm):
    """A series of joint meetings."""

    title = forms.CharField(label=_("Name of the meeting or series"), max_length=60)
    building = StationChoice(buildings, label=_("Building"), required=False, empty_label="—")
    community = StationChoice(
        Community.objects.all, label=_("Community"), required=False, empty_label=_("that of the building, or none")
    )
    place = forms.CharField(label=_("Usual place"), max_length=120, required=False)
    chair = StationChoice(officers, label=_("Chair"), required=False, empty_label="—")
    every_months = forms.IntegerField(label=_("Every (months)"), min_value=1, max_value=12, initial=3)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class MeetingForm(NamedForm):
    """When and where, and who takes the chair."""

    title = forms.CharField(
        label=_("Name of the meeting or series"),
        max_length=80,
        required=False,
        help_text=_("Empty: the series and the number."),
    )
    starts_at = forms.DateTimeField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Duration (min)"), min_value=10, max_value=600, initial=90)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    chair = StationChoice(officers, label=_("Chair"), required=False, empty_label="—")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def values_of(meeting: JointMeeting) -> dict:
        """Initial values of a planned meeting."""
        return {
            "title": meeting.title, "starts_at": timezone.localtime(meeting.starts_at), "place": meeting.place,
            "minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60), "chair": meeting.chair_id,
            "version": meeting.version,
        }  # fmt: skip


def _many(rows, label) -> StationMultipleChoice:
    return StationMultipleChoice(rows, label=label, required=False, widget=forms.CheckboxSelectMultiple)


class InviteForm(NamedForm):
    """Who is invited: of the station, of the list, from outside."""

    officers = _many(officers, _("Officers"))
    enterprises = _many(enterprises, _("Enterprises"))
    units = words(
        _("Units from outside"), 2000, rows=4, required=False,
        help_text=_("One a line: the unit, then who comes, separated by a comma. No telephone numbers."),
    )  # fmt: skip

    def __init__(self, *args, meeting: JointMeeting, **kwargs):
        rows = list(meeting.invitees.all())
        initial = {
            f"{name}s": [getattr(row, f"{name}_id") for row in rows if getattr(row, f"{name}_id")]
            for name in ("officer", "enterprise")
        }
        initial["units"] = "\n".join("，".join(filter(None, (row.unit, row.person))) for row in rows if row.unit)
        super().__init__(*args, **({"initial": initial} | kwargs))
        series = meeting.series
        if series.building_id or series.community_id:
            its = {"building": series.building_id} if series.building_id else {"community": series.community_id}
            near = enterprises().filter(**its)
            there = [row.enterprise_id for row in rows if row.enterprise_id]
            self.fields["enterprises"].queryset = near | enterprises().filter(pk__in=there)

    def clean_units(self) -> list[tuple[str, str]]:
        """(unit, who comes) of every line."""
        found = []
        for line in self.cleaned_data["units"].splitlines():
            unit, _comma, person = line.replace(",", "，").partition("，")
            if unit.strip():
                found.append((unit.strip(), person.strip()))
        return found


class ItemForm(NamedForm):
    """Something to speak about."""

    topic = forms.CharField(label=_("Topic"), max_length=80)
    why = words(_("Why"), 300, required=False)
    enterprise = StationChoice(enterprises, label=_("For the enterprise"), required=False, empty_label="—")


class JudgeForm(StationForm):
    """Why a proposal is not taken on."""

    reason = words(_("Reason"), 200)


class SettleForm(StationForm):
    """What the meeting made of an item."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    outcome_words = words(_("What was said and settled"), 500, required=False)


class HoldForm(StationForm):
    """Who came, and the minutes."""

    came = StationMultipleChoice(
        lambda: Invitee.objects.none(), label=_("Who came"), widget=forms.CheckboxSelectMultiple
    )
    minutes = words(
        pgettext_lazy("joint meeting", "Minutes"), 4000, rows=8, required=False,
        help_text=_("They can be written later, until they are final."),
    )  # fmt: skip

    def __init__(self, *args, meeting: JointMeeting, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        field.queryset = meeting.invitees.select_related("officer__user", "enterprise")
        field.label_from_instance = readings.name_of


class MinutesForm(StationForm):
    """The minutes."""

    minutes = words(pgettext_lazy("joint meeting", "Minutes"), 4000, rows=12)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HearForm(StationForm):
    """What the meeting heard about a resolution it took over."""

    told = words(_("What the meeting heard"), 300)


class ReasonForm(StationForm):
    """Why."""

    reason = words(_("Reason"), 200)


class ResolutionForm(NamedForm):
    """What is to be done, by whom, until when."""

    words = words(_("What is to be done"), 300)
    item = StationChoice(
        AgendaItem.objects.none, label=_("Item of the agenda"), required=False, empty_label=_("in general")
    )
    officer = StationChoice(officers, label=_("Officer"), required=False, empty_label="—")
    enterprise = StationChoice(enterprises, label=_("Enterprise"), required=False, empty_label="—")
    unit = forms.CharField(label=_("Unit from outside"), max_length=80, required=False)
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args, meeting: JointMeeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.filter(state="on")

    def clean(self):
        """Exactly one owner."""
        told = super().clean()
        if sum(bool(told.get(name)) for name in ("officer", "enterprise", "unit")) != 1:
            raise forms.ValidationError(_("Name one who does it: an officer, an enterprise, or a unit from outside."))
        return told


class FinishForm(StationForm):
    """What came of a resolution."""

    result = words(_("What was done"), 500)
    done_on = DayField(label=_("Done on"), required=False, help_text=_("Empty: today."))


class PutOffForm(StationForm):
    """Another day."""

    due_on = DayField(label=_("Due on"), help_text=_("“In time” is still measured by the first day."))
