"""Pages of the office: members, their timeline, and every verb that an officer has."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.groups import documents, forms, membership, own_data, rules, tables
from community.groups.filters import MemberFilter
from community.groups.models import Consent, GroupLead, GroupMembership, Member
from community.groups.readings import groups_tended_by, members_tended_by, settings_of
from community.groups.views import pdf, story
from community.groups.words import TONES, VETTING_TONES
from stations.kit import masks
from stations.kit.form_pages import form_page
from stations.kit.spans import in_force
from stations.kit.views import act, list_page, page
from stations.organisation.rules import may_issue_code
from stations.timeline.actions import leaves
from stations.training.models import Attendance


def _member(request, pk: int) -> Member:
    return get_object_or_404(members_tended_by(request.user), pk=pk)


@page(rules.may_see_groups)
def members(request):
    """Who agreed to take part."""
    return list_page(
        request,
        "community/groups/members.html",
        MemberFilter(request.GET, queryset=members_tended_by(request.user), request=request),
        title=_("Crime-watch members"),
        columns=tables.MEMBER_COLUMNS,
        record_export=leaves(request, "members"),
        tones=TONES,
        vetting_tones=VETTING_TONES,
    )


@page(rules.may_see_groups)
def member(request, pk):
    """One member: facts, vetting, consents, groups, timeline."""
    person, today = _member(request, pk), timezone.localdate()
    steps = {step.verb: step for step in rules.MEMBERSHIP.verbs(person, request.user, timezone.now())}
    context = {
        "heading": person.user.name,
        "member": person,
        "tone": TONES[person.state],
        "vetting_tone": VETTING_TONES[person.vetting],
        "verbs": steps,
        "may_vet": rules.may_vet(request.user, person),
        "may_keep": rules.may_keep_groups(request.user),
        "may_issue_code": may_issue_code(request.user, person.user),
        "masked_phone": masks.phone(person.user.phone),
        "consents": Consent.objects.filter(member=person).select_related("text"),
        "groups": GroupMembership.objects.filter(member=person).select_related("group"),
        "leads": GroupLead.objects.filter(in_force(today), member=person).select_related("group"),
        "trainings": Attendance.objects.filter(user=person.user_id, attended_at__isnull=False)
        .select_related("sitting__course")
        .order_by("-attended_at")[:10],
        "timeline": story(person),
    }
    return render(request, "community/groups/member.html", context)


def _form(request, pk: int, form, verb, heading: str, **context):
    """A verb that asks something first."""
    person = _member(request, pk)
    return form_page(
        request,
        form,
        lambda **values: verb(member=person, actor=request.user, **values) and None,
        heading=heading % {"name": person.user.name},
        done=_("Saved."),
        back=person.get_absolute_url(),
        **context,
    )


@page(rules.may_see_groups)
def member_renew(request, pk):
    """Renewed on paper."""
    return _form(
        request, pk, forms.PaperForm(request.POST or None, initial={"signed_on": timezone.localdate()}),
        partial(membership.renew, at=timezone.now()), _("%(name)s renews on paper"),
        intro=_("The signed consent stays in the file of the office; enter the day on it."),
    )  # fmt: skip


@page(rules.may_see_groups)
def member_strike(request, pk):
    """Strike a member off."""
    return _form(
        request, pk, forms.ReasonForm(request.POST or None),
        partial(membership.strike, at=timezone.now()), _("Strike %(name)s off"),
        submit=_("Strike off"), intro=_("The member takes part in nothing any more and can read the reason."),
    )  # fmt: skip


@page(rules.may_see_groups)
def member_vet(request, pk):
    """Note the result of vetting."""
    return _form(
        request, pk, forms.VetForm(request.POST or None),
        partial(membership.vet, at=timezone.now()), _("Vetting of %(name)s"),
        intro=_("Only who, when, and yes or no are kept."),
    )  # fmt: skip


@page(rules.may_see_groups)
def member_move(request, pk):
    """To another group."""
    return _form(
        request, pk, forms.MoveForm(request.POST or None, groups=groups_tended_by(request.user).active()),
        partial(membership.move, day=timezone.localdate()), _("%(name)s goes to another group"),
    )  # fmt: skip


def _tap(request, pk: int, verb, done: str, back: str = ""):
    """A verb that asks nothing first."""
    person = _member(request, pk)
    return act(
        request, lambda: verb(member=person, actor=request.user), done, back or person.get_absolute_url()
    )  # fmt: skip


@require_POST
@page(rules.may_see_groups)
def member_leave(request, pk):
    """The person told the office that they leave."""
    return _tap(request, pk, partial(membership.leave, at=timezone.now()), _("The membership has ended."))


@require_POST
@page(rules.may_see_groups)
def member_readmit(request, pk):
    """Somebody struck off may enrol again."""
    return _tap(request, pk, partial(membership.readmit, at=timezone.now()), _("The person may enrol again."))


@require_POST
@page(rules.may_keep_groups)
def member_erase(request, pk):
    """Delete the data of a member who asked for it in writing."""
    return _tap(request, pk, partial(own_data.erase, at=timezone.now()), _("The data have been deleted."), "members")


@never_cache
@require_POST
@page(rules.may_see_groups)
def member_phone(request, pk):
    """The phone number in full, once, recorded (SE-24)."""
    person = _member(request, pk)
    phone = membership.look_at_phone(member=person, actor=request.user)
    context = {"heading": person.user.name, "phone": phone, "back": person.get_absolute_url()}
    return render(request, "community/groups/phone.html", context)


@never_cache
@page(rules.may_see_groups)
def member_card(request, pk):
    """The card to print."""
    person = _member(request, pk)
    rules.holds_card(person).or_refuse()
    return pdf(card(person, request.station), f"card-{person.number}")


@require_POST
@page(rules.may_see_groups)
def member_card_new(request, pk):
    """The card was lost."""
    return _tap(request, pk, membership.new_card, _("The old card no longer works. Print the new one."))


def card(person: Member, station) -> bytes:
    """A confirmed member's card."""
    brand = settings_of(station).brand
    return documents.card(member=person, group=person.group_name or "", station=station, brand=brand)
