"""Forms of cases, mediations on the spot, referrals and the allocation table."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.casework import readings
from stations.casework.models import AllocationRule, PoliceCase
from stations.catalogue.models import Category, Element
from stations.incidents.models import Attachment
from stations.kit.forms import DayField, StationChoice, StationForm


def _words(label, longest: int, rows: int = 3, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}), **kwargs
    )


class FileForm(StationForm):
    """File a case (立案)."""

    kind = forms.ChoiceField(label=_("Kind of case"), choices=PoliceCase.Kind.choices, widget=forms.RadioSelect)
    filed_on = DayField(label=_("Filed on (立案)"))
    check_on = DayField(
        label=_("First check day"), required=False,
        help_text=_("Criminal cases only: they are not under the 30-day limit; empty means 30 days from filing."),
    )  # fmt: skip


class CaseForm(StationForm):
    """Base of the forms of one case: knows the case and today."""

    def __init__(self, *args, case: PoliceCase, **kwargs):
        self.case, self.today = case, timezone.localdate()
        super().__init__(*args, **kwargs)


class AllocateForm(CaseForm):
    """Which team gets the case; the table's proposal is chosen, another one needs a reason."""

    team = StationChoice(readings.teams_for_cases, label=_("Team"))
    reason = _words(_("Reason"), 200, required=False, help_text=_("Only if it is not the proposed team."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposal = readings.proposal_for(self.case.incident)
        if self.proposal.team:
            self.fields["team"].initial = self.proposal.team.pk
            self.fields["team"].help_text = _("Proposed: %(team)s (%(reason)s).") % {
                "team": self.proposal.team, "reason": self.proposal.reason,
            }  # fmt: skip
        else:
            self.fields["team"].help_text = self.proposal.reason


class OwnerForm(CaseForm):
    """The case officer: somebody of the team."""

    owner = StationChoice(lambda: readings.team_officers(None, timezone.localdate()), label=_("Case officer"))

    def __init__(self, *args, case, user=None, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        self.fields["owner"].queryset = readings.team_officers(case.team_id, self.today)
        own = getattr(user, "officer", None)
        if own is not None:
            self.fields["owner"].initial = own.pk


class TransferForm(CaseForm):
    """Another team, and why."""

    team = StationChoice(readings.teams_for_cases, label=_("Team"))
    reason = _words(_("Reason"), 200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = readings.teams_for_cases().exclude(pk=self.case.team_id)


class ExtendForm(CaseForm):
    """An extension as the parent organ approved it (ZA-21)."""

    approved_by = forms.CharField(label=_("Approved by (parent organ)"), max_length=80)
    approved_on = DayField(label=_("Approved on"))
    document = forms.CharField(label=_("Number of the approval"), max_length=60, required=False)
    reason = _words(_("Reason"), 200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approved_by"].initial = self.case.station.bureau
        self.fields["approved_on"].initial = self.today


class ExcludeForm(CaseForm):
    """Days of an appraisal or a hearing."""

    days = forms.IntegerField(label=_("Calendar days not counted"), min_value=1, max_value=365)
    reason = _words(_("Which appraisal or hearing"), 200)


class DayReasonForm(CaseForm):
    """A day and why."""

    day = DayField(label=_("Day"))
    reason = _words(_("Reason"), 200)


class ConcludeForm(CaseForm):
    """What came of the case."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=PoliceCase.Outcome.choices, widget=forms.RadioSelect)
    outcome_text = _words(_("Outcome in words"), 300)


class CheckForm(CaseForm):
    """The quality check."""

    check_text = _words(_("What was checked"), 300)


class ReasonForm(CaseForm):
    """Why."""

    reason = _words(_("What has to be corrected"), 200)


class SceneForm(StationForm):
    """A mediation on the spot; what the law asks for depends on whether there is an offence."""

    YES_NO = (("yes", _("yes")), ("no", _("no")))

    violation = forms.ChoiceField(
        label=_("Is there an offence against public order?"), choices=YES_NO, widget=forms.RadioSelect,
        help_text=_("Yes: agreement or recording is needed (ZA-13, ZA-14). No: a work note is enough."),
    )  # fmt: skip
    domestic_violence = forms.BooleanField(label=_("It is domestic violence"), required=False)
    undisputed = forms.BooleanField(
        label=_("No medical costs or losses, or none in dispute"),
        required=False,
        help_text=_("With an offence only."),
    )
    performed = forms.BooleanField(
        label=_("Agreed and performed on the spot"), required=False, help_text=_("With an offence only.")
    )
    document = StationChoice(
        lambda: Attachment.objects.none(), label=_("Agreement (attachment)"), required=False,
        help_text=_("Add it on the page of the incident first."),
    )  # fmt: skip
    recording = forms.CharField(label=_("Recording (number)"), max_length=80, required=False)
    note = _words(_("Work note"), 500, required=False)

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, **kwargs)
        papers = Attachment.objects.filter(incident=incident, struck_at=None).select_related("file")
        self.fields["document"].queryset = papers
        self.fields["document"].label_from_instance = lambda row: f"{row.get_stage_display()} · {row.file.name}"

    def clean_violation(self) -> bool:
        """As a truth value."""
        return self.cleaned_data["violation"] == "yes"


class ReferForm(StationForm):
    """Where a matter goes, with earlier targets as suggestions."""

    target = forms.CharField(label=_("Referred to"), max_length=60)
    reason = _words(_("Reason"), 200)
    due_on = DayField(label=_("Answer expected by"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].widget.attrs["list"] = "cw-targets"


class AcceptForm(StationForm):
    """Their receipt."""

    reference = forms.CharField(label=_("Their number"), max_length=60, required=False)


class AnswerForm(StationForm):
    """What they answered."""

    answer = _words(_("Their answer"), 300)


class TakeUpForm(StationForm):
    """Why it is taken up."""

    answer = _words(_("Remark"), 300, required=False)


class RuleForm(StationForm):
    """One row of the allocation table."""

    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999)
    name = forms.CharField(label=_("Rule"), max_length=60)
    elements = forms.MultipleChoiceField(
        label=_("Any of these control elements is ticked"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: whatever is ticked."),
    )  # fmt: skip
    category = StationChoice(
        lambda: Category.objects.filter(active=True).order_by("path"), label=_("Category, with all below it"),
        required=False,
    )  # fmt: skip
    team = StationChoice(
        readings.teams_for_cases, label=_("Team"), required=False, empty_label=_("the community team of the place")
    )
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        elements = Element.objects.filter(active=True).values_list("code", "name")
        self.fields["elements"].choices = list(elements)
        self.fields["category"].label_from_instance = lambda row: row.path
        if not self.fields["elements"].choices:
            self.fields["elements"].help_text = _("The station has not defined control elements yet.")

    @staticmethod
    def values_of(rule: AllocationRule) -> dict:
        """Initial values of an existing row."""
        return {
            "order": rule.order, "name": rule.name, "elements": rule.elements, "category": rule.category_id,
            "team": rule.team_id, "active": rule.active,
        }  # fmt: skip
