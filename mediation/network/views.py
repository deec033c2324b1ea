"""Pages of departments, governance centres, the committee and the settings."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.network import actions, committee, forms, forms_committee, rules, tables
from mediation.network.filters import CenterFilter, DepartmentFilter
from mediation.network.lists import term_on
from mediation.network.models import CommitteeTerm, Department, DepartmentContact, GovCenter
from mediation.network.readings import settings_of
from stations.kit import masks
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see_network)
def departments(request):
    """Departments that take part in joint mediation."""
    named = DepartmentContact.objects.filter(active=True)
    queryset = Department.objects.prefetch_related(Prefetch("contacts", queryset=named))
    return list_page(
        request,
        "mediation/network/departments.html",
        DepartmentFilter(request.GET, queryset=queryset, request=request),
        title=_("Departments"),
        columns=tables.DEPARTMENT_COLUMNS,
        record_export=leaves(request, "departments"),
        may_keep=rules.may_keep_network(request.user),
    )


@page(rules.may_see_network)
def department(request, pk):
    """One department with its contacts."""
    row = get_object_or_404(Department.objects.all(), pk=pk)
    contacts = list(row.contacts.order_by("-active", "id"))
    for contact in contacts:
        contact.masked = masks.phone(contact.phone)
    context = {
        "heading": row.name,
        "department": row,
        "causes": tables.causes(row.causes),
        "contacts": contacts,
        "may_keep": rules.may_keep_network(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "mediation/network/department.html", context)


@page(rules.may_keep_network)
def department_keep(request, pk=None):
    """Enter a department, or change one."""
    row = get_object_or_404(Department.objects.all(), pk=pk) if pk else None
    form = forms.DepartmentEditForm if row else forms.DepartmentForm
    fields = ("name", "aliases", "causes", "phone", "active")
    initial = {key: getattr(row, key) for key in fields} if row else None

    def keep(**values):
        return actions.keep_department(station=request.station, actor=request.user, department=row, **values)

    return form_page(
        request,
        form(request.POST or None, initial=initial),
        keep,
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New department"),
        done=_("Saved."),
        back=row.get_absolute_url() if row else reverse("departments"),
    )


@never_cache
@page(rules.may_keep_network)
def contact_keep(request, pk=None, department=None):
    """Name a contact of a department, or change one."""
    row = get_object_or_404(DepartmentContact.objects.select_related("department"), pk=pk) if pk else None
    of = row.department if row else get_object_or_404(Department.objects.all(), pk=department)
    if row and row.phone and request.method == "GET":
        actions.look_at_contact_phone(contact=row, actor=request.user)  # the form shows it in full
    initial = {key: getattr(row, key) for key in ("name", "title", "phone", "active")} if row else None

    def keep(**values):
        actions.keep_contact(department=of, contact=row, actor=request.user, **values)

    return form_page(
        request,
        forms.ContactForm(request.POST or None, initial=initial),
        keep,
        heading=_("Contact of %(name)s") % {"name": of.name},
        done=_("Saved."),
        back=reverse("department", args=[of.pk]),
    )


@never_cache
@require_POST
@page(rules.may_see_network)
def contact_phone(request, pk):
    """A contact's phone number in full, once, recorded (SE-24)."""
    row = get_object_or_404(DepartmentContact.objects.select_related("department"), pk=pk)
    phone = actions.look_at_contact_phone(contact=row, actor=request.user)
    context = {"heading": row.name, "phone": phone, "back": reverse("department", args=[row.department_id])}
    return render(request, "components/phone.html", context)


@page(rules.may_see_network)
def centers(request):
    """The governance centres (综治中心) of two levels."""
    return list_page(
        request,
        "mediation/network/centers.html",
        CenterFilter(request.GET, queryset=GovCenter.objects.all(), request=request),
        title=_("Governance centres"),
        columns=tables.CENTER_COLUMNS,
        record_export=leaves(request, "gov_centers"),
        may_keep=rules.may_keep_network(request.user),
    )


@page(rules.may_keep_network)
def center_keep(request, pk=None):
    """Enter a governance centre, or change one."""
    row = get_object_or_404(GovCenter.objects.all(), pk=pk) if pk else None
    fields = ("name", "level", "contact", "phone", "active")

    def keep(**values):
        actions.keep_center(station=request.station, actor=request.user, center=row, **values)

    return form_page(
        request,
        forms.CenterForm(request.POST or None, initial={key: getattr(row, key) for key in fields} if row else None),
        keep,
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New governance centre"),
        done=_("Saved."),
        back=reverse("gov-centres"),
    )


@page(rules.may_see_network)
def committee_page(request):
    """The people's mediation committee: its present term with its members, what is wrong with it, earlier terms."""
    today = timezone.localdate()
    term = term_on(today)
    members = list(term.members.all()) if term else []
    seats = [rules.Seat(row.mediator, row.role, row.woman) for row in members]
    context = {
        "heading": settings_of(request.station).committee or _("Mediation committee"),
        "term": term,
        "members": sorted(members, key=lambda row: (list(row.Role.values).index(row.role), row.pk)),
        "faults": rules.committee_faults(seats, term.start, term.end, today) if term else [],
        "last_day": term.end - forms_committee.DAY if term and term.end else None,
        "others": CommitteeTerm.objects.exclude(pk=term.pk if term else None),
        "may_keep": rules.may_keep_network(request.user),
        "timeline": story(term, 20) if term else [],
        "today": today,
    }
    return render(request, "mediation/network/committee.html", context)


@page(rules.may_keep_network)
def committee_keep(request, pk=None):
    """Confirm a term with its members (RT-17), or put one right."""
    term = get_object_or_404(CommitteeTerm.objects.all(), pk=pk) if pk else None
    form = forms_committee.TermForm(request.POST or None, term=term)

    def keep(name, start, end, seats, **_fields):
        committee.confirm_term(
            station=request.station, actor=request.user, term=term, name=name, start=start, end=end, seats=seats
        )

    return form_page(
        request,
        form,
        keep,
        heading=_("Change %(name)s") % {"name": term.name} if term else _("New term of the committee"),
        done=_("The term is confirmed."),
        back=reverse("committee"),
        submit=_("Confirm the term"),
        template="mediation/network/committee_form.html",
    )


@page(rules.may_see_network)
def settings(request):
    """The station's words and numbers of mediation; keepers and the leadership change them."""
    row, may = settings_of(request.station), rules.may_set_numbers(request.user)
    initial = {column.name: getattr(row, column.name) for column in row._meta.concrete_fields}

    def keep(**values):
        actions.keep_settings(station=request.station, actor=request.user, **values)

    return form_page(
        request,
        forms.SettingsForm(request.POST or None, initial=initial, readonly=not may),
        keep,
        heading=_("Mediation settings"),
        done=_("Saved."),
        back=reverse("mediation-settings"),
        template="mediation/network/settings.html",
        may_keep=may,
        timeline=story(row, 20) if row.pk else [],
    )
