"""Pages of companies, functional groups and squads."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from patrols.squads import actions, forms, posts, rules, tables
from patrols.squads.agenda import SOON
from patrols.squads.filters import CompanyFilter, SquadFilter
from patrols.squads.models import Company, PatrolGroup, Squad, SquadLead
from patrols.squads.people import current_lists, guards_on, members_of, squads_on
from patrols.squads.readings import settings_of
from stations.kit import masks
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.spans import holds, in_force
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see_patrols)
def companies(request):
    """The member companies."""
    return list_page(
        request,
        "patrols/squads/companies.html",
        CompanyFilter(request.GET, queryset=Company.objects.all(), request=request),
        title=_("Member companies"),
        columns=tables.COMPANY_COLUMNS,
        record_export=leaves(request, "companies"),
        may_keep=rules.may_keep_patrols(request.user),
        today=timezone.localdate(),
        soon=timezone.localdate() + SOON,
    )


@page(rules.may_see_patrols)
def company(request, pk):
    """One company: leader in charge, licence and contract (PA-13), its squads and guards."""
    row, today = get_object_or_404(Company.objects.all(), pk=pk), timezone.localdate()
    context = {
        "heading": row.name,
        "company": row,
        "squads": squads_on(today, Squad.objects.filter(company=row).order_by("-active", "code")),
        "guards": row.guards.serving().count(),
        "contract": rules.has_contract(row, today),
        "masked_phone": masks.phone(row.leader_phone),
        "sees_phone": rules.may_see_leader_phone(request.user),
        "may_keep": rules.may_keep_patrols(request.user),
        "timeline": story(row, 20),
        "today": today,
        "soon": today + SOON,
    }
    return render(request, "patrols/squads/company.html", context)


@never_cache
@require_POST
@page(rules.may_see_patrols)
def company_phone(request, pk):
    """The phone number of the leader in charge in full, once, recorded (SE-24)."""
    row = get_object_or_404(Company.objects.all(), pk=pk)
    phone = actions.look_at_leader_phone(company=row, actor=request.user)
    context = {"heading": row.leader_name, "phone": phone, "back": row.get_absolute_url()}
    return render(request, "components/phone.html", context)


@page(rules.may_keep_patrols)
def company_new(request):
    """Take a company in."""
    return form_page(
        request,
        forms.CompanyForm(request.POST or None),
        lambda **values: actions.add_company(station=request.station, actor=request.user, **values),
        heading=_("New member company"),
        done=_("The company has been entered."),
        back=reverse("companies"),
    )


@never_cache
@page(rules.may_keep_patrols)
def company_edit(request, pk):
    """Change facts of a company."""
    row = get_object_or_404(Company.objects.all(), pk=pk)
    if request.method == "GET" and row.leader_phone:
        actions.look_at_leader_phone(company=row, actor=request.user)  # the form shows it in full
    initial = {key: getattr(row, key) for key in actions.COMPANY_FIELDS}
    return form_page(
        request,
        forms.CompanyEditForm(request.POST or None, initial=initial),
        lambda **values: actions.change_company(company=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.short_name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_patrols)
def group_keep(request, pk=None):
    """Open a functional group, or change one."""
    row = get_object_or_404(PatrolGroup.objects.all(), pk=pk) if pk else None
    initial = {key: getattr(row, key) for key in ("name", "focus", "order")} if row else None

    def keep(**values):
        actions.keep_group(station=request.station, actor=request.user, group=row, **values)

    return form_page(
        request,
        forms.GroupForm(request.POST or None, initial=initial),
        keep,
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New functional group"),
        done=_("Saved."),
        back=reverse("patrol-command"),
    )


@page(rules.may_see_patrols)
def squads(request):
    """The squads with their people of today."""
    return list_page(
        request,
        "patrols/squads/squads.html",
        SquadFilter(request.GET, queryset=Squad.objects.all(), request=request),
        title=_("Patrol squads"),
        columns=tables.SQUAD_COLUMNS,
        record_export=leaves(request, "squads"),
        may_keep=rules.may_keep_patrols(request.user),
    )


@page(rules.may_see_patrols)
def squad(request, pk):
    """One squad: its people of today; areas, routes, plans and duties come from the rooms above by slots."""
    today = timezone.localdate()
    row = get_object_or_404(squads_on(today), pk=pk)
    members = members_of(row, today)
    leads = list(row.leads.select_related("guard__user").order_by("-start"))
    liaisons = list(row.liaisons.select_related("officer__user"))
    lists = current_lists(today)
    context = {
        "heading": row.name,
        "squad": row,
        "members": members,
        "leads_now": [lead for lead in leads if holds(lead, today)],
        "liaison_now": next((one for one in liaisons if holds(one, today)), None),
        "past": [one for one in [*leads, *liaisons] if one.end and one.end <= today],
        "duty_list": lists.get(row.group_id) or lists.get(None),
        "unpaired": sum(not guard.paired for guard in members),
        "may_keep": rules.may_keep_patrols(request.user),
        "may_run": rules.may_run_squad(request.user, row.pk),
        "timeline": story(row, 20),
        "today": today,
    }
    return render(request, "patrols/squads/squad.html", context)


@page(rules.may_keep_patrols)
def squad_new(request):
    """Set up a squad."""
    return form_page(
        request,
        forms.SquadForm(request.POST or None, initial={"company": request.GET.get("company")}),
        lambda **values: actions.add_squad(station=request.station, actor=request.user, **values),
        heading=_("New squad"),
        done=_("The squad has been set up. Appoint its leader and its liaison officer next."),
        back=reverse("squads"),
    )


@page(rules.may_keep_patrols)
def squad_edit(request, pk):
    """Rename, regroup or dissolve a squad."""
    row = get_object_or_404(Squad.objects.all(), pk=pk)
    initial = {"code": row.code, "name": row.name, "group": row.group_id, "active": row.active}
    return form_page(
        request,
        forms.SquadEditForm(request.POST or None, initial=initial),
        lambda **values: actions.change_squad(squad=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_patrols)
def squad_lead(request, pk):
    """Appoint leader or deputy of a squad."""
    row = get_object_or_404(Squad.objects.all(), pk=pk)
    guards = guards_on(timezone.localdate()).filter(
        in_force(timezone.localdate(), "memberships__"), memberships__squad=row
    )
    role = request.GET.get("role", SquadLead.Role.LEADER)
    return form_page(
        request,
        forms.SquadLeadForm(request.POST or None, initial={"role": role}, guards=guards),
        lambda **values: posts.appoint_lead(squad=row, actor=request.user, **values),
        heading=_("Leader of %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_patrols)
def squad_liaison(request, pk):
    """Put an officer in charge of a squad."""
    row = get_object_or_404(Squad.objects.all(), pk=pk)
    return form_page(
        request,
        forms.LiaisonForm(request.POST or None),
        lambda **values: posts.appoint_liaison(squad=row, actor=request.user, **values),
        heading=_("Liaison officer of %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_see_patrols)
def settings(request):
    """The station's numbers of the patrols; the office changes them, everybody may read them."""
    row, may = settings_of(request.station), rules.in_office(request.user)
    initial = {column.name: getattr(row, column.name) for column in row._meta.concrete_fields}
    if request.method == "POST":
        demand(may)
    form = forms.SettingsForm(request.POST or None, initial=initial, readonly=not may)
    return form_page(
        request,
        form,
        lambda **values: actions.keep_settings(station=request.station, actor=request.user, **values),
        heading=_("Patrol settings"),
        done=_("Saved."),
        back=reverse("patrol-settings"),
        template="patrols/squads/settings.html",
        may_keep=may,
        timeline=story(row, 20) if row.pk else [],
    )
