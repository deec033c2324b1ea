"""The public page of a certificate: course, validity and number, a masked name, nothing else."""

from django.utils import timezone
from django_scopes import scopes_disabled

from stations.access.public import open_page, public_page
from stations.kit import masks
from stations.training import codes, rules
from stations.training.models import Certificate


@open_page
def certificate_check(request, token: str):
    """Whether a certificate holds."""
    number = codes.certificate_of(token)
    # Whoever asks belongs to no station; the signature has said which row it is.
    with scopes_disabled():
        rows = Certificate.objects.select_related("course", "user", "station")
        row = rows.filter(pk=number).first() if number is not None else None
    if row is None:
        return public_page(request, "training/check.html", {}, status=404)
    context = {"row": row, "station": row.station, "name": masks.name(row.user.name),
               "holds": rules.holds_on(row, timezone.localdate())}  # fmt: skip
    return public_page(request, "training/check.html", context)
