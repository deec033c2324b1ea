"""Under ``/me/``: my membership, my data, my card; the own group of its leader."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups import codes, membership, own_data, rules
from community.groups.filters import OwnGroupFilter
from community.groups.models import Consent, Member, WatchGroup
from community.groups.readings import (
    consent_text,
    groups_on,
    groups_seen_by,
    members_on,
    officers_of,
    settings_of,
    standing,
)
from community.groups.views import pdf, story
from community.groups.views_members import card
from community.groups.words import TONES, State
from stations.access.rules import enters_with_password
from stations.kit import masks
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.qr import drawn
from stations.kit.views import PAGE_SIZE, act, page


def mine(request) -> Member:
    """The own profile with the group of today."""
    return get_object_or_404(members_on(timezone.localdate()).select_related("station"), user=request.user)


@never_cache
@page(rules.is_profiled)
def my_membership(request):
    """Where I stand, whom I can ask, what I agreed to; what there is to do stands on the own page."""
    person, today = mine(request), timezone.localdate()
    who = standing(request.user)
    group = groups_on(today, WatchGroup.objects.filter(pk=person.group_id)).first()
    last = Consent.objects.filter(member=person).select_related("text").first()
    current = consent_text(request.station)
    context = {
        "heading": _("My membership"),
        "member": person,
        "tone": TONES[person.state],
        "group": group,
        "officers": officers_of(group, today) if group else [],
        "brand": settings_of(request.station).brand,
        "verbs": {step.verb: step for step in rules.MEMBERSHIP.verbs(person, request.user, timezone.now())},
        "renew_soon": (person.valid_until - today).days <= settings_of(request.station).renewal_days,
        "consent": last,
        "text": current,
        "text_is_new": bool(last and current and current.pk != last.text_id),
        "leads": bool(who.leads),
        "timeline": story(person),
    }
    return render(request, "community/groups/my_membership.html", context)


@require_POST
@page(rules.is_profiled)
def my_renewal(request):
    """One tap: I agree again."""
    person = mine(request)
    return act(
        request,
        lambda: membership.renew(member=person, actor=request.user, at=timezone.now()),
        _("Thank you. Your membership has been renewed."),
        "my-membership",
    )


@require_POST
@page(rules.is_profiled)
def my_leaving(request):
    """I leave; no reason is asked."""
    person = mine(request)
    return act(
        request,
        lambda: membership.leave(member=person, actor=request.user, at=timezone.now()),
        _("You have left. Thank you for what you did."),
        "my-membership",
    )


@never_cache
@page(rules.is_profiled)
def my_card(request):
    """My card on the phone: whoever asks scans it."""
    person = mine(request)
    rules.holds_card(person).or_refuse()
    context = {
        "heading": _("My card"),
        "member": person,
        "brand": settings_of(request.station).brand,
        "qr": drawn(codes.card_address(person)),
    }
    return render(request, "community/groups/my_card.html", context)


@never_cache
@page(rules.is_profiled)
def my_card_paper(request):
    """My card as a PDF, to cut out."""
    person = mine(request)
    rules.holds_card(person).or_refuse()
    return pdf(card(person, request.station), f"card-{person.number}")


@never_cache
@page(rules.is_profiled)
def my_data(request):
    """Everything that is kept about me, and what stays when I have it deleted."""
    person = mine(request)
    parts = [
        {"label": part.label, "kept": part.kept, "rows": [list(row.items()) for row in part.rows(person)]}
        for part in own_data.parts()
    ]
    context = {"heading": _("My data"), "member": person, "parts": parts}
    context["only_member"] = own_data.is_only_a_member(request.user)
    return render(request, "community/groups/my_data.html", context)


@never_cache
@require_POST
@page(rules.is_profiled)
def my_data_export(request):
    """The same as a file (JSON)."""
    told = own_data.export(mine(request), request.user)
    content = json.dumps(told, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_POST
@page(rules.is_profiled)
def my_data_erase(request):
    """Delete my data; afterwards this phone knows nobody."""
    person = mine(request)
    try:
        own_data.erase(member=person, actor=request.user, at=timezone.now())
    except (RuleBroken, NotAllowed) as refusal:
        messages.error(request, refusal.reason)
        return redirect("my-data")
    if enters_with_password(request.user) or not own_data.is_only_a_member(request.user):
        messages.success(request, _("Your data as a member have been deleted."))
        return redirect("me")
    response = render(request, "community/groups/erased.html", {"heading": _("Your data have been deleted.")})
    response.delete_cookie("fg_device")
    request.session.flush()
    return response


@never_cache
@page(rules.leads_a_group)
def my_group(request):
    """The group on its leader's phone: who takes part, who is still to renew; numbers stay masked."""
    today, led = timezone.localdate(), standing(request.user).leads
    rows = groups_on(today, groups_seen_by(request.user).filter(pk__in=led)).order_by("code")
    wanted = request.GET.get("group", "")
    group = get_object_or_404(rows, pk=wanted) if wanted.isdecimal() and len(wanted) < 18 else rows.first()
    members = members_on(today).filter(group_id=group.pk, state__in=[State.CONFIRMED, State.LAPSED])
    found = OwnGroupFilter(request.GET, queryset=members, request=request)
    shown = Paginator(found.qs if found.is_valid() else members.none(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "heading": group.name,
        "group": group,
        "others": [row for row in rows if row.pk != group.pk],
        "filter": found,
        "page": shown,
        "members": [(person, masks.phone(person.user.phone)) for person in shown],
        "officers": officers_of(group, today),
    }
    return render(request, "community/groups/my_group.html", context)


@never_cache
@page(rules.leads_a_group)
def my_group_poster(request, pk):
    """The poster for the leader to show: colleagues scan it from the phone."""
    group = get_object_or_404(groups_seen_by(request.user).filter(pk__in=standing(request.user).leads), pk=pk)
    address = codes.join_address(group)
    context = {"heading": group.name, "group": group, "address": address, "qr": drawn(address)}
    return render(request, "community/groups/my_poster.html", context)
