"""How cases meet incidents: one tap makes one case, nothing is typed twice, the incident shows what became of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.cases import rules
from mediation.cases.models import Case
from mediation.cases.registering import register
from mediation.cases.words import TONES, PublicRole, Side, Source
from mediation.network.words import Cause
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents import people
from stations.incidents.hooks import Tie
from stations.incidents.models import Incident, Party
from stations.incidents.rules import may_see, may_see_person
from stations.incidents.words import Result, State
from stations.kit.answer import YES, Answer, no
from stations.kit.identity import is_id_number, is_other_document, normal

# A name that the incident does not tell; it is put right on the case.
NAMELESS = "不详"
FOLDS = frozenset({Category.Fold.DISPUTE, Category.Fold.ORDER})
KINDS = frozenset({Kind.CALL, Kind.HELP})
GONE = frozenset({State.STRUCK, State.LINKED, State.SETTLED})
# What the words of a category most likely mean (DT-04); a person looks at it before it counts.
CAUSES = (
    (("邻里", "噪声", "噪音", "漏水", "公共部位", "占道"), Cause.NEIGHBOURS), (("家庭", "婚", "恋爱"), Cause.FAMILY),
    (("消费", "退款", "预付", "餐饮"), Cause.CONSUMER), (("劳资", "劳动", "欠薪"), Cause.LABOUR),
    (("物业", "停车"), Cause.PROPERTY), (("租赁", "房屋"), Cause.HOUSING), (("债务", "合同", "借贷"), Cause.CONTRACT),
    (("医",), Cause.MEDICAL), (("交通",), Cause.TRAFFIC), (("殴打", "伤害", "损毁"), Cause.DAMAGES),
    (("旅游",), Cause.TOURISM),
)  # fmt: skip
DOMESTIC = ("家庭暴力", "家暴")


def is_dispute(incident: Incident) -> Answer:
    """A dispute or an offence that may come of one, not settled on the spot, not struck or linked away."""
    if incident.kind not in KINDS or incident.category.fold not in FOLDS:
        return no(_("This incident is not a dispute."), code="no_dispute")
    if incident.state in GONE or incident.result == Result.MEDIATED:
        return no(_("This incident is settled."), code="settled")
    return YES


def may_take(user, incident: Incident) -> Answer:
    """Who may make a case of an incident: whoever may see it and register disputes."""
    for answer in (is_dispute(incident), may_see(user, incident), rules.may_register(user)):
        if not answer:
            return answer
    return YES


def offers(user, incident: Incident) -> Answer:
    """Whether the incident's page offers it: while there is no case; one query after a yes."""
    answer = may_take(user, incident)
    if answer and Case.objects.filter(incident=incident).exists():
        return no(_("There is a mediation case of this incident already."), code="case_exists")
    return answer


def tie(user, incident: Incident) -> list[Tie]:
    """The mediation case of an incident: its number for all who see the incident, its page for who sees the case."""
    case = Case.objects.filter(incident=incident, sealed=False).first()
    if case is None:
        return []
    reachable = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    url = case.get_absolute_url() if reachable else ""
    return [Tie(_("Mediation case"), case.number, url, case.get_state_display(), TONES[case.state])]


def hanging(incident: Incident, verb: str, at: datetime) -> Answer:
    """What a mediation case was made of is neither struck nor linked away."""
    if verb not in {"strike", "link"} or not Case.objects.filter(incident=incident).exists():
        return YES
    return no(_("A mediation case was made of this incident; it stays."), code="has_mediation")


def draft_of(incident: Incident) -> dict:
    """What the page of the case begins with: all the incident tells, nothing to type again."""
    path = incident.category.path or incident.category.name
    domestic = any(word in path for word in DOMESTIC)
    cause = next((cause for words, cause in CAUSES if any(word in path for word in words)), Cause.OTHER)
    return {
        "summary": incident.summary, "place": incident.place, "cause": cause, "domestic_violence": domestic,
        "area": f"g{incident.grid_id}" if incident.grid_id else f"c{incident.community_id or ''}".rstrip("c"),
        "other_side_unknown": len(persons_of(incident)) < 2,
    }  # fmt: skip


def persons_of(incident: Incident) -> list[Party]:
    """The people of an incident who may be parties: not its witnesses."""
    return [row for row in incident.parties.all() if row.part != Party.Part.WITNESS and (row.name or row.phone)]


def offered_to(user, incident: Incident) -> list:
    """The people masked, as the page shows them; a protected reporter only to who may see them (SE-31)."""
    rows = [
        row for row in persons_of(incident) if not (incident.confidential and not may_see_person(user, incident, row))
    ]
    return people.shown(user, incident, rows)


@transaction.atomic
def take(*, incident: Incident, actor, taken: Sequence[tuple[Party, str]], parties=(), **values) -> Case:
    """Make the one case of an incident; a second tap gives back the first case.

    Args:
        taken: (person of the incident, side): name, phone and ID number are carried over.
        parties: further parties, as of :func:`registering.register`.
        values: as of :func:`registering.register`.

    Raises:
        NotAllowed: the person may not see the incident or may not register.
        RuleBroken: ``no_dispute``, ``settled``, and those of ``register``.
    """
    known = Case.objects.filter(incident=incident).first()
    if known:
        return known
    is_dispute(incident).or_refuse()
    carried = [
        {"side": side, "name": row.name or NAMELESS, "phone": row.phone, "id_number": _good_id(row.id_number),
         "public_role": PublicRole.NONE}
        for row, side in taken if side in Side.values and row.incident_id == incident.pk
    ]  # fmt: skip
    return register(
        station=incident.station, actor=actor, source=Source.INCIDENT, incident=incident,
        police_case=incident.police_case if hasattr(incident, "police_case") else None,
        parties=[*carried, *parties], lat=incident.lat, lng=incident.lng, **values,
    )  # fmt: skip


def _good_id(text: str) -> str:
    """An ID number that holds; a mistyped one is left out rather than carried over."""
    number = normal(text)
    return number if is_id_number(number) or is_other_document(number) else ""
