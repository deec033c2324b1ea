"""``manage.py draw_enterprise_steps``: write ``docs/enterprise-steps.md`` anew from the step tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from community.enterprises import rules

HEAD = """# 企业、首访、隐患步骤表 Steps of enterprises

Made by `python manage.py draw_enterprise_steps` from `community/enterprises/rules.py`; a test keeps it current.
系统 is the house itself. A finding is closed only after a re-check by an officer other than who reported it as put
right; a minor one with the re-check, others by a leader.
"""


class Command(BaseCommand):
    """Run it after a change of the tables and commit the page."""

    help = "Write docs/enterprise-steps.md from the step tables of enterprises."

    def handle(self, *args, **options):
        """Overwrite the page."""
        (Path(settings.BASE_DIR) / "docs" / "enterprise-steps.md").write_text(document(), encoding="utf-8")


def document() -> str:
    """The page as it ought to be."""
    parts = [HEAD]
    with translation.override("en"):
        for title, table in (
            ("企业 Enterprise", rules.ENTERPRISE), ("入驻首访 First visit", rules.FIRST_VISIT),
            ("安全隐患 Safety finding", rules.FINDING),
        ):  # fmt: skip
            rows = [
                f"| {step.source} | {step.verb} | {step.target} | {'' if step.who else '系统'} |"
                for step in table.steps
            ]
            head = "| from | verb | to | by |\n|---|---|---|---|"
            parts.append(f"## {title}\n\n```mermaid\n{table.diagram()}\n```\n\n{head}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)
