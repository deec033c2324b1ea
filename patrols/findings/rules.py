"""Decisions about findings: what a guard may do (PA-14), the loop squad → command room → office, who sees what."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.findings.words import Act, State
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, may_see_patrols
from stations.catalogue.words import Kind
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

# As with check-ins: a later upload is one of this month.
OLDEST = timedelta(days=31)
# What a guard may do about anything; checking, seizing and punishing are for the police alone (PA-14).
ON_THE_SPOT = frozenset({Act.REMOVED, Act.DISSUADED, Act.HELPED})


def may_report(user) -> Answer:
    """Every serving guard reports."""
    if standing(user).guard:
        return YES
    return no(_("Findings are reported by the guards of the patrols."), code="guards_only")


def has_reported(user) -> Answer:
    """Whether the guard's report may go on to the command room: it was allowed when it was made, and what was found
    does not vanish because the guard has left since."""
    return YES


def may_see(user, finding: Finding) -> Answer:
    """The reporter, the reporter's squad leader, the police, the office."""
    mine = standing(user)
    own = mine.guard is not None and mine.guard.pk == finding.guard_id
    if own or (finding.squad_id is not None and finding.squad_id in mine.leads) or may_see_patrols(user):
        return YES
    return no(_("This is another squad's finding."), code="other_squad")


def may_act(kind: FindingKind, act: str) -> Answer:
    """Whether a guard may do this about that kind of finding (PA-14)."""
    if not kind.active:
        return no(_("This kind of finding is no longer in use."), code="kind_closed")
    if act not in kind.acts:
        return no(_("This is not for guards to do: keep away, watch and report."), code="police_only")
    return YES


def may_settle(kind: FindingKind, act: str, stages: list[str]) -> Answer:
    """Whether something can be settled on the spot: a hazard only with a photo before and one after."""
    if act not in ON_THE_SPOT:
        return no(_("Say what you did: dissuaded, removed or helped."), code="not_settled")
    if kind.category.kind not in (Kind.HAZARD, Kind.CALL, Kind.HELP):
        return no(_("This cannot be settled on the spot; report it."), code="not_on_the_spot")
    wanted = {FindingFile.Stage.BEFORE, FindingFile.Stage.AFTER}
    if kind.category.kind == Kind.HAZARD and not wanted <= set(stages):
        return no(_("A removed hazard needs a photo from before and one from after."), code="photos")
    return YES


def may_be_told(found_at: datetime, at: datetime, words: str, files: int) -> Answer:
    """A report shows or says something, and comes neither from the future nor from a month long counted."""
    if found_at > at:
        return no(_("The time lies in the future."), code="in_future")
    if found_at < at - OLDEST:
        return no(_("This was too long ago; its month has been counted."), code="too_old")
    if not words.strip() and not files:
        return no(_("Take a photo, speak or write what you found."), code="empty")
    return YES


def may_link(finding: Finding, other: Finding) -> Answer:
    """Whether a finding is the same as another one."""
    if other.pk == finding.pk or other.same_as_id:
        return no(_("Choose the first report of the two."), code="same")
    if other.station_id != finding.station_id:
        return no(_("These belong to different stations."), code="other_station")
    return YES


def may_sample(user, finding: Finding) -> Answer:
    """The office rates the report, never the person's own."""
    return _office(user, finding)


def may_open_files(user, finding: Finding) -> Answer:
    """Photos and voice notes: whoever may see the finding."""
    return may_see(user, finding)


def _office(user, finding: Finding) -> Answer:
    mine = standing(user)
    if mine.guard is not None and mine.guard.pk == finding.guard_id:
        return no(_("Somebody else decides about your own report."), code="own")
    return in_office(user)


STEPS = Workflow(
    "finding",
    [
        Step(State.REPORTED, "forward", State.FORWARDED, _("To the command room"), who=_office),
        Step(State.REPORTED, "answer", State.ANSWERED, _("Answer the reporter"), _office, tone="outline"),
        Step(State.REPORTED, "link", State.WITHDRAWN, _("Same as another"), _office, tone="outline"),
        Step(State.FORWARDED, "handled", State.HANDLED, _("Handled"), who=None),
        Step(State.HANDLED, "resumed", State.FORWARDED, _("Taken up again"), who=None),
        Step(State.CONFIRMED, "resumed", State.FORWARDED, _("Taken up again"), who=None),
        Step(State.SETTLED, "resumed", State.FORWARDED, _("Taken up again"), who=None),
        Step(State.HANDLED, "confirm", State.CONFIRMED, _("Confirm the end"), who=_office),
        Step(State.HANDLED, "object", State.FORWARDED, _("Not settled"), who=_office, tone="warning"),
        Step(State.SETTLED, "confirm", State.CONFIRMED, _("Confirm the end"), who=_office),
    ],
)
