"""Deliveries for the system administrator, who mends the ways; codes and numbers only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.kit.admin import ReadOnlyAdmin, StationAdmin
from stations.notices.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin, StationAdmin):
    """Newest first; what was given up is found by its state."""

    list_display = ["id", "kind", "adapter", "state", "attempts", "next_at", "finished_at", "error"]
    fields = ["kind", "adapter", "state", "attempts", "next_at", "finished_at", "error"]
    readonly_fields = fields
    list_filter = ["state", "adapter"]
    list_select_related = ["notice"]
    ordering = ["-id"]
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=_("kind"))
    def kind(self, delivery):
        """Code of the notice."""
        return delivery.notice.kind
