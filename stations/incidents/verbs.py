"""Every verb of incidents by its name: what it asks, what carries it out, what is said when it is done.

Pages and API read this one table. A verb that another room carries out on a page of its own stands in
``hooks.page_of``; sending a crew is the business of the room of dispatch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.incidents import checking, duplicates, entries, forms, handling, hooks, property, rules
from stations.incidents.models import Incident
from stations.incidents.rules import workflow_of
from stations.incidents.words import State
from stations.kit.answer import Answer


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    Attributes:
        run: ``(incident=, actor=, **values of the form)``.
        done: sentence shown on success.
        form: what it asks; None is one tap.
        icon: icon of its button.
        label: words of its button where the step table has none.
        allowed: ``(user, incident) -> Answer`` where it is no step of the table.
        useful: whether it makes sense now, where it is no step.
    """

    run: Callable[..., Any]
    done: Any
    form: type[forms.VerbForm] | None = None
    icon: str = "arrow-right"
    label: Any = ""
    allowed: Callable[[Any, Incident], Answer] | None = None
    useful: Callable[[Incident], bool] = lambda incident: True


_MOVED = _("Noted.")


def _standing(incident: Incident) -> bool:
    return incident.state not in {State.STRUCK, State.LINKED}


VERBS: dict[str, Verb] = {
    "accept": Verb(partial(handling.step, verb="accept"), _MOVED, icon="circle-check"),
    "depart": Verb(partial(handling.step, verb="depart"), _MOVED, icon="car"),
    "arrive": Verb(partial(handling.step, verb="arrive"), _MOVED, icon="map-pin"),
    "control": Verb(handling.control, _MOVED, icon="shield-check"),
    "recall": Verb(partial(handling.step, verb="recall"), _("Back in the queue."), icon="arrow-back-up"),
    "feedback": Verb(handling.feedback, _("The result is on record."), forms.FeedbackForm, "message-report"),
    "send_back": Verb(handling.send_back, _("Sent back; who handles it has been told."), icon="arrow-back-up"),
    "close": Verb(handling.close, _("Closed."), icon="lock"),
    "follow_up": Verb(handling.follow_up, _("The follow-up is on record."), forms.FollowUpForm, "phone-call"),
    "reopen": Verb(handling.reopen, _("Opened again."), icon="lock-open"),
    "strike": Verb(handling.strike, _("Struck; it stays readable and is not counted."), forms.StrikeForm, "trash"),
    "verify": Verb(checking.verify, _("Verified."), icon="checks"),
    "assign": Verb(checking.assign, _("Assigned; they have been told."), forms.AssignForm, "user-check"),
    "rectify": Verb(checking.rectify, _("Noted; somebody else checks it."), forms.RectifyForm, "tool"),
    "recheck": Verb(checking.recheck, _("Checked and closed."), icon="checks"),
    "dismiss": Verb(checking.dismiss, _("Set aside."), forms.ReasonForm, "circle-x"),
    "act_on": Verb(checking.act_on, _("The result is on record."), forms.ResultForm, "bolt"),
    "tell_giver": Verb(checking.tell_giver, _("Closed."), icon="message-report"),
    "link": Verb(duplicates.link, _("Linked; it is counted once."), forms.LinkForm, "link"),
    "unlink": Verb(duplicates.unlink, _("Separated; it is in the queue again."), icon="unlink"),
    "match": Verb(property.match, _("Matched; ask the owner to come."), forms.MatchForm, "puzzle"),
    "unmatch": Verb(property.unmatch, _("The match is undone."), icon="puzzle-off"),
    "hand_back": Verb(property.hand_back, _("Returned."), forms.HandBackForm, "signature"),
    "give_up": Verb(property.give_up, _("Closed."), forms.GiveUpForm, "archive"),
    "contact": Verb(
        entries.first_contact, _("The first contact is on record."), icon="phone", label=_("First contact made"),
        allowed=rules.may_contact, useful=lambda row: row.is_open and row.first_contact_at is None,
    ),
    "promise": Verb(
        entries.promise, _("The call-back is promised."), forms.PromiseForm, "phone-calling",
        _("Promise a call-back"), rules.may_contact, _standing,
    ),
    "called_back": Verb(
        entries.called_back, _("Noted."), icon="phone-check", label=_("Called back"), allowed=rules.may_contact,
        useful=lambda row: _standing(row) and bool(row.call_back_at and not row.called_back_at),
    ),
    "correct": Verb(
        entries.correct, _("Corrected; the old values stay in the history."), forms.CorrectForm, "pencil",
        _("Correct the entry"), rules.may_correct,
    ),
}  # fmt: skip
# Those that keep the state.
BESIDE = [(name, verb) for name, verb in VERBS.items() if verb.allowed]


@dataclass(frozen=True, slots=True)
class Button:
    """A verb as the page draws it. ``way`` is ``tap`` (one POST), ``form`` (a page of its own) or ``link``."""

    verb: str
    label: Any
    tone: str
    icon: str
    way: str
    url_name: str = ""


def allowed(user, incident: Incident, at) -> list[str]:
    """Names of all verbs this person may use now: steps first, then those that keep the state."""
    steps = [step.verb for step in workflow_of(incident).verbs(incident, user, at)]
    return [*steps, *[name for name, _verb in _beside(user, incident)]]


def _beside(user, incident: Incident) -> list[tuple[str, Verb]]:
    return [(name, verb) for name, verb in BESIDE if verb.useful(incident) and verb.allowed(user, incident)]


def buttons(user, incident: Incident, at) -> list[Button]:
    """The buttons of the page: steps first, what only looks elsewhere as a link."""
    found = []
    for step in workflow_of(incident).verbs(incident, user, at):
        verb, elsewhere = VERBS.get(step.verb), hooks.page_of(step.verb)
        if elsewhere or verb is None:
            found.append(Button(step.verb, step.label, step.tone, "external-link", "link", elsewhere))
        else:
            way = "form" if verb.form else "tap"
            found.append(Button(step.verb, step.label, step.tone, verb.icon, way))
    for name, verb in _beside(user, incident):
        first = name == "contact" and incident.urgent
        button = Button(
            name, verb.label, "primary" if first else "outline", verb.icon, "form" if verb.form else "tap"
        )
        # The alarm asks for the call: its button comes before all others.
        found.insert(0 if first else len(found), button)
    return found


def check(user, incident: Incident, name: str, at) -> Answer:
    """Whether this person may use a verb now, asked before its form is shown."""
    verb = VERBS[name]
    if verb.allowed:
        return verb.allowed(user, incident)
    return workflow_of(incident).check(incident, name, user, at)
