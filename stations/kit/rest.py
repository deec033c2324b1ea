"""Bases of the API: paging, permission, read-only resources, verbs."""

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission


class Pages(PageNumberPagination):
    """``{count, next, previous, results}``, 50 rows a page, at most 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class IsStaffMember(BasePermission):
    """Somebody with a station scope whose account may use the API; what they see is decided by querysets."""

    message = _("Log in with an account of a station.")

    def has_permission(self, request, view) -> bool:
        """True for an active account of a station with an officer profile or a viewing right."""
        return bool(getattr(request, "station", None)) and getattr(request, "is_station_staff", False)


class Named:
    """Mixin helpers for ``{id, name}`` references."""

    @staticmethod
    def ref(obj, name: str | None = None):
        """``{"id", "name"}`` of a related object, or None."""
        return {"id": obj.pk, "name": name or str(obj)} if obj else None
