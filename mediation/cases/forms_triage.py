"""The guided form of a triage: only the questions that the answers so far make necessary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case
from mediation.cases.triage_law import TriageLaw
from mediation.cases.triage_readings import officer_for, police_officers
from mediation.cases.triage_rules import asked
from stations.kit.forms import StationChoice, StationForm


def answers_in(data, law: TriageLaw, prefix: str = "q") -> dict[str, Any]:
    """The answers in what was sent, by question; unanswered questions are left out."""
    found: dict[str, Any] = {}
    for question in law.questions:
        name = f"{prefix}-{question.code}"
        given = data.getlist(name) if question.many else data.get(name, "")
        if given:
            found[question.code] = given
    return found


class TriageForm(StationForm):
    """One field a question, the facts found, and who is in charge where the police lead."""

    def __init__(self, *args, case: Case, answers: dict, law: TriageLaw, police: bool, actor=None, **kwargs):
        super().__init__(*args, prefix="q", **kwargs)
        for question in asked(answers, law):
            self.fields[question.code] = self._field(question, law, answers.get(question.code))
        self.fields["facts"] = forms.CharField(
            label=_("Facts found"), max_length=1000, required=False,
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
            help_text=_("Who did what to whom, when and where, and what shows it."),
        )  # fmt: skip
        if police:
            self.fields["officer"] = StationChoice(
                police_officers, label=_("Police officer in charge"), required=False,
                initial=getattr(officer_for(case, actor), "pk", None),
            )  # fmt: skip
            self.fields["officer"].queryset = police_officers()
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=case.version)

    @staticmethod
    def _field(question, law: TriageLaw, initial):
        choices = [(option.code, option.label) for option in question.options]
        article = law.rule(question.rule).article if question.rule else ""
        notes = " ".join(str(note) for note in (question.hint, article) if note)
        if question.many:
            return forms.MultipleChoiceField(
                label=question.words, choices=choices, widget=forms.CheckboxSelectMultiple, initial=initial,
                help_text=notes,
            )  # fmt: skip
        return forms.ChoiceField(
            label=question.words, choices=choices, widget=forms.RadioSelect, initial=initial, help_text=notes
        )
