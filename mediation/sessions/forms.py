"""Input of appointments and records."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.models import Case, CaseParty, Invitee
from mediation.cases.words import Side, Track
from mediation.network.models import MediationRoom, Mediator
from mediation.sessions.models import Session
from mediation.sessions.words import Ground, How, Outcome
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.models import Officer


class MomentField(forms.DateTimeField):
    """A day and time picked with the browser's own control."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]

    def __init__(self, **kwargs):
        super().__init__(input_formats=self.input_formats, **kwargs)


def _rooms():
    return MediationRoom.objects.filter(active=True)


def _mediators():
    return Mediator.objects.serving().select_related("user", "kind")


def _officers():
    return Officer.objects.filter(standing=Officer.Standing.ON_POST).select_related("user")


class PlaceForm(StationForm):
    """When and where."""

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    room = StationChoice(_rooms, label=_("Room"), required=False)
    venue = forms.CharField(label=_("Other venue"), max_length=120, required=False)


class SessionForm(PlaceForm):
    """A session of one case, with what the proposed slots leave as the case has it."""

    way = forms.ChoiceField(label=pgettext_lazy("session", "How"), choices=How.choices, initial=How.ONSITE)
    channel = forms.CharField(label=_("Channel (online)"), max_length=60, required=False)
    mediator = StationChoice(_mediators, label=_("Lead mediator"), required=False)
    officer = StationChoice(_officers, label=_("Lead officer"), required=False)
    public = forms.BooleanField(label=_("public hearing"), required=False)
    closed_ground = forms.ChoiceField(
        label=_("Closed because (ZA-06)"), choices=[("", "—"), *Ground.choices], required=False
    )
    proposed = forms.BooleanField(label=_("only hold the time until the parties agree"), required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        if case.track != Track.ZA:
            del self.fields["closed_ground"]


class LookForm(StationForm):
    """From which day on and in which room times are looked for; what the parties ask for beside the law."""

    from_day = DayField(label=pgettext_lazy("session", "Not before"), required=False)
    room = StationChoice(_rooms, label=_("Room"), required=False, empty_label=_("any room that fits"))

    @property
    def wanted(self) -> dict:
        """What was chosen; a wrong value is no wish."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SlotForm(StationForm):
    """One of the proposed times, taken as it is."""

    slot = forms.CharField(label=_("Proposed times"), max_length=120)
    channel = forms.CharField(label=_("Channel (online)"), max_length=60, required=False)
    public = forms.BooleanField(label=_("public hearing"), required=False)
    closed_ground = forms.ChoiceField(
        label=_("Closed because (ZA-06)"), choices=[("", _("public")), *Ground.choices], required=False
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, case: Case, way: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.way, self.track = way, case.track
        if way == How.ONSITE:
            del self.fields["channel"]
        del self.fields["public" if case.track == Track.ZA else "closed_ground"]

    def clean_slot(self) -> dict:
        """``start|end|room`` as keywords of the action."""
        try:
            start, end, room = self.cleaned_data["slot"].split("|")
            found = {"starts_at": datetime.fromisoformat(start), "ends_at": datetime.fromisoformat(end)}
            chosen = MediationRoom.objects.filter(pk=int(room)).first() if room else None
        except ValueError:
            raise forms.ValidationError(_("Choose one of the times."), code="invalid") from None
        if timezone.is_naive(found["starts_at"]) or timezone.is_naive(found["ends_at"]):
            raise forms.ValidationError(_("Choose one of the times."), code="invalid")
        return found | ({"room": chosen} if chosen else {"venue": str(_("online"))})

    def clean(self) -> dict:
        """Everything as keywords of :func:`mediation.sessions.appointments.fix`."""
        values = dict(super().clean())
        if self.track == Track.ZA:
            values["public"] = not values.get("closed_ground")
        return values.pop("slot", {}) | values | {"way": self.way}


class MoveForm(PlaceForm):
    """Another time or place, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReasonForm(StationForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class AvailabilityForm(StationForm):
    """When a party or a mediator of the case can come."""

    who = forms.ChoiceField(label=_("Who"))
    starts_at = MomentField(label=pgettext_lazy("time", "From"))
    ends_at = MomentField(label=pgettext_lazy("time", "To"))

    def __init__(self, *args, case: Case, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["who"].choices = people

    def clean_who(self) -> dict:
        """The party or the mediator as keywords of the action."""
        kind, _mark, key = self.cleaned_data["who"].partition(":")
        if kind == "party":
            return {"party": CaseParty.objects.filter(case=self.case, pk=key).first()}
        return {"mediator": Mediator.objects.filter(pk=key).first()}


class TalkForm(StationForm):
    """What was said with one side alone."""

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices)
    words = forms.CharField(label=_("What was said"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RecordingForm(StationForm):
    """The recording; online also the channel and the consent of all parties."""

    recording = forms.CharField(label=_("Recording (number)"), max_length=80, required=False)
    channel = forms.CharField(label=_("Channel (online)"), max_length=60, required=False)
    online_consent = forms.BooleanField(label=_("all parties agree to the online session"), required=False)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, **kwargs)
        if not session.is_online:
            del self.fields["channel"], self.fields["online_consent"]


class RecordForm(StationForm):
    """The record as far as it is written."""

    minutes = forms.CharField(
        label=_("Course of the mediation"), max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip
    result = forms.CharField(
        label=pgettext_lazy("session", "Result"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome = forms.ChoiceField(
        label=pgettext_lazy("session", "Outcome"), choices=Outcome.choices, required=False, widget=forms.RadioSelect
    )
    recording = forms.CharField(label=_("Recording (number)"), max_length=80, required=False)
    recording_complete = forms.BooleanField(label=_("recorded from beginning to end"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AttendeeForm(StationForm):
    """One more person."""

    officer = StationChoice(_officers, label=_("Officer or auxiliary"), required=False)
    mediator = StationChoice(_mediators, label=_("Mediator"), required=False)
    invitee = StationChoice(Invitee.objects.none, label=_("Invited person"), required=False)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invitee"].queryset = Invitee.objects.filter(case=session.case_id, removed_at=None)
