"""Forms of the forum: asking on the phone and under /q/, answering, checking, notices, settings."""

import uuid

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum import readings
from community.forum.models import ForumPost
from community.forum.words import OWED, Adoption, Audience, Fault, Kind, Reach
from community.groups.audiences import parts
from stations.incidents.reasons import LookReason
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.models import Officer
from stations.places.readings import named_communities

LONGEST = 1000
REASON = forms.Textarea({"rows": 3})


def _typing(address, target: str = "#fo-similar") -> dict[str, str]:
    """What an input says so that similar questions are fetched while somebody types."""
    return {
        "hx-get": address, "hx-trigger": "input changed delay:500ms", "hx-target": target, "hx-sync": "this:replace",
        "autocomplete": "off",
    }  # fmt: skip


class AskForm(StationForm):
    """What one wants to know or proposes; a photo and the topic."""

    text = forms.CharField(
        label=_("What do you want to know?"), max_length=LONGEST,
        widget=forms.Textarea({"rows": 4} | _typing(reverse_lazy("similar-questions"))),
    )  # fmt: skip
    topic = StationChoice(
        readings.topics, label=_("Topic"), widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.ClearableFileInput({"accept": "image/*"}),
        help_text=_("Only you and the police see it."),
    )  # fmt: skip
    private = forms.BooleanField(label=_("Only the police may read it"), required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    sitting = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind: str = Kind.QUESTION, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == Kind.SUGGESTION:
            self.fields["text"].label = _("What do you propose?")
            self.fields["text"].widget = forms.Textarea({"rows": 5})


class PublicAskForm(StationForm):
    """The same for everybody, without a login: a community if one likes, a phone if one wants to be called."""

    text = forms.CharField(label=_("What do you want to know?"), max_length=LONGEST)
    topic = StationChoice(readings.topics, label=_("Topic"), widget=forms.RadioSelect, empty_label=None)
    community = StationChoice(named_communities, label=_("Community"), required=False, empty_label=_("I do not know"))
    phone = forms.RegexField(
        r"^[0-9 +-]{7,20}$", label=_("Phone, if you want to be called"), required=False, strip=True,
        help_text=_("Kept apart from what you write, read by the officer in charge only, and deleted afterwards."),
        error_messages={"invalid": _("Digits only.")},
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, kind: str = Kind.QUESTION, similar: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        attrs = {"rows": 4} | (_typing(similar) if similar and kind == Kind.QUESTION else {})
        self.fields["text"].widget = forms.Textarea(attrs)
        if kind == Kind.SUGGESTION:
            self.fields["text"].label = _("What do you propose?")


class CodeForm(forms.Form):
    """The receipt code of a resident."""

    receipt = forms.CharField(
        label=_("Receipt code"), max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class AgainForm(StationForm):
    """What is still open."""

    words = forms.CharField(label=_("What is still open?"), max_length=300, widget=forms.Textarea({"rows": 3}))


class AppealForm(StationForm):
    """Why it should be shown."""

    words = forms.CharField(label=_("Why it should be shown"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ReportForm(StationForm):
    """What is wrong with it."""

    fault = forms.ChoiceField(label=_("What is wrong with it?"), choices=Fault.choices, widget=forms.RadioSelect)


# The office


class AnswerForm(StationForm):
    """An official answer."""

    title = forms.CharField(
        label=_("Question, as others will find it"), max_length=120,
        help_text=_("Without anything that tells who asked."),
    )  # fmt: skip
    text = forms.CharField(label=_("answer"), max_length=2000, widget=forms.Textarea({"rows": 7}))
    basis = forms.CharField(
        label=_("basis (law, rule, article)"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: Regulations on household registration, article 10."),
    )  # fmt: skip
    valid_until = DayField(label=_("valid until (included)"), help_text=_("Then it comes up for review."))
    reach = forms.ChoiceField(
        label=_("read by"), choices=Reach.choices, initial=Reach.ASKER, widget=forms.RadioSelect
    )  # fmt: skip


class FaqForm(AnswerForm):
    """An official answer that nobody had to ask for."""

    topic = StationChoice(readings.topics, label=_("Topic"))
    field_order = ["title", "topic"]


class ReviseForm(AnswerForm):
    """Another wording; who reads it stays as it is."""

    reach = None


class ConfirmForm(StationForm):
    """It still holds."""

    valid_until = DayField(label=_("valid until (included)"))


class ReachForm(StationForm):
    """Who reads it."""

    reach = forms.ChoiceField(label=_("read by"), choices=Reach.choices, widget=forms.RadioSelect)


class ReplyForm(StationForm):
    """What becomes of a suggestion."""

    adoption = forms.ChoiceField(label=_("outcome"), choices=Adoption.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=pgettext_lazy("suggestion", "reply"), max_length=1000, widget=forms.Textarea({"rows": 5}),
        help_text=_("What is done and when, or why not. Thank the writer."),
    )  # fmt: skip


class ReasonForm(StationForm):
    """A reason that the writer reads."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))


class LookForm(StationForm):
    """Why a phone is looked at: a code, as the day-book takes no free text (SE-08)."""

    reason = forms.ChoiceField(label=_("What for"), choices=LookReason.choices, widget=forms.RadioSelect)


class DecisionForm(StationForm):
    """The decision about an appeal."""

    verb = forms.ChoiceField(label=pgettext_lazy("hiding", "Decision"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.Textarea({"rows": 3})
    )  # fmt: skip

    def __init__(self, *args, verbs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = verbs


def _officers():
    return Officer.objects.on_strength().filter(kind=Officer.Kind.POLICE).select_related("user")


class PassOnForm(StationForm):
    """Which colleague, and why."""

    officer = StationChoice(_officers, label=pgettext_lazy("forum", "officer in charge"))
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class _SuggestionChoice(StationChoice):
    def label_from_instance(self, row):
        return f"{row.number} {row.text[:40]}"


class JoinForm(StationForm):
    """The suggestion that says the same."""

    other = _SuggestionChoice(
        lambda: ForumPost.objects.suggestions().filter(state__in=(*OWED, "replied", "published")),
        label=_("Join with"),
    )  # fmt: skip

    def __init__(self, *args, post: ForumPost, **kwargs):
        super().__init__(*args, **kwargs)
        # The most alike first: with hundreds of suggestions nobody looks for it.
        rows = self.fields["other"].queryset.exclude(pk=post.pk)
        self.fields["other"].queryset = rows.order_by(TrigramSimilarity("text", post.text).desc(), "-written_at")


class NewsForm(StationForm):
    """A notice of the station."""

    title = forms.CharField(label=pgettext_lazy("announcement", "title"), max_length=60)
    body = forms.CharField(label=_("text"), max_length=2000, widget=forms.Textarea({"rows": 8}))
    ends_on = DayField(
        label=_("shown until (included)"), help_text=_("Afterwards it leaves all lists by itself.")
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=pgettext_lazy("announcement", "for"), choices=Audience.choices, initial=Audience.MEMBERS,
        widget=forms.RadioSelect,
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label=_("only for"), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    important = forms.BooleanField(
        label=_("members are told at once"), required=False,
        help_text=_("Not in the quiet hours, and only as often a week as the crime-watch settings allow."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = parts()

    def clean(self):
        """Some trades or groups are named."""
        told = super().clean()
        if told.get("audience") == Audience.PARTS and not told.get("parts"):
            self.add_error("parts", _("Choose the trades or groups it is for."))
        return told


class LastDayForm(StationForm):
    """Another last day."""

    ends_on = DayField(label=_("shown until (included)"))


class TopicForm(StationForm):
    """A topic."""

    name = forms.CharField(label=_("name"), max_length=20)
    icon = forms.ChoiceField(label=_("picture"))
    officer = StationChoice(_officers, label=pgettext_lazy("forum", "officer in charge"), required=False)
    whole_station = forms.BooleanField(
        label=_("always for this officer, whatever the community"), required=False
    )  # fmt: skip
    order = forms.IntegerField(label=_("order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["icon"].choices = PICTURES


PICTURES = [
    ("message-question", _("question")), ("phone-call", _("telephone")), ("id-badge-2", _("identity card")),
    ("car", _("vehicle")), ("flame", _("fire")), ("door", _("house")), ("users", _("quarrel")),
    ("shield-check", pgettext_lazy("forum", "patrol")), ("building-store", _("shop")), ("bike", _("bicycle")),
]  # fmt: skip


class SettingsForm(StationForm):
    """The numbers and switches of the forum."""

    answer_days = forms.IntegerField(
        label=_("questions are answered within (working days)"), min_value=1, max_value=60
    )
    reply_days = forms.IntegerField(
        label=_("suggestions are answered within (working days)"), min_value=1, max_value=120
    )
    valid_months = forms.IntegerField(label=_("an official answer holds for (months)"), min_value=1, max_value=60)
    review_days = forms.IntegerField(label=_("its review is due before (days)"), min_value=0, max_value=120)
    check_public = forms.BooleanField(
        label=_("what residents write is checked before anybody reads it"), required=False
    )
    check_members = forms.BooleanField(label=_("what members write is checked before others read it"), required=False)
    reports_to_check = forms.IntegerField(
        label=_("reports by readers that take something off the board until it is checked"), min_value=1, max_value=99
    )
    appeal_days = forms.IntegerField(
        label=_("hiding can be appealed against within (days)"), min_value=1, max_value=90
    )
    phone_days = forms.IntegerField(
        label=_("phone numbers of residents are deleted after the answer (days)"), min_value=0, max_value=365
    )
