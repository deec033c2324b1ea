"""Who knocks at the API of mediation; what each sees is decided by querysets and rules."""

from rest_framework.permissions import BasePermission

from mediation.network.rules import may_see_network
from stations.kit.answer import demand


class OfMediation(BasePermission):
    """Police officers, the leadership and mediators; mediators need not be station staff."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station; the sentence of a refusal comes from the rule."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(may_see_network(request.user))
        return True
