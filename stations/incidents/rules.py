"""Decisions about incidents: who may what, and how each kind goes from state to state (IN-01 … IN-12)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.agenda.standing_in import stands_in_for
from stations.catalogue.words import Kind
from stations.incidents import guards
from stations.incidents.models import Incident, Party
from stations.incidents.words import State
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Post
from stations.organisation.rules import COMMANDERS, commands, is_police, is_staff, officer_of, post_of

# IN-12: the same place or the same person this often in this time is looked into.
REPEATS, REPEAT_SPAN = 3, timedelta(days=30)
DESK = frozenset({Post.DESK}) | COMMANDERS
# SE-31: a protected reporter is visible to two roles only.
PROTECTORS = frozenset({Post.DESK, Post.DEPUTY})
# Calls and requests for help go the same way.
POLICE_CALLS = frozenset({Kind.CALL, Kind.HELP})


# -- who may ---------------------------------------------------------------------------------------------------


def at_the_desk(user) -> Answer:
    """The command room: its officers and the leadership (值班副所长 commands from there)."""
    if post_of(user) in DESK:
        return YES
    return no(_("The command room does this."), code="desk_only")


def may_record(user) -> Answer:
    """Every officer and auxiliary records what reaches them; who takes it on is decided at the desk."""
    return YES if post_of(user) else no(_("Only staff of the station record incidents."), code="staff_only")


def may_see_inbox(user) -> Answer:
    """Lists, search and the board are for the police officers; an auxiliary sees what the own crew was sent to."""
    return is_police(user)


def may_see_own(user) -> Answer:
    """The page of what I handle."""
    return is_staff(user)


def handles(user, incident: Incident) -> bool:
    """Whether the person is among the handlers now (prefetch ``handlers``)."""
    own = officer_of(user)
    return bool(own and post_of(user) and own.pk in incident.handler_ids)


def may_see(user, incident: Incident) -> Answer:
    """One incident: the police officers, and whoever handles it or recorded it."""
    if is_police(user) or handles(user, incident) or (incident.recorded_by_id == user.pk and post_of(user)):
        return YES
    return no(_("This incident is handled by others."), code="not_yours")


def is_protected(incident: Incident, party=None) -> bool:
    """Whether somebody asked for confidentiality: who reported it, or, without ``party``, anybody in it (SE-31)."""
    return incident.confidential and (party is None or party.part in {Party.Part.REPORTER, Party.Part.FINDER})


def may_see_person(user, incident: Incident, party: Party | None = None) -> Answer:
    """Unmask the people of an incident: the command room, and the officers who handle it (SE-24).

    A reporter who asked for confidentiality is shown to the command room desk and the duty deputies only (SE-31).

    Args:
        party: whom; without it the answer is for everybody in the incident.
    """
    if is_protected(incident, party):
        if post_of(user) in PROTECTORS:
            return YES
        return no(_("The reporter is protected; only the command room sees who it is."), code="protected")
    if post_of(user) in DESK or (post_of(user) != Post.AUXILIARY and handles(user, incident)):
        return YES
    return no(_("Persons are shown to the command room and to who handles the incident."), code="private")


def may_set_inbox(user) -> Answer:
    """Set the numbers of the inbox: spans of repeated reports, share of follow-up calls, rows of an export."""
    return commands(user)


def may_search_persons(user) -> Answer:
    """Find incidents by a person's name, phone or ID number, with a reason that is recorded."""
    return at_the_desk(user)


def may_correct(user, incident: Incident) -> Answer:
    """Put an entry right: the command room; who entered it while nobody has gone yet. A struck entry stays struck."""
    if incident.state == State.STRUCK:
        return no(_("A struck entry is not changed any more."), code="wrong_state")
    fresh = incident.state == State.RECEIVED and incident.recorded_by_id == user.pk and post_of(user)
    if post_of(user) in DESK or fresh:
        return YES
    return no(_("The command room corrects entries."), code="desk_only")


def may_lift_protection(user, incident: Incident) -> Answer:
    """Make a protected reporter an ordinary one: for who may see them anyway (SE-31); to protect is for all."""
    if not incident.confidential or post_of(user) in PROTECTORS:
        return YES
    return no(_("The reporter is protected; only the command room sees who it is."), code="protected")


def may_contact(user, incident: Incident) -> Answer:
    """Note the first contact, promise a call-back, call back: the command room and whoever handles it."""
    return _handler(user, incident)


def may_attach(user, incident: Incident) -> Answer:
    """Add a photo, recording or document: who handles it, who entered it, the command room."""
    if incident.state in {State.STRUCK, State.LINKED}:
        return no(_("Nothing is added to a struck or linked entry."), code="wrong_state")
    return may_open_attachment(user, incident)


def may_open_attachment(user, incident: Incident) -> Answer:
    """Pictures and recordings show people: the command room, who handles it, who entered it (SE-24).

    Of a protected reporter's incident the command room desk, the deputies and the handlers only (SE-31).
    """
    if handles(user, incident) or post_of(user) in (PROTECTORS if incident.confidential else DESK):
        return YES
    if not incident.confidential and incident.recorded_by_id == user.pk and post_of(user):
        return YES
    return no(_("Attachments are shown to the command room and to who handles the incident."), code="private")


def may_strike_attachment(user, incident: Incident) -> Answer:
    """A wrong attachment is struck, never deleted: by the command room."""
    return at_the_desk(user)


def _desk(user, incident) -> Answer:
    return at_the_desk(user)


def _commander(user, incident) -> Answer:
    if post_of(user) in COMMANDERS:
        return YES
    return no(_("Only the station leadership may do this."), code="leaders_only")


def _handler(user, incident) -> Answer:
    """Who handles it; a hazard is work of an area, which a stand-in does while its officer is at rest (0029)."""
    if handles(user, incident) or post_of(user) in DESK:
        return YES
    if incident.kind == Kind.HAZARD and is_police(user) and incident.handler_ids & stands_in_for(user):
        return YES
    return no(_("Only who handles the incident does this."), code="handlers_only")


def _police_handler(user, incident) -> Answer:
    """An auxiliary has no enforcement power: results are reported by police officers."""
    if post_of(user) == Post.AUXILIARY:
        return no(_("An auxiliary does not report results; ask the officer of the crew."), code="police_only")
    return _handler(user, incident)


def _verifier(user, incident: Incident) -> Answer:
    """A hazard is checked by somebody else than who removed it."""
    if post_of(user) in {"", Post.AUXILIARY}:
        return no(_("A police officer of the station checks this."), code="police_only")
    if incident.fixer_id == user.pk:
        return no(_("Who removed the hazard does not check it."), code="own_work")
    return YES


# -- the step tables -------------------------------------------------------------------------------------------

S = State
OPEN_CALL = (S.RECEIVED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ARRIVED, S.CONTROLLED, S.FED_BACK)
_STRIKE = _("Strike entry")


def _strike(*states: str) -> list[Step]:
    """Wrong entries are struck, never deleted."""
    return [Step(state, "strike", S.STRUCK, _STRIKE, who=_desk, tone="danger") for state in states]


def _dispatching() -> list[Step]:
    """More crews may be sent as long as somebody is under way; the state stays where the first crew is."""
    label = _("Send a crew")
    steps = [Step(S.RECEIVED, "dispatch", S.DISPATCHED, label, who=_desk)]
    steps += [
        Step(state, "dispatch", state, _("Send another crew"), who=_desk, tone="outline")
        for state in (S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ARRIVED, S.CONTROLLED)
    ]
    steps += [
        Step(state, "recall", S.RECEIVED, _("Back to the queue"), who=_desk, tone="outline")
        for state in (S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE)
    ]
    return steps


def _on_the_way() -> list[Step]:
    return [
        Step(S.DISPATCHED, "accept", S.ACCEPTED, pgettext_lazy("incident", "Accept"), who=_handler),
        Step(S.ACCEPTED, "depart", S.EN_ROUTE, _("En route"), who=_handler),
        Step(S.DISPATCHED, "arrive", S.ARRIVED, _("Arrived"), who=_handler),
        Step(S.ACCEPTED, "arrive", S.ARRIVED, _("Arrived"), who=_handler),
        Step(S.EN_ROUTE, "arrive", S.ARRIVED, _("Arrived"), who=_handler),
        Step(S.ARRIVED, "control", S.CONTROLLED, _("Under control"), who=_handler, tone="outline"),
    ]


def _reporting() -> list[Step]:
    label = _("Report result")
    return [
        *[
            Step(state, "feedback", S.FED_BACK, label, who=_desk, tone="outline")
            for state in (S.RECEIVED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE)
        ],
        *[Step(state, "feedback", S.FED_BACK, label, who=_police_handler) for state in (S.ARRIVED, S.CONTROLLED)],
        Step(S.FED_BACK, "send_back", S.ARRIVED, _("Send back to be completed"), who=_desk, tone="outline"),
        Step(S.FED_BACK, "close", S.CLOSED, _("Close"), who=_desk, guard=guards.has_result),
        Step(S.CLOSED, "follow_up", S.FOLLOWED_UP, _("Record follow-up"), who=_desk, tone="outline"),
        Step(S.CLOSED, "reopen", S.RECEIVED, _("Open again"), who=_desk, guard=guards.may_reopen, tone="warning"),
        Step(
            S.FOLLOWED_UP, "reopen", S.RECEIVED, _("Open again"), who=_desk, guard=guards.dissatisfied, tone="warning"
        ),
    ]


def _elsewhere() -> list[Step]:
    """First responsibility stays here until somebody else has taken it (IN-04); what is returned comes back."""
    return [
        *[
            Step(state, "refer", S.REFERRED, _("Refer to another body"), who=_desk, tone="outline")
            for state in (S.RECEIVED, S.ARRIVED, S.CONTROLLED, S.FED_BACK)
        ],
        Step(S.REFERRED, "settle_referral", S.CLOSED, _("Settled there"), who=_desk, guard=guards.has_result),
        Step(S.REFERRED, "take_back", S.RECEIVED, _("Take back"), who=_desk, tone="warning"),
        *[
            Step(state, "link", S.LINKED, _("Link to the main report"), who=_desk, tone="outline")
            for state in OPEN_CALL[:6]
        ],
        Step(S.LINKED, "unlink", S.RECEIVED, _("Not the same after all"), who=_desk, tone="outline"),
    ]


def _call_table(name: str) -> Workflow:
    return Workflow(
        name,
        [
            *_dispatching(),
            *_on_the_way(),
            *_reporting(),
            *_elsewhere(),
            *_strike(*OPEN_CALL, S.REFERRED, S.SETTLED, S.LINKED),
            Step(S.SETTLED, "reopen", S.RECEIVED, _("Take into the queue"), who=_desk, tone="outline"),
        ],
    )


def _hazard_table() -> Workflow:
    open_states = (S.RECEIVED, S.VERIFIED, S.ASSIGNED, S.RECTIFIED)
    return Workflow(
        "hazard",
        [
            Step(S.RECEIVED, "verify", S.VERIFIED, _("Verified: it is a hazard"), who=_desk),
            Step(S.RECEIVED, "assign", S.ASSIGNED, _("Assign"), who=_desk, tone="outline"),
            Step(S.VERIFIED, "assign", S.ASSIGNED, _("Assign"), who=_desk),
            Step(S.ASSIGNED, "assign", S.ASSIGNED, _("Assign to somebody else"), who=_desk, tone="outline"),
            Step(S.ASSIGNED, "rectify", S.RECTIFIED, _("Removed"), who=_handler),
            Step(S.RECTIFIED, "recheck", S.CLOSED, _("Checked: gone"), who=_verifier, guard=guards.has_result),
            Step(S.RECTIFIED, "send_back", S.ASSIGNED, _("Not gone yet"), who=_verifier, tone="warning"),
            Step(S.RECEIVED, "dismiss", S.SETTLED, _("No hazard"), who=_desk, tone="outline"),
            Step(S.VERIFIED, "refer", S.REFERRED, _("Refer to another body"), who=_desk, tone="outline"),
            Step(S.REFERRED, "take_back", S.VERIFIED, _("Take back"), who=_desk, tone="warning"),
            Step(S.REFERRED, "settle_referral", S.RECTIFIED, _("Settled there"), who=_desk),
            Step(S.CLOSED, "reopen", S.ASSIGNED, _("Open again"), who=_desk, guard=guards.may_reopen, tone="warning"),
            Step(S.SETTLED, "reopen", S.RECEIVED, _("Take into the queue"), who=_desk, tone="outline"),
            *[
                Step(state, "link", S.LINKED, _("Link to the main report"), who=_desk, tone="outline")
                for state in open_states
            ],
            Step(S.LINKED, "unlink", S.RECEIVED, _("Not the same after all"), who=_desk, tone="outline"),
            *_strike(*open_states, S.SETTLED, S.LINKED),
        ],
    )


def _clue_table() -> Workflow:
    open_states = (S.RECEIVED, S.VERIFIED, S.ACTED_ON)
    return Workflow(
        "clue",
        [
            Step(S.RECEIVED, "verify", S.VERIFIED, _("Verified"), who=_desk),
            Step(S.RECEIVED, "assign", S.RECEIVED, _("Give to an officer"), who=_desk, tone="outline"),
            Step(S.VERIFIED, "assign", S.VERIFIED, _("Give to an officer"), who=_desk, tone="outline"),
            Step(S.VERIFIED, "act_on", S.ACTED_ON, _("Acted on"), who=_police_handler),
            Step(S.RECEIVED, "dismiss", S.ACTED_ON, _("Of no use"), who=_desk, tone="outline"),
            Step(S.VERIFIED, "dismiss", S.ACTED_ON, _("Of no use"), who=_desk, tone="outline"),
            Step(
                S.ACTED_ON,
                "tell_giver",
                S.CLOSED,
                _("Outcome told to the giver"),
                who=_police_handler,
                guard=guards.clue_told,
            ),
            Step(S.CLOSED, "reopen", S.VERIFIED, _("Open again"), who=_desk, guard=guards.may_reopen, tone="warning"),
            *[
                Step(state, "link", S.LINKED, _("Link to the main report"), who=_desk, tone="outline")
                for state in open_states
            ],
            Step(S.LINKED, "unlink", S.RECEIVED, _("Not the same after all"), who=_desk, tone="outline"),
            *_strike(*open_states, S.LINKED),
        ],
    )


def _found_table() -> Workflow:
    return Workflow(
        "found",
        [
            Step(S.RECEIVED, "match", S.MATCHED, _("Belongs to a loss"), who=_desk),
            Step(S.MATCHED, "unmatch", S.RECEIVED, _("Does not belong to it"), who=_desk, tone="outline"),
            Step(
                S.MATCHED,
                "hand_back",
                S.RETURNED,
                _("Returned against signature"),
                who=_desk,
                guard=guards.found_recorded,
            ),
            Step(S.RECEIVED, "hand_back", S.RETURNED, _("Returned against signature"), who=_desk, tone="outline"),
            Step(S.RECEIVED, "give_up", S.CLOSED, _("Handed on unclaimed"), who=_commander, tone="outline"),
            *_strike(S.RECEIVED),
        ],
    )


def _loss_table() -> Workflow:
    return Workflow(
        "loss",
        [
            # Moved by the found thing that belongs to it; nobody presses these.
            Step(S.RECEIVED, "match", S.MATCHED, _("Found"), who=None),
            Step(S.MATCHED, "unmatch", S.RECEIVED, _("Not this one"), who=None),
            Step(S.MATCHED, "hand_back", S.RETURNED, _("Returned"), who=None),
            Step(S.RECEIVED, "give_up", S.CLOSED, _("Not found"), who=_desk, tone="outline"),
            Step(S.CLOSED, "reopen", S.RECEIVED, _("Open again"), who=_desk, guard=guards.may_reopen, tone="warning"),
            *_strike(S.RECEIVED),
        ],
    )


STEPS: dict[str, Workflow] = {
    Kind.CALL: _call_table("call"),
    Kind.HELP: _call_table("help"),
    Kind.HAZARD: _hazard_table(),
    Kind.CLUE: _clue_table(),
    Kind.FOUND: _found_table(),
    Kind.LOSS: _loss_table(),
}


def workflow_of(incident: Incident) -> Workflow:
    """The step table of an incident's kind."""
    return STEPS[incident.kind]
