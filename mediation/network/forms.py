"""Input of rooms, mediators, departments, centres, bookings, sitting hours and settings."""

import re
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.network.models import (
    GovCenter,
    MediationRoom,
    MediationSettings,
    MediatorKind,
)
from mediation.network.words import Cause, Group
from stations.imports.fields import CodeField, PhoneField
from stations.kit.forms import ClockField, DayField, StationChoice, StationForm, StationMultipleChoice
from stations.organisation.models import Officer
from stations.places.models import Community, Grid

WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip


def open_rooms():
    """Rooms in use."""
    return MediationRoom.objects.filter(active=True)


def open_kinds():
    """Kinds in use."""
    return MediatorKind.objects.filter(active=True)


def free_officers():
    """Officers on post who have no mediation profile yet."""
    rows = Officer.objects.serving().filter(user__mediator=None).select_related("user")
    return rows.order_by("user__pinyin", "police_no")


class WordsField(forms.CharField):
    """Several words in one line, separated by commas or 、."""

    def __init__(self, *, longest: int = 20, **kwargs):
        self.longest = longest
        super().__init__(**{"required": False} | kwargs)

    def prepare_value(self, value):
        """A list as it is typed."""
        return "、".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        """The words in order, each once."""
        words = [word.strip() for word in re.split(r"[、,，;；\n]+", super().clean(value))]
        if any(len(word) > self.longest for word in words):
            raise forms.ValidationError(
                _("Each of them has at most %(longest)s characters.") % {"longest": self.longest}
            )
        return list(dict.fromkeys(word for word in words if word))


class OfficerChoice(StationChoice):
    """A choice among officers, told apart by police number."""

    def label_from_instance(self, obj) -> str:
        """Name, number and post."""
        return f"{obj.user.name}（{obj.police_no}）{obj.get_post_display()}"


class KindChoice(StationChoice):
    """A choice among kinds, with their group."""

    def label_from_instance(self, obj) -> str:
        """``老党员（五老）``."""
        return f"{obj.name}（{obj.get_group_display()}）"


def subjects(label, help_text="") -> forms.MultipleChoiceField:
    """Causes of disputes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=Cause.choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class RoomForm(StationForm):
    """A mediation room."""

    code = CodeField(label=_("Code"), max_length=20)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    level = forms.ChoiceField(label=_("Level"), choices=MediationRoom.Level.choices)
    community = StationChoice(rows=Community.objects.all, label=_("Community"), required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    seats = forms.IntegerField(label=_("Room for (persons)"), min_value=1, max_value=200, initial=8)
    opening = forms.CharField(label=_("Opening hours"), max_length=60, required=False)
    case_venue = forms.BooleanField(
        label=_("Case-handling venue with full recording"), required=False,
        help_text=_("Only there may one officer alone mediate a public order case (ZA-22)."),
    )  # fmt: skip
    online = forms.BooleanField(label=_("Equipped for online sessions"), required=False)


class RoomEditForm(RoomForm):
    """A known room, and whether it is still in use."""

    active = forms.BooleanField(label=_("In use"), required=False)


class BookingForm(StationForm):
    """A room for a time of one day."""

    room = StationChoice(rows=open_rooms, label=_("Room"))
    day = DayField(label=_("Day"), initial=timezone.localdate)
    begins = ClockField(label=_("Begins at"))
    ends = ClockField(label=_("Ends at"))
    purpose = forms.CharField(
        label=_("Purpose"), max_length=80, help_text=_("Number or title, never the name of a party.")
    )

    def clean(self):
        """Day and times as moments."""
        values = super().clean()
        if all(values.get(key) is not None for key in ("day", "begins", "ends")):
            day = values.pop("day")
            values["starts_at"] = timezone.make_aware(datetime.combine(day, values.pop("begins")))
            values["ends_at"] = timezone.make_aware(datetime.combine(day, values.pop("ends")))
        return values


class KindForm(StationForm):
    """A kind of mediator."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=30)
    group = forms.ChoiceField(label=_("Fixed group"), choices=Group.choices)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=10)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class MediatorForm(StationForm):
    """Facts of a mediator."""

    kind = KindChoice(rows=open_kinds, label=_("Kind"))
    room = StationChoice(rows=open_rooms, label=_("Room"), required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    licence_no = forms.CharField(
        label=_("Practising licence number"), max_length=60, required=False, help_text=_("Needed for a lawyer.")
    )
    subjects = subjects(_("Subjects"), _("None ticked: all of them."))
    communities = StationMultipleChoice(
        rows=Community.objects.all, label=_("Communities"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )  # fmt: skip
    grid = StationChoice(rows=Grid.objects.all, label=_("Grid"), required=False)
    languages = WordsField(label=_("Languages and dialects"), help_text=_("Separated by commas."))
    most_open = forms.IntegerField(label=_("Open cases at most"), min_value=0, max_value=200, initial=8)
    of_committee = forms.BooleanField(
        label=_("Mediates for the committee"), required=False, initial=True,
        help_text=_("People's mediation is done by the committee's mediators (RT-03); officers never are."),
    )  # fmt: skip
    keeper = forms.BooleanField(
        label=_("Keeps the mediation room"), required=False,
        help_text=_("Registers, allots and files: sees all cases of the station."),
    )  # fmt: skip


class NewMediatorForm(MediatorForm):
    """A mediator who joins: an officer of the station, or somebody with a name and a phone."""

    field_order = ("officer", "name", "phone", "number", "joined_on", "kind")
    officer = OfficerChoice(
        rows=free_officers, label=_("Officer of the station"), required=False,
        empty_label=_("(somebody from outside)"), help_text=_("The profile is put on the officer's own account."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=60, required=False, help_text=_("Not for an officer."))
    phone = PhoneField(help_text=_("Somebody already known in the station by this number keeps the account."))
    number = CodeField(label=_("Number"), max_length=20)
    joined_on = DayField(label=_("Appointed on"), initial=timezone.localdate)


class MediatorEditForm(MediatorForm):
    """Facts of a known mediator; an officer's name and phone are kept in the register of officers."""

    field_order = ("name", "phone", "kind")
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField()

    def __init__(self, *args, officer: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if officer:
            del self.fields["name"], self.fields["phone"]


class DayForm(StationForm):
    """A day on which something begins or ends."""

    day = DayField(label=_("Day"), initial=timezone.localdate)


class AbsenceForm(StationForm):
    """Days away; no reason is asked."""

    first_day = DayField(label=_("First day"), initial=timezone.localdate)
    last_day = DayField(label=_("Last day"), initial=timezone.localdate, help_text=_("Included."))


class SittingForm(StationForm):
    """Weekly sitting hours in a room."""

    room = StationChoice(rows=open_rooms, label=_("Room"))
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=WEEKDAYS, coerce=int)
    begins = ClockField(label=_("Begins at"))
    ends = ClockField(label=_("Ends at"))
    start = DayField(label=_("Every week from"), initial=timezone.localdate)


class InterestForm(StationForm):
    """A tie of interest (RT-19)."""

    keyword = forms.CharField(
        label=_("Unit or address"), max_length=80,
        help_text=_("Compared with the units and addresses of a case; as short as it stays clear."),
    )  # fmt: skip
    note = forms.CharField(label=_("Tie"), max_length=120, help_text=_("Employer, client, own house …"))


class DepartmentForm(StationForm):
    """A department."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    aliases = WordsField(
        label=_("Also called"), longest=30, help_text=_("Former and short names by which it is looked for.")
    )
    causes = subjects(_("Disputes"), _("For which disputes it is called in."))
    phone = PhoneField(label=_("Office phone"))


class DepartmentEditForm(DepartmentForm):
    """A known department, and whether it is still in use."""

    active = forms.BooleanField(label=_("In use"), required=False)


class ContactForm(StationForm):
    """A named person of a department."""

    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    phone = PhoneField()
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class CenterForm(StationForm):
    """A governance centre."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    level = forms.ChoiceField(label=_("Level"), choices=GovCenter.Level.choices)
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)
    phone = PhoneField(label=_("Office phone"))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class SettingsForm(StationForm):
    """The station's words and numbers of mediation, made from the columns of the table."""

    # What nobody can mean: a limit of no days, a session of a week.
    BOUNDS = {
        "rt_days": (1, 365), "follow_up_days": (1, 365), "amber_days": (1, 29), "red_days": (0, 29),
        "repeat_days": (1, 730), "repeat_pair": (2, 20), "repeat_phone": (2, 20),
        "repeat_address": (2, 50), "session_minutes": (15, 480), "remind_hours": (1, 168),
        "answer_hours": (1, 168), "receipt_days": (1, 90),
    }  # fmt: skip
    HELP = {
        "rt_prefix": _("Stands before 人调字, for example 朝外: （2026）朝外人调字第1号 (DT-01)."),
        "za_prefix": _("The whole word, for example 京公朝（朝外）调解字 (DT-02)."),
        "rt_days": _("RT-16: extended with the consent of all parties only."),
        "repeat_pair": _("So many disputes of the same two people within these days (排查)."),
        "repeat_address": _("Higher than for people: a big building has quarrels that have nothing in common."),
        "ground_organ": _("Name and article of the local rule, as it is printed; empty: no article is printed."),
        "ground_elsewhere": _("Name and article of the local rule, as it is printed; empty: no article is printed."),
        "ground_taken": _("Name and article of the local rule, as it is printed; empty: no article is printed."),
    }

    def __init__(self, *args, readonly: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for column in MediationSettings._meta.concrete_fields:
            if column.name not in {"id", "station"}:
                self.fields[column.name] = self._field(column)
                self.fields[column.name].disabled = readonly

    def _field(self, column) -> forms.Field:
        shared = {"label": column.verbose_name, "help_text": self.HELP.get(column.name, "")}
        kind = column.get_internal_type()
        if kind == "BooleanField":
            return forms.BooleanField(required=False, **shared)
        if kind == "CharField":
            return forms.CharField(required=False, max_length=column.max_length, **shared)
        if kind == "TimeField":
            return ClockField(**shared)
        least, most = self.BOUNDS.get(column.name, (0, 1000))
        return forms.IntegerField(min_value=least, max_value=most, **shared)
