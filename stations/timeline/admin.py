"""The day-book for the audit administrator, as codes and ids; and the record of what administrators change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.kit.admin import ReadOnlyAdmin, StationAdmin
from stations.timeline.actions import record
from stations.timeline.models import Entry


class Recorded:
    """Mixin of admin pages: a change becomes a line of the day-book (model and key, never values)."""

    def note(self, request, verb: str, obj) -> None:
        """Record one change in the administrator's station."""
        meta = obj._meta
        record(verb=verb, actor=request.user, station=request.station, model=meta.model_name, key=str(obj.pk))

    def log_addition(self, request, obj, message):
        """Instead of Django's own log, which keeps names."""
        self.note(request, "admin.added", obj)

    def log_change(self, request, obj, message):
        """Instead of Django's own log, which keeps names."""
        self.note(request, "admin.changed", obj)

    def log_deletions(self, request, queryset):
        """Instead of Django's own log, which keeps names."""
        for obj in queryset:
            self.note(request, "admin.removed", obj)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin, StationAdmin):
    """Newest first; found by verb or request id."""

    list_display = ["at", "verb", "subject_type", "subject_id", "account", "request_id"]
    fields = ["at", "verb", "subject_type", "subject_id", "account", "data", "request_id"]
    readonly_fields = fields
    search_fields = ["verb", "=request_id"]
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=_("account number"))
    def account(self, entry):
        """Key of who did it; empty for the system."""
        return entry.actor_id
