"""Verbs about the people of an incident: enter, put right, look at, search by (SE-08, SE-24, SE-31)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.incidents import rules
from stations.incidents.actions import after, locked
from stations.incidents.models import Incident, Party
from stations.incidents.persons import id_index, known, normal_id, normal_phone, phone_index
from stations.kit import masks
from stations.kit.answer import RuleBroken, demand
from stations.organisation.rules import post_of
from stations.timeline.actions import record

FIELDS = ("part", "name", "phone", "id_number", "note")


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as everybody sees them; ``protected`` people have no name at all (SE-31)."""

    party: Party
    part: str
    name: str
    phone: str
    id_number: str
    protected: bool
    may_see: bool


def shown(user, incident: Incident, parties) -> list[Shown]:
    """The people of an incident, masked."""
    result = []
    for party in parties:
        hidden = rules.is_protected(incident, party)
        words = ("", "", "") if hidden else (party.name, party.phone, party.id_number)
        name, phone, id_number = words
        result.append(
            Shown(
                party=party, part=party.get_part_display(), name=masks.name(name), phone=masks.phone(phone),
                id_number=masks.id_number(id_number), protected=hidden,
                may_see=bool(rules.may_see_person(user, incident, party)),
            )
        )  # fmt: skip
    return result


def _fill(party: Party, values: dict) -> list[str]:
    changed = [name for name in FIELDS if name in values and values[name] != getattr(party, name)]
    for name in changed:
        setattr(party, name, values[name])
    party.name, party.phone = known(party.name), normal_phone(party.phone)
    party.id_number = normal_id(party.id_number)
    party.phone_index, party.id_index = phone_index(party.phone), id_index(party.id_number)
    return changed


@transaction.atomic
def add_person(*, incident: Incident, actor, at: datetime | None = None, **values) -> Party:
    """Enter one more person: the command room, or who handles the incident.

    Args:
        values: some of ``part``, ``name``, ``phone``, ``id_number``, ``note``.
    """
    incident = locked(incident.pk)
    demand(rules.may_contact(actor, incident))
    party = Party(station=incident.station, incident=incident, reported_at=incident.reported_at)
    _fill(party, values)
    if not (party.name or party.phone or party.id_number or party.note):
        raise RuleBroken(_("Enter at least a name, a phone number or a note."), code="empty")
    party.save()
    after(incident, "person_added", actor=actor, at=at or timezone.now(), part=party.part, party=party.pk)
    return party


@transaction.atomic
def correct_person(*, party: Party, actor, reason: str, at: datetime | None = None, **values) -> Party:
    """Put a person right; only fields that are given change. Who may not see a person may not change it."""
    incident = locked(party.incident_id)
    demand(rules.may_see_person(actor, incident, party))
    demand(rules.may_correct(actor, incident))
    party = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    changed = _fill(party, values)
    if not changed:
        raise RuleBroken(_("Nothing was changed."), code="nothing_changed")
    party.save()
    data = {"party": party.pk, "fields": ", ".join(changed), "why": reason}
    after(incident, "person_corrected", actor=actor, at=at or timezone.now(), **data)
    return party


@transaction.atomic
def see_person(*, party: Party, actor, reason: str) -> Party:
    """A person in full: permission, a reason, and a line in the day-book (SE-24).

    Args:
        reason: of :class:`stations.incidents.reasons.LookReason`.
    """
    incident = Incident.objects.prefetch_related("handlers").get(pk=party.incident_id)
    demand(rules.may_see_person(actor, incident, party))
    record(verb="incident.person_seen", subject=incident, actor=actor, party=party.pk, why=reason)
    return party


@transaction.atomic
def search(*, station, actor, reason: str, name: str = "", phone: str = "", id_number: str = "") -> list[int]:
    """Ids of incidents in which a person appears, newest first; every search is recorded with its reason.

    The day-book says by what was searched and how many were found, never the value. Reporters who are protected are
    found by the two roles only that may see them (SE-31).

    Raises:
        RuleBroken: nothing to search by (``empty``).
    """
    demand(rules.may_search_persons(actor))
    given = {"name": known(name), "phone_index": phone_index(phone), "id_index": id_index(id_number)}
    wanted = {column: value for column, value in given.items() if value}
    if not wanted:
        raise RuleBroken(_("Enter a name, a phone number or an ID number."), code="empty")
    rows = Party.objects.filter(**wanted)
    if post_of(actor) not in rules.PROTECTORS:
        rows = rows.exclude(incident__confidential=True, part__in=(Party.Part.REPORTER, Party.Part.FINDER))
    found = list(rows.order_by("-reported_at", "-id").values_list("incident", flat=True).distinct()[:200])
    by = "+".join(column.removesuffix("_index") for column in wanted)
    record(verb="incident.persons_searched", station=station, actor=actor, by=by, found=len(set(found)), why=reason)
    return list(dict.fromkeys(found))
