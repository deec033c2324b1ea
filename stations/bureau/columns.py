"""Which fields of ours a column of the bureau's export may mean, and how a mapping is guessed from its titles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.bureau.models import ColumnMapping
from stations.imports.reading import heading

Kind = ColumnMapping.Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field of ours.

    Attributes:
        code: key of ``ColumnMapping.columns``.
        label: what the page calls it.
        required: without it nothing can be taken over.
        words: its cells are words that stand for something of ours.
        hints: titles that exports use for it; the page proposes them, a person decides.
    """

    code: str
    label: Any
    required: bool = False
    words: bool = False
    hints: tuple[str, ...] = ()


# ID numbers are not among them: they are not taken over (SE-15).
INCIDENTS = (
    Field("external", _("number in the bureau's system"), True, hints=("警情编号", "接警单编号", "接警编号")),
    Field("reported_at", _("Time reported"), True, hints=("报警时间", "接报时间", "报案时间")),
    Field("place", _("place"), True, hints=("警情地址", "案发地址", "事发地址", "地址", "案发地点", "地点")),
    Field("category", _("category at call"), True, True, ("接警类别", "警情类别", "报警类别", "类别", "警情类型")),
    Field("final", _("category at feedback"), words=True, hints=("反馈类别", "处警类别", "反馈警情类别")),
    Field("source", _("Source of the report"), words=True, hints=("报警方式", "来源", "警情来源", "接警方式")),
    Field("grade", _("Grade"), words=True, hints=("警情级别", "警情等级", "级别", "等级")),
    Field("community", _("community"), words=True, hints=("社区", "所属社区", "辖区社区", "居委会")),
    Field("summary", _("what happened"), hints=("报警内容", "简要警情", "警情内容", "简要案情")),
    Field("result", _("result"), words=True, hints=("处理结果", "处警结果", "处理结果名称")),
    Field("result_text", _("outcome"), hints=("处警情况", "反馈内容", "处理情况", "处警反馈")),
    Field("state", _("State there"), words=True, hints=("状态", "警情状态", "处理状态")),
    Field("received_at", _("Time received"), hints=("接警时间",)),
    Field("dispatched_at", _("Time dispatched"), hints=("派警时间", "派单时间", "出警指令时间")),
    Field("arrived_at", _("Time arrived"), hints=("到达时间", "到达现场时间")),
    Field("fed_back_at", _("Time fed back"), hints=("反馈时间", "处警反馈时间")),
    Field("closed_at", _("Time closed"), hints=("结警时间", "结案时间", "办结时间")),
    Field("reporter", _("Reporter's name"), hints=("报警人", "报警人姓名", "报案人")),
    Field("phone", _("Reporter's phone"), hints=("报警电话", "联系电话", "联系方式", "主叫号码")),
)  # fmt: skip
COUNTS = (
    Field("month", _("month"), True, hints=("月份", "统计月份", "年月")),
    Field("category", _("category"), True, True, ("警情类别", "类别")),
    Field("community", _("community"), words=True, hints=("社区", "所属社区", "辖区社区")),
    Field("count", _("Number of calls"), True, hints=("数量", "警情数", "起数", "合计")),
)
# Titles of columns whose examples are masked on the page.
PRIVATE = re.compile("姓名|报警人|报案人|电话|手机|号码|联系|身份证|证件")


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind of export."""
    return COUNTS if kind == Kind.COUNTS else INCIDENTS


def guess(kind: str, titles: Iterable[str]) -> dict[str, str]:
    """A first mapping: each field gets the first title that is one of its hints."""
    plain = {heading(title): title for title in reversed(list(titles))}
    found = {}
    for field in fields_of(kind):
        title = next((plain[hint] for hint in field.hints if hint in plain), "")
        if title and title not in found.values():
            found[field.code] = title
    return found


def missing(kind: str, columns: dict[str, str], titles: Iterable[str]) -> list[Field]:
    """Required fields that the mapping or the file does not have."""
    there = {heading(title) for title in titles}
    return [
        field for field in fields_of(kind)
        if field.required and heading(columns.get(field.code, "")) not in there
    ]  # fmt: skip


def is_private(title: str) -> bool:
    """Whether examples of a column are persons' data."""
    return bool(PRIVATE.search(title))
