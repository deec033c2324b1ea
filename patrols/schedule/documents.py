"""The month sheet as a file: Excel, and a PDF to pin on the wall. No persons in it (SE-24)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.schedule.readings import Line, Month
from patrols.schedule.tables import MONTH, month_row
from stations.kit.export import XLSX, download, xlsx_bytes
from stations.kit.render import Face, gap, pdf, table, text

WIDTHS = [46, 16, 16, 16, 16, 20, 20, 24, 20, 22, 20, 18]


def title_of(sheet: Month) -> str:
    """What the sheet is called."""
    return _("Patrol month sheet %(month)s") % {"month": f"{sheet.first:%Y-%m}"}


def _head(by: str) -> list[str]:
    return [str(_("Company")) if by == "company" else str(_("Squad")), *(str(column.label) for column in MONTH)]


def _rows(sheet: Month) -> list[list]:
    return [month_row(line) for line in (*sheet.lines, Line(str(_("Total")), sheet.total))]


def excel(sheet: Month, by: str, user):
    """The sheet as a workbook, the functional groups below."""
    groups = [month_row(line) for line in sheet.groups]
    rows = [*_rows(sheet), [], [str(_("Functional group"))], *groups]
    return download(xlsx_bytes(title_of(sheet), _head(by), rows, user), f"{title_of(sheet)}.xlsx", XLSX)


def wall(sheet: Month, by: str, station, user):
    """The sheet as a landscape PDF."""
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    # The total first: it stays on the sheet that is pinned up, however many squads there are.
    rows = _rows(sheet)
    rows = [rows[-1], *rows[:-1]]
    face = Face(title_of(sheet), station.name, user.name, made)
    story = [
        table(_head(by), [[str(cell) for cell in row] for row in rows], WIDTHS, small=True),
        gap(),
        text(_("By functional group"), "heading"),
        table(
            [str(_("Functional group")), *_head(by)[1:]],
            [[str(cell) for cell in month_row(line)] for line in sheet.groups], WIDTHS, small=True,
        ),
        gap(),
        text(explanation(), "note"),
    ]  # fmt: skip
    return download(pdf(face, story, wide=True), f"{title_of(sheet)}.pdf", "application/pdf")


def explanation() -> str:
    """What the figures mean, in two sentences."""
    return _(
        "Counted are duties that are over and were not cancelled. Share visited: points visited ÷ points wanted, at "
        "most 100 %; in time and uploaded later: of the points visited; kilometres: completed parts of the routes; "
        "hours: from the first to the last check-in of each duty."
    )
