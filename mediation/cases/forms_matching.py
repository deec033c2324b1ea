"""Forms about mediators, ways and invited persons."""

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case, Invitee
from mediation.network.models import Department, DepartmentContact, Mediator
from mediation.network.words import Group, Way
from stations.kit.forms import StationChoice, StationForm
from stations.places.models import Grid

CONSENT = _("All parties agree, asked just now")
CONTACT = _("Left empty: the contact who stands behind the department.")


def departments():
    """Departments in use, with their contacts in use."""
    contacts = DepartmentContact.objects.filter(active=True).order_by("id")
    return Department.objects.filter(active=True).prefetch_related(
        Prefetch("contacts", queryset=contacts, to_attr="in_use")
    )


class DepartmentChoice(StationChoice):
    """A department with its former names and who speaks for it."""

    def label_from_instance(self, row) -> str:
        """市场监管局（工商局）· 李某."""
        name = f"{row.name}（{'、'.join(row.aliases)}）" if row.aliases else row.name
        contact = contact_of(row)
        return f"{name} · {contact}" if contact else name


def contact_of(row: Department) -> str:
    """The first contact in use of a department that :func:`departments` loaded; empty where it has none."""
    return row.in_use[0].name if row.in_use else ""


class MediatorChoice(StationChoice):
    """A mediator of one group, with what tells namesakes apart."""

    def __init__(self, group: str, **kwargs):
        super().__init__(
            lambda: Mediator.objects.serving().in_group(group).select_related("user").order_by("number"), **kwargs
        )

    def label_from_instance(self, row) -> str:
        """张三 律师事务所 许可证号."""
        return " ".join(part for part in (row.user.name, row.organisation, row.licence_no) if part)


class AnswerNoForm(StationForm):
    """Why a mediator does not take a case."""

    reason = forms.CharField(label=_("Why not"), max_length=200, required=False)
    conflict = forms.CharField(
        label=_("Conflict of interest"), max_length=200, required=False,
        help_text=_("Kinship, employment, a client, a house: what ties you to a party (RT-19)."),
    )  # fmt: skip


class WithdrawForm(StationForm):
    """Withdraw for a conflict of interest (RT-19)."""

    conflict = forms.CharField(
        label=_("Conflict of interest"), max_length=200, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200})
    )
    by_party = forms.BooleanField(label=_("A party demands it"), required=False)


class ReleaseForm(StationForm):
    """End somebody's part."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class InviteForm(StationForm):
    """Invite somebody (RT-04)."""

    kind = forms.ChoiceField(label=_("Who comes"), choices=Invitee.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=60)
    department = DepartmentChoice(departments, label=_("Department"), required=False,
                                  help_text=_("For somebody of a department."))  # fmt: skip
    licence_no = forms.CharField(label=_("Licence number"), max_length=60, required=False,
                                 help_text=_("For a lawyer."))  # fmt: skip
    consent = forms.BooleanField(label=CONSENT, required=False)


class JointForm(StationForm):
    """联调: departments and their persons who are not invited yet."""

    department_1 = DepartmentChoice(departments, label=_("First department"), required=False)
    person_1 = forms.CharField(label=_("Its person"), max_length=60, required=False, help_text=CONTACT)
    department_2 = DepartmentChoice(departments, label=_("Second department"), required=False)
    person_2 = forms.CharField(label=_("Its person"), max_length=60, required=False)
    department_3 = DepartmentChoice(departments, label=_("Third department"), required=False)
    person_3 = forms.CharField(label=_("Its person"), max_length=60, required=False)
    consent = forms.BooleanField(label=CONSENT, required=False)

    def clean(self):
        """The pairs of department and person that were filled in."""
        pairs = [(self.cleaned_data.pop(f"department_{n}", None), self.cleaned_data.pop(f"person_{n}", ""))
                 for n in (1, 2, 3)]  # fmt: skip
        named = [(office, name or (contact_of(office) if office else "")) for office, name in pairs]
        self.cleaned_data["people"] = [pair for pair in named if pair[0] or pair[1]]
        return self.cleaned_data


class MicroForm(StationForm):
    """微调: grid and grid worker."""

    grid = StationChoice(lambda: Grid.objects.select_related("community"), label=_("Grid"))
    mediator = MediatorChoice(Group.GRID, label=_("Grid worker"))


class LegalForm(StationForm):
    """助调: a lawyer of the network, or another by name and licence."""

    mediator = MediatorChoice(Group.LAWYER, label=_("Lawyer of the network"), required=False)
    name = forms.CharField(label=_("Or another lawyer"), max_length=60, required=False)
    licence_no = forms.CharField(label=_("Licence number"), max_length=60, required=False)
    consent = forms.BooleanField(label=CONSENT, required=False)


class OnlineForm(StationForm):
    """智调: channel, recording, consent."""

    channel = forms.CharField(label=_("Channel"), max_length=60, help_text=_("For example video or telephone."))
    recording = forms.CharField(label=_("Recording"), max_length=80,
                                help_text=_("What is recorded, where it is kept; or that nothing is."))  # fmt: skip
    consent = forms.BooleanField(label=CONSENT, required=False)


class HeartForm(StationForm):
    """心调: a counsellor, if there is one; nothing medical."""

    mediator = MediatorChoice(Group.COUNSELLOR, label=_("Psychologist of the network"), required=False,
                              help_text=_("Nothing about health is written down."))  # fmt: skip
    consent = forms.BooleanField(label=CONSENT, required=False)


WAY_FORMS = {
    Way.JOINT: JointForm, Way.MICRO: MicroForm, Way.LEGAL: LegalForm, Way.ONLINE: OnlineForm, Way.HEART: HeartForm,
}  # fmt: skip


def way_form(way: str, case: Case, data=None):
    """The form of a way, its grid proposed by the case."""
    initial = {"grid": case.grid_id} if way == Way.MICRO else {}
    return WAY_FORMS[Way(way)](data, initial=initial)
