"""Settings of working with enterprises, kinds of demands, signs in buildings, and talks on prevention."""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import rules
from community.partners.models import PartnerSettings
from community.partners.models_demands import DemandKind, DemandSign, PreventionTalk
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record
from stations.training.models import Attendance, Sitting

# The first kinds; the station changes them (name, working days).
FIRST_KINDS = (
    ("治安防范", 5), ("停车与门前秩序", 7), ("消防与用电安全", 5), ("反诈与财产安全", 3), ("周边纠纷", 5),
    ("其他", 10),
)  # fmt: skip


@transaction.atomic
def install_kinds(*, station, actor=None) -> int:
    """Begin with the kinds that come with the house; those of the same name stay. Returns how many are new."""
    if actor is not None:
        demand(rules.may_set_partners(actor))
    known = set(DemandKind.objects.filter(station=station).values_list("name", flat=True))
    fresh = [
        DemandKind(station=station, name=name, days=days, order=order * 10)
        for order, (name, days) in enumerate(FIRST_KINDS, 1) if name not in known
    ]  # fmt: skip
    made = len(DemandKind.objects.bulk_create(fresh))
    if made:
        record(verb="partners.kinds_installed", station=station, actor=actor, count=made)
    return made


@transaction.atomic
def keep_kind(*, station, actor, kind: DemandKind | None = None, **values) -> DemandKind:
    """Make or change a kind of demand; demands that are there keep their days.

    Raises:
        NotAllowed: neither office nor leadership.
        RuleBroken: ``name_taken``.
    """
    demand(rules.may_set_partners(actor))
    free(DemandKind, station, but=kind.pk if kind else None, name=values["name"])
    if kind is None:
        kind = DemandKind.objects.create(station=station, **values)
        record(verb="partners.kind_added", subject=kind, actor=actor)
    elif changed := write(kind, values):
        record(verb="partners.kind_changed", subject=kind, actor=actor, fields=changed)
    return kind


@transaction.atomic
def keep_settings(*, station, actor, **values) -> PartnerSettings:
    """Change numbers of days and the trade of merchants.

    Raises:
        NotAllowed: neither office nor leadership.
        RuleBroken: ``other_station``.
    """
    demand(rules.may_set_partners(actor))
    row = PartnerSettings.objects.get_or_create(station=station)[0]
    if values.get("merchant_trade") is not None:
        same_station(row, values["merchant_trade"]).or_refuse()
    if changed := write(row, values):
        record(verb="partners.settings_changed", subject=row, actor=actor, fields=changed)
    return row


@transaction.atomic
def sign_of(*, building, actor=None) -> DemandSign:
    """The sign of a building; made the first time it is asked for."""
    sign, made = DemandSign.objects.get_or_create(building=building, defaults={"station_id": building.station_id})
    if made:
        record(verb="partners.sign_made", subject=sign, actor=actor, building=building.pk)
    return sign


@transaction.atomic
def renew_sign(*, building, actor) -> DemandSign:
    """The codes that hang in a building stop working; a new sign is printed.

    Raises:
        NotAllowed: neither office nor leadership.
    """
    demand(rules.may_set_partners(actor))
    sign_of(building=building, actor=actor)
    sign = DemandSign.objects.select_for_update(no_key=True).get(building=building)
    sign.version += 1
    sign.save(update_fields=["version"])
    record(verb="partners.sign_renewed", subject=sign, actor=actor, building=building.pk)
    return sign


# -- talks ---------------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def record_talk(
    *, station, actor, client_id: uuid.UUID, held_on: date, topic: str, place: str, speaker: Officer, people: int,
    leaflets: int = 0, enterprise=None, building=None, sitting: Sitting | None = None, note: str = "",
    at: datetime | None = None,
) -> PreventionTalk:  # fmt: skip
    """Put a talk on record, once a form; the same talk of the same day, place and topic is refused.

    Args:
        client_id: made when the form was opened.
        people: who came, counted by heads; where it was a sitting, with those who signed in.
        sitting: of the training, for merchants, held that day; the two count as one.

    Raises:
        NotAllowed: not of the police.
        RuleBroken: ``ahead``, ``long_ago``, ``no_topic``, ``people``, ``twice``, ``other_station``, ``other_day``,
            ``sitting_taken``, ``fewer``.
    """
    demand(rules.may_talk(actor))
    known = PreventionTalk.objects.filter(station=station, client_id=client_id).first()
    if known is not None:
        return known
    rules.happened(held_on, timezone.localdate(at)).or_refuse()
    if not topic.strip() or not place.strip():
        raise RuleBroken(_("Say what the talk was about and where."), code="no_topic")
    if not 1 <= people <= 5000:
        raise RuleBroken(_("Say how many people came."), code="people")
    talk = PreventionTalk(
        station=station, client_id=client_id, held_on=held_on, topic=topic.strip(), place=place.strip(),
        speaker=speaker, people=people, leaflets=leaflets, enterprise=enterprise, building=building, sitting=sitting,
        note=note.strip(), recorded_by=actor,
    )  # fmt: skip
    for end in (speaker, enterprise, building, sitting):
        if end is not None:
            same_station(talk, end).or_refuse()
    if sitting is not None:
        _fits(talk, sitting)
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError as error:
        again = PreventionTalk.objects.filter(station=station, client_id=client_id).first()
        if again is not None:
            return again
        raise RuleBroken(_("This talk is on record already."), code="twice") from error
    record(verb="talk.recorded", subject=talk, actor=actor, people=people, leaflets=leaflets)
    return talk


def _fits(talk: PreventionTalk, sitting: Sitting) -> None:
    if timezone.localdate(sitting.starts_at) != talk.held_on:
        raise RuleBroken(_("The sitting was on another day."), code="other_day")
    if PreventionTalk.objects.filter(sitting=sitting).exists():
        raise RuleBroken(_("This sitting has its record already."), code="sitting_taken")
    came = Attendance.objects.filter(sitting=sitting, attended_at__isnull=False).count()
    if talk.people < came:
        words = _("%(came)s people signed in at this sitting; count them, too.") % {"came": came}
        raise RuleBroken(words, code="fewer")


@transaction.atomic
def strike_talk(*, talk: PreventionTalk, reason: str, actor, at: datetime | None = None) -> PreventionTalk:
    """Strike a talk out: it counts no more and stays on record.

    Raises:
        NotAllowed: neither who recorded it nor the office.
        RuleBroken: ``no_reason``.
    """
    row = PreventionTalk.objects.select_for_update(no_key=True).get(pk=talk.pk)
    demand(rules.may_strike(actor, row))
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    row.struck_at, row.struck_reason, row.struck_by = at or timezone.now(), reason.strip(), actor
    # The sitting may be recorded anew.
    row.sitting = None
    row.save()
    record(verb="talk.struck", subject=row, actor=actor)
    return row
