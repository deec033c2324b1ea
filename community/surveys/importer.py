"""The workbook of surveys (要素摸排): levels, then premises, places and events. No column holds a person."""

import uuid
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.surveys import rules
from community.surveys.models import Survey, SurveyLevel, SurveyReview
from community.surveys.words import Finding, Kind, State
from stations.imports.cells import Choice, Day, Number, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, Column, Record, Reference, TableSheet
from stations.places.geometry import locate
from stations.places.importer import COMMUNITIES, judge_point, point_columns

KIND = "surveys"
KINDS = {"场所": Kind.PREMISES, "部位": Kind.SPOT, "活动": Kind.EVENT}


class LevelSheet(TableSheet):
    """Levels and their days."""

    title = "等级"
    about = "等级名称和复核周期。"
    model = SurveyLevel
    key = ("name",)
    columns = (
        Column("name", "名称", Text(20), required=True, aliases=("等级",)),
        Column("rank", "序位", Number(1, 5), required=True, help="1为最高"),
        Column("review_days", "复核周期（天）", Number(1, 366), required=True, aliases=("复核周期",)),
        Column("measure", "常用措施", Text(300), width=30),
    )
    examples = (("一级", 1, 7, "每周检查"),)

    def judge(self, plan, record: Record, found) -> None:
        """A rank once; no number of a person."""
        ranks = plan.once("survey ranks", lambda: {row.rank: row.name for row in self.index(plan).values()})
        owner = ranks.setdefault(record.get("rank"), record["name"]) if record.get("rank") else record["name"]
        if owner != record["name"]:
            record.refuse("rank_taken", _("is already the rank of %(name)s") % {"name": owner}, "序位")
        _refuse_persons(record, {"measure": "常用措施"})


LEVELS = LevelSheet()


def _refuse_persons(record: Record, columns: dict[str, str]) -> None:
    for name, title in columns.items():
        value = record.get(name)
        answer = rules.names_nobody(value) if isinstance(value, str) else None
        if answer is not None and not answer:
            record.refuse("person", str(answer.reason), title)


class SurveySheet(TableSheet):
    """What is kept in sight; told apart by kind, name and place."""

    title = "要素"
    aliases = ("摸排", "场所部位活动")
    about = (
        "只填场所、部位和活动，不得填写居民个人及其身份证号、电话。活动须填开始日和结束日。"
        "再次导入时更新同名同址的一条，等级变动记为一次复核。"
    )
    model = Survey
    key = ("kind", "name", "place")
    columns = (
        Column("kind", "类别", Choice(KINDS), required=True),
        Column("name", "名称", Text(80), required=True, width=24),
        Column("place", "地点", Text(160), required=True, width=30, aliases=("地址",)),
        Column("level", "等级", Text(20), required=True,
               refers=Reference(LEVELS, gettext_lazy("no level is named %(value)s"))),
        Column("measure", "管控措施", Text(300), width=30, aliases=("措施",)),
        Column("why", "列入原因", Text(300), width=24),
        Column("community", "社区", Text(60),
               refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s"))),
        *point_columns(),
        Column("begins", "活动开始日", Day(), stored=False),
        Column("ends", "活动结束日", Day(), stored=False),
        Column("crowd", "预计人数", Number(0, 1_000_000)),
    )  # fmt: skip
    examples = (("场所", "示例宾馆", "示例路1号", "二级", "每月检查", "", "", "", "", "", ""),)
    related = ("level",)

    def rows(self, plan):
        """Those kept in sight; what has ended is not brought back by a list."""
        return super().rows(plan).filter(state=State.ACTIVE)

    def judge(self, plan, record: Record, found) -> None:
        """No person, a plausible point, a span for events only."""
        _refuse_persons(record, {"name": "名称", "place": "地点", "measure": "管控措施", "why": "列入原因"})
        judge_point(record, found)
        begins, ends = record.get("begins"), record.get("ends")
        event = record.get("kind") == Kind.EVENT
        if event and found is not None:
            begins, ends = begins or _day(found.starts_at), ends or _day(found.ends_at)
        if event and not (begins and ends and begins <= ends):
            record.refuse("span", _("an event needs its first and last day"), "活动开始日")
        if not event and (begins or ends or record.get("crowd")):
            record.refuse("no_event", _("only an event has days and expected people"), "活动开始日")

    def make(self, plan, record: Record) -> Survey:
        """The new survey with its first review."""
        values = self._placed(plan, self.values(record))
        begins, ends = record.get("begins"), record.get("ends")
        level = values["level"]
        row = Survey(
            station=plan.station, **values, entered_by=plan.actor, reviewed_on=plan.today,
            review_on=rules.review_by(plan.today, level, ends),
            starts_at=_moment(begins, time.min), ends_at=_moment(ends, time(23, 59)),
        )  # fmt: skip
        row.measure = row.measure or level.measure or "—"
        self._review(plan, row, Finding.ENTERED)
        return row

    @staticmethod
    def _placed(plan, values: dict) -> dict:
        """Community and grid of its point, where the sheet does not say."""
        if values.get("lat") is not None and values.get("lng") is not None:
            found = locate(plan.station.pk, values["lat"], values["lng"])
            values["grid_id"] = found.grid_id
            if values.get("community") is None and found.community_id:
                values.pop("community", None)
                values["community_id"] = found.community_id
        return values

    @staticmethod
    def _span(record: Record, found: Survey) -> dict:
        """The days of a known event, where the sheet gives others; its hours stay while its days do."""
        begins, ends = record.get("begins"), record.get("ends")
        values: dict = {}
        if begins and begins != _day(found.starts_at):
            values["starts_at"] = _moment(begins, time.min)
        if ends and ends != _day(found.ends_at):
            values["ends_at"] = _moment(ends, time(23, 59))
        return values

    @staticmethod
    def _review(plan, row: Survey, finding: str, before: SurveyLevel | None = None, due: date | None = None) -> None:
        plan.add(SurveyReview(
            station=plan.station, survey=row, client_id=uuid.uuid4(), finding=finding, level=row.level, note="导入",
            level_before=before, by=plan.actor, at=timezone.now(), due_on=due, next_on=row.review_on,
        ))  # fmt: skip

    def plan_row(self, plan, record: Record) -> None:
        """A new row enters; of a known one another level is a review of its own."""
        index, key = self.index(plan), self.key_of(record)
        found = index.get(key)
        if found is None:
            self.demand(record)
        self.judge(plan, record, found)
        if record.problems:
            return
        if found is None:
            record.action = ADDED
            index[key] = plan.add(self.make(plan, record))
            return
        values, before, due = self._placed(plan, self.values(record)), found.level, found.review_on
        values |= self._span(record, found)
        changes = plan.change(found, **{name: value for name, value in values.items() if value not in (None, "")})
        self.note_changes(record, changes)
        sooner = rules.review_by(found.reviewed_on, found.level, _day(found.ends_at))
        plan.change(found, review_on=min(found.review_on, sooner))
        if found.level_id != before.pk:
            plan.change(
                found, reviewed_on=plan.today,
                review_on=rules.review_by(plan.today, found.level, _day(found.ends_at)),
            )  # fmt: skip
            self._review(plan, found, Finding.LEVEL, before, due)


def _moment(day: date | None, clock: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, clock)) if day else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def register() -> None:
    """Add the sheets to their workbook; called from ``registrations.py``."""
    for order, sheet in enumerate((LEVELS, SurveySheet()), 1):
        register_sheet(KIND, sheet, order * 10)
