"""Tell those who left a number that their wish has an answer, in words without anything personal; the number goes."""

import logging
from datetime import datetime
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from community.wishes.models import Contact
from stations.notices.adapters import Hopeless, Message, NotTaken, hand_over
from stations.organisation.models import Station

log = logging.getLogger(__name__)
WAY = "sms"
MOST_TRIES, AT_ONCE = 5, 100
# Deliveries of the bell have numbers of their own; the other side must not take one for the other.
NUMBERS = 8_000_000_000


def send_due(*, station: Station, at: datetime) -> int:
    """Send what is due, each number once; returns how many were taken."""
    sent = 0
    due = Contact.objects.filter(due_at__lte=at, sent_at=None, failed="")
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        sent += _send(pk, station, at)
    return sent


@transaction.atomic
def _send(pk: int, station: Station, at: datetime) -> bool:
    """One message, its row locked meanwhile; another worker leaves it alone."""
    row = Contact.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk, sent_at=None).first()
    if row is None or not row.phone:
        return False
    row.tries += 1
    text = _("%(station)s: your wish for a patrol has an answer. Read it with your receipt code.")
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('wish-receipt')}"
    message = Message(
        number=NUMBERS + row.pk, kind="wish.answered", recipient=SimpleNamespace(phone=row.phone, username=""),
        text=text % {"station": station.name}, url=address, urgent=False,
    )  # fmt: skip
    try:
        hand_over(WAY, message)
    except Hopeless:
        # It will never go: the answer is read by its code; the number is of no more use.
        row.failed, row.phone = "hopeless", ""
    except NotTaken:
        if row.tries >= MOST_TRIES:
            row.failed, row.phone = "not_taken", ""
    else:
        row.sent_at, row.phone = at, ""
    row.save()
    return row.sent_at is not None
