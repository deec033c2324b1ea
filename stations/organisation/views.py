"""Pages of people, teams and duty lists."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.kit import masks
from stations.kit.answer import NotAllowed
from stations.kit.form_pages import form_page
from stations.kit.spans import holds
from stations.kit.views import act, list_page, page
from stations.organisation import actions, forms, rules, tables
from stations.organisation.filters import OfficerFilter
from stations.organisation.models import DutyList, Officer, Post, Team
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.is_staff)
def structure(request):
    """The station as a picture: leadership, rooms and teams, with strength in figures."""
    context = {
        "heading": _("Structure of the station"),
        "day": timezone.localdate(),
        "structure": tables.structure(timezone.localdate()),
        "may_keep": rules.may_keep_people(request.user),
    }
    return render(request, "organisation/structure.html", context)


@page(rules.is_staff)
def officers(request):
    """The register of people."""
    return list_page(
        request,
        "organisation/officers.html",
        OfficerFilter(request.GET, queryset=Officer.objects.all(), request=request),
        title=_("Officers"),
        columns=tables.OFFICER_COLUMNS,
        record_export=leaves(request, "officers"),
        may_keep=rules.may_keep_people(request.user),
    )


def _officer(pk: int) -> Officer:
    return get_object_or_404(Officer.objects.with_team(timezone.localdate()).select_related("user"), pk=pk)


@page(rules.is_staff)
def officer(request, pk):
    """One person: facts, team history, leading roles; other features add their parts by slots."""
    person = _officer(pk)
    year = timezone.localdate().year
    private = rules.may_see_profile(request.user, person)
    context = {
        "heading": person.user.name,
        "officer": person,
        "memberships": person.memberships.select_related("team"),
        "leads": person.leads.select_related("team").order_by("-start"),
        "private": private,
        "age": person.age(year),
        "service_years": person.service_years(year),
        "masked_phone": masks.phone(person.user.phone),
        "may_keep": rules.may_keep_people(request.user),
        "may_change_post": rules.may_change_post(request.user, person),
        "may_issue_code": rules.may_issue_code(request.user, person.user),
        "timeline": story(person, 20) if private else [],
        "today": timezone.localdate(),
    }
    return render(request, "organisation/officer.html", context)


@never_cache
@require_POST
@page(rules.is_staff)
def officer_phone(request, pk):
    """The phone number in full, once, recorded (SE-24)."""
    person = _officer(pk)
    phone = actions.look_at_phone(officer=person, actor=request.user)
    context = {"heading": person.user.name, "phone": phone, "back": person.get_absolute_url()}
    return render(request, "components/phone.html", context)


@page(rules.may_keep_people)
def officer_new(request):
    """Take a person into the station."""
    form = forms.NewOfficerForm(request.POST or None, initial={"team": request.GET.get("team")})
    return form_page(
        request,
        form,
        lambda **values: actions.add_officer(station=request.station, actor=request.user, **values),
        heading=_("New officer"),
        done=_("The person has been entered. Hand out a one-time code for the first login."),
        back=reverse("officers"),
    )


@page(rules.may_keep_people)
def officer_edit(request, pk):
    """Change facts of a person."""
    person = _officer(pk)
    if request.method == "GET" and person.user.phone:
        actions.look_at_phone(officer=person, actor=request.user)  # the form shows it in full
    initial = {key: getattr(person, key) for key in actions.OFFICER_FIELDS}
    initial |= {key: getattr(person.user, key) for key in actions.USER_FIELDS}
    return form_page(
        request,
        forms.OfficerForm(request.POST or None, initial=initial),
        lambda **values: actions.change_officer(officer=person, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
    )


@page(rules.may_keep_people)
def officer_move(request, pk):
    """Move a person to another team."""
    person = _officer(pk)
    return form_page(
        request,
        forms.MoveForm(request.POST or None),
        lambda team, start: actions.move_to_team(officer=person, team=team, start=start, actor=request.user),
        heading=_("Move %(name)s to another team") % {"name": person.user.name},
        done=_("The move has been entered."),
        back=person.get_absolute_url(),
        intro=_("Now: %(team)s") % {"team": person.team_name or _("no team")},
    )


@page(rules.may_keep_people)
def officer_standing(request, pk):
    """Set whether a person is on post."""
    person = _officer(pk)
    return form_page(
        request,
        forms.StandingForm(request.POST or None, initial={"standing": person.standing}),
        lambda **values: actions.change_standing(officer=person, actor=request.user, **values),
        heading=_("Standing of %(name)s") % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
        intro=_("Who leaves the station also leaves team and leading roles on that day."),
    )


@page(rules.is_staff)
def team(request, pk):
    """One team: leaders, members, strength, history; sections come from the roster by a slot."""
    row = get_object_or_404(Team.objects.all(), pk=pk)
    today = timezone.localdate()
    members = tables.members_on(row, today)
    leads = list(row.leads.select_related("officer__user").order_by("-start"))
    context = {
        "heading": row.name,
        "team": row,
        "members": members,
        "strength": tables.team_strength(members),
        "leads_now": [lead for lead in leads if holds(lead, today)],
        "leads_past": [lead for lead in leads if not holds(lead, today)],
        "past": tables.past_members(row, today),
        "may_keep": rules.may_keep_people(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "organisation/team.html", context)


@page(rules.may_keep_people)
def team_new(request):
    """Open a team."""
    return form_page(
        request,
        forms.TeamForm(request.POST or None),
        lambda **values: actions.add_team(station=request.station, actor=request.user, **values),
        heading=_("New team"),
        done=_("The team has been opened."),
        back=reverse("structure"),
    )


@page(rules.may_keep_people)
def team_edit(request, pk):
    """Rename, reorder or close a team."""
    row = get_object_or_404(Team.objects.all(), pk=pk)
    initial = {key: getattr(row, key) for key in ("name", "kind", "order", "active")}
    return form_page(
        request,
        forms.TeamForm(request.POST or None, initial=initial),
        lambda **values: actions.change_team(team=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_people)
def team_lead(request, pk):
    """Appoint leader or deputy of a team."""
    row = get_object_or_404(Team.objects.all(), pk=pk)
    return form_page(
        request,
        forms.LeadForm(request.POST or None, initial={"role": request.GET.get("role")}),
        lambda **values: actions.appoint_lead(team=row, actor=request.user, **values),
        heading=_("Leader of %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_see_strength)
def strength(request):
    """Ages, years of service and specialities of the police officers on post; aggregates only."""
    year, today = timezone.localdate().year, timezone.localdate()
    people = list(Officer.objects.on_strength().with_team(today))
    teams = list(Team.objects.filter(active=True))
    context = {
        "heading": _("Age and specialities"),
        "total": len(people),
        "age_labels": tables.band_labels(tables.AGE_BANDS),
        "ages": tables.band_rows(people, teams, lambda row: row.age(year), tables.AGE_BANDS),
        "service_labels": tables.band_labels(tables.SERVICE_BANDS),
        "services": tables.band_rows(people, teams, lambda row: row.service_years(year), tables.SERVICE_BANDS),
        "specialities": tables.speciality_counts(people),
    }
    return render(request, "organisation/strength.html", context)


@page(rules.is_staff)
def duty_lists(request):
    """The duties of each post, and how many have confirmed them."""
    context = {
        "heading": _("Duty lists"),
        "posts": tables.duty_lists(timezone.localdate()),
        "may_keep": rules.may_keep_people(request.user),
        "sees_names": rules.may_see_strength(request.user),
    }
    return render(request, "organisation/duty_lists.html", context)


@page(rules.is_staff)
def duty_list(request, pk):
    """One version: its duties, and for leaders who has and who has not confirmed it."""
    row = get_object_or_404(DutyList.objects.all(), pk=pk)
    sees_names = rules.may_see_strength(request.user)
    context = {
        "heading": _("Duties: %(post)s") % {"post": row.get_post_display()},
        "duty_list": row,
        "versions": DutyList.objects.filter(post=row.post).order_by("-version"),
        "people": tables.confirmations(row) if sees_names else None,
        "mine": rules.may_confirm_duty_list(request.user, row),
        "may_keep": rules.may_keep_people(request.user),
        "timeline": story(row, 20) if sees_names else [],
        "today": timezone.localdate(),
    }
    return render(request, "organisation/duty_list.html", context)


@page(rules.may_keep_people)
def duty_list_new(request):
    """Publish a new version; the form starts from the version before."""
    post = request.GET.get("post", "")
    before = DutyList.objects.filter(post=post).order_by("-version").first() if post in Post.values else None
    initial = {"post": post, "items": before.items if before else ""}
    return form_page(
        request,
        forms.DutyListForm(request.POST or None, initial=initial),
        lambda **values: actions.publish_duty_list(station=request.station, actor=request.user, **values),
        heading=_("New version of a duty list"),
        done=_("Published. Everybody on this post is asked to confirm it."),
        back=reverse("duty-lists"),
        submit=_("Publish"),
    )


@page(rules.is_staff)
def my_duty_list(request):
    """The duties of the own post, confirmed with one tap."""
    person = rules.officer_of(request.user)
    if person is None:
        raise NotAllowed(_("You hold no post in this station."), code="no_post")
    current = DutyList.objects.filter(post=person.post, in_force_from__lte=timezone.localdate())
    row = current.order_by("-version").first()
    if request.method == "POST" and row:
        confirm = lambda: actions.confirm_duty_list(officer=person, duty_list=row)  # noqa: E731
        return act(request, confirm, _("Thank you; your confirmation has been recorded."), "my-duty-list")
    context = {
        "heading": _("My duty list"),
        "officer": person,
        "duty_list": row,
        "confirmation": row.confirmations.filter(officer=person).first() if row else None,
    }
    return render(request, "organisation/my_duty_list.html", context)
