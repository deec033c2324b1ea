"""Agreements for tests: a case in mediation with complete parties, a draft that is complete, one in force."""

import datetime

from django.utils import timezone
from django_scopes import scopes_disabled

from mediation.agreements import actions
from mediation.agreements.models import Agreement
from mediation.agreements.rules import signers
from mediation.agreements.words import Kind, PayWay, Role, SignWay
from mediation.cases.models import Case
from mediation.cases.words import State, Track
from stations.kit.scoping import in_station
from tests.factories.mediation import make_case

DAY = datetime.timedelta(days=1)
TEXTS = {
    "facts": "双方因楼道堆物发生争执。", "issues": "堆物由谁清理、损失由谁承担。",
    "responsibility": "甲方承担主要责任，乙方承担次要责任。", "place": "前门派出所民调室",
    "circumstances": "2026年11月20日，双方在楼道内争执后互相推搡，未受伤。", "host": "李警官",
}  # fmt: skip
KIND = {Track.RT: Kind.RT_WRITTEN, Track.ZA: Kind.ZA, Track.HJ: Kind.HJ}


@scopes_disabled()
def make_mediated(station, track: str = Track.RT, state: str = State.MEDIATING, **fields) -> Case:
    """A case in mediation whose two parties have all their data (DT-06)."""
    case = make_case(station, state=state, track=track, **fields)
    for number, party in enumerate(case.parties.order_by("side", "id"), 1):
        party.sex, party.nation, party.born_on = "女", "汉族", datetime.date(1980, 1, number)
        party.occupation, party.address = "职员", f"前门大街{number}号"
        party.id_number = f"11010119800101{number:03d}X"
        party.save()
    return case


def terms_for(case: Case, amounts=("2000.00", "1500.00"), first: datetime.date | None = None) -> list[dict]:
    """Instalments of side B to side A, ten days apart."""
    parties = {party.side: party for party in case.parties.all()}
    day = first or timezone.localdate() + 10 * DAY
    return [
        {"debtor": parties["b"], "creditor": parties["a"], "amount": amount, "due_on": day + n * 10 * DAY,
         "way": PayWay.TRANSFER, "act": ""}
        for n, amount in enumerate(amounts)
    ]  # fmt: skip


def make_draft(case: Case, actor, **fields) -> Agreement:
    """A complete draft of 3,500 yuan in two instalments."""
    values = {
        "kind": KIND[case.track], "made_on": timezone.localdate(), "amount": "3500.00",
        "clauses": ["乙方向甲方支付赔偿款。", "互不追究。"],
    } | TEXTS  # fmt: skip
    with in_station(case.station):
        values = {"terms": terms_for(case)} | values | fields
        made = actions.draft(case=case, actor=actor, **values)
        made.refresh_from_db()
        return made


def sign_all(agreement: Agreement, actor, on: datetime.date | None = None, at=None) -> Agreement:
    """Every signature, all on one day."""
    with in_station(agreement.station):
        parties = {party.pk: party for party in agreement.case.parties.filter(removed_at=None)}
        for role, party in signers(agreement.kind, parties.values()):
            way = SignWay.SEAL if role == Role.SEAL else SignWay.INK
            actions.sign(
                agreement=agreement, role=role, party=parties.get(party), way=way, on=on or agreement.made_on,
                actor=actor, at=at,
            )  # fmt: skip
        return Agreement.objects.select_related("case", "number").get(pk=agreement.pk)


def make_agreement(case: Case, actor, **fields) -> Agreement:
    """An agreement in force; the case is being performed."""
    row = make_draft(case, actor, **fields)
    with in_station(case.station):
        if row.kind == Kind.RT_ORAL:
            actions.register_oral(agreement=row, actor=actor)
            return Agreement.objects.select_related("case", "number").get(pk=row.pk)
        actions.open_signing(agreement=row, actor=actor)
    return sign_all(row, actor)
