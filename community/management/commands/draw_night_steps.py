"""``manage.py draw_night_steps``: write ``docs/night-steps.md`` anew from the step table of night patrols."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from community.nights.rules import STEPS
from community.nights.words import State

HEAD = """# 夜巡步骤表 Steps of a night patrol

Made by `python manage.py draw_night_steps` from `community/nights/rules.py`; a test keeps it current. 系统 is the
house itself: helpers who accept fill the places, who gives one back opens the call again, what never began lapses.
The leader never confirms the own report.
"""
WHO = {
    "may_keep": "责任民警、B角、群防群治办公室、社区民警、所领导", "_leads": "带队人、责任民警、B角",
    "may_confirm": "责任民警、B角、群防群治办公室、社区民警、所领导（带队人除外）",
}  # fmt: skip


class Command(BaseCommand):
    """Run it after a change of the table and commit the page."""

    help = "Write docs/night-steps.md from the step table of night patrols."

    def handle(self, *args, **options):
        """Overwrite the page."""
        (Path(settings.BASE_DIR) / "docs" / "night-steps.md").write_text(document(), encoding="utf-8")


def document() -> str:
    """The page as it ought to be, in the words of the code."""
    with translation.override("en"):
        words = dict(State.choices)
        rows = [
            f"| {words[step.source]} | {step.label} `{step.verb}` | {words[step.target]} | "
            f"{WHO[step.who.__name__] if step.who else '系统'} |"
            for step in STEPS.steps
        ]
    table = "\n".join(["| 状态 from | 操作 verb | 到 to | 谁 who |", "|---|---|---|---|", *rows])
    return f"{HEAD}\n```mermaid\n{STEPS.diagram()}\n```\n\n{table}\n"
