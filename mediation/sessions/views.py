"""Pages of appointments: the list, the week by rooms, proposing and fixing, when somebody can come, two fragments."""

import uuid
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.cases import rules as case_rules
from mediation.cases.looks import opened
from mediation.cases.models import Case
from mediation.sessions import appointments, choosing, readings, rules, tables
from mediation.sessions.filters import SessionFilter
from mediation.sessions.forms import AvailabilityForm, LookForm, SessionForm, SlotForm
from mediation.sessions.models import Availability, Session
from mediation.sessions.reasons import reasons_of
from mediation.sessions.shown import can_come, people_to_ask, week_grid
from mediation.sessions.words import TONES, How
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves


def reached_case(request, pk: int) -> Case:
    """A case the person may see; any other does not exist."""
    return opened(request, pk)


@page(rules.may_see_session)
def sessions(request):
    """Every session of the cases one may see."""
    found = SessionFilter(request.GET, readings.listed(request.user), request=request)

    return list_page(
        request, "mediation/sessions/list.html", found, title=_("Mediation sessions"), columns=tables.SESSIONS,
        record_export=leaves(request, "mediation_sessions"), tones=TONES,
    )  # fmt: skip


@page(rules.may_see_session)
def week(request):
    """Rooms by days: who mediates where this week."""
    asked = parse_date(request.GET.get("day", "") if len(request.GET.get("day", "")) == 10 else "")
    today = timezone.localdate()
    day = asked if asked and date(2000, 1, 3) < asked < date(2199, 12, 1) else today
    first = day - timedelta(days=day.weekday())
    context = {
        "heading": _("Sessions of the week"), "first": first, "last": first + timedelta(days=6), "today": today,
        "before": first - timedelta(days=7), "after": first + timedelta(days=7), "tones": TONES,
        "grid": week_grid(readings.week(request.user, first), first),
        "days": [first + timedelta(days=n) for n in range(7)],
    }  # fmt: skip
    return render(request, "mediation/sessions/week.html", context)


@page(rules.may_see_session)
def new(request, pk: int):
    """Propose times for a case's next session; one tap takes one of them, another time can be typed."""
    case = reached_case(request, pk)
    way = request.GET.get("way") if request.GET.get("way") in How.values else How.ONSITE
    if request.method == "POST":
        return _fix(request, case, way)
    return _new_page(request, case, way)


def _fix(request, case: Case, way: str):
    taken = "slot" in request.POST
    form = SlotForm(request.POST, case=case, way=way) if taken else SessionForm(request.POST, case=case)
    if form.is_valid():
        values = form.cleaned_data | ({"proposed": "hold" in request.POST} if taken else {})
        try:
            made = appointments.fix(case=case, actor=request.user, **values)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect(made)
    return _new_page(request, case, way, **{"slot_form" if taken else "form": form})


def _new_page(request, case: Case, way: str, slot_form=None, form=None):
    now, key = timezone.now(), uuid.uuid4()
    may = case_rules.may_lead(request.user, case)
    answer = may and rules.fix_answer(case, now)
    mediator, officer = readings.leads_of(case)
    look, who = LookForm(request.GET), {"mediator": mediator, "officer": officer}
    slots = choosing.choices(case, now, way=way, **look.wanted, **who) if answer else []
    public = {"public": case.public_hearing, "client_key": key}
    context = {
        "heading": _("Fix a session"), "case": case, "answer": answer, "way": way, "ways": How.choices,
        "slots": [(slot, room, reasons_of(slot.reasons)) for slot, room in slots],
        "slot_form": slot_form or SlotForm(initial=public, case=case, way=way),
        "form": form or SessionForm(initial=public | who | {"way": way}, case=case), "look": look,
        "open_form": form is not None, "mediator": mediator, "officer": officer, "may_edit": bool(may),
        "last_day": readings.last_day(case), "advised": readings.advised_by(case),
        "can_come": can_come(case), "come_form": AvailabilityForm(case=case, people=people_to_ask(case)),
    }  # fmt: skip
    bad = (slot_form and slot_form.errors) or (form and form.errors)
    return render(request, "mediation/sessions/new.html", context, status=400 if bad else 200)


@page(rules.may_see_session)
def come(request, pk: int):
    """Note when a party or the mediator can come."""
    case = reached_case(request, pk)
    form = AvailabilityForm(request.POST or None, case=case, people=people_to_ask(case))

    def add(who, **span):
        appointments.add_availability(case=case, actor=request.user, **who, **span)

    return form_page(
        request, form, add, heading=_("When somebody can come"), done=_("Noted."), intro=case.number,
        back=reverse("session-new", args=[case.pk]),
    )  # fmt: skip


@page(rules.may_see_session)
@require_POST
def come_drop(request, pk: int):
    """Take such a time out again."""
    rows = Availability.objects.filter(case__in=Case.objects.visible_to(request.user))
    row = get_object_or_404(rows, pk=pk)
    verb = lambda: appointments.drop_availability(availability=row, actor=request.user)  # noqa: E731
    return act(request, verb, _("Taken out."), reverse("session-new", args=[row.case_id]))


@page(rules.may_see_session)
def next_one(request, pk: int):
    """Where "begin" and "record a session" of a case lead: the appointment ahead, or fixing one."""
    case = reached_case(request, pk)
    ahead = Session.objects.filter(case=case).upcoming().first()
    return redirect(ahead) if ahead else redirect("session-new", pk=case.pk)


@page(rules.may_see_session)
def part(request, pk: int):
    """The sessions on the case's page."""
    case = reached_case(request, pk)
    rows = readings.of_case(case)
    context = {
        "case": case, "rows": rows, "tones": TONES, "last_day": readings.last_day(case),
        "may_fix": bool(case_rules.may_lead(request.user, case)) and case.state in {"accepted", "mediating"}
        and not any(row.state in {"proposed", "confirmed", "running"} for row in rows),
    }  # fmt: skip
    return render(request, "mediation/sessions/part.html", context)


@page(rules.may_see_session)
def today_part(request):
    """Sessions of today and tomorrow, for the overview."""
    today = timezone.localdate()
    rows = readings.listed(request.user).numbered().order_by("starts_at", "id")
    rows = rows.filter(starts_at__date__range=(today, today + timedelta(days=1)))
    context = {"rows": list(rows[:30]), "today": today, "tones": TONES}
    return render(request, "mediation/sessions/today_part.html", context)


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """An ``.ics`` that calendars open."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
