"""Decisions about results, follow-up calls, duplicates and property (IN-03, IN-06, IN-07, IN-11)."""

import re
from hashlib import sha256
from math import ceil

from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Kind
from stations.incidents.models import Attachment, Incident
from stations.incidents.rules import POLICE_CALLS
from stations.incidents.words import Result, State
from stations.kit.answer import YES, Answer, no

R = Result
# What may come of an incident of each kind (IN-06).
RESULTS: dict[str, tuple[str, ...]] = {
    Kind.CALL: (R.MEDIATED, R.CASE, R.HANDED_ON, R.HELPED, R.NOTHING, R.DUPLICATE, R.FALSE, R.NUISANCE, R.DISSUADED,
                R.GUIDED, R.OTHER),
    Kind.HELP: (R.HELPED, R.MEDIATED, R.HANDED_ON, R.NOTHING, R.DUPLICATE, R.FALSE, R.NUISANCE, R.DISSUADED, R.GUIDED,
                R.OTHER),
    Kind.HAZARD: (R.REMOVED, R.HANDED_ON, R.NOTHING, R.OTHER),
    Kind.CLUE: (R.USED, R.CASE, R.HANDED_ON, R.UNUSED, R.OTHER),
    Kind.FOUND: (R.RETURNED, R.HANDED_ON, R.OTHER),
    Kind.LOSS: (R.RETURNED, R.NOTHING, R.OTHER),
}  # fmt: skip
# IN-11: of so many closings in a row the station's share is followed up, which of them nobody can foresee.
SAMPLE_BLOCK = 20
SHA256 = re.compile(r"[0-9a-f]{64}")
UNKNOWN_ELEMENT = _("This control element is not known.")
# A chain of duplicates is one step long; a longer one comes from old data and is followed this far.
LONGEST_CHAIN = 20


def results_of(kind: str) -> list[tuple[str, str]]:
    """The results of a kind as choices."""
    labels = dict(Result.choices)
    return [(value, labels[value]) for value in RESULTS[kind]]


def may_result(incident: Incident, result: str) -> Answer:
    """Whether a result belongs to the kind of the incident."""
    if result in RESULTS[incident.kind]:
        return YES
    return no(_("This result does not belong to this kind of incident."), code="other_result")


def may_strike(has_duplicates: bool) -> Answer:
    """What other entries hang on is not struck: they would vanish from every count."""
    if has_duplicates:
        return no(_("Other reports are linked to this one; separate them first."), code="has_duplicates")
    return YES


def may_still_call(incident: Incident) -> Answer:
    """Contact and call-backs belong to an entry that stands, also after it was closed."""
    if incident.state in {State.STRUCK, State.LINKED}:
        return no(_("This is no longer possible in the present state."), code="wrong_state")
    return YES


def to_contact(incident: Incident) -> str:
    """Report to first contact as hours, minutes and seconds; what an urgent clue is measured by."""
    seconds = max(int((incident.first_contact_at - incident.reported_at).total_seconds()), 0)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def may_report(incident: Incident, *, category, result: str, violation: bool | None, camera_sha256: str) -> Answer:
    """Whether a report from the scene is complete (IN-05, IN-06, IN-07).

    Args:
        category: final category; of the same family of kinds, of the same station.
        violation: whether there was an offence against public order; asked for when mediated on the spot.
        camera_sha256: fingerprint of the recording, 64 hexadecimal digits, or empty.
    """
    for answer in (may_result(incident, result), fits(incident, category)):
        if not answer:
            return answer
    if result == Result.MEDIATED and violation is None:
        return no(_("Say whether there was an offence against public order."), code="violation_missing")
    if camera_sha256 and not SHA256.fullmatch(camera_sha256):
        return no(_("A fingerprint has 64 digits 0–9 and a–f."), code="fingerprint")
    return YES


def fits(incident: Incident, category) -> Answer:
    """Whether a category can be given to an incident: of its station, and of its kind (calls and help are one)."""
    if category.station_id != incident.station_id:
        return no(_("These belong to different stations."), code="other_station")
    kinds = POLICE_CALLS if incident.kind in POLICE_CALLS else {incident.kind}
    if category.kind in kinds:
        return YES
    return no(_("This category belongs to another kind of incident."), code="other_kind")


def is_sampled(number: int, key: str, percent: int) -> bool:
    """Whether the closed incident with this running number is followed up (IN-11).

    Of every twenty closings in a row exactly the share is, rounded up; the same number always gives the same answer.

    Args:
        number: running number of closings in a station and year, from 1.
        key: secret word of the station and year.
        percent: share, 10 to 100.
    """
    block, place = divmod(number - 1, SAMPLE_BLOCK)
    ranked = sorted(range(SAMPLE_BLOCK), key=lambda one: sha256(f"{key}:{block}:{one}".encode()).digest())
    return place in ranked[: ceil(SAMPLE_BLOCK * percent / 100)]


def may_link(incident: Incident, main: Incident) -> Answer:
    """IN-03: a repeated report hangs on the main record of its station, never on itself or on what hangs on it."""
    if main.pk == incident.pk:
        return no(_("An incident is not a duplicate of itself."), code="itself")
    if main.station_id != incident.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if main.state in {State.STRUCK, State.LINKED}:
        return no(_("The main report has been struck or is itself linked; choose another."), code="no_main")
    if (main.kind in POLICE_CALLS) != (incident.kind in POLICE_CALLS) or (
        incident.kind not in POLICE_CALLS and main.kind != incident.kind
    ):
        return no(_("Only incidents of one kind are linked."), code="other_kind")
    return YES


def may_match(found: Incident, loss: Incident) -> Answer:
    """A found thing belongs to one open loss of its station."""
    if found.kind != Kind.FOUND or loss.kind != Kind.LOSS:
        return no(_("Found property is matched with a loss."), code="other_kind")
    if found.station_id != loss.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if loss.state != State.RECEIVED:
        return no(_("This loss is not open any more."), code="not_open")
    return YES


def signed(attachments, receiver: str) -> Answer:
    """Property is returned against a signed receipt, or at least the name of who received it.

    Args:
        attachments: of the found thing.
        receiver: name, or empty.
    """
    receipt = any(row.stage == Attachment.Stage.SIGNATURE and row.struck_at is None for row in attachments)
    if receipt or receiver.strip():
        return YES
    return no(_("Attach the signed receipt or enter who received it."), code="no_receipt")


def may_fix(actor_id: int, fixer_id: int, desk: bool) -> Answer:
    """Who names somebody else as the one who removed a hazard: the command room only (it checks nothing itself)."""
    if actor_id == fixer_id or desk:
        return YES
    return no(_("Only the command room enters that somebody else removed it."), code="desk_only")
