"""The day-book of the station, for its leadership (SE-08). It stands here because the timeline knows no posts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.access.filters import DaybookFilter
from stations.kit.tables import Column
from stations.kit.views import list_page, page
from stations.organisation.rules import commands
from stations.templatetags.access import in_words, subject_in_words
from stations.timeline.actions import leaves
from stations.timeline.models import Entry

SHOWN_DAYS = 30


@page(commands)
def daybook(request):
    """What happened, newest first; the last 30 days unless other days are asked for."""
    asked = request.GET.copy()
    if not (asked.get("date_from") or asked.get("date_to")):
        asked["date_from"] = (timezone.localdate() - timedelta(days=SHOWN_DAYS)).isoformat()
    columns = [
        Column(_("Time"), lambda entry: entry.at),
        Column(_("Who"), lambda entry: in_words(entry).actor_name),
        Column(_("What"), lambda entry: in_words(entry).sentence),
        Column(_("Object"), subject_in_words),
    ]
    entries = Entry.objects.select_related("actor").order_by("-id")
    if "format" in asked:
        # The line that records the export is not part of it.
        entries = entries.filter(pk__lte=entries.values_list("pk", flat=True).first() or 0)
    found = DaybookFilter(asked, queryset=entries, request=request)
    return list_page(
        request,
        "timeline/daybook.html",
        found,
        title=_("Day-book"),
        columns=columns,
        record_export=leaves(request, "daybook"),
    )
