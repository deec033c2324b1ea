"""The system administrator corrects the national calendar (DU-16)."""

from django.contrib import admin

from stations.calendar.models import DayMark
from stations.timeline.admin import Recorded


@admin.register(DayMark)
class DayMarkAdmin(Recorded, admin.ModelAdmin):
    """One row a day, the same for every station."""

    list_display = ["date", "kind", "name", "provisional"]
    list_filter = ["kind", "provisional"]
    ordering = ["-date"]
    search_fields = ["name", "=date"]
    list_per_page = 50

    def get_readonly_fields(self, request, obj=None):
        """The date is the key: a day is corrected, not moved."""
        return ["date"] if obj else []
