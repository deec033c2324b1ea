"""Forms of visits, questions of satisfaction, complaints and filing."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.archive.models import FollowUp
from mediation.archive.words import Means, Misconduct, Performance, Result, Verdict
from mediation.cases.models import Case, CaseParty
from mediation.network.models import Mediator
from stations.kit.forms import DayField, StationChoice, StationForm

SCORES = [(5, _("5 very satisfied")), (4, _("4 satisfied")), (3, _("3 fair")), (2, _("2 dissatisfied")),
          (1, _("1 very dissatisfied"))]  # fmt: skip
AGAIN = timedelta(days=15)


def _words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, widget=area, **kwargs)


def _score(**kwargs) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=SCORES, coerce=int, empty_value=None, **kwargs)


class PartyChoice(StationChoice):
    """One party of a case, by side and name; the forms are for those who work on the case."""

    def __init__(self, **kwargs):
        super().__init__(lambda: CaseParty.objects.none(), **{"label": _("Party")} | kwargs)

    def of(self, case: Case) -> None:
        """Offer the parties of a case."""
        self.queryset = CaseParty.objects.filter(case=case, removed_at=None)
        self.label_from_instance = lambda row: f"{row.get_side_display()} · {row.name}"


class VisitForm(StationForm):
    """The record of a visit with what the prescribed form asks (DOMAIN 2.7 no. 10)."""

    party = PartyChoice(required=False, label=_("Who was asked"), empty_label=_("somebody else"))
    interviewee = forms.CharField(label=_("Somebody else: name and part"), max_length=80, required=False)
    way = forms.ChoiceField(label=_("How"), choices=Means.choices, widget=forms.RadioSelect)
    visited_at = forms.DateTimeField(label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    performance = forms.ChoiceField(label=_("Performance"), choices=Performance.choices, widget=forms.RadioSelect)
    satisfaction = _score(label=_("Satisfaction"), required=False)
    words = _words(_("What was said"), 500, required=False)
    result = forms.ChoiceField(
        label=_("Result"), choices=Result.choices, widget=forms.RadioSelect,
        help_text=_("Settled means performed in full. If the dispute is back, it can be re-opened on the case."),
    )  # fmt: skip
    again_on = DayField(label=_("Next visit on"), required=False, help_text=_("Only with “visit again”."))

    def __init__(self, *args, follow_up: FollowUp, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].of(follow_up.case)
        self.fields["satisfaction"].choices = [("", _("not asked")), *SCORES]
        self.fields["visited_at"].initial = timezone.localtime().strftime("%Y-%m-%dT%H:%M")

    def clean(self):
        """Somebody was asked; a next day only with “visit again”."""
        values = super().clean()
        if not values.get("party") and not (values.get("interviewee") or "").strip():
            self.add_error("party", _("Say who was asked."))
        if values.get("result") == Result.AGAIN and not values.get("again_on"):
            self.add_error("again_on", _("Say when the next visit is due."))
        elif values.get("result") and values["result"] != Result.AGAIN:
            values["again_on"] = None
        return values


class PlanForm(StationForm):
    """One more visit."""

    due_on = DayField(label=pgettext_lazy("follow-up", "Due on"))
    reason = forms.CharField(label=_("Reason of the visit"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + AGAIN


class AskForm(StationForm):
    """Ask a party: a link to take along, or the answer given at the desk."""

    party = PartyChoice()
    where = forms.ChoiceField(
        label=_("How"), choices=[("link", _("give the party a link")), ("desk", _("the party answers here"))],
        widget=forms.RadioSelect, initial="link",
    )  # fmt: skip
    score = _score(label=_("Satisfaction"), required=False)
    words = _words(_("Words"), 500, required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].of(case)
        self.fields["score"].choices = [("", _("only at the desk")), *SCORES]

    def clean(self):
        """An answer at the desk has its mark."""
        values = super().clean()
        if values.get("where") == "desk" and not values.get("score"):
            self.add_error("score", _("Choose a mark."))
        return values


class AnswerForm(forms.Form):
    """What a party answers on the public page; a complaint may go with it (RT-18)."""

    score = _score(label=_("How satisfied are you with the mediation?"), widget=forms.RadioSelect)
    words = _words(_("What would you like to add?"), 500, required=False)
    misconduct = forms.ChoiceField(
        label=_("Complain of the mediator"), required=False, choices=[("", _("no complaint")), *Misconduct.choices],
        help_text=_("Only the leadership and the keeper of the mediation room read it."),
    )  # fmt: skip
    mediator = forms.ModelChoiceField(label=_("Who"), queryset=None, required=False, empty_label="—")
    story = _words(_("What happened?"), 1000, required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Mediator.objects.filter(cases__case=case, cases__accepted=True).select_related("user").distinct()
        self.fields["mediator"].queryset = rows
        if not rows:
            for name in ("misconduct", "mediator", "story"):
                del self.fields[name]

    def clean(self):
        """A complaint names somebody and says what happened."""
        values = super().clean()
        if values.get("misconduct"):
            for name, words in (("mediator", _("Say who is meant.")), ("story", _("Say what happened."))):
                if not values.get(name):
                    self.add_error(name, words)
        return values


class ComplaintForm(StationForm):
    """A complaint brought to the desk."""

    mediator = StationChoice(lambda: Mediator.objects.none(), label=_("Mediator"))
    kind = forms.ChoiceField(label=_("About"), choices=Misconduct.choices, widget=forms.RadioSelect)
    words = _words(pgettext_lazy("complaint", "What happened"), 1000, 4)
    party = PartyChoice(required=False, label=_("Party"), empty_label=_("nobody of the case"))
    complainant = forms.CharField(
        label=_("Who complains, where it is nobody of the case"), max_length=80, required=False,
        help_text=_("May be left out."),
    )  # fmt: skip

    def __init__(self, *args, case: Case | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Mediator.objects.select_related("user")
        self.fields["mediator"].queryset = rows.filter(cases__case=case).distinct() if case else rows.serving()
        if case:
            self.fields["party"].of(case)
        else:
            del self.fields["party"]


class VerdictForm(StationForm):
    """How a complaint ends (RT-18)."""

    verdict = forms.ChoiceField(label=_("Outcome"), choices=Verdict.choices, widget=forms.RadioSelect)
    findings = _words(pgettext_lazy("complaint", "What was found"), 1000, 4)


class FileForm(StationForm):
    """What the 备考表 says."""

    remarks = _words(
        _("Remarks on the file"), 500, required=False, help_text=_("Printed on the sheet of remarks (备考表).")
    )
