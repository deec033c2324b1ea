"""Verbs of triage: decide, and accept for mediation (DOMAIN 2.6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules
from mediation.cases.actions import advance, after, ask, issue_number, locked
from mediation.cases.appraising import first_session_limit
from mediation.cases.law import mediation_by
from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.triage_law import REFUSED, TRACKS, Outcome, triage_law
from mediation.cases.triage_readings import facts_of, officer_for
from mediation.cases.triage_rules import Decision, complete, decide, problems, relevant, risk_of
from mediation.cases.words import State, Track
from mediation.network.readings import settings_of
from stations.calendar.rules import Deadline, marks_for_limit
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer

SIDES = dict(zip(REFUSED, ("a", "b"), strict=True))


@transaction.atomic
def triage(
    *,
    case: Case,
    answers: Mapping[str, Any],
    facts: str,
    actor,
    version: int | None = None,
    officer: Officer | None = None,
    at: datetime | None = None,
) -> Triage:
    """Decide whether and how a dispute is mediated, by the table of the version it began under.

    A case that is only registered is given to triage first. The answers about consent become the parties' own
    (RT-01, ZA-05).

    Args:
        answers: by question code of :func:`mediation.cases.triage_law.triage_law`.
        facts: the facts found (ZA-04).
        version: of the case the form was made on; None does not ask.
        officer: in charge of a public order mediation; else who triages, or the community's.

    Raises:
        NotAllowed: not for this person.
        RuleBroken: ``changed_meanwhile``, ``wrong_state``, ``bad_answer``, ``unanswered``, ``no_officer``.
    """
    moment = at or timezone.now()
    case = locked(case.pk, version)
    demand(rules.may_triage(actor, case))
    if case.state == State.REGISTERED:
        advance(case, "submit", actor=actor, at=moment)
    if case.state != State.TRIAGE:
        raise RuleBroken(_("Only a case in triage is triaged; it may have to be re-opened first."), "wrong_state")
    law = triage_law(case.law)
    decision = _decided(case, answers, facts, law)
    kept = relevant(answers, law)
    _consent(case, kept.get("consent", ""), moment)
    _settle(case, kept, decision, actor, officer, moment)
    row = Triage.objects.create(
        station_id=case.station_id, case=case, answers=kept, outcome=decision.outcome, reasons=decision.codes,
        facts=facts.strip(), law=case.law, by=actor, at=moment,
    )  # fmt: skip
    after(case, "triage", actor=actor, at=moment, outcome=decision.outcome, law=case.law, triage=row.pk)
    return row


def _decided(case: Case, answers: Mapping[str, Any], facts: str, law) -> Decision:
    wrong = problems(answers, law)
    if wrong:
        words = _("This is not an answer to the question: %(question)s") % {"question": next(iter(wrong.values()))}
        raise RuleBroken(words, "bad_answer", {"questions": list(wrong)})
    if not complete(answers, law):
        raise RuleBroken(_("Answer all questions first."), "unanswered")
    return decide(answers, facts_of(case, facts), law)


def _consent(case: Case, answer: str, moment: datetime) -> None:
    """Keep each party's consent or refusal with its time (ZA-05, RT-01); who has answered already is left alone."""
    rows = case.parties.select_for_update(no_key=True).filter(removed_at=None)
    if answer == "all":
        rows.filter(consented_at=None).update(consented_at=moment, refused_at=None)
        case.refused_by = ""
    elif answer in SIDES:
        side = rows.filter(side=SIDES[answer])
        if not side.filter(refused_at__isnull=False).exists():
            side.update(refused_at=moment, consented_at=None)
        case.refused_by = SIDES[answer]
    elif answer == "some":
        rows.filter(refused_at__isnull=False).update(refused_at=None)
        case.refused_by = ""


def _settle(case: Case, answers, decision: Decision, actor, officer: Officer | None, moment: datetime) -> None:
    """What the decision says about the case itself: track, risk, violence, report, officer in charge."""
    case.track = decision.outcome if decision.outcome in TRACKS else ""
    case.risk = risk_of(answers, decision.outcome)
    case.domestic_violence = answers.get("domestic_violence") == "yes"
    case.triaged_at = moment
    of_the_police = case.is_police or decision.outcome == Outcome.BY_LAW
    if answers.get("reported") == "yes" or of_the_police or case.incident_id:
        case.police_reported_at = case.police_reported_at or moment
    if not case.is_police:
        return
    case.officer = officer or officer_for(case, actor)
    if case.officer is None or case.officer.station_id != case.station_id:
        raise RuleBroken(_("Name the police officer in charge."), "no_officer")
    if case.officer.kind != Officer.Kind.POLICE:
        raise RuleBroken(_("Public order mediation is led by the police only (ZA)."), "police_only")


@transaction.atomic
def accept(*, case: Case, actor, version: int | None = None, at: datetime | None = None) -> Case:
    """Accept a triaged dispute (受理): its limit begins, people's mediation gets its number (DT-03).

    Raises:
        NotAllowed: not for this person.
        RuleBroken: the triage, a refusal (RT-01), an unreported risk (RT-06) or another room refuses.
    """
    moment = at or timezone.now()
    case = locked(case.pk, version)
    ask(case, "accept", actor)
    rules.STEPS.check(case, "accept", None, moment).or_refuse()
    case.accepted_on = timezone.localdate(moment)
    limit = limit_of(case)
    case.due_on, case.due_provisional = (limit.day, limit.provisional) if limit else (None, False)
    if case.track == Track.RT:
        issue_number(case, moment)
    due = limit.day.isoformat() if limit else "—"
    return advance(case, "accept", actor=actor, at=moment, track=case.track, due=due)


def limit_of(case: Case) -> Deadline | None:
    """The limit of an accepted case: RT-16 for people's mediation, ZA-12 (a warning) for the police's.

    None while a public order case waits for its appraisal: its three days begin with the result.

    A settlement has to be performed and approved before the decision (HJ-06): the limit of the police case counts,
    or else the days of people's mediation.
    """
    start = case.accepted_on
    if case.track == Track.ZA:
        return first_session_limit(case)
    if case.track == Track.HJ and case.police_case_id and case.police_case.due_on:
        return Deadline(case.police_case.due_on)
    days = settings_of(case.station).rt_days
    return mediation_by(days, start, marks_for_limit(start, days))
