"""Forms of consultations and their tasks."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.models import Case
from mediation.cases.words import State as CaseState
from mediation.consultations import planning, readings
from mediation.consultations.models import Consultation, ConsultationMember, ConsultationRule, ConsultationTask
from mediation.consultations.words import Decision, Kind
from mediation.network.models import Department, DepartmentContact, MediationRoom, Mediator
from stations.kit.forms import ClockField, DayField, StationChoice, StationForm, StationMultipleChoice
from stations.organisation.models import Officer

WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip
WEEKS = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (5, _("last of the month"))]


def _words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}), **kwargs
    )


def _officers():
    return Officer.objects.filter(standing=Officer.Standing.ON_POST).select_related("user").order_by("police_no")


def _mediators():
    return Mediator.objects.serving().select_related("user", "kind").order_by("number")


def _contacts():
    return DepartmentContact.objects.filter(active=True, department__active=True).select_related("department")


def _rooms():
    return MediationRoom.objects.filter(active=True)


def _many(rows, label) -> StationMultipleChoice:
    return StationMultipleChoice(rows, label=label, required=False, widget=forms.SelectMultiple(attrs={"size": 8}))


class _Named(StationForm):
    """Choices read as names."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in {"officer", "officers", "chair"}:
                field.label_from_instance = lambda row: f"{row.user.name} {row.police_no}"
            elif name in {"mediator", "mediators"}:
                field.label_from_instance = lambda row: f"{row.user.name} · {row.kind.name}"
            elif name == "contacts":
                field.label_from_instance = lambda row: f"{row.department.name} · {row.name}"


class MeetingForm(_Named):
    """When and where, and who takes the chair."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=80)
    starts_at = forms.DateTimeField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Duration (min)"), min_value=10, max_value=600, initial=120)
    room = StationChoice(_rooms, label=_("Room"), required=False, empty_label=_("another place"))
    place = forms.CharField(label=_("Other place"), max_length=120, required=False)
    chair = StationChoice(_officers, label=_("Chair"), required=False, empty_label="—")

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def values_of(meeting: Consultation) -> dict:
        """Initial values of a planned meeting."""
        return {
            "kind": meeting.kind, "title": meeting.title, "starts_at": timezone.localtime(meeting.starts_at),
            "minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
            "room": meeting.booking.room_id if meeting.booking_id else None, "place": meeting.place,
            "chair": meeting.chair_id, "version": meeting.version,
        }  # fmt: skip


class RuleForm(_Named):
    """The standing day of the 政法工作日."""

    title = forms.CharField(label=_("Title"), max_length=80)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=WEEKDAYS, coerce=int)
    weeks = forms.TypedMultipleChoiceField(
        label=_("Which of the month"), choices=WEEKS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every week."),
    )  # fmt: skip
    begins = ClockField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Duration (min)"), min_value=10, max_value=600, initial=120)
    room = StationChoice(_rooms, label=_("Room"), required=False, empty_label=_("another place"))
    place = forms.CharField(label=_("Other place"), max_length=120, required=False)
    chair = StationChoice(_officers, label=_("Chair"), required=False, empty_label="—")
    ahead_days = forms.IntegerField(
        label=_("Planned ahead (days)"), min_value=1, max_value=planning.MOST_AHEAD, initial=35
    )
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    @staticmethod
    def values_of(rule: ConsultationRule) -> dict:
        """Initial values of the rule there is."""
        names = ("title", "weekday", "weeks", "begins", "minutes", "place", "ahead_days", "active")
        return {name: getattr(rule, name) for name in names} | {"room": rule.room_id, "chair": rule.chair_id}


class InviteForm(_Named):
    """Who is invited."""

    officers = _many(_officers, _("Officers"))
    mediators = _many(_mediators, _("Mediators"))
    contacts = _many(_contacts, _("Contacts of departments"))

    def __init__(self, *args, meeting: Consultation, **kwargs):
        rows = list(meeting.members.all())
        kwargs["initial"] = {
            f"{name}s": [getattr(row, f"{name}_id") for row in rows if getattr(row, f"{name}_id")]
            for name in ("officer", "mediator", "contact")
        }
        super().__init__(*args, **kwargs)


class PointForm(StationForm):
    """A case or a topic, and why."""

    case = StationChoice(lambda: Case.objects.none(), label=_("Case"), required=False, empty_label=_("a topic"))
    topic = forms.CharField(label=_("Topic without a case"), max_length=120, required=False)
    why = _words(_("Why it is on the agenda"), 300)

    def __init__(self, *args, meeting: Consultation, user, **kwargs):
        super().__init__(*args, **kwargs)
        there = meeting.items.exclude(case=None).values("case")
        rows = Case.objects.visible_to(user).exclude(state=CaseState.ARCHIVED).exclude(pk__in=there)
        self.fields["case"].queryset = rows
        self.fields["case"].label_from_instance = lambda row: f"{row.number} · {row.get_cause_display()}"


class WhyForm(StationForm):
    """Why a case is put on the next meeting."""

    why = _words(_("Why it is on the agenda"), 300)


class DecideForm(StationForm):
    """What was decided."""

    decision = forms.ChoiceField(
        label=pgettext_lazy("consultation", "Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    decision_text = _words(_("Decision in words"), 500, required=False)


class MoveForm(StationForm):
    """To which other planned meeting a point goes."""

    to = StationChoice(
        lambda: Consultation.objects.planned(), label=_("Move to"), required=False, empty_label=_("take it off")
    )

    def __init__(self, *args, meeting: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Consultation.objects.planned().exclude(pk=meeting.pk).order_by("starts_at")
        self.fields["to"].label_from_instance = lambda row: (
            f"{row.title} ({timezone.localtime(row.starts_at):%Y-%m-%d %H:%M})"
        )


class HoldForm(StationForm):
    """Who came, and the minutes."""

    came = StationMultipleChoice(
        lambda: ConsultationMember.objects.none(), label=_("Who came"), widget=forms.CheckboxSelectMultiple
    )
    minutes = _words(pgettext_lazy("consultation", "Minutes"), 4000, rows=8)

    def __init__(self, *args, meeting: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        field.queryset = meeting.members.select_related("officer__user", "mediator__user", "mediator__kind",
                                                        "contact__department")  # fmt: skip
        field.label_from_instance = readings.name_of
        field.initial = [row.pk for row in field.queryset]


class MinutesForm(StationForm):
    """The minutes."""

    minutes = _words(pgettext_lazy("consultation", "Minutes"), 4000, rows=8)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(StationForm):
    """Why."""

    reason = _words(_("Reason"), 200)


class _OwnerForm(_Named):
    """Whose task it is: one of the three."""

    officer = StationChoice(_officers, label=_("Officer"), required=False, empty_label="—")
    mediator = StationChoice(_mediators, label=_("Mediator"), required=False, empty_label="—")
    department = StationChoice(
        lambda: Department.objects.filter(active=True), label=_("Department"), required=False, empty_label="—"
    )
    due_on = DayField(label=_("Due on"))

    def clean(self):
        """Exactly one."""
        values = super().clean()
        if sum(bool(values.get(name)) for name in ("officer", "mediator", "department")) != 1:
            raise forms.ValidationError(_("Give the task to one: an officer, a mediator or a department."))
        return values


class TaskForm(_OwnerForm):
    """A task, for a case of the agenda or in general."""

    words = _words(_("What is to be done"), 300)
    case = StationChoice(lambda: Case.objects.none(), label=_("For the case"), required=False,
                         empty_label=_("in general"))  # fmt: skip
    field_order = ["words", "case", "officer", "mediator", "department", "due_on"]

    def __init__(self, *args, meeting: Consultation, user, **kwargs):
        super().__init__(*args, **kwargs)
        on_agenda = meeting.items.exclude(case=None).values("case")
        self.fields["case"].queryset = Case.objects.visible_to(user).filter(pk__in=on_agenda)


class GiveForm(_OwnerForm):
    """Given to somebody else."""

    def __init__(self, *args, task: ConsultationTask, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = max(task.due_on, timezone.localdate())


class DoneForm(StationForm):
    """What came of a task."""

    result = _words(_("What was done"), 500)


class BackForm(StationForm):
    """Why a task is sent back."""

    reason = _words(_("Sent back because"), 300)
