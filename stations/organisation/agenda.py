"""What the organisation wants done: read and confirm the duty list of the own post."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.organisation.models import DutyList
from stations.organisation.rules import officer_of, post_of


def unconfirmed_duty_list(user, day: date) -> list[Due]:
    """The duty list in force of the person's post, until it is confirmed; two queries at most.

    Args:
        user: the person.
        day: today.
    """
    post = post_of(user)
    current = (
        DutyList.objects.filter(post=post, in_force_from__lte=day).order_by("-version").first() if post else None
    )
    if current is None or current.confirmations.filter(officer=officer_of(user)).exists():
        return []
    title = _("Read and confirm version %(version)s of your duty list") % {"version": current.version}
    return [Due(title=title, due=None, url=reverse("my-duty-list"), kind="paper")]
