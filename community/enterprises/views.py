"""Pages of enterprises: the list, one enterprise, moving in and out, contacts, who looks after it, my enterprises."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.enterprises import actions, forms, liaison, readings, rules, tables
from community.enterprises.filters import EnterpriseFilter, FirstVisitFilter
from community.enterprises.models import Enterprise, EnterpriseContact
from community.enterprises.words import TONES, FirstState, State
from stations.kit import masks
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

LINES, ROWS, MINE = 30, 10, 20


def found(request, pk: int) -> Enterprise:
    """An enterprise the person may look up."""
    rows = readings.listed(timezone.localdate(), Enterprise.objects.visible_to(request.user))
    return get_object_or_404(rows, pk=pk)


@page(rules.may_look_up)
def enterprises(request):
    """All enterprises, with who looks after them and when somebody was there."""
    today = timezone.localdate()
    rows = readings.listed(today, Enterprise.objects.visible_to(request.user))
    found = EnterpriseFilter(request.GET, queryset=rows, request=request)
    since = found.form.cleaned_data.get("since") if found.is_valid() else None
    return list_page(
        request,
        "community/enterprises/enterprises.html",
        found,
        title=_("Enterprises"),
        columns=tables.ENTERPRISE_COLUMNS + ([tables.INSPECTED] if since else []),
        campaign=readings.campaign(request.user, found.chosen(), since) if since else None,
        record_export=leaves(request, "enterprises"),
        may_keep=rules.may_keep(request.user),
        may_enter=rules.may_enter(request.user),
        today=today,
    )


@page(rules.may_visit)
def mine(request):
    """What I look after: overdue and due first, then all of it."""
    today, officer = timezone.localdate(), request.user.officer
    rows = readings.my_enterprises(request.user, today)
    firsts = rows.filter(first_visit__state=FirstState.OPEN).order_by("first_visit__due_on", "id")
    due = readings.inspections_due(today, rows).order_by("next_on", "id")
    findings = readings.findings_seen_by(request.user).open().filter(enterprise__in=rows.order_by().values("pk"))
    context = {
        "heading": _("My enterprises"),
        "today": today,
        "count": rows.count(),
        "counts": {"firsts": firsts.count(), "due": due.count(), "findings": findings.count()},
        "firsts": firsts[:MINE],
        "due": due[:MINE],
        "findings": findings.order_by("due_on", "id")[:MINE],
        "held": officer.liaison_assignments.select_related("building", "cluster", "enterprise").order_by(
            "end", "-start"
        )[:40],
    }
    return render(request, "community/enterprises/mine.html", context)


@page(rules.may_look_up)
def enterprise(request, pk):
    """One enterprise; visits, findings and the timeline for who answers for it."""
    row, today = found(request, pk), timezone.localdate()
    tends = bool(rules.may_tend(request.user, row))
    context = {
        "heading": row.name,
        "row": row,
        "tone": TONES[State(row.state)],
        "tends": tends,
        "verbs": rules.ENTERPRISE.verbs(row, request.user) if tends else [],
        "first": getattr(row, "first_visit", None),
        "keeper": readings.keeper_of(row, today),
        "inspector": readings.inspector_of(row, today) if row.kind.regulated else None,
        "contacts": masked(row),
        "may_visit": bool(rules.may_visit(request.user)),
        "may_assign": bool(rules.may_assign(request.user)),
        "today": today,
    }
    if tends:
        context |= {
            "visits": row.visits.select_related("officer__user", "enterprise").order_by("-at")[:ROWS],
            "findings": row.findings.order_by("closed_at", "due_on")[:ROWS],
            "history": liaison.history_of(row),
            "timeline": story(row, LINES),
        }
    return render(request, "community/enterprises/enterprise.html", context)


def masked(row: Enterprise) -> list[dict]:
    """Contacts as they are shown before somebody gives a reason."""
    return [
        {"pk": one.pk, "part": one.get_part_display(), "name": masks.name(one.name), "phone": masks.phone(one.phone)}
        for one in row.contacts.all()
    ]


@page(rules.may_enter)
def move_in(request):
    """An enterprise has moved in: entered in one go, its first visit is due at once."""
    initial = {"moved_in_on": timezone.localdate()}
    for name in ("building", "floor", "kind"):
        if request.GET.get(name, "").isalnum():
            initial[name] = request.GET[name]
    return form_page(
        request,
        forms.EnterpriseForm(request.POST or None, initial=initial),
        lambda **values: actions.move_in(station=request.station, actor=request.user, **values),
        heading=_("Enterprise moved in"),
        done=_("Entered. The first visit is due."),
        back=reverse("enterprises"),
        intro=_("Community and grid are found from the building or the point."),
    )


def tended(request, pk: int) -> Enterprise:
    """An enterprise the person answers for today."""
    return get_object_or_404(readings.tended_by(request.user).select_related("kind", "building"), pk=pk)


@page(rules.may_work)
def edit(request, pk):
    """Change the facts of an enterprise."""
    row = tended(request, pk)
    return form_page(
        request,
        forms.EnterpriseForm(request.POST or None, initial={name: getattr(row, name) for name in actions.GIVEN}),
        lambda **values: actions.change(enterprise=row, actor=request.user, **values) and None,
        heading=_("Change %(name)s") % {"name": row},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@require_POST
@page(rules.may_work)
def step(request, pk, verb):
    """One tap: closed for now, open again."""
    row = tended(request, pk)
    verbs = {"close": actions.close, "reopen": actions.reopen}
    if verb not in verbs:
        raise Http404
    return act(
        request,
        lambda: verbs[verb](enterprise=row, actor=request.user),
        _("Done."),
        row.get_absolute_url(),
    )


@page(rules.may_work)
def moved_out(request, pk):
    """Moved out, today or on a day before; what follows is said before it is done."""
    row = tended(request, pk)
    return form_page(
        request,
        forms.MoveOutForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda on: actions.move_out(enterprise=row, actor=request.user, on=on),
        heading=_("%(name)s has moved out") % {"name": row},
        done=_("Moved out."),
        back=row.get_absolute_url(),
        intro=_("An open first visit is dropped, open findings no longer apply; visits and history stay."),
        submit=_("Moved out"),
    )


# Contacts


@page(rules.may_work)
def contact_keep(request, pk, enterprise_contact=None):
    """Enter a contact, or change one; the number that is kept is not shown here."""
    row = tended(request, pk)
    mine = EnterpriseContact.objects.filter(enterprise=row)
    one = get_object_or_404(mine, pk=enterprise_contact) if enterprise_contact else None
    initial = {"part": one.part, "name": one.name} if one else None
    return form_page(
        request,
        forms.ContactForm(request.POST or None, initial=initial),
        lambda **values: actions.keep_contact(enterprise=row, actor=request.user, contact=one, **values) and None,
        heading=_("Contact of %(name)s") % {"name": row},
        done=_("Saved."),
        back=row.get_absolute_url(),
        intro=_("An empty phone number leaves the one that is kept.") if one else "",
    )


@require_POST
@page(rules.may_work)
def contact_forget(request, pk, enterprise_contact):
    """Delete a contact."""
    row = tended(request, pk)
    one = get_object_or_404(EnterpriseContact.objects.filter(enterprise=row), pk=enterprise_contact)
    return act(
        request,
        lambda: actions.forget_contact(contact=one, actor=request.user),
        _("The contact was deleted."),
        row.get_absolute_url(),
    )


@never_cache
@page(rules.may_work)
def contacts(request, pk):
    """Names and numbers in full after a reason is given; that somebody looked is recorded (SE-08)."""
    row = tended(request, pk)
    form = forms.LookForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = actions.look_at_contacts(enterprise=row, actor=request.user, **form.cleaned_data)
    context = {"heading": _("Contacts of %(name)s") % {"name": row}, "row": row, "form": form, "contacts": shown,
               "back": row.get_absolute_url(), "submit": _("Show")}  # fmt: skip
    return render(request, "community/enterprises/contacts.html", context)


# Who looks after it


@page(rules.may_assign)
def assign(request, pk):
    """Name the liaison officer of one enterprise."""
    return assign_page(request, tended(request, pk))


def assign_page(request, subject):
    """Name the liaison officer of an enterprise, a building, a cluster."""
    work = liaison.open_work(subject)
    counts = {"n": work.enterprises, "first": work.first_visits, "findings": work.findings}
    intro = _(
        "%(n)s enterprises, with %(first)s first visits and %(findings)s findings that are open: "
        "they pass to the new officer on that day."
    )
    return form_page(
        request,
        forms.LiaisonForm(request.POST or None, initial={"start": timezone.localdate()}),
        lambda **values: liaison.assign(subject=subject, actor=request.user, **values) and None,
        heading=pgettext("enterprise", "Liaison officer of %(name)s") % {"name": subject},
        done=_("Saved."),
        back=subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else reverse("enterprise-settings"),
        intro=intro % counts,
    )


# First visits


@page(rules.may_work)
def first_list(request):
    """First visits: due, overdue, done."""
    rows = readings.first_visits_seen_by(request.user)
    return list_page(
        request,
        "community/enterprises/first_visits.html",
        FirstVisitFilter(request.GET, queryset=rows, request=request),
        title=_("First visits"),
        columns=tables.FIRST_COLUMNS,
        record_export=leaves(request, "first-visits"),
        today=timezone.localdate(),
    )
