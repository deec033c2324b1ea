"""Kinds of workbooks and their sheets: each feature registers its own in ``registrations.py``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stations.imports.sheets import Sheet
from stations.kit.answer import Answer, NotAllowed


@dataclass(slots=True)
class Workbook:
    """A kind of workbook.

    Attributes:
        kind: stable code, e.g. ``"station"``.
        label: name on the pages and of the template.
        allowed: predicate ``(user) -> Answer``: who may import it.
        forgets: the uploaded file is deleted once it was written or put aside (it names people who have not agreed
            to anything yet); its room deletes what was left lying about, see ``imports.actions.forget_old``.
    """

    kind: str
    label: Any = ""
    allowed: Callable[[Any], Answer] | None = None
    forgets: bool = False
    _sheets: dict[str, tuple[int, Sheet]] = field(default_factory=dict)

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets in the order in which they are read: what is referred to comes first."""
        return [sheet for _order, sheet in sorted(self._sheets.values(), key=lambda pair: pair[0])]


_workbooks: dict[str, Workbook] = {}


def register_workbook(kind: str, label, allowed: Callable[[Any], Answer], forgets: bool = False) -> None:
    """Make a kind of workbook known; sheets may be registered before or after."""
    workbook = _workbooks.setdefault(kind, Workbook(kind))
    workbook.label, workbook.allowed, workbook.forgets = label, allowed, forgets


def register_sheet(kind: str, sheet: Sheet, order: int) -> None:
    """Add a sheet to a workbook; a sheet of the same title is replaced.

    Args:
        kind: the workbook's code.
        sheet: the declared sheet.
        order: place in the workbook and in reading.
    """
    _workbooks.setdefault(kind, Workbook(kind))._sheets[sheet.title] = (order, sheet)


def workbooks() -> list[Workbook]:
    """All kinds that have a label."""
    return [workbook for workbook in _workbooks.values() if workbook.allowed]


def workbook(kind: str) -> Workbook:
    """One kind.

    Raises:
        NotAllowed: nobody registered it.
    """
    found = _workbooks.get(kind)
    if found is None or found.allowed is None:
        raise NotAllowed(f"unknown kind of workbook: {kind}")
    return found
