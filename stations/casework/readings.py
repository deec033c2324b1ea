"""What pages, API and actions of casework read, in a fixed number of queries."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from stations.calendar.rules import Deadline, Marks, marks_for_limit
from stations.casework import law, rules
from stations.casework.models import AllocationRule, CaseTransfer, PoliceCase, Referral, SceneMediation
from stations.catalogue.models import Element
from stations.incidents.models import Feedback, Handler, Incident
from stations.incidents.words import Result, State
from stations.kit.spans import in_force
from stations.organisation.models import Officer, Team, TeamMembership
from stations.organisation.rules import officer_of

CASE_PARTS = ("incident__category", "incident__community__team", "team", "owner__user")


def with_team(user, day: date):
    """Note on the person's profile which team is theirs today, once; rules ask for it. One query at most."""
    own = officer_of(user)
    if own is not None and not hasattr(own, "team_id"):
        here = TeamMembership.objects.filter(in_force(day), officer=own)
        own.team_id = here.values_list("team_id", flat=True).first()
    return user


def cases():
    """Cases with what a list shows joined."""
    waiting = CaseTransfer.objects.filter(case=OuterRef("pk"), received_at=None)
    return PoliceCase.objects.select_related(*CASE_PARTS).annotate(receipt_waits=Exists(waiting))


def open_cases():
    """Cases not concluded yet: their clock runs."""
    return cases().exclude(state__in=(PoliceCase.State.CONCLUDED, PoliceCase.State.CLOSED))


def transfers(case: PoliceCase) -> list[CaseTransfer]:
    """Every giving of a case, newest first."""
    rows = CaseTransfer.objects.filter(case=case).order_by("-id")
    return list(rows.select_related("from_team", "to_team", "by", "received_by__user"))


def table() -> list[AllocationRule]:
    """The allocation table in its order."""
    return list(AllocationRule.objects.select_related("category", "team"))


def proposal_for(incident: Incident) -> rules.Proposal:
    """Which team the table gives a case of this incident (``category``, ``community__team`` joined); two queries."""
    names = dict(Element.objects.values_list("code", "name"))
    team = incident.community.team if incident.community else None
    return rules.propose(table(), incident.elements, incident.category.path, team, names)


def marks_of(case: PoliceCase) -> Marks:
    """The calendar that a case's limit leans on; one query."""
    limit = law.limit_of(case.law)
    days = law.length(limit, case.extensions, case.excluded_days) if limit else 0
    return marks_for_limit(case.clock_from, days)


def deadline_of(case: PoliceCase) -> Deadline:
    """The last day of a case by its law; of a case without a limit the day the station set."""
    limit = law.limit_of(case.law)
    if limit is None:
        return Deadline(case.due_on)
    return law.deadline(limit, case.clock_from, marks_of(case), case.extensions, case.excluded_days)


def team_officers(team_id: int | None, day: date):
    """Police officers on post in a team, for a choice of case officer."""
    people = Officer.objects.on_strength().with_team(day).select_related("user")
    return people.filter(team_id=team_id).order_by("police_no") if team_id else people.none()


def teams_for_cases():
    """Teams that work on cases."""
    return Team.objects.filter(active=True, kind__in=(Team.Kind.CASE, Team.Kind.COMMUNITY, Team.Kind.STREET))


def scene_of(incident: Incident) -> SceneMediation | None:
    """The record of a mediation on the spot; one of before the incident was opened again does not count."""
    found = SceneMediation.objects.filter(incident=incident).first()
    if found and incident.reopened:
        steps = (incident.dispatched_at, incident.arrived_at, incident.fed_back_at)
        begun = min((at for at in steps if at), default=None)
        if begun is None or found.at < begun:
            return None
    return found


def unrecorded_mediations():
    """Calls reported as mediated on the spot, not closed, without their record."""
    rows = Incident.objects.filter(result=Result.MEDIATED, state__in=rules.SCENE_STATES)
    return rows.filter(~Exists(SceneMediation.objects.filter(incident=OuterRef("pk"))))


def unfiled_cases():
    """Calls reported as made a case (受案/立案) of which there is no case yet."""
    rows = Incident.objects.filter(result=Result.CASE, imported=False)
    rows = rows.exclude(state__in=(State.STRUCK, State.LINKED))
    return rows.filter(~Exists(PoliceCase.objects.filter(incident=OuterRef("pk"))))


def handled_by(user) -> Q:
    """Incidents a person handles."""
    return Q(Exists(Handler.objects.filter(officer=officer_of(user), until=None, incident=OuterRef("pk"))))


def handled_by_nobody() -> Q:
    """Incidents whose handlers have all been let go."""
    return ~Q(Exists(Handler.objects.filter(until=None, incident=OuterRef("pk"))))


def concerning(rows, user):
    """Those incidents a person handles or reported on."""
    told = Feedback.objects.filter(by=user, incident=OuterRef("pk"))
    return rows.filter(handled_by(user) | Q(Exists(told)))


def referrals():
    """Referrals with what a list shows joined."""
    return Referral.objects.select_related("incident__category", "incident__community", "sent_by")


def open_referral(incident_id: int) -> Referral | None:
    """The referral of an incident that is out or came back."""
    return Referral.objects.filter(incident=incident_id, state__in=rules.OPEN_REFERRALS).first()


def targets() -> list[str]:
    """Where matters were referred to before, for suggestions."""
    return list(Referral.objects.order_by("target").values_list("target", flat=True).distinct()[:50])
