"""What the REST framework's settings name: paging and permission.

Only imports without views may stand here, because the framework reads these settings while it defines its own view
class. The bases of views are in :mod:`stations.kit.resources`.
"""

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
