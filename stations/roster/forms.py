"""Forms of the roster: absences, substitutes, rotation plans, least strengths, spans to generate."""

from collections.abc import Iterable
from datetime import date, time

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.kit.forms import ClockField, DayField, StationChoice, StationForm
from stations.organisation.models import Grant, Officer, Post, Team
from stations.organisation.rules import COMMANDERS, has_right, post_of
from stations.roster.grids import WORDS
from stations.roster.models import Absence, Role, RotationPlan

CYCLE_ROLES = (Role.SECONDARY, Role.PRIMARY, Role.REST)


class OfficerSelect(forms.Select):
    """A select that can be narrowed by name, pinyin initials or police number (``roster.js``)."""

    def __init__(self, attrs=None):
        super().__init__({"data-narrow": _("Name, pinyin initials or police number")} | (attrs or {}))

    def create_option(self, name, value, *args, **kwargs):
        """Add what the box above the select looks through."""
        option = super().create_option(name, value, *args, **kwargs)
        officer = getattr(value, "instance", None)
        if officer is not None:
            user = officer.user
            joined = user.pinyin.replace(" ", "")
            option["attrs"]["data-key"] = f"{user.name} {user.initials} {joined} {officer.police_no}"
        return option


class OfficerChoice(StationChoice):
    """One officer, shown with police number and team (``Officer.objects.with_team``)."""

    widget = OfficerSelect

    def label_from_instance(self, officer) -> str:
        """``王小明 010004 第一社区警务队``."""
        return " ".join(filter(None, (officer.user.name, officer.police_no, getattr(officer, "team_name", ""))))


def _nobody():
    """The choice before the form knows who fills it in."""
    return Officer.objects.none()


def _people(day: date):
    rows = Officer.objects.with_team(day).exclude(standing=Officer.Standing.LEFT).select_related("user")
    return rows.order_by("team_id", "police_no")


def enterable(user, day: date):
    """The officers for whom a person may enter absences (see ``rules.may_enter_absence``)."""
    rows = _people(day)
    plans = post_of(user) in COMMANDERS or has_right(user, Grant.Right.ROSTER)
    if plans or post_of(user) == Post.DESK:
        return rows
    return rows.filter(team_id__in=getattr(user, "leads", frozenset()))


class AbsenceForm(StationForm):
    """Enter an absence.

    Args:
        user: who enters it; limits the officers.
        day: the running duty day.
    """

    officer = OfficerChoice(rows=_nobody, label=_("Officer"), empty_label=_("Choose an officer"))
    kind = forms.ChoiceField(choices=Absence.Kind.choices, label=_("Kind"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), help_text=_("Both are duty days and included; a duty day begins at the handover.")
    )
    reason = forms.CharField(
        max_length=200, label=_("Reason"), help_text=_("Seen by the person and by those who may enter absences only.")
    )
    substitute = OfficerChoice(
        rows=_nobody, required=False, label=_("Substitute"), empty_label=_("Name one later"),
        help_text=_("Takes over the days that the rules allow; the others stay open with the reason."),
    )  # fmt: skip

    def __init__(self, *args, user, day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = enterable(user, day)
        self.fields["substitute"].queryset = _people(day)
        self.fields["first_day"].initial = self.fields["last_day"].initial = day


class CoverForm(StationForm):
    """Name a substitute for one day, or for every open day from it on.

    Args:
        candidates: officers who may stand in on that day by the rules.
    """

    officer = forms.TypedChoiceField(coerce=int, label=_("Substitute"), widget=forms.RadioSelect)
    all_days = forms.BooleanField(required=False, label=_("Also for the later open days of this absence"))

    def __init__(self, *args, candidates: Iterable[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = list(candidates)


class EndForm(StationForm):
    """End an absence early."""

    last_day = DayField(label=_("New last day"))


class PlanForm(StationForm):
    """A rotation plan; one field a day of the cycle.

    Args:
        groups: number of shift groups, which is the length of the cycle.
        day: the running duty day.
    """

    name = forms.CharField(max_length=60, label=_("Name of the plan"))
    effective_from = DayField(label=_("Effective from"))
    anchor = DayField(label=_("Anchor day"), help_text=_("On this day the first group has the first role."))
    handover = ClockField(label=_("Handover time"), initial=time(8))
    primary_hours = forms.DecimalField(
        min_value=1, max_value=24, max_digits=4, decimal_places=1, initial=24, label=_("Hours of primary duty")
    )
    secondary_hours = forms.DecimalField(
        min_value=1, max_value=24, max_digits=4, decimal_places=1, initial=24, label=_("Hours of secondary duty")
    )
    standby_from = ClockField(required=False, initial=time(22), label=_("Secondary: standby from"))
    standby_to = ClockField(required=False, initial=time(8), label=_("Secondary: standby until"))
    note = forms.CharField(max_length=200, required=False, label=_("Note"))

    def __init__(self, *args, groups: int, day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = groups
        choices = [(str(role), WORDS[role]) for role in CYCLE_ROLES]
        for number in range(groups):
            self.fields[f"day_{number + 1}"] = forms.ChoiceField(
                choices=choices, initial=CYCLE_ROLES[min(number, len(CYCLE_ROLES) - 1)],
                label=_("Day %(n)s of the cycle") % {"n": number + 1},
            )  # fmt: skip

    def clean(self):
        """Standby needs both ends or none."""
        data = super().clean()
        if bool(data.get("standby_from")) != bool(data.get("standby_to")):
            self.add_error("standby_to", _("Give both ends of the standby, or none."))
        return data

    def values(self) -> dict:
        """The columns of the plan."""
        data = dict(self.cleaned_data)
        data["cycle"] = [data.pop(f"day_{number + 1}") for number in range(self.groups)]
        return data

    def plan(self) -> RotationPlan:
        """The plan as it would be, not saved."""
        return RotationPlan(**self.values())


class FloorsForm(StationForm):
    """Least strength of every rotating team on 正 and 副 (DU-03).

    Args:
        teams: the rotating teams.
        floors: (team id, role) → present value.
    """

    def __init__(self, *args, teams: Iterable[Team], floors: dict[tuple[int, str], int], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = list(teams)
        for team in self.teams:
            for role in (Role.PRIMARY, Role.SECONDARY):
                self.fields[f"floor_{team.pk}_{role}"] = forms.IntegerField(
                    min_value=0, max_value=99, initial=floors.get((team.pk, role), 0),
                    label=f"{team.name} {WORDS[role]}",
                )  # fmt: skip

    def rows(self) -> list:
        """(team, field of 正, field of 副) for the template."""
        return [(team, self[f"floor_{team.pk}_primary"], self[f"floor_{team.pk}_secondary"]) for team in self.teams]

    def floors(self) -> dict[tuple[int, str], int]:
        """(team id, role) → least number."""
        return {
            (team.pk, role): self.cleaned_data[f"floor_{team.pk}_{role}"]
            for team in self.teams
            for role in (Role.PRIMARY, Role.SECONDARY)
        }


class GenerateForm(StationForm):
    """A span of duty days to generate."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To (included)"))
