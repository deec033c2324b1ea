"""What a community officer takes down on the spot becomes an incident of the one inbox, once."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stations.beat.rules import may_note
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents.attachments import add, recognised
from stations.incidents.intake import record_incident
from stations.incidents.models import Attachment, Incident
from stations.incidents.words import Source, State, Unknown
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last

# Photos of one note; more belong on the incident's page.
MOST_PHOTOS = 6


@transaction.atomic
@lines_last()
def take_note(
    *, station: Station, actor: User, client_key: uuid.UUID, category: Category, words: str, place: str,
    injured: bool = False, lat: float | None = None, lng: float | None = None,
    photos: Sequence[tuple[str, bytes]] = (), found_at: datetime | None = None, at: datetime | None = None,
) -> tuple[Incident, bool]:  # fmt: skip
    """Enter a hazard or a request for help seen on the beat; the same note sent again is the same incident.

    Args:
        client_key: made when the note was opened; what makes a repeated sending harmless.
        category: of a hazard or of a request for help.
        injured: somebody is hurt (asked of a request for help, IN-02).
        photos: name and content of each.
        found_at: when it was seen, where the note waited for a network; now by default.
        at: the moment of entering.

    Returns:
        The incident, and whether this call made it.

    Raises:
        NotAllowed: no staff of the station.
        RuleBroken: ``kind``, ``idempotency`` (the key belongs to something else), ``note.photos``, what
            :func:`record_incident` refuses, and what is wrong with a photo (``file.…``).
    """
    demand(may_note(actor))
    if category.kind not in (Kind.HAZARD, Kind.HELP):
        raise RuleBroken(_("On the spot hazards and requests for help are noted."), code="kind")
    if len(photos) > MOST_PHOTOS:
        raise RuleBroken(_("At most %(count)s photos.") % {"count": MOST_PHOTOS}, code="note.photos")
    told = {"call_category_id": category.pk, "summary": words.strip(), "place": place.strip()}
    known = _known(client_key, actor, told)
    if known:
        return known, False
    # Pictures take seconds: they are read before the number and the day-book, which others wait for.
    pictures = [(name, recognised(content)) for name, content in photos]
    on_the_scene = category.kind == Kind.HELP
    try:
        incident = record_incident(
            station=station, actor=actor, source=Source.BEAT, category=category, summary=words, place=place,
            reported_at=found_at, client_key=client_key, lat=lat, lng=lng, at=at, door=may_note,
            injuries=(Unknown.YES if injured else Unknown.NO) if on_the_scene else "",
            state=State.ARRIVED if on_the_scene else State.RECEIVED,
        )  # fmt: skip
    except RuleBroken as refusal:
        # Two sendings of one note at once: the second waited for the first and finds what it made.
        known = _known(client_key, actor, told) if refusal.code == "idempotency" else None
        if known is None:
            raise
        return known, False
    if Attachment.objects.filter(incident=incident).exists():
        return incident, False
    for name, picture in pictures:
        before = Attachment.Stage.BEFORE
        add(incident=incident, actor=actor, name=name, content=b"", stage=before, at=at, known=picture)
    return incident, True


def _known(client_key: uuid.UUID, actor: User, told: dict) -> Incident | None:
    """What this note has already made.

    Raises:
        RuleBroken: ``idempotency``: the key was used by somebody else or with other words.
    """
    known = Incident.objects.filter(client_key=client_key).first()
    if known is None:
        return None
    if known.recorded_by_id != actor.pk or any(getattr(known, name) != value for name, value in told.items()):
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known
