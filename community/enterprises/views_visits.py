"""Pages of visits: choose the enterprise, the form of the tablet, the list, one visit."""

import json
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Count, Q, When
from django.http import JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.enterprises import forms, readings, rules, tables, visiting
from community.enterprises.filters import VisitFilter
from community.enterprises.forms_visit import VisitForm
from community.enterprises.models import Enterprise
from community.enterprises.models_visits import CheckListVersion, EnterpriseVisit
from community.enterprises.views import LINES, found
from community.enterprises.words import FirstState, State, VisitKind
from stations.kit.again import again
from stations.kit.answer import RuleBroken, demand
from stations.kit.device import OWNER, owner_key
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# How many are offered, and how far ahead what is due is offered before it is looked for.
FOUND, SOON = 20, timedelta(days=14)


@page(rules.may_work)
def visits(request):
    """Visits to the enterprises one answers for."""
    rows = readings.visits_seen_by(request.user).annotate(found=Count("findings"))
    return list_page(
        request,
        "community/enterprises/visits.html",
        VisitFilter(request.GET, queryset=rows, request=request),
        title=_("Visits"),
        columns=tables.VISIT_COLUMNS,
        record_export=leaves(request, "enterprise-visits"),
    )


@page(rules.may_visit)
def start(request):
    """Choose where one stands: what is due to me first, else by name."""
    today, text = timezone.localdate(), request.GET.get("q", "").strip()
    rows = readings.my_enterprises(request.user, today)
    if text:
        joined = text.lower().replace(" ", "")
        fits = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(unit__iexact=text) | Q(number__iexact=text)
        rows = readings.listed(today, Enterprise.objects.present()).filter(fits | Q(initials__startswith=joined))
    rows = rows.annotate(
        soonest=Case(When(first_visit__state=FirstState.OPEN, then="first_visit__due_on"), default="next_on")
    )
    soon = rows if text else rows.filter(soonest__lte=today + SOON)
    context = {
        "heading": _("Visit note"),
        "q": text,
        "today": today,
        "data": device(request),
        "rows": soon.order_by("soonest", "number")[:FOUND],
    }
    return render(request, "community/enterprises/visit_start.html", context)


@page(rules.may_visit)
def visit_new(request, pk):
    """The form of a visit. It is kept on the tablet while there is no network, and counted once."""
    row = found(request, pk)
    versions = readings.versions_for(row.kind)
    wanted = request.GET.get("list", "")
    version = next((one for one in versions if str(one.pk) == wanted), versions[0] if versions else None)
    kinds = possible_kinds(row)
    asked = request.GET.get("kind", "")
    form = VisitForm(
        request.POST or None, request.FILES or None, version=None if wanted == "0" else version, kinds=kinds,
        initial={"kind": asked if asked in kinds else kinds[0]},
    )  # fmt: skip
    if request.method == "POST":
        answer = _sent(request, row, form)
        if answer is not None:
            return answer
    context = {
        "heading": str(row), "row": row, "form": form, "versions": versions, "version": form.version,
        "without": wanted == "0", "rows": form.rows(), "data": device(request),
    }  # fmt: skip
    return render(request, "community/enterprises/visit_new.html", context, status=400 if form.errors else 200)


def _sent(request, row: Enterprise, form: VisitForm):
    """Where to go after a form that was sent and taken; None where it is shown again with its errors."""
    if not form.is_valid():
        return None
    try:
        visit = again(partial(_recorded, request, row, form), request)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal.reason))
        return None
    messages.success(request, _("Recorded."))
    return redirect(visit)


def _recorded(request, row: Enterprise, form: VisitForm) -> EnterpriseVisit:
    return visiting.record_visit(
        enterprise=row, actor=request.user, said=form.said(), client_id=form.cleaned_data["client_id"]
    )


@never_cache
@require_POST
@page(rules.may_visit)
def send(request):
    """One visit from the queue of a device; answered by name, so that it leaves the queue only when it is here."""
    if request.headers.get(OWNER) != owner_key(request.user):
        return JsonResponse({"code": "other_owner", "message": _("This device keeps another person's visits.")},
                            status=401)  # fmt: skip
    number = request.POST.get("enterprise", "")
    row = found(request, int(number) if number.isdecimal() and len(number) < 12 else 0)
    wanted = request.POST.get("list", "")
    version = CheckListVersion.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 12 else None
    form = VisitForm(_unfolded(request.POST), request.FILES, version=version, kinds=list(VisitKind.values))
    told = {"client_id": request.POST.get("client_id", ""), "status": "refused"}
    if not form.is_valid():
        texts = [str(text) for errors in form.errors.values() for text in errors]
        return JsonResponse(told | {"message": " ".join(dict.fromkeys(texts))}, status=400)
    try:
        visit = again(partial(_recorded, request, row, form), request)
    except RuleBroken as refusal:
        status = "conflict" if refusal.code == "idempotency" else "refused"
        return JsonResponse(told | {"status": status, "message": str(refusal.reason)}, status=409)
    if not form.cleaned_data["offline"]:
        # Who has waited for the answer goes to the visit's page now; what waited for a network is told where it was.
        messages.success(request, _("Recorded."))
    reply = {"status": "recorded", "id": visit.pk, "url": visit.get_absolute_url(), "number": str(row)}
    return JsonResponse(told | reply, status=201)


def _unfolded(post: QueryDict) -> QueryDict:
    """What the queue sends: one value a name, those of several in ``many``; the time of writing as the visit's."""
    data = post.copy()
    try:
        many = json.loads(post.get("many", "[]"))
    except ValueError:
        many = []
    for name in ("tips", "others"):
        data.setlist(name, [str(pair[1]) for pair in many if isinstance(pair, list) and pair[0] == name])
    if post.get("found_at"):
        data["at"] = parse_datetime(post["found_at"]) or ""
    return data


def device(request) -> dict:
    """What the script of these pages knows: whose visits it keeps, where they go, what it says."""
    return {
        "owner": owner_key(request.user), "send": reverse("enterprise-visit-send"), "login": reverse("login"),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "words": {
            "sending": _("Sending …"),
            "kept": _("No network: kept on this device, sent by itself later."),
            "keep_failed": _("This device cannot keep the visit now. Press again to send it directly."),
            "waiting": _("Visits that wait on this device: {n}"),
            "sent": _("Visit recorded: {what}"),
            "refused": _("This visit was not taken: {what}"),
            "login": _("You were logged out. Nothing is lost: log in again and the visits are sent."),
            "login_now": _("Log in"), "send_now": _("Send now"), "open_again": _("Open again"),
            "seen": _("Done with it"), "draft": _("What you had begun here is back."),
            "missing": _("What must be answered is marked."),
        },
    }  # fmt: skip


def possible_kinds(row: Enterprise) -> list[str]:
    """Kinds of visits: the first visit while it is due, inspections of regulated trades."""
    first = getattr(row, "first_visit", None)
    kinds = [VisitKind.FIRST] if first and first.state == FirstState.OPEN else []
    if row.kind.regulated:
        kinds.append(VisitKind.CHECK)
    kinds += [VisitKind.VISIT, VisitKind.REVISIT]
    if not row.kind.regulated:
        kinds.append(VisitKind.CHECK)
    return [kind.value for kind in kinds] if row.state != State.MOVED_OUT else [VisitKind.VISIT.value]


@page(rules.may_visit)
def visit(request, pk):
    """One visit: answers, tips, photos, what it found."""
    row = _seen(request, pk)
    answers = {answer.item_id: answer for answer in row.answers.all()}
    items = [
        {"item": item, "answer": answers.get(item.pk)} for item in (row.version.items.all() if row.version else [])
    ]
    context = {
        "heading": f"{row.get_kind_display()} · {row.enterprise}",
        "visit": row,
        "items": items,
        "may_strike": bool(rules.may_strike(request.user, row)),
        "timeline": story(row, LINES),
    }
    return render(request, "community/enterprises/visit.html", context)


def _seen(request, pk: int) -> EnterpriseVisit:
    rows = EnterpriseVisit.objects.select_related(
        "enterprise__building", "enterprise__kind", "officer__user", "version__check_list", "struck_by"
    ).prefetch_related("others__officer__user", "answers", "tips__tip", "files__file", "findings", "version__items")
    row = get_object_or_404(rows, pk=pk)
    demand(rules.may_see_visit(request.user, row))
    return row


@page(rules.may_visit)
def strike(request, pk):
    """Strike a visit entered by mistake."""
    row = _seen(request, pk)
    demand(rules.may_strike(request.user, row))
    return form_page(
        request,
        forms.StrikeForm(request.POST or None),
        lambda reason: visiting.strike(visit=row, actor=request.user, reason=reason),
        heading=_("Strike the visit to %(name)s") % {"name": row.enterprise},
        done=_("Struck."),
        back=row.get_absolute_url(),
        intro=_("It stays on record and is counted no more; a first visit is due again; its findings stay."),
        submit=_("Strike"),
    )
