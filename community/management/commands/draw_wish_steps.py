"""``manage.py draw_wish_steps``: write ``docs/wish-steps.md`` anew from the step tables of wishes and errands."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from community.wishes import rules
from community.wishes.words import State
from stations.errands import rules as errand_rules
from stations.errands.words import State as ErrandState

HEAD = """# 居民心愿、巡逻需求步骤表 Steps of wishes and errands

Made by `python manage.py draw_wish_steps` from `community/wishes/rules.py` and `stations/errands/rules.py`; a test
keeps it current, others walk every verb in every state. 系统 is the house itself: a wish follows its errand, an
errand whose days are over lapses, the list of the quarter is cleared.
"""
WHO = {
    rules.may_handle: "群防群治办公室、所领导、所在社区民警",
    errand_rules.may_handle: "承担方（如巡逻队办公室、所领导）",
}
TABLES = (
    ("居民心愿 Wishes", rules.STEPS, State), ("巡逻需求 Errands", errand_rules.STEPS, ErrandState),
)  # fmt: skip


class Command(BaseCommand):
    """Run it after a change of a table and commit the page."""

    help = "Write docs/wish-steps.md from the step tables of wishes and errands."

    def handle(self, *args, **options):
        """Overwrite the page."""
        (Path(settings.BASE_DIR) / "docs" / "wish-steps.md").write_text(document(), encoding="utf-8")


def _drawn(title: str, workflow, words) -> str:
    labels = dict(words.choices)
    rows = [
        f"| {labels[step.source]} | {step.label} `{step.verb}` | {labels[step.target]} | "
        f"{WHO[step.who] if step.who else '系统'} |"
        for step in workflow.steps
    ]
    head = "| 状态 from | 操作 verb | 到 to | 谁 who |\n|---|---|---|---|"
    return "\n".join([f"## {title}", "", "```mermaid", workflow.diagram(), "```", "", head, *rows, ""])


def document() -> str:
    """The page as it ought to be, in the words of the code."""
    with translation.override("en"):
        return "\n".join([HEAD, *(_drawn(*table) for table in TABLES)])
