"""How casework follows the moves of incidents: what it refuses, what it keeps true, what it shows on their page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.casework import readings, rules
from stations.casework.models import PoliceCase, Referral, SceneMediation
from stations.casework.referring import seen_to
from stations.incidents.hooks import Move, Tie
from stations.incidents.models import Incident
from stations.incidents.words import Result
from stations.kit.answer import YES, Answer, no
from stations.notices.actions import tell

MISSING = "scene_mediation.missing"
TONES = {
    Referral.State.SENT: "info", Referral.State.ACCEPTED: "info", Referral.State.RETURNED: "danger",
    Referral.State.TAKEN_BACK: "muted", Referral.State.DONE: "ok",
}  # fmt: skip
CASE_TONES = {
    PoliceCase.State.FILED: "warn", PoliceCase.State.ALLOCATED: "warn", PoliceCase.State.WORKING: "info",
    PoliceCase.State.CONCLUDED: "warn", PoliceCase.State.CLOSED: "ok",
}  # fmt: skip


def hanging(incident: Incident, verb: str, at: datetime) -> Answer:
    """What a police case was made of is neither struck nor linked away."""
    if verb not in {"strike", "link"} or not PoliceCase.objects.filter(incident=incident).exists():
        return YES
    return no(_("A police case was made of this incident; it stays."), code="has_case")


def closing(incident: Incident, verb: str, at: datetime) -> Answer:
    """ZA-13, ZA-14: a call mediated on the spot is closed with its record; asked of every move, queries only here."""
    if verb != "close" or incident.result != Result.MEDIATED:
        return YES
    if readings.scene_of(incident):
        return YES
    return no(
        _("The mediation on the spot is not recorded yet: fill in its record, or have the result corrected."),
        code="no_scene_mediation",
    )


def reporting(incident: Incident, verb: str, at: datetime) -> Answer:
    """ZA-28: what the final category calls domestic violence is not reported as mediated on the spot."""
    if verb != "feedback" or incident.result != Result.MEDIATED:
        return YES
    return rules.may_be_mediated_as(incident.category.path)


def followed(move: Move) -> None:
    """After each move: keep referrals true whichever door was used, remind of a missing record."""
    if move.verb == "feedback" and move.incident.result == Result.MEDIATED:
        _remind(move)
    elif move.verb == "refer":
        _note_referral(move)
    elif move.verb in {"take_back", "settle_referral", "strike"}:
        _end_referral(move)


def _remind(move: Move) -> None:
    """Whoever reported "mediated on the spot" is asked for the record."""
    incident = move.incident
    if move.actor is None or readings.scene_of(incident):
        return
    tell(
        station=incident.station, recipients=[move.actor], kind=MISSING,
        key=f"{MISSING}:{incident.pk}:{incident.reopened}", url=reverse("scene-mediation", args=[incident.pk]),
        number=incident.number,
    )  # fmt: skip


def _note_referral(move: Move) -> None:
    """Referred through another door: the referral has its row all the same."""
    incident = move.incident
    if readings.open_referral(incident.pk) is None:
        Referral.objects.create(
            station_id=incident.station_id, incident=incident, target=incident.referred_to or "—", reason="—",
            sent_by=move.actor, sent_at=move.at,
        )  # fmt: skip


def _end_referral(move: Move) -> None:
    """Taken back or settled through another door: the row that is open goes along."""
    found = Referral.objects.select_for_update(no_key=True).filter(
        incident=move.incident, state__in=rules.OPEN_REFERRALS
    ).first()  # fmt: skip
    if found is None:
        return
    if move.verb == "settle_referral" and found.state == Referral.State.RETURNED:
        rules.REFERRAL_STEPS.advance(found, "take_up", None, move.at)
    else:
        rules.REFERRAL_STEPS.advance(found, "finish" if move.verb == "settle_referral" else "take_up", None, move.at)
    found.answered_at = found.answered_at or move.at
    found.save()
    seen_to(found, move.at)


def offers_case(user, incident: Incident) -> Answer:
    """Whether the page offers 立案: as the rule says, while there is no case; one query after a yes."""
    answer = rules.offers_case(user, incident)
    if answer and PoliceCase.objects.filter(incident=incident).exists():
        return no(_("There is a case of this incident already."), code="case_exists")
    return answer


def offers_scene(user, incident: Incident) -> Answer:
    """Whether the page offers the record of a mediation: as the rule says, while it is missing; one query."""
    answer = rules.offers_scene(user, incident)
    if answer and SceneMediation.objects.filter(incident=incident).exists():
        return no(_("The mediation on the spot is recorded."), code="recorded")
    return answer


def case_tie(user, incident: Incident) -> list[Tie]:
    """The police case of an incident."""
    if not rules.may_see_cases(user):
        return []
    rows = PoliceCase.objects.filter(incident=incident)
    return [
        Tie(_("Police case"), row.number, row.get_absolute_url(), row.get_state_display(), CASE_TONES[row.state])
        for row in rows
    ]


def scene_tie(user, incident: Incident) -> list[Tie]:
    """The record of the mediation on the spot, or that it is missing."""
    if incident.result != Result.MEDIATED or not rules.may_see_cases(user):
        return []
    found = readings.scene_of(incident)
    url = reverse("scene-mediation", args=[incident.pk])
    if found is None:
        return [Tie(_("Mediation on the spot"), _("record missing"), url, _("to be added"), "danger")]
    kind = _("offence, on record") if found.violation else _("work note")
    return [Tie(_("Mediation on the spot"), kind, url, _("recorded"), "ok")]


def referral_ties(user, incident: Incident) -> list[Tie]:
    """Every referral of an incident, newest first."""
    if not rules.may_see_cases(user):
        return []
    url = reverse("referral-answer", args=[incident.pk])
    return [
        Tie(_("Referral"), row.target, url, row.get_state_display(), TONES[row.state])
        for row in Referral.objects.filter(incident=incident)
    ]
