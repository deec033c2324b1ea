"""Who history says wrote something."""

import pghistory.models
from django.apps import apps


def signers() -> dict[str, set[int]]:
    """History table → numbers of the users its rows are signed with; unsigned tables are left out."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, pghistory.models.Event):
            rows = model.objects.exclude(pgh_context=None).values_list("pgh_context__metadata__user", flat=True)
            if users := set(rows):
                found[model.__name__] = users
    return found


def signed_by(user) -> list[str]:
    """History tables with a row that the person signed."""
    return [name for name, users in signers().items() if user.pk in users]
