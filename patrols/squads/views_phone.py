"""Pages of the phone: the duty list of a guard, the squad of its leader."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.squads import actions, duty_lists, rules
from patrols.squads.models import GuardDutyList, Squad
from patrols.squads.people import guards_on, members_of
from patrols.squads.phone import on_phone
from patrols.squads.readings import current_duty_list, standing
from patrols.squads.views_guards import code_page
from stations.kit.answer import demand
from stations.kit.spans import in_force
from stations.kit.views import act


@on_phone
def duty_list(request):
    """The duties that hold for me, confirmed with one tap (职责明确到人)."""
    guard = standing(request.user).guard
    row = current_duty_list(guard, timezone.localdate())
    if request.method == "POST":
        # What was read is what is confirmed: another version published meanwhile is refused with a sentence.
        read = get_object_or_404(GuardDutyList.objects.all(), pk=_number(request.POST.get("duty_list")))
        confirm = lambda: duty_lists.confirm(guard=guard, duty_list=read)  # noqa: E731
        return act(request, confirm, _("Thank you; your confirmation has been recorded."), "phone-duty-list")
    context = {
        "heading": _("My duty list"),
        "tab": "home",
        "leads": bool(standing(request.user).leads),
        "duty_list": row,
        "confirmation": row.confirmations.filter(guard=guard).first() if row else None,
    }
    return render(request, "patrols/squads/phone_duty_list.html", context)


def _number(text) -> int:
    if not str(text).isdecimal() or len(str(text)) > 18:
        raise Http404
    return int(text)


def own_squad(request) -> Squad:
    """The squad that the person on the phone leads today; ``?squad=`` chooses among several.

    Raises:
        NotAllowed: ``squad_leader_only``.
    """
    demand(rules.leads_squad(request.user, next(iter(standing(request.user).leads), None)))
    led = Squad.objects.filter(pk__in=standing(request.user).leads).select_related("company", "group")
    wanted = request.GET.get("squad", "")
    return get_object_or_404(led, pk=_number(wanted)) if wanted else led.order_by("code").first()


@on_phone
def squad(request):
    """The squad on its leader's phone: its people; duties, equipment and findings come from the rooms above."""
    row = own_squad(request)
    liaison = row.liaisons.filter(in_force(timezone.localdate())).select_related("officer__user").first()
    members = members_of(row, timezone.localdate())
    context = {
        "heading": row.name,
        "tab": "squad",
        "leads": True,
        "squad": row,
        "others": Squad.objects.filter(pk__in=standing(request.user).leads).exclude(pk=row.pk),
        "liaison": liaison,
        "members": members,
        "confirmed": sum(one.confirmed for one in members),
        "paired": sum(one.paired for one in members),
    }
    return render(request, "patrols/squads/phone_squad.html", context)


def _member(request, pk: int):
    """A guard of a squad that the person leads; anybody else does not exist for them."""
    row = get_object_or_404(guards_on(timezone.localdate()), pk=pk)
    if row.squad_id not in standing(request.user).leads:
        raise Http404
    return row


@on_phone
def code(request, pk):
    """A one-time code for a guard of the squad, shown once."""
    return code_page(request, _member(request, pk), "patrols/squads/phone_code.html", reverse("phone-squad"))


@require_POST
@on_phone
def number(request, pk):
    """The phone number of a guard of the squad, once, recorded (SE-24)."""
    person = _member(request, pk)
    demand(rules.may_see_phone(request.user, person.squad_id))
    phone = actions.look_at_phone(guard=person, actor=request.user)
    context = {"heading": person.user.name, "phone": phone, "back": reverse("phone-squad")}
    context |= {"tab": "squad", "leads": True}
    return render(request, "patrols/squads/phone_look.html", context)
