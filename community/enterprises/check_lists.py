"""Check lists and prevention tips: the station writes them, every change is a new version, answers keep theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises import defaults, rules
from community.enterprises.actions import same_station
from community.enterprises.models import EnterpriseKind
from community.enterprises.models_visits import CheckItem, CheckList, CheckListVersion, Tip
from community.enterprises.readings import current_version
from community.enterprises.words import AnswerKind
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record

MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is written in the form or in the defaults."""

    text: str
    answer: str = AnswerKind.YES_NO
    grade: int | None = None
    required: bool = True
    hint: str = ""
    unit: str = ""


@transaction.atomic
@lines_last()
def keep_list(
    *, station: Station, actor: User | None, name: str, items: Sequence[Line], kind: EnterpriseKind | None = None,
    check_list: CheckList | None = None, active: bool = True, order: int = 0, is_default: bool = False,
) -> CheckList:  # fmt: skip
    """Write a check list. Other items than before make a new version; visits keep the version they answered.

    Args:
        actor: None is the system, which brings the example texts.
        items: in their order.
        is_default: example text that the station has not made its own yet.

    Raises:
        RuleBroken: ``name_taken``, ``no_items``, ``too_many``, ``same_item``, ``grade_without_no``,
            ``other_station``.
    """
    if actor is not None:
        demand(rules.may_keep(actor))
    same_station(station, kind, check_list)
    _check(items)
    lock_station(station)
    free(CheckList, station, but=check_list.pk if check_list else None, name=name)
    values = {"name": name, "kind": kind, "active": active, "order": order}
    if check_list is None:
        check_list = CheckList.objects.create(station=station, **values)
        record(verb="check_list.added", subject=check_list, actor=actor)
    elif write(check_list, values):
        record(verb="check_list.changed", subject=check_list, actor=actor)
    before = current_version(check_list)
    if before is None or [_line(item) for item in before.items.all()] != list(items) or before.is_default:
        _publish(check_list, before, items, actor, is_default)
    return check_list


def _publish(check_list: CheckList, before, items: Sequence[Line], actor: User | None, is_default: bool) -> None:
    version = CheckListVersion.objects.create(
        station=check_list.station, check_list=check_list, version=before.version + 1 if before else 1,
        is_default=is_default, published_by=actor,
    )  # fmt: skip
    CheckItem.objects.bulk_create(
        CheckItem(
            station=check_list.station, version=version, order=place, text=item.text, answer=item.answer,
            grade=item.grade, required=item.required, hint=item.hint, unit=item.unit,
        )
        for place, item in enumerate(items, 1)
    )  # fmt: skip
    record(verb="check_list.published", subject=check_list, actor=actor, version=version.version, items=len(items))


def _check(items: Sequence[Line]) -> None:
    if not items:
        raise RuleBroken(_("A check list has at least one item."), code="no_items")
    if len(items) > MOST_ITEMS:
        raise RuleBroken(_("At most forty items: nobody answers more."), code="too_many")
    if len({item.text for item in items}) < len(items):
        raise RuleBroken(_("Two items have the same words."), code="same_item")
    if any(item.grade and item.answer != AnswerKind.YES_NO for item in items):
        raise RuleBroken(_("Only items answered by yes or no open a finding."), code="grade_without_no")


def _line(item: CheckItem) -> Line:
    return Line(item.text, item.answer, item.grade, item.required, item.hint, item.unit)


def lines_of(version: CheckListVersion | None) -> list[Line]:
    """The items of a version, for the form."""
    return [_line(item) for item in version.items.all()] if version else []


@transaction.atomic
def keep_tip(*, station: Station, actor: User | None, tip: Tip | None = None, **values) -> Tip:
    """Enter a prevention tip, or change one; a changed example becomes the station's own.

    Raises:
        RuleBroken: ``title_taken``, ``span``.
    """
    if actor is not None:
        demand(rules.may_keep(actor))
    end = values.get("valid_until")
    if end is not None and end <= values["valid_from"]:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    lock_station(station)
    same = Tip.objects.filter(station=station, title=values["title"]).exclude(pk=tip.pk if tip else None)
    if same.exists():
        raise RuleBroken(_("There is a tip with this title."), code="title_taken")
    if tip is None:
        tip = Tip.objects.create(station=station, **values)
        record(verb="tip.added", subject=tip, actor=actor)
    elif write(tip, values | {"is_default": False}):
        record(verb="tip.changed", subject=tip, actor=actor)
    return tip


@transaction.atomic
@lines_last()
def install_defaults(*, station: Station, day: date | None = None) -> None:
    """Kinds, example check lists and tips of a station that has none; doing it again changes nothing."""
    lock_station(station)
    if not EnterpriseKind.objects.exists():
        EnterpriseKind.objects.bulk_create(
            EnterpriseKind(station=station, order=place, **row) for place, row in enumerate(defaults.KINDS, 1)
        )
    if not CheckList.objects.exists():
        by_code = {row.code: row for row in EnterpriseKind.objects.all()}
        for order, (name, code, items) in enumerate(defaults.CHECK_LISTS, 1):
            keep_list(
                station=station, actor=None, name=name, kind=by_code.get(code), order=order, is_default=True,
                items=[Line(*item) for item in items],
            )  # fmt: skip
    if not Tip.objects.exists():
        for title, subject, text in defaults.TIPS:
            keep_tip(
                station=station, actor=None, title=title, subject=subject, text=text, is_default=True,
                valid_from=day or timezone.localdate(),
            )  # fmt: skip
