"""My notices: the page, the panel under the bell, the bell itself, reading."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from stations.kit.tables import Column
from stations.kit.views import act, list_page, page
from stations.notices import actions
from stations.notices.filters import NoticeFilter
from stations.notices.models import Delivery, Notice
from stations.notices.readings import bell_of, in_words, newest
from stations.notices.rules import has_notices
from stations.timeline.actions import leaves


def at_home(view):
    """Decorator: who belongs to no station has no notices."""

    @page(has_notices)
    def inner(request, *args, **kwargs):
        if request.station is None:
            return redirect("me")
        return view(request, *args, **kwargs)

    return inner


@require_safe
@at_home
def notices(request):
    """All my notices, newest first."""
    failed = Delivery.objects.filter(state=Delivery.State.GIVEN_UP)
    rows = Notice.objects.visible_to(request.user).prefetch_related(Prefetch("deliveries", failed, "failed"))
    rows = rows.order_by("-created_at", "-id")
    columns = [
        Column(_("Time"), lambda notice: notice.created_at),
        Column(_("Notice"), lambda notice: in_words(notice).text),
        Column(_("State"), lambda notice: _("Read") if notice.read_at else _("Unread")),
    ]
    return list_page(
        request,
        "notices/notices.html",
        NoticeFilter(request.GET, queryset=rows, request=request),
        title=_("Notices"),
        columns=columns,
        record_export=leaves(request, "notices"),
        bell=bell_of(request.user, timezone.now()),
    )


@require_safe
@at_home
def panel(request):
    """The newest ones, under the bell."""
    return render(request, "notices/panel.html", {"lines": newest(request.user)})


@require_safe
@at_home
def bell(request):
    """The number on the bell and the alarm; a machine asks for it, which renews no session."""
    return _bell(request)


panel.background = bell.background = True


@require_POST
@at_home
def read(request, pk: int):
    """I have read it; then to what it is about, or back to where I was."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.read(notice=notice, actor=request.user, at=timezone.now())
    if request.htmx:
        return _bell(request)
    # A paired phone opens its owner's own pages only.
    opens = notice.url and "open" in request.POST and (not request.device or notice.url.startswith(("/me/", "/c/")))
    return redirect(notice.url if opens else "notices")


def _bell(request) -> HttpResponse:
    return render(request, "notices/bell_part.html", {"bell": bell_of(request.user, timezone.now())})


@require_POST
@at_home
def read_all(request):
    """I have read all that was shown to me."""
    until = request.POST.get("until", "")
    count = actions.read_all(
        actor=request.user,
        station=request.station,
        until=int(until) if until.isascii() and until.isdigit() and len(until) < 19 else 0,
        at=timezone.now(),
    )
    words = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
    return act(request, lambda: None, words % {"count": count}, reverse("notices"))
