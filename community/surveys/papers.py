"""The printed list of a grid for the notice board inside the station (not public)."""

from collections.abc import Sequence

from django.utils import timezone, translation

from community.surveys.models import Survey
from stations.kit.paper import Block, Heading, Paper, Para, Table
from stations.places.models import Grid

WIDTHS = (10, 34, 38, 14, 38, 22)


def grid_paper(station, grid: Grid | None, rows: Sequence[Survey]) -> Paper:
    """What is kept in sight in a grid, by level; for the notice board of the station.

    Args:
        grid: None is what lies in no grid.
        rows: with ``keeper_name``.
    """
    with translation.override("zh-hans"):
        today = timezone.localdate()
        cells = [
            [str(at), f"{row.name}（{row.get_kind_display()}）", row.place, row.level.name, row.measure,
             f"{row.keeper_name or '—'}\n{row.review_on:%m-%d}前"]
            for at, row in enumerate(rows, 1)
        ]  # fmt: skip
        blocks: list[Block] = [
            Para(f"截至{today.year}年{today.month}月{today.day}日，共{len(rows)}处。", indent=False),
            Heading("场所、部位、活动", 2),
            Table(["序号", "名称", "地点", "等级", "管控措施", "责任人、复核"], cells or [["—"] * 6], WIDTHS),
            Para("内部资料，张贴于所内，不得外传。本表只列场所、部位和活动，不涉及居民个人。", small=True),
        ]  # fmt: skip
        name = grid.name if grid else "未划入网格"
        return Paper(f"{name}要素摸排表", blocks, unit=station.name, footer=f"{station.name} 内部资料", compact=True)
