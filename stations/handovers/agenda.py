"""What the handover wants done: the signature of a commander."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.handovers.models import Handover
from stations.handovers.rules import INCOMING, OUTGOING, is_commander
from stations.organisation.rules import commands

DAY = timedelta(days=1)


def signatures(user, day: date) -> list[Due]:
    """The handovers of today and tomorrow that wait for this person; one query, none for who commands nowhere.

    Args:
        user: the person.
        day: today.
    """
    if not commands(user):
        return []
    waiting = Handover.objects.exclude(state=Handover.State.TAKEN).filter(date__range=(day, day + DAY))
    due = []
    for handover in waiting.order_by("date"):
        given = handover.state == Handover.State.GIVEN
        if is_commander(user, handover, INCOMING if given else OUTGOING):
            title = _("Take over the duty of %(day)s") if given else _("Hand over to the duty of %(day)s")
            url = reverse("handover", args=[handover.pk])
            due.append(Due(title % {"day": f"{handover.date:%Y-%m-%d}"}, handover.date, url, "warn", "paper"))
    return due
