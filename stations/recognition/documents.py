"""The month's statement to pin up: what was earned, exchanged and spent, without anybody's name (A4, UI-07)."""

import io

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from stations.kit.export import safe
from stations.kit.render import Face, gap, pdf, table, text
from stations.recognition.readings import Statement

EARNED, REWARDS, BUDGET = [100, 35, 35], [100, 35, 35], [100, 70]


def title(month: Statement) -> str:
    """``2026年11月积分和奖励公示``."""
    return _("Points and rewards of %(month)s") % {"month": f"{month.first.year}年{month.first.month}月"}


def parts(month: Statement) -> list[tuple[str, list[str], list[list], list[int]]]:
    """The statement as (heading, column titles, rows, widths), shared by page, PDF and workbook."""
    earned = [[name, count, points] for name, count, points in month.earned]
    handed = [[name, count, f"{yuan:.2f}"] for name, count, yuan in month.exchanged]
    if month.payouts:
        handed.append([_("Anonymous rewards"), month.payouts, f"{month.paid:.2f}"])
    found = [
        (_("Earned"), [_("Act"), _("Bookings"), _("Points in all")], earned, EARNED),
        (_("Handed out"), [_("Reward"), pgettext("reward", "Number"), _("Yuan")], handed, REWARDS),
    ]
    if month.budget:
        purse = [[str(label), f"{yuan:.2f}"] for label, yuan in (
            (_("Granted"), month.budget.granted), (_("Spent"), month.budget.spent),
            (_("Reserved"), month.budget.reserved), (pgettext("yuan", "free"), month.budget.free),
        )]  # fmt: skip
        found.append((_("Budget %(name)s") % {"name": month.budget.name}, [_("Item"), _("Yuan")], purse, BUDGET))
    return found


def notes(month: Statement) -> list[str]:
    """Sentences below the tables."""
    found = [_("Thanks and awards of the month: %(count)s.") % {"count": month.thanked}]
    if month.back:
        found.append(_("Booked back after review: %(points)s points.") % {"points": month.back})
    found.append(_("Whoever disagrees with a booking may appeal on the own phone or at the station."))
    return found


def statement_pdf(*, month: Statement, station, user) -> bytes:
    """A4, to pin up."""
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    story = []
    for heading, head, rows, widths in parts(month):
        story.append(text(heading, "heading"))
        story.append(table(head, rows, widths) if rows else text(_("Nothing this month."), "note"))
    story += [gap(), *(text(line, "note") for line in notes(month))]
    return pdf(Face(title(month), station.name, user.name, made), story)


def statement_xlsx(*, month: Statement, station, user) -> bytes:
    """The same as a workbook."""
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = month.first.strftime("%Y-%m")
    sheet.column_dimensions["A"].width = 40
    for column in "BC":
        sheet.column_dimensions[column].width = 16
    sheet.append([title(month)])
    sheet["A1"].font = Font(size=14, bold=True)
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    sheet.append([_("Unit: %(unit)s | Made by: %(maker)s | Made at: %(at)s") % {
        "unit": station.name, "maker": user.name, "at": made,
    }])  # fmt: skip
    for heading, head, rows, _widths in parts(month):
        for row, bold in [([], False), ([heading], True), (head, True), *((row, False) for row in rows)]:
            sheet.append([safe(value) for value in row])
            for cell in sheet[sheet.max_row] if bold else ():
                cell.font = Font(bold=True)
    sheet.append([])
    for line in notes(month):
        sheet.append([line])
    book.save(stream)
    return stream.getvalue()
