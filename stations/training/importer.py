"""The question bank as a workbook (题库): officers keep their questions in Excel; each is checked in the portal."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.imports.cells import CellError, Choice, Parser, Text, plain
from stations.imports.registry import register_sheet, register_workbook
from stations.imports.sheets import Column, Record, Reference, TableSheet
from stations.training import quiz_rules
from stations.training.models import BankQuestion, Course
from stations.training.rules import teaches_any

KIND = "quiz"
LETTERS = "ABCD"


class Month(Parser):
    """A month: 2026-11, 2026年11月, 202611, or any day in it."""

    def __call__(self, value):
        if hasattr(value, "year"):
            return (value.date() if hasattr(value, "date") else value).replace(day=1)
        digits = "".join(sign if sign.isdigit() else " " for sign in plain(value)).split()
        if len(digits) == 1 and len(digits[0]) in {6, 8}:
            digits = [digits[0][:4], digits[0][4:6]]
        try:
            year, month = int(digits[0]), int(digits[1])
            if not 2000 <= year <= 2099:
                raise ValueError
            return quiz_rules.first_of(year, month)
        except (ValueError, IndexError):
            raise CellError("bad_month", _("is not a month (write 2026-11)")) from None

    def show(self, value) -> str:
        return value.strftime("%Y-%m") if value else ""


class CourseSheet(TableSheet):
    """Courses by title, to refer to; the workbook brings none in."""

    title = "课程"
    about = "题目可指定课程；本表仅供对照，课程在系统内维护。"
    model = Course
    key = ("title",)
    columns = (Column("title", "课程名称", Text(80), required=True),)
    examples = (("警务夜校",),)

    def plan_row(self, plan, record: Record) -> None:
        """A course that is there is left alone; a new one is made in the portal, with all it needs."""
        if (record.texts["title"],) not in self.index(plan):
            record.refuse("unknown_course", _("is not a course of this station; make it in the portal"), "课程名称")


COURSES = CourseSheet()


class QuestionSheet(TableSheet):
    """Questions, told apart by month and words; new ones wait for a second person."""

    title = "题库"
    aliases = ("题目", "试题")
    about = (
        "每行一题，选项两至四个，正确选项填字母。题目和案例不得出现姓名、电话、身份证号、车牌等个人信息。"
        "导入后由另一人在系统内审核，审核通过方可使用；已审核的题目不可再改。"
    )
    model = BankQuestion
    key = ("month", "text")
    columns = (
        Column("month", "月份", Month(), required=True, help="案例发生的月份，如 2026-11"),
        Column("text", "题目", Text(300), required=True, aliases=("题干",), width=40),
        Column("a", "选项A", Text(120), required=True, stored=False, width=22),
        Column("b", "选项B", Text(120), required=True, stored=False, width=22),
        Column("c", "选项C", Text(120), stored=False, width=22),
        Column("d", "选项D", Text(120), stored=False, width=22),
        Column("letter", "正确选项", Choice({letter: letter for letter in LETTERS},
               also={letter.lower(): letter for letter in LETTERS}), required=True, aliases=("答案",), stored=False),
        Column("why", "解析", Text(500), required=True, width=40),
        Column("case_words", "案例", Text(500), aliases=("典型案例",), width=40),
        Column("case_ref", "警情或类别", Text(40), aliases=("警情编号", "类别"), help="仅民警可见"),
        Column("course", "课程", Text(80), aliases=("课程名称",),
               refers=Reference(COURSES, gettext_lazy("no course has the title %(value)s"))),
    )  # fmt: skip
    examples = (
        (
            "2026-11", "接到“客服”电话要求共享屏幕办理退款，应当：", "按要求共享屏幕", "挂断并拨打96110核实",
            "先转一小笔试试", "", "B", "正规退款不需要共享屏幕；共享后验证码和密码都会被看到。",
            "本月有居民共享屏幕后被转走存款。", "诈骗", "",
        ),
    )  # fmt: skip

    def judge(self, plan, record: Record, found) -> None:
        """What was checked stays; options, right one and privacy as on the page."""
        letters = {letter: self._cell(record, found, letter) for letter in LETTERS}
        kept = [(letter, words) for letter, words in letters.items() if words]
        right = record.get("letter") or (LETTERS[found.right] if found else "")
        options = [words for _letter, words in kept]
        places = [letter for letter, _words in kept]
        answer = quiz_rules.says_whole(
            options=options, right=places.index(right) if right in places else len(options)
        )  # fmt: skip
        texts = [record.get(name) or "" for name in ("text", "why", "case_words")]
        private = quiz_rules.nameless(*texts, *options)
        if not answer:
            record.refuse(answer.code, str(answer.reason), "正确选项")
        elif not private:
            record.refuse(private.code, str(private.reason), "题目")
        if record.problems:
            return
        record.values["options"], record.values["right"] = options, places.index(right)
        if found is not None and self._differs(record, found):
            if found.state != BankQuestion.State.DRAFT:
                record.refuse("checked", _("has been checked; what was checked is not changed"), "题目")
            # Whoever changes a question is its writer: somebody else checks it.
            record.values["author"] = plan.actor

    @staticmethod
    def _cell(record: Record, found, letter: str) -> str:
        """An option of the row; a blank cell of a known row leaves it as it is."""
        given = record.get(letter.lower())
        place = LETTERS.index(letter)
        if given is None and found is not None and letter.lower() not in record.values:
            return found.options[place] if place < len(found.options) else ""
        return given or ""

    def _differs(self, record: Record, found) -> bool:
        return any(getattr(found, name) != value for name, value in self.values(record).items())

    def values(self, record: Record) -> dict:
        """The columns of the table, with the options as a list."""
        told = super().values(record)
        for name in ("options", "right", "author"):
            if name in record.values:
                told[name] = record.values[name]
        return told

    def make(self, plan, record: Record) -> BankQuestion:
        """A new question, written by whoever imports it, checked by nobody yet."""
        return BankQuestion(station=plan.station, author=plan.actor, **self.values(record))


def register() -> None:
    """Add the workbook; called from ``registrations.py``."""
    register_workbook(KIND, gettext_lazy("Question bank workbook"), teaches_any)
    for order, sheet in enumerate((COURSES, QuestionSheet()), 1):
        register_sheet(KIND, sheet, order * 10)
