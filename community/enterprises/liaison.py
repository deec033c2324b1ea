"""Who is liaison officer (企业警长) of what, from when: named, handed on, ended; history stays."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises import rules
from community.enterprises.actions import same_station
from community.enterprises.models import Building, Cluster, Enterprise, FirstVisit, LiaisonAssignment
from community.enterprises.models_visits import SafetyFinding
from community.enterprises.words import FirstState
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_force
from stations.notices.actions import tell
from stations.organisation.actions import close, hand_on, lock_station
from stations.organisation.models import Officer, User
from stations.organisation.rules import may_answer
from stations.timeline.actions import lines_last, record

NAMED = "liaison.named"


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What passes with an assignment: present enterprises, first visits still due, findings not at their end."""

    enterprises: int
    first_visits: int
    findings: int


def covered(subject: Enterprise | Building | Cluster):
    """The enterprises an assignment of this covers, nearer assignments aside."""
    rows = Enterprise.objects.present()
    if isinstance(subject, Enterprise):
        return rows.filter(pk=subject.pk)
    if isinstance(subject, Building):
        return rows.filter(building=subject)
    return rows.filter(cluster=subject) | rows.filter(cluster=None, building__cluster=subject)


def open_work(subject: Enterprise | Building | Cluster) -> HandedOn:
    """What is open at the enterprises of a subject; three queries."""
    held = covered(subject).order_by().values("pk")
    return HandedOn(
        held.count(),
        FirstVisit.objects.filter(enterprise__in=held, state=FirstState.OPEN).count(),
        SafetyFinding.objects.open().filter(enterprise__in=held).count(),
    )


@transaction.atomic
@lines_last()
def assign(
    *, subject: Enterprise | Building | Cluster, officer: Officer | None, start: date, actor: User | None
) -> LiaisonAssignment | None:
    """Name the liaison officer of a building, a cluster or an enterprise from a day; None leaves it to the wider one.

    First visits, findings and inspections follow whoever holds the assignment on a day, so open work passes to the
    successor by itself; both are told how much it is, the day-book keeps the numbers.

    Raises:
        NotAllowed: neither leadership nor team leader.
        RuleBroken: ``other_station``, ``moved_out``, ``unchanged``, what ``may_answer`` and ``hand_on`` refuse.
    """
    if actor is not None:
        demand(rules.may_assign(actor))
    lock_station(subject.station)
    if isinstance(subject, Enterprise) and subject.moved_out_on:
        raise RuleBroken(_("This enterprise has moved out."), code="moved_out")
    column = subject._meta.model_name or ""
    held = LiaisonAssignment.objects.filter(**{column: subject})
    before = held.filter(in_force(start)).select_related("officer__user").first()
    if officer is None:
        _vacate(subject, before, start, actor)
        return None
    same_station(subject.station, officer)
    may_answer(officer).or_refuse()
    if before is not None and before.officer_id == officer.pk:
        raise RuleBroken(_("This officer is the liaison officer there already."), code="unchanged")
    row = hand_on(
        rows=held,
        new=LiaisonAssignment(station=subject.station, officer=officer, start=start, **{column: subject}),
    )
    work = open_work(subject)
    record(
        verb="liaison.named", subject=subject, actor=actor, officer=officer.pk, start=str(start),
        before=before.officer_id if before else None, first_visits=work.first_visits, findings=work.findings,
    )  # fmt: skip
    if actor is not None:
        tell(
            station=subject.station, recipients=[officer], kind=NAMED, key=f"{NAMED}:{row.pk}:{start}",
            url=subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else "",
            count=work.enterprises, first_visits=work.first_visits, findings=work.findings,
        )  # fmt: skip
    return row


def _vacate(subject, before: LiaisonAssignment | None, start: date, actor: User | None) -> None:
    if before is None:
        raise RuleBroken(_("There is no liaison officer of its own."), code="unchanged")
    close(row=before, end=start)
    record(verb="liaison.ended", subject=subject, actor=actor, officer=before.officer_id, start=str(start))


def history_of(subject: Enterprise | Building | Cluster) -> list[LiaisonAssignment]:
    """All assignments of a subject, the newest first."""
    column = subject._meta.model_name or ""
    rows = LiaisonAssignment.objects.filter(**{column: subject}).select_related("officer__user")
    return list(rows.order_by("-start"))


def today() -> date:
    """The station's day."""
    return timezone.localdate()
