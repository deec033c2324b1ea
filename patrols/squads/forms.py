"""Input of companies, squads, guards, places, duty lists and settings."""

import json
import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.squads.filters import open_squads
from patrols.squads.models import CommandPost, Company, Guard, PatrolGroup, PatrolSettings, Squad, SquadLead
from stations.imports.fields import CodeField, PhoneField
from stations.kit.answer import RuleBroken
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.organisation.models import Officer
from stations.places.geometry import GCJ02, WGS84, read_outline

_NUMBERED = re.compile(r"^\s*(?:[（(]?\d+[)）.、．]|[-•·*])\s*")


def open_companies():
    """Companies that take part."""
    return Company.objects.filter(active=True)


def all_groups():
    """Functional groups of the station."""
    return PatrolGroup.objects.all()


def serving_police():
    """Police officers on post, by name."""
    return Officer.objects.on_strength().select_related("user").order_by("user__pinyin", "police_no")


class OutlineField(forms.CharField):
    """GeoJSON pasted from a map program."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value):
        """The outline as text."""
        return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value


class OfficerChoice(StationChoice):
    """A choice among officers, told apart by police number."""

    def label_from_instance(self, obj) -> str:
        """Name, number and post."""
        return f"{obj.user.name}（{obj.police_no}）{obj.get_post_display()}"


class GuardChoice(StationChoice):
    """A choice among guards, told apart by number."""

    def label_from_instance(self, obj) -> str:
        """Name and number."""
        return f"{obj.user.name}（{obj.guard_no}）"


class CompanyForm(StationForm):
    """Facts of a member company."""

    code = CodeField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=80)
    short_name = forms.CharField(label=_("Short name"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Company.Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    leader_name = forms.CharField(label=_("Leader in charge"), max_length=60, required=False)
    leader_title = forms.CharField(label=_("Title of the leader"), max_length=60, required=False)
    leader_phone = PhoneField(label=_("Phone of the leader"))
    licence_no = forms.CharField(
        label=_("Licence number"), max_length=60, required=False,
        help_text=_("Licence of the security company (保安服务许可证)."),
    )  # fmt: skip
    contract_no = forms.CharField(
        label=_("Contract number"), max_length=60, required=False,
        help_text=_("A company that hires its own guards needs it only beyond its premises (PA-13)."),
    )  # fmt: skip
    contract_until = DayField(label=_("Contract until"), required=False)
    premises = OutlineField(
        label=_("Outline of the own premises"), required=False,
        help_text=_("GeoJSON. Patrol areas of guards whom the company hires itself lie inside it (PA-13)."),
    )  # fmt: skip
    gcj = forms.BooleanField(label=_("Outline copied from a Chinese map (GCJ-02)"), required=False)
    folded = ("premises", "gcj")
    fold_label = _("Premises")

    def clean(self):
        """Check the outline."""
        values = super().clean()
        datum, outline = (GCJ02 if values.pop("gcj", False) else WGS84), values.get("premises")
        values["premises"] = None
        if outline:
            try:
                values["premises"] = read_outline(outline, datum)
            except RuleBroken as refusal:
                self.add_error("premises", str(refusal.reason))
        return values


class CompanyEditForm(CompanyForm):
    """Facts of a known company, and whether it still takes part."""

    active = forms.BooleanField(label=_("Takes part"), required=False)


class GroupForm(StationForm):
    """A functional group."""

    name = forms.CharField(label=_("Designation"), max_length=40)
    focus = forms.ChoiceField(label=_("Emphasis"), choices=PatrolGroup.Focus.choices)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=10)


class SquadForm(StationForm):
    """A new squad."""

    code = CodeField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    company = StationChoice(rows=open_companies, label=_("Company"))
    group = StationChoice(rows=all_groups, label=_("Functional group"))


class SquadEditForm(StationForm):
    """Facts of a squad; its company stays."""

    code = CodeField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Designation"), max_length=60)
    group = StationChoice(rows=all_groups, label=_("Functional group"))
    active = forms.BooleanField(label=_("Takes part"), required=False)


class SquadLeadForm(StationForm):
    """Who leads a squad, from when; the guards of the squad to choose from."""

    role = forms.ChoiceField(label=_("Role"), choices=SquadLead.Role.choices)
    guard = GuardChoice(rows=Guard.objects.none, label=_("Guard"), required=False, empty_label=_("(vacant)"))
    start = DayField(label=_("From"), initial=timezone.localdate)

    def __init__(self, *args, guards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guard"].queryset = guards


class LiaisonForm(StationForm):
    """Which officer looks after a squad, from when."""

    officer = OfficerChoice(
        rows=serving_police, label=_("Liaison officer"), required=False, empty_label=_("(vacant)")
    )
    start = DayField(label=_("From"), initial=timezone.localdate)


class GuardForm(StationForm):
    """Facts of a guard."""

    name = forms.CharField(label=_("Name"), max_length=60)
    guard_no = CodeField(label=_("Guard number"), max_length=20)
    phone = PhoneField()
    certificate_no = forms.CharField(label=_("Guard certificate"), max_length=40, required=False)


class NewGuardForm(GuardForm):
    """A guard who joins, with the squad."""

    squad = StationChoice(rows=open_squads, label=_("Squad"))
    start = DayField(label=_("In the squad from"), initial=timezone.localdate)


class MoveForm(StationForm):
    """To which squad of the same company, from when."""

    squad = StationChoice(rows=Squad.objects.none, label=_("New squad"))
    start = DayField(label=_("From"), initial=timezone.localdate)

    def __init__(self, *args, squads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["squad"].queryset = squads


class LeaveForm(StationForm):
    """When a guard left."""

    day = DayField(label=_("First day without this guard"), initial=timezone.localdate)


class SeatForm(StationForm):
    """A seat in the upper levels of command."""

    level = forms.ChoiceField(label=_("Level"), choices=CommandPost.Level.choices)
    officer = OfficerChoice(
        rows=serving_police, label=_("Officer"), required=False, empty_label=_("(somebody from outside)")
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("Only for somebody from outside the station.")
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    phone = PhoneField(help_text=_("Only for somebody from outside the station."))
    title = forms.CharField(label=_("Title in the patrols"), max_length=60)
    heads = forms.BooleanField(label=_("Heads this level"), required=False)
    start = DayField(label=_("From"), initial=timezone.localdate)


class LinesField(forms.CharField):
    """One entry a line; numbers and dots that were typed or pasted in front are dropped."""

    widget = forms.Textarea(attrs={"rows": 10})

    def prepare_value(self, value):
        """A list as it is typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        """The entries in order, empty lines dropped."""
        lines = [_NUMBERED.sub("", line).strip() for line in super().clean(value).splitlines()]
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("Each line has at most 300 characters."))
        return [line for line in lines if line]


class DutyListForm(StationForm):
    """A new version of the guards' duties."""

    group = StationChoice(rows=all_groups, label=_("Functional group"), required=False, empty_label=_("all groups"))
    in_force_from = DayField(label=_("In force from"), initial=timezone.localdate)
    items = LinesField(
        label=_("List of duties"),
        help_text=_("One duty a line. Guards discover, dissuade and report; they check, seize and punish nobody."),
    )


class SettingsForm(StationForm):
    """The station's numbers of the patrols, made from the columns of the table."""

    MOST = 10_000
    # What nobody can mean: an upload window of weeks, a horizon of years.
    BOUNDS = {"offline_hours": (1, 168), "horizon_days": (1, 31), "accuracy_metres": (10, 1000), "why_days": (1, 365)}

    def __init__(self, *args, readonly: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for column in PatrolSettings._meta.concrete_fields:
            if column.name in {"id", "station"}:
                continue
            if column.name == "ranking":
                help_text = _("Off by default: what counts is what was missed, not who is first.")
                self.fields[column.name] = forms.BooleanField(
                    label=column.verbose_name, required=False, help_text=help_text
                )
            else:
                least, most = self.BOUNDS.get(column.name, (0, self.MOST))
                self.fields[column.name] = forms.IntegerField(
                    label=column.verbose_name, min_value=least, max_value=most
                )
            self.fields[column.name].disabled = readonly
