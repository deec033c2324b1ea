"""Pages of the office: groups, their leaders, posters; enrolments and slips."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups import actions, documents, enrolling, forms, rules, tables
from community.groups.filters import EnrolmentFilter, GroupFilter
from community.groups.models import GroupLead, WatchGroup
from community.groups.readings import (
    enrolments_seen_by,
    groups_on,
    groups_tended_by,
    members_on,
    officers_of,
    settings_of,
    standing,
)
from community.groups.words import How, Source, State
from stations.kit.form_pages import form_page
from stations.kit.spans import in_force
from stations.kit.views import act, list_page, page
from stations.timeline.actions import exported, leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

LINES = 30


def story(obj) -> list:
    """The latest lines of an object's timeline."""
    return lines(Entry.objects.about(obj).select_related("actor")[:LINES])


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to print; it names people or opens a door, so nobody's cache keeps it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def tended(request, pk: int) -> WatchGroup:
    """A group that the person keeps; one that does not belong to them does not exist for them."""
    return get_object_or_404(groups_tended_by(request.user).select_related("trade", "community"), pk=pk)


@page(rules.may_see_groups)
def groups(request):
    """The groups with how many agreed, and how many were only asked."""
    return list_page(
        request,
        "community/groups/groups.html",
        GroupFilter(request.GET, queryset=groups_tended_by(request.user), request=request),
        title=_("Watch groups"),
        columns=tables.GROUP_COLUMNS,
        record_export=leaves(request, "watch-groups"),
        may_keep=rules.may_keep_groups(request.user),
        brand=settings_of(request.station).brand,
    )


@page(rules.may_see_groups)
def group(request, pk):
    """One group: who leads it, its members, who was asked, its poster."""
    today = timezone.localdate()
    row = get_object_or_404(groups_on(today, groups_tended_by(request.user)), pk=pk)
    leads = GroupLead.objects.filter(in_force(today), group=row).select_related("member__user")
    members = members_on(today).filter(group_id=row.pk, state__in=[State.CONFIRMED, State.LAPSED])
    context = {
        "heading": row.name,
        "group": row,
        "leads": {lead.role: lead.member for lead in leads},
        "roles": GroupLead.Role.choices,
        "members": members.order_by("number")[:20],
        "officers": officers_of(row, today),
        "timeline": story(row),
    }
    return render(request, "community/groups/group.html", context)


@page(rules.may_see_groups)
def group_keep(request, pk=None):
    """Set a group up, or change one."""
    row = tended(request, pk) if pk else None
    names = ("code", "name", "trade", "community", "place", "active")
    initial = {name: getattr(row, name) for name in names} if row else None
    sees_all = standing(request.user).sees_all
    return form_page(
        request,
        forms.GroupForm(request.POST or None, initial=initial, user=request.user, sees_all=sees_all),
        lambda **values: actions.keep_group(station=request.station, actor=request.user, group=row, **values),
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New crime-watch group"),
        done=_("Saved."),
        back=row.get_absolute_url() if row else reverse("watch-groups"),
    )


@page(rules.may_see_groups)
def group_lead(request, pk, role):
    """Name the leader or the deputy, or leave the place vacant."""
    row, today = tended(request, pk), timezone.localdate()
    words = dict(GroupLead.Role.choices)[role]
    return form_page(
        request,
        forms.LeadForm(request.POST or None, group=row, day=today),
        lambda member: actions.appoint_lead(group=row, role=role, member=member, start=today, actor=request.user),
        heading=f"{row.name} · {words}",
        done=_("Saved."),
        back=row.get_absolute_url(),
        intro=_("Only confirmed members of the group can lead it."),
    )


@never_cache
@page(rules.may_see_groups)
def group_poster(request, pk):
    """The poster with the group's code, A4."""
    row = tended(request, pk)
    content = documents.poster(group=row, station=request.station, brand=settings_of(request.station).brand)
    return pdf(content, f"poster-{row.pk}")


@require_POST
@page(rules.may_see_groups)
def poster_renew(request, pk):
    """All posters of the group stop working; a new one is printed."""
    row = tended(request, pk)
    return act(
        request,
        lambda: actions.renew_poster(group=row, actor=request.user),
        _("The old posters no longer work. Print the new one."),
        row.get_absolute_url(),
    )


# Enrolments


@page(rules.may_see_groups)
def enrolments(request):
    """Who was asked and has not agreed; what ends first comes first."""
    return list_page(
        request,
        "community/groups/enrolments.html",
        EnrolmentFilter(request.GET, queryset=enrolments_seen_by(request.user), request=request),
        title=_("Not confirmed yet"),
        columns=tables.ENROLMENT_COLUMNS,
        record_export=leaves(request, "enrolments"),
        days=settings_of(request.station).enrolment_days,
        may_keep=rules.may_keep_groups(request.user),
        most_slips=documents.MOST_SLIPS,
    )


@page(rules.may_see_groups)
def enrolment_new(request):
    """Put one person on the list."""
    groups = groups_tended_by(request.user).active()

    def enrol(**values):
        enrolling.enrol(source=Source.DESK, at=timezone.now(), actor=request.user, **values)

    return form_page(
        request,
        forms.EnrolForm(request.POST or None, groups=groups, initial={"group": request.GET.get("group")}),
        enrol,
        heading=_("Ask somebody to join"),
        done=_("On the list. It counts once the person has agreed."),
        back=reverse("enrolments"),
        intro=_("Name and phone number only. Whoever does not agree in time is deleted."),
    )


def _enrolment(request, pk: int):
    return get_object_or_404(enrolments_seen_by(request.user), pk=pk)


@page(rules.may_see_groups)
def enrolment_confirm(request, pk):
    """The person signed at the desk."""
    row = _enrolment(request, pk)

    def confirm(signed_on):
        done = enrolling.confirm(
            enrolment_id=row.pk, how=How.DESK, at=timezone.now(), actor=request.user, signed_on=signed_on
        )
        return done.member if done else None

    return form_page(
        request,
        forms.PaperForm(request.POST or None, initial={"signed_on": timezone.localdate()}),
        confirm,
        heading=_("%(name)s agrees on paper") % {"name": row.name},
        done=_("Confirmed. Hand out a one-time code if the person wants to use the own phone."),
        back=reverse("enrolments"),
        intro=_("The signed consent stays in the file of the office; enter the day on it."),
    )


@require_POST
@page(rules.may_see_groups)
def enrolment_forget(request, pk):
    """Entered by mistake: gone with everything."""
    row = _enrolment(request, pk)
    return act(
        request,
        lambda: enrolling.forget(enrolment_id=row.pk, reason="mistake", actor=request.user),
        _("Deleted."),
        "enrolments",
    )


@never_cache
@require_POST
@page(rules.may_see_groups)
def enrolment_slips(request):
    """Slips of the rows found by the filters of the list, to cut and hand over; recorded as a look (SE-08)."""
    found = EnrolmentFilter(request.GET, queryset=enrolments_seen_by(request.user), request=request)
    rows = list(found.qs.order_by("group__code", "id")[: documents.MOST_SLIPS + 1]) if found.is_valid() else []
    back = f"{reverse('enrolments')}?{request.GET.urlencode()}"
    if not rows or len(rows) > documents.MOST_SLIPS:
        words = _("Choose a group first: %(most)s slips are printed at a time.") % {"most": documents.MOST_SLIPS}
        messages.error(request, words if rows else _("There is nobody to print a slip for."))
        return redirect(back)
    exported(what="watch-slips", rows=len(rows), actor=request.user, station=request.station)
    content = documents.slips(rows=rows, station=request.station, brand=settings_of(request.station).brand)
    return pdf(content, "slips")
