"""Pages of the three levels of command, 四到人, and the guards' duty lists."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.squads import duty_lists, forms, hooks, posts, rules
from patrols.squads.models import CommandPost, Guard, GuardDutyList, PatrolGroup
from patrols.squads.people import command as command_on
from patrols.squads.people import current_lists, guards_on
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.timeline.sentences import story


@page(rules.may_see_patrols)
def command(request):
    """The three levels of command as a tree: leading group, office, squads by functional group."""
    context = {
        "heading": _("Chain of command"),
        "command": command_on(timezone.localdate()),
        "may_keep": rules.may_keep_patrols(request.user),
    }
    return render(request, "patrols/squads/command.html", context)


@page(rules.may_keep_patrols)
def seat_new(request):
    """Give somebody a seat in the leading group or the office."""

    def sit(**values):
        posts.seat(station=request.station, actor=request.user, **values)

    return form_page(
        request,
        forms.SeatForm(request.POST or None, initial={"level": request.GET.get("level")}),
        sit,
        heading=_("New seat in the chain of command"),
        done=_("Saved."),
        back=reverse("patrol-command"),
    )


@require_POST
@page(rules.may_keep_patrols)
def seat_end(request, pk):
    """End a seat today."""
    post = get_object_or_404(CommandPost.objects.all(), pk=pk)
    return act(
        request,
        lambda: posts.unseat(post=post, end=timezone.localdate(), actor=request.user),
        _("The seat has been ended."),
        "patrol-command",
    )


@page(rules.may_see_patrols)
def fixed(request):
    """四到人: what is settled and what lacks its person, with links to put it right."""
    sections = hooks.sections(timezone.localdate())
    checks = [check for _title, found in sections for check in found]
    context = {
        "heading": _("Four fixed to people"),
        "sections": sections,
        "missing": sum(check.missing for check in checks),
    }
    return render(request, "patrols/squads/fixed.html", context)


@page(rules.may_see_patrols)
def lists(request):
    """The guards' duty lists in force, and how many have confirmed them."""
    today = timezone.localdate()
    current = current_lists(today)
    guards = list(guards_on(today, Guard.objects.serving()))
    counted = {
        row.pk: (
            sum(guard.current_list == row.pk and bool(guard.squad_id) for guard in guards),
            sum(guard.current_list == row.pk and bool(guard.squad_id) and guard.confirmed for guard in guards),
        )
        for row in current.values()
    }
    context = {
        "heading": _("Duty lists of guards"),
        "lists": [(row, *counted[row.pk]) for row in sorted(current.values(), key=_place)],
        "coming": GuardDutyList.objects.filter(in_force_from__gt=today).select_related("group"),
        "may_keep": rules.may_keep_patrols(request.user),
    }
    return render(request, "patrols/squads/duty_lists.html", context)


def _place(row: GuardDutyList) -> tuple[int, int]:
    """The list of all groups first, then the groups in their order."""
    return (row.group.order, row.group_id) if row.group else (-1, 0)


@page(rules.may_see_patrols)
def duty_list(request, pk):
    """One version: its duties, and who has confirmed it."""
    row = get_object_or_404(GuardDutyList.objects.select_related("group"), pk=pk)
    today = timezone.localdate()
    concerned = guards_on(today, Guard.objects.serving()).filter(current_list=row.pk, squad_id__isnull=False)
    times = dict(row.confirmations.values_list("guard_id", "confirmed_at"))
    people = sorted(concerned, key=lambda one: (one.pk in times, one.squad_name, one.guard_no))
    context = {
        "heading": _("Duties of guards: %(group)s") % {"group": row.group or _("all groups")},
        "duty_list": row,
        "versions": GuardDutyList.objects.filter(group=row.group_id).order_by("-version"),
        "people": [(one, times.get(one.pk)) for one in people],
        "may_keep": rules.may_keep_patrols(request.user),
        "timeline": story(row, 20),
        "today": today,
    }
    return render(request, "patrols/squads/duty_list.html", context)


@page(rules.may_keep_patrols)
def duty_list_new(request):
    """Publish a new version; the form starts from the version before."""
    wanted = request.GET.get("group", "")
    group = PatrolGroup.objects.filter(pk=wanted).first() if wanted.isdecimal() else None
    before = GuardDutyList.objects.filter(group=group).order_by("-version").first()
    initial = {"group": group, "items": before.items if before else ""}

    def publish(**values):
        return duty_lists.publish(station=request.station, actor=request.user, **values) and None

    return form_page(
        request,
        forms.DutyListForm(request.POST or None, initial=initial),
        publish,
        heading=_("New version of the guards' duty list"),
        done=_("Published. Every guard it concerns is asked to confirm it on the phone."),
        back=reverse("guard-duty-lists"),
        submit=_("Publish"),
    )
