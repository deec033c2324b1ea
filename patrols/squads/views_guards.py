"""Pages of guards, and the one-time codes that connect their phones."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from patrols.squads import actions, codes, forms, rules, tables
from patrols.squads.documents import slips_pdf
from patrols.squads.filters import GuardFilter
from patrols.squads.models import Guard, Squad
from patrols.squads.people import current_lists, guards_on
from stations.access.actions import issue_code
from stations.access.models import DeviceToken
from stations.kit import masks
from stations.kit.answer import demand
from stations.kit.export import download
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see_patrols)
def guards(request):
    """The register of guards."""
    return list_page(
        request,
        "patrols/squads/guards.html",
        GuardFilter(request.GET, queryset=Guard.objects.all(), request=request),
        title=_("Guards"),
        columns=tables.GUARD_COLUMNS,
        record_export=leaves(request, "guards"),
        may_keep=rules.may_keep_patrols(request.user),
    )


def _guard(pk: int) -> Guard:
    return get_object_or_404(guards_on(timezone.localdate()), pk=pk)


@page(rules.may_see_patrols)
def guard(request, pk):
    """One guard: facts, squads, leading places, the duty list, the phones."""
    person, today = _guard(pk), timezone.localdate()
    lists = current_lists(today)
    context = {
        "heading": person.user.name,
        "guard": person,
        "memberships": person.memberships.select_related("squad"),
        "leads": person.leads.select_related("squad").order_by("-start"),
        "duty_list": lists.get(person.group_id) or lists.get(None),
        "masked_phone": masks.phone(person.user.phone),
        "sees_phone": rules.may_see_phone(request.user, person.squad_id),
        "may_keep": rules.may_keep_patrols(request.user),
        "may_give_code": rules.may_give_code(request.user, person.user),
        "timeline": story(person, 20),
        "today": today,
    }
    return render(request, "patrols/squads/guard.html", context)


@never_cache
@require_POST
@page(rules.may_see_patrols)
def guard_phone(request, pk):
    """The phone number in full, once, recorded (SE-24)."""
    person = _guard(pk)
    phone = actions.look_at_phone(guard=person, actor=request.user)
    context = {"heading": person.user.name, "phone": phone, "back": person.get_absolute_url()}
    return render(request, "components/phone.html", context)


@page(rules.may_keep_patrols)
def guard_new(request):
    """Take a guard in."""

    def add(squad, **values):
        return actions.add_guard(
            station=request.station, actor=request.user, squad=squad, company=squad.company, **values
        )

    return form_page(
        request,
        forms.NewGuardForm(request.POST or None, initial={"squad": request.GET.get("squad")}),
        add,
        heading=_("New guard"),
        done=_("The guard has been entered. Hand out a one-time code to connect the phone."),
        back=reverse("guards"),
    )


@never_cache
@page(rules.may_keep_patrols)
def guard_edit(request, pk):
    """Change facts of a guard."""
    person = _guard(pk)
    if request.method == "GET" and person.user.phone:
        actions.look_at_phone(guard=person, actor=request.user)  # the form shows it in full
    initial = {"guard_no": person.guard_no, "certificate_no": person.certificate_no}
    initial |= {"name": person.user.name, "phone": person.user.phone}
    return form_page(
        request,
        forms.GuardForm(request.POST or None, initial=initial),
        lambda **values: actions.change_guard(guard=person, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
    )


@page(rules.may_keep_patrols)
def guard_move(request, pk):
    """Move a guard to another squad of the company, or take one back who had left."""
    person = _guard(pk)
    squads = Squad.objects.active().filter(company=person.company_id)
    verb = actions.take_back if person.left_on else actions.move_guard
    return form_page(
        request,
        forms.MoveForm(request.POST or None, squads=squads),
        lambda squad, start: verb(guard=person, squad=squad, start=start, actor=request.user) and None,
        heading=_("Squad of %(name)s") % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
        intro=_("Now: %(squad)s") % {"squad": person.squad_name or _("no squad")},
    )


@page(rules.may_keep_patrols)
def guard_leave(request, pk):
    """Note that a guard has left the patrols."""
    person = _guard(pk)
    return form_page(
        request,
        forms.LeaveForm(request.POST or None),
        lambda day: actions.leave(guard=person, day=day, actor=request.user),
        heading=_("%(name)s leaves the patrols") % {"name": person.user.name},
        done=_("Saved. The phone has been disconnected."),
        back=person.get_absolute_url(),
        submit=_("Leaves the patrols"),
        intro=_("Squad and leading places end on that day, the phone is disconnected at once."),
    )


@never_cache
@page(rules.may_see_patrols)
def guard_code(request, pk):
    """Ask first, then show a new code for a guard once, in large type."""
    return code_page(request, _guard(pk), "patrols/squads/code.html", reverse("guard", args=[pk]))


def code_page(request, person: Guard, template: str, back: str):
    """The page of a one-time code, of the desk and of the squad leader's phone alike."""
    answer = rules.may_give_code(request.user, person.user)
    phones = DeviceToken.objects.filter(user=person.user_id, revoked_at=None, expires_at__gt=timezone.now())
    context = {"heading": person.user.name, "guard": person, "answer": answer, "back": back, "phones": phones}
    context |= {"tab": "squad", "leads": True}  # what the bar of the phone's page asks for
    if request.method == "POST":
        demand(answer)
        code = issue_code(user=request.user, person=person.user, at=timezone.now())
        context |= {"code": code, "grouped": f"{code[:4]} {code[4:]}"}
    return render(request, template, context)


@never_cache
@page(rules.may_see_patrols)
def squad_codes(request, pk):
    """Codes for a whole squad, one paper slip a guard; those whose phone is connected are left out at first."""
    row = get_object_or_404(Squad.objects.select_related("company"), pk=pk)
    answer = rules.may_run_squad(request.user, row.pk)
    members = codes.takers(squad=row, actor=request.user, day=timezone.localdate())
    wanted = set(request.POST.getlist("guard"))
    chosen = [one for one in members if str(one.pk) in wanted]
    if request.method == "POST":
        demand(answer)
    if chosen:
        slips = codes.for_squad(squad=row, guards=chosen, actor=request.user, at=timezone.now())
        content = slips_pdf(row, slips, request.station, request.user, timezone.localtime())
        name = "-".join([row.name, _("one-time codes")])
        return download(content, f"{name}.pdf", "application/pdf")
    context = {
        "heading": _("Codes for %(name)s") % {"name": row.name},
        "squad": row,
        "members": members,
        "answer": answer,
        "nobody": request.method == "POST",
    }
    return render(request, "patrols/squads/squad_codes.html", context)
