"""Forms of the groups; the public ones ask for the least."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from community.groups.models import CommunitySettings, Member, Trade, WatchGroup
from community.groups.readings import communities_of, members_on
from community.groups.words import State, Vetting
from stations.imports.cells import CellError
from stations.imports.cells import Name as NameCell
from stations.imports.fields import CodeField, PhoneField
from stations.kit.forms import ClockField, DayField, StationChoice, StationForm
from stations.organisation.models import User
from stations.places.models import Community


class NameField(forms.CharField):
    """A person's name as workbooks take it."""

    def clean(self, value) -> str:
        """Without stray spaces."""
        text = super().clean(value)
        try:
            return NameCell(60)(text) if text else ""
        except CellError as error:
            raise forms.ValidationError(error.reason, error.code) from None


class GroupForm(StationForm):
    """A group by trade and place; officers choose among their own communities."""

    code = CodeField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Group name"), max_length=40)
    trade = StationChoice(
        lambda: Trade.objects.filter(active=True), label=_("Trade"), required=False, empty_label=_("several trades")
    )
    community = StationChoice(lambda: Community.objects.none(), label=_("Community"), required=False)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args, user, sees_all: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_of(user)
        self.fields["community"].required = not sees_all
        self.fields["community"].empty_label = _("the whole station") if sees_all else None


class LeadForm(StationForm):
    """Leader or deputy of a group, among its confirmed members."""

    member = StationChoice(
        lambda: Member.objects.none(), label=_("Member"), required=False, empty_label=_("leave the place vacant")
    )

    def __init__(self, *args, group: WatchGroup, day, **kwargs):
        super().__init__(*args, **kwargs)
        rows = members_on(day).filter(state=State.CONFIRMED, group_id=group.pk).order_by("user__pinyin", "pk")
        self.fields["member"].queryset = rows


class EnrolForm(StationForm):
    """Somebody for the list: name and number, nothing else."""

    group = StationChoice(lambda: WatchGroup.objects.none(), label=_("Watch group"))
    name = NameField(label=_("Name"), max_length=60)
    phone = PhoneField(required=True)
    trade = StationChoice(
        lambda: Trade.objects.filter(active=True), label=_("Trade"), required=False,
        empty_label=_("that of the group"),
    )  # fmt: skip

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups


class PaperForm(StationForm):
    """The day on a signed paper."""

    signed_on = DayField(label=_("Signed on"))


class ReasonForm(StationForm):
    """Why; about the membership, never about an offence."""

    reason = forms.CharField(label=_("Reason"), max_length=120)


class VetForm(StationForm):
    """What the officer found."""

    result = forms.ChoiceField(
        label=_("Result"), choices=[choice for choice in Vetting.choices if choice[0]], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, required=False,
        help_text=_("Needed for a refusal. Never enter offences or records of any kind."),
    )  # fmt: skip


class MoveForm(StationForm):
    """The group a member goes to."""

    group = StationChoice(lambda: WatchGroup.objects.none(), label=_("Watch group"))

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups


class SettingsForm(StationForm):
    """The station's numbers and the name of its force."""

    brand = forms.CharField(
        label=_("Name of the force"), max_length=30, required=False,
        help_text=_("Stands on posters, slips and cards."),
    )  # fmt: skip
    enrolment_days = forms.IntegerField(
        label=_("Unconfirmed enrolments are deleted after (days)"), min_value=1, max_value=180
    )
    renewal_months = forms.IntegerField(label=_("A membership is renewed after (months)"), min_value=1, max_value=60)
    renewal_days = forms.IntegerField(label=_("Asked to renew before (days)"), min_value=1, max_value=180)
    quiet_from = ClockField(label=_("No messages from"))
    quiet_until = ClockField(label=_("No messages until"))
    messages_a_week = forms.IntegerField(
        label=_("Requests a member and week at most"), min_value=0, max_value=50
    )  # fmt: skip
    workbook_days = forms.IntegerField(
        label=_("Uploaded lists that were not written are deleted after (days)"), min_value=1, max_value=30
    )

    @classmethod
    def of(cls, row: CommunitySettings, data=None):
        """Bound, or filled with what holds now."""
        return cls(data, initial={name: getattr(row, name) for name in cls.base_fields})


class TradeForm(StationForm):
    """A trade."""

    name = forms.CharField(label=_("Trade name"), max_length=20)
    order = forms.IntegerField(label=_("order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)


class TextForm(StationForm):
    """A new version of the consent text."""

    text = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("What is kept, what for, how long, with which rights. Versions before it stay as they were."),
    )  # fmt: skip


class SeatForm(StationForm):
    """Who is to keep the groups."""

    user = StationChoice(User.objects.none, label=_("Person"))

    def __init__(self, *args, station, **kwargs):
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(home_station=station, is_active=True, admin_role="")
        self.fields["user"].queryset = rows.filter(officer__isnull=False).order_by("pinyin", "id")


# Public pages


class _Public(forms.Form):
    """The page's own key, so that the second of two taps gets the answer of the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_key(self) -> uuid.UUID:
        """A page without one is a first tap."""
        return self.cleaned_data["key"] or uuid.uuid4()


class SlipForm(_Public):
    """Proof that the slip is in the right hands."""

    digits = forms.RegexField(
        r"^[0-9]{4}\Z", label=_("Last four digits of your phone number"),
        error_messages={"invalid": _("Four digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )  # fmt: skip


class PosterForm(_Public):
    """Who somebody says to be."""

    name = NameField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )  # fmt: skip
    phone = PhoneField(
        label=_("Your phone number"), required=True,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code of a slip, typed."""

    code = forms.CharField(
        label=_("Code on the slip"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


WRONG_SLIP = _("This code is not right. Compare it with the slip.")
