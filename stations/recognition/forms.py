"""Forms of recognition."""

import uuid
from datetime import date
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.rules import told_apart
from stations.recognition.models import Commendation, PointRule
from stations.recognition.readings import earners_of_points, recipients


class KeyedForm(StationForm):
    """A form that is carried out once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class CommendationForm(KeyedForm):
    """A commendation for one person or one unit."""

    recipient = forms.ChoiceField(label=_("For whom"), widget=forms.Select(attrs={"data-combobox": ""}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Commendation.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=pgettext_lazy("commendation", "Title"), max_length=80)
    words = forms.CharField(label=_("For what"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    given_on = DayField(label=_("Given on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", "—"), *recipients()]
        self.fields["given_on"].initial = timezone.localdate()


class StrikeForm(StationForm):
    """Why a commendation is struck."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PointsForm(StationForm):
    """Whether the station keeps points, what is said of them, and from when on somebody looks."""

    points = forms.BooleanField(label=_("Keep points"), required=False)
    anonymous = forms.BooleanField(
        label=_("Pay anonymous givers of clues at the desk"), required=False,
        help_text=_("Against the receipt code, without a name, signed by two colleagues."),
    )  # fmt: skip
    appeal_days = forms.IntegerField(label=_("Appeals within (days)"), min_value=1, max_value=90)
    reserve_days = forms.IntegerField(label=_("Reservations lapse after (days)"), min_value=1, max_value=90)
    expire_months = forms.IntegerField(label=_("Points lapse after (months, 0: never)"), min_value=0, max_value=120)
    share_percent = forms.IntegerField(
        label=_("One checker books at least (% of a person's month)"), min_value=1, max_value=100
    )
    share_least = forms.IntegerField(label=_("With at least so many bookings"), min_value=2, max_value=1000)
    burst_count = forms.IntegerField(label=_("Same kind of act, so many times"), min_value=2, max_value=100)
    burst_minutes = forms.IntegerField(label=_("Within (minutes)"), min_value=1, max_value=1440)
    together_minutes = forms.IntegerField(
        label=_("Two people, same place, within (minutes)"), min_value=1, max_value=1440
    )
    cap_months = forms.IntegerField(label=_("Cap reached in a row (months)"), min_value=2, max_value=24)

    folded = ("share_percent", "share_least", "burst_count", "burst_minutes", "together_minutes", "cap_months")
    fold_label = _("When somebody looks at unusual bookings")


class RuleForm(KeyedForm):
    """What an act is worth; which act it is stays."""

    act = forms.ChoiceField(label=_("Act"), required=False, help_text=_("Each act has one rule."))
    label = forms.CharField(label=pgettext_lazy("reward", "Name"), max_length=60)
    points = forms.IntegerField(label=pgettext_lazy("recognition", "Points"), min_value=0, max_value=1000)
    monthly_cap = forms.IntegerField(label=_("At most a month (0: no cap)"), min_value=0, max_value=10000)
    anonymous_yuan = forms.DecimalField(
        label=_("To an anonymous giver (yuan)"), min_value=0, max_value=100000, decimal_places=2, required=False,
        help_text=_("0: nothing is paid for it at the desk."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, acts=None, **kwargs):
        """``acts``: (code, name) of acts without a rule, for a new one; None where the act is known."""
        super().__init__(*args, **kwargs)
        if acts is None:
            del self.fields["act"]
        else:
            self.fields["act"].choices = [("", _("put forward by hand")), *acts]

    def clean_anonymous_yuan(self):
        """Nothing typed is nothing paid."""
        return self.cleaned_data["anonymous_yuan"] or Decimal(0)


class DeedForm(KeyedForm):
    """An act of a person, put forward for points."""

    user = StationChoice(
        earners_of_points, label=_("Person"), empty_label="—", widget=forms.Select(attrs={"data-combobox": ""})
    )
    rule = StationChoice(lambda: PointRule.objects.filter(active=True), label=_("Act"))
    words = forms.CharField(
        label=pgettext_lazy("act", "What was done"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    done_at = forms.DateTimeField(label=_("When"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        field.choices = [("", "—"), *told_apart(field.queryset.values_list("pk", "name", "username"))]


class ReasonForm(StationForm):
    """A reason, which stays on record."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AppealForm(StationForm):
    """Why the person disagrees."""

    words = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(StationForm):
    """How an appeal ends, in words the person reads."""

    granted = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", pgettext_lazy("appeal", "granted")), ("no", pgettext_lazy("appeal", "refused"))],
    )  # fmt: skip
    points = forms.IntegerField(label=_("Points given"), min_value=0, required=False)
    answer = forms.CharField(label=_("Answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_points(self):
        """Nothing typed is none."""
        return self.cleaned_data["points"] or 0


class ReviewForm(StationForm):
    """What looking at unusual bookings found."""

    ordinary = forms.TypedChoiceField(
        label=_("What was found"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("ordinary: nothing follows")), ("no", _("book these back, with the reason"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class RewardForm(StationForm):
    """A reward on the shelf."""

    name = forms.CharField(label=pgettext_lazy("reward", "Name"), max_length=40)
    words = forms.CharField(label=_("Description"), max_length=200, required=False)
    points = forms.IntegerField(label=pgettext_lazy("recognition", "Points"), min_value=1, max_value=30000)
    yuan = forms.DecimalField(label=_("Worth (yuan)"), min_value=0, max_value=100000, decimal_places=2)
    per_person = forms.IntegerField(
        label=_("At most a person and budget period (0: no limit)"), min_value=0, max_value=100
    )
    start = DayField(label=_("Offered from"))
    end = DayField(label=_("until (excluded)"), required=False)

    def clean(self):
        """The end lies after the start."""
        told = super().clean()
        if told.get("start") and told.get("end") and told["end"] <= told["start"]:
            self.add_error("end", _("The end must lie after the start."))
        return told


class StockForm(KeyedForm):
    """Items put on the shelf."""

    items = forms.IntegerField(label=_("How many"), min_value=1, max_value=10000)


class CountForm(KeyedForm):
    """What a count found."""

    counted = forms.IntegerField(
        label=_("Counted"), min_value=0, max_value=10000, help_text=_("Those reserved included.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class BudgetForm(KeyedForm):
    """The budget of a period."""

    name = forms.CharField(label=pgettext_lazy("reward", "Name"), max_length=40)
    start = DayField(label=_("From"))
    end = DayField(label=_("until (excluded)"))
    yuan = forms.DecimalField(label=_("Yuan"), min_value=1, max_value=10**7, decimal_places=2)


class GrantForm(KeyedForm):
    """More for a budget, or less."""

    yuan = forms.DecimalField(
        label=_("Yuan"), min_value=-(10**7), max_value=10**7, decimal_places=2,
        help_text=_("Negative: what is free is taken back."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CodeForm(forms.Form):
    """A code as it is shown on the phone of whoever reserved."""

    code = forms.CharField(
        label=pgettext_lazy("reward", "Code of the reservation"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class ReceiptForm(CodeForm):
    """The receipt code of an anonymous clue."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Receipt code")


class MonthForm(StationForm):
    """A month."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))],
    )  # fmt: skip
