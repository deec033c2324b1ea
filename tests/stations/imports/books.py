"""Workbooks for tests, written in one line each."""

import io

from openpyxl import Workbook

from stations.imports.actions import judge
from stations.organisation.importer import KIND

PEOPLE = (
    "警号",
    "姓名",
    "人员类别",
    "职务",
    "队室",
    "入队日期",
    "在岗状态",
    "手机号",
    "出生年份",
    "入警年份",
    "特长",
)
TEAMS = ("名称", "类别", "排序")


def book(**sheets) -> bytes:
    """A workbook; each sheet is (head, *rows)."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def person(number, name="张三", team="前东队", **other) -> tuple:
    """One row of the sheet 人员; other cells by column title."""
    row = {
        "警号": number,
        "姓名": name,
        "人员类别": "民警",
        "职务": "民警",
        "队室": team,
        "入队日期": "2024-01-01",
    } | other
    return tuple(row.get(title) for title in PEOPLE)


def judged(content: bytes, station, kind: str = KIND):
    """(report, plan) of a workbook."""
    return judge(kind=kind, stream=io.BytesIO(content), size=len(content), station=station)


def outcome(report) -> dict:
    """(sheet, row) → codes of its problems, or its outcome."""
    return {(row["sheet"], row["row"]): [p["code"] for p in row["problems"]] or row["action"] for row in report.rows}
