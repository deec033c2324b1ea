"""Verbs that keep the state: put an entry right, first contact, promised call-backs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.incidents import rules, rules_work
from stations.incidents.actions import after, locked
from stations.incidents.intake import spot_named
from stations.incidents.intake_rules import may_promise
from stations.incidents.models import InboxSettings, Incident
from stations.kit.answer import RuleBroken, demand
from stations.places.geometry import plausible
from stations.timeline.actions import record

CORRECTABLE = ("summary", "place", "lat", "lng", "spot", "community", "grid", "category", "grade", "urgent",
               "injuries", "weapons", "confidential", "source", "external_number")  # fmt: skip
# What the day-book may name old and new: codes and ids, never words about people or places (SE-08).
TOLD = {"spot", "community", "grid", "category", "grade", "urgent", "injuries", "weapons", "confidential", "source"}


@transaction.atomic
def correct(*, incident: Incident, actor, reason: str, at: datetime | None = None, **changes) -> Incident:
    """Put fields of an entry right after it was entered.

    Args:
        reason: of :class:`stations.incidents.reasons.CorrectionReason`.
        changes: new values of some of :data:`CORRECTABLE`; what is equal is left out. A category replaces that of the
            call, too, as long as nothing was reported from the scene (IN-07).

    Raises:
        NotAllowed: the person may not.
        RuleBroken: ``nothing_changed``, ``other_kind``, ``other_station``, ``other_community``, ``position``.
    """
    moment = at or timezone.now()
    incident = locked(incident.pk)
    demand(rules.may_correct(actor, incident))
    new = {
        name: changes[name] for name in CORRECTABLE if name in changes and changes[name] != getattr(incident, name)
    }
    if not new:
        raise RuleBroken(_("Nothing was changed."), code="nothing_changed")
    if "confidential" in new:
        demand(rules.may_lift_protection(actor, incident))
    if "place" in new and "spot" not in new:
        _follow_place(incident, new)
    _check_ends(incident, new)
    old = {name: getattr(incident, name) for name in new}
    for name, value in new.items():
        setattr(incident, name, value)
    if "category" in new and not incident.fed_back_at:
        incident.call_category = incident.category
    incident.save()
    data = {"fields": ", ".join(new), "why": reason, "old": _codes(old), "new": _codes(new)}
    after(incident, "correct", actor=actor, at=moment, **data)
    return incident


def _follow_place(incident: Incident, new: dict) -> None:
    """The known place and its point go with the words: those of another place send crews to the wrong door.

    A point of the incident's own stays; so does that of a place first named by it, which is the same.
    """
    was, spot = incident.spot, spot_named(new["place"])
    if spot == was:
        return
    new["spot"] = spot
    lent = was is not None and was.uses > 1 and (was.lat, was.lng) == (incident.lat, incident.lng)
    if {"lat", "lng"}.isdisjoint(new) and (lent or incident.lat is None):
        point = (spot.lat, spot.lng) if spot else (None, None)
        new |= dict(zip(("lat", "lng"), point, strict=True))


def _check_ends(incident: Incident, new: dict) -> None:
    """Foreign keys are not scoped: every end is of the incident's station, and the grid of its community."""
    if new.get("category"):
        rules_work.fits(incident, new["category"]).or_refuse()
    for name in ("spot", "community", "grid"):
        if new.get(name) and new[name].station_id != incident.station_id:
            raise RuleBroken(_("These belong to different stations."), code="other_station")
    lat, lng = new.get("lat", incident.lat), new.get("lng", incident.lng)
    moved = not {"lat", "lng"}.isdisjoint(new)
    if moved and ((lat is None) != (lng is None) or (lat is not None and not plausible(lat, lng))):
        raise RuleBroken(_("This is no position in mainland China."), code="position")
    grid, community = new.get("grid", incident.grid), new.get("community", incident.community)
    if grid and community and grid.community_id != community.pk:
        if "grid" in new:
            raise RuleBroken(_("This grid belongs to another community."), code="other_community")
        new["grid"] = None


def _codes(values: dict) -> dict:
    return {name: getattr(value, "pk", value) for name, value in values.items() if name in TOLD}


@transaction.atomic
def first_contact(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """Somebody spoke to the reporter for the first time; the first time stays."""
    moment = at or timezone.now()
    incident = _for_contact(incident, actor)
    if incident.first_contact_at:
        raise RuleBroken(_("The first contact is on record already."), code="already")
    incident.first_contact_at = max(moment, incident.reported_at)
    incident.save(update_fields=["first_contact_at", "changed_at"])
    after(incident, "contact", actor=actor, at=moment, took=rules_work.to_contact(incident))
    return incident


@transaction.atomic
def promise(*, incident: Incident, actor, call_back_at: datetime, at: datetime | None = None) -> Incident:
    """A call-back was promised for a time; it stands in the handover until it is done."""
    moment = at or timezone.now()
    incident = _for_contact(incident, actor)
    may_promise(call_back_at, moment).or_refuse()
    incident.call_back_at, incident.called_back_at = call_back_at, None
    incident.save(update_fields=["call_back_at", "called_back_at", "changed_at"])
    after(incident, "promise", actor=actor, at=moment, due=call_back_at.isoformat())
    return incident


@transaction.atomic
def called_back(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """The promised call was made; it also counts as contact."""
    moment = at or timezone.now()
    incident = _for_contact(incident, actor)
    if not incident.call_back_at or incident.called_back_at:
        raise RuleBroken(_("No call-back is promised."), code="not_promised")
    incident.called_back_at = moment
    incident.first_contact_at = incident.first_contact_at or max(moment, incident.reported_at)
    incident.save(update_fields=["called_back_at", "first_contact_at", "changed_at"])
    after(incident, "called_back", actor=actor, at=moment)
    return incident


def _for_contact(incident: Incident, actor) -> Incident:
    row = locked(incident.pk)
    demand(rules.may_contact(actor, row))
    rules_work.may_still_call(row).or_refuse()
    return row


@transaction.atomic
def change_settings(*, station, actor, **values) -> InboxSettings:
    """Set the numbers of the inbox: the leadership.

    Args:
        values: columns of :class:`InboxSettings`.
    """
    demand(rules.may_set_inbox(actor))
    row, _new = InboxSettings.objects.select_for_update(no_key=True).get_or_create(station=station)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    record(verb="inbox.set", subject=row, actor=actor, **changed)
    return row
