"""Who knocks at the API of the patrols; what each sees is decided by querysets and rules."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from patrols.squads.readings import standing
from patrols.squads.rules import may_see_patrols
from stations.kit.answer import demand


class SeesPatrols(BasePermission):
    """Police officers, the patrol office, the leading group; guards have the pages of their phone."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station; the sentence of a refusal comes from the rule."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(may_see_patrols(request.user))
        return True


class OfThePatrols(BasePermission):
    """The same people, and guards for their own."""

    message = _("This is for the patrols.")

    def has_permission(self, request, view) -> bool:
        """True for whoever sees all patrols, and for serving guards."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        return bool(standing(request.user).guard or may_see_patrols(request.user))
