"""Exports of the bureau."""

import io

from django_scopes import scopes_disabled
from openpyxl import Workbook

from stations.bureau.models import BureauImport, ColumnMapping
from stations.files.actions import store
from stations.kit.export import XLSX


@scopes_disabled()
def make_bureau_import(station, user, *rows, name: str = "分局导出", **fields) -> BureauImport:
    """An uploaded export with its mapping; ``rows`` begin with the titles."""
    book, stream = Workbook(), io.BytesIO()
    for row in rows or (
        ("警情编号", "报警时间", "警情地址", "警情类别"),
        ("J1", "2026-10-01 08:00", "前门大街", "纠纷"),
    ):
        book.active.append(row)
    book.save(stream)
    file = store(station=station, purpose="bureau", name="警情.xlsx", content=stream.getvalue(), content_type=XLSX)
    columns = {"external": "警情编号", "reported_at": "报警时间", "place": "警情地址", "category": "警情类别"}
    mapping = ColumnMapping.objects.create(station=station, name=name, columns=columns, changed_by=user)
    return BureauImport.objects.create(station=station, mapping=mapping, file=file, uploaded_by=user, **fields)
