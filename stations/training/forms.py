"""Forms of training."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.forms import StationChoice, StationForm
from stations.organisation.models import Officer, User
from stations.organisation.rules import told_apart
from stations.places.models import Community
from stations.training import rules
from stations.training.models import Attendance, BankQuestion, Course
from stations.training.registry import audience, audiences

LETTERS = "ABCD"


class CourseForm(StationForm):
    """A course; its audience is one the person teaches."""

    title = forms.CharField(label=pgettext_lazy("course", "Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Course.Kind.choices)
    audience = forms.ChoiceField(label=_("Audience"))
    content = forms.CharField(
        label=_("Content"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440, initial=45)
    required = forms.BooleanField(label=_("Everybody of the audience needs it"), required=False)
    valid_months = forms.IntegerField(
        label=_("To be repeated after (months)"), min_value=0, max_value=120, initial=0,
        help_text=_("0: once is enough."),
    )  # fmt: skip
    quiz = forms.BooleanField(
        label=_("Ends with a quiz"), required=False,
        help_text=_("Questions come from the bank: of the month of the class first, then of the months before."),
    )  # fmt: skip
    certificate = forms.BooleanField(
        label=_("Ends with a certificate"), required=False,
        help_text=_("It holds as many months as the course is to be repeated after."),
    )  # fmt: skip
    tag = forms.SlugField(
        label=_("Counts as"), max_length=20, required=False,
        help_text=_("A short word other pages ask for, for example night; courses of one word stand for each other."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (entry.code, entry.label) for entry in audiences() if rules.may_teach(user, entry.code)
        ]


def _courses():
    return Course.objects.filter(active=True)


def _communities():
    return Community.objects.order_by("name")


def _teachers():
    return User.objects.filter(officer__in=Officer.objects.serving()).order_by("pinyin", "id")


WAYS = [("", _("As usual for the audience")), ("open", _("People sign up themselves")),
        ("list", _("Everybody is put on the list"))]  # fmt: skip


class WhenForm(StationForm):
    """When and where a sitting is held, and how many find room."""

    starts_at = forms.DateTimeField(label=pgettext_lazy("training", "Begins"), widget=forms.DateTimeInput)
    ends_at = forms.DateTimeField(label=pgettext_lazy("training", "Ends"), widget=forms.DateTimeInput)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    online = forms.CharField(
        label=_("Online address"), max_length=200, required=False,
        help_text=_("Held online: whoever is there types the word that the teacher says at the end."),
    )  # fmt: skip
    community = StationChoice(
        _communities, label=_("Community"), required=False,
        help_text=_("Members who are at home there see it first."),
    )  # fmt: skip
    teacher = StationChoice(_teachers, label=_("Teacher"), required=False)
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=5000, required=False,
        help_text=_("Empty: as many as come. When all are taken a waiting list begins."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class SittingForm(WhenForm):
    """A new sitting: of which course, and for whom."""

    course = StationChoice(_courses, label=_("Course"))
    parts = forms.MultipleChoiceField(
        label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: the whole audience."),
    )  # fmt: skip
    open_enrolment = forms.TypedChoiceField(
        label=pgettext_lazy("training", "Who comes"),
        choices=WAYS,
        required=False,
        coerce=lambda way: way == "open",
        empty_value=None,
    )

    field_order = ["course", "starts_at", "ends_at", "place", "online", "community", "teacher", "seats",
                   "open_enrolment", "parts", "note"]  # fmt: skip

    def __init__(self, *args, of="", **kwargs):
        """``of``: code of the audience whose parts are offered; until the course is chosen there are none."""
        super().__init__(*args, **kwargs)
        entry = audience(of)
        parts = list(entry.parts()) if entry else []
        if parts:
            self.fields["parts"].choices = parts
        else:
            del self.fields["parts"]
        if entry is None:
            self.fields["course"].help_text = _("For some groups or teams only: plan it on the page of the course.")


class SignInForm(forms.Form):
    """The digits of the screen, or the word of an online class."""

    code = forms.CharField(
        label=_("Digits on the screen"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args, online: bool = False, **kwargs):
        """``online``: there is no screen; the word of the class is typed, letters and digits."""
        super().__init__(*args, **kwargs)
        if online:
            self.fields["code"].label = _("Word of the class")
            self.fields["code"].widget.attrs |= {"inputmode": "text", "autocapitalize": "characters"}


class MarkForm(StationForm):
    """Who is there, of those invited."""

    present = forms.MultipleChoiceField(label=_("Present"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        awaited = [one for one in rows if one.attended_at is None and one.standing != Attendance.Standing.GONE]
        self.fields["present"].choices = told_apart(
            (one.user_id, one.user.name, one.user.username) for one in awaited
        )  # fmt: skip


class AddForm(StationForm):
    """Somebody of the audience who came without an invitation."""

    person = forms.ChoiceField(label=_("Also there"), widget=forms.Select(attrs={"data-combobox": ""}))

    def __init__(self, *args, sitting, rows, **kwargs):
        super().__init__(*args, **kwargs)
        entry, known = audience(sitting.course.audience), {row.user_id for row in rows}
        people = entry.people([], timezone.localdate(sitting.starts_at)) if entry else []
        rows = [(one.pk, one.name, one.username) for one in people if one.pk not in known]
        found = [(str(pk), name) for pk, name in told_apart(rows)]
        # Nobody is chosen to begin with: a tap too many would note somebody who is not there.
        self.fields["person"].choices = [("", "—"), *found] if found else []


class SettingsForm(StationForm):
    """Settings of training."""

    class_name = forms.CharField(
        label=_("What the class is called"), max_length=20, required=False, help_text=_("On the members' phones.")
    )
    questions = forms.IntegerField(label=_("Questions of a quiz"), min_value=1, max_value=10)
    pass_mark = forms.IntegerField(label=_("Right answers to pass"), min_value=1, max_value=10)
    retake_minutes = forms.IntegerField(label=_("Another try after (minutes)"), min_value=0, max_value=10080)
    quiz_days = forms.IntegerField(label=_("The quiz stays open after a class (days)"), min_value=1, max_value=60)
    warn_days = forms.IntegerField(
        label=_("A certificate running out is told before (days)"), min_value=1, max_value=180
    )
    reach_months = forms.IntegerField(label=_("Reach looks back (months)"), min_value=1, max_value=36)
    certificate_prefix = forms.CharField(
        label=_("Letters of the certificates' numbers"), max_length=20, required=False
    )


class BankForm(StationForm):
    """A question of the bank."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        help_text=_("Of the case it comes from: classes of this month ask it first."),
    )  # fmt: skip
    course = StationChoice(
        _courses, label=_("Course"), required=False, empty_label=_("Every course with a quiz"),
    )  # fmt: skip
    text = forms.CharField(
        label=pgettext_lazy("quiz", "Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    option_a = forms.CharField(label=_("Option A"), max_length=120)
    option_b = forms.CharField(label=_("Option B"), max_length=120)
    option_c = forms.CharField(label=_("Option C"), max_length=120, required=False)
    option_d = forms.CharField(label=_("Option D"), max_length=120, required=False)
    right = forms.ChoiceField(label=_("Right option"), choices=[("", "—"), *((one, one) for one in LETTERS)])
    why = forms.CharField(
        label=_("Explanation"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to everybody after the last question."),
    )  # fmt: skip
    case_words = forms.CharField(
        label=_("The case it comes from"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened here, without names, numbers or addresses of people."),
    )  # fmt: skip
    case_ref = forms.CharField(
        label=_("Incident or category"), max_length=40, required=False, help_text=_("Shown to the staff only.")
    )

    def clean(self):
        """The options as a list and the place of the right one in it."""
        told = super().clean()
        names = [f"option_{letter.lower()}" for letter in LETTERS]
        given = [(letter, told.pop(name, "")) for letter, name in zip(LETTERS, names, strict=True)]
        kept = [(letter, words) for letter, words in given if words]
        told["options"] = [words for _letter, words in kept]
        letters = [letter for letter, _words in kept]
        right = told.get("right")
        if right not in letters:
            self.add_error("right", _("Choose an option that has words."))
        else:
            told["right"] = letters.index(right)
        return told


def shown_again(question: BankQuestion) -> dict:
    """Initial values of the form for a question that is there."""
    names = ("month", "course", "text", "why", "case_words", "case_ref")
    options = {f"option_{letter.lower()}": words for letter, words in zip(LETTERS, question.options, strict=False)}
    return {name: getattr(question, name) for name in names} | options | {"right": LETTERS[question.right]}


class ReasonForm(StationForm):
    """Why a certificate is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
