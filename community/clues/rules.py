"""Decisions about clues: who gives one, who takes it on, who may know who gave it (SE-31), how the giver is told."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from community.clues.models import Clue, Scene
from community.clues.words import Finding, Protection, State
from community.groups.rules import is_member, is_profiled
from stations.agenda.standing_in import stands_in_for
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.rules import DESK, PROTECTORS, may_contact
from stations.incidents.words import State as IncidentState
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Post
from stations.organisation.rules import commands, is_police, may_keep_people, officer_of, post_of

# A design default [I]: more than this in a day is a call for a telephone, not for a form.
MOST_A_DAY = 30
# What an outcome holds at most; a typing error is asked for again.
MOST_PERSONS, MOST_HAZARDS, MOST_YUAN = 200, 200, Decimal(10) ** 9


def may_give(user) -> Answer:
    """Every confirmed member; who has not agreed (yet) uses the public page."""
    return is_member(user)


def may_follow(user) -> Answer:
    """What one gave is followed to its end, also when the membership has lapsed or ended meanwhile."""
    return is_profiled(user)


def may_see_clues(user) -> Answer:
    """The police officers of the station; nothing they see says who gave a clue."""
    return is_police(user)


def may_set_scenes(user) -> Answer:
    """The scenes and their cards: the leadership and who keeps people and places."""
    return commands(user) or may_keep_people(user)


def in_charge(user, clue: Clue) -> bool:
    """Whether somebody is the officer in charge of a clue."""
    own = officer_of(user)
    return bool(own and post_of(user) and clue.officer_id == own.pk)


def works_on(user, clue: Clue) -> bool:
    """The officer in charge, or who stands in (0029); not for a protected clue: its work shows the giver (SE-31)."""
    stands_in = clue.protection != Protection.PROTECTED and clue.officer_id in stands_in_for(user)
    return in_charge(user, clue) or bool(stands_in and post_of(user))


def may_see_giver(user, clue: Clue) -> Answer:
    """Who gave a clue: of a protected one the head of the station and the officer in charge only (SE-31)."""
    if clue.protection == Protection.ANONYMOUS:
        return no(_("Nobody knows who gave this clue; write to the giver instead."), code="anonymous")
    if post_of(user) == Post.CHIEF or in_charge(user, clue):
        return YES
    if clue.protection == Protection.NAMED and post_of(user) in PROTECTORS:
        return YES
    return no(
        _("The giver is protected; only the head of the station and the officer in charge see who it is."),
        code="protected",
    )


def may_assign(user, clue: Clue) -> Answer:
    """Say who is in charge. Of a protected clue only the head of the station, for it opens who gave it (SE-31)."""
    if clue.state == State.TOLD:
        return no(_("The giver has been told; the clue is finished."), code="wrong_state")
    if post_of(user) == Post.CHIEF or (clue.protection != Protection.PROTECTED and post_of(user) in DESK):
        return YES
    if clue.protection == Protection.PROTECTED:
        return no(_("The giver is protected; the head of the station says who is in charge."), code="chief_only")
    return no(_("The command room says who is in charge."), code="desk_only")


def may_write(user, clue: Clue) -> Answer:
    """Write to the giver: officer in charge or stand-in, leadership; the command room as long as the clue alarms."""
    if works_on(user, clue) or commands(user):
        return YES
    if waits_for_contact(clue.incident) and may_contact(user, clue.incident):
        return YES
    return no(_("The officer in charge writes to the giver."), code="in_charge_only")


def waits_for_contact(incident: Incident) -> bool:
    """Whether an urgent clue still alarms: nobody has been in touch with its giver."""
    return incident.urgent and incident.is_open and not incident.first_contact_at


def may_end(user, clue: Clue) -> Answer:
    """Record what came of it and tell the giver: the officer in charge or who stands in, the leadership."""
    if works_on(user, clue) or commands(user):
        return YES
    return no(_("The officer in charge writes to the giver."), code="in_charge_only")


def may_record_outcome(user, clue: Clue) -> Answer:
    """The outcome is recorded by the officer in charge or the leadership, until a second person has verified it."""
    if clue.verified_at:
        return no(_("The outcome has been verified; it stays as it is."), code="verified")
    return may_end(user, clue)


def may_verify(user, clue: Clue) -> Answer:
    """An outcome counts when somebody of the leadership who did not record it has verified it."""
    if clue.recorded_by_id is None:
        return no(_("Record the outcome first."), code="no_outcome")
    if clue.verified_at:
        return no(_("The outcome has been verified; it stays as it is."), code="verified")
    if clue.recorded_by_id == user.pk:
        return no(_("Somebody else verifies what you recorded."), code="own")
    return commands(user)


def may_be_told(words: str, place: str, scene: Scene) -> Answer:
    """A clue names a scene in use and a place; the scene alone says what it is about."""
    if not scene.active:
        return no(_("This scene is no longer in use."), code="scene_closed")
    if not place:
        return no(_("Say where it is."), code="no_place")
    return YES


def may_record_numbers(clue: Clue, hazards: int, persons: int, yuan: Decimal) -> Answer:
    """Numbers of an outcome are small and not negative; without any, what the giver was told says what came of it."""
    if not (0 <= hazards <= MOST_HAZARDS and 0 <= persons <= MOST_PERSONS and 0 <= yuan <= MOST_YUAN):
        return no(_("Check the numbers of the outcome."), code="numbers")
    if not (hazards or persons or yuan or clue.finding):
        return no(
            _("This says nothing yet: enter a number, or first tell the giver what it turned out to be."),
            code="says_nothing",
        )
    return YES


def is_over(incident: Incident) -> bool:
    """Whether the police are done with it: closed in any way, or a clue that has been acted on."""
    return not incident.is_open or (incident.kind == Kind.CLUE and incident.state == IncidentState.ACTED_ON)


def _in_charge(user, clue: Clue) -> Answer:
    # Where nobody is in charge, whoever takes it on puts themselves in charge, and so near its giver (SE-31).
    if works_on(user, clue) or (clue.officer_id is None and may_assign(user, clue)):
        return YES
    return no(_("The officer in charge does this."), code="in_charge_only")


def _answered(clue: Clue, at) -> Answer:
    if clue.answer and clue.finding in Finding.values:
        return YES
    return no(_("Say what it turned out to be, and write what the giver is told."), code="no_answer")


STEPS = Workflow(
    "clue",
    [
        Step(State.GIVEN, "take", State.TAKEN, _("Take it on"), who=_in_charge),
        Step(State.GIVEN, "handled", State.HANDLED, _("Handled"), who=None),
        Step(State.TAKEN, "handled", State.HANDLED, _("Handled"), who=None),
        Step(State.HANDLED, "resumed", State.TAKEN, _("Taken up again"), who=None),
        Step(State.TOLD, "resumed", State.TAKEN, _("Taken up again"), who=None),
        Step(State.HANDLED, "tell", State.TOLD, _("Tell and thank the giver"), who=may_end, guard=_answered),
    ],
)
