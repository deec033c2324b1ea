"""The catalogue sheets of the station workbook: 类别 管控要素 常用地点."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.catalogue.models import Category, Element, Spot
from stations.catalogue.rules import DEEPEST
from stations.catalogue.words import Grade, Kind
from stations.imports.cells import YES_NO, Choice, Code, Number, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, Column, Record, Reference, TableSheet
from stations.kit import pinyin
from stations.organisation.importer import KIND
from stations.places.importer import COMMUNITIES, GRIDS, judge_point, point_columns

KINDS = {
    "警情": Kind.CALL, "求助": Kind.HELP, "隐患": Kind.HAZARD, "线索": Kind.CLUE, "拾得": Kind.FOUND,
    "遗失": Kind.LOSS,
}  # fmt: skip
FOLDS = {
    "刑事": Category.Fold.CRIMINAL, "治安": Category.Fold.ORDER, "交通": Category.Fold.TRAFFIC,
    "纠纷": Category.Fold.DISPUTE, "群众紧急求助": Category.Fold.HELP, "其他": Category.Fold.OTHER,
    "骚扰无效": Category.Fold.NUISANCE,
}  # fmt: skip
GRADES = {"一级": Grade.I, "二级": Grade.II, "三级": Grade.III, "四级": Grade.IV}
GRADE_SIGNS = {"Ⅰ": Grade.I, "Ⅱ": Grade.II, "Ⅲ": Grade.III, "Ⅳ": Grade.IV, "1": Grade.I, "2": Grade.II,
               "3": Grade.III, "4": Grade.IV}  # fmt: skip


class CategorySheet(TableSheet):
    """The classification tree, every row below a row that stands further up or is there already."""

    title = "类别"
    aliases = ("警情类别", "类别表")
    about = "警情等事项的分类（最多四级），编码为本所自编。下级须列在上级之后，性质与上级相同。"
    model = Category
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("类别编码",)),
        Column("name", "名称", Text(40), required=True, aliases=("类别", "类别名称"), width=22),
        Column("parent", "上级编码", Code(20), aliases=("上级", "上级类别编码"), stored=False,
               help="顶级类别留空"),
        Column("kind", "性质", Choice(KINDS), help="顶级类别必填，下级随上级"),
        Column("fold", "统计归类", Choice(FOLDS, also={"群众求助": Category.Fold.HELP}), aliases=("报表归类",)),
        Column("grade", "常用等级", Choice(GRADES, also=GRADE_SIGNS), aliases=("等级",)),
        Column("order", "排序", Number(0, 9999)),
        Column("active", "启用", YES_NO),
    )  # fmt: skip
    examples = (("D", "纠纷", "", "警情", "纠纷", "三级", "", "是"), ("D01", "邻里纠纷", "D", "", "", "", "", "是"))

    def judge(self, plan, record: Record, found) -> None:
        """A new row needs its parent first; kind and place in the tree stay as they are."""
        parent = self._parent(plan, record, found)
        if record.problems:
            return
        if parent is not None and record.get("kind") and record["kind"] != parent.kind:
            record.refuse("kind", _("differs from the kind of the category above"), "性质")
        elif found is not None and record.get("kind") and record["kind"] != found.kind:
            record.refuse("kind_fixed", _("of a category that exists cannot change"), "性质")
        elif found is None and parent is None and not record.get("kind"):
            record.refuse("missing", _("is missing"), "性质")
        elif parent is not None and parent.level >= DEEPEST:
            record.refuse("too_deep", _("already lies on the fourth level"), "上级编码")

    def _parent(self, plan, record: Record, found) -> Category | None:
        """The row above; of a known row it never changes."""
        code = record.get("parent")
        if found is not None:
            if code and (found.parent is None or found.parent.code != code):
                record.refuse("parent_fixed", _("of a category that exists cannot change"), "上级编码")
            return found.parent
        if not code:
            return None
        parent = self.index(plan).get((code,))
        if parent is None:
            record.refuse("unknown", _("no category has the code %(value)s (list it further up)") % {"value": code},
                          "上级编码")  # fmt: skip
        return parent

    def rows(self, plan):
        """From the top down, one object a category: a new name is seen by everything below."""
        rows = list(Category.objects.order_by("level", "code"))
        by_pk = {row.pk: row for row in rows}
        for row in rows:
            row.parent = by_pk.get(row.parent_id)
        return rows

    def plan_row(self, plan, record: Record) -> None:
        found = self.index(plan).get(self.key_of(record))
        before = (found.name, found.path) if found else None
        super().plan_row(plan, record)
        if found and before and found.name != before[0]:
            self._renamed(plan, found)

    def _renamed(self, plan, row: Category) -> None:
        """A new name is in the path of everything below."""
        for each in sorted(self.index(plan).values(), key=lambda each: each.level):
            if each is row or each.parent is not None:
                old = each.path, each.pinyin, each.initials
                each.fill_keys()
                new = each.path, each.pinyin, each.initials
                each.path, each.pinyin, each.initials = old
                plan.change(each, **dict(zip(("path", "pinyin", "initials"), new, strict=True)))

    def make(self, plan, record: Record) -> Category:
        """A new category takes from above what its row does not say."""
        parent = self.index(plan).get((record.get("parent"),))
        row = Category(station=plan.station, parent=parent, level=parent.level + 1 if parent else 1)
        if parent:
            row.kind, row.fold, row.grade = parent.kind, parent.fold, parent.grade
        for name, value in self.values(record).items():
            setattr(row, name, value)
        row.fill_keys()
        return row


class ElementSheet(TableSheet):
    """Control elements (管控要素)."""

    title = "管控要素"
    about = "处警反馈时勾选的管控要素，由本所自定。"
    model = Element
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True),
        Column("name", "名称", Text(40), required=True, aliases=("管控要素",), width=22),
        Column("order", "排序", Number(0, 9999)),
        Column("active", "启用", YES_NO),
    )
    examples = (("Y01", "旅店", 1, "是"),)


class SpotSheet(TableSheet):
    """Places that are named often."""

    title = "常用地点"
    aliases = ("地点", "常见地点")
    about = "接警时提示的地点。社区和网格可不填；填写网格后社区随网格。"
    model = Spot
    key = ("name",)
    columns = (
        Column("name", "名称", Text(80), required=True, aliases=("地点", "地点名称"), width=24),
        Column("address", "地址", Text(160), width=28),
        Column("community", "社区", Text(60), width=18,
               refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s"))),
        Column("grid", "网格编码", Code(20), aliases=("网格",),
               refers=Reference(GRIDS, gettext_lazy("no grid has the code %(value)s"), listed=False)),
        *point_columns(),
    )  # fmt: skip
    examples = (("示例商场", "前门大街 1 号", "前东社区", "QD-01", "39.9", "116.4"),)

    def judge(self, plan, record: Record, found) -> None:
        """A grid lies in one community."""
        judge_point(record, found)
        grid, community = record.get("grid"), record.get("community")
        if grid and community and grid.community != community:
            record.refuse("grid_elsewhere", _("lies in another community"), "网格编码")
        elif grid and not record.problems:
            record.values["community"] = grid.community

    def plan_row(self, plan, record: Record) -> None:
        super().plan_row(plan, record)
        if record.action == ADDED:
            row = self.index(plan)[self.key_of(record)]
            row.pinyin, row.initials = pinyin.key(row.name), pinyin.initials(row.name)


def register() -> None:
    """Add these sheets to the station workbook, after places, which they refer to."""
    for order, sheet in enumerate((CategorySheet(), ElementSheet(), SpotSheet()), 30):
        register_sheet(KIND, sheet, order * 10)
