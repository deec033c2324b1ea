"""The page that runs a session, its taps, its papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.cases import hooks, notices
from mediation.cases import parties as case_parties
from mediation.cases import rules as case_rules
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import NoticeKind, Track
from mediation.sessions import appointments, holding, papers, readings, rules
from mediation.sessions.forms import AttendeeForm, MoveForm, ReasonForm, RecordForm, RecordingForm, TalkForm
from mediation.sessions.models import Attendance, Session
from mediation.sessions.reasons import warnings_of
from mediation.sessions.shown import masked, seats
from mediation.sessions.views import calendar_file
from mediation.sessions.words import TONES, Signing, State
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.kit.word import paper_file
from stations.timeline.actions import looked
from stations.timeline.sentences import story

KEPT = ("minutes", "result", "outcome", "recording", "recording_complete", "version")
# What follows an outcome, and the words of the link.
AFTER = {
    "agreed": ("agree", "agreement-new", gettext_lazy("Write the agreement")),
    "failed": ("end", "", gettext_lazy("End the mediation")),
    "refused": ("end", "", gettext_lazy("End the mediation")),
    "adjourned": ("", "session-new", gettext_lazy("Fix the next session")),
}


def reached(request, pk: int) -> Session:
    """A session of a case the person may see; any other does not exist."""
    return get_object_or_404(readings.in_detail(request.user), pk=pk)


def _seat(request, pk: int) -> Attendance:
    rows = Attendance.objects.filter(session__case__in=Case.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("session"), pk=pk)


@page(rules.may_see_session)
def session(request, pk: int):
    """One session: who is there, what is missing before it starts, both accounts, talks apart, the record."""
    return _session_page(request, reached(request, pk))


def _session_page(request, found: Session, status: int = 200, **forms):
    now, rows = timezone.now(), readings.attendance(found)
    may_run = bool(rules.may_run(request.user, found))
    writes = may_run and bool(rules.writable(found))
    asked = rules.conditions(found, rows, now) if found.state == State.CONFIRMED and may_run else []
    kept = {name: getattr(found, name) for name in KEPT}
    waiting = found.case.parties.filter(removed_at=None, consented_at=None, side__in=("a", "b"))
    context = {
        "heading": f"{found.case.number} · {papers.ordinal(found.no)}" if found.no else found.case.number,
        "session": found, "case": found.case, "tone": TONES[found.state], "may_run": may_run, "writes": writes,
        "groups": seats(rows, may_run and found.state == State.RUNNING), "conditions": asked,
        "ready": bool(asked) and all(one.answer for one in asked), "warnings": warnings_of(found.warnings),
        "steps": {step.verb for step in rules.STEPS.steps if step.source == found.state} if may_run else (),
        "waiting": [(row, masked(row)) for row in waiting] if asked and found.track == Track.ZA else [],
        "talks": found.talks.select_related("by") if may_run else [], "signings": Signing.choices,
        "talk_form": TalkForm(), "recording_form": RecordingForm(initial=kept | _online(found), session=found),
        "record_form": RecordForm(initial=kept), "people_form": AttendeeForm(session=found) if writes else None,
        "lines_url": _address("lines-part", found.case_id), "follow": _follow(found) if may_run else None,
        "timeline": story(found, 40), "now": now,
    }  # fmt: skip
    return render(request, "mediation/sessions/session.html", context | forms, status=status)


def _online(found: Session) -> dict:
    return {"channel": found.channel, "online_consent": found.online_consent_at is not None}


def _address(name: str, pk: int) -> str:
    """The address of a page of another room; empty while it is not there."""
    try:
        return reverse(name, args=[pk]) if name else ""
    except NoReverseMatch:
        return ""


def _follow(found: Session) -> tuple[str, str] | None:
    """Where an outcome leads: agreement, ending, the next session."""
    if found.state != State.HELD or found.case.state != "mediating":
        return None
    verb, fallback, label = AFTER[found.outcome]
    url = _address(hooks.page_of(verb) or fallback, found.case_id) or found.case.get_absolute_url()
    return url, label


# -- taps ------------------------------------------------------------------------------------------------------


@page(rules.may_see_session)
@require_POST
def confirm(request, pk: int):
    """The parties have said yes."""
    found = reached(request, pk)
    return act(
        request, lambda: appointments.confirm(session=found, actor=request.user), _("The time is fixed."), found
    )


@page(rules.may_see_session)
@require_POST
def start(request, pk: int):
    """Begin; names are shown in full from now on, and that is recorded (SE-24)."""
    found = reached(request, pk)

    def verb():
        holding.start(session=found, actor=request.user)
        looked(subject=found.case, actor=request.user, what="session")

    return act(request, verb, _("The session is under way."), found)


@page(rules.may_see_session)
@require_POST
def present(request, pk: int, how: str):
    """Somebody came (``here``, ``remote``) or did not (``gone``)."""
    row = _seat(request, pk)
    if how not in {"here", "remote", "gone"}:
        raise Http404
    verb = lambda: holding.set_present(  # noqa: E731
        attendance=row, actor=request.user, present=how != "gone", remote=how == "remote"
    )
    return act(request, verb, _("Noted."), row.session)


@page(rules.may_see_session)
@require_POST
def sign(request, pk: int):
    """How somebody signed the record."""
    row, how = _seat(request, pk), request.POST.get("how", "")
    verb = lambda: holding.sign(attendance=row, actor=request.user, how=how)  # noqa: E731
    return act(request, verb, _("Noted."), row.session)


@page(rules.may_see_session)
@require_POST
def consent(request, pk: int, session_party: int):
    """A party agrees to the mediation (ZA-05)."""
    found = reached(request, pk)
    row = get_object_or_404(CaseParty.objects.filter(case=found.case_id, removed_at=None), pk=session_party)
    return act(request, lambda: case_parties.consent(party=row, actor=request.user), _("Consent noted."), found)


@page(rules.may_see_session)
@require_POST
def rights(request, pk: int):
    """The notice of rights and duties was given to all (RT-05)."""
    found = reached(request, pk)
    verb = lambda: notices.give(  # noqa: E731
        case=found.case, kind=NoticeKind.RIGHTS, way=notices.HowTold.ORAL, actor=request.user
    )
    return act(request, verb, _("The notice is on file."), found)


@page(rules.may_see_session)
@require_POST
def part_form(request, pk: int, what: str):
    """The small forms of the page: one more person, a talk apart, the recording."""
    found = reached(request, pk)
    forms = {
        "people": (AttendeeForm(request.POST, session=found), holding.add_attendee, _("Expected.")),
        "talk": (TalkForm(request.POST), holding.add_talk, _("Kept.")),
        "recording": (RecordingForm(request.POST, session=found), holding.set_recording, _("Kept.")),
    }
    if what not in forms:
        raise Http404
    form, verb, done = forms[what]
    if not form.is_valid():
        return _session_page(request, found, 400, **{f"{what}_form": form})
    return act(request, lambda: verb(session=found, actor=request.user, **form.cleaned_data), done, found)


@page(rules.may_see_session)
@require_POST
def record(request, pk: int):
    """Keep the record; with ``finish`` end the session."""
    found, form = reached(request, pk), RecordForm(request.POST)
    if not form.is_valid():
        return _session_page(request, found, 400, record_form=form)
    ends = "finish" in request.POST
    verb = holding.finish if ends else holding.write
    try:
        verb(session=found, actor=request.user, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal.reason))
        return _session_page(request, found, 409, record_form=form)
    messages.success(request, _("The session is over; have the record signed.") if ends else _("Kept."))
    return redirect(found)


# -- verbs with a page of their own ----------------------------------------------------------------------------


@page(rules.may_see_session)
def move(request, pk: int):
    """Another time or place, with the reason."""
    found = reached(request, pk)
    initial = {
        "starts_at": timezone.localtime(found.starts_at), "ends_at": timezone.localtime(found.ends_at),
        "room": found.booking.room_id if found.booking_id else None, "venue": found.venue,
    }  # fmt: skip
    form = MoveForm(request.POST or None, initial=initial)
    return form_page(
        request, form, lambda **values: appointments.move(session=found, actor=request.user, **values),
        heading=_("Move the session"), done=_("Moved; whoever mediates has been told."), intro=found.case.number,
        back=found.get_absolute_url(), submit=_("Move"),
    )  # fmt: skip


@page(rules.may_see_session)
def drop(request, pk: int, verb: str):
    """Cancel it, or note that somebody did not come."""
    found = reached(request, pk)
    words = {
        "cancel": (appointments.cancel, _("Cancel the session"), _("Cancelled; the room is free again.")),
        "miss": (appointments.miss, _("Somebody did not come"), _("Noted; the appointment does not count.")),
    }
    if verb not in words:
        raise Http404
    action, heading, done = words[verb]
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda **values: action(session=found, actor=request.user, **values), heading=heading, done=done,
        intro=f"{found.case.number} {timezone.localtime(found.starts_at):%Y-%m-%d %H:%M}", submit=heading,
        back=found.get_absolute_url(), danger=True,
    )  # fmt: skip


# -- papers ----------------------------------------------------------------------------------------------------


@page(rules.may_see_session)
def paper(request, pk: int, form: str):
    """The record to be signed, as PDF or Word; it names the parties in full, so the look is recorded (SE-08)."""
    found = reached(request, pk)
    demand(case_rules.may_edit(request.user, found.case))
    looked(subject=found.case, actor=request.user, what="session_record")
    made = papers.record_paper(found, readings.attendance(found))
    return paper_file(made, f"{made.title}-{found.case.number}-{found.no or ''}", form)


@page(rules.may_see_session)
def invitation(request, pk: int, session_party: int):
    """The notice of the appointment for one party, without anybody else's data."""
    found = reached(request, pk)
    demand(rules.may_run(request.user, found))
    if found.state not in {State.PROPOSED, State.CONFIRMED}:
        return redirect(found)
    row = get_object_or_404(CaseParty.objects.filter(case=found.case_id, removed_at=None), pk=session_party)
    looked(subject=found.case, actor=request.user, what="invitation")
    made = papers.invitation_paper(found, row)
    return paper_file(made, f"{made.title}-{found.case.number}", "pdf")


@page(rules.may_see_session)
def calendar_entry(request, pk: int):
    """The appointment for a calendar."""
    found = reached(request, pk)
    host = request.get_host().split(":")[0]
    return calendar_file(papers.ics(found, host), f"{found.case.number}-{found.pk}.ics")
