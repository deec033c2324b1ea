"""Enterprises, buildings, check lists, visits and findings made in one line each."""

import itertools
import uuid
from datetime import date, timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from community.enterprises import actions, check_lists, finding_steps, visiting
from community.enterprises.models import Building, Enterprise, EnterpriseKind, LiaisonAssignment
from community.enterprises.models_visits import CheckList, EnterpriseVisit, SafetyFinding
from community.enterprises.readings import current_version
from community.enterprises.visiting import Given, Said
from community.enterprises.words import VisitKind, YesNo
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Station

_numbers = itertools.count(1)
LONG_AGO = date(2024, 1, 1)


@scopes_disabled()
def make_enterprise_kind(station: Station, name: str = "商户", **fields) -> EnterpriseKind:
    """A kind; the same name gives the same one again."""
    found = EnterpriseKind.objects.filter(station=station, name=name).first()
    code = fields.pop("code", f"k{next(_numbers)}")
    return found or EnterpriseKind.objects.create(station=station, name=name, code=code, **fields)


@scopes_disabled()
def make_building(station: Station, name: str = "", **fields) -> Building:
    """A mall, of a community where one is given."""
    return Building.objects.create(station=station, name=name or f"商城{next(_numbers)}", **fields)


def make_enterprise(station: Station, name: str = "", **fields) -> Enterprise:
    """An enterprise that has moved in, with its first visit, by the action."""
    number = next(_numbers)
    fields = {"kind": fields.pop("kind", None) or make_enterprise_kind(station)} | fields
    if "building" not in fields and "address" not in fields:
        fields["address"] = f"示例路{number}号"
    with in_station(station):
        return actions.move_in(station=station, actor=None, name=name or f"示例商户{number}", **fields)


@scopes_disabled()
def make_liaison(officer: Officer, subject, start: date = LONG_AGO, end: date | None = None) -> LiaisonAssignment:
    """Make an officer liaison officer of a building, a cluster or an enterprise."""
    return LiaisonAssignment.objects.create(
        station=officer.station, officer=officer, start=start, end=end, **{subject._meta.model_name: subject}
    )


def make_check_list(station: Station, *lines, kind: EnterpriseKind | None = None, name: str = "") -> CheckList:
    """A check list; a line is a text, or the arguments of ``Line``."""
    made = [check_lists.Line(*line) if isinstance(line, tuple) else check_lists.Line(line) for line in lines]
    with in_station(station):
        return check_lists.keep_list(
            station=station, actor=None, name=name or f"检查表{next(_numbers)}", kind=kind,
            items=made or [check_lists.Line("疏散通道畅通", grade=2), check_lists.Line("灭火器在位", grade=1)],
        )  # fmt: skip


def make_visit(
    enterprise: Enterprise, officer: Officer, kind: str = VisitKind.VISIT, *, check_list: CheckList | None = None,
    no: tuple[str, ...] = (), client_id: uuid.UUID | None = None, **said,
) -> EnterpriseVisit:  # fmt: skip
    """A visit by the action; every item is answered by yes but those whose text is in ``no``."""
    with in_station(enterprise.station):
        version = current_version(check_list) if check_list else None
        items = list(version.items.all()) if version else []
        answers = {item.pk: Given(YesNo.NO if item.text in no else YesNo.YES) for item in items}
        said = {"version": version, "answers": answers} | said
        return visiting.record_visit(
            enterprise=enterprise,
            actor=officer.user,
            client_id=client_id or uuid.uuid4(),
            said=Said(kind=kind, **said),
        )


def make_safety_finding(enterprise: Enterprise, officer: Officer, grade: int = 1, **fields) -> SafetyFinding:
    """A finding by the action."""
    fields = {"what": f"通道堆物{next(_numbers)}", "told": True} | fields
    with in_station(enterprise.station):
        return finding_steps.find(enterprise=enterprise, actor=officer.user, grade=grade, **fields)


def days_ago(number: int) -> date:
    """A day."""
    return timezone.localdate() - timedelta(number)
