"""What the organisation wants done: read and confirm the duty list of the own post."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.organisation.models import DutyList, DutyListConfirmation
from stations.organisation.rules import officer_of, post_of


def unconfirmed_duty_list(user, day: date) -> list[Due]:
    """The duty list in force of the person's post, until it is confirmed; one query.

    Args:
        user: the person.
        day: today.
    """
    post, own = post_of(user), officer_of(user)
    if not post or own is None:
        return []
    confirmed = DutyListConfirmation.objects.filter(duty_list=OuterRef("pk"), officer=own)
    lists = DutyList.objects.filter(post=post, in_force_from__lte=day).annotate(confirmed=Exists(confirmed))
    current = lists.order_by("-version").first()
    if current is None or current.confirmed:
        return []
    title = _("Read and confirm version %(version)s of your duty list") % {"version": current.version}
    return [Due(title=title, due=None, url=reverse("my-duty-list"), kind="paper")]
